import { insertAudit } from '#db/audit.ts';
import { countStaff, deleteStaffLinksTo, deleteUnusedStaffLinks, insertStaffLink } from '#db/staff.ts';
import { isScopeMissing, type StaffRole, type StaffScope, scopeOf, wholeOffice } from '#domain/roles.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { newToken } from './staff-secrets.ts';

export type StaffLinkRequest =
  | { readonly purpose: 'invite'; readonly role: StaffRole; readonly scope?: StaffScope }
  | { readonly purpose: 'reset'; readonly role: StaffRole; readonly staffId: number };

const inviteLifeMs = 3 * 24 * 3_600_000;
// The first account has nobody who could send it another link: its link lives until it is used or replaced.
const setupLifeMs = 10 * 365 * 24 * 3_600_000;

/**
 * The token of the link that makes the first account, an administrator's; null once there is an account. A new one
 * replaces those before it. The link is `/admin/ustaw/<token>`.
 */
export async function createSetupLink(deps: Pick<Deps, 'db' | 'clock'>): Promise<string | null> {
  return deps.db.transaction(async (tx) => {
    if ((await countStaff(tx)) > 0) return null;
    const { token, hash } = newToken();
    await deleteUnusedStaffLinks(tx, 'setup');
    await insertStaffLink(tx, {
      purpose: 'setup',
      role: 'admin',
      ...wholeOffice,
      staffId: null,
      tokenHash: hash,
      expiresAt: new Date(deps.clock().getTime() + setupLifeMs),
    });
    await insertAudit(tx, { actor: 'system', act: 'staff_link.create', detail: { purpose: 'setup' } });
    return token;
  });
}

/**
 * The token of a one-time link, good for three days: `invite` makes a new account, `reset` gives one back and replaces
 * the reset links before it. ServiceError `invalid` when a limited role is given nothing to send to.
 */
export async function createStaffLink(
  deps: Pick<Deps, 'db' | 'clock'>,
  request: StaffLinkRequest & { readonly actor: string },
): Promise<string> {
  const { token, hash } = newToken();
  const { role } = request;
  const staffId = request.purpose === 'reset' ? request.staffId : null;
  const scope = scopeOf(role, request.purpose === 'invite' ? (request.scope ?? wholeOffice) : wholeOffice);
  if (request.purpose === 'invite' && isScopeMissing(role, scope)) {
    throw new ServiceError('invalid', `role ${role} needs places or categories`);
  }
  await deps.db.transaction(async (tx) => {
    if (staffId !== null) await deleteStaffLinksTo(tx, staffId);
    await insertStaffLink(tx, {
      purpose: request.purpose,
      role,
      ...scope,
      staffId,
      tokenHash: hash,
      expiresAt: new Date(deps.clock().getTime() + inviteLifeMs),
    });
    await insertAudit(tx, {
      actor: request.actor,
      act: 'staff_link.create',
      detail: { purpose: request.purpose, role, staff: staffId },
    });
  });
  return token;
}
