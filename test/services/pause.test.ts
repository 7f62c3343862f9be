import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pauseMine } from '#services/change-mine.ts';
import { startLedger } from '../support/ledger.ts';

const ledger = await startLedger();
const { deps, database } = ledger;

test('a pause holds campaigns, lets alerts through unless they were to be held, and ends by itself', async () => {
  const [free, paused, silent, over] = await ledger.addSubscribers(4);
  assert.ok(free && paused && silent && over);
  const soon = new Date(deps.clock().getTime() + 3_600_000);
  await pauseMine(deps, { phoneId: paused, pause: { until: soon, holds: 'all but alerts' } });
  await pauseMine(deps, { phoneId: silent, pause: { until: soon, holds: 'all' } });
  await pauseMine(deps, {
    phoneId: over,
    pause: { until: new Date(deps.clock().getTime() - 1), holds: 'all' },
  });
  ledger.dispatch();
  const bulk = await ledger.plan({ lane: 'bulk' });
  await ledger.settles(bulk.campaignId, { submitted: 2, skipped: 2 });
  const alert = await ledger.plan({ lane: 'alert' });
  await ledger.settles(alert.campaignId, { submitted: 3, skipped: 1 });
  const reasons = await database.sql<{ reason: string }[]>`
    select distinct reason from mts where state = 'skipped'`;
  assert.deepEqual(
    reasons.map((row) => row.reason),
    ['paused'],
  );
});
