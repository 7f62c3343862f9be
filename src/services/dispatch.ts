// The dispatcher: the one process that holds the lease claims rows, commits, calls the gateway, records.
//
// What SIGKILL (or a database that dies) after each step leaves, and who resolves it:
//
// | after                                   | left behind                        | resolved by                              |
// |-----------------------------------------|------------------------------------|------------------------------------------|
// | rows planned                            | `planned`                          | the next claim                           |
// | claim statement sent, commit not heard  | nothing, or batch `claimed`        | orphan sweep → `unknown` → resubmitted   |
// | claim committed, call not made          | batch `claimed`                    | new term: `unknown`, resubmitted, taken  |
// | call under way, or accepted unanswered  | batch `claimed`                    | the same; 53 for a row alone proves it   |
// | answered, not recorded                  | batch `claimed`                    | the same; or each row's receipt first    |
// | answer lost (process alive)             | batch `unknown`                    | resubmitted with the same idx, backing off |
// | recorded                                | final                              | receipts                                 |
// | second call of a batch, any step        | batch `claimed`, rows `unknown`    | as the first call; only 53, acceptance or a named number conclude |
// | lease lost while calls are under way    | the new holder resubmits           | 53 for whichever came second; late refusals of the old term are not recorded |
// | more than 23 h after the claim          | batch `unknown`                    | a receipt, or a clerk (resolve-unknown)  |
//
// An idx never changes while its outcome is unknown; it changes only after a definite refusal of a first call.
import { randomUUID } from 'node:crypto';
import { claimResubmission, listResubmittable, type Unresolved } from '#db/batches.ts';
import { type Batch, claimBatches } from '#db/claims.ts';
import type { Lease } from '#db/lease.ts';
import { openKeyed } from '#db/pool.ts';
import { updateOrphans } from '#db/records.ts';
import { listOpenRuns, type Run, replyRunId, updateRunDone } from '#db/runs.ts';
import { splitBatch, updateProvedBatches } from '#db/splits.ts';
import { chooseLane, joinShares, noShares, useShare } from '#domain/fair-share.ts';
import { isUrgent, type Lane, lanes } from '#domain/lanes.ts';
import { type ClaimWindow, findExpiry } from '#domain/quiet-hours.ts';
import type { Deps } from './deps.ts';
import { keepAccount } from './dispatch-account.ts';
import { keepBacklog } from './dispatch-backlog.ts';
import { type CallOrder, codeOf, createCaller, createRecorder, sumPoints } from './dispatch-call.ts';
import { createGathering } from './dispatch-gather.ts';
import { keepLease } from './dispatch-lease.ts';
import { createOpenRuns } from './dispatch-runs.ts';
import { createThrottle } from './dispatch-throttle.ts';
import { createClaimWindows } from './dispatch-windows.ts';
import { findUsableShape } from './fill-proof.ts';
import { findSender, type Senders } from './senders.ts';

export type DispatchOptions = {
  /** Recipients of one call, at most. */
  readonly maxRecipients: number;
  readonly maxCallsPerSecond: number;
  /** Whether a second host of the gateway may be asked when no connection to the first can be made. */
  readonly hasBackup: () => boolean;
  readonly senders: Senders;
  /** Calls made and not yet recorded (of replies: not yet answered), at most. */
  readonly maxCalls?: number;
  /** After how many seconds a call that was cut off with its process is asked about. */
  readonly cutOffSeconds?: number;
  /** How often the balance is looked at while a run waits for it. */
  readonly fundsEveryMs?: number;
  /** First pause of replies that the account refused; doubles up to five minutes. */
  readonly repliesAfterMs?: number;
};

export type Dispatcher = {
  /** Something was committed: look now, not at the next second. */
  readonly wake: (what: 'rows' | 'runs') => void;
  /** Claims nothing more, waits for calls under way (at most 15 s), records them, gives the lease back. */
  readonly stop: () => Promise<void>;
};

type DispatchDeps = Pick<Deps, 'db' | 'sql' | 'gateway' | 'logger' | 'clock' | 'office'>;

const pollMs = 1_000;
const sweepMs = 5_000;
const backupMs = 30_000;
const drainMs = 15_000;
/** Calls that only replies and alerts may use, so that slow bulk calls can't keep them waiting. */
const urgentCalls = 4;
const mostBatchesPerClaim = 10;
/** Nearly every reply has a text of its own, and a claim has its price however few it takes. */
const mostRepliesPerClaim = 32;

/** Sends what is planned, as long as this process holds the lease; several processes may run one, one of them works. */
export function startDispatcher(deps: DispatchDeps, options: DispatchOptions): Dispatcher {
  const { sql, logger } = deps;
  const maxCalls = options.maxCalls ?? 32;
  const cutOffSeconds = options.cutOffSeconds ?? 4;
  const keeper = keepLease({ sql, logger, holder: randomUUID() });
  const throttle = createThrottle({ perSecond: options.maxCallsPerSecond });
  // Replies are claimed and recorded a few at a time: planning that would take longer than doing it.
  const keyed = { claims: openKeyed(sql), records: openKeyed(sql) };
  const recorder = createRecorder({ sql, keyed: keyed.records, logger });
  const caller = createCaller(deps);
  const runs = createOpenRuns({ replyRun: () => replyRunId(deps.clock()) });
  const gathering = createGathering({ callsPerSecond: options.maxCallsPerSecond });
  const account = keepAccount(deps, {
    runs,
    maxRecipients: options.maxRecipients,
    fundsEveryMs: options.fundsEveryMs ?? 30_000,
    repliesAfterMs: options.repliesAfterMs ?? 10_000,
  });
  const backlog = keepBacklog({
    sql,
    logger,
    most: () => deps.office().settings.bulkBacklog,
    wake: () => wake(),
  });
  const windowsAt = createClaimWindows();
  const calls = new Map<number, Promise<void>>();
  let replyCalls = 0;
  /** Replies still to be recorded: they are small, others need not wait for that. */
  const answered = new Set<number>();
  let due: (Unresolved & { readonly lane: string })[] = [];
  let shares = noShares;
  let lanesBefore: readonly Lane[] = [];
  let backupUntil = 0;
  /** When each periodic act is due next, on the monotonic clock; 0 = now. */
  const next = { runs: 0, sweep: 0 };
  let sweptTerm = -1;
  let isTurnOfNew = true;
  let isStopping = false;
  let isWoken = false;
  let wakeSleeper = (): void => undefined;

  function wake(): void {
    isWoken = true;
    wakeSleeper();
  }

  async function sleep(ms: number): Promise<void> {
    if (!isWoken && !isStopping && ms > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(ms, pollMs));
        wakeSleeper = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    isWoken = false;
  }

  async function loop(): Promise<void> {
    for (let failures = 0; !isStopping; ) {
      try {
        await sleep(await step());
        failures = 0;
      } catch (error) {
        // The database is away, or one statement failed: whether it was committed is unknown, so look for orphans.
        next.sweep = 0;
        next.runs = 0;
        if (failures % 20 === 0)
          logger.error({ code: codeOf(error) }, 'dispatcher: the database failed, trying again');
        failures += 1;
        await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, 50 * failures)));
      }
    }
  }

  /** One look at the work; returns how long there is nothing to do. */
  async function step(): Promise<number> {
    const lease = await keeper.ensure();
    if (lease === null) return pollMs;
    await maintain(lease);
    const windows = windowsAt(deps.clock(), deps.office().settings);
    const waiting = listWaiting(windows);
    const free = maxCalls - (calls.size - Math.min(answered.size, 3 * maxCalls));
    const usable = free > urgentCalls ? waiting : waiting.filter(isUrgent);
    shares = joinShares(shares, { before: lanesBefore, now: usable });
    lanesBefore = usable;
    const lane = chooseLane(shares, usable);
    if (lane === null || free === 0) return Math.ceil(gathering.msLeft()) || pollMs;
    if (lane === 'reply') gathering.began();
    const allowed = throttle.allowance(calls.size);
    if (allowed === 0) return Math.max(1, Math.ceil(throttle.waitMs()));
    const room = isUrgent(lane) ? free : free - urgentCalls;
    // With others waiting, small steps keep the shares.
    const most = Math.min(
      allowed,
      room,
      usable.length > 1 ? 2 : lane === 'reply' ? mostRepliesPerClaim : mostBatchesPerClaim,
      account.allowance(lane, replyCalls),
      lane === 'bulk' ? Math.ceil(backlog.room() / options.maxRecipients) : mostRepliesPerClaim,
    );
    const batches = await claim({ lease, lane, most });
    for (const batch of batches) begin({ batch, lane, window: windows.get(lane) });
    shares = useShare(shares, { lane, calls: Math.max(batches.length, 0.1), waiting: usable });
    return 0;
  }

  async function maintain(lease: Lease): Promise<void> {
    const now = performance.now();
    if (sweptTerm !== lease.term || now >= next.sweep) {
      const orphans = await updateOrphans(sql, { term: lease.term, inFlight: [...calls.keys()] });
      if (orphans > 0) logger.warn({ batches: orphans }, 'batches of unknown outcome found');
      await updateProvedBatches(sql);
      sweptTerm = lease.term;
      next.sweep = now + sweepMs;
      next.runs = 0;
    }
    if (now >= next.runs) {
      next.runs = now + pollMs;
      runs.wakeAll();
      runs.replace(await listOpenRuns(deps.db));
      due = [...(await listResubmittable(sql, { limit: 300, cutOffSeconds }))];
    }
    for (const runId of runs.listPossiblyDone()) {
      // Looked at once a second at most: the answer changes with receipts and records only.
      if (await updateRunDone(sql, runId)) next.runs = 0;
      runs.settle(runId);
    }
    await account.maintain();
  }

  function listWaiting(windows: ReadonlyMap<Lane, ClaimWindow>): readonly Lane[] {
    const withWork = new Set<string>([...runs.lanesWithWork(), ...due.map((batch) => batch.lane)]);
    return lanes.filter(
      (lane) =>
        withWork.has(lane) &&
        windows.get(lane)?.open === true &&
        account.allowance(lane, replyCalls) > 0 &&
        (lane !== 'bulk' || backlog.room() > 0) &&
        (lane !== 'reply' || gathering.msLeft() === 0),
    );
  }

  async function claim(order: {
    readonly lease: Lease;
    readonly lane: Lane;
    readonly most: number;
  }): Promise<readonly Batch[]> {
    const { lease, lane, most } = order;
    const again = due.find((batch) => batch.lane === lane);
    // In turns: asking about a lost call row by row must not hold up what has not been sent at all.
    isTurnOfNew = !isTurnOfNew && runs.lanesWithWork().includes(lane);
    if (again !== undefined && !isTurnOfNew) {
      due = due.filter((batch) => batch !== again);
      const batch = await claimResubmission(sql, { term: lease.term, batchId: again.id });
      return batch === null ? [] : [batch];
    }
    const turn = runs.next(lane);
    if (turn === null) return [];
    const { maxRecipients } = options;
    // Where each row may have a text of its own, a few batches' worth of rows is enough to look at.
    const shape = findUsableShape(deps, turn.run);
    const isFull = turn.run.textId !== null || shape !== null;
    const batchesWorth = lane === 'reply' ? 1 : isFull ? most : Math.min(most, 2);
    const limit = Math.max(batchesWorth * maxRecipients, most);
    const claimed = await claimBatches(lane === 'reply' ? keyed.claims : sql, {
      term: lease.term,
      runId: turn.run.id,
      after: turn.after,
      limit,
      batchSize: maxRecipients,
      maxBatches: most,
      now: deps.clock(),
      sender: senderOf(turn.run),
      host: options.hasBackup() && performance.now() < backupUntil ? 'backup' : 'primary',
      shape,
    });
    runs.claimed(turn.run.id, { ...claimed, found: claimed.batches.length });
    if (lane === 'reply') gathering.claimed(claimed);
    return claimed.batches;
  }

  function senderOf(run: Run): string | null {
    return findSender({ lane: run.lane, settings: deps.office().settings, senders: options.senders });
  }

  function begin(order: {
    readonly batch: Batch;
    readonly lane: Lane;
    readonly window: ClaimWindow | undefined;
  }): void {
    const { batch, lane } = order;
    throttle.took(1);
    runs.count(batch.runId, 1);
    if (lane === 'reply') replyCalls += 1;
    if (lane === 'bulk') backlog.began(batch.rows.length);
    const validUntil = runs.validUntil(batch.runId);
    const expiresAt = findExpiry({ window: order.window, validUntil, now: deps.clock() });
    const call = submitAndRecord({ batch, lane, expiresAt })
      .catch((error: unknown) => {
        logger.error(
          { batchId: batch.id, code: codeOf(error) },
          'call not finished; its batch will be resolved',
        );
        next.sweep = 0;
      })
      .finally(() => {
        calls.delete(batch.id);
        answered.delete(batch.id);
        runs.count(batch.runId, -1);
        if (lane === 'reply') replyCalls -= 1;
        if (lane === 'bulk') backlog.ended(batch.rows.length);
        wake();
      });
    calls.set(batch.id, call);
  }

  async function submitAndRecord(order: CallOrder): Promise<void> {
    const { batch, lane } = order;
    // A process that stood still for seconds may no longer hold the lease: its batch is the next holder's to resolve.
    if (!keeper.isHeld(batch.term) || batch.rows.length === 0) {
      next.sweep = 0;
      return;
    }
    const call = account.began(batch.rows.length);
    const { judgement, error } = await caller.call(order);
    call.ended(sumPoints(judgement));
    if (lane === 'reply') answered.add(batch.id);
    wake();
    if (judgement.slowDown === 'yes') throttle.failed();
    else throttle.succeeded();
    if (error?.kind === 'retryable' && typeof error.code === 'string' && batch.host === 'primary') {
      backupUntil = performance.now() + backupMs;
    }
    // A term that is over may meet what its successor did: neither the account's fault nor its merit.
    const { pause } = judgement;
    const isOurs = keeper.isHeld(batch.term);
    const messages = batch.rows.length;
    if (isOurs && pause !== null)
      await account.refused({ runId: batch.runId, lane, reason: pause, messages });
    else if (isOurs && error === null) account.taken(lane);
    await recorder.record(judgement.outcome);
    // Killed before this, the batch is submitted once more as a whole, answered 53 again, and split then.
    if (judgement.rowsToAsk.length > 0) {
      await splitBatch(sql, { batch, rowIds: judgement.rowsToAsk });
    }
  }

  const looping = loop();
  return {
    wake: (what) => {
      if (what === 'runs') next.runs = 0;
      else gathering.announced();
      runs.wakeAll();
      wake();
    },
    stop: async () => {
      isStopping = true;
      wake();
      await looping;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, drainMs);
      });
      await Promise.race([Promise.allSettled(calls.values()), late]);
      clearTimeout(timer);
      recorder.giveUp();
      const sessions = Object.values(keyed).map((session) => session.end({ timeout: 5 }));
      await Promise.all([keeper.release(), caller.stop(), ...sessions]);
    },
  };
}
