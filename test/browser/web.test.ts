// The form in a real browser without JavaScript, by keyboard only (WICI_SCREENSHOTS=folder keeps pictures).
import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { createAssets } from '#html/assets.ts';
import { createApp } from '../../src/app.ts';
import { createWeb } from '../../src/web/web.ts';
import {
  findAccessibilityProblems,
  isWiderThanWindow,
  launchBrowser,
  takeScreenshots,
} from '../support/browser.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { readCode, readPerson } from '../support/registration.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const app = createApp({
  webhooks: new Hono(),
  assets: createAssets(),
  admin: new Hono(),
  api: new Hono(),
  web: createWeb({
    deps,
    config: { publicUrl: undefined, trustedProxies: [], smsapi: { number: '48500100200' } },
  }),
  phonePage: () => undefined,
  isReady: async () => true,
  onError: (error) => {
    throw error;
  },
  errorPage: (status) => html`<h1>${status}</h1>`,
  isHttps: false,
});
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
await new Promise((resolve) => server.once('listening', resolve));
after(() => {
  server.closeAllConnections();
  server.close();
});
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const browser = await launchBrowser();
const context = await browser.newContext({
  javaScriptEnabled: false,
  viewport: { width: 360, height: 740 },
  locale: 'pl-PL',
});
context.setDefaultTimeout(10_000);
const page = await context.newPage();
// axe is a script itself: it looks at a copy of each page where scripts may run.
const scanner = await (await browser.newContext({ viewport: { width: 360, height: 740 } })).newPage();
await scanner.goto(`${base}/wypis`);
const number = '+48600100500';

/** Accessible, no sideways scrolling at 320 px, the practice bar there; and a picture. */
async function look(name: string): Promise<void> {
  await takeScreenshots(page, `web-${name}`);
  await scanner.setContent(await page.content());
  assert.deepEqual(await findAccessibilityProblems(scanner), [], name);
  assert.equal(await isWiderThanWindow(page, 320), false, `${name} scrolls sideways at 320 px`);
  await page.setViewportSize({ width: 360, height: 740 });
  assert.equal(await page.getByText('ĆWICZENIA').first().isVisible(), true);
}

/** Presses Tab until the field, button or link of this name has the focus. */
async function tabTo(name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused: string = await page.evaluate(
      `((e) => (e?.labels?.[0]?.textContent ?? e?.textContent ?? '').trim())(document.activeElement)`,
    );
    if (focused === name) return;
  }
  throw new Error(`Tab never reached '${name}'`);
}

async function press(name: string): Promise<void> {
  await tabTo(name);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

async function heading(): Promise<string> {
  return (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
}

test('a resident joins by keyboard, without JavaScript', { timeout: 60_000 }, async () => {
  await page.goto(base);
  await look('home');
  await press('Zapisz się przez formularz');
  assert.equal(await heading(), 'Zapisz się na powiadomienia');
  await look('where');

  // Sent empty, it says what is missing and puts the focus on the summary.
  await press('Dalej');
  await look('where-problems');
  assert.equal(await page.getByRole('alert').getByRole('link').count(), 2);
  const focus: string = await page.evaluate(`document.activeElement.getAttribute('role')`);
  assert.equal(focus, 'alert');

  await tabTo('Numer telefonu komórkowego');
  await page.keyboard.type('600 100 500');
  await tabTo('Miejscowość');
  await page.keyboard.type('Sk');
  await press('Dalej');
  await look('address');

  await tabTo('Ulica');
  await page.keyboard.type('Poz');
  await tabTo('Numer domu (nie trzeba podawać)');
  await page.keyboard.type('12a');
  await press('Dalej');
  await look('consent');
  assert.match((await page.locator('main').textContent()) ?? '', /Skórzewo, ul. Poznańska 12a/);

  await tabTo('Sport');
  await page.keyboard.press('Space');
  await press('Wyślij kod SMS-em');
  await look('code');

  await tabTo('Kod z SMS-a');
  await page.keyboard.type('12');
  await press('Potwierdź zapis');
  await look('code-problem');

  await tabTo('Kod z SMS-a');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type((await readCode(database.sql, number)) ?? '');
  await press('Potwierdź zapis');
  assert.equal(await heading(), 'Zapisano');
  await look('joined');
  assert.partialDeepStrictEqual(await readPerson(database.sql, number), {
    state: 'active',
    categories: ['alerty', 'sport'],
    addresses: ['0582870 17394 12A'],
  });
});

test('a resident leaves by keyboard, without JavaScript', { timeout: 60_000 }, async () => {
  await page.goto(`${base}/wypis`);
  await look('leave');
  await tabTo('Numer telefonu komórkowego');
  await page.keyboard.type('600100500');
  await press('Wyślij kod');
  // Too soon after the code of the sign-up: the number's own budget.
  assert.match((await page.getByRole('alert').textContent()) ?? '', /Spróbuj ponownie za/);
  await look('leave-wait');

  deps.passTime(61_000);
  await press('Wyślij kod');
  await look('leave-code');
  await tabTo('Kod z SMS-a');
  await page.keyboard.type((await readCode(database.sql, number)) ?? '');
  await press('Wypisz mnie');
  assert.equal(await heading(), 'Wypisano');
  await look('left');
  assert.partialDeepStrictEqual(await readPerson(database.sql, number), { state: 'left' });
});
