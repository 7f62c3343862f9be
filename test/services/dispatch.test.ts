import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { claimBatches, claimResubmission } from '#db/batches.ts';
import { acquireLease, renewLease } from '#db/lease.ts';
import { recordOutcomes, updateOrphans } from '#db/records.ts';
import { updateRunsStopped } from '#db/runs.ts';
import { formatIdx } from '#domain/idx.ts';
import { applyDlrs } from '#services/apply-dlr.ts';
import type { Dispatcher } from '#services/dispatch.ts';
import { insertReplies } from '#services/queue-reply.ts';
import { createDlrReceiver } from '#services/receive-dlrs.ts';
import { resolveUnknown } from '#services/resolve-unknown.ts';
import { scrubSecrets } from '#services/scrub-secrets.ts';
import { resumeCampaign, stopCampaign } from '#services/stop-campaign.ts';
import { defaultSettings } from '#simulator/settings.ts';
import { startLedger } from '../support/ledger.ts';
import { waitFor } from '../support/service.ts';

const ledger = await startLedger();
const { simulator, database, deps } = ledger;
const { sql } = database;
let dispatcher: Dispatcher | undefined;

beforeEach(async () => {
  await dispatcher?.stop();
  dispatcher = undefined;
  simulator.faults.clear();
  simulator.clear();
  simulator.change({ ...defaultSettings, dlr: { ...defaultSettings.dlr, enabled: false } });
  // A ledger of its own for each test.
  await sql`truncate batches, mts, runs, campaigns, dlrs, subscribers, addresses, phones, texts, codes, conversations, mos, consents`;
  await sql`update dispatch_lease set expires_at = '-infinity'`;
  await sql`update dlr_watch set applied_at = '-infinity'`;
});

function assertSentOnce(count: number): void {
  const { rows, duplicates, distinctNumbers } = simulator.summary();
  assert.deepEqual(
    { rows, duplicates, distinctNumbers },
    { rows: count, duplicates: 0, distinctNumbers: count },
  );
}

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

/** Claims as a process would that is killed right afterwards. */
async function claimAndDie(runId: number): Promise<Awaited<ReturnType<typeof claimBatches>>> {
  const lease = await acquireLease(sql, 'doomed');
  assert.ok(lease);
  const claim = await claimBatches(sql, {
    term: lease.term,
    runId,
    after: 0,
    limit: 100,
    batchSize: 100,
    maxBatches: 1,
    now: new Date(),
    sender: null,
    host: 'primary',
  });
  await sql`update dispatch_lease set expires_at = '-infinity'`;
  return claim;
}

async function submitAs(claim: Awaited<ReturnType<typeof claimBatches>>, runId: number): Promise<void> {
  const { epoch } = deps.office();
  for (const batch of claim.batches) {
    await deps.gateway.submit({
      text: batch.text,
      from: undefined,
      recipients: batch.rows.map(({ id, msisdn, attempt }) => ({
        msisdn,
        idx: formatIdx({ epoch, runId, id, attempt }),
      })),
    });
  }
}

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

test('a late refusal heard by a former holder of the lease frees nothing', async () => {
  await ledger.addSubscribers(2);
  const { campaignId, runId } = await ledger.plan();
  const claim = await claimAndDie(runId);
  const batch = claim.batches[0];
  assert.ok(batch);
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 2 });
  await recordOutcomes(sql, [
    {
      batchId: batch.id,
      runId,
      tries: 1,
      term: batch.term,
      state: 'refused',
      hasRowAnswers: false,
      castsDoubt: false,
      errorCode: '202',
      rows: batch.rows.map(({ id }) => ({ id, state: 'planned', reason: 'gateway_202', delayMs: 0 })),
    },
  ]);
  await ledger.settles(campaignId, { submitted: 2 });
  assertSentOnce(2);
});

test('a late refusal frees nothing while the next holder is submitting the batch again', async () => {
  await ledger.addSubscribers(2);
  const { campaignId, runId } = await ledger.plan();
  const claim = await claimAndDie(runId);
  const batch = claim.batches[0];
  assert.ok(batch);
  const lease = await acquireLease(sql, 'next');
  assert.ok(lease);
  await updateOrphans(sql, { term: lease.term, inFlight: [] });
  const again = await claimResubmission(sql, { term: lease.term, batchId: batch.id });
  assert.equal(again?.tries, 2);
  const refusal = {
    batchId: batch.id,
    runId,
    tries: 1,
    term: batch.term,
    state: 'refused',
    hasRowAnswers: false,
    castsDoubt: false,
    errorCode: '202',
    rows: batch.rows.map(({ id }) => ({ id, state: 'planned', reason: 'gateway_202', delayMs: 0 }) as const),
  } as const;
  await recordOutcomes(sql, [refusal]);
  assert.equal((await ledger.counts(campaignId)).unknown, 2);
  // Nor does a term that is over claim anything, or find orphans.
  assert.equal(await claimResubmission(sql, { term: batch.term, batchId: batch.id }), null);
  assert.equal(await updateOrphans(sql, { term: batch.term, inFlight: [] }), 0);
});

test('nothing is claimed of a run once its stop is committed, nor under a term that is over', async () => {
  await ledger.addSubscribers(2);
  const { campaignId, runId } = await ledger.plan();
  await database.db.transaction((tx) => updateRunsStopped(tx, campaignId));
  assert.deepEqual((await claimAndDie(runId)).batches, []);
  await sql`update runs set state = 'running' where id = ${runId}`;
  const stale = await acquireLease(sql, 'stale');
  assert.ok(stale);
  await sql`update dispatch_lease set expires_at = '-infinity'`;
  assert.ok(await acquireLease(sql, 'fresh'));
  assert.equal(await renewLease(sql, stale), false);
  const request = { after: 0, limit: 9, batchSize: 9, maxBatches: 1, sender: null, host: 'primary' } as const;
  const claim = await claimBatches(sql, { ...request, term: stale.term, runId, now: new Date() });
  assert.deepEqual(claim.batches, []);
  assert.equal((await ledger.counts(campaignId)).planned, 2);
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

test('an alert posted while a bulk campaign runs leaves within a second', async () => {
  await ledger.addSubscribers(2_000);
  await ledger.plan();
  simulator.change({ latencyMs: 50 });
  dispatcher = ledger.dispatch({ maxCallsPerSecond: 40, maxRecipients: 10 });
  await waitFor(() => simulator.summary().rows > 100);
  const postedAt = Date.now();
  await ledger.plan({ text: 'ALARM: powodz', lane: 'alert', audience: { all: true } });
  const first = await waitFor(() => simulator.log({ contains: 'ALARM' })[0]);
  assert.ok(first.at - postedAt < 1_000, `the first alert left after ${first.at - postedAt} ms`);
  await waitFor(() => simulator.log({ contains: 'ALARM' }).length >= 200);
  const since = simulator.log().filter((mt) => mt.at >= first.at);
  const alerts = since.filter((mt) => mt.text.startsWith('ALARM'));
  assert.ok(alerts.length / since.length >= 0.5, 'alerts get at least half of the calls');
});

test('of two dispatchers one works, and the other takes over when it stops', async () => {
  await ledger.addSubscribers(300);
  const { campaignId } = await ledger.plan();
  const one = ledger.dispatch({ maxCallsPerSecond: 20, maxRecipients: 10 });
  await waitFor(() => simulator.summary().rows > 20);
  dispatcher = ledger.dispatch({ maxRecipients: 10 });
  await one.stop();
  await ledger.settles(campaignId, { submitted: 300 });
  assertSentOnce(300);
  const [terms] = await sql`select count(distinct lease_term)::int as count from batches`;
  assert.equal(terms?.count, 2);
});

test('replies leave for whoever wrote, equal texts share a call, and each code is its own', async () => {
  const people = await ledger.addSubscribers(40);
  await sql`update subscribers set state = 'left'`;
  const now = deps.clock();
  await deps.db.transaction((tx) =>
    insertReplies(tx, {
      now,
      replies: people.map((phoneId, at) => ({
        phoneId,
        item: 8,
        text: at < 30 ? 'Podaj nazwe miejscowosci.' : `Kod: ${100_000 + at}`,
        ...(at < 30 ? {} : { secretUntil: new Date(now.getTime() + 600_000) }),
      })),
    }),
  );
  // The same item again changes nothing.
  await deps.db.transaction((tx) =>
    insertReplies(tx, { now, replies: [{ phoneId: people[0] ?? 0, item: 8, text: 'Drugi raz.' }] }),
  );
  dispatcher = ledger.dispatch();
  await waitFor(async () => (await countMts('submitted')) === 40);
  assertSentOnce(40);
  const [calls] = await sql`select count(*)::int as count from batches`;
  assert.equal(calls?.count, 11);
});

async function reply(phoneId: number, text: string): Promise<void> {
  const now = deps.clock();
  await deps.db.transaction((tx) => insertReplies(tx, { now, replies: [{ phoneId, item: 8, text }] }));
}

test('equal replies queued within a moment of each other leave in one call', async () => {
  const [first = 0, ...people] = await ledger.addSubscribers(11);
  dispatcher = ledger.dispatch();
  await reply(first, 'Pierwsza odpowiedz miesiaca.');
  await waitFor(async () => (await countMts('submitted')) === 1);
  for (const phoneId of people) {
    await reply(phoneId, 'Podaj nazwe miejscowosci.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await waitFor(async () => (await countMts('submitted')) === 11);
  const [calls] = await sql`select count(*)::int as count from batches where size > 1`;
  assert.ok(calls?.count >= 1 && calls?.count <= 6, `${calls?.count} calls for ten equal replies`);
  assertSentOnce(11);
});

test('replies that the account refuses wait, are tried by single calls and go on by themselves; none is rejected', async () => {
  const people = await ledger.addSubscribers(6);
  simulator.faults.add({ kind: 'error', code: 101, next: 3 });
  for (const [at, phoneId] of people.entries()) await reply(phoneId, `Kod: ${200_000 + at}`);
  dispatcher = ledger.dispatch({ repliesAfterMs: 300, maxCalls: 5 });
  await waitFor(
    async () => (await sql`select from runs where kind = 'reply' and state = 'paused'`).length > 0,
  );
  await waitFor(async () => (await countMts('submitted')) === 6);
  assertSentOnce(6);
  assert.equal(await countMts('rejected'), 0);
  const [run] =
    await sql`select state, pause_reason from runs where kind = 'reply' and id in (select run_id from mts)`;
  assert.deepEqual({ ...run }, { state: 'running', pause_reason: null });
  const [alarms] = await sql`
    select count(*)::int as count from audit_entries where act = 'run.pause' and detail->>'reason' = 'gateway_101'
      and subject = 'run:' || (select min(run_id) from mts)`;
  assert.equal(alarms?.count, 1);
});

test('ordinary messages leave a reserve that alerts may use, and go on when the balance has grown', async () => {
  await ledger.addSubscribers(100);
  const { office } = deps;
  const settings = { ...office().settings, alertReservePoints: 10 };
  simulator.change({ points: 20, pointsPerSegment: 0.17 });
  const { campaignId } = await ledger.plan();
  dispatcher = ledger.dispatch(
    { maxRecipients: 10, fundsEveryMs: 200 },
    { office: () => ({ ...office(), settings }) },
  );
  const bulk = await waitFor(async () => {
    const counts = await ledger.counts(campaignId);
    return counts.held > 0 && counts.claimed === 0 ? counts : undefined;
  });
  assert.ok(bulk.submitted >= 40 && bulk.submitted <= 60, `${bulk.submitted} ordinary messages left`);
  const [run] = await sql`select pause_reason from runs where campaign_id = ${campaignId}`;
  assert.equal(run?.pause_reason, 'reserve');
  const alert = await ledger.plan({ lane: 'alert', text: 'ALARM: powodz', audience: { all: true } });
  await waitFor(async () => (await ledger.counts(alert.campaignId)).submitted >= 40);
  simulator.change({ points: 100 });
  await ledger.settles(campaignId, { submitted: 100 });
  await ledger.settles(alert.campaignId, { submitted: 100 });
});

test('ordinary messages without receipts are bounded where receipts come, and alerts are not', async () => {
  await ledger.addSubscribers(100);
  const { office } = deps;
  const settings = { ...office().settings, bulkBacklog: 30 };
  await sql`update dlr_watch set applied_at = now()`;
  const { campaignId } = await ledger.plan();
  dispatcher = ledger.dispatch({ maxRecipients: 10 }, { office: () => ({ ...office(), settings }) });
  await ledger.settles(campaignId, { submitted: 30, planned: 70 });
  const alert = await ledger.plan({ lane: 'alert', text: 'ALARM: powodz', audience: { all: true } });
  await ledger.settles(alert.campaignId, { submitted: 100 });
  await ledger.settles(campaignId, { submitted: 30, planned: 70 });
  const receiver = createDlrReceiver({ sql, epoch: () => deps.office().epoch });
  const reported = simulator.log().filter((mt) => !mt.text.startsWith('ALARM'));
  for (const mt of reported.slice(0, 20)) {
    await receiver.receive([{ idx: mt.idx, gatewayRef: mt.id, status: 404, doneAt: new Date() }]);
  }
  await applyDlrs(deps);
  await ledger.settles(campaignId, { delivered: 20, submitted: 30, planned: 50 });
  // Receipts have stopped for a quarter of an hour: nobody waits for them any longer.
  await sql`update mts set submitted_at = submitted_at - interval '20 minutes' where state = 'submitted'`;
  await sql`update dlr_watch set applied_at = now() - interval '25 minutes'`;
  await ledger.settles(campaignId, { delivered: 20, submitted: 80 });
});

test('alerts and replies go first at the gateway where the office has said so', async () => {
  const [phoneId] = await ledger.addSubscribers(1);
  const { office } = deps;
  const asked: (true | undefined)[] = [];
  const gateway = {
    ...deps.gateway,
    submit: (call: Parameters<typeof deps.gateway.submit>[0]) => {
      asked.push(call.fast);
      return deps.gateway.submit(call);
    },
  };
  const settings = { ...office().settings, useFast: true };
  dispatcher = ledger.dispatch({}, { gateway, office: () => ({ ...office(), settings }) });
  await reply(phoneId ?? 0, 'Podaj nazwe miejscowosci.');
  await waitFor(() => asked.length === 1);
  await ledger.settles((await ledger.plan({ lane: 'alert' })).campaignId, { submitted: 1 });
  await ledger.settles((await ledger.plan({ lane: 'bulk' })).campaignId, { submitted: 1 });
  assert.deepEqual(asked, [true, true, undefined]);
});

test('a code that expired before it could leave is not sent, and its text is blanked', async () => {
  const [phoneId] = await ledger.addSubscribers(1);
  const now = deps.clock();
  const secretUntil = new Date(now.getTime() - 1);
  await deps.db.transaction((tx) =>
    insertReplies(tx, {
      now,
      replies: [{ phoneId: phoneId ?? 0, item: 8, text: 'Kod: 123456', secretUntil }],
    }),
  );
  assert.equal(await scrubSecrets(deps), 1);
  dispatcher = ledger.dispatch();
  assert.equal(await countMts('skipped'), 1);
  const [text] = await sql`select body, secret_until from texts`;
  assert.deepEqual({ ...text }, { body: '', secret_until: null });
  assertSentOnce(0);
});

test('a reply that the account cannot send now waits by itself and holds up no other', async () => {
  const [first, second] = await ledger.addSubscribers(2);
  const now = deps.clock();
  const reply = (phoneId: number | undefined, text: string) =>
    deps.db.transaction((tx) =>
      insertReplies(tx, { now, replies: [{ phoneId: phoneId ?? 0, item: 8, text }] }),
    );
  await reply(first, 'Zobacz https://example.org');
  dispatcher = ledger.dispatch();
  await waitFor(async () => (await sql`select from mts where reason = 'gateway_94'`).length === 1);
  await reply(second, 'Podaj nazwe miejscowosci.');
  await waitFor(async () => (await countMts('submitted')) === 1);
  assert.equal(await countMts('planned'), 1);
  const [run] = await sql`select state from runs where kind = 'reply' and id = any(select run_id from mts)`;
  assert.equal(run?.state, 'running');
});

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

test('quiet hours hold bulk but no alert', async () => {
  await ledger.addSubscribers(2);
  const night = { quietFrom: '00:00', quietUntil: '23:59' };
  const bulk = await ledger.plan();
  const alert = await ledger.plan({ text: 'ALARM: powodz', lane: 'alert' });
  const { office } = deps;
  dispatcher = ledger.dispatch(
    {},
    { office: () => ({ ...office(), settings: { ...office().settings, ...night } }) },
  );
  await ledger.settles(alert.campaignId, { submitted: 2 });
  await ledger.settles(bulk.campaignId, { planned: 2 });
});

async function countMts(state: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from mts where state = ${state}`;
  return row?.count ?? 0;
}
