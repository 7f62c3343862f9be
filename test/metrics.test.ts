import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { probeGateway } from '#services/probe-gateway.ts';
import { rollUpReports } from '#services/roll-up-reports.ts';
import { watchCalls } from '#services/watch-calls.ts';
import { createApp } from '../src/app.ts';
import { createMetrics } from '../src/metrics.ts';
import { startTown } from './support/town.ts';

const token = 'metrics-token-0123456789';

const town = await startTown();
const { deps, database } = town;
const { sql } = database;
const app = createMetricsApp();

function createMetricsApp(): Hono {
  const admin = new Hono();
  admin.get('/wysylki/:id{[0-9]+}', (c) => c.text('strona'));
  return createApp({
    webhooks: new Hono(),
    assets: new Hono(),
    admin,
    api: new Hono().get('/places', (c) => c.text('places')),
    web: new Hono(),
    metrics: createMetrics({ deps, pool: database.db, token }),
    phonePage: () => undefined,
    isReady: async () => true,
    onError: () => undefined,
    errorPage: (_, status) => html`<h1>${status}</h1>`,
    isHttps: false,
  });
}

/** Every line of figures, by its name and labels. */
async function read(): Promise<ReadonlyMap<string, number>> {
  const response = await app.request('/metrics', { headers: { authorization: `Bearer ${token}` } });
  assert.equal(response.status, 200);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  );
}

test('figures are for who has the token, and a refusal tells none', async () => {
  for (const authorization of [undefined, 'Bearer wrong-token-0123456789', `Basic ${token}`, 'Bearer ']) {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const response = await app.request('/metrics', { headers });
    assert.equal(response.status, 401);
    assert.ok(!(await response.text()).includes('wici_'));
  }
});

test('requests are counted by the pattern of their route, never by what stands in an address', async () => {
  for (const path of ['/admin/wysylki/123456789', '/api/v1/places', '/zapis/504000001', '/504000001']) {
    await app.request(path);
  }
  await app.request('/504000002', { method: 'BREW504000003' });
  const figures = await read();
  const count = (labels: string): number | undefined =>
    figures.get(`wici_http_request_seconds_count{${labels}}`);
  assert.equal(count('method="GET",route="/admin/wysylki/:id",status="2xx"'), 1);
  assert.equal(count('method="GET",route="/api/v1/*",status="2xx"'), 1);
  assert.equal(count('method="GET",route="none",status="4xx"'), 2);
  assert.equal(count('method="other",route="none",status="4xx"'), 1);
  assert.deepEqual(
    [...figures.keys()].filter((line) => /\d{9}/.test(line)),
    [],
  );
});

test('what the worker did and how things stand is told by a web process of its own', async () => {
  const idle = await read();
  assert.equal(idle.get('wici_database_up'), 1);
  assert.equal(idle.get('wici_gateway_up'), 0, 'nobody has asked yet');
  assert.equal(idle.get('wici_queue_age_seconds{lane="bulk"}'), 0);
  assert.ok(!idle.has('wici_balance_points'));
  assert.equal((await town.phone('504000001').say('ZAPISZ')).length, 1);
  assert.equal(await probeGateway(deps), 'asked');
  assert.equal(await probeGateway(deps), 'asked_before', 'of several workers one asks');
  await rollUpReports(deps);
  assert.equal((await read()).get('wici_dispatcher_up'), 1);
  // The dispatcher writes what it has counted when it ends.
  await town.stop();
  await sql`
    insert into mos (digest, sender, recipient, text, sent_at, received_at, state)
    values ('late', '+48504000009', '', 'Kiedy zebranie', now(), now() - interval '90 seconds', 'waiting')`;
  const figures = await read();
  assert.equal(figures.get('wici_inbound_texts_total'), 1);
  assert.equal(figures.get('wici_gateway_messages_total{lane="reply",outcome="taken"}'), 1);
  assert.equal(figures.get('wici_gateway_call_seconds_count{lane="reply"}'), 1);
  assert.equal(figures.get('wici_gateway_call_seconds_bucket{lane="reply",le="+Inf"}'), 1);
  assert.equal(figures.get('wici_gateway_up'), 1);
  assert.ok((figures.get('wici_balance_points') ?? 0) > 0);
  assert.equal(figures.get('wici_dispatcher_up'), 0);
  assert.ok((figures.get('wici_dispatch_lease_term') ?? 0) >= 1);
  assert.ok((figures.get('wici_inbound_wait_seconds') ?? 0) >= 90);
  assert.ok(figures.has('wici_db_pool_connections{state="busy"}'));
  assert.ok(figures.has('process_resident_memory_bytes'));
  const again = await read();
  assert.equal(again.get('wici_gateway_messages_total{lane="reply",outcome="taken"}'), 1, 'not added up');
});

test('samples that could not be written are kept and written later, and those of one minute are added up', async () => {
  let isDown = true;
  const faulty = new Proxy(sql, {
    apply: (target, self, args) => {
      if (isDown) return Promise.reject(new Error('away'));
      return Reflect.apply(target, self, args);
    },
  });
  const watch = watchCalls({ ...deps, sql: faulty, clock: () => new Date('2026-11-20T10:00:30Z') });
  const call = { lane: 'bulk', outcome: 'taken', milliseconds: 200, messages: 100 } as const;
  watch.ended(call);
  watch.ended(call);
  await watch.flush();
  isDown = false;
  watch.ended({ ...call, outcome: 'retryable' });
  await watch.stop();
  const rows = await sql`
    select outcome, calls, messages from gateway_minutes where minute = '2026-11-20T10:00:00Z' order by outcome`;
  assert.deepEqual(
    [...rows],
    [
      { outcome: 'retryable', calls: 1, messages: 100 },
      { outcome: 'taken', calls: 2, messages: 200 },
    ],
  );
});
