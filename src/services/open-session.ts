import { randomBytes } from 'node:crypto';
import { insertAudit } from '#db/audit.ts';
import type { Tx } from '#db/pool.ts';
import {
  deleteExpiredSessions,
  deleteSession,
  findSession,
  insertSession,
  type SessionRow,
  updateSessionSeen,
  upsertKnownDevice,
} from '#db/sessions.ts';
import { updateStaffLoggedIn } from '#db/staff.ts';
import type { Deps } from './deps.ts';
import { hashToken, newToken } from './staff-secrets.ts';

const idleMs = 60 * 60_000;
const longestMs = 12 * 3_600_000;
/** Time to type the second factor's code, or to set it up. */
const passwordLevelMs = 15 * 60_000;
/** A session in use is noted at most this often: reading pages should not write. */
const noteEveryMs = 60_000;

export type Session = SessionRow & { readonly token: string };

/** The session of a cookie; null when it is over, has been idle for an hour, or its account is closed. */
export async function resumeSession(
  deps: Pick<Deps, 'db' | 'clock'>,
  token: string,
): Promise<Session | null> {
  const now = deps.clock();
  const tokenHash = hashToken(token);
  const found = await findSession(deps.db, { tokenHash, now, idleSince: new Date(now.getTime() - idleMs) });
  if (found === null) return null;
  if (now.getTime() - found.seenAt.getTime() > noteEveryMs)
    await updateSessionSeen(deps.db, { tokenHash, now });
  return { ...found, token };
}

/** A session that knows the password only: it may but enter or set up the second factor. */
export async function openPasswordSession(
  tx: Tx,
  session: { readonly staffId: number; readonly now: Date },
): Promise<string> {
  const { token, hash } = newToken();
  await insertSession(tx, {
    tokenHash: hash,
    staffId: session.staffId,
    level: 'password',
    csrf: newCsrf(),
    now: session.now,
    expiresAt: new Date(session.now.getTime() + passwordLevelMs),
  });
  return token;
}

export type Opened = { readonly token: string; readonly deviceToken: string };

/**
 * A full session with a new token; the one before it ends, so that a token someone may have planted is worth
 * nothing. The device becomes known. Audited as a login.
 */
export async function openFullSession(
  tx: Tx,
  session: {
    readonly staffId: number;
    readonly now: Date;
    readonly earlierToken?: string | undefined;
    readonly deviceToken?: string | undefined;
    readonly hasSecondFactor: 'yes' | 'no';
  },
): Promise<Opened> {
  const { staffId, now } = session;
  const { token, hash } = newToken();
  const deviceToken = session.deviceToken ?? newToken().token;
  if (session.earlierToken !== undefined) await deleteSession(tx, hashToken(session.earlierToken));
  await deleteExpiredSessions(tx, now);
  await insertSession(tx, {
    tokenHash: hash,
    staffId,
    level: 'full',
    csrf: newCsrf(),
    now,
    expiresAt: new Date(now.getTime() + longestMs),
  });
  await upsertKnownDevice(tx, { tokenHash: hashToken(deviceToken), staffId, now });
  await updateStaffLoggedIn(tx, { id: staffId, now });
  await insertAudit(tx, {
    actor: `staff:${staffId}`,
    act: 'staff.log_in',
    detail: { second_factor: session.hasSecondFactor === 'yes' },
  });
  return { token, deviceToken };
}

function newCsrf(): string {
  return randomBytes(24).toString('base64url');
}
