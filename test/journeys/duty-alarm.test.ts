// Danger, over real HTTP and with a real process: from a resident's phone to the duty officer's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Simulator, startSimulator } from '#simulator/simulator.ts';
import { createTestDatabase } from '../support/database.ts';
import { type ServiceProcess, startServiceProcess, waitFor, webhookSecret } from '../support/service.ts';

// Before the database's own clean-up, which would pull it from under the running service.
after(async () => {
  await service?.end('SIGTERM');
  await simulator?.stop();
});

const database = await createTestDatabase();
const { sql } = database;
const port = 20_000 + Math.floor(Math.random() * 10_000);
const resident = '48504000001';
const officer = '48600700800';
let simulator: Simulator;
let service: ServiceProcess;

before(async () => {
  const callbacks = `http://127.0.0.1:${port}/webhooks/smsapi/${webhookSecret}`;
  simulator = await startSimulator({
    token: 'journey-token',
    officeNumber: '48500100100',
    callbackUrl: { mo: `${callbacks}/mo`, dlr: `${callbacks}/dlr` },
  });
  await sql`
    insert into settings (key, value, updated_by)
    values ('dutyOfficers', ${sql.json([{ name: 'Dyżurny', number: `+${officer}` }])}, 'test')`;
  service = await startServiceProcess({
    command: 'start',
    databaseUrl: database.url,
    port,
    env: { SMSAPI_URL: simulator.url, SMSAPI_TOKEN: 'journey-token', SMSAPI_NUMBER: '48500100100' },
  });
});

test('a resident who writes of water in the house is told 112, and the duty officer is alarmed without their words', async () => {
  simulator.sendMo({ from: resident, text: 'pomocy woda w domu' });
  const alarm = await waitFor(() => texts(officer)[0], { limitMs: 30_000, what: 'the alarm' });
  assert.match(alarm, /^PILNE .*wiadomosc o zagrozeniu.*Zajrzyj do skrzynki\.$/);
  assert.ok(!alarm.includes('504') && !/woda|pomocy/.test(alarm));
  const answer = await waitFor(() => texts(resident)[0], { limitMs: 30_000, what: 'the answer' });
  assert.match(answer, /112/);

  simulator.sendMo({ from: resident, text: 'ratunku woda jest juz po kolana' });
  await waitFor(async () => (await countHandled()) === 2, { limitMs: 30_000, what: 'the second text' });
  await waitFor(async () => (await countDue()) === 0, { limitMs: 30_000, what: 'the second look' });
  assert.equal(texts(officer).length, 1, 'one alarm for one thread');
});

test('every acknowledgement of a text that staff will read says 112', async () => {
  const phone = '48504000002';
  simulator.sendMo({ from: phone, text: 'na ulicy lipowej lezy drzewo' });
  const answer = await waitFor(() => texts(phone)[0], { limitMs: 30_000, what: 'the acknowledgement' });
  assert.match(answer, /112/);
});

function texts(phone: string): readonly string[] {
  return simulator
    .log()
    .filter((mt) => mt.number === phone)
    .map((mt) => mt.text);
}

async function countHandled(): Promise<number> {
  const [row] = await sql<
    { count: number }[]
  >`select count(*)::int as count from mos where state = 'handled'`;
  return row?.count ?? 0;
}

async function countDue(): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from threads where alarm_due_at is not null`;
  return row?.count ?? 0;
}
