import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { applyDlrs } from '#services/apply-dlr.ts';
import type { Dispatcher } from '#services/dispatch.ts';
import { createDlrReceiver } from '#services/receive-dlrs.ts';
import { resolveUnknown } from '#services/resolve-unknown.ts';
import { resumeCampaign } from '#services/stop-campaign.ts';
import { createDispatchTools } from '../support/dispatch-tools.ts';
import { startLedger } from '../support/ledger.ts';
import { waitFor } from '../support/service.ts';

const ledger = await startLedger();
const { simulator, database, deps } = ledger;
const { sql } = database;
const { clear, assertSentOnce, claimAndDie, submitAs } = createDispatchTools(ledger);
let dispatcher: Dispatcher | undefined;

beforeEach(async () => {
  await dispatcher?.stop();
  dispatcher = undefined;
  await clear();
});

test('after a lost answer only those are asked about whose own receipts have not come', async () => {
  await ledger.addSubscribers(4);
  const { campaignId, runId } = await ledger.plan();
  await submitAs(await claimAndDie(runId), runId);
  const receiver = createDlrReceiver({ sql, epoch: () => deps.office().epoch });
  const [first, second] = simulator.log();
  await receiver.receive([{ idx: first?.idx, gatewayRef: '', status: 404, doneAt: new Date() }]);
  await applyDlrs(deps);
  dispatcher = ledger.dispatch();
  // 53 for the three others has come, and each now has a batch of its own.
  await waitFor(async () => (await sql`select from batches where split_from is not null`).length === 3);
  await receiver.receive([{ idx: second?.idx, gatewayRef: '', status: 405, doneAt: new Date() }]);
  await applyDlrs(deps);
  await ledger.settles(campaignId, { delivered: 1, undelivered: 1, submitted: 2 });
  assertSentOnce(4);
  const tries = await sql<{ tries: number }[]>`
    select b.tries from batches b join mts m on m.batch_id = b.id where m.state = 'undelivered'`;
  assert.deepEqual(
    tries.map((row) => row.tries),
    [2],
  );
});

test('who left after a call was accepted in part is left to a clerk, because nobody may ask about them', async () => {
  const phones = await ledger.addSubscribers(6);
  const { campaignId, runId } = await ledger.plan();
  const [batch] = (await claimAndDie(runId)).batches;
  assert.ok(batch);
  // What a gateway leaves that broke off after three of six.
  await submitAs(
    { batches: [{ ...batch, rows: batch.rows.slice(0, 3) }], last: 0, isExhausted: true },
    runId,
  );
  await sql`update subscribers set state = 'left' where phone_id = ${phones[5] ?? 0}`;
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 5, unknown: 1 });
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  await ledger.settles(campaignId, { submitted: 5, unknown: 1 });
  assertSentOnce(5);
});

test('53 for ids that were never submitted pauses the run and rejects nobody', async () => {
  await ledger.addSubscribers(3);
  const { campaignId, runId } = await ledger.plan();
  simulator.faults.add({ kind: 'error', code: 53 });
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { unknown: 3 });
  const [run] = await sql`select state, pause_reason from runs where id = ${runId}`;
  assert.deepEqual({ ...run }, { state: 'paused', pause_reason: 'idx_clash' });
  // Going on must not take the next 53 for a proof.
  await resumeCampaign(deps, { campaignId, actor: 'test' });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.equal((await ledger.counts(campaignId)).unknown, 3);

  const [batch] = await sql<{ id: number }[]>`select id from batches`;
  await resolveUnknown(deps, { batchId: batch?.id ?? 0, outcome: 'not_sent', actor: 'test' });
  await ledger.settles(campaignId, { submitted: 3 });
  assertSentOnce(3);
});

test('a batch claimed by a killed process is submitted by the next, once', async () => {
  await ledger.addSubscribers(5);
  const { campaignId, runId } = await ledger.plan();
  await claimAndDie(runId);
  assert.equal((await ledger.counts(campaignId)).claimed, 5);
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 5 });
  assertSentOnce(5);
});

test('a batch accepted before its process was killed is not doubled, whoever left meanwhile', async () => {
  const [first] = await ledger.addSubscribers(5);
  const { campaignId, runId } = await ledger.plan();
  await submitAs(await claimAndDie(runId), runId);
  await sql`update subscribers set state = 'left' where phone_id = ${first ?? 0}`;
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 5 });
  assertSentOnce(5);
});

test('who left while the outcome was unknown is skipped when the call had not been accepted', async () => {
  const [first] = await ledger.addSubscribers(5);
  const { campaignId, runId } = await ledger.plan();
  await claimAndDie(runId);
  await sql`update subscribers set state = 'left' where phone_id = ${first ?? 0}`;
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 4, skipped: 1 });
  assertSentOnce(4);
});

test('a refusal of the repetition says nothing about the first call', async () => {
  await ledger.addSubscribers(5);
  const { campaignId, runId } = await ledger.plan();
  await submitAs(await claimAndDie(runId), runId);
  simulator.faults.add({ kind: 'error', code: 202, next: 2 });
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 5 });
  assertSentOnce(5);
});

test('a refusal that used up the ids of a lost call makes nobody stand as sent', async () => {
  await ledger.addSubscribers(4);
  const { campaignId } = await ledger.plan();
  simulator.change({ refusedIdx: 'used', points: 0 });
  simulator.faults.add({ kind: 'http', status: 503 });
  dispatcher = ledger.dispatch({ fundsEveryMs: 200 });
  await waitFor(async () => (await sql`select from batches where is_doubted`).length === 1);
  simulator.change({ points: 1_000 });
  await waitFor(async () => (await sql`select from mts where reason = 'idx_doubted'`).length === 4);
  await ledger.settles(campaignId, { unknown: 4 });
  assertSentOnce(0);
  const [batch] = await sql<{ id: number }[]>`select id from batches`;
  await resolveUnknown(deps, { batchId: batch?.id ?? 0, outcome: 'not_sent', actor: 'test' });
  await ledger.settles(campaignId, { submitted: 4 });
  assertSentOnce(4);
});

test('a batch older than the check window is left to a clerk', async () => {
  await ledger.addSubscribers(2);
  const { campaignId, runId } = await ledger.plan();
  await submitAs(await claimAndDie(runId), runId);
  await sql`update batches set claimed_at = now() - interval '30 hours'`;
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { unknown: 2 });
  const [batch] = await sql<{ id: number }[]>`select id from batches`;
  await resolveUnknown(deps, { batchId: batch?.id ?? 0, outcome: 'sent', actor: 'test' });
  await ledger.settles(campaignId, { submitted: 2 });
  assertSentOnce(2);
});

test('a receipt proves its own row, and the others are asked about once the gateway answers', async () => {
  await ledger.addSubscribers(3);
  const { campaignId, runId } = await ledger.plan();
  await submitAs(await claimAndDie(runId), runId);
  // Nothing else may prove it.
  simulator.faults.add({ kind: 'http', status: 503, probability: 1 });
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { unknown: 3 });
  const receiver = createDlrReceiver({ sql, epoch: () => deps.office().epoch });
  const mt = simulator.log()[1];
  await receiver.receive([{ idx: mt?.idx, gatewayRef: mt?.id ?? '', status: 404, doneAt: new Date() }]);
  await waitFor(async () => {
    await applyDlrs(deps);
    const { delivered, submitted } = await ledger.counts(campaignId);
    return delivered === 1 && submitted === 0;
  });
  assert.equal((await ledger.counts(campaignId)).unknown, 2);
  simulator.faults.clear();
  await ledger.settles(campaignId, { delivered: 1, submitted: 2 });
  assertSentOnce(3);
});

test('a receipt that comes before the answer stands, and the answer adds the gateway id', async () => {
  await ledger.addSubscribers(2);
  const { campaignId, runId } = await ledger.plan();
  const receiver = createDlrReceiver({ sql, epoch: () => deps.office().epoch });
  simulator.faults.add({ kind: 'latency', ms: 400, when: 'after' });
  dispatcher = ledger.dispatch();
  await waitFor(() => simulator.log().length === 2);
  const first = simulator.log()[0];
  await receiver.receive([{ idx: first?.idx, gatewayRef: '', status: 404, doneAt: new Date() }]);
  await applyDlrs(deps);
  assert.equal((await ledger.counts(campaignId)).delivered, 1);
  await ledger.settles(campaignId, { delivered: 1, submitted: 1 });
  const refs = await sql`select gateway_ref from mts where run_id = ${runId} and gateway_ref is not null`;
  assert.equal(refs.length, 2);
});
