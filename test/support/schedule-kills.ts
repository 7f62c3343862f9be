// The proof of schedules: workers with clocks that jump are killed while series fall due.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bulk } from '#db/pool.ts';
import { createCampaign } from '#services/create-campaign.ts';
import { launchCampaign } from '#services/launch-campaign.ts';
import { startLedger } from './ledger.ts';
import { createSeededRandom } from './seeded-random.ts';
import { type ServiceProcess, startServiceProcess, waitFor } from './service.ts';

const day = 86_400_000;
const people = 30;
const daysOfSeries = 5;
const troubles = [
  { kind: 'http', status: 503 },
  { kind: 'hang' },
  { kind: 'reset' },
  { kind: 'lostAnswer' },
  { kind: 'http', status: 429 },
  { kind: 'error', code: 202 },
] as const;

/** Kills workers so many times; throws unless every occurrence made one run with one message to each person. */
export async function proveSchedules(plan: {
  readonly kills: number;
  readonly seed: number;
  /** How often each kind of trouble meets a call while workers are killed; 0 = a gateway in good health. */
  readonly trouble: number;
}): Promise<string> {
  const ledger = await startLedger();
  const { database, deps, simulator } = ledger;
  const { sql } = database;
  const random = createSeededRandom(plan.seed);
  await sql`update installation set mode = 'live', live_at = now()`;
  await sql`
    insert into settings (key, value, updated_by)
    values ('quietFrom', '"00:00"', 'test'), ('quietUntil', '"00:00"', 'test'), ('graceBulkMinutes', '10080', 'test')
    on conflict (key) do update set value = excluded.value`;
  await ledger.addSubscribers(people);
  const today = Temporal.Now.zonedDateTimeISO('Europe/Warsaw').toPlainDate();
  const from = today.add({ days: 1 }).toString();
  const until = today.add({ days: daysOfSeries }).toString();
  const order = { actor: 'test', audience: { all: true }, lane: 'bulk' } as const;
  const ids: number[] = [];
  for (const time of ['07:00', '12:00', '18:00']) {
    const recurrence = { every: 'day', interval: 1, time, from, until, holidays: 'send' } as const;
    ids.push(await createCampaign(deps, { ...order, text: `Dopiewo: seria ${time}`, recurrence }));
  }
  for (const days of [1, 3]) {
    const sendAt = new Date(deps.clock().getTime() + days * day);
    ids.push(await createCampaign(deps, { ...order, text: `Dopiewo: za ${days} dni`, sendAt }));
  }
  for (const campaignId of ids) await launchCampaign(deps, { campaignId, actor: 'test' });

  const workers: ServiceProcess[] = [];
  const start = async (aheadMs: number, after?: number): Promise<ServiceProcess> => {
    const worker = await startServiceProcess({
      command: 'worker',
      program: 'test/support/schedule-victim.ts',
      databaseUrl: database.url,
      env: {
        SMSAPI_URL: simulator.url,
        SMSAPI_TOKEN: 'journey-token',
        SMSAPI_NUMBER: '48500100100',
        SMSAPI_MAX_RECIPIENTS: '20',
        LOG_LEVEL: process.env.WICI_TEST_LOG ?? 'silent',
        VICTIM_AHEAD_MS: String(aheadMs),
        ...(after === undefined ? {} : { VICTIM_AFTER: String(after) }),
      },
    });
    workers.push(worker);
    return worker;
  };
  for (const fault of troubles) simulator.faults.add({ ...fault, probability: plan.trouble });
  let jumpsBack = 0;
  try {
    let before = 0;
    for (let kill = 0; kill < plan.kills; kill += 1) {
      // Onwards on the whole, sometimes back; two workers at once whose clocks disagree.
      const reach = ((kill + 1) / plan.kills) * (daysOfSeries + 1) * day;
      const ahead = random() < 0.3 ? before - random() * day : reach;
      if (ahead < before) jumpsBack += 1;
      before = ahead;
      const dies = await start(ahead, Math.floor(random() * 8)).catch(() => null);
      const other = kill % 2 === 0 ? await start(ahead - random() * day) : null;
      await sleep(700 + random() * 1_500);
      await Promise.all([dies?.end('SIGKILL'), other?.end('SIGKILL')]);
      await sql`update dispatch_lease set expires_at = '-infinity'`;
    }
    simulator.faults.clear();
    await start((daysOfSeries + 1) * day);
    await waitFor(async () => (await sql`select from campaigns where state <> 'done'`).length === 0, {
      limitMs: 120_000,
      what: 'every campaign to be done',
    }).catch(async (error: unknown) => {
      throw new Error(await outlineOpen(sql), { cause: error });
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.end('SIGKILL')));
  }
  const expected = 3 * daysOfSeries + 2;
  const occurrences = await sql<{ state: string; runId: number | null }[]>`
    select state, run_id as "runId" from occurrences`;
  assert.equal(occurrences.length, expected, 'no occurrence is missing and none is made up');
  assert.ok(occurrences.every(({ state }) => state === 'started'));
  const runs = await sql`select from runs where kind = 'campaign'`;
  assert.equal(runs.length, expected, 'each occurrence has one run');
  const { rows } = simulator.summary();
  assert.equal(rows, expected * people);
  const texts = new Map<string, number>();
  for (const { number, text } of simulator.log()) {
    const key = `${number} ${text}`;
    texts.set(key, (texts.get(key) ?? 0) + 1);
  }
  for (const [key, times] of texts) {
    assert.equal(times, key.includes('seria') ? daysOfSeries : 1, key.slice(12));
  }
  return `${plan.kills} kills, ${jumpsBack} jumps back, ${expected} occurrences, ${rows} messages`;
}

/** What a run that does not end is waiting for. */
async function outlineOpen(sql: Bulk): Promise<string> {
  const campaigns = await sql`
    select c.id, c.state, r.id as run, r.state as of_run, r.pause_reason as paused, r.planned_at is not null as planned,
      (select jsonb_object_agg(state, n) from (select state, count(*) as n from mts where run_id = r.id group by state) s) as rows,
      (select jsonb_agg(jsonb_build_object('state', b.state, 'tries', b.tries, 'age', now() - b.claimed_at)) from batches b
        where b.run_id = r.id and b.state in ('claimed', 'unknown')) as batches
    from campaigns c
    left join runs r on r.campaign_id = c.id and r.state <> 'done'
    where c.state <> 'done'`;
  const occurrences =
    await sql`select campaign_id, day, state, reason from occurrences where state <> 'started'`;
  return JSON.stringify({ campaigns, occurrences });
}
