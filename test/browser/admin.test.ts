// The panel in a real browser: a clerk's first day, by keyboard and by eye (WICI_SCREENSHOTS=folder keeps pictures).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { createSetupLink } from '#services/create-staff-link.ts';
import { planRun } from '#services/plan-run.ts';
import { createLook, launchBrowser, openPage } from '../support/browser.ts';
import { serveApp } from '../support/doors.ts';
import { startLedger } from '../support/ledger.ts';
import { codeAt, createPanelApp, password } from '../support/panel.ts';

const ledger = await startLedger();
const { deps } = ledger;
const { sql } = ledger.database;
const app = createPanelApp(deps);
const base = await serveApp(app);
const browser = await launchBrowser();
const page = await openPage(browser, { on: 'desk' });

const look = createLook(page, { album: 'admin', narrow: 360 });

await ledger.addSubscribers(120);
await sql`
  insert into addresses (phone_id, sym, sym_ul, house_number)
  select p.id, s.sym, s.sym_ul, (p.id % 40 + 1)::text
  from phones p
  join lateral (select sym, sym_ul from streets order by md5(sym_ul || p.id) limit 1) s on true`;

test('the first account is made from the link, second factor included', async () => {
  await page.goto(`${base}/admin/ustaw/${await createSetupLink(deps)}`);
  await look('ustaw');
  await page.getByRole('button', { name: 'Dalej' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.evaluate("document.activeElement.classList.contains('summary')"), true);
  await look('ustaw-problemy');
  await page.getByLabel('Imię i nazwisko').fill('Anna Nowak');
  await page.getByLabel('Login').fill('anna.nowak');
  await page.getByLabel('Hasło', { exact: true }).fill(password);
  await page.getByLabel('Powtórz hasło').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Ustaw drugi składnik' }).waitFor();
  await look('drugi-skladnik');
  assert.equal(await isDrawn(page, 'img.qr'), true);
  const secret = ((await page.locator('.key').textContent()) ?? '').replaceAll(' ', '');
  await page.getByLabel('Kod z aplikacji').fill(codeAt(secret, deps.clock()));
  await page.getByRole('button', { name: 'Potwierdź' }).click();
  await page.getByRole('heading', { level: 1, name: 'Kody zapasowe' }).waitFor();
  await page.getByRole('link', { name: 'Później' }).click();
  await page.getByRole('heading', { level: 1, name: /^Dziś/ }).waitFor();
  await look('dzis-pusto');

  await page.getByRole('button', { name: 'Wyloguj' }).click();
  await page.getByLabel('Login').waitFor();
  await look('logowanie');
  deps.passTime(60_000);
  await page.getByLabel('Login').fill('anna.nowak');
  await page.getByLabel('Hasło').fill(password);
  await page.getByRole('button', { name: 'Zaloguj się' }).click();
  await page.getByLabel('Kod z aplikacji').waitFor();
  await look('kod');
  await page.keyboard.type(codeAt(secret, deps.clock()));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /^Dziś/ }).waitFor();
});

test('the meter counts as one types, marks what costs and drops diacritics at a press', async () => {
  await page.goto(`${base}/admin/wyslij`);
  await page
    .getByLabel('Treść')
    .fill('Wójt Gminy: jutro od 8 do 14 nie będzie wody w Skórzewie, ul. Poznańska.');
  const meter = page.locator('.meter');
  assert.match((await meter.textContent()) ?? '', /72 znaki · 2 SMS-y na osobę/);
  assert.deepEqual(await meter.locator('mark').allTextContents(), ['ó', 'ę', 'ó', 'ń']);
  await look('wyslij');
  await page.getByRole('button', { name: 'Usuń polskie znaki' }).click();
  assert.equal(
    await page.getByLabel('Treść').inputValue(),
    'Wojt Gminy: jutro od 8 do 14 nie bedzie wody w Skorzewie, ul. Poznanska.',
  );
  assert.match((await meter.textContent()) ?? '', /72 znaki · 1 SMS na osobę/);
  await page.getByLabel('Treść').fill('');
  await page.getByRole('button', { name: 'Sprawdź przed wysłaniem' }).click();
  await page.getByRole('link', { name: 'Wpisz treść wiadomości.' }).click();
  assert.equal(await page.evaluate('document.activeElement.id'), 'tresc');
  await look('wyslij-problemy');
});

test('a campaign goes from the text to the phones by keyboard alone, with live progress', async () => {
  await page.goto(`${base}/admin/wyslij`);
  await tabTo('odbiorcy-0');
  await tabTo('rodzaj-0');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.getByRole('radio', { name: 'Alert', exact: true }).isChecked(), true);
  await tabTo('tresc');
  await page.keyboard.type('Dopiewo: zerwana linia przy ul. Poznańskiej. Nie podchodź!');
  await tabToButton('Sprawdź przed wysłaniem');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Sprawdź przed wysłaniem' }).waitFor();
  await look('podglad');
  await tabToButton('Wyślij do 120 osób');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /^Wysyłka \d+/ }).waitFor();
  await look('wysylka-start');

  const [run] = await sql<
    { id: number }[]
  >`select id from runs where kind = 'campaign' order by id desc limit 1`;
  await planRun(deps, { runId: run?.id ?? 0 });
  await page.getByText('0 z 120 (0%)').waitFor();
  const dispatcher = ledger.dispatch();
  await page.getByText('zakończona').waitFor();
  await dispatcher.stop();
  assert.equal(await page.locator('#liczba-submitted').textContent(), '120');
  await look('wysylka-koniec');
  assert.equal(ledger.simulator.summary().rows, 120);
});

test('a campaign is stopped in two steps and says how many it skipped', async () => {
  const { campaignId } = await ledger.plan();
  await page.goto(`${base}/admin/wysylki/${campaignId}`);
  await look('wysylka-w-toku');
  await page.getByRole('link', { name: 'Zatrzymaj wysyłkę…' }).click();
  await look('zatrzymaj');
  await page.getByRole('button', { name: 'Zatrzymaj wysyłkę' }).click();
  await page.getByText('zatrzymana').waitFor();
  assert.equal(await page.locator('#liczba-skipped').textContent(), '120');
  assert.equal(await page.locator('#liczba-razem').textContent(), '120');
});

test('every other page is accessible, fits a small phone and can be reached by the navigation', async () => {
  await sql`
    insert into mos (digest, sender, recipient, text, sent_at, state, mark, phone_id)
    select convert_to(t.text, 'UTF8'), p.msisdn, '', t.text, now(), 'handled', t.mark, p.id
    from (values
      ('pomocy woda w domu, starsza osoba nie moze wyjsc', 'danger'),
      ('na ulicy lipowej leży drzewo i blokuje przejazd, prosze o interwencje', 'staff'),
      ('Dzień dobry, kiedy będzie odbiór gabarytów?', 'staff')) t (text, mark)
    join phones p on p.id = (select min(id) from phones) + length(t.text)`;
  await sql`update subscribers set state = 'left', left_at = now() where phone_id = (select max(phone_id) from subscribers)`;
  await ledger.plan({ text: 'Dopiewo: dzis o 17 mecz na stadionie. Wstep wolny.' });
  await page.goto(`${base}/admin`);
  await page.getByRole('heading', { name: 'Co teraz wychodzi' }).waitFor();
  await look('dzis');
  for (const [link, name] of [
    ['Skrzynka', 'skrzynka'],
    ['Odbiorcy', 'odbiorcy'],
    ['Wysyłki', 'wysylki'],
    ['Ustawienia', 'ustawienia'],
  ] as const) {
    await page.getByRole('navigation', { name: 'Główne' }).getByRole('link', { name: link }).click();
    await page.getByRole('heading', { level: 1, name: link }).waitFor();
    await look(name);
  }
  await page.getByRole('link', { name: 'Przejście na tryb rzeczywisty' }).click();
  await look('tryb');
  await page.getByRole('link', { name: 'Instrukcja' }).click();
  await look('instrukcja');
  await page.goto(`${base}/admin/odbiorcy`);
  await page.getByRole('rowheader').first().getByRole('link').click();
  await look('osoba');
  await page.getByRole('button', { name: 'pokaż numer' }).click();
  await look('numer');
  await page.goto(`${base}/admin/wysylki/99999`);
  await look('nie-ma');
});

test('dark mode keeps its contrasts', async () => {
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const path of ['', '/wyslij', '/skrzynka', '/wysylki', '/ustawienia/tryb']) {
    await page.goto(`${base}/admin${path}`);
    await look(`ciemno${path.replaceAll('/', '-')}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
});

test('without JavaScript the same campaign is written, checked and sent', async () => {
  const plain = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
  });
  plain.setDefaultTimeout(10_000);
  const tab = await plain.newPage();
  await tab.goto(`${base}/admin/wyslij`);
  await tab.locator('noscript p').waitFor();
  assert.equal(await tab.locator('.meter').isVisible(), false);
  await tab.getByLabel('Treść').fill('Dopiewo: próba syren o 12.');
  await tab.getByRole('button', { name: 'Sprawdź przed wysłaniem' }).click();
  await tab.getByRole('button', { name: /^Wyślij do/ }).click();
  await tab.getByRole('heading', { level: 1, name: /^Wysyłka \d+/ }).waitFor();
  await plain.close();
});

async function tabTo(id: string): Promise<void> {
  await tabUntil(`document.activeElement.id === '${id}'`);
}

async function tabToButton(name: string): Promise<void> {
  // The count and the noun are joined by a space that does not break.
  await tabUntil(
    `document.activeElement.tagName === 'BUTTON' && document.activeElement.textContent.replace(/\\s/g, ' ') === '${name}'`,
  );
}

async function tabUntil(condition: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await page.evaluate<boolean>(condition)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`the keyboard does not reach: ${condition}`);
}

function isDrawn(tab: Page, selector: string): Promise<boolean> {
  return tab.evaluate(`document.querySelector('${selector}').naturalWidth > 0`);
}
