// What is done by the clock. One queue: housekeeping never takes more than one of the worker's two places.
import { parseCronItems } from 'graphile-worker';
import type { JobName } from '#db/queue.ts';

type Regular = { readonly task: JobName; readonly match: string; readonly backfillPeriod: number };

const regular: readonly Regular[] = [
  { task: 'roll-up', match: '* * * * *', backfillPeriod: 0 },
  { task: 'count-areas', match: '*/10 * * * *', backfillPeriod: 0 },
  // UTC. An office that turns its machine off for the night has it done in the morning.
  { task: 'tidy', match: '17 2 * * *', backfillPeriod: 24 * 3_600_000 },
  // After months have been closed by it.
  { task: 'retention', match: '47 2 * * *', backfillPeriod: 24 * 3_600_000 },
];

/** The worker's timetable. A job that is still waiting is not added a second time. */
export function listHousekeeping() {
  return parseCronItems(
    regular.map(({ task, match, backfillPeriod }) => ({
      task,
      match,
      identifier: task,
      options: { backfillPeriod, jobKey: task, queueName: 'housekeeping', priority: 10, maxAttempts: 3 },
    })),
  );
}
