// Alarms to the duty officers: which threads wait for one, and which have been raised.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const dueRow = z.object({ id: z.number(), phoneId: z.number().nullable(), alarmedAt: z.date().nullable() });

/** Locks threads whose danger the duty officers have not been told of; what somebody else holds is left to them. */
export async function lockDueAlarms(
  tx: DatabaseTransactionConnection,
  limit: number,
): Promise<readonly z.infer<typeof dueRow>[]> {
  return tx.any(sql.type(dueRow)`
    select id, phone_id as "phoneId", alarmed_at as "alarmedAt"
    from threads
    where alarm_due_at is not null
    order by alarm_due_at, id
    limit ${limit}
    for update skip locked`);
}

/** How many alarms have been raised since an instant. */
export async function countAlarms(db: CommonQueryMethods, since: Date): Promise<number> {
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`
    select count(*) from duty_alarms where at > ${since.toISOString()}::timestamptz`);
}

/** Ends the waiting of a thread whose danger needs no alarm of its own. */
export async function updateAlarmSpared(tx: DatabaseTransactionConnection, threadId: number): Promise<void> {
  await tx.query(sql.unsafe`update threads set alarm_due_at = null where id = ${threadId}`);
}

/** Notes that an alarm was raised for a thread. */
export async function insertAlarm(
  tx: DatabaseTransactionConnection,
  alarm: { readonly threadId: number; readonly at: Date; readonly recipients: number },
): Promise<void> {
  const at = alarm.at.toISOString();
  await tx.query(sql.unsafe`
    with told as (
      update threads
      set alarm_due_at = null, alarmed_at = ${at}::timestamptz
      where id = ${alarm.threadId}
    )
    insert into duty_alarms (thread_id, at, recipients)
    values (${alarm.threadId}, ${at}::timestamptz, ${alarm.recipients})`);
}

const phoneIdRow = z.object({ id: z.number() });

/** The ids of these numbers, in no order. Their rows must exist. */
export async function listPhoneIds(
  db: CommonQueryMethods,
  msisdns: readonly string[],
): Promise<readonly number[]> {
  return db.anyFirst(sql.type(phoneIdRow)`
    select id from phones where msisdn = any(${sql.array([...msisdns], 'text')})`);
}
