import type { Task } from 'graphile-worker';
import { markDeadNumbers } from '#services/dead-numbers.ts';
import type { Deps } from '#services/deps.ts';
import { closeReportMonths } from '#services/roll-up-reports.ts';
import { tidy } from '#services/tidy.ts';

/** Once a day: throws away what is old, and lets the figures of months long past stand. */
export function createTidy(deps: Pick<Deps, 'db' | 'office' | 'clock' | 'logger'>): Task {
  return async () => {
    const months = await closeReportMonths(deps);
    const tidied = await tidy(deps);
    const numbers = await markDeadNumbers(deps);
    deps.logger.info({ ...tidied, ...numbers, closedMonths: months.length }, 'tidied');
  };
}
