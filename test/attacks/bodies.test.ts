// Requests that are too long, and requests that never end.
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { Hono } from 'hono';
import { createApi } from '../../src/api/api.ts';
import { createApp } from '../../src/app.ts';
import { listen } from '../../src/listen.ts';
import { createErrorPage } from '../../src/web/error-page.ts';
import { createWeb } from '../../src/web/web.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const config = { publicUrl: undefined, trustedProxies: [], smsapi: { number: '48500100200' } };
const failures: unknown[] = [];
const app = createApp({
  webhooks: new Hono(),
  assets: new Hono(),
  admin: new Hono(),
  api: createApi({ deps }),
  web: createWeb({ deps, config }),
  phonePage: () => undefined,
  isReady: async () => true,
  onError: (error) => failures.push(error),
  errorPage: createErrorPage({ deps, config }),
  isHttps: false,
});
const listener = await listen({ app, host: '127.0.0.1', port: 0, tls: undefined, slowestRequestMs: 800 });
after(() => listener.close());
const { hostname, port } = new URL(listener.url);

test('what is too long is refused at each public address, told or not how long it is', async () => {
  const long = 'a'.repeat(40_000);
  const stream = (): ReadableStream<Uint8Array> =>
    new Blob([long]).stream().pipeThrough(new TransformStream<Uint8Array, Uint8Array>());
  for (const [path, type] of [
    ['/zapis', 'application/x-www-form-urlencoded'],
    ['/wypis', 'application/x-www-form-urlencoded'],
    ['/moje', 'application/x-www-form-urlencoded'],
    ['/czy-to-my', 'application/x-www-form-urlencoded'],
    ['/api/v1/subscriptions', 'application/json'],
    ['/api/v1/unsubscriptions', 'application/json'],
  ] as const) {
    for (const body of [long, stream()]) {
      const headers = { 'content-type': type };
      const answer = await fetch(listener.url + path, { method: 'POST', headers, body, duplex: 'half' });
      assert.equal(answer.status, 413, path);
      await answer.text();
    }
  }
  const head = await fetch(listener.url, { headers: { 'accept-language': 'x'.repeat(30_000) } });
  assert.equal(head.status, 431);
  assert.deepEqual(failures, [], 'none of it is a failure of ours');
});

test('who sends a form byte by byte is cut off, and holds up nobody meanwhile', async () => {
  const head =
    'POST /zapis HTTP/1.1\r\nHost: wici.example\r\nContent-Type: application/x-www-form-urlencoded\r\n';
  const slow = ['', 'Content-Length: 30000\r\n\r\nnumer=6', 'Transfer-Encoding: chunked\r\n\r\n1\r\nn\r\n'];
  const ends = Array.from({ length: 60 }, async (_, n) => {
    const socket = connect(Number(port), hostname);
    const drip = setInterval(() => socket.writable && socket.write(n % 3 === 2 ? '1\r\na\r\n' : 'a'), 100);
    socket.write(`${head}${slow[n % 3]}`);
    const said = await readAll(socket);
    clearInterval(drip);
    return said;
  });
  const quick = await fetch(`${listener.url}/wypis`);
  assert.equal(quick.status, 200);
  for (const said of await Promise.all(ends)) assert.match(said, /^$|^HTTP\/1\.1 408 /);
  assert.deepEqual(failures, []);
});

/** What came before the other side hung up. */
function readAll(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    socket.on('data', (chunk) => {
      said += String(chunk);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(said));
  });
}
