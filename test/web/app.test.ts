import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { createApp } from '../../src/app.ts';
import { createErrorPage } from '../../src/web/error-page.ts';
import { createWeb } from '../../src/web/web.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const failures: unknown[] = [];
const config = { publicUrl: undefined, trustedProxies: [], smsapi: { number: '48500100200' } };
const app = createApp({
  webhooks: new Hono(),
  assets: new Hono(),
  admin: new Hono(),
  api: new Hono(),
  web: createWeb({ deps, config }),
  phonePage: () => undefined,
  isReady: async () => true,
  onError: (error) => failures.push(error),
  errorPage: createErrorPage({ deps, config }),
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

test('what stands in place of a page is in the person’s language, and in the panel in Polish', async () => {
  const ask = async (path: string, language: string) => {
    const response = await app.request(path, { headers: { 'accept-language': language } });
    assert.equal(response.status, 404);
    return response.text();
  };
  assert.match(await ask('/nie-ma', 'pl'), /Nie ma takiej strony/);
  assert.match(await ask('/nie-ma', 'uk'), /<html lang="uk">[\s\S]*Такої сторінки немає/);
  assert.match(await ask('/nie-ma', 'en-GB'), /<html lang="en">[\s\S]*There is no such page/);
  assert.match(await ask('/admin/nie-ma', 'en-GB'), /<html lang="pl">[\s\S]*Nie ma takiej strony/);
});
