import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from '#services/dispatch.ts';
import { resumeCampaign, stopCampaign } from '#services/stop-campaign.ts';
import { createDispatchTools } from '../support/dispatch-tools.ts';
import { startLedger } from '../support/ledger.ts';
import { waitFor } from '../support/service.ts';

const ledger = await startLedger();
const { simulator, database, deps } = ledger;
const { sql } = database;
const { clear, assertSentOnce } = createDispatchTools(ledger);
let dispatcher: Dispatcher | undefined;

beforeEach(async () => {
  await dispatcher?.stop();
  dispatcher = undefined;
  await clear();
});

test('a campaign reaches each active subscriber once and ends', async () => {
  await ledger.addSubscribers(250);
  const { campaignId, runId } = await ledger.plan();
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 250 });
  assertSentOnce(250);
  await waitFor(async () => {
    const [row] = await sql`
      select c.state as campaign, r.state as run
      from campaigns c
      join runs r on r.campaign_id = c.id
      where r.id = ${runId}`;
    return row?.campaign === 'done' && row?.run === 'done';
  });
  const [stored] =
    await sql`select count(*)::int as refs from mts where gateway_ref is not null and points > 0`;
  assert.equal(stored?.refs, 250);
});

test('a definite refusal of the whole call is tried again under new ids', async () => {
  await ledger.addSubscribers(5);
  const { campaignId } = await ledger.plan();
  simulator.faults.add({ kind: 'error', code: 202 });
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 5 });
  assertSentOnce(5);
  assert.ok(simulator.log().every((mt) => mt.idx?.endsWith('-2')));
});

for (const [what, fault] of [
  ['a 503', { kind: 'http', status: 503 }],
  ['a reset connection', { kind: 'reset' }],
  ['an answer that never comes', { kind: 'hang' }],
  ['half an answer', { kind: 'badJson' }],
] as const) {
  test(`after ${what} the same ids are submitted again, once`, async () => {
    await ledger.addSubscribers(5);
    const { campaignId } = await ledger.plan();
    simulator.faults.add(fault);
    dispatcher = ledger.dispatch();
    await ledger.settles(campaignId, { submitted: 5 });
    assertSentOnce(5);
    assert.ok(simulator.log().every((mt) => mt.idx?.endsWith('-1')));
  });
}

for (const mode of ['call', 'row'] as const) {
  test(`an answer lost after acceptance doubles nobody when 53 comes per ${mode}`, async () => {
    await ledger.addSubscribers(250);
    const { campaignId } = await ledger.plan();
    simulator.change({ idxMode: mode });
    simulator.faults.add({ kind: 'lostAnswer', next: 2 });
    dispatcher = ledger.dispatch();
    await ledger.settles(campaignId, { submitted: 250 });
    assertSentOnce(250);
  });
}

test('an answer lost after acceptance of a part misses nobody and doubles nobody', async () => {
  await ledger.addSubscribers(60);
  const { campaignId } = await ledger.plan();
  simulator.change({ idxMode: 'partial' });
  simulator.faults.add({ kind: 'lostAnswer', next: 3 });
  dispatcher = ledger.dispatch({ maxRecipients: 20 });
  await ledger.settles(campaignId, { submitted: 60 });
  assertSentOnce(60);
});

test('a run out of funds goes on when somebody has paid in before the balance is asked for', async () => {
  await ledger.addSubscribers(20);
  const { campaignId } = await ledger.plan();
  simulator.change({ points: 100, pointsPerSegment: 0.17 });
  simulator.faults.add({ kind: 'error', code: 103, next: 1 });
  dispatcher = ledger.dispatch({ maxRecipients: 10, fundsEveryMs: 50 });
  await ledger.settles(campaignId, { submitted: 20 });
});

test('a run that is refused though the balance seems enough is tried once more, and then waits', async () => {
  await ledger.addSubscribers(10);
  const { campaignId, runId } = await ledger.plan();
  simulator.change({ points: 100, pointsPerSegment: 0.17 });
  simulator.faults.add({ kind: 'error', code: 103, probability: 1 });
  dispatcher = ledger.dispatch({ fundsEveryMs: 50 });
  const countPauses = async () =>
    (await sql`select from audit_entries where act = 'run.pause' and subject = ${`run:${runId}`}`).length;
  await waitFor(async () => (await countPauses()) === 2);
  await sleep(2_500);
  assert.equal(await countPauses(), 2);
  await ledger.settles(campaignId, { held: 10 });
});

test('a run out of funds waits, and goes on when the balance has grown', async () => {
  await ledger.addSubscribers(300);
  const { campaignId, runId } = await ledger.plan();
  simulator.change({ points: 20 });
  dispatcher = ledger.dispatch({ maxCalls: 5, fundsEveryMs: 200 });
  await ledger.settles(campaignId, { submitted: 100, held: 200 });
  const [run] = await sql`select pause_reason from runs where id = ${runId}`;
  assert.equal(run?.pause_reason, 'funds');
  simulator.change({ points: 1_000 });
  await ledger.settles(campaignId, { submitted: 300 });
  assertSentOnce(300);
});

test('an error of the account pauses the run until a person has seen to it', async () => {
  await ledger.addSubscribers(3);
  const { campaignId } = await ledger.plan();
  simulator.faults.add({ kind: 'error', code: 101 });
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { held: 3 });
  const [entry] =
    await sql`select detail from audit_entries where act = 'run.pause' order by id desc limit 1`;
  assert.deepEqual(entry?.detail, { reason: 'gateway_101' });
  await resumeCampaign(deps, { campaignId, actor: 'test' });
  await ledger.settles(campaignId, { submitted: 3 });
  assertSentOnce(3);
});

for (const invalidNumbers of ['omitted', 'listed', 'row'] as const) {
  test(`numbers the gateway refuses are rejected when they are ${invalidNumbers}`, async () => {
    await ledger.addSubscribers(10);
    const [bad] = await sql<{ msisdn: string }[]>`select msisdn from phones order by id limit 1`;
    const { campaignId } = await ledger.plan();
    simulator.change({ invalidNumbers, refusedNumbers: { [bad?.msisdn.slice(1) ?? '']: 13 } });
    dispatcher = ledger.dispatch();
    await ledger.settles(campaignId, { submitted: 9, rejected: 1 });
    assertSentOnce(9);
  });
}

test('a refusal that names nobody is brought home to the number it meant', async () => {
  await ledger.addSubscribers(6);
  const { campaignId } = await ledger.plan();
  const [bad] = await sql<{ msisdn: string }[]>`select msisdn from phones order by id limit 1`;
  simulator.change({ refusedNumbers: { [bad?.msisdn.slice(1) ?? '']: 57 }, invalidNumbers: 'row' });
  simulator.faults.add({ kind: 'error', code: 57 });
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 5, rejected: 1 });
  assertSentOnce(5);
});

test('who left between planning and claiming is skipped', async () => {
  const [first, second] = await ledger.addSubscribers(4);
  const { campaignId } = await ledger.plan();
  await sql`update subscribers set state = 'left' where phone_id = ${first ?? 0}`;
  await sql`update subscribers set state = 'suspended' where phone_id = ${second ?? 0}`;
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 2, skipped: 2 });
  const reasons = await sql`select distinct reason from mts where state = 'skipped'`;
  assert.deepEqual(
    reasons.map((row) => row.reason),
    ['opted_out'],
  );
  assertSentOnce(2);
});

test('whose opt-out is just being stored is not claimed before it is decided', async () => {
  const [first] = await ledger.addSubscribers(3);
  const { campaignId } = await ledger.plan();
  await sql.begin(async (tx) => {
    await tx`update subscribers set state = 'left' where phone_id = ${first ?? 0}`;
    dispatcher = ledger.dispatch();
    await ledger.settles(campaignId, { submitted: 2, planned: 1 });
  });
  await ledger.settles(campaignId, { submitted: 2, skipped: 1 });
});

test('a stopped campaign sends nothing more and its rows are accounted for', async () => {
  await ledger.addSubscribers(1_000);
  const { campaignId } = await ledger.plan();
  dispatcher = ledger.dispatch({ maxCallsPerSecond: 20, maxRecipients: 10 });
  await waitFor(() => simulator.summary().rows >= 30);
  await stopCampaign(deps, { campaignId, actor: 'test' });
  const atStop = simulator.summary().rows;
  await waitFor(async () => {
    const counts = await ledger.counts(campaignId);
    return counts.claimed === 0 && counts.planned === 0;
  });
  const counts = await ledger.counts(campaignId);
  assert.equal(counts.submitted + counts.skipped, 1_000);
  // Calls under way may end.
  assert.ok(simulator.summary().rows <= atStop + 40);
  assert.equal(simulator.summary().rows, counts.submitted);
});

test('a personalised campaign sends each text in calls of its own', async () => {
  await ledger.addSubscribers(30);
  await sql`insert into addresses (phone_id, sym)
    select id, (array(select sym from localities order by sym))[1 + id % 3] from phones`;
  const { campaignId } = await ledger.plan({ text: '{miejscowosc}: brak wody.' });
  dispatcher = ledger.dispatch({ maxRecipients: 8 });
  await ledger.settles(campaignId, { submitted: 30 });
  assertSentOnce(30);
  assert.equal(new Set(simulator.log().map((mt) => mt.text)).size, 3);
});
