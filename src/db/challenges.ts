// Challenges that have been solved and used. Those given out are not stored: they carry their own proof of origin.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

/** Uses a challenge up; false when it has been used before, in this process or any other. */
export async function insertSpentChallenge(
  db: CommonQueryMethods,
  challenge: { readonly id: string; readonly expiresAt: Date },
): Promise<boolean> {
  const inserted = await db.query(sql.unsafe`
    insert into spent_challenges (id, expires_at)
    values (decode(${challenge.id}, 'hex'), ${challenge.expiresAt.toISOString()}::timestamptz)
    on conflict do nothing`);
  return inserted.rowCount === 1;
}

/** Used challenges that are too old to be taken again anyway. */
export async function deleteOldChallenges(tx: DatabaseTransactionConnection, before: Date): Promise<number> {
  return tx.oneFirst(sql.type(z.object({ count: z.number() }))`
    with gone as (
      delete from spent_challenges where expires_at < ${before.toISOString()}::timestamptz returning 1
    )
    select count(*) as count from gone`);
}
