import { createRateLimit, type RateLimit } from '#db/rate-limits.ts';
import type { Deps } from './deps.ts';

/**
 * How often one token may call, in all processes together: enough for any honest system, too little for one gone
 * wild to slow down the office's own work.
 */
export function createTokenLimit(deps: Pick<Deps, 'sql'>): RateLimit {
  return createRateLimit(deps.sql, { name: 'token', points: 1200, seconds: 60 });
}
