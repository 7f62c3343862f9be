// Workers killed in the middle of a campaign of personal texts that share calls: nobody is left out, nobody is sent to
// twice, and each phone shows its own text.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator } from '#simulator/simulator.ts';
import { rememberFill } from '../support/killed-service.ts';
import { startLedger } from '../support/ledger.ts';
import { type ServiceProcess, startServiceProcess, waitFor } from '../support/service.ts';

const ledger = await startLedger();
const { database } = ledger;
const { sql } = database;
const simulator = await startSimulator({ settings: { latencyMs: 20, dlr: { enabled: false } } });
const size = 2_000;
let worker: ServiceProcess | undefined;
after(async () => {
  await worker?.end('SIGKILL');
  await simulator.stop();
});

async function startWorkerProcess(): Promise<ServiceProcess> {
  return startServiceProcess({
    command: 'worker',
    databaseUrl: database.url,
    env: {
      SMSAPI_URL: simulator.url,
      SMSAPI_TOKEN: 'journey-token',
      SMSAPI_NUMBER: '48500100100',
      SMSAPI_MAX_RECIPIENTS: '20',
      SMSAPI_MAX_RPS: '40',
    },
  });
}

test('a worker killed six times in the middle of a campaign leaves nobody out and doubles nobody', async () => {
  await sql`update installation set mode = 'live', live_at = now()`;
  await sql`insert into settings (key, value, updated_by) values
    ('quietFrom', '"00:00"', 'test'), ('quietUntil', '"00:00"', 'test')
    on conflict (key) do update set value = excluded.value`;
  await ledger.addSubscribers(size);
  // Every other lives where the next does not, so that each call has both texts.
  await sql`
    insert into addresses (phone_id, sym)
    select s.phone_id, l.sym
    from subscribers s
    join (select sym, row_number() over (order by sym) as n from localities limit 7) l on l.n = s.phone_id % 7 + 1`;
  await rememberFill(database.db, simulator.url);
  const { campaignId } = await ledger.plan({ text: 'Dopiewo: {miejscowosc}: jutro nie bedzie wody.' });

  for (let kill = 0; kill < 6; kill += 1) {
    const before = simulator.summary().rows;
    worker = await startWorkerProcess();
    const startedAt = performance.now();
    await waitFor(() => simulator.summary().rows > before, { what: 'sending to go on' });
    if (kill === 1) assert.ok(performance.now() - startedAt < 10_000, 'sending resumes within 10 s');
    // At a moment of its own each time: during claims, calls and records.
    await sleep(37 * kill);
    await worker.end('SIGKILL');
    await ledger.counts(campaignId);
    // The first time the lease runs out by itself; later its five seconds are passed by hand.
    if (kill > 0) await sql`update dispatch_lease set expires_at = '-infinity'`;
  }
  assert.ok(simulator.summary().rows < size, 'every kill came in the middle');

  worker = await startWorkerProcess();
  await ledger.settles(campaignId, { submitted: size });
  const { rows, distinctNumbers, duplicates } = simulator.summary();
  assert.deepEqual(
    { rows, distinctNumbers, duplicates },
    { rows: size, distinctNumbers: size, duplicates: 0 },
  );
  await waitFor(async () => {
    const [campaign] = await sql`select state from campaigns where id = ${campaignId}`;
    return campaign?.state === 'done';
  });
  await assertOwnTexts();
  const resubmitted = await sql`select id from batches where tries > 1 and is_filled`;
  assert.ok(
    resubmitted.length > 0,
    'some kill must have left an unknown outcome, or the test proves nothing',
  );
  assert.equal(await worker.end('SIGTERM'), 0);
});

async function assertOwnTexts(): Promise<void> {
  const rows = await sql<{ number: string; body: string }[]>`
    select ltrim(p.msisdn, '+') as number, t.body
    from mts m
    join phones p on p.id = m.phone_id
    join texts t on t.id = m.text_id`;
  const shown = new Map(simulator.log().map((mt) => [mt.number, mt.text]));
  for (const { number, body } of rows) assert.equal(shown.get(number), body);
  assert.equal(new Set(shown.values()).size, 7);
}
