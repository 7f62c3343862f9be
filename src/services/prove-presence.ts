import { insertAudit } from '#db/audit.ts';
import { updateSessionProved } from '#db/sessions.ts';
import { findStaff, updateStaffTotpStep } from '#db/staff.ts';
import type { Deps } from './deps.ts';
import { findCodeLimitKey, type LogInLimits } from './log-in.ts';
import type { Session } from './open-session.ts';
import { findTotpStep, openSecondFactor } from './second-factor.ts';
import { hashToken, verifyPassword } from './staff-secrets.ts';

export type PresenceAnswer =
  | { readonly kind: 'here' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'throttled'; readonly waitSeconds: number };

/** For so long after the password or a code a mass send asks for no other. */
const provedMs = 10 * 60_000;

/** Whether the person has proved within ten minutes to be the one whose session it is. */
export function isProved(deps: Pick<Deps, 'clock'>, session: Pick<Session, 'provedAt'>): boolean {
  return deps.clock().getTime() - session.provedAt.getTime() <= provedMs;
}

/**
 * Checks that the session's owner sits before it: by the password, or by a code of the second factor, which then
 * works no second time. Opens an idle session again. Tries count with those of codes at the login.
 */
export async function provePresence(
  deps: Deps,
  proof: {
    readonly session: Session;
    readonly secret: string;
    readonly deviceToken?: string | undefined;
    readonly limits: LogInLimits;
  },
): Promise<PresenceAnswer> {
  const { session, limits } = proof;
  const { staffId } = session;
  const key = await findCodeLimitKey(deps, { staffId, deviceToken: proof.deviceToken });
  const waitSeconds = await limits.code.consume(key);
  if (waitSeconds > 0) return { kind: 'throttled', waitSeconds };
  const isHere = await isRight(deps, { staffId, secret: proof.secret });
  await deps.db.transaction(async (tx) => {
    if (isHere) await updateSessionProved(tx, { tokenHash: hashToken(session.token), now: deps.clock() });
    await insertAudit(tx, {
      actor: `staff:${staffId}`,
      act: isHere ? 'staff.prove_presence' : 'staff.prove_presence_refused',
    });
  });
  if (!isHere) return { kind: 'wrong' };
  await limits.code.reset(key);
  return { kind: 'here' };
}

async function isRight(
  deps: Deps,
  given: { readonly staffId: number; readonly secret: string },
): Promise<boolean> {
  const { staffId } = given;
  const staff = await findStaff(deps.db, staffId);
  if (staff === null) return false;
  // No password has six digits: those are shorter than any.
  if (!/^\s*\d{3}[\s-]?\d{3}\s*$/.test(given.secret) || staff.totpSecret === null) {
    return verifyPassword(given.secret.slice(0, 1000), staff.passwordHash);
  }
  const secret = openSecondFactor(deps.secretKey, { staffId, bytes: staff.totpSecret });
  if (secret === null) throw new Error('A second factor was sealed with another SECRET_KEY.');
  const step = await findTotpStep({ secret, code: given.secret, now: deps.clock() });
  return step !== null && deps.db.transaction((tx) => updateStaffTotpStep(tx, { id: staffId, step }));
}
