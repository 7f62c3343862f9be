import type { Batch } from '#db/batches.ts';
import { type BatchOutcome, recordOutcomes } from '#db/records.ts';
import { formatIdx } from '#domain/idx.ts';
import { isUrgent, type Lane } from '#domain/lanes.ts';
import { GatewayError } from '#sms/gateway.ts';
import type { Deps } from './deps.ts';
import { createGroupCommit } from './group-commit.ts';
import { type CallResult, type Judgement, judgeAnswer } from './judge-answer.ts';
import { type CallWatch, watchCalls } from './watch-calls.ts';

export type CallOrder = {
  readonly batch: Batch;
  readonly lane: Lane;
  readonly expiresAt: Date | null;
};

export type Caller = {
  /** Submits one batch and says what the answer means. Never throws; no database connection is held meanwhile. */
  readonly call: (
    order: CallOrder,
  ) => Promise<{ readonly judgement: Judgement; readonly error: GatewayError | null }>;
  /** Writes the samples that are left. */
  readonly stop: () => Promise<void>;
};

/** Calls the gateway, and samples how it answers. */
export function createCaller(deps: Pick<Deps, 'gateway' | 'logger' | 'office' | 'sql' | 'clock'>): Caller {
  const watch = watchCalls(deps);
  return { call: (order) => callGateway({ ...deps, watch }, order), stop: watch.stop };
}

async function callGateway(
  deps: Pick<Deps, 'gateway' | 'logger' | 'office'> & { readonly watch: CallWatch },
  order: CallOrder,
): Promise<{ readonly judgement: Judgement; readonly error: GatewayError | null }> {
  const { batch, lane, expiresAt } = order;
  const { epoch } = deps.office();
  const idxs = batch.rows.map(({ id, attempt }) => formatIdx({ epoch, runId: batch.runId, id, attempt }));
  const startedAt = performance.now();
  const result = await submit(deps, { order, idxs, expiresAt });
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

async function submit(
  deps: Pick<Deps, 'gateway' | 'logger' | 'office'>,
  { order, idxs, expiresAt }: { order: CallOrder; idxs: readonly string[]; expiresAt: Date | null },
): Promise<CallResult> {
  const { batch } = order;
  try {
    const answers = await deps.gateway.submit({
      text: batch.text,
      from: batch.sender ?? undefined,
      recipients: batch.rows.map(({ msisdn }, at) => ({ msisdn, idx: idxs[at] ?? '' })),
      // Only the host that may have taken the batch can tell a repetition.
      onlyHost: batch.host,
      ...(expiresAt === null ? {} : { expiresAt }),
      ...(isUrgent(order.lane) && deps.office().settings.useFast ? { fast: true as const } : {}),
    });
    return { kind: 'answered', answers };
  } catch (error) {
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

/** Records outcomes by group commit: while one statement runs, further answers gather for the next. */
export function createRecorder(deps: Pick<Deps, 'sql' | 'logger'>): Recorder {
  let isGivenUp = false;
  const commit = createGroupCommit<BatchOutcome>({
    write: (outcomes) => recordOutcomes(deps.sql, outcomes),
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
