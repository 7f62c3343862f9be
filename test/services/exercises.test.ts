import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ExerciseName, exercises, nextStep } from '#domain/exercises.ts';
import { closeThread } from '#services/close-thread.ts';
import { createCampaign } from '#services/create-campaign.ts';
import type { Deps } from '#services/deps.ts';
import { checkExercise, listExercises, startExercise } from '#services/exercises.ts';
import { launchCampaign } from '#services/launch-campaign.ts';
import { planRun } from '#services/plan-run.ts';
import { recallAlert } from '#services/recall-alert.ts';
import { sendAlertOnce } from '#services/send-alert.ts';
import { createPanelApp, createVisitor, makeLive, setUpAccount } from '../support/panel.ts';
import { startTown } from '../support/town.ts';

const town = await startTown();
const { sql } = town.database;
const { deps } = town;
await setUpAccount(deps, createVisitor(createPanelApp(deps)), { login: 'anna', factor: 'later' });
const [account] = await sql<{ id: number }[]>`select id from staff`;
const anna = { staffId: account?.id ?? 0, role: 'admin' } as const;
const actor = `staff:${anna.staffId}`;

/** What is to be done next, and how much has been done. */
async function standing(name: ExerciseName): Promise<readonly [string | null, number]> {
  const { facts } = await checkExercise(deps, { ...anna, name });
  return [nextStep(name, facts), Object.values(facts).filter(Boolean).length];
}

async function plan(campaignId: number): Promise<number> {
  const [run] = await sql<{ id: number }[]>`select id from runs where campaign_id = ${campaignId}`;
  await planRun(deps, { runId: run?.id ?? 0 });
  return run?.id ?? 0;
}

/** As the phones would report; at night a dispatcher would hold ordinary messages. */
async function deliver(runId: number): Promise<void> {
  await sql`update mts set state = 'delivered' where run_id = ${runId}`;
}

async function join(number: string): Promise<void> {
  const phone = town.phone(number);
  const summary = (await phone.say('ZAPISZ Skorzewo Dzialkowa 32')).join() + (await phone.say('brak')).join();
  await phone.say(/kodem (\d{6})/.exec(summary)?.[1] ?? '');
}

test('the first send is followed from the sign-up to STOP, and what was done before the start counts for nothing', async () => {
  const name = 'pierwsza-wysylka';
  await join('500400001');
  await startExercise(deps, { ...anna, name });
  assert.deepEqual(await standing(name), ['joined', 0]);
  await join('500400002');
  assert.deepEqual(await standing(name), ['launched', 1]);
  const campaignId = await createCampaign(deps, {
    actor,
    text: 'Dopiewo: jutro od 8 do 14 nie bedzie wody.',
    audience: { all: true },
    lane: 'bulk',
  });
  assert.deepEqual(await standing(name), ['launched', 1], 'a draft is not sent');
  await launchCampaign(deps, { campaignId, actor });
  assert.deepEqual(await standing(name), ['delivered', 2]);
  await deliver(await plan(campaignId));
  assert.deepEqual(await standing(name), ['left', 3]);
  await town.phone('500400002').say('STOP');
  assert.deepEqual(await standing(name), [null, 4]);
  const { standing: done } = await checkExercise(deps, { ...anna, name });
  assert.equal(done.timesFinished, 1);
  assert.ok(done.latest?.finishedAt);
  await startExercise(deps, { ...anna, name });
  assert.deepEqual(await standing(name), ['joined', 0]);
  const list = await listExercises(deps, anna);
  assert.deepEqual(
    list.map((one) => [one.name, one.timesFinished, one.latest?.finishedAt ?? null]),
    [
      ['pierwsza-wysylka', 1, null],
      ['powodz', 0, null],
      ['odpowiedz', 0, null],
    ],
  );
});

test('the flood is over when the alert, the cry for help and the all-clear have all been dealt with', async () => {
  const name = 'powodz';
  await startExercise(deps, { ...anna, name });
  assert.deepEqual(await standing(name), ['alerted', 1], 'somebody is joined already');
  const alertId = await sendAlertOnce(deps, {
    text: 'Dopiewo: POWODZ. Idz na pietro.',
    audience: { all: true },
    actor,
    name: 'Anna Nowak',
    key: '0b5d6a52-0000-4000-8000-000000000001',
  });
  await deliver(await plan(alertId));
  assert.deepEqual(await standing(name), ['criedForHelp', 3]);
  await town.phone('500400001').say('pomocy woda w domu');
  assert.deepEqual(await standing(name), ['dangerClosed', 4]);
  const [thread] = await sql<{ id: number; mo: number }[]>`
    select id, last_mo_id as mo from threads where is_danger`;
  await closeThread(deps, {
    staff: { staffId: anna.staffId, role: 'admin' },
    threadId: thread?.id ?? 0,
    seenMoId: thread?.mo ?? 0,
  });
  assert.deepEqual(await standing(name), ['recalled', 5]);
  const recallId = await recallAlert(deps, {
    alertId,
    text: 'Dopiewo: koniec zagrozenia.',
    actor,
    name: 'Anna',
  });
  await deliver(await plan(recallId));
  assert.deepEqual(await standing(name), [null, 7]);
});

test('exercises are offered by role, and not at all on a live installation', async () => {
  const names = async (role: 'viewer' | 'dispatcher' | 'local'): Promise<readonly string[]> =>
    (await listExercises(deps, { ...anna, role })).map(({ name }) => name);
  assert.deepEqual(await names('viewer'), []);
  assert.deepEqual(await names('dispatcher'), ['powodz', 'odpowiedz']);
  assert.deepEqual(await names('local'), ['pierwsza-wysylka']);
  const refused = { ...anna, role: 'viewer', name: 'powodz' } as const;
  await assert.rejects(startExercise(deps, refused), { code: 'forbidden' });
  const live: Deps = makeLive(deps);
  await assert.rejects(listExercises(live, anna), { code: 'not_found' });
  await assert.rejects(startExercise(live, { ...anna, name: 'powodz' }), { code: 'not_found' });
  assert.equal(Object.keys(exercises).length, 3);
});
