import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { Msisdn } from '#domain/msisdn.ts';

/** Gives every number its row; numbers that have one are left alone. Sorted, so that two callers can't deadlock. */
export async function insertMissingPhones(db: CommonQueryMethods, msisdns: readonly Msisdn[]): Promise<void> {
  if (msisdns.length === 0) return;
  await db.query(sql.unsafe`
    insert into phones (msisdn)
    select given.msisdn
    from unnest(${sql.array([...msisdns], 'text')}) as given (msisdn)
    where not exists (select from phones p where p.msisdn = given.msisdn)
    order by given.msisdn
    on conflict do nothing`);
}

const phoneRow = z.object({ id: z.number(), formBlockedAt: z.date().nullable() });

/** The row of a number; null when it has never been seen. */
export async function findPhoneByMsisdn(
  db: CommonQueryMethods,
  msisdn: Msisdn,
): Promise<z.infer<typeof phoneRow> | null> {
  return db.maybeOne(sql.type(phoneRow)`
    select id, form_blocked_at as "formBlockedAt"
    from phones
    where msisdn = ${msisdn}`);
}

/** Whether the owner of a number wants no codes of the form. */
export async function isFormBlocked(db: CommonQueryMethods, phoneId: number): Promise<boolean> {
  return db.exists(sql.unsafe`select from phones where id = ${phoneId} and form_blocked_at is not null`);
}

/** Stops (a time) or allows (null) codes of the form to these numbers. */
export async function updateFormBlocks(
  tx: DatabaseTransactionConnection,
  blocks: readonly { readonly phoneId: number; readonly blockedAt: Date | null }[],
): Promise<void> {
  if (blocks.length === 0) return;
  await tx.query(sql.unsafe`
    update phones p
    set form_blocked_at = given.blocked_at
    from ${sql.unnest(
      blocks.map((row) => [row.phoneId, row.blockedAt?.toISOString() ?? null]),
      ['int8', 'timestamptz'],
    )} as given (phone_id, blocked_at)
    where p.id = given.phone_id
      and p.form_blocked_at is distinct from given.blocked_at`);
}

/** The number behind an id; null once erased. */
export async function findMsisdn(db: CommonQueryMethods, phoneId: number): Promise<string | null> {
  return db.maybeOneFirst(sql.type(z.object({ msisdn: z.string().nullable() }))`
    select msisdn from phones where id = ${phoneId}`);
}
