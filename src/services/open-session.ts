import { randomBytes } from 'node:crypto';
import { insertAudit } from '#db/audit.ts';
import type { Tx } from '#db/pool.ts';
import {
  deleteExpiredSessions,
  deleteSession,
  findSession,
  insertSession,
  type SessionRow,
  updateSessionBrowser,
  updateSessionSeen,
  upsertKnownDevice,
} from '#db/sessions.ts';
import { updateStaffLoggedIn } from '#db/staff.ts';
import type { Deps } from './deps.ts';
import { hashToken, newToken } from './staff-secrets.ts';

/** Away for so long, the person has to prove again to be there before anything is shown or done. */
const idleMs = 15 * 60_000;
const longestMs = 12 * 3_600_000;
/** Time to type the second factor's code, or to set it up. */
const passwordLevelMs = 15 * 60_000;
/** A session in use is noted at most this often: reading pages should not write. */
const noteEveryMs = 60_000;

export type Session = SessionRow & {
  readonly token: string;
  /** Locked: nobody has used it for a quarter of an hour (`provePresence` opens it). */
  readonly isIdle: boolean;
};

/**
 * The session of a cookie; null when it is over or its account is closed. What a page asks for by itself
 * (`by: 'page'`) does not count as use: an open page must not keep a session awake that everybody has left.
 */
export async function resumeSession(
  deps: Pick<Deps, 'db' | 'clock'>,
  request: { readonly token: string; readonly by: 'person' | 'page' },
): Promise<Session | null> {
  const { token } = request;
  const now = deps.clock();
  const tokenHash = hashToken(token);
  const found = await findSession(deps.db, { tokenHash, now });
  if (found === null) return null;
  const unusedMs = now.getTime() - found.seenAt.getTime();
  const isIdle = found.level === 'full' && unusedMs > idleMs;
  if (!isIdle && request.by === 'person' && unusedMs > noteEveryMs)
    await updateSessionSeen(deps.db, { tokenHash, now });
  return { ...found, token, isIdle };
}

/** Notes which browser a session was opened with, for its owner to tell sessions apart. */
export async function noteBrowser(
  deps: Pick<Deps, 'db'>,
  session: { readonly token: string; readonly browser: string },
): Promise<void> {
  await updateSessionBrowser(deps.db, { tokenHash: hashToken(session.token), browser: session.browser });
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
