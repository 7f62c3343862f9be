import { randomUUID } from 'node:crypto';
import {
  type FormCode,
  findFormCode,
  findOpenFormRequest,
  insertCodes,
  lockFormCode,
  lockFormRequests,
  updateCodes,
} from '#db/codes.ts';
import {
  insertMissingConversation,
  type LockedConversation,
  listOwnItems,
  lockConversation,
} from '#db/conversations.ts';
import { updateFormHourCost, updateFormHourRefused } from '#db/form-hours.ts';
import { isFormBlocked } from '#db/phones.ts';
import type { Tx } from '#db/pool.ts';
import { rehearseConversationLock, rehearseReply } from '#db/rehearsals.ts';
import { ensureLedgerMonth, ledgerMonth } from '#db/runs.ts';
import { type CodeAct, checkCodeBudget, codeExpiresAt, codePauseSeconds, codeTries } from '#domain/codes.ts';
import { capFor } from '#domain/form-abuse.ts';
import { countSegments } from '#domain/segments.ts';
import { speak } from '#machines/replies.ts';
import { type AdmissionProblem, admitRequest, type Visitor } from './admit-request.ts';
import { answerEvenly } from './answer-evenly.ts';
import { checkCode, checkUsedCode } from './check-code.ts';
import type { Deps } from './deps.ts';
import { hashAsker, issueCode } from './issue-code.ts';
import { insertReplies } from './queue-reply.ts';

/**
 * One-time codes of the form and the API: what starting and confirming share. Every answer is the same whether or
 * not the number is known.
 */

export type FormDoor = 'form' | 'api';

/** Why no code is sent now; the same whether or not the number is known. */
export type FormCodeProblem =
  /** The number's own budget. */
  | { readonly kind: 'too_many'; readonly retryAfterSeconds: number }
  /** The hour's money for codes is spent. */
  | { readonly kind: 'capped'; readonly retryAfterSeconds: number }
  /** First a proof of work. */
  | AdmissionProblem;

const codeProblems: ReadonlySet<string> = new Set<FormCodeProblem['kind']>([
  'too_many',
  'capped',
  'challenge',
]);

/** Tells these refusals from those of what was asked for. */
export function isCodeProblem(problem: { readonly kind: string }): problem is FormCodeProblem {
  return codeProblems.has(problem.kind);
}

export type FormCodeSent =
  | { readonly ok: true; readonly id: string; readonly expiresAt: Date }
  | { readonly ok: false; readonly problem: FormCodeProblem };

export type ConfirmProblem =
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'expired' }
  /** The right code once more: what was asked for has been done. */
  | { readonly kind: 'done' }
  /** No tries left, or already used: only a new code helps. */
  | { readonly kind: 'spent' }
  | { readonly kind: 'not_found' }
  /** First a proof of work. */
  | AdmissionProblem;

export type FormConfirmed = { readonly ok: true } | { readonly ok: false; readonly problem: ConfirmProblem };

const dayMs = 86_400_000;
/** No row has this id: who is unknown is looked up all the same, so that the answer takes as long. */
const nobody = 0;
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The hour's money for codes is spent: everything of the request is taken back. */
class CapReached extends Error {
  override name = 'CapReached';
}

/**
 * Runs what sends a code in one transaction, answers evenly, and takes all of it back when the hour's money for codes is
 * spent; the operator is told of the first such refusal of each hour.
 */
export async function inFormTransaction<Answer>(
  deps: Pick<Deps, 'db' | 'clock' | 'logger'>,
  act: (tx: Tx) => Promise<Answer>,
): Promise<Answer | Extract<FormCodeSent, { ok: false }>> {
  return answerEvenly(async () => {
    try {
      return await deps.db.transaction(act);
    } catch (error) {
      if (!(error instanceof CapReached)) throw error;
      const now = deps.clock();
      if (await updateFormHourRefused(deps.db, now))
        deps.logger.warn('codes of the public form have reached what an hour may cost');
      return { ok: false, problem: { kind: 'capped', retryAfterSeconds: secondsToNextHour(now) } };
    }
  });
}

/**
 * Makes a code, and sends it where `phoneId` says so unless that number asked us not to; counts against the number's
 * budget and the hour's money either way. Inside `inFormTransaction`, and last in it. Who repeats a request of the form
 * within the minute between two codes gets that request, and nothing is sent: the second press of a button is answered
 * like the first. The same network and content only: whoever merely knows the number must not get at the request.
 */
export async function sendFormCode(
  tx: Tx,
  deps: Pick<Deps, 'clock' | 'secretKey' | 'office'>,
  request: {
    readonly act: CodeAct;
    readonly door: FormDoor;
    readonly numberHash: string;
    /** Null: nobody gets a code (unknown or gone). */
    readonly phoneId: number | null;
    /** Of a new request who makes it; of one that asks for another code its id. */
    readonly asked:
      | { readonly payload: object; readonly visitor: Visitor }
      | { readonly payload: unknown; readonly requestId: string };
  },
): Promise<FormCodeSent> {
  const now = deps.clock();
  const { settings, texts } = deps.office();
  const { act, door, numberHash, asked } = request;
  const payload = 'visitor' in asked ? markAsker(deps, { ...asked, numberHash }) : asked.payload;
  const issuedAt = await lockFormRequests(tx, { numberHash, since: new Date(now.getTime() - dayMs) });
  const budget = checkCodeBudget({ door, issuedAt, now });
  if (!budget.ok) {
    const since = new Date(now.getTime() - codePauseSeconds * 1000);
    const isRepeatable = door === 'form' && 'visitor' in asked && asked.visitor.address !== null;
    const open = isRepeatable
      ? await findOpenFormRequest(tx, { numberHash, act, payload, since, mostTries: codeTries })
      : null;
    if (open !== null) return { ok: true, ...open };
    return { ok: false, problem: { kind: 'too_many', retryAfterSeconds: budget.retryAfterSeconds } };
  }
  // Asked anew for each code: who answered the first with POMYLKA gets no second one.
  const isBlocked = await isFormBlocked(tx, request.phoneId ?? nobody);
  const phoneId = isBlocked ? null : request.phoneId;
  const requestId = 'requestId' in asked ? asked.requestId : randomUUID();
  const form = { requestId, numberHash, payload };
  const { digits, row } = issueCode({ secretKey: deps.secretKey, phoneId, act, door, now, form });
  await insertCodes(tx, [row]);
  const text = speak(texts).formCode({ office: settings, act }).replace('{kod}', digits);
  const items = await listOwnItems(tx, 1);
  if (phoneId === null) {
    await ensureLedgerMonth(tx, ledgerMonth(now));
    await rehearseReply(tx);
  } else {
    const replies = items.map((item) => ({ phoneId, item, text, secretUntil: row.expiresAt }));
    await insertReplies(tx, { replies, now });
  }
  const hourGrosze = settings.formCodesHourGrosze;
  const isPaid = await updateFormHourCost(tx, {
    now,
    costGrosze: countSegments(text).segments * settings.segmentPriceGrosze,
    mostGrosze: hourGrosze === null ? null : capFor(act, hourGrosze),
  });
  if (!isPaid) throw new CapReached();
  return { ok: true, id: requestId, expiresAt: codeExpiresAt(now) };
}

/** What was asked for, with by whom where a repetition may be told by it. */
function markAsker(
  deps: Pick<Deps, 'secretKey'>,
  asked: {
    readonly payload: object;
    readonly visitor: Visitor;
    readonly numberHash: string;
  },
): object {
  const { payload, visitor, numberHash } = asked;
  if (visitor.address === null) return payload;
  return { ...payload, asker: hashAsker(deps.secretKey, { numberHash, address: visitor.address }) };
}

function secondsToNextHour(now: Date): number {
  return 3600 - Math.floor((now.getTime() % 3_600_000) / 1000);
}

/** What a confirmation holds while it acts: the number's conversation, locked, and what was asked for. */
export type ConfirmedRequest = {
  readonly conversation: LockedConversation;
  readonly phoneId: number;
  readonly payload: unknown;
  readonly door: FormDoor;
  readonly now: Date;
};

/** Checks a code; when it is right, `act` is done in the same transaction. A used try is stored in any case. */
export async function confirmFormCode(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey'>,
  request: {
    readonly id: string;
    readonly code: string;
    readonly act: CodeAct;
    readonly visitor: Visitor;
  },
  act: (tx: Tx, confirmed: ConfirmedRequest) => Promise<void>,
): Promise<FormConfirmed> {
  const key = { requestId: request.id, act: request.act };
  if (!uuidForm.test(request.id)) return { ok: false, problem: { kind: 'not_found' } };
  const admission = await admitRequest(deps, {
    act: 'confirm',
    subject: request.id,
    visitor: request.visitor,
  });
  if (!admission.ok) return admission;
  const transaction = () =>
    deps.db.transaction<FormConfirmed>(async (tx) => {
      const now = deps.clock();
      const found = await findFormCode(tx, key);
      // The conversation before the code, as everywhere: whoever texts meanwhile waits, and nobody deadlocks.
      const conversation = await lockConversationOf(tx, found?.phoneId ?? null);
      const code = await lockFormCode(tx, key);
      if (code === null) return { ok: false, problem: { kind: 'not_found' } };
      const digits = request.code.replace(/[^0-9]/g, '');
      const check = code.usedAt === null ? checkCode : checkUsedCode;
      const { verdict, use } = check(code, { secretKey: deps.secretKey, digits, now });
      await updateCodes(tx, [use]);
      if (verdict.kind !== 'right') return { ok: false, problem: verdict };
      if (conversation === null) throw new Error('A code without a number was found right.');
      await act(tx, {
        conversation,
        phoneId: conversation.phoneId,
        payload: code.payload,
        door: code.door,
        now,
      });
      return { ok: true };
    });
  return answerEvenly(transaction);
}

/** The latest code of a request that may ask for another one; null when there is none or it has been used. */
export async function findOpenRequest(
  tx: Tx,
  request: { readonly id: string; readonly act: CodeAct },
): Promise<FormCode | null> {
  if (!uuidForm.test(request.id)) return null;
  const code = await findFormCode(tx, { requestId: request.id, act: request.act });
  return code === null || code.usedAt !== null ? null : code;
}

/** Whether a request has been confirmed by its code. */
export async function isRequestDone(
  deps: Pick<Deps, 'db'>,
  request: { readonly id: string; readonly act: CodeAct },
): Promise<boolean> {
  const code = await findFormCode(deps.db, { requestId: request.id, act: request.act });
  return code !== null && code.usedAt !== null;
}

async function lockConversationOf(tx: Tx, phoneId: number | null): Promise<LockedConversation | null> {
  if (phoneId === null) {
    await rehearseConversationLock(tx);
    return null;
  }
  await insertMissingConversation(tx, phoneId);
  return lockConversation(tx, phoneId);
}
