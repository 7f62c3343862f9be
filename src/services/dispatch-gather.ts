export type Gathering = {
  /** Replies were announced. */
  readonly announced: () => void;
  /** They are about to be claimed: what is announced from now on is gathered anew. */
  readonly began: () => void;
  /** Whether the claim left none that is due. */
  readonly claimed: (claim: { readonly isExhausted: boolean }) => void;
  /** How long replies should still wait for others. */
  readonly msLeft: () => number;
};

const longestMs = 20;
/** A claim takes about as long: sooner, the replies of every moment would cost one of their own. */
const shortestMs = 5;
const callsWorthWaiting = 1.6;

/**
 * Equal replies that come within a moment share a call, and nobody waits longer for that than a call is worth: the
 * moment is short where many calls are allowed. Replies that had to wait for their turn have been gathered meanwhile.
 */
export function createGathering(options: {
  readonly callsPerSecond: number;
  /** Monotonic milliseconds. */
  readonly clock?: () => number;
}): Gathering {
  const clock = options.clock ?? (() => performance.now());
  const gatherMs = Math.min(
    longestMs,
    Math.max(shortestMs, (callsWorthWaiting * 1_000) / options.callsPerSecond),
  );
  let since: number | undefined;
  let isBehind = false;
  return {
    announced: () => {
      since ??= clock();
    },
    began: () => {
      since = undefined;
    },
    claimed: ({ isExhausted }) => {
      isBehind = !isExhausted;
    },
    msLeft: () => (since === undefined || isBehind ? 0 : Math.max(0, since + gatherMs - clock())),
  };
}
