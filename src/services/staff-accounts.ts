import { insertAudit } from '#db/audit.ts';
import type { Tx } from '#db/pool.ts';
import { deleteSessionsOfStaff } from '#db/sessions.ts';
import {
  deleteStaffLinksTo,
  findStaff,
  lockAdmins,
  type Staff,
  updateStaffActive,
  updateStaffRole,
} from '#db/staff.ts';
import { isScopeMissing, type StaffRole, type StaffScope, scopeOf } from '#domain/roles.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

type AccountDeps = Pick<Deps, 'db'>;
type Act = { readonly staffId: number; readonly actor: string };

/**
 * Another role, or another scope of it, from the next page on. Refuses with `conflict` to take the role from the last
 * administrator, with `invalid` a limited role without anything to send to.
 */
export async function changeRole(
  deps: AccountDeps,
  change: Act & { readonly role: StaffRole; readonly scope: StaffScope },
): Promise<void> {
  const { staffId, actor, role } = change;
  const scope = scopeOf(role, change.scope);
  if (isScopeMissing(role, scope))
    throw new ServiceError('invalid', `role ${role} needs places or categories`);
  await deps.db.transaction(async (tx) => {
    const staff = await lockAccount(tx, staffId);
    if (role !== 'admin') await keepAnAdmin(tx, staff);
    await updateStaffRole(tx, { id: staffId, role, scope });
    await insertAudit(tx, {
      actor,
      act: 'staff.change_role',
      subject: `staff:${staffId}`,
      detail: {
        from: staff.role,
        to: role,
        localities: scope.localities.join(','),
        areas: scope.areaIds.join(','),
        categories: scope.categories.join(','),
      },
    });
  });
}

/**
 * Closes an account: its sessions and links end at once, what it has done stays in the log under its name. Refuses
 * with `conflict` to close the last administrator's.
 */
export async function closeAccount(deps: AccountDeps, { staffId, actor }: Act): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const staff = await lockAccount(tx, staffId);
    if (!staff.isActive) return;
    await keepAnAdmin(tx, staff);
    await updateStaffActive(tx, { id: staffId, isActive: false });
    await deleteSessionsOfStaff(tx, staffId);
    await deleteStaffLinksTo(tx, staffId);
    await insertAudit(tx, { actor, act: 'staff.close', subject: `staff:${staffId}` });
  });
}

/** Opens a closed account again, with the password and the second factor it had. */
export async function reopenAccount(deps: AccountDeps, { staffId, actor }: Act): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const staff = await lockAccount(tx, staffId);
    if (staff.isActive) return;
    await updateStaffActive(tx, { id: staffId, isActive: true });
    await insertAudit(tx, { actor, act: 'staff.reopen', subject: `staff:${staffId}` });
  });
}

/** Administrators are held first, in one order: two who demote each other come one after the other. */
async function lockAccount(tx: Tx, staffId: number): Promise<Staff> {
  await lockAdmins(tx);
  const staff = await findStaff(tx, staffId);
  if (staff === null) throw new ServiceError('not_found', `there is no account ${staffId}`);
  return staff;
}

/** Without an administrator nobody could give anybody a role again. */
async function keepAnAdmin(tx: Tx, staff: Staff): Promise<void> {
  if (staff.role !== 'admin' || !staff.isActive) return;
  const admins = await lockAdmins(tx);
  if (admins.every((id) => id === staff.id)) throw new ServiceError('conflict', 'the last administrator');
}
