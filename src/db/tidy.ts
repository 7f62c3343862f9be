// What is thrown away by age. Each statement is its own transaction's; rows are counted, never listed.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const countRow = z.object({ count: z.number() });

/** Keys of requests that nobody repeats any more. */
export async function deleteOldIdempotencyKeys(
  tx: DatabaseTransactionConnection,
  before: Date,
): Promise<number> {
  return countDeleted(
    tx,
    sql.fragment`delete from idempotency_keys where created_at < ${before.toISOString()}::timestamptz returning 1`,
  );
}

/** One-time codes that can confirm nothing since then. */
export async function deleteOldCodes(tx: DatabaseTransactionConnection, before: Date): Promise<number> {
  return countDeleted(
    tx,
    sql.fragment`delete from codes where expires_at < ${before.toISOString()}::timestamptz returning 1`,
  );
}

/** Previews that nobody sent; what belongs to them goes with them. */
export async function deleteOldDrafts(tx: DatabaseTransactionConnection, before: Date): Promise<number> {
  return countDeleted(
    tx,
    sql.fragment`
      delete from campaigns c
      where c.state = 'draft'
        and c.created_at < ${before.toISOString()}::timestamptz
        and not exists (select from runs r where r.campaign_id = c.id)
      returning 1`,
  );
}

async function countDeleted(
  db: CommonQueryMethods,
  deletion: ReturnType<typeof sql.fragment>,
): Promise<number> {
  return db.oneFirst(sql.type(countRow)`
    with gone as (${deletion})
    select count(*) as count from gone`);
}
