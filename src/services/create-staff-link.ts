import { insertAudit } from '#db/audit.ts';
import { countStaff, deleteUnusedStaffLinks, insertStaffLink, type StaffRole } from '#db/staff.ts';
import type { Deps } from './deps.ts';
import { newToken } from './staff-secrets.ts';

export type StaffLinkRequest =
  | { readonly purpose: 'invite'; readonly role: StaffRole }
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
      staffId: null,
      tokenHash: hash,
      expiresAt: new Date(deps.clock().getTime() + setupLifeMs),
    });
    await insertAudit(tx, { actor: 'system', act: 'staff_link.create', detail: { purpose: 'setup' } });
    return token;
  });
}

/** The token of a one-time link, good for three days: `invite` makes a new account, `reset` gives one back. */
export async function createStaffLink(
  deps: Pick<Deps, 'db' | 'clock'>,
  request: StaffLinkRequest & { readonly actor: string },
): Promise<string> {
  const { token, hash } = newToken();
  const staffId = request.purpose === 'reset' ? request.staffId : null;
  await deps.db.transaction(async (tx) => {
    await insertStaffLink(tx, {
      purpose: request.purpose,
      role: request.role,
      staffId,
      tokenHash: hash,
      expiresAt: new Date(deps.clock().getTime() + inviteLifeMs),
    });
    await insertAudit(tx, {
      actor: request.actor,
      act: 'staff_link.create',
      detail: { purpose: request.purpose, role: request.role, staff: staffId },
    });
  });
  return token;
}
