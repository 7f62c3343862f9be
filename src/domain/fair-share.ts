import type { Lane } from './lanes.ts';

/**
 * Which lane makes the next call: the one that has used least of its share (stride scheduling). A lane that was idle
 * does not save up. Pure.
 */
export type Shares = Readonly<Record<Lane, number>>;

export const noShares: Shares = { reply: 0, alert: 0, personal: 0, bulk: 0 };

// Product rule 10: while alerts wait they get at least half of the calls and replies a quarter. What can wait only keeps
// moving: a flood warning to 10 000 must not take twice as long because a festival is being announced.
const whileAlertsWait: Shares = { alert: 12, reply: 6, personal: 1, bulk: 1 };
// Else codes and replies go first: a person waits for each of them, and there are far fewer.
const usual: Shares = { alert: 4, reply: 9, personal: 2, bulk: 1 };

/** The lane that is next among those with work; null when none has any. */
export function chooseLane(used: Shares, waiting: readonly Lane[]): Lane | null {
  return waiting.reduce<Lane | null>(
    (best, lane) => (best === null || used[lane] < used[best] ? lane : best),
    null,
  );
}

/** The shares used after `calls` calls of a lane, while `waiting` lanes had work. */
export function useShare(
  used: Shares,
  act: { readonly lane: Lane; readonly calls: number; readonly waiting: readonly Lane[] },
): Shares {
  const weights = act.waiting.includes('alert') ? whileAlertsWait : usual;
  return { ...used, [act.lane]: used[act.lane] + act.calls / weights[act.lane] };
}

/** Lifts lanes that were idle to where the others stand, so that they don't catch up on what they never missed. */
export function joinShares(
  used: Shares,
  lanes: { readonly before: readonly Lane[]; readonly now: readonly Lane[] },
): Shares {
  const running = lanes.now.filter((lane) => lanes.before.includes(lane)).map((lane) => used[lane]);
  if (running.length === 0) return lanes.now.length === 0 ? used : noShares;
  const floor = Math.min(...running);
  const joined: Record<Lane, number> = { ...used };
  for (const lane of lanes.now) {
    if (!lanes.before.includes(lane)) joined[lane] = Math.max(floor, 0);
  }
  return joined;
}
