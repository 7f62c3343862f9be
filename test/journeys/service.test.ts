import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Simulator, startSimulator } from '#simulator/simulator.ts';
import { createTestDatabase } from '../support/database.ts';
import { type ServiceProcess, startServiceProcess, waitFor, webhookSecret } from '../support/service.ts';

// Before the database's own clean-up, which would pull it from under the running service.
after(async () => {
  await service.end('SIGTERM');
  await simulator.stop();
});

const database = await createTestDatabase();
const port = 20_000 + Math.floor(Math.random() * 10_000);
let simulator: Simulator;
let service: ServiceProcess;
let token = '';
const metricsToken = 'journey-metrics-0123456789';

before(async () => {
  const callbacks = `http://127.0.0.1:${port}/webhooks/smsapi/${webhookSecret}`;
  simulator = await startSimulator({
    token: 'journey-token',
    officeNumber: '48500100100',
    callbackUrl: { mo: `${callbacks}/mo`, dlr: `${callbacks}/dlr` },
  });
  await wici(['migrate']);
  await wici(['practice-data']);
  token = (await wici(['token', 'add', 'journey', '--scope', 'campaigns'])).trim().split('\n').at(-1) ?? '';
  service = await start();
});

test('a resident joins by SMS, receives a campaign posted to the API, and leaves', async () => {
  const phone = '48501000001';
  await join(phone);
  const id = await postCampaign('Dopiewo: awaria wodociagu w Skorzewie, woda bedzie o 18.');
  const counts = await waitFor(async () => {
    const campaign = await getCampaign(id);
    return campaign.counts.delivered === 1 ? campaign : undefined;
  });
  assert.equal(counts.total, 1);
  assert.equal(
    Object.values(counts.counts).reduce((sum, count) => sum + count, 0),
    counts.total,
  );
  assert.match(lastText(phone), /awaria wodociagu/);

  await text(phone, 'Stop. Dziękuję');
  const before = messages(phone);
  const neighbour = '48501000002';
  await join(neighbour);
  const next = await postCampaign('Dopiewo: druga wiadomosc.');
  await waitFor(async () => (await getCampaign(next)).state === 'done');
  assert.deepEqual(messages(phone), before);
  assert.match(lastText(neighbour), /druga wiadomosc/);
  await text(neighbour, 'STOP');
  assert.equal((await fetch(`http://127.0.0.1:${port}/metrics`)).status, 401);
  const figures = await waitFor(async () => {
    const headers = { authorization: `Bearer ${metricsToken}` };
    const told = await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).text();
    return /^wici_gateway_messages_total\{lane="reply",outcome="taken"\} [1-9]/m.test(told)
      ? told
      : undefined;
  });
  assert.match(figures, /^wici_gateway_up 1$/m);
  assert.ok(!figures.includes(phone.slice(2)));
});

test('texts that arrive while the service is killed are answered once after the restart', async () => {
  const phones = Array.from({ length: 20 }, (_, i) => `4850200${String(i).padStart(4, '0')}`);
  for (const phone of phones.slice(0, 10)) simulator.sendMo({ from: phone, text: 'ZAPISZ' });
  await service.end('SIGKILL');
  for (const phone of phones.slice(10)) simulator.sendMo({ from: phone, text: 'ZAPISZ' });
  service = await start();
  await waitFor(() => phones.every((phone) => messages(phone).length > 0), {
    limitMs: 40_000,
    what: 'replies',
  });
  await waitFor(async () => (await waiting()) === 0, { what: 'the ledger to settle' });
  for (const phone of phones) assert.equal(messages(phone).length, 1, 'one question each');
});

test('a campaign survives SIGKILL and SIGTERM of the whole: nobody misses it and nobody gets it twice', async () => {
  await database.sql`
    with people as (
      insert into phones (msisdn)
      select '+4853' || lpad(n::text, 7, '0') from generate_series(1, 3000) n
      returning id
    )
    insert into subscribers (phone_id, state, categories, source, joined_at, decided_at)
    select p.id, 'active', array[c.id], 'import', now(), now()
    from people p, categories c where c.is_alert`;
  simulator.change({ latencyMs: 30 });
  // A slow start may leave nothing for the last kill to meet.
  const all = simulator.summary().rows + 3000;
  const id = await postCampaign('Dopiewo: przeglad kominow w przyszlym tygodniu.');
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
    const seen = simulator.summary().rows;
    await waitFor(() => simulator.summary().rows > Math.min(seen + 200, all - 1), {
      limitMs: 30_000,
      what: 'progress',
    });
    await service.end(signal);
    service = await start();
  }
  const campaign = await waitFor(
    async () => {
      const found = await getCampaign(id);
      return found.counts.delivered === 3000 ? found : undefined;
    },
    // A token may ask 1 200 times a minute.
    { limitMs: 60_000, everyMs: 250, what: 'all delivered' },
  );
  assert.equal(campaign.total, 3000);
  const sent = simulator.log().filter((mt) => mt.text.includes('przeglad kominow'));
  assert.equal(sent.length, 3000);
  assert.equal(new Set(sent.map((mt) => mt.number)).size, 3000);
});

function start(): Promise<ServiceProcess> {
  return startServiceProcess({
    command: 'start',
    databaseUrl: database.url,
    port,
    env: { ...gatewayEnvironment(), METRICS_TOKEN: metricsToken },
  });
}

function gatewayEnvironment(): Record<string, string> {
  return {
    SMSAPI_URL: simulator.url,
    SMSAPI_TOKEN: 'journey-token',
    SMSAPI_NUMBER: '48500100100',
    // Slow enough that every kill comes in the middle of a campaign.
    SMSAPI_MAX_RECIPIENTS: '20',
    SMSAPI_MAX_RPS: '40',
  };
}

async function wici(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ['src/cli.ts', ...args], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      DATA_DIR: '/tmp/wici-journey-cli',
      LOG_LEVEL: 'warn',
      ...gatewayEnvironment(),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const [code] = await once(child, 'exit');
  assert.equal(code, 0, `wici ${args.join(' ')}`);
  return output;
}

async function join(phone: string): Promise<void> {
  await text(phone, 'ZAPISZ Skorzewo Dzialkowa 32 sport');
  const code = /\b(\d{6})\b/.exec(lastText(phone))?.[1];
  assert.ok(code, 'a code was sent');
  await text(phone, code);
}

/** Texts the service and waits for its answer. */
async function text(phone: string, words: string): Promise<string> {
  const seen = messages(phone).length;
  simulator.sendMo({ from: phone, text: words });
  await waitFor(() => messages(phone).length > seen, { what: `an answer to ${words}` });
  return lastText(phone);
}

function messages(phone: string): readonly string[] {
  return simulator
    .log()
    .filter((mt) => mt.number === phone)
    .map((mt) => mt.text);
}

function lastText(phone: string): string {
  return messages(phone).at(-1) ?? '';
}

async function waiting(): Promise<number> {
  const [row] = await database.sql`
    select (select count(*) from mos where state = 'waiting')
      + (select count(*) from mts where state in ('planned', 'claimed', 'unknown')) as count`;
  return Number(row?.count);
}

type Campaign = { state: string; total: number; counts: Record<string, number> };

async function postCampaign(words: string): Promise<string> {
  const response = await fetch(`${service.url}/api/v1/campaigns`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text: words, audience: { all: true }, lane: 'alert' }),
  });
  assert.equal(response.status, 201);
  return ((await response.json()) as { id: string }).id;
}

async function getCampaign(id: string): Promise<Campaign> {
  const response = await fetch(`${service.url}/api/v1/campaigns/${id}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(response.status, 200);
  return (await response.json()) as Campaign;
}
