import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { findCampaign } from '#db/campaigns.ts';
import { listOccurrences } from '#db/schedules.ts';
import type { Recurrence } from '#domain/recurrence.ts';
import type { OfficeSettings } from '#domain/settings.ts';
import { editSeries, resumeSeries, suspendSeries, withdrawCampaign } from '#services/change-series.ts';
import { createCampaign } from '#services/create-campaign.ts';
import type { Deps } from '#services/deps.ts';
import { ServiceError } from '#services/errors.ts';
import { launchCampaign } from '#services/launch-campaign.ts';
import { decideOccurrence, runDueOccurrences } from '#services/run-occurrences.ts';
import { stopCampaign } from '#services/stop-campaign.ts';
import { startLedger } from '../support/ledger.ts';

const ledger = await startLedger();
const { sql, db } = ledger.database;
await ledger.addSubscribers(3);

let now = new Date('2027-03-22T08:00:00Z');
let settings: Partial<OfficeSettings> = {};
const usual = { undoSeconds: 30 };
const deps: Deps = {
  ...ledger.deps,
  clock: () => now,
  office: () => ({
    ...ledger.deps.office(),
    settings: { ...ledger.deps.office().settings, ...usual, ...settings },
  }),
};
beforeEach(() => {
  now = new Date('2027-03-22T08:00:00Z');
  settings = {};
});

const daily: Recurrence = {
  every: 'day',
  interval: 1,
  time: '18:00',
  from: '2027-03-22',
  holidays: 'send',
};

async function launch(given: {
  readonly sendAt?: Date;
  readonly recurrence?: Recurrence;
  readonly undo?: 'offered';
}): Promise<number> {
  const { undo, ...when } = given;
  const campaignId = await createCampaign(deps, {
    actor: 'staff:1',
    text: 'Dopiewo: jutro odbior szkla.',
    audience: { all: true },
    lane: 'bulk',
    ...when,
  });
  await launchCampaign(deps, { campaignId, actor: 'staff:1', undo });
  return campaignId;
}

async function at(instant: string): Promise<void> {
  now = new Date(instant);
  // As often as it finds something: one missed day uncovers the next.
  while ((await runDueOccurrences(deps)) > 0);
}

async function tell(campaignId: number): Promise<readonly string[]> {
  const rows = await listOccurrences(db, { campaignId, limit: 100 });
  return rows.map(({ day, state }) => `${day} ${state}`).reverse();
}

async function countRuns(campaignId: number): Promise<number> {
  return (await sql`select from runs where campaign_id = ${campaignId}`).length;
}

const state = async (id: number) => (await findCampaign(db, id))?.state;
const refusal = (code: string) => (error: unknown) => error instanceof ServiceError && error.code === code;

test('a campaign starts at its time, once, and not when it was stopped before', async () => {
  const campaignId = await launch({ sendAt: new Date('2027-03-22T10:00:00Z') });
  const stopped = await launch({ sendAt: new Date('2027-03-22T10:00:00Z') });
  assert.equal(await state(campaignId), 'scheduled');
  await at('2027-03-22T09:59:59Z');
  assert.equal(await countRuns(campaignId), 0);
  await stopCampaign(deps, { campaignId: stopped, actor: 'staff:1' });
  now = new Date('2027-03-22T10:00:00Z');
  await Promise.all([1, 2, 3].map(() => runDueOccurrences(deps)));
  assert.equal(await countRuns(campaignId), 1);
  assert.equal(await state(campaignId), 'running');
  assert.equal(await countRuns(stopped), 0);
  assert.equal(await state(stopped), 'stopped');
});

test('a series makes one run a day, across the change of the clock, whoever sweeps and however the clock jumps', async () => {
  const campaignId = await launch({ recurrence: { ...daily, from: '2027-03-27', until: '2027-03-29' } });
  await at('2027-03-27T16:59:59Z');
  assert.equal(await countRuns(campaignId), 0);
  for (const instant of [
    '2027-03-27T17:00:00Z',
    // Back by a day, then by an hour: nothing is sent again.
    '2027-03-26T17:00:00Z',
    '2027-03-28T15:59:59Z',
    '2027-03-28T16:00:00Z',
    '2027-03-28T15:00:00Z',
  ]) {
    now = new Date(instant);
    await Promise.all([runDueOccurrences(deps), runDueOccurrences(deps)]);
  }
  assert.equal(await countRuns(campaignId), 2);
  assert.equal(await state(campaignId), 'scheduled');
  await at('2027-03-29T16:30:00Z');
  assert.deepEqual(await tell(campaignId), [
    '2027-03-27 started',
    '2027-03-28 started',
    '2027-03-29 started',
  ]);
  assert.equal(await state(campaignId), 'running', 'the last run ends the campaign');
});

test('what is later than the office allows asks a person, who sends it or leaves it out', async () => {
  const campaignId = await launch({ recurrence: { ...daily, until: '2027-03-25' } });
  await at('2027-03-22T19:00:00Z');
  assert.deepEqual(await tell(campaignId), ['2027-03-22 started', '2027-03-23 due']);
  // The service was down for two days.
  await at('2027-03-24T19:00:01Z');
  assert.deepEqual(await tell(campaignId), [
    '2027-03-22 started',
    '2027-03-23 skipped',
    '2027-03-24 asked',
    '2027-03-25 due',
  ]);
  const decide = (outcome: 'send' | 'skip') =>
    decideOccurrence(deps, { campaignId, day: '2027-03-24', outcome, actor: 'staff:2' });
  await decide('send');
  await assert.rejects(decide('skip'), refusal('too_late'));
  assert.equal(await countRuns(campaignId), 2);
  await at('2027-03-26T00:00:00Z');
  await decideOccurrence(deps, { campaignId, day: '2027-03-25', outcome: 'skip', actor: 'staff:2' });
  assert.equal(await state(campaignId), 'done');
  const once = await launch({ sendAt: new Date('2027-03-26T01:00:00Z') });
  await at('2027-03-26T04:00:00Z');
  assert.deepEqual(await tell(once), ['2027-03-26 asked']);
});

test('a series rests and goes on without what passed meanwhile; its change holds from the next day', async () => {
  const campaignId = await launch({ recurrence: daily });
  await suspendSeries(deps, { campaignId, actor: 'staff:1' });
  await at('2027-03-24T18:00:00Z');
  assert.equal(await countRuns(campaignId), 0);
  await resumeSeries(deps, { campaignId, actor: 'staff:1' });
  assert.equal((await tell(campaignId)).at(-1), '2027-03-25 due');
  await editSeries(deps, {
    campaignId,
    actor: 'staff:1',
    text: 'Dopiewo: nowa tresc.',
    recurrence: { ...daily, every: 'week', weekdays: [5] },
  });
  assert.equal((await tell(campaignId)).at(-1), '2027-03-26 due');
  await at('2027-03-26T17:00:00Z');
  const [text] = await sql<{ body: string }[]>`
    select t.body from runs r join texts t on t.id = r.text_id where r.campaign_id = ${campaignId}`;
  assert.equal(text?.body, 'Dopiewo: nowa tresc.');
  assert.equal((await findCampaign(db, campaignId))?.version, 2);
  // A later hour of a day that has had its run is the next week's.
  await editSeries(deps, {
    campaignId,
    actor: 'staff:1',
    text: 'Dopiewo: nowa tresc.',
    recurrence: { ...daily, every: 'week', weekdays: [5], time: '20:00' },
  });
  assert.equal((await tell(campaignId)).at(-1), '2027-04-02 due');
  await stopCampaign(deps, { campaignId, actor: 'staff:1' });
  await at('2027-04-30T17:00:00Z');
  assert.equal(await countRuns(campaignId), 1);
  await assert.rejects(suspendSeries(deps, { campaignId, actor: 'staff:1' }), refusal('too_late'));
});

test('what the panel sends at once can be taken back for half a minute, and is a draft again', async () => {
  const campaignId = await launch({ undo: 'offered' });
  await at('2027-03-22T08:00:29Z');
  assert.equal(await countRuns(campaignId), 0);
  await withdrawCampaign(deps, { campaignId, actor: 'staff:1' });
  assert.equal(await state(campaignId), 'draft');
  await at('2027-03-22T08:01:00Z');
  assert.equal(await countRuns(campaignId), 0);
  await launchCampaign(deps, { campaignId, actor: 'staff:1', undo: 'offered' });
  await at('2027-03-22T08:01:30Z');
  assert.equal(await countRuns(campaignId), 1);
  await assert.rejects(withdrawCampaign(deps, { campaignId, actor: 'staff:1' }), refusal('too_late'));
});

test('an alert never waits: no seconds to take it back, no second person', async () => {
  settings = { approveAbove: 0, aloneFrom: '08:00', aloneUntil: '09:00', monthBudgetGrosze: 0 };
  const campaignId = await createCampaign(deps, {
    actor: 'staff:1',
    text: 'Dopiewo: woda w rzece rosnie.',
    audience: { all: true },
    lane: 'alert',
  });
  const launched = await launchCampaign(deps, { campaignId, actor: 'staff:1', undo: 'offered' });
  assert.equal(launched.state, 'running');
  const [run] = await sql<{ hours: number }[]>`
    select extract(epoch from valid_until - ${now.toISOString()}::timestamptz)::int / 3600 as hours
    from runs where campaign_id = ${campaignId}`;
  assert.equal(run?.hours, 6);
});

test("a run of a series that would exceed the month's budget asks first", async () => {
  const campaignId = await launch({ recurrence: { ...daily, until: '2027-03-22' } });
  settings = { monthBudgetGrosze: 10 };
  await at('2027-03-22T17:00:00Z');
  const [occurrence] = await listOccurrences(db, { campaignId, limit: 1 });
  assert.deepEqual([occurrence?.state, occurrence?.reason], ['asked', 'budget']);
  await decideOccurrence(deps, { campaignId, day: '2027-03-22', outcome: 'send', actor: 'staff:2' });
  assert.equal(await countRuns(campaignId), 1);
  assert.equal(await state(campaignId), 'running');
});
