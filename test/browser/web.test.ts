// The form in a real browser without JavaScript, by keyboard only (WICI_SCREENSHOTS=folder keeps pictures).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLook, launchBrowser, openPage } from '../support/browser.ts';
import { createTestDatabase } from '../support/database.ts';
import { createTestApp, createTestWeb, serveApp } from '../support/doors.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { readCode, readPerson } from '../support/registration.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const app = createTestApp({ web: createTestWeb(deps) });
const base = await serveApp(app);
const browser = await launchBrowser();
const page = await openPage(browser, { on: 'phone', scripts: 'off' });
// axe is a script itself: it looks at a copy of each page where scripts may run.
const scanner = await openPage(browser, { on: 'phone' });
await scanner.goto(`${base}/wypis`);
const number = '+48600100500';

const lookAt = createLook(page, { album: 'web', narrow: 320, scanner });

async function look(name: string): Promise<void> {
  await lookAt(name);
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
