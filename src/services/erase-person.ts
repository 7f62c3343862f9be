import { insertAudit } from '#db/audit.ts';
import { insertMissingConversation, lockConversation } from '#db/conversations.ts';
import {
  deletePerson,
  findErasing,
  listErasing,
  updateErasedPhone,
  updateErasedTexts,
  updateErasing,
  updateNotErasing,
} from '#db/erasures.ts';
import type { Tx } from '#db/pool.ts';
import { wordings } from '#domain/consent.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import type { Deps } from './deps.ts';
import { outlineError } from './failures.ts';
import { hashErasedNumber, hashNumber } from './issue-code.ts';
import { optOut } from './opt-out.ts';
import { type Act, loadPeople, type Person, savePeople } from './people.ts';

/**
 * Erasing a person takes two steps. At once they have left, and their addresses and choices are gone. The number
 * itself is needed for one more message, the confirmation: the sweep takes it away, with every text, once nothing is
 * open for it any more (docs/decisions, "Erasure ends with a message").
 */

const numbersPerSweep = 50;
// A message whose outcome nobody can tell does not keep a number for ever.
const longestWaitMs = 72 * 3_600_000;

/** The person with nothing left but the proof that they wanted it. */
export function eraseFrom(person: Person, act: Act): Person {
  return { ...optOut(person, act, 'erasure'), addresses: [], categoryIds: [] };
}

/** Erases on behalf of staff, who were asked on paper or by telephone; no message is sent. */
export async function erasePerson(
  deps: Pick<Deps, 'db' | 'clock'>,
  request: { readonly phoneId: number; readonly actor: string },
): Promise<void> {
  const { phoneId, actor } = request;
  await deps.db.transaction((tx) => eraseForStaff(tx, { phoneId, actor, now: deps.clock() }));
}

/** The same within the caller's transaction. */
export async function eraseForStaff(
  tx: Tx,
  request: { readonly phoneId: number; readonly actor: string; readonly now: Date },
): Promise<void> {
  const { phoneId, actor, now } = request;
  await insertMissingConversation(tx, phoneId);
  await lockConversation(tx, phoneId);
  const before = (await loadPeople(tx, [phoneId])).get(phoneId);
  if (before === undefined) return;
  const act: Act = { door: 'staff', wording: wordings.staffErase, moId: null, decidedAt: now, now };
  await savePeople(tx, [{ before, after: eraseFrom(before, act) }]);
  await updateErasing(tx, { phoneIds: [phoneId], now });
  await insertAudit(tx, { actor, act: 'person.erase_asked', subject: `phone:${phoneId}` });
}

/**
 * Takes away the numbers that nothing needs any more. Safe to repeat and to run in several processes; one number that
 * fails holds no other. Returns how many are gone.
 */
export async function completeErasures(
  deps: Pick<Deps, 'db' | 'clock' | 'secretKey' | 'logger'>,
): Promise<number> {
  let count = 0;
  for (const phoneId of await listErasing(deps.db, numbersPerSweep)) {
    try {
      if (await deps.db.transaction((tx) => completeErasure(deps, tx, phoneId))) count += 1;
    } catch (error) {
      deps.logger.error({ phoneId, ...outlineError(error) }, 'a number could not be erased yet');
    }
  }
  return count;
}

async function completeErasure(
  deps: Pick<Deps, 'clock' | 'secretKey'>,
  tx: Tx,
  phoneId: number,
): Promise<boolean> {
  await insertMissingConversation(tx, phoneId);
  await lockConversation(tx, phoneId);
  const standing = await findErasing(tx, phoneId);
  if (standing === null || standing.hasWaitingText) return false;
  const now = deps.clock();
  const hasWaitedLong = now.getTime() - standing.erasingSince.getTime() >= longestWaitMs;
  if (standing.hasOpenMessage && !hasWaitedLong) return false;
  if (standing.state === 'active' || standing.state === 'suspended') {
    // Joined again meanwhile: what was before goes all the same, the new subscription stays.
    await updateErasedTexts(tx, { phoneId, msisdn: standing.msisdn, until: standing.erasingSince });
    await updateNotErasing(tx, phoneId);
    return false;
  }
  // Somebody who is joining again needs the number until that ends.
  if (standing.isTalking) return false;
  const parsed = parseMsisdn(standing.msisdn ?? '');
  const { secretKey } = deps;
  await updateErasedTexts(tx, { phoneId, msisdn: standing.msisdn, until: now });
  await deletePerson(tx, {
    phoneId,
    formNumberHash: parsed.ok ? hashNumber(secretKey, parsed.msisdn) : null,
  });
  // Who never joined and never refused has forbidden nothing: an office may bring their consent on paper later.
  const numberHash = parsed.ok && standing.state !== null ? hashErasedNumber(secretKey, parsed.msisdn) : null;
  await updateErasedPhone(tx, { phoneId, numberHash, now });
  await insertAudit(tx, { actor: 'system', act: 'person.erase', subject: `phone:${phoneId}` });
  return true;
}
