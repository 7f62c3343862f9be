import { insertAudit } from '#db/audit.ts';
import { deleteSession } from '#db/sessions.ts';
import type { Deps } from './deps.ts';
import type { Session } from './open-session.ts';
import { hashToken } from './staff-secrets.ts';

/** Ends the session at once, for every copy of its cookie. */
export async function logOut(
  deps: Pick<Deps, 'db'>,
  session: Pick<Session, 'token' | 'staffId'>,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await deleteSession(tx, hashToken(session.token));
    await insertAudit(tx, { actor: `staff:${session.staffId}`, act: 'staff.log_out' });
  });
}
