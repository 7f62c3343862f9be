// Workers killed while series fall due, their clocks jumping.
import { test } from 'node:test';
import { proveSchedules } from '../support/schedule-kills.ts';

test('series and campaigns at a time are sent once each through kills and jumps of the clock', async (t) => {
  t.diagnostic(await proveSchedules({ kills: 4, seed: 5, trouble: 0 }));
});
