import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const sessionRow = z.object({ phoneId: z.number(), msisdn: z.string(), csrf: z.string(), seenAt: z.date() });

export type ResidentSessionRow = z.infer<typeof sessionRow>;

/** A session that is neither over nor idle since `idleSince`, of a number that is not being erased. */
export async function findResidentSession(
  db: CommonQueryMethods,
  session: { readonly tokenHash: Uint8Array; readonly now: Date; readonly idleSince: Date },
): Promise<ResidentSessionRow | null> {
  return db.maybeOne(sql.type(sessionRow)`
    select s.phone_id as "phoneId", p.msisdn, s.csrf, s.seen_at as "seenAt"
    from resident_sessions s
    join phones p on p.id = s.phone_id
    where s.token_hash = ${sql.binary(Buffer.from(session.tokenHash))}
      and s.expires_at > ${session.now.toISOString()}::timestamptz
      and s.seen_at > ${session.idleSince.toISOString()}::timestamptz
      and p.msisdn is not null
      and p.erasing_since is null`);
}

export async function insertResidentSession(
  tx: DatabaseTransactionConnection,
  row: {
    readonly tokenHash: Uint8Array;
    readonly phoneId: number;
    readonly csrf: string;
    readonly now: Date;
    readonly expiresAt: Date;
  },
): Promise<void> {
  const now = row.now.toISOString();
  await tx.query(sql.unsafe`
    insert into resident_sessions (token_hash, phone_id, csrf, created_at, seen_at, expires_at)
    values (
      ${sql.binary(Buffer.from(row.tokenHash))}, ${row.phoneId}, ${row.csrf},
      ${now}::timestamptz, ${now}::timestamptz, ${row.expiresAt.toISOString()}::timestamptz)`);
}

export async function updateResidentSessionSeen(
  db: CommonQueryMethods,
  session: { readonly tokenHash: Uint8Array; readonly now: Date },
): Promise<void> {
  await db.query(sql.unsafe`
    update resident_sessions
    set seen_at = ${session.now.toISOString()}::timestamptz
    where token_hash = ${sql.binary(Buffer.from(session.tokenHash))}`);
}

export async function deleteResidentSession(db: CommonQueryMethods, tokenHash: Uint8Array): Promise<void> {
  await db.query(sql.unsafe`
    delete from resident_sessions where token_hash = ${sql.binary(Buffer.from(tokenHash))}`);
}

export async function deleteResidentSessionsOf(
  tx: DatabaseTransactionConnection,
  phoneId: number,
): Promise<void> {
  await tx.query(sql.unsafe`delete from resident_sessions where phone_id = ${phoneId}`);
}

/** The number's row when anything is kept about its owner: a subscription, however it ended, or a text of theirs. */
export async function findKnownPhone(db: CommonQueryMethods, msisdn: string): Promise<number | null> {
  return db.maybeOneFirst(sql.type(z.object({ id: z.number() }))`
    select p.id
    from phones p
    where p.msisdn = ${msisdn}
      and p.erasing_since is null
      and (exists (select from subscribers s where s.phone_id = p.id)
        or exists (select from mos m where m.phone_id = p.id))`);
}
