import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { createApp } from '../../src/app.ts';
import { renderErrorPage } from '../../src/error-page.ts';
import { createWeb } from '../../src/web/web.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const failures: unknown[] = [];
const app = createApp({
  webhooks: new Hono(),
  assets: new Hono(),
  admin: new Hono(),
  api: new Hono(),
  web: createWeb({
    deps,
    config: { publicUrl: undefined, trustedProxies: [], smsapi: { number: '48500100200' } },
  }),
  phonePage: () => undefined,
  isReady: async () => true,
  onError: (error) => failures.push(error),
  errorPage: (status) => renderErrorPage({ status, office: deps.office() }),
  isHttps: false,
});

test('a form that is far too long is refused as such and is no failure of ours', async () => {
  const response = await app.request('/zapis', {
    method: 'POST',
    body: `numer=${'6'.repeat(100_000)}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '100006' },
  });
  assert.equal(response.status, 413);
  assert.match(await response.text(), /Za dużo danych/);
  assert.deepEqual(failures, []);
});
