import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { claimResubmission } from '#db/batches.ts';
import { claimBatches } from '#db/claims.ts';
import { acquireLease, renewLease } from '#db/lease.ts';
import { openSession } from '#db/pool.ts';
import { recordOutcomes, updateOrphans } from '#db/records.ts';
import { updateRunsStopped } from '#db/runs.ts';
import type { Dispatcher } from '#services/dispatch.ts';
import { createDispatchTools, plainClaim } from '../support/dispatch-tools.ts';
import { startLedger } from '../support/ledger.ts';
import { waitFor } from '../support/service.ts';

const ledger = await startLedger();
const { simulator, database } = ledger;
const { sql } = database;
const { clear, assertSentOnce, claimAndDie } = createDispatchTools(ledger);
let dispatcher: Dispatcher | undefined;

beforeEach(async () => {
  await dispatcher?.stop();
  dispatcher = undefined;
  await clear();
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

test('nobody waits for a holder whose process is gone, and nobody takes the lease from one that lives', async () => {
  const session = openSession(sql, () => undefined);
  const lease = await acquireLease(session, 'first');
  assert.ok(lease);
  assert.equal(await acquireLease(sql, 'second'), null);
  assert.equal(await renewLease(session, lease), true);
  await sql`update dispatch_lease set expires_at = now() + interval '1 hour'`;
  assert.equal(await acquireLease(sql, 'second'), null);
  // As the kernel does with a killed process.
  await session.end({ timeout: 0 });
  const next = await waitFor(() => acquireLease(sql, 'second'));
  assert.equal(next.term, lease.term + 1);
  assert.equal(await renewLease(sql, lease), false);
});

test('a holder that lost its connection goes on under its term, unless another took over', async () => {
  let losses = 0;
  const session = openSession(sql, () => {
    losses += 1;
  });
  const lease = await acquireLease(session, 'first');
  assert.ok(lease);
  const [own] = await session<{ pid: number }[]>`select pg_backend_pid() as pid`;
  await sql`select pg_terminate_backend(${own?.pid ?? 0})`;
  await waitFor(() => losses === 1);
  assert.equal(await renewLease(session, lease), true);
  assert.equal(await acquireLease(sql, 'second'), null, 'its new session holds the lock again');
  await session.end({ timeout: 0 });
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
  const claim = await claimBatches(sql, { ...plainClaim, term: stale.term, runId, now: new Date() });
  assert.deepEqual(claim.batches, []);
  assert.equal((await ledger.counts(campaignId)).planned, 2);
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
