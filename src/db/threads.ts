// One conversation of the office with one number: what the inbox knows of it, and the acts of staff on it.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const threadRow = z.object({
  id: z.number(),
  phoneId: z.number().nullable(),
  /** The whole number, or the sender as the gateway gave it; null once erased. */
  sender: z.string().nullable(),
  state: z.enum(['open', 'closed']),
  isDanger: z.boolean(),
  unread: z.number(),
  lastMoId: z.number(),
  lastAt: z.date(),
  assigneeId: z.number().nullable(),
  assigneeName: z.string().nullable(),
  lastAnswerId: z.number(),
});

export type Thread = z.infer<typeof threadRow>;

const columns = sql.fragment`
  t.id, t.phone_id as "phoneId", coalesce(p.msisdn, t.sender) as sender, t.state, t.is_danger as "isDanger",
  t.unread, t.last_mo_id as "lastMoId", t.last_at as "lastAt", t.assignee_id as "assigneeId",
  s.name as "assigneeName",
  coalesce((select max(a.id) from staff_answers a where a.thread_id = t.id), 0) as "lastAnswerId"`;

/** One thread, or null. */
export async function findThread(db: CommonQueryMethods, id: number): Promise<Thread | null> {
  return db.maybeOne(sql.type(threadRow)`
    select ${columns}
    from threads t
    left join phones p on p.id = t.phone_id
    left join staff s on s.id = t.assignee_id
    where t.id = ${id}`);
}

/** The same, held until the transaction ends: two clerks act one after the other. */
export async function lockThread(tx: DatabaseTransactionConnection, id: number): Promise<Thread | null> {
  await tx.query(sql.unsafe`select from threads where id = ${id} for update`);
  return findThread(tx, id);
}

/** Marks the texts up to `moId` as read; what came after stays new. */
export async function updateThreadRead(
  tx: DatabaseTransactionConnection,
  read: { readonly id: number; readonly moId: number },
): Promise<void> {
  await tx.query(sql.unsafe`
    update threads set unread = 0 where id = ${read.id} and last_mo_id <= ${read.moId} and unread > 0`);
}

export async function updateThreadState(
  tx: DatabaseTransactionConnection,
  change: { readonly id: number; readonly state: 'open' | 'closed' },
): Promise<void> {
  await tx.query(sql.unsafe`
    update threads
    set state = ${change.state},
      unread = case when ${change.state} = 'closed' then 0 else unread end
    where id = ${change.id}`);
}

export async function updateThreadAssignee(
  tx: DatabaseTransactionConnection,
  change: { readonly id: number; readonly staffId: number | null },
): Promise<void> {
  await tx.query(sql.unsafe`update threads set assignee_id = ${change.staffId} where id = ${change.id}`);
}

export type NewAnswer = {
  readonly key: string;
  readonly threadId: number;
  readonly phoneId: number;
  readonly staffId: number;
  readonly runId: number;
  readonly item: number;
  readonly at: Date;
};

/** Whether the form with this key has been sent before. */
export async function hasAnswer(tx: DatabaseTransactionConnection, key: string): Promise<boolean> {
  return tx.exists(sql.unsafe`select from staff_answers where key = ${key}::uuid`);
}

/** Notes an answer of staff; who answers a thread that is nobody's takes it. */
export async function insertAnswer(tx: DatabaseTransactionConnection, answer: NewAnswer): Promise<void> {
  const at = answer.at.toISOString();
  await tx.query(sql.unsafe`
    with answered as (
      update threads
      set answered_at = ${at}::timestamptz, answered_by = ${answer.staffId}, unread = 0,
        assignee_id = coalesce(assignee_id, ${answer.staffId})
      where id = ${answer.threadId}
    )
    insert into staff_answers (key, thread_id, staff_id, phone_id, run_id, item, at)
    values (
      ${answer.key}::uuid, ${answer.threadId}, ${answer.staffId}, ${answer.phoneId}, ${answer.runId}, ${answer.item},
      ${at}::timestamptz
    )`);
}

/** Withdraws answers that have not left yet, to people who have left meanwhile: opt-out wins. */
export async function updateUnsentAnswers(
  tx: DatabaseTransactionConnection,
  given: { readonly runId: number; readonly phoneIds: readonly number[] },
): Promise<void> {
  if (given.phoneIds.length === 0) return;
  await tx.query(sql.unsafe`
    update mts m
    set state = 'skipped', reason = 'opted_out'
    from staff_answers a
    where m.run_id = ${given.runId}
      and a.run_id = ${given.runId}
      and a.phone_id = any(${sql.array([...given.phoneIds], 'int8')})
      and m.phone_id = a.phone_id
      and m.item = a.item
      and m.state in ('planned', 'held')`);
}

/** Whether a text of this number waits to be handled; it may be a STOP. */
export async function hasWaitingText(db: CommonQueryMethods, msisdn: string): Promise<boolean> {
  return db.exists(sql.unsafe`select from mos where sender = ${msisdn} and state = 'waiting'`);
}

const clerkRow = z.object({ id: z.number(), name: z.string() });

/** Accounts that may be given a thread. */
export async function listClerks(db: CommonQueryMethods): Promise<readonly z.infer<typeof clerkRow>[]> {
  return db.any(sql.type(clerkRow)`
    select id, name
    from staff
    where is_active and role <> 'viewer'
    order by name, id`);
}
