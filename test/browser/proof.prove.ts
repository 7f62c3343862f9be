// Public pages at a busy time and in other languages: the task that a browser solves by itself, the way by SMS where it
// can't, and what residents do behind a code (WICI_SCREENSHOTS=folder keeps pictures).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { createLook, launchBrowser, openPage, openScale } from '../support/browser.ts';
import { createTestApp, createTestWeb, serveApp } from '../support/doors.ts';
import { startLedger } from '../support/ledger.ts';
import { newNumber } from '../support/public-door.ts';
import { readCode } from '../support/registration.ts';
import { readFocus } from '../support/screen-reader.ts';

const ledger = await startLedger();
const { deps, database } = ledger;
const { sql } = database;
const app = createTestApp({ web: createTestWeb(deps) });
const base = await serveApp(app);
const browser = await launchBrowser();
const suspect = () => sql`update rate_limits set points = 1000`;

const lookAt = (page: Page, scanner?: Page) =>
  createLook(page, { album: 'proof', narrow: 320, ...(scanner === undefined ? {} : { scanner }) });

// Scripts of the browser, which has types of its own.
const keepWhatIsHeard = `
  const heard = JSON.parse(sessionStorage.getItem('heard') ?? '[]');
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const region = target instanceof Element ? target.closest('[role=status]') : null;
      if (region?.textContent) heard.push(region.textContent);
    }
    sessionStorage.setItem('heard', JSON.stringify(heard));
  }).observe(document, { childList: true, subtree: true });`;
const readWhatIsLeft = `(() => {
  const copy = document.querySelector('main').cloneNode(true);
  for (const part of copy.querySelectorAll('[lang], strong, a[href^=sms], noscript, textarea')) part.remove();
  return copy.textContent.replaceAll(/SMS|JSON|STOP|ZAPISZ|ZOSTAJE|STATUS|CERT Polska|12A/g, '');
})()`;

/** What live regions of this page and those before it in the window have said, in order. */
async function hear(page: Page): Promise<unknown> {
  return JSON.parse(String(await page.evaluate(`sessionStorage.getItem('heard') ?? '[]'`)));
}

test('at a busy time, by keyboard alone, the form goes on by itself after a task that is read out', {
  timeout: 60_000,
}, async () => {
  const page = await openPage(browser, { on: 'phone' });
  const look = createLook(page, { album: 'proof', narrow: 320, scale: await openScale(page) });
  await page.addInitScript(keepWhatIsHeard);
  const number = newNumber();
  await page.goto(`${base}/wypis`);
  await page.locator('#numer').fill(newNumber());
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Wpisz kod, żeby się wypisać' }).waitFor();
  await suspect();
  await page.goto(`${base}/wypis`);
  while (!(await readFocus(page)).includes('„Numer telefonu komórkowego”')) await page.keyboard.press('Tab');
  await page.keyboard.type(number);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Wpisz kod, żeby się wypisać' }).waitFor();
  assert.deepEqual(await hear(page), [
    'Sprawdzamy. To potrwa kilka sekund, nie musisz nic robić.',
    'Gotowe. Przechodzimy dalej.',
  ]);
  const [spent] = await sql`select count(*)::int from spent_challenges`;
  assert.equal(spent?.count, 1);
  // Who goes back finds a button; the used task is followed by a fresh one.
  await page.route('**/proof.js', (route) => route.abort());
  await page.goto(`${base}/wypis`);
  await page.locator('#numer').fill(newNumber());
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Jeszcze chwila' }).waitFor();
  await look('task');
  assert.equal(
    await page.locator('main').ariaSnapshot(),
    `- main:
  - heading "Jeszcze chwila" [level=1]
  - paragraph: Próśb o kod jest teraz bardzo dużo. Sprawdzamy, czy nie wysyła ich automat.
  - status
  - paragraph:
    - text: Wyślij SMS o treści
    - strong: STOP
    - text: na numer
    - link "500 100 200":
      - /url: sms:+48500100200?body=STOP
    - text: ": to działa od razu i zawsze, bez tej strony."`,
  );
  await page.context().close();
});

test('without scripts, and without WebCrypto, the page says what to text', { timeout: 60_000 }, async () => {
  const page = await openPage(browser, { on: 'phone', scripts: 'off', locale: 'uk-UA' });
  const scanner = await openPage(browser, { on: 'phone' });
  // The copy has its scripts, and is not to go on.
  await scanner.route('**/proof.js', (route) => route.abort());
  await scanner.goto(`${base}/wypis`);
  await page.goto(`${base}/wypis`);
  await page.locator('#numer').fill(newNumber());
  await page.getByRole('button', { name: 'Надіслати код' }).click();
  await page.getByRole('heading', { name: 'Ще мить' }).waitFor();
  assert.match(await page.locator('noscript').innerText(), /Цей браузер не виконує скриптів/);
  const link = page.getByRole('link', { name: '500 100 200' });
  assert.equal(await link.getAttribute('href'), 'sms:+48500100200?body=STOP');
  await lookAt(page, scanner)('task-without-scripts-uk');
  await page.context().close();
  await scanner.context().close();
  const old = await openPage(browser, { on: 'phone', locale: 'en-GB' });
  // As on a page that is not reached by HTTPS.
  await old.addInitScript(`Object.defineProperty(crypto, 'subtle', { value: undefined })`);
  await old.goto(`${base}/wypis`);
  await old.locator('#numer').fill(newNumber());
  await old.keyboard.press('Enter');
  await old.getByText('This browser cannot do the check.').waitFor();
  await lookAt(old)('task-without-webcrypto-en');
  await old.context().close();
});

test('behind the code and on the list of messages everything is in the person’s language', {
  timeout: 90_000,
}, async () => {
  const looked = ['mine-home', 'moje-adres', 'genuine-unknown'];
  await sql`truncate rate_limits`;
  await ledger.plan({ text: 'Dopiewo: jutro od 8:00 nie bedzie wody. Beczkowoz stoi przy szkole.' });
  deps.passTime(61_000);
  for (const [locale, language, foreign] of [
    ['uk-UA', 'uk', /[A-Za-zĄ-ż]{3,}/],
    ['en-GB', 'en', /[ąćęłńóśźż]/i],
  ] as const) {
    const [phoneId] = await ledger.addSubscribers(1);
    const [phone] = await sql<{ msisdn: string }[]>`select msisdn from phones where id = ${phoneId ?? 0}`;
    const msisdn = phone?.msisdn ?? '';
    const page = await openPage(browser, { on: 'phone', locale });
    const look = lookAt(page);
    const check = async (name: string): Promise<void> => {
      // Ukrainian has the longest words; the pages are the same in each language.
      if (language === 'uk' && looked.includes(name)) await look(`${name}-${language}`);
      assert.equal(await page.locator('html').getAttribute('lang'), language, name);
      // What is not marked as Polish is in the page's language: all but words to text, numbers and names.
      const left = String(await page.evaluate(readWhatIsLeft));
      assert.doesNotMatch(left, foreign, `${name} in ${language}`);
    };
    await page.goto(`${base}/moje`);
    await page.locator('#numer').fill('12');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await check('mine-log-in');
    await page.locator('#numer').fill(msisdn);
    await page.keyboard.press('Enter');
    await page.locator('#kod').waitFor();
    await page.locator('#kod').fill((await readCode(sql, msisdn)) ?? '');
    await page.keyboard.press('Enter');
    await page.locator(`a[href="/moje/dane.json"]`).waitFor();
    await check('mine-home');
    for (const path of ['/moje/adres', '/moje/wiadomosci', '/moje/zgody', '/moje/usun', '/czy-to-my']) {
      await page.goto(base + path);
      await check(path.slice(1).replaceAll('/', '-'));
    }
    await page.locator('#tresc').fill('Dopiewo: doplac 1 zl do paczki http://zly.example');
    await page.locator('#formularz button:not([tabindex])').click();
    await page.getByRole('alert').waitFor();
    await check('genuine-unknown');
    await page.goto(`${base}/dostepnosc`);
    await check('declaration');
    await page.goto(`${base}/nie-ma`);
    await page.context().close();
  }
});
