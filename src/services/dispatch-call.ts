import type { Batch } from '#db/claims.ts';
import type { Bulk } from '#db/pool.ts';
import { type BatchOutcome, recordOutcomes } from '#db/records.ts';
import { formatIdx } from '#domain/idx.ts';
import { isUrgent, type Lane } from '#domain/lanes.ts';
import { findValues } from '#domain/text-shape.ts';
import { type Fill, GatewayError } from '#sms/gateway.ts';
import type { Deps } from './deps.ts';
import { findFillForm, withdrawFillProof } from './fill-proof.ts';
import { createGroupCommit } from './group-commit.ts';
import { type CallResult, type Judgement, judgeAnswer, judgeUnfilled } from './judge-answer.ts';
import { type CallWatch, watchCalls } from './watch-calls.ts';

export type CallOrder = {
  readonly batch: Batch;
  readonly lane: Lane;
  readonly expiresAt: Date | null;
};

type CallDeps = Pick<Deps, 'db' | 'gateway' | 'logger' | 'office' | 'clock'>;

export type Caller = {
  /** Submits one batch and says what the answer means. Never throws; no database connection is held meanwhile. */
  readonly call: (
    order: CallOrder,
  ) => Promise<{ readonly judgement: Judgement; readonly error: GatewayError | null }>;
  /** Writes the samples that are left. */
  readonly stop: () => Promise<void>;
};

/** Calls the gateway, and samples how it answers. */
export function createCaller(deps: CallDeps & Pick<Deps, 'sql'>): Caller {
  const watch = watchCalls(deps);
  return { call: (order) => callGateway({ ...deps, watch }, order), stop: watch.stop };
}

async function callGateway(
  deps: CallDeps & { readonly watch: CallWatch },
  order: CallOrder,
): Promise<{ readonly judgement: Judgement; readonly error: GatewayError | null }> {
  const { batch, lane, expiresAt } = order;
  const { epoch } = deps.office();
  const idxs = batch.rows.map(({ id, attempt }) => formatIdx({ epoch, runId: batch.runId, id, attempt }));
  const content = findContent(deps, batch);
  if (content === null) return { judgement: judgeUnfilled({ batch, lane, idxs }), error: null };
  const startedAt = performance.now();
  const result = await submit(deps, { order, idxs, expiresAt, content });
  deps.watch.ended({
    lane,
    outcome: result.kind === 'failed' ? result.error.kind : 'taken',
    milliseconds: performance.now() - startedAt,
    messages: batch.rows.length,
  });
  return {
    judgement: judgeAnswer({ batch, lane, idxs }, result),
    error: result.kind === 'failed' ? result.error : null,
  };
}

/** The gateway does not take the values of a text. */
const badValuesCode = 18;

type Content = { readonly text: string } | { readonly fill: Fill };

/**
 * What the call says: each row's own text, whichever way. Null when its texts differ and can't be filled in now: what
 * was seen on the account no longer holds, or it is another account.
 */
function findContent(deps: CallDeps, { rows, shape }: Batch): Content | null {
  const text = rows[0]?.text;
  if (text !== undefined && rows.every((row) => row.text === text)) return { text };
  const form = findFillForm(deps);
  if (shape === null || form === null) return null;
  const values = rows.map((row) => findValues(shape, row.text));
  return values.every((own) => own !== null) ? { fill: { form, shape, values } } : null;
}

async function submit(
  deps: CallDeps,
  call: {
    readonly order: CallOrder;
    readonly idxs: readonly string[];
    readonly expiresAt: Date | null;
    readonly content: Content;
  },
): Promise<CallResult> {
  const { order, idxs, expiresAt, content } = call;
  const { batch } = order;
  try {
    const answers = await deps.gateway.submit({
      ...content,
      from: batch.sender ?? undefined,
      recipients: batch.rows.map(({ msisdn }, at) => ({ msisdn, idx: idxs[at] ?? '' })),
      // Only the host that may have taken the batch can tell a repetition.
      onlyHost: batch.host,
      ...(expiresAt === null ? {} : { expiresAt }),
      ...(isUrgent(order.lane) && deps.office().settings.useFast ? { fast: true as const } : {}),
    });
    return { kind: 'answered', answers };
  } catch (error) {
    if (error instanceof GatewayError && error.code === badValuesCode && 'fill' in content) {
      // Refused before anything was taken: each row goes alone, and no other text is filled in until it is looked at anew.
      await withdrawFillProof(deps, `error ${badValuesCode}`).catch(() => undefined);
      return { kind: 'failed', error: new GatewayError({ kind: 'recipient', code: badValuesCode }) };
    }
    if (error instanceof GatewayError) return { kind: 'failed', error };
    // A bug of ours, before or after the request left: nobody knows, so nothing may be concluded.
    deps.logger.error(
      { batchId: batch.id, name: error instanceof Error ? error.name : 'unknown' },
      'call failed',
    );
    return {
      kind: 'failed',
      error: new GatewayError({ kind: 'unknown', code: 'internal', host: batch.host }),
    };
  }
}

export type Recorder = {
  /** Resolves when the outcome is committed; tries until it is, or until `giveUp`. Several share one statement. */
  readonly record: (outcome: BatchOutcome) => Promise<void>;
  readonly giveUp: () => void;
};

const batchWeight = 16;
/** So few rows are recorded by a statement that is planned once; more are worth a plan of their own. */
const mostKeyedRows = 100;

/** Records outcomes by group commit: while one statement runs, further answers gather for the next. */
export function createRecorder(deps: Pick<Deps, 'sql' | 'logger'> & { readonly keyed: Bulk }): Recorder {
  let isGivenUp = false;
  const commit = createGroupCommit<BatchOutcome>({
    write: (outcomes) => {
      const rows = outcomes.reduce((sum, outcome) => sum + outcome.rows.length, 0);
      return recordOutcomes(rows > mostKeyedRows ? deps.sql : deps.keyed, outcomes);
    },
    // Sixteen calls of a hundred, or a hundred calls of one: each has a batch to settle besides its rows.
    weigh: (outcome) => batchWeight + outcome.rows.length,
    mostPerWrite: 16 * (batchWeight + 100),
    mostWaiting: 10_000 * batchWeight,
  });
  return {
    record: async (outcome) => {
      for (let failures = 0; ; failures += 1) {
        try {
          return await commit([outcome]);
        } catch (error) {
          if (isGivenUp) return;
          if (failures % 20 === 0) {
            deps.logger.error({ batchId: outcome.batchId, code: codeOf(error) }, 'outcome not recorded yet');
          }
          // A deadlock with receipts passes at once; a database that is away takes longer.
          await new Promise((resolve) => setTimeout(resolve, Math.min(500, 20 * (failures + 1))));
        }
      }
    },
    giveUp: () => {
      isGivenUp = true;
    },
  };
}

/** PostgreSQL's code, or the error's name: messages of database errors can quote a row. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? String(error.code) : error.name;
}

/** What the accepted messages of a call cost. */
export function sumPoints({ outcome }: Judgement): number {
  return outcome.rows.reduce((sum, row) => sum + (row.state === 'submitted' ? (row.points ?? 0) : 0), 0);
}
