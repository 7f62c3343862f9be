import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

export const staffRoles = ['admin', 'editor', 'viewer'] as const;
export type StaffRole = (typeof staffRoles)[number];

const staffRow = z.object({
  id: z.number(),
  login: z.string(),
  name: z.string(),
  role: z.enum(staffRoles),
  passwordHash: z.string(),
  totpSecret: z.instanceof(Uint8Array).nullable(),
  isActive: z.boolean(),
  lastLoginAt: z.date().nullable(),
});
export type Staff = z.infer<typeof staffRow>;

const columns = sql.fragment`
  id, login, name, role, password_hash as "passwordHash", totp_secret as "totpSecret",
  is_active as "isActive", last_login_at as "lastLoginAt"`;

/** The account of a login as stored (lower case). */
export async function findStaffByLogin(db: CommonQueryMethods, login: string): Promise<Staff | null> {
  return db.maybeOne(sql.type(staffRow)`select ${columns} from staff where login = ${login}`);
}

export async function findStaff(db: CommonQueryMethods, id: number): Promise<Staff | null> {
  return db.maybeOne(sql.type(staffRow)`select ${columns} from staff where id = ${id}`);
}

/** How many accounts there are, closed ones too: 0 only before the first set-up. */
export async function countStaff(db: CommonQueryMethods): Promise<number> {
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`select count(*) from staff`);
}

/** Logins of active accounts without a second factor: they keep an installation from going live. */
export async function listLoginsWithoutSecondFactor(db: CommonQueryMethods): Promise<readonly string[]> {
  return db.anyFirst(sql.type(z.object({ login: z.string() }))`
    select login
    from staff
    where is_active and totp_secret is null
    order by login`);
}

/** The new account's id; null when the login is taken. */
export async function insertStaff(
  tx: DatabaseTransactionConnection,
  row: {
    readonly login: string;
    readonly name: string;
    readonly role: StaffRole;
    readonly passwordHash: string;
  },
): Promise<number | null> {
  return tx.maybeOneFirst(sql.type(z.object({ id: z.number() }))`
    insert into staff (login, name, role, password_hash)
    values (${row.login}, ${row.name}, ${row.role}, ${row.passwordHash})
    on conflict (login) do nothing
    returning id`);
}

/** Stores the second factor with the step of the code that proved it. */
export async function updateStaffTotp(
  tx: DatabaseTransactionConnection,
  row: { readonly id: number; readonly secret: Uint8Array; readonly step: number },
): Promise<void> {
  await tx.query(sql.unsafe`
    update staff
    set totp_secret = ${sql.binary(Buffer.from(row.secret))}, totp_step = ${row.step}
    where id = ${row.id}`);
}

/** Uses up a time step; false when it, or a later one, has been used: each code works once, also in a race. */
export async function updateStaffTotpStep(
  tx: DatabaseTransactionConnection,
  row: { readonly id: number; readonly step: number },
): Promise<boolean> {
  const { rowCount } = await tx.query(sql.unsafe`
    update staff
    set totp_step = ${row.step}
    where id = ${row.id} and totp_step < ${row.step}`);
  return rowCount === 1;
}

export async function updateStaffLoggedIn(
  tx: DatabaseTransactionConnection,
  row: { readonly id: number; readonly now: Date },
): Promise<void> {
  await tx.query(sql.unsafe`
    update staff set last_login_at = ${row.now.toISOString()}::timestamptz where id = ${row.id}`);
}

const staffLinkPurposes = ['setup', 'invite', 'reset'] as const;

const linkRow = z.object({
  purpose: z.enum(staffLinkPurposes),
  role: z.enum(staffRoles),
  staffId: z.number().nullable(),
});
export type StaffLink = z.infer<typeof linkRow>;

/** A link that may still be used. */
export async function findStaffLink(
  db: CommonQueryMethods,
  link: { readonly tokenHash: Uint8Array; readonly now: Date },
): Promise<StaffLink | null> {
  return db.maybeOne(sql.type(linkRow)`
    select purpose, role, staff_id as "staffId"
    from staff_links
    where token_hash = ${sql.binary(Buffer.from(link.tokenHash))}
      and used_at is null
      and expires_at > ${link.now.toISOString()}::timestamptz`);
}

export async function insertStaffLink(
  tx: DatabaseTransactionConnection,
  row: StaffLink & { readonly tokenHash: Uint8Array; readonly expiresAt: Date },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into staff_links (token_hash, purpose, role, staff_id, expires_at)
    values (
      ${sql.binary(Buffer.from(row.tokenHash))}, ${row.purpose}, ${row.role}, ${row.staffId},
      ${row.expiresAt.toISOString()}::timestamptz)`);
}

/** Marks a link used; null when it was used, has expired or never was: of two people only one gets the account. */
export async function updateStaffLinkUsed(
  tx: DatabaseTransactionConnection,
  link: { readonly tokenHash: Uint8Array; readonly now: Date },
): Promise<StaffLink | null> {
  return tx.maybeOne(sql.type(linkRow)`
    update staff_links
    set used_at = ${link.now.toISOString()}::timestamptz
    where token_hash = ${sql.binary(Buffer.from(link.tokenHash))}
      and used_at is null
      and expires_at > ${link.now.toISOString()}::timestamptz
    returning purpose, role, staff_id as "staffId"`);
}

/** Unused links of this purpose stop working. */
export async function deleteUnusedStaffLinks(
  tx: DatabaseTransactionConnection,
  purpose: StaffLink['purpose'],
): Promise<void> {
  await tx.query(sql.unsafe`delete from staff_links where purpose = ${purpose} and used_at is null`);
}

/** A new password by a reset link: the second factor is set up anew, as at the first time. */
export async function updateStaffReset(
  tx: DatabaseTransactionConnection,
  row: { readonly id: number; readonly passwordHash: string },
): Promise<void> {
  await tx.query(sql.unsafe`
    update staff
    set password_hash = ${row.passwordHash}, totp_secret = null, last_login_at = null
    where id = ${row.id}`);
}
