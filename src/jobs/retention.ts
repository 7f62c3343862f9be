import type { Task } from 'graphile-worker';
import type { Deps } from '#services/deps.ts';
import { enforceRetention } from '#services/retention.ts';

/** Once a day, after months have been closed: throws away what has been kept for as long as the office set. */
export function createRetention(deps: Pick<Deps, 'db' | 'office' | 'clock' | 'logger'>): Task {
  return async () => {
    const retained = await enforceRetention(deps);
    deps.logger.info({ ...retained }, 'retention enforced');
  };
}
