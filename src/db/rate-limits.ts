import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Bulk } from './pool.ts';

/** What is left of a limit after one more was counted. */
export type RateLimitState = {
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
  readonly remaining: number;
  /** Until all points are back. */
  readonly resetSeconds: number;
  /** 0 = go on. */
  readonly waitSeconds: number;
};

export type RateLimit = {
  /** Counts one more and tells what is left. */
  readonly take: (key: string) => Promise<RateLimitState>;
  /** Counts one more; how long to wait when that is too many, else 0. */
  readonly consume: (key: string) => Promise<number>;
  /** How long this key still has to wait; 0 = not at all. Counts nothing. */
  readonly check: (key: string) => Promise<number>;
  readonly reset: (key: string) => Promise<void>;
};

/**
 * A counter shared by all processes: `points` within `seconds`, after that a wait in seconds until the window ends.
 * It never locks for good.
 */
export function createRateLimit(
  sql: Bulk,
  limit: { readonly name: string; readonly points: number; readonly seconds: number },
): RateLimit {
  const limiter = new RateLimiterPostgres({
    // Speaks as little of the `pg` client as the limiter needs, through the pool we have.
    storeClient: {
      query: async (query: {
        readonly text: string;
        readonly values?: readonly (string | number | null)[];
      }) => {
        const rows = await sql.unsafe(query.text, [...(query.values ?? [])]);
        return { rows, rowCount: rows.count };
      },
    },
    storeType: 'client',
    tableName: 'rate_limits',
    tableCreated: true,
    keyPrefix: limit.name,
    points: limit.points,
    duration: limit.seconds,
  });
  return {
    take: async (key) => {
      const of = { name: limit.name, points: limit.points, seconds: limit.seconds };
      try {
        const left = await limiter.consume(key);
        return { ...of, remaining: left.remainingPoints, resetSeconds: secondsOf(left), waitSeconds: 0 };
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const wait = secondsOf(refusal);
        return { ...of, remaining: 0, resetSeconds: wait, waitSeconds: wait };
      }
    },
    consume: async (key) => {
      try {
        await limiter.consume(key);
        return 0;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return secondsOf(refusal);
        throw refusal;
      }
    },
    check: async (key) => {
      const found = await limiter.get(key);
      return found !== null && found.consumedPoints >= limit.points ? secondsOf(found) : 0;
    },
    reset: async (key) => {
      await limiter.delete(key);
    },
  };
}

export type Hit = {
  readonly key: string;
  /** Length of the window that starts with its first hit. */
  readonly seconds: number;
};

export type HitCount = { readonly count: number; readonly resetSeconds: number };

/**
 * Counts one more under each key, in one statement for all of them, and gives how many each has now, in the order
 * asked. Any number of processes count together; keys are taken in order, so that they never wait for each other in a
 * circle. Never refuses: what a count means is the caller's to say.
 */
export async function countHits(
  sql: Bulk,
  { hits, now }: { readonly hits: readonly Hit[]; readonly now: Date },
): Promise<readonly HitCount[]> {
  const at = now.getTime();
  const counted = await sql<{ key: string; points: number; expire: string }[]>`
    insert into rate_limits as held (key, points, expire)
    select given.key, 1, ${at}::bigint + given.seconds * 1000
    from unnest(
      ${hits.map(({ key }) => key)}::text[],
      ${hits.map(({ seconds }) => seconds)}::bigint[]
    ) as given (key, seconds)
    order by given.key
    on conflict (key) do update
    set
      points = case when held.expire <= ${at} then 1 else held.points + 1 end,
      expire = case when held.expire <= ${at} then excluded.expire else held.expire end
    returning key, points, expire`;
  const byKey = new Map(counted.map((row) => [row.key, row]));
  return hits.map(({ key }) => {
    const row = byKey.get(key);
    if (row === undefined) throw new Error('A count was not returned.');
    return { count: row.points, resetSeconds: Math.max(1, Math.ceil((Number(row.expire) - at) / 1000)) };
  });
}

function secondsOf(result: RateLimiterRes): number {
  return Math.max(1, Math.ceil(result.msBeforeNext / 1000));
}
