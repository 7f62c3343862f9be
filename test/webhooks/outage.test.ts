import assert from 'node:assert/strict';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { Hono } from 'hono';
import { openDatabase } from '#db/pool.ts';
import { createWebhooks } from '../../src/webhooks/webhooks.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);

// The webhooks reach the database through a line that can be cut.
const target = new URL(database.url);
const sockets = new Set<Socket>();
let isHanging = false;
const line: Server = createServer((client) => {
  if (isHanging) {
    sockets.add(client);
    client.on('error', () => client.destroy());
    return;
  }
  const server = connect({ host: target.hostname, port: Number(target.port) });
  for (const socket of [client, server]) {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  }
  client.pipe(server).pipe(client);
  client.on('close', () => server.destroy());
  server.on('close', () => client.destroy());
});
const open = (port: number) => new Promise<void>((resolve) => line.listen(port, '127.0.0.1', resolve));
await open(0);
const address = line.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;
const url = new URL(database.url);
url.hostname = '127.0.0.1';
url.port = String(port);
const behindLine = await openDatabase({ url: url.href, size: 2 });
after(async () => {
  await behindLine.end();
  line.close();
});

async function cut(): Promise<void> {
  const closed = new Promise((resolve) => line.close(resolve));
  for (const socket of sockets) socket.destroy();
  await closed;
}

test('while the database is down texts and receipts get 503; repeated afterwards they are stored once', async () => {
  const secret = 'outage-secret-0123456789';
  const app = new Hono().route(
    '/webhooks/smsapi',
    createWebhooks({ deps: { ...deps, sql: behindLine.sql }, secrets: [secret], allowedIps: [] }),
  );
  const call = async (door: string, query: string) =>
    (await app.request(`/webhooks/smsapi/${secret}/${door}?${query}`)).status;
  const text = (number: number) =>
    call('mo', `sms_from=4850500000${number}&sms_text=STOP&sms_date=1795000000`);
  assert.equal(await text(1), 200);
  await cut();
  assert.deepEqual(await Promise.all([text(1), text(2), text(3)]), [503, 503, 503]);
  assert.equal(await call('dlr', 'MsgId=a&status=404'), 503);
  assert.equal(
    await call('mo', 'sms_text=unreadable'),
    503,
    'what could not be counted as refused comes again',
  );
  await open(port);
  let statuses: number[] = [];
  for (let tries = 0; tries < 50 && !statuses.every((status) => status === 200); tries += 1) {
    statuses = await Promise.all([text(1), text(2), text(3), call('dlr', 'MsgId=a&status=404')]);
  }
  statuses = await Promise.all([text(1), text(2), text(3)]);
  assert.deepEqual(statuses, [200, 200, 200]);
  const [row] = await database.sql<{ count: number }[]>`select count(*)::int as count from mos`;
  assert.equal(row?.count, 3);
});

test('while the database hangs texts get 503 soon, and those that come when it goes on are stored', async () => {
  const secret = 'outage-secret-0123456789';
  const app = createWebhooks({ deps: { ...deps, sql: behindLine.sql }, secrets: [secret], allowedIps: [] });
  const text = async (number: number) =>
    (await app.request(`/${secret}/mo?sms_from=4850800000${number}&sms_text=STOP&sms_date=1795000000`))
      .status;
  assert.equal(await text(1), 200);
  isHanging = true;
  for (const socket of sockets) socket.pause();
  const startedAt = performance.now();
  assert.deepEqual(await Promise.all([text(1), text(2), text(3)]), [503, 503, 503]);
  assert.equal(await text(4), 503, 'nor does the next wait for those before it');
  assert.ok(performance.now() - startedAt < 9_000, 'it said so within seconds');
  isHanging = false;
  await cut();
  await open(port);
  let status = 503;
  for (let tries = 0; tries < 20 && status !== 200; tries += 1) status = await text(5);
  assert.equal(status, 200);
});

test('a row that the database refuses is kept as it came and does not take its neighbours with it', async () => {
  await database.sql`alter table mos add constraint no_poison check (text <> 'trucizna')`;
  const secret = 'outage-secret-0123456789';
  const app = createWebhooks({ deps, secrets: [secret], allowedIps: [] });
  const send = async (text: string, number: number) =>
    (await app.request(`/${secret}/mo?sms_from=4850600000${number}&sms_text=${text}&sms_date=1795000000`))
      .status;
  assert.deepEqual(
    await Promise.all([send('a', 1), send('b', 2), send('trucizna', 3), send('c', 4), send('d', 5)]),
    [200, 200, 200, 200, 200],
  );
  const stored = await database.sql`select sender from mos where sender like '+48506%'`;
  assert.equal(stored.length, 4);
  const refused = await database.sql<{ problem: string }[]>`select problem from refused_mos`;
  assert.deepEqual(
    refused.map((row) => row.problem),
    ['unstorable'],
  );
});

test('only listed addresses may call a live installation; forwarded ones count behind a trusted proxy only', async () => {
  const secret = 'outage-secret-0123456789';
  const live = { ...deps, office: () => ({ ...deps.office(), mode: 'live' as const }) };
  const make = (trustedProxies: readonly string[]) =>
    createWebhooks({
      deps: live,
      secrets: [secret],
      allowedIps: ['91.185.187.219', '212.91.26.0/24'],
      trustedProxies,
    });
  const status = async (app: Hono, remote: string, forwarded?: string) => {
    const incoming = { socket: { remoteAddress: remote, remotePort: 1, remoteFamily: 'IPv4' } };
    const headers: Record<string, string> = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    const url = `/${secret}/mo?sms_from=48507000001&sms_text=a&sms_date=1795000000`;
    return (await app.request(url, { headers }, { incoming })).status;
  };
  const bare = make([]);
  assert.equal(await status(bare, '91.185.187.219'), 200);
  assert.equal(await status(bare, '::ffff:212.91.26.7'), 200);
  assert.equal(await status(bare, '10.0.0.1'), 404);
  assert.equal(await status(bare, '10.0.0.1', '91.185.187.219'), 404, 'anybody can write a header');
  const proxied = make(['10.0.0.1']);
  assert.equal(await status(proxied, '10.0.0.1', '91.185.187.219'), 200);
  assert.equal(await status(proxied, '10.0.0.1', '91.185.187.219, 8.8.8.8'), 404, 'the last hop counts');
});
