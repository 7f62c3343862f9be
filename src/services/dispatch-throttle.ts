import { fullBucket, msUntilToken, type Rate, refill, take } from '#domain/token-bucket.ts';

export type Throttle = {
  /** How many calls may begin now. */
  readonly allowance: (inFlight: number) => number;
  /** When to ask again, if none may begin now. */
  readonly waitMs: () => number;
  readonly took: (calls: number) => void;
  /** The gateway could not be reached, did not answer, or said that we are too fast. */
  readonly failed: () => void;
  readonly succeeded: () => void;
};

// One lost answer among many calls must not slow the rest down; from the third in a row on the gateway is in trouble.
const toleratedFailures = 2;
const longestPauseMs = 5_000;

/** Limits calls to the agreed rate, and to single tries with growing pauses while the gateway is in trouble. */
export function createThrottle(options: {
  readonly perSecond: number;
  /** Monotonic milliseconds. */
  readonly clock?: () => number;
}): Throttle {
  const clock = options.clock ?? (() => performance.now());
  // A tenth of a second's worth: the gateway's own limit counts whole seconds.
  const rate: Rate = { perSecond: options.perSecond, burst: Math.max(1, options.perSecond / 10) };
  let bucket = fullBucket(rate, clock());
  let failures = 0;
  let pausedUntil = 0;

  return {
    allowance: (inFlight) => {
      const now = clock();
      bucket = refill(bucket, rate, now);
      if (now < pausedUntil) return 0;
      const tokens = Math.floor(bucket.tokens);
      // In trouble one call at a time finds out whether it is over.
      return failures > toleratedFailures ? Math.min(tokens, inFlight > 0 ? 0 : 1) : tokens;
    },
    waitMs: () => Math.max(msUntilToken(bucket, rate), pausedUntil - clock()),
    took: (calls) => {
      bucket = take(bucket, calls);
    },
    failed: () => {
      failures += 1;
      if (failures > toleratedFailures) {
        pausedUntil =
          clock() + Math.min(longestPauseMs, 100 * 2 ** Math.min(failures - toleratedFailures, 10));
      }
    },
    succeeded: () => {
      failures = 0;
      pausedUntil = 0;
    },
  };
}
