import { createRateLimit, type RateLimit } from '#db/rate-limits.ts';
import type { Deps } from './deps.ts';

/**
 * Limits for people and systems without a token, counted by network; the form and the API share them. Asking for codes
 * and typing them in is not limited but made dearer: see `admit-request.ts`.
 */
export type PublicLimits = {
  /** Looking up places and messages. */
  readonly reading: RateLimit;
};

/** Generous, as a whole village can share one address of its operator. */
export function createPublicLimits(deps: Pick<Deps, 'sql'>): PublicLimits {
  return {
    reading: createRateLimit(deps.sql, { name: 'public-reading', points: 300, seconds: 60 }),
  };
}
