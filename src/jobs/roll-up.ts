import type { Task } from 'graphile-worker';
import type { Deps } from '#services/deps.ts';
import { rollUpReports } from '#services/roll-up-reports.ts';

/** Once a minute: counts what has changed in the ledger into the figures of reports. */
export function createRollUp(deps: Pick<Deps, 'db' | 'office' | 'clock'>): Task {
  return async () => {
    await rollUpReports(deps);
  };
}
