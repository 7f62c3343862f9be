import type { Run } from '#db/runs.ts';
import { type Lane, lanes } from '#domain/lanes.ts';

type Open = {
  run: Run;
  /** Rows up to here were looked at in this pass; a cursor only saves time, the rows are the truth. */
  after: number;
  mayHaveWork: boolean;
  /** Something was announced since the claim under way began; that it found nothing may be out of date. */
  isAnnounced: boolean;
  /** Monotonic; see `restMs`. */
  restsUntil: number;
  claimedAt: number;
  inFlight: number;
  /** Looked at, and not done, since the last wake. */
  isSettled: boolean;
};

export type OpenRuns = {
  /** What the database says is open now. */
  readonly replace: (runs: readonly Run[]) => void;
  /** Something was announced, or a second has passed: every run may have work again. */
  readonly wakeAll: () => void;
  readonly lanesWithWork: () => readonly Lane[];
  /** The run of a lane that waited longest for its turn, and where its next claim begins. */
  readonly next: (lane: Lane) => { readonly run: Run; readonly after: number } | null;
  readonly claimed: (
    runId: number,
    claim: { readonly last: number; readonly isExhausted: boolean; readonly found: number },
  ) => void;
  /** A call of the run began (1) or was recorded (-1). */
  readonly count: (runId: number, calls: 1 | -1) => void;
  readonly pause: (runId: number) => void;
  /** When what a run sends is to die at the gateway; null: never by the run's own wish. */
  readonly validUntil: (runId: number) => Date | null;
  /** Runs whose rows may all be settled, and that were not looked at since something was announced. */
  readonly listPossiblyDone: () => readonly number[];
  readonly settle: (runId: number) => void;
  readonly listPaused: (reason: string) => readonly number[];
  readonly listPausedOf: (lane: Lane) => readonly number[];
  /** Runs of a lane that are neither paused nor at their end. */
  readonly listGoing: (lane: Lane) => readonly number[];
};

// Replies of every month so far have a run that stays open, and that of the next month is there beforehand. Nothing is
// added to them any more, or yet: what a late commit or a deadline may have left is found soon enough.
const restMs = 10_000;

const newRun = {
  mayHaveWork: true,
  isAnnounced: false,
  restsUntil: 0,
  claimedAt: 0,
  inFlight: 0,
  isSettled: false,
};

/** What the dispatcher remembers between claims: which runs are open and which of them may have rows due. */
export function createOpenRuns(options: {
  /** The run that replies are added to now. */
  readonly replyRun: () => number;
}): OpenRuns {
  const open = new Map<number, Open>();
  let turn = 0;

  const isResting = ({ run, restsUntil }: Open): boolean =>
    restsUntil > performance.now() && run.id !== options.replyRun();

  const isClaimable = (known: Open): boolean =>
    known.mayHaveWork &&
    (known.run.state === 'running' || known.run.state === 'planning') &&
    !isResting(known);

  return {
    replace: (runs) => {
      const ids = new Set(runs.map((run) => run.id));
      // A run with calls under way stays until they are recorded.
      for (const [id, known] of open) if (!ids.has(id) && known.inFlight === 0) open.delete(id);
      for (const run of runs) {
        const known = open.get(run.id);
        if (known === undefined) {
          open.set(run.id, { run, after: 0, ...newRun });
        } else {
          if (known.run.state === 'paused' && run.state !== 'paused') known.mayHaveWork = true;
          known.run = run;
        }
      }
      for (const [id, known] of open) if (!ids.has(id)) known.mayHaveWork = false;
    },
    wakeAll: () => {
      for (const known of open.values()) {
        known.mayHaveWork = true;
        known.isAnnounced = true;
        known.isSettled = false;
      }
    },
    lanesWithWork: () => {
      const found = new Set([...open.values()].filter(isClaimable).map(({ run }) => run.lane));
      return lanes.filter((lane) => found.has(lane));
    },
    next: (lane) => {
      const waiting = [...open.values()].filter((known) => known.run.lane === lane && isClaimable(known));
      const first = waiting.sort((a, b) => a.claimedAt - b.claimedAt || a.run.id - b.run.id)[0];
      if (first === undefined) return null;
      turn += 1;
      first.claimedAt = turn;
      first.isAnnounced = false;
      // Replies are added by many transactions that commit out of order, and few are open: always from the start.
      return { run: first.run, after: lane === 'reply' ? 0 : first.after };
    },
    claimed: (runId, claim) => {
      const known = open.get(runId);
      if (known === undefined) return;
      known.after = claim.isExhausted ? 0 : claim.last;
      known.mayHaveWork = !claim.isExhausted || known.isAnnounced;
      if (known.run.lane === 'reply' && claim.found === 0) known.restsUntil = performance.now() + restMs;
    },
    count: (runId, calls) => {
      const known = open.get(runId);
      if (known === undefined) return;
      known.inFlight += calls;
      if (calls < 0) known.isSettled = false;
    },
    settle: (runId) => {
      const known = open.get(runId);
      if (known !== undefined) known.isSettled = true;
    },
    validUntil: (runId) => open.get(runId)?.run.validUntil ?? null,
    pause: (runId) => {
      const known = open.get(runId);
      if (known !== undefined) known.run = { ...known.run, state: 'paused' };
    },
    listPossiblyDone: () =>
      [...open.values()]
        .filter(
          ({ run, mayHaveWork, inFlight, isSettled }) =>
            run.lane !== 'reply' &&
            run.state === 'running' &&
            run.plannedAt !== null &&
            !mayHaveWork &&
            !isSettled &&
            inFlight === 0,
        )
        .map(({ run }) => run.id),
    listPaused: (reason) =>
      [...open.values()]
        .filter(({ run }) => run.state === 'paused' && run.pauseReason === reason)
        .map(({ run }) => run.id),
    listPausedOf: (lane) =>
      [...open.values()]
        .filter(({ run }) => run.state === 'paused' && run.lane === lane)
        .map(({ run }) => run.id),
    listGoing: (lane) =>
      [...open.values()]
        .filter(({ run }) => run.lane === lane && (run.state === 'running' || run.state === 'planning'))
        .map(({ run }) => run.id),
  };
}
