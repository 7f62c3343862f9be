// The small sister of test/prove/faults.prove.ts: a gateway in trouble, and nobody missed or doubled.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startLedger } from '../support/ledger.ts';
import { waitFor } from '../support/service.ts';

const ledger = await startLedger();
const { simulator, database } = ledger;
const size = 2_000;

test('with 1 % each of six faults everybody is reached once', async () => {
  await ledger.addSubscribers(size);
  const { campaignId } = await ledger.plan();
  const faults = [
    { kind: 'http', status: 503 },
    { kind: 'hang' },
    { kind: 'reset' },
    { kind: 'lostAnswer' },
    { kind: 'http', status: 429 },
    { kind: 'error', code: 202 },
  ] as const;
  for (const fault of faults) simulator.faults.add({ ...fault, probability: 0.01 });
  ledger.dispatch({ maxRecipients: 20 });
  await waitFor(async () => (await ledger.counts(campaignId)).submitted === size, {
    limitMs: 60_000,
    what: 'everybody to be reached',
  });
  const { rows, distinctNumbers, duplicates } = simulator.summary();
  assert.deepEqual(
    { rows, distinctNumbers, duplicates },
    { rows: size, distinctNumbers: size, duplicates: 0 },
  );
  const again = await database.sql`select id from batches where tries > 1`;
  assert.ok(again.length > 0, 'the faults were met, or this proves nothing');
});
