import { randomBytes } from 'node:crypto';
import {
  deleteResidentSession,
  findKnownPhone,
  findResidentSession,
  insertResidentSession,
  type ResidentSessionRow,
  updateResidentSessionSeen,
} from '#db/resident-sessions.ts';
import type { Msisdn } from '#domain/msisdn.ts';
import { admitRequest, type Visitor } from './admit-request.ts';
import type { Deps } from './deps.ts';
import {
  type ConfirmProblem,
  confirmFormCode,
  type FormCodeSent,
  inFormTransaction,
  sendFormCode,
} from './form-code.ts';
import { hashNumber } from './issue-code.ts';
import { hashToken, newToken } from './staff-secrets.ts';

/**
 * Who shows a code sent to a number may see and change what is kept about it, for as long as somebody fills in a form.
 * Such a session opens nothing else; the staff's are apart.
 */

const idleMs = 15 * 60_000;
const longestMs = 60 * 60_000;
/** Reading pages should not write: a session in use is noted at most this often. */
const noteEveryMs = 60_000;

export type MySession = ResidentSessionRow & { readonly token: string };

/**
 * Sends a code to a number we keep something about. The same answer for every number: one we know nothing of, or whose
 * owner wants no more codes of the form, gets no message.
 */
export async function startMine(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey' | 'office' | 'logger'>,
  request: { readonly msisdn: Msisdn; readonly visitor: Visitor },
): Promise<FormCodeSent> {
  const { msisdn, visitor } = request;
  const numberHash = hashNumber(deps.secretKey, msisdn);
  const admission = await admitRequest(deps, { act: 'self', subject: numberHash, msisdn, visitor });
  if (!admission.ok) return admission;
  return inFormTransaction(deps, async (tx) =>
    sendFormCode(tx, deps, {
      act: 'self',
      door: 'form',
      numberHash,
      phoneId: await findKnownPhone(tx, msisdn),
      asked: { payload: {}, visitor },
    }),
  );
}

export type MineConfirmed =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly problem: ConfirmProblem };

/** Opens a session when the code is right; its token goes into a cookie and is stored as a hash only. */
export async function confirmMine(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey'>,
  request: { readonly id: string; readonly code: string; readonly visitor: Visitor },
): Promise<MineConfirmed> {
  const { token, hash } = newToken();
  const answer = await confirmFormCode(deps, { ...request, act: 'self' }, async (tx, { phoneId, now }) => {
    await insertResidentSession(tx, {
      tokenHash: hash,
      phoneId,
      csrf: randomBytes(18).toString('base64url'),
      now,
      expiresAt: new Date(now.getTime() + longestMs),
    });
  });
  return answer.ok ? { ok: true, token } : answer;
}

/** The session of a cookie; null when it is over, idle for a quarter of an hour, or its number is being erased. */
export async function resumeMine(deps: Pick<Deps, 'db' | 'clock'>, token: string): Promise<MySession | null> {
  const now = deps.clock();
  const tokenHash = hashToken(token);
  const idleSince = new Date(now.getTime() - idleMs);
  const found = await findResidentSession(deps.db, { tokenHash, now, idleSince });
  if (found === null) return null;
  if (now.getTime() - found.seenAt.getTime() > noteEveryMs)
    await updateResidentSessionSeen(deps.db, { tokenHash, now });
  return { ...found, token };
}

/** Ends a session. Idempotent. */
export async function endMine(deps: Pick<Deps, 'db'>, token: string): Promise<void> {
  await deleteResidentSession(deps.db, hashToken(token));
}
