import type { Logger } from 'pino';
import { insertAudit } from '#db/audit.ts';
import { updateRunPaused, updateRunsResumed } from '#db/runs.ts';
import type { Lane } from '#domain/lanes.ts';
import type { Deps } from './deps.ts';
import { codeOf } from './dispatch-call.ts';
import type { OpenRuns } from './dispatch-runs.ts';

export type AccountKeeper = {
  /** The gateway refused a call for a reason of the account or of our request: its run waits. */
  readonly refused: (refusal: {
    readonly runId: number;
    readonly lane: Lane;
    readonly reason: string;
    readonly messages: number;
  }) => Promise<void>;
  /** A call was taken, so the account is right. */
  readonly taken: (lane: Lane) => void;
  /** A call with so many messages begins; returns what to tell when it has ended. */
  readonly began: (messages: number) => { readonly ended: (points: number) => void };
  /** How many calls of this lane may begin now, as far as the account goes. */
  readonly allowance: (lane: Lane, callsUnderWay: number) => number;
  /** Lets go on what may go on; pauses what would use the reserve. Never waits for the gateway. */
  readonly maintain: () => Promise<void>;
};

const longestReplyPauseMs = 300_000;

/**
 * Minds the account behind the gateway: runs that it refuses wait, and an alarm is raised (log, audit, pages). Out of
 * funds: until the balance has grown. Replies: tried again by themselves, one call at a time, with growing pauses,
 * because nobody may be at the office to resume them. Everything else waits for a person. No row is ever rejected.
 */
export function keepAccount(
  deps: Pick<Deps, 'db' | 'sql' | 'gateway' | 'office'> & { readonly logger: Logger },
  options: {
    readonly runs: OpenRuns;
    readonly maxRecipients: number;
    /** How often the balance is looked at while something depends on it. */
    readonly fundsEveryMs: number;
    /** First pause of replies; doubles with each refusal. */
    readonly repliesAfterMs: number;
  },
): AccountKeeper {
  const { sql, logger } = deps;
  const { runs } = options;
  let nextLookAt = 0;
  let balanceAtPause: number | undefined;
  /** The balance seemed enough again, and nothing has been taken since. */
  let isResumed = false;
  /** What was left when last asked; undefined = not known, or not shown by the account. */
  let balance: number | undefined;
  let isAsked = false;
  let isLooking = false;
  let spentSince = 0;
  let pointsUnderWay = 0;
  /** As last paid; before that, what the office says a segment costs. */
  let pointsPerMessage = Math.max(0.01, deps.office().settings.segmentPriceGrosze / 100);
  const replies = { refusals: 0, tryAt: 0 };

  async function askBalance(): Promise<number | undefined> {
    const spent = spentSince;
    const found = await deps.gateway.getBalance().catch(() => balance);
    spentSince -= spent;
    balance = found;
    isAsked = true;
    return found;
  }

  function left(): number {
    return balance === undefined ? Number.POSITIVE_INFINITY : balance - spentSince - pointsUnderWay;
  }

  /** Calls of full size that leave the reserve whole. */
  function callsBeyondReserve(): number {
    const { alertReservePoints } = deps.office().settings;
    if (alertReservePoints === 0) return Number.POSITIVE_INFINITY;
    return Math.floor((left() - alertReservePoints) / (options.maxRecipients * pointsPerMessage));
  }

  function isReserveReached(): boolean {
    return callsBeyondReserve() < 1;
  }

  async function pause(run: { readonly runId: number; readonly reason: string }): Promise<void> {
    runs.pause(run.runId);
    if (!(await updateRunPaused(sql, run))) return;
    logger.error(run, 'run paused: the account does not allow its calls');
    await insertAudit(deps.db, {
      actor: 'system',
      act: 'run.pause',
      subject: `run:${run.runId}`,
      detail: { reason: run.reason },
    });
  }

  async function holdReplies(run: { readonly runId: number; readonly reason: string }): Promise<void> {
    runs.pause(run.runId);
    // Calls that were under way together are refused together, and count once.
    if (performance.now() < replies.tryAt) return;
    replies.tryAt =
      performance.now() + Math.min(longestReplyPauseMs, options.repliesAfterMs * 2 ** replies.refusals);
    replies.refusals += 1;
    // Audited once, when they begin to wait; a line in the log for each try.
    if (replies.refusals === 1) return pause(run);
    if (await updateRunPaused(sql, run)) logger.error(run, 'replies still wait: the account refuses them');
  }

  async function resumeReplies(): Promise<void> {
    if (performance.now() < replies.tryAt) return;
    for (const runId of runs.listPausedOf('reply')) {
      // A process that has just started finds them paused: one call tells whether the account is right by now.
      replies.refusals = Math.max(1, replies.refusals);
      await updateRunsResumed(sql, { runId });
    }
  }

  async function resumeFunded(): Promise<void> {
    if (runs.listPaused('funds').length === 0) return;
    const found = await askBalance();
    if (found !== undefined && balanceAtPause !== undefined && found <= balanceAtPause) return;
    balanceAtPause = undefined;
    isResumed = true;
    const resumed = await updateRunsResumed(sql, { reason: 'funds' });
    if (resumed > 0) logger.warn({ runs: resumed }, 'runs paused for funds go on');
  }

  function lookAtBalance(): void {
    if (isLooking) return;
    isLooking = true;
    void resumeFunded()
      .then(keepReserve)
      .catch((error: unknown) => {
        logger.warn({ code: codeOf(error) }, 'paused runs not resumed yet');
      })
      .finally(() => {
        isLooking = false;
      });
  }

  async function keepReserve(): Promise<void> {
    const { alertReservePoints } = deps.office().settings;
    const waiting = runs.listPaused('reserve');
    if (alertReservePoints === 0 && waiting.length === 0) return;
    await askBalance();
    if (waiting.length === 0 || isReserveReached()) return;
    const resumed = await updateRunsResumed(sql, { reason: 'reserve' });
    if (resumed > 0) logger.warn({ runs: resumed }, 'runs paused for the reserve go on');
  }

  return {
    refused: async ({ runId, lane, reason, messages }) => {
      if (reason === 'funds') {
        // Paid in since the refusal: what we hear of now is more than the call would have cost. Refused once more all
        // the same, the call costs more than we think.
        const most = isResumed ? Number.POSITIVE_INFINITY : messages * pointsPerMessage;
        void askBalance().then((found) => {
          balanceAtPause = found === undefined ? undefined : Math.min(found, most);
        });
        nextLookAt = performance.now() + options.fundsEveryMs;
      }
      await (lane === 'reply' ? holdReplies({ runId, reason }) : pause({ runId, reason }));
    },
    taken: (lane) => {
      isResumed = false;
      if (lane !== 'reply' || replies.refusals === 0) return;
      replies.refusals = 0;
      logger.warn({}, 'replies go on: the account takes them again');
    },
    began: (messages) => {
      const estimate = messages * pointsPerMessage;
      pointsUnderWay += estimate;
      return {
        ended: (points) => {
          pointsUnderWay -= estimate;
          spentSince += points;
          if (points > 0) pointsPerMessage = points / messages;
        },
      };
    },
    allowance: (lane, callsUnderWay) => {
      if (lane === 'alert') return Number.POSITIVE_INFINITY;
      // One call finds out whether the account is right again.
      if (lane === 'reply' && replies.refusals > 0) return callsUnderWay === 0 ? 1 : 0;
      if (lane === 'reply') return Number.POSITIVE_INFINITY;
      const mustKnow = deps.office().settings.alertReservePoints > 0 && !isAsked;
      return mustKnow ? 0 : callsBeyondReserve();
    },
    maintain: async () => {
      await resumeReplies();
      if (performance.now() >= nextLookAt) {
        nextLookAt = performance.now() + options.fundsEveryMs;
        lookAtBalance();
      }
      if (isReserveReached()) {
        for (const lane of ['personal', 'bulk'] as const) {
          for (const runId of runs.listGoing(lane)) await pause({ runId, reason: 'reserve' });
        }
      }
    },
  };
}
