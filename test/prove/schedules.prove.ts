// Scheduled and recurring campaigns under SIGKILL and a clock that jumps: each occurrence once, nobody left out or
// sent to twice. WICI_KILLS sets how many; `npm test` runs a few (test/journeys/kill-schedules.test.ts).
import { test } from 'node:test';
import { proveSchedules } from '../support/schedule-kills.ts';

test('schedules outlive kills and jumps of the clock', async (t) => {
  t.diagnostic(await proveSchedules({ kills: Number(process.env.WICI_KILLS ?? 24), seed: 11 }));
});
