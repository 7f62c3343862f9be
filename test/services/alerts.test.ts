import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCampaign } from '#db/campaigns.ts';
import { planRun } from '#services/plan-run.ts';
import { recallAlert } from '#services/recall-alert.ts';
import { sendAlertOnce } from '#services/send-alert.ts';
import { finishStops, stopCampaign } from '#services/stop-campaign.ts';
import { startLedger } from '../support/ledger.ts';
import { waitFor } from '../support/service.ts';

const ledger = await startLedger();
const { sql, db } = ledger.database;
const duty = [{ name: 'Jan Dyżurny', number: '+48600100200' }];
const deps = {
  ...ledger.deps,
  office: () => ({
    ...ledger.deps.office(),
    settings: { ...ledger.deps.office().settings, dutyOfficers: duty },
  }),
};
const people = await ledger.addSubscribers(6);

async function send(key: string, validHours?: number): Promise<number> {
  return sendAlertOnce(deps, {
    text: 'Dopiewo: woda w rzece rosnie. Nie zblizaj sie do brzegu.',
    audience: { all: true },
    actor: 'staff:1',
    name: 'Anna Nowak',
    key,
    validHours,
  });
}

async function plan(campaignId: number): Promise<number> {
  const [run] = await sql<{ id: number }[]>`select id from runs where campaign_id = ${campaignId}`;
  assert.ok(run);
  await planRun(deps, { runId: run.id });
  return run.id;
}

test('an alert leaves at once with its end set at the gateway; the duty officers read of it; its form sends once', async () => {
  const [id, again] = await Promise.all([send('one'), send('one')]);
  assert.equal(id, again);
  assert.equal((await findCampaign(db, id))?.state, 'running');
  await plan(id);
  const dispatcher = ledger.dispatch();
  await ledger.settles(id, { submitted: 6 });
  await waitFor(() => ledger.simulator.log().some(({ number }) => number === '48600100200'));
  await dispatcher.stop();
  const log = ledger.simulator.log();
  const sent = log.filter(({ number }) => number !== '48600100200');
  assert.equal(sent.length, 6);
  const hours = ((sent[0]?.expiresAt ?? 0) - Date.now()) / 3_600_000;
  assert.ok(hours > 5.9 && hours < 6.1, `dies after six hours, not ${hours}`);
  const notices = log.filter(({ number }) => number === '48600100200').map(({ text }) => text);
  assert.equal(notices.length, 1);
  assert.match(notices[0] ?? '', /Anna Nowak wysyla alert: Dopiewo: woda w rzece/);
});

test('the all-clear goes to those the alert has reached or may have, once, and not to who has left', async () => {
  const id = await send('two');
  const runId = await plan(id);
  const [submitted = 0, delivered = 0, unknown = 0, rejected = 0, waiting = 0, left = 0] = people;
  for (const [phone, state] of [
    [submitted, 'submitted'],
    [delivered, 'delivered'],
    [unknown, 'unknown'],
    [rejected, 'rejected'],
    [left, 'delivered'],
  ] as const) {
    await sql`update mts set state = ${state} where run_id = ${runId} and phone_id = ${phone}`;
  }
  await sql`update subscribers set state = 'left' where phone_id = ${left}`;
  const order = { alertId: id, text: 'ODWOLANIE: woda opada.', actor: 'staff:1', name: 'Anna Nowak' };
  const recalls = [await recallAlert(deps, order), await recallAlert(deps, order)];
  assert.equal(recalls[0], recalls[1]);
  const recallId = recalls[0] ?? 0;
  assert.equal((await findCampaign(db, id))?.state, 'stopped', 'what still waits must not leave after it');
  await finishStops(deps);
  const [row] = await sql`select state from mts where run_id = ${runId} and phone_id = ${waiting}`;
  assert.equal(row?.state, 'skipped');
  const recallRun = await plan(recallId);
  await sql`update runs set planned_at = null where id = ${recallRun}`;
  await planRun(deps, { runId: recallRun });
  const planned = await sql<{ phone: number }[]>`
    select phone_id as phone from mts where run_id = ${recallRun} order by phone_id`;
  assert.deepEqual(
    planned.map(({ phone }) => phone),
    [submitted, delivered, unknown],
  );
  await assert.rejects(recallAlert(deps, { ...order, alertId: recallId }), /no alert/);
  await stopCampaign(deps, { campaignId: recallId, actor: 'test' });
  await sql`update subscribers set state = 'active'`;
});

test('what has not left when an alert is over never leaves', async () => {
  const id = await send('three', 1);
  const runId = await plan(id);
  await finishStops(deps);
  assert.equal((await findCampaign(db, id))?.state, 'running');
  await finishStops({ ...deps, clock: () => new Date(deps.clock().getTime() + 3_600_001) });
  assert.equal((await findCampaign(db, id))?.state, 'stopped');
  const states = await sql<{ state: string }[]>`select distinct state from mts where run_id = ${runId}`;
  assert.deepEqual(
    states.map(({ state }) => state),
    ['skipped'],
  );
});
