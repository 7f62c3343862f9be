import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pauseMine } from '#services/change-mine.ts';
import { previewCampaign } from '#services/preview-campaign.ts';
import { countReached } from '#services/strangers.ts';
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
  const [dead] = await ledger.addSubscribers(1);
  await database.sql`update subscribers set dead_at = now() where phone_id = ${dead ?? 0}`;
  // What the preview promises is what the ledger then says; in two hours both pauses are over.
  const later = new Date(deps.clock().getTime() + 7_200_000);
  for (const [lane, sendAt, recipients, held] of [
    ['bulk', undefined, 2, 2],
    ['alert', undefined, 3, 1],
    ['bulk', later, 4, 0],
  ] as const) {
    for (const text of ['Zebranie', 'Zebranie: {miejscowosc}']) {
      const draft = { text, audience: { all: true as const }, lane, sendAt };
      const preview = await previewCampaign(deps, draft);
      assert.deepEqual(
        [preview.recipients, preview.messages, preview.totalSegments],
        [recipients, recipients, recipients],
      );
      assert.deepEqual(preview.skippedByReason, { no_consent: 0, paused: held, dead_number: 1 });
      assert.equal(await countReached(deps, { ...draft, listId: null, legalBasis: null }), recipients);
    }
  }
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
