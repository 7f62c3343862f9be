import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import { type StaffRole, type StaffScope, staffRoles } from '#domain/roles.ts';

const scopeColumns = {
  localities: z.array(z.string()),
  areaIds: z.array(z.number()),
  categories: z.array(z.string()),
};

const staffRow = z.object({
  id: z.number(),
  login: z.string(),
  name: z.string(),
  role: z.enum(staffRoles),
  ...scopeColumns,
  passwordHash: z.string(),
  totpSecret: z.instanceof(Uint8Array).nullable(),
  isActive: z.boolean(),
  lastLoginAt: z.date().nullable(),
});
export type Staff = z.infer<typeof staffRow>;

const columns = sql.fragment`
  id, login, name, role, localities, area_ids as "areaIds", categories, password_hash as "passwordHash", totp_secret as "totpSecret",
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
    readonly scope: StaffScope;
    readonly passwordHash: string;
  },
): Promise<number | null> {
  return tx.maybeOneFirst(sql.type(z.object({ id: z.number() }))`
    insert into staff (login, name, role, localities, area_ids, categories, password_hash)
    values (${row.login}, ${row.name}, ${row.role}, ${scopeValues(row.scope)}, ${row.passwordHash})
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
  ...scopeColumns,
  staffId: z.number().nullable(),
});
export type StaffLink = z.infer<typeof linkRow>;

/** A link that may still be used. */
export async function findStaffLink(
  db: CommonQueryMethods,
  link: { readonly tokenHash: Uint8Array; readonly now: Date },
): Promise<StaffLink | null> {
  return db.maybeOne(sql.type(linkRow)`
    select purpose, role, localities, area_ids as "areaIds", categories, staff_id as "staffId"
    from staff_links
    where token_hash = ${sql.binary(Buffer.from(link.tokenHash))}
      and used_at is null
      and expires_at > ${link.now.toISOString()}::timestamptz`);
}

export async function insertStaffLink(
  tx: DatabaseTransactionConnection,
  row: Pick<StaffLink, 'purpose' | 'role' | 'staffId'> &
    StaffScope & { readonly tokenHash: Uint8Array; readonly expiresAt: Date },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into staff_links (token_hash, purpose, role, localities, area_ids, categories, staff_id, expires_at)
    values (
      ${sql.binary(Buffer.from(row.tokenHash))}, ${row.purpose}, ${row.role}, ${scopeValues(row)}, ${row.staffId},
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
    returning purpose, role, localities, area_ids as "areaIds", categories, staff_id as "staffId"`);
}

/** Unused links of this purpose stop working. */
export async function deleteUnusedStaffLinks(
  tx: DatabaseTransactionConnection,
  purpose: StaffLink['purpose'],
): Promise<void> {
  await tx.query(sql.unsafe`delete from staff_links where purpose = ${purpose} and used_at is null`);
}

/** Unused links to this account stop working. */
export async function deleteStaffLinksTo(tx: DatabaseTransactionConnection, staffId: number): Promise<void> {
  await tx.query(sql.unsafe`delete from staff_links where staff_id = ${staffId} and used_at is null`);
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

const listedRow = z.object({
  id: z.number(),
  login: z.string(),
  name: z.string(),
  role: z.enum(staffRoles),
  ...scopeColumns,
  isActive: z.boolean(),
  hasSecondFactor: z.boolean(),
  recoveryCodes: z.number(),
  createdAt: z.date(),
  lastLoginAt: z.date().nullable(),
});
export type ListedStaff = z.infer<typeof listedRow>;

const listed = sql.fragment`
  select
    t.id, t.login, t.name, t.role, t.localities, t.area_ids as "areaIds", t.categories, t.is_active as "isActive",
    t.totp_secret is not null as "hasSecondFactor",
    (select count(*)::integer from recovery_codes r where r.staff_id = t.id and r.used_at is null) as "recoveryCodes",
    t.created_at as "createdAt", t.last_login_at as "lastLoginAt"
  from staff t`;

/** All accounts, open ones first, without their secrets. */
export async function listStaff(db: CommonQueryMethods): Promise<readonly ListedStaff[]> {
  return db.any(sql.type(listedRow)`${listed} order by t.is_active desc, t.name, t.id`);
}

export async function findListedStaff(db: CommonQueryMethods, id: number): Promise<ListedStaff | null> {
  return db.maybeOne(sql.type(listedRow)`${listed} where t.id = ${id}`);
}

/** How many open accounts are administrators'. */
export async function countAdmins(db: CommonQueryMethods): Promise<number> {
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`
    select count(*) from staff where role = 'admin' and is_active`);
}

/** Ids of open administrators' accounts, held until the transaction ends: two can't take each other's role away. */
export async function lockAdmins(tx: DatabaseTransactionConnection): Promise<readonly number[]> {
  return tx.anyFirst(sql.type(z.object({ id: z.number() }))`
    select id from staff where role = 'admin' and is_active order by id for update`);
}

export async function updateStaffRole(
  tx: DatabaseTransactionConnection,
  row: { readonly id: number; readonly role: StaffRole; readonly scope: StaffScope },
): Promise<void> {
  const { localities, areaIds, categories } = row.scope;
  await tx.query(sql.unsafe`
    update staff
    set role = ${row.role},
      localities = ${sql.array([...localities], 'text')},
      area_ids = ${sql.array([...areaIds], 'int8')},
      categories = ${sql.array([...categories], 'text')}
    where id = ${row.id}`);
}

export async function updateStaffActive(
  tx: DatabaseTransactionConnection,
  row: { readonly id: number; readonly isActive: boolean },
): Promise<void> {
  await tx.query(sql.unsafe`update staff set is_active = ${row.isActive} where id = ${row.id}`);
}

export async function updateStaffPassword(
  tx: DatabaseTransactionConnection,
  row: { readonly id: number; readonly passwordHash: string },
): Promise<void> {
  await tx.query(sql.unsafe`update staff set password_hash = ${row.passwordHash} where id = ${row.id}`);
}

function scopeValues({ localities, areaIds, categories }: StaffScope) {
  return sql.fragment`
    ${sql.array([...localities], 'text')}, ${sql.array([...areaIds], 'int8')}, ${sql.array([...categories], 'text')}`;
}
