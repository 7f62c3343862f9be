// Many kills of workers while series fall due and the gateway is in trouble; `npm test` runs a few without trouble.
import { test } from 'node:test';
import { proveSchedules } from '../support/schedule-kills.ts';
import { chooseSeed } from '../support/seeded-random.ts';

test('24 kills amid a gateway in trouble: every occurrence is sent once to everybody', async (t) => {
  t.diagnostic(await proveSchedules({ kills: 24, seed: chooseSeed(), trouble: 0.05 }));
});
