import type { Task } from 'graphile-worker';
import { jobPayloads } from '#db/queue.ts';
import type { Deps } from '#services/deps.ts';
import { planRun } from '#services/plan-run.ts';

/** Turns the audience of a run into MT rows. */
export function createPlanRun(deps: Pick<Deps, 'db' | 'sql' | 'office' | 'secretKey'>): Task {
  return async (payload) => planRun(deps, jobPayloads['plan-run'].parse(payload));
}
