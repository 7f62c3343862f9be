// Staff's own phones: confirmed ones, and the codes that confirm them.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const ownPhoneRow = z.object({ phoneId: z.number(), msisdn: z.string() });

/** The confirmed phone of an account; null while there is none. */
export async function findOwnPhone(
  db: CommonQueryMethods,
  staffId: number,
): Promise<z.infer<typeof ownPhoneRow> | null> {
  return db.maybeOne(sql.type(ownPhoneRow)`
    select p.id as "phoneId", p.msisdn
    from staff s
    join phones p on p.id = s.phone_id
    where s.id = ${staffId} and p.msisdn is not null`);
}

/** Sets or takes away (null) the phone of an account. */
export async function updateOwnPhone(
  tx: DatabaseTransactionConnection,
  { staffId, phoneId }: { readonly staffId: number; readonly phoneId: number | null },
): Promise<void> {
  await tx.query(sql.unsafe`update staff set phone_id = ${phoneId} where id = ${staffId}`);
}

const codeRow = z.object({ phoneId: z.number(), hash: z.string(), tries: z.number(), expiresAt: z.date() });

/** The open code of an account, held until the transaction ends; null while there is none. */
export async function lockOwnPhoneCode(
  tx: DatabaseTransactionConnection,
  staffId: number,
): Promise<z.infer<typeof codeRow> | null> {
  return tx.maybeOne(sql.type(codeRow)`
    select phone_id as "phoneId", encode(code_hash, 'hex') as hash, tries, expires_at as "expiresAt"
    from staff_phone_codes
    where staff_id = ${staffId}
    for update`);
}

/** Keeps one code an account: a new one takes the place of the one before. */
export async function upsertOwnPhoneCode(
  tx: DatabaseTransactionConnection,
  code: {
    readonly staffId: number;
    readonly phoneId: number;
    readonly hash: string;
    readonly now: Date;
    readonly expiresAt: Date;
  },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into staff_phone_codes (staff_id, phone_id, code_hash, created_at, expires_at)
    values (${code.staffId}, ${code.phoneId}, decode(${code.hash}, 'hex'),
      ${code.now.toISOString()}::timestamptz, ${code.expiresAt.toISOString()}::timestamptz)
    on conflict (staff_id) do update set
      phone_id = excluded.phone_id, code_hash = excluded.code_hash, tries = 0,
      created_at = excluded.created_at, expires_at = excluded.expires_at`);
}

/** Stores how often the code has been tried; null ends it. */
export async function updateOwnPhoneTries(
  tx: DatabaseTransactionConnection,
  { staffId, tries }: { readonly staffId: number; readonly tries: number | null },
): Promise<void> {
  if (tries === null) await tx.query(sql.unsafe`delete from staff_phone_codes where staff_id = ${staffId}`);
  else await tx.query(sql.unsafe`update staff_phone_codes set tries = ${tries} where staff_id = ${staffId}`);
}
