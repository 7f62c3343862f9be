import { insertAudit } from '#db/audit.ts';
import { deleteOtherSessions, deleteSessionOf } from '#db/sessions.ts';
import { updateStaffPassword } from '#db/staff.ts';
import { findPasswordProblem, type PasswordProblem } from '#domain/passwords.ts';
import type { Deps } from './deps.ts';
import type { LogInLimits } from './log-in.ts';
import type { Session } from './open-session.ts';
import { provePresence } from './prove-presence.ts';
import { hashPassword } from './staff-secrets.ts';

export type PasswordAnswer =
  | { readonly kind: 'changed' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'throttled'; readonly waitSeconds: number }
  | { readonly kind: 'refused'; readonly problem: PasswordProblem };

/**
 * A new password for the person's own account, who gives the old one or a code. Other sessions of the account end:
 * a password is changed because somebody else may know it.
 */
export async function changePassword(
  deps: Deps,
  change: {
    readonly session: Session;
    readonly current: string;
    readonly password: string;
    readonly deviceToken?: string | undefined;
    readonly limits: LogInLimits;
  },
): Promise<PasswordAnswer> {
  const { session, password } = change;
  const { staffId } = session;
  const problem = findPasswordProblem(password, [session.login, session.name]);
  if (problem !== null) return { kind: 'refused', problem };
  const proof = await provePresence(deps, { ...change, secret: change.current });
  if (proof.kind !== 'here') return proof;
  const passwordHash = await hashPassword(password);
  await deps.db.transaction(async (tx) => {
    await updateStaffPassword(tx, { id: staffId, passwordHash });
    await deleteOtherSessions(tx, { id: session.id, staffId });
    await insertAudit(tx, { actor: `staff:${staffId}`, act: 'staff.change_password' });
  });
  return { kind: 'changed' };
}

/** Ends a session of an account, by its owner or an administrator (`actor`). Of one that has ended nothing is said. */
export async function endSession(
  deps: Pick<Deps, 'db'>,
  end: { readonly sessionId: number; readonly staffId: number; readonly actor: string },
): Promise<void> {
  const { sessionId, staffId, actor } = end;
  await deps.db.transaction(async (tx) => {
    if (!(await deleteSessionOf(tx, { id: sessionId, staffId }))) return;
    await insertAudit(tx, { actor, act: 'staff.end_session', subject: `staff:${staffId}` });
  });
}

/** Ends all sessions of the person's account but the one that asks. */
export async function endOtherSessions(
  deps: Pick<Deps, 'db'>,
  session: Pick<Session, 'id' | 'staffId'>,
): Promise<void> {
  const { staffId } = session;
  await deps.db.transaction(async (tx) => {
    await deleteOtherSessions(tx, session);
    await insertAudit(tx, {
      actor: `staff:${staffId}`,
      act: 'staff.end_session',
      subject: `staff:${staffId}`,
    });
  });
}
