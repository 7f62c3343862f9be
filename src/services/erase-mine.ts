import { insertAudit } from '#db/audit.ts';
import { findFormCode } from '#db/codes.ts';
import { updateConversations } from '#db/conversations.ts';
import { insertDataRequest } from '#db/data-requests.ts';
import { updateErasing } from '#db/erasures.ts';
import { deleteResidentSessionsOf } from '#db/resident-sessions.ts';
import { wordings } from '#domain/consent.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import { dayOf } from '#domain/report-period.ts';
import { admitRequest, type Visitor } from './admit-request.ts';
import type { Deps } from './deps.ts';
import { eraseFrom } from './erase-person.ts';
import { ServiceError } from './errors.ts';
import {
  confirmFormCode,
  type FormCodeSent,
  type FormConfirmed,
  inFormTransaction,
  sendFormCode,
} from './form-code.ts';
import { hashNumber } from './issue-code.ts';
import type { MySession } from './mine-session.ts';
import { loadPeople, savePeople } from './people.ts';

/** Asks once more by a code before everything goes: a session left open must not be enough. */
export async function startErasingMine(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey' | 'office' | 'logger'>,
  request: { readonly session: Pick<MySession, 'phoneId' | 'msisdn'>; readonly visitor: Visitor },
): Promise<FormCodeSent> {
  const { session, visitor } = request;
  const parsed = parseMsisdn(session.msisdn);
  if (!parsed.ok) throw new ServiceError('invalid', 'a session without a number');
  const numberHash = hashNumber(deps.secretKey, parsed.msisdn);
  const admission = await admitRequest(deps, { act: 'erase', subject: numberHash, visitor });
  if (!admission.ok) return admission;
  return inFormTransaction(deps, (tx) =>
    sendFormCode(tx, deps, {
      act: 'erase',
      door: 'form',
      numberHash,
      phoneId: session.phoneId,
      asked: { payload: {}, visitor },
    }),
  );
}

/**
 * Erases the session's person when the code is right: at once everything they chose, and the number with all texts
 * when the sweep comes by. Enters it in the register of requests and ends all their sessions.
 */
export async function confirmErasingMine(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey'>,
  request: {
    readonly session: Pick<MySession, 'phoneId'>;
    readonly id: string;
    readonly code: string;
    readonly visitor: Visitor;
  },
): Promise<FormConfirmed> {
  const { session, ...typed } = request;
  const asked = await findFormCode(deps.db, { requestId: request.id, act: 'erase' });
  if (asked?.phoneId !== session.phoneId) return { ok: false, problem: { kind: 'not_found' } };
  return confirmFormCode(deps, { ...typed, act: 'erase' }, async (tx, { phoneId, conversation, now }) => {
    const before = (await loadPeople(tx, [phoneId])).get(phoneId);
    if (before === undefined) return;
    const wording = wordings.formErase;
    const after = eraseFrom(before, { door: 'form', wording, moId: null, decidedAt: now, now });
    await savePeople(tx, [{ before, after }]);
    await updateConversations(tx, [{ phoneId, snapshot: null, wakeAt: null, guard: conversation.guard }]);
    await updateErasing(tx, { phoneIds: [phoneId], now });
    await deleteResidentSessionsOf(tx, phoneId);
    await insertDataRequest(tx, {
      phoneId,
      kind: 'erasure',
      door: 'form',
      receivedOn: dayOf(now),
      answeredAt: now,
      answeredBy: 'system',
    });
    await insertAudit(tx, {
      actor: `phone:${phoneId}`,
      act: 'person.erase_asked',
      subject: `phone:${phoneId}`,
    });
  });
}
