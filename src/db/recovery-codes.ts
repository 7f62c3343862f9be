import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

/** Replaces the codes of an account: earlier ones, used or not, work no more. */
export async function updateRecoveryCodes(
  tx: DatabaseTransactionConnection,
  row: { readonly staffId: number; readonly hashes: readonly Uint8Array[]; readonly now: Date },
): Promise<void> {
  await deleteRecoveryCodes(tx, row.staffId);
  const hexes = row.hashes.map((hash) => Buffer.from(hash).toString('hex'));
  await tx.query(sql.unsafe`
    insert into recovery_codes (staff_id, code_hash, created_at)
    select ${row.staffId}, decode(hex, 'hex'), ${row.now.toISOString()}::timestamptz
    from unnest(${sql.array(hexes, 'text')}) as hex`);
}

/** Uses up a code; false when it is none of the account's, or was used: also in a race it works once. */
export async function updateRecoveryCodeUsed(
  tx: DatabaseTransactionConnection,
  code: { readonly staffId: number; readonly hash: Uint8Array; readonly now: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query(sql.unsafe`
    update recovery_codes
    set used_at = ${code.now.toISOString()}::timestamptz
    where staff_id = ${code.staffId} and code_hash = ${sql.binary(Buffer.from(code.hash))} and used_at is null`);
  return rowCount === 1;
}

export async function deleteRecoveryCodes(tx: DatabaseTransactionConnection, staffId: number): Promise<void> {
  await tx.query(sql.unsafe`delete from recovery_codes where staff_id = ${staffId}`);
}

/** How many codes are left to an account. */
export async function countRecoveryCodes(db: CommonQueryMethods, staffId: number): Promise<number> {
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`
    select count(*) from recovery_codes where staff_id = ${staffId} and used_at is null`);
}
