import { createRateLimit, type RateLimit } from '#db/rate-limits.ts';
import type { Deps } from './deps.ts';

/** Limits for people and systems without a token, counted by network; the form and the API share them. */
export type PublicLimits = {
  /** Looking up places. */
  readonly reading: RateLimit;
  /** Asking for a code: each one may cost an SMS, and each number has its own budget besides. */
  readonly codes: RateLimit;
  /** Typing codes in: each code has its own five tries besides. */
  readonly tries: RateLimit;
};

/** Generous, as a whole village can share one address of its operator. */
export function createPublicLimits(deps: Pick<Deps, 'sql'>): PublicLimits {
  return {
    reading: createRateLimit(deps.sql, { name: 'public-reading', points: 300, seconds: 60 }),
    codes: createRateLimit(deps.sql, { name: 'public-codes', points: 30, seconds: 600 }),
    tries: createRateLimit(deps.sql, { name: 'public-tries', points: 100, seconds: 600 }),
  };
}
