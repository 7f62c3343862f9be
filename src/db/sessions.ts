import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import { staffRoles } from '#domain/roles.ts';

const sessionRow = z.object({
  id: z.number(),
  staffId: z.number(),
  level: z.enum(['password', 'full']),
  csrf: z.string(),
  seenAt: z.date(),
  /** When the person last gave the password or a code. */
  provedAt: z.date(),
  login: z.string(),
  name: z.string(),
  role: z.enum(staffRoles),
  localities: z.array(z.string()),
  areaIds: z.array(z.number()),
  categories: z.array(z.string()),
  hasSecondFactor: z.boolean(),
});
export type SessionRow = z.infer<typeof sessionRow>;

/** A session that is neither over nor of a closed account. */
export async function findSession(
  db: CommonQueryMethods,
  session: { readonly tokenHash: Uint8Array; readonly now: Date },
): Promise<SessionRow | null> {
  return db.maybeOne(sql.type(sessionRow)`
    select
      s.id, s.staff_id as "staffId", s.level, s.csrf, s.seen_at as "seenAt", s.proved_at as "provedAt",
      t.login, t.name, t.role, t.localities, t.area_ids as "areaIds", t.categories,
      t.totp_secret is not null as "hasSecondFactor"
    from sessions s
    join staff t on t.id = s.staff_id
    where s.token_hash = ${sql.binary(Buffer.from(session.tokenHash))}
      and s.expires_at > ${session.now.toISOString()}::timestamptz
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
    insert into sessions (token_hash, staff_id, level, csrf, created_at, seen_at, proved_at, expires_at)
    values (
      ${sql.binary(Buffer.from(row.tokenHash))}, ${row.staffId}, ${row.level}, ${row.csrf},
      ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz, ${row.expiresAt.toISOString()}::timestamptz)`);
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

/** Notes that the person has just proved to be there. */
export async function updateSessionProved(
  tx: CommonQueryMethods,
  session: { readonly tokenHash: Uint8Array; readonly now: Date },
): Promise<void> {
  const now = session.now.toISOString();
  await tx.query(sql.unsafe`
    update sessions
    set proved_at = ${now}::timestamptz, seen_at = ${now}::timestamptz
    where token_hash = ${sql.binary(Buffer.from(session.tokenHash))}`);
}

/** Notes which browser it is, for the list of sessions. */
export async function updateSessionBrowser(
  db: CommonQueryMethods,
  session: { readonly tokenHash: Uint8Array; readonly browser: string },
): Promise<void> {
  await db.query(sql.unsafe`
    update sessions
    set browser = ${session.browser}
    where token_hash = ${sql.binary(Buffer.from(session.tokenHash))}`);
}

const listedSessionRow = z.object({
  id: z.number(),
  browser: z.string(),
  createdAt: z.date(),
  seenAt: z.date(),
});
export type ListedSession = z.infer<typeof listedSessionRow>;

/** Open sessions of an account, the latest used first. */
export async function listSessions(
  db: CommonQueryMethods,
  of: { readonly staffId: number; readonly now: Date },
): Promise<readonly ListedSession[]> {
  return db.any(sql.type(listedSessionRow)`
    select id, browser, created_at as "createdAt", seen_at as "seenAt"
    from sessions
    where staff_id = ${of.staffId} and level = 'full' and expires_at > ${of.now.toISOString()}::timestamptz
    order by seen_at desc, id desc`);
}

/** Ends one session of an account; false when it has ended or is somebody else's. */
export async function deleteSessionOf(
  tx: DatabaseTransactionConnection,
  session: { readonly id: number; readonly staffId: number },
): Promise<boolean> {
  const { rowCount } = await tx.query(sql.unsafe`
    delete from sessions where id = ${session.id} and staff_id = ${session.staffId}`);
  return rowCount === 1;
}

/** Ends the sessions of an account but this one. */
export async function deleteOtherSessions(
  tx: DatabaseTransactionConnection,
  session: { readonly id: number; readonly staffId: number },
): Promise<void> {
  await tx.query(sql.unsafe`
    delete from sessions where staff_id = ${session.staffId} and id <> ${session.id}`);
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
