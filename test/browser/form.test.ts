// The form where scripts run: places completed while they are typed, read out to who does not see them, and as light as
// a slow phone needs it (WICI_SCREENSHOTS=folder keeps pictures, WICI_WRITE_TRANSCRIPT=1 renews what is read out).
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { writePng } from '#domain/png.ts';
import type { Deps, Office } from '#services/deps.ts';
import { createApi } from '../../src/api/api.ts';
import {
  findAccessibilityProblems,
  isWiderThanWindow,
  launchBrowser,
  openPage,
  openScale,
  takeScreenshots,
} from '../support/browser.ts';
import { createTestDatabase } from '../support/database.ts';
import { createTestApp, createTestWeb, serveApp } from '../support/doors.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { readCode, readPerson } from '../support/registration.ts';
import { readFocus } from '../support/screen-reader.ts';

const database = await createTestDatabase();
const own = await createOfficeDeps(database);
/** What the office has chosen for its look, as the test at hand wants it. */
let look: Partial<Office> = {};
const deps: Deps = { ...own, office: () => ({ ...own.office(), ...look }) };
const api = createApi({ deps });
let isApiUp = true;
const app = createTestApp({
  api: {
    fetch: (request, env) => (isApiUp ? api.fetch(request, env) : new Response(null, { status: 503 })),
  },
  web: createTestWeb(deps),
});
const base = await serveApp(app);
const browser = await launchBrowser();

async function check(page: Page, name: string): Promise<void> {
  await takeScreenshots(page, `form-${name}`);
  assert.deepEqual(await findAccessibilityProblems(page), [], name);
  // 320 px is also a desk's window of 1280 px at 400 %.
  assert.equal(await isWiderThanWindow(page, 320), false, `${name} scrolls sideways at 320 px`);
  await page.setViewportSize({ width: 360, height: 740 });
}

/** Presses Tab until the element of this name has the focus, and tells what was read out on the way. */
async function tabTo(page: Page, name: string): Promise<readonly string[]> {
  const said: string[] = [];
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab');
    said.push(await readFocus(page));
    if (said.at(-1)?.includes(`„${name}”`) === true) return said;
  }
  throw new Error(`Tab never reached '${name}': ${said.join(' | ')}`);
}

async function press(page: Page): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

test('by keyboard alone, with scripts, a resident joins; what is read out is what is expected', {
  timeout: 90_000,
}, async () => {
  const page = await openPage(browser, { on: 'phone' });
  const said: string[] = [];
  const hear = async (what: string): Promise<void> => {
    said.push(`## ${what}`, await page.title());
    said.push(await page.locator('main').ariaSnapshot());
  };
  const go = async (name: string): Promise<void> => {
    for (const line of await tabTo(page, name)) said.push(`Tab: ${line}`);
  };
  await page.goto(`${base}/zapis`);
  await hear('Krok 1');
  await go('Dalej');
  await press(page);
  await hear('Krok 1 z błędami');
  said.push(`Fokus: ${await readFocus(page)}`);
  await check(page, 'where-problems');
  await go('Numer telefonu komórkowego');
  await page.keyboard.type('600 100 800');
  await go('Miejscowość');
  await page.keyboard.type('skó');
  await page.getByRole('option', { name: 'Skórzewo' }).waitFor();
  said.push(`Powiadomienie: ${await page.locator('.combobox [role=status]').textContent()}`);
  await page.keyboard.press('ArrowDown');
  said.push(`Strzałka w dół: ${await readFocus(page)}`);
  said.push(await page.locator('.combobox').ariaSnapshot());
  await check(page, 'suggestions');
  await page.keyboard.press('Enter');
  said.push(`Enter: ${await readFocus(page)}`);
  said.push(`Powiadomienie: ${await page.locator('.combobox [role=status]').textContent()}`);
  await press(page);
  await hear('Krok 2');
  await check(page, 'address');
  await go('Ulica');
  await page.keyboard.type('pozn');
  await page.getByRole('option', { name: 'Poznańska' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await go('Numer domu (nie trzeba podawać)');
  await page.keyboard.type('12a');
  await press(page);
  await hear('Krok 3');
  await check(page, 'consent');
  await go('Sport');
  await page.keyboard.press('Space');
  await go('Wyślij kod SMS-em');
  await press(page);
  await hear('Kod');
  await go('Kod z SMS-a');
  await page.keyboard.type('12');
  await press(page);
  await hear('Kod z błędem');
  said.push(`Fokus: ${await readFocus(page)}`);
  await check(page, 'code-problem');
  await go('Kod z SMS-a');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type((await readCode(database.sql, '+48600100800')) ?? '');
  await press(page);
  await hear('Koniec');
  assert.partialDeepStrictEqual(await readPerson(database.sql, '+48600100800'), {
    state: 'active',
    categories: ['alerty', 'sport'],
    addresses: ['0582870 17394 12A'],
  });
  const file = new URL('../fixtures/form-read-out.txt', import.meta.url);
  const transcript = `${said.join('\n').replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '*')}\n`;
  if (process.env.WICI_WRITE_TRANSCRIPT === '1') writeFileSync(file, transcript);
  assert.equal(transcript, readFileSync(file, 'utf8'));
  await page.context().close();
});

test('with scripts a resident leaves, in English, and nothing typed is lost when the language changes', {
  timeout: 60_000,
}, async () => {
  own.passTime(61_000);
  const page = await openPage(browser, { on: 'phone', locale: 'en-GB' });
  await page.goto(`${base}/wypis`);
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Unsubscribe from notices');
  await page.getByLabel('Mobile phone number').fill('600 100 800');
  await page.getByRole('button', { name: 'Українська' }).click();
  await page.getByRole('heading', { name: 'Відписатися від сповіщень' }).waitFor();
  assert.equal(await page.locator('#numer').inputValue(), '600 100 800');
  await check(page, 'leave-uk');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Unsubscribe from notices' }).waitFor();
  // Enter in the field sends the form; it does not press a language.
  await page.locator('#numer').press('Enter');
  await page.getByRole('heading', { name: 'Enter the code to unsubscribe' }).waitFor();
  await check(page, 'leave-code-en');
  await page.getByLabel('Code from the SMS').fill((await readCode(database.sql, '+48600100800')) ?? '');
  await page.getByRole('button', { name: 'Unsubscribe me' }).click();
  await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
  await check(page, 'left-en');
  assert.partialDeepStrictEqual(await readPerson(database.sql, '+48600100800'), { state: 'left' });
  await page.goto(base);
  await check(page, 'home-en');
  await page.context().close();
});

test('suggestions understand slips and inflection, and without the search the page’s own list is searched', {
  timeout: 60_000,
}, async () => {
  const page = await openPage(browser, { on: 'phone' });
  await page.goto(`${base}/zapis`);
  const field = page.getByRole('combobox', { name: 'Miejscowość' });
  await field.pressSequentially('w dąbrówce');
  await page.getByRole('option', { name: 'Dąbrówka' }).waitFor();
  await field.fill('Palędzie');
  await page.getByRole('option', { name: 'Palędzie (osada leśna)' }).click();
  assert.equal(await field.inputValue(), 'Palędzie (osada leśna)');
  assert.equal(await page.locator('input[name=miejscowosc]').inputValue(), '0582798');
  assert.equal(await field.getAttribute('aria-expanded'), 'false');
  // A name typed in full is chosen, and its list does not hide the button.
  await field.fill('skorzewo');
  await page.getByText('Wybrano: Skórzewo').waitFor();
  assert.equal(await page.locator('input[name=miejscowosc]').inputValue(), '0582870');
  assert.equal(await page.getByRole('listbox').isVisible(), false);
  // Escape closes the list and leaves the text.
  await field.fill('Dop');
  await page.getByRole('option', { name: 'Dopiewo' }).waitFor();
  await field.press('Escape');
  assert.equal(await page.getByRole('listbox').isVisible(), false);
  assert.equal(await field.inputValue(), 'Dop');
  isApiUp = false;
  try {
    await field.fill('wiec');
    await page.getByRole('option', { name: 'Więckowice (wieś)' }).waitFor();
    await field.fill('xyz');
    await page.getByText('Brak podpowiedzi').waitFor();
  } finally {
    isApiUp = true;
  }
  // What is only typed is sent as typed, and checked by the office.
  await page.getByLabel('Numer telefonu komórkowego').fill('600100801');
  await field.press('Enter');
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByRole('combobox', { name: 'Miejscowość' }).inputValue(), 'xyz');
  // Of two places of one name the person picks; whoever meant another types again.
  await page.getByRole('combobox', { name: 'Miejscowość' }).fill('Palędzie');
  await page.locator('#numer').press('Enter');
  await page.getByRole('radio', { name: 'Palędzie (osada leśna)' }).waitFor();
  await check(page, 'choices');
  await page.getByRole('radio', { name: 'Inna, wpiszę jeszcze raz' }).check();
  await page.getByRole('button', { name: 'Dalej' }).click();
  await page.getByRole('combobox', { name: 'Miejscowość' }).fill('Palędzie');
  await page.locator('#numer').press('Enter');
  await page.getByRole('radio', { name: 'Palędzie (osada leśna)' }).check();
  await page.getByRole('button', { name: 'Dalej' }).click();
  await page.getByText('Krok 2 z 4').waitFor();
  // A form that comes from elsewhere is refused in the person's language.
  await page.route('http://elsewhere.test/', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" action="${base}/zapis"><button>Wygraj</button></form>`,
    }),
  );
  await page.goto('http://elsewhere.test/');
  await page.getByRole('button', { name: 'Wygraj' }).click();
  await page.getByRole('heading', { name: 'Nie przyjęto formularza' }).waitFor();
  await check(page, 'refused');
  await page.context().close();
});

test('a whole page with scripts, styles, crest and colour weighs at most 30 kB, on the longest lists too', {
  timeout: 60_000,
}, async () => {
  const noise = Uint8Array.from({ length: 40 * 40 * 4 }, (_, at) => (at * 7919 + (at >> 3) * 104729) % 251);
  const png = Uint8Array.from(writePng({ width: 40, height: 40, rgba: noise }));
  look = {
    crest: { digest: '0123456789abcdef', png, width: 40, height: 40 },
    settings: { ...own.office().settings, brandColour: '#7a1f3d' },
  };
  const page = await openPage(browser, { on: 'phone' });
  const scale = await openScale(page);
  const weigh = async (act: () => Promise<unknown>, name: string): Promise<void> => {
    await act();
    const { bytes, files } = await scale.weigh();
    assert.ok(files >= 4, `${name}: page, style, colour and crest, not only ${files} files`);
    assert.ok(bytes <= 30_000, `${name}: ${bytes} bytes`);
    await check(page, `brand-${name}`);
  };
  try {
    await weigh(() => page.goto(base), 'home');
    await weigh(() => page.goto(`${base}/zapis`), 'join');
    assert.ok(await page.evaluate(`document.querySelector('img.crest').naturalWidth > 0`));
    const colour = 'getComputedStyle(document.querySelector("main button")).backgroundColor';
    assert.equal(await page.evaluate(colour), 'rgb(122, 31, 61)');
    await page.getByLabel('Numer telefonu komórkowego').fill('600100802');
    await page.getByRole('combobox', { name: 'Miejscowość' }).fill('Skórzewo');
    await weigh(async () => {
      await page.getByRole('button', { name: 'Dalej' }).click();
      await page.getByRole('combobox', { name: 'Ulica' }).waitFor();
    }, 'address');
    await weigh(() => page.goto(`${base}/wypis`), 'leave');
  } finally {
    look = {};
  }
  await page.context().close();
});
