import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import { staffRoles } from './staff.ts';

const sessionRow = z.object({
  staffId: z.number(),
  level: z.enum(['password', 'full']),
  csrf: z.string(),
  seenAt: z.date(),
  login: z.string(),
  name: z.string(),
  role: z.enum(staffRoles),
  hasSecondFactor: z.boolean(),
});
export type SessionRow = z.infer<typeof sessionRow>;

/** A session that is neither over, idle since `idleSince`, nor of a closed account. */
export async function findSession(
  db: CommonQueryMethods,
  session: { readonly tokenHash: Uint8Array; readonly now: Date; readonly idleSince: Date },
): Promise<SessionRow | null> {
  return db.maybeOne(sql.type(sessionRow)`
    select
      s.staff_id as "staffId", s.level, s.csrf, s.seen_at as "seenAt",
      t.login, t.name, t.role, t.totp_secret is not null as "hasSecondFactor"
    from sessions s
    join staff t on t.id = s.staff_id
    where s.token_hash = ${sql.binary(Buffer.from(session.tokenHash))}
      and s.expires_at > ${session.now.toISOString()}::timestamptz
      and s.seen_at > ${session.idleSince.toISOString()}::timestamptz
      and t.is_active`);
}

export async function insertSession(
  tx: DatabaseTransactionConnection,
  row: {
    readonly tokenHash: Uint8Array;
    readonly staffId: number;
    readonly level: SessionRow['level'];
    readonly csrf: string;
    readonly now: Date;
    readonly expiresAt: Date;
  },
): Promise<void> {
  const now = row.now.toISOString();
  await tx.query(sql.unsafe`
    insert into sessions (token_hash, staff_id, level, csrf, created_at, seen_at, expires_at)
    values (
      ${sql.binary(Buffer.from(row.tokenHash))}, ${row.staffId}, ${row.level}, ${row.csrf},
      ${now}::timestamptz, ${now}::timestamptz, ${row.expiresAt.toISOString()}::timestamptz)`);
}

/** Notes that the session is in use. */
export async function updateSessionSeen(
  db: CommonQueryMethods,
  session: { readonly tokenHash: Uint8Array; readonly now: Date },
): Promise<void> {
  await db.query(sql.unsafe`
    update sessions
    set seen_at = ${session.now.toISOString()}::timestamptz
    where token_hash = ${sql.binary(Buffer.from(session.tokenHash))}`);
}

export async function deleteSession(tx: DatabaseTransactionConnection, tokenHash: Uint8Array): Promise<void> {
  await tx.query(sql.unsafe`
    delete from sessions where token_hash = ${sql.binary(Buffer.from(tokenHash))}`);
}

/** Ends all sessions of an account and forgets its devices: after a new password. */
export async function deleteSessionsOfStaff(
  tx: DatabaseTransactionConnection,
  staffId: number,
): Promise<void> {
  await tx.query(sql.unsafe`delete from sessions where staff_id = ${staffId}`);
  await tx.query(sql.unsafe`delete from known_devices where staff_id = ${staffId}`);
}

/** Sessions that are over are of no use to anybody. */
export async function deleteExpiredSessions(tx: DatabaseTransactionConnection, now: Date): Promise<void> {
  await tx.query(sql.unsafe`delete from sessions where expires_at <= ${now.toISOString()}::timestamptz`);
}

/** The account that has logged in fully from this device after `usedSince`. */
export async function findKnownDevice(
  db: CommonQueryMethods,
  device: { readonly tokenHash: Uint8Array; readonly usedSince: Date },
): Promise<number | null> {
  return db.maybeOneFirst(sql.type(z.object({ staffId: z.number() }))`
    select staff_id as "staffId"
    from known_devices
    where token_hash = ${sql.binary(Buffer.from(device.tokenHash))}
      and used_at > ${device.usedSince.toISOString()}::timestamptz`);
}

export async function upsertKnownDevice(
  tx: DatabaseTransactionConnection,
  device: { readonly tokenHash: Uint8Array; readonly staffId: number; readonly now: Date },
): Promise<void> {
  const now = device.now.toISOString();
  await tx.query(sql.unsafe`
    insert into known_devices (token_hash, staff_id, created_at, used_at)
    values (${sql.binary(Buffer.from(device.tokenHash))}, ${device.staffId}, ${now}::timestamptz, ${now}::timestamptz)
    on conflict (token_hash) do update
    set staff_id = excluded.staff_id, used_at = excluded.used_at`);
}
