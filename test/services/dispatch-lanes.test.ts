import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { applyDlrs } from '#services/apply-dlr.ts';
import type { Dispatcher } from '#services/dispatch.ts';
import { insertReplies } from '#services/queue-reply.ts';
import { createDlrReceiver } from '#services/receive-dlrs.ts';
import { scrubSecrets } from '#services/scrub-secrets.ts';
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

test('an alert posted while a bulk campaign runs leaves before a second’s worth of calls', async () => {
  await ledger.addSubscribers(2_000);
  await ledger.plan();
  simulator.change({ latencyMs: 50 });
  dispatcher = ledger.dispatch({ maxCallsPerSecond: 40, maxRecipients: 10 });
  await waitFor(() => simulator.summary().rows > 100);
  await ledger.plan({ text: 'ALARM: powodz', lane: 'alert', audience: { all: true } });
  const before = simulator.log().length;
  await waitFor(() => simulator.log({ contains: 'ALARM' }).length >= 200);
  const log = simulator.log();
  const first = log.findIndex((mt) => mt.text.startsWith('ALARM'));
  assert.ok(first - before < 40 * 10, `${first - before} others left before the first alert`);
  const since = log.slice(first);
  const alerts = since.filter((mt) => mt.text.startsWith('ALARM'));
  assert.ok(alerts.length / since.length >= 0.5, 'alerts get at least half of the calls');
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
  dispatcher = ledger.dispatch({ maxCallsPerSecond: 80 });
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

async function countMts(state: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from mts where state = ${state}`;
  return row?.count ?? 0;
}
