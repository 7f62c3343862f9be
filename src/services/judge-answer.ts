import { aloneReason, type Batch } from '#db/claims.ts';
import type { BatchOutcome, RowOutcome } from '#db/records.ts';
import type { Lane } from '#domain/lanes.ts';
import type { GatewayError, GatewayErrorKind, RowAnswer } from '#sms/gateway.ts';

export type CallResult =
  | { readonly kind: 'answered'; readonly answers: readonly RowAnswer[] }
  | { readonly kind: 'failed'; readonly error: GatewayError };

export type Judgement = {
  readonly outcome: BatchOutcome;
  /** The account or our request is at fault: the run must wait for a person, or for funds. */
  readonly pause: string | null;
  /** The gateway is in trouble or we are too fast: further calls should wait. */
  readonly slowDown: 'yes' | 'no';
  /** Something of the call had been accepted before, and only asking row by row tells what. */
  readonly rowsToAsk: readonly number[];
};

/** A call as it was made: `idxs` in the order of the batch's rows. */
export type Call = { readonly batch: Batch; readonly lane: Lane; readonly idxs: readonly string[] };

/**
 * What an answer means for each row (product rules 1 and 2). The attempt grows only after a definite refusal of the
 * first call: when an earlier call ended unknown, a refusal of the repetition says nothing about that earlier one.
 * Errors of the account never reject a row. Pure.
 */
export function judgeAnswer(call: Call, result: CallResult): Judgement {
  return result.kind === 'answered' ? judgeRows(call, result.answers) : judgeFailure(call, result.error);
}

/**
 * A batch of texts that could share a call when it was claimed, and no longer can: nothing is submitted, and each row is
 * asked about in a call of its own, under the id it has. Whatever an earlier call has come to, its answer tells.
 */
export function judgeUnfilled(call: Call): Judgement {
  const { batch } = call;
  const rows = [...batch.rows, ...batch.dropped].map(
    ({ id }): RowOutcome => ({ id, state: 'unknown', reason: 'unfilled' }),
  );
  return {
    outcome: toOutcome(call, { rows, hasRowAnswers: false, errorCode: 'unfilled', castsDoubt: false }),
    pause: null,
    slowDown: 'no',
    rowsToAsk: batch.rows.map(({ id }) => id),
  };
}

type RowFate = {
  readonly row: (id: number) => RowOutcome;
  readonly pause: string | null;
};

function judgeRows(call: Call, answers: readonly RowAnswer[]): Judgement {
  const { batch } = call;
  const byIdx = new Map(answers.map((answer) => [answer.idx, answer]));
  const fates = batch.rows.map((row, at) => {
    const answer = byIdx.get(call.idxs[at] ?? '');
    return { id: row.id, answer, fate: fateOf(call, answer, row.attempt) };
  });
  const rows = fates.map(({ id, fate }) => fate.row(id));
  const accepted = fates.some(({ answer }) => answer?.kind === 'accepted');
  const repeated = fates.some(({ answer }) => answer?.kind === 'duplicate');
  const dropped = batch.dropped.map(({ id }): RowOutcome => {
    // Those left out of the repetition: with it accepted anew the first call had not been, and they are spared.
    if (accepted && !repeated && !batch.isPartlyProved) return { id, state: 'skipped', reason: 'opted_out' };
    if (repeated && !accepted && batch.tries > 1) return submitted(id);
    return { id, state: 'unknown', reason: 'unproved' };
  });
  return {
    outcome: toOutcome(call, {
      rows: [...rows, ...dropped],
      hasRowAnswers: true,
      errorCode: null,
      castsDoubt:
        batch.tries > 1 &&
        answers.some((answer) => answer.kind === 'refused' && castsDoubt(answer.error, answer.code)),
    }),
    pause: fates.find(({ fate }) => fate.pause !== null)?.fate.pause ?? null,
    slowDown: 'no',
    rowsToAsk: [],
  };
}

function fateOf(call: Call, answer: RowAnswer | undefined, attempt: number): RowFate {
  const { batch } = call;
  switch (answer?.kind) {
    case undefined:
    case 'missing':
      return { row: (id) => ({ id, state: 'unknown', reason: 'missing' }), pause: null };
    case 'accepted': {
      const { gatewayRef, points } = answer;
      return { row: (id) => ({ id, state: 'submitted', gatewayRef, points }), pause: null };
    }
    case 'duplicate':
      if (batch.isDoubted) {
        return { row: (id) => ({ id, state: 'unknown', reason: doubtedReason }), pause: null };
      }
      // Accepted before, if an earlier call of this very idx ended unknown; else somebody else has used our idx.
      return batch.tries > 1
        ? { row: submitted, pause: null }
        : { row: (id) => ({ id, state: 'unknown', reason: 'idx_clash' }), pause: 'idx_clash' };
    case 'refused':
      return refusedRow(call, { kind: answer.error, code: answer.code, attempt });
    default:
      return answer satisfies never;
  }
}

function refusedRow(
  call: Call,
  refusal: { readonly kind: GatewayErrorKind; readonly code: number | undefined; readonly attempt: number },
): RowFate {
  const reason = `gateway_${refusal.code ?? refusal.kind}`;
  const isRepetition = call.batch.tries > 1;
  switch (refusal.kind) {
    case 'recipient':
      return { row: (id) => ({ id, state: 'rejected', reason }), pause: null };
    case 'ours':
      return isRepetition
        ? { row: (id) => ({ id, state: 'unknown', reason }), pause: null }
        : { row: (id) => ({ id, state: 'rejected', reason }), pause: null };
    case 'unknown':
    case 'duplicate':
      return { row: (id) => ({ id, state: 'unknown', reason }), pause: null };
    case 'retryable':
    case 'funds':
    case 'misconfigured': {
      const pause = refusal.kind === 'retryable' ? null : pauseReason(call, refusal.kind, reason);
      if (isRepetition) return { row: (id) => ({ id, state: 'unknown', reason }), pause };
      const delayMs = retryDelayMs(refusal.kind, { attempt: refusal.attempt, code: refusal.code });
      return { row: (id) => ({ id, state: 'planned', reason, delayMs }), pause };
    }
    default:
      return refusal.kind satisfies never;
  }
}

function judgeFailure(call: Call, error: GatewayError): Judgement {
  const { batch } = call;
  const code = error.code === undefined ? error.kind : String(error.code);
  const reason = `gateway_${code}`;
  const all = [...batch.rows, ...batch.dropped];
  const done = (
    rows: readonly RowOutcome[],
    more: {
      readonly pause?: string | null;
      readonly slowDown?: 'yes';
      readonly rowsToAsk?: readonly number[];
    } = {},
  ): Judgement => ({
    outcome: toOutcome(call, {
      rows,
      hasRowAnswers: false,
      errorCode: code,
      castsDoubt: batch.tries > 1 && castsDoubt(error.kind, error.code),
    }),
    pause: more.pause ?? null,
    slowDown: more.slowDown ?? 'no',
    rowsToAsk: more.rowsToAsk ?? [],
  });
  const unknown = (): readonly RowOutcome[] => all.map(({ id }) => ({ id, state: 'unknown', reason }));
  // After an unknown outcome only success, 53 and the refusal of a named number tell anything.
  if (batch.tries > 1 && error.kind !== 'duplicate') {
    const named = new Set(error.kind === 'recipient' ? error.invalidIdx : []);
    const rows = batch.rows.map(
      ({ id }, at): RowOutcome =>
        named.has(call.idxs[at] ?? '') ? { id, state: 'rejected', reason } : { id, state: 'unknown', reason },
    );
    const dropped = batch.dropped.map(({ id }): RowOutcome => ({ id, state: 'unknown', reason }));
    const isAccount = error.kind === 'funds' || error.kind === 'misconfigured';
    return done([...rows, ...dropped], {
      pause: isAccount ? pauseReason(call, error.kind, reason) : null,
      ...(error.kind === 'unknown' || error.kind === 'retryable' ? { slowDown: 'yes' as const } : {}),
    });
  }
  switch (error.kind) {
    case 'duplicate':
      if (batch.isDoubted)
        return done(all.map(({ id }) => ({ id, state: 'unknown', reason: doubtedReason })));
      // At least one row had been accepted. A gateway that broke off half way may not have accepted the others.
      if (batch.tries > 1 && batch.rows.length === 1) return done(all.map(({ id }) => submitted(id)));
      if (batch.tries > 1) return done(unknown(), { rowsToAsk: batch.rows.map(({ id }) => id) });
      return done(
        all.map(({ id }) => ({ id, state: 'unknown', reason: 'idx_clash' })),
        { pause: 'idx_clash' },
      );
    case 'unknown':
      return done(unknown(), { slowDown: 'yes' });
    case 'retryable':
      return done(
        batch.rows.map(({ id, attempt }) => ({
          id,
          state: 'planned',
          reason,
          delayMs: retryDelayMs('retryable', { attempt, code: error.code }),
        })),
        // 52 is about one number; the others of the call need not wait for it.
        error.code === 52 ? {} : { slowDown: 'yes' },
      );
    case 'recipient':
      return done(judgeNamed(call, error, reason));
    case 'ours':
      // A reply with a bad text is one bug and must not hold up the dialogue; a campaign waits for a person.
      return call.lane === 'reply'
        ? done(batch.rows.map(({ id }) => ({ id, state: 'rejected', reason })))
        : done(putBack(call, error.kind, reason), { pause: reason });
    case 'funds':
    case 'misconfigured':
      return done(putBack(call, error.kind, reason), { pause: pauseReason(call, error.kind, reason) });
    default:
      return error.kind satisfies never;
  }
}

/** The numbers the gateway named are refused. 13 without names says that none was good (smsapi.md, error codes). */
function judgeNamed(call: Call, error: GatewayError, reason: string): readonly RowOutcome[] {
  const { batch } = call;
  const named = new Set(error.invalidIdx);
  const isAll = named.size === 0 && (batch.rows.length === 1 || error.code === 13);
  return batch.rows.map(({ id }, at): RowOutcome => {
    if (isAll || named.has(call.idxs[at] ?? '')) return { id, state: 'rejected', reason };
    // Named none of many: each is tried alone, which tells whom it meant.
    return { id, state: 'planned', reason: named.size === 0 ? aloneReason : reason, delayMs: 0 };
  });
}

function putBack(call: Call, kind: GatewayErrorKind, reason: string): readonly RowOutcome[] {
  // A paused run holds its rows by itself.
  const isHeld = pauseReason(call, kind, reason) !== null;
  return call.batch.rows.map(({ id, attempt }) => ({
    id,
    state: 'planned',
    reason,
    delayMs: isHeld ? 0 : retryDelayMs(kind, { attempt }),
  }));
}

// 7, 94, 104: links and templates. They are about one text, so that other replies need not wait.
const textCodes = new Set(['gateway_7', 'gateway_94', 'gateway_104']);

function pauseReason(call: Call, kind: GatewayErrorKind, reason: string): string | null {
  if (call.lane === 'reply' && textCodes.has(reason)) return null;
  return kind === 'funds' ? 'funds' : reason;
}

function retryDelayMs(
  kind: GatewayErrorKind,
  of: { readonly attempt: number; readonly code?: number | string | undefined },
): number {
  const doubling = 2 ** Math.min(of.attempt - 1, 8);
  // More than ten to one number within a minute.
  if (of.code === 52) return 65_000;
  return kind === 'retryable' ? Math.min(60_000, 500 * doubling) : Math.min(300_000, 15_000 * doubling);
}

const doubtedReason = 'idx_doubted';
const hopeless = new Set(['idx_clash', doubtedReason]);

/**
 * Whether a refusal may have used up the ids of its call: the gateway read the call and said no in its own format.
 * Calls turned away because they come too fast (202, 203, HTTP) were not read.
 */
function castsDoubt(kind: GatewayErrorKind, code: number | string | undefined): boolean {
  if (kind === 'duplicate' || kind === 'unknown') return false;
  return typeof code === 'number' && code !== 202 && code !== 203;
}

function submitted(id: number): RowOutcome {
  return { id, state: 'submitted', gatewayRef: null, points: null };
}

function toOutcome(
  call: Call,
  of: {
    readonly rows: readonly RowOutcome[];
    readonly hasRowAnswers: boolean;
    readonly errorCode: string | null;
    readonly castsDoubt: boolean;
  },
): BatchOutcome {
  const { batch } = call;
  const isHopeless = of.rows.some((row) => row.state === 'unknown' && hopeless.has(row.reason));
  const state = isHopeless
    ? // Not `unknown`: it must never be resubmitted, 53 would then pass for success.
      'refused'
    : of.rows.some((row) => row.state === 'unknown')
      ? 'unknown'
      : of.rows.some((row) => row.state === 'submitted')
        ? 'answered'
        : 'refused';
  return {
    batchId: batch.id,
    runId: batch.runId,
    tries: batch.tries,
    term: batch.term,
    state,
    hasRowAnswers: of.hasRowAnswers,
    castsDoubt: of.castsDoubt,
    errorCode: of.errorCode,
    rows: of.rows,
  };
}
