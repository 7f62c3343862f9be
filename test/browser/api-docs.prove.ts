// The API's reference and the page of tokens in a real browser (WICI_SCREENSHOTS=folder keeps pictures).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApi } from '../../src/api/api.ts';
import { createApiDocs } from '../../src/api/docs.ts';
import { asNode, findMismatches, readOperations } from '../support/api-document.ts';
import {
  findAccessibilityProblems,
  isWiderThanWindow,
  launchBrowser,
  takeScreenshots,
} from '../support/browser.ts';
import { createTestDatabase } from '../support/database.ts';
import { createTestApp, serveApp } from '../support/doors.ts';
import { createOfficeDeps } from '../support/office-deps.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const api = createApi({ deps });
const app = createTestApp({
  api,
  apiDocs: createApiDocs({ deps, publicUrl: 'https://sms.dopiewo.pl', api }),
});
const url = await serveApp(app);
const document = asNode(await (await fetch(`${url}/api/v1/openapi.json`)).json());
const operations = readOperations(document);

test('the reference shows every operation, leads nowhere empty, fetches nothing from elsewhere and is accessible', async () => {
  const browser = await launchBrowser();
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(`${url}/api`);
  await page.getByRole('heading', { level: 1, name: 'API reference' }).waitFor();
  for (const { method, path } of operations) {
    await page.getByRole('heading', { level: 3, name: `${method} ${path}`, exact: true }).waitFor();
  }
  const lost = await page.evaluate(
    `[...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href')).filter((href) => document.getElementById(href.slice(1)) === null)`,
  );
  assert.deepEqual(lost, []);
  assert.deepEqual(
    asked.filter((one) => !one.startsWith(url)),
    [],
  );
  assert.deepEqual(faults, []);
  await takeScreenshots(page, 'api-docs');
  assert.deepEqual(await findAccessibilityProblems(page), []);
  assert.equal(await isWiderThanWindow(page, 360), false, 'scrolls sideways at 360 px');
});

test('each example of a call has the address and the body that the document describes', async () => {
  const page = (await (await fetch(`${url}/api/docs`)).text())
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
  const curls = [...page.matchAll(/<code>(curl [^<]+)<\/code>/g)].map(([, curl = '']) => curl);
  assert.equal(curls.length, operations.length);
  for (const [index, operation] of operations.entries()) {
    const curl = curls[index] ?? '';
    const address = new RegExp(
      `'https://sms\\.dopiewo\\.pl/api/v1${operation.path.replace(/\{id\}/, '[^/?]+')}(\\?[^']+)?'`,
    );
    assert.match(curl, address);
    assert.equal(curl.includes('$TOKEN'), operation.scope !== null, operation.id);
    if (operation.body === undefined) continue;
    const body: unknown = JSON.parse(/-d '(.+)'$/s.exec(curl)?.[1] ?? '');
    assert.deepEqual(findMismatches(document, operation.body, body), [], operation.id);
  }
});
