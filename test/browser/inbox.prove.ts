// The inbox in a real browser: by keyboard, by eye (WICI_SCREENSHOTS=folder keeps pictures) and by axe.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { advanceConversations } from '#services/advance-conversations.ts';
import { createMoReceiver } from '#services/receive-mo.ts';
import { createLook, launchBrowser, openPage } from '../support/browser.ts';
import { createTestDatabase } from '../support/database.ts';
import { serveApp } from '../support/doors.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
const app = createPanelApp(deps);
const receiver = createMoReceiver({ sql });
const visitor = createVisitor(app);
await setUpAccount(deps, visitor, { login: 'anna', factor: 'totp' });
const base = await serveApp(app);
const browser = await launchBrowser();
const page = await openPage(browser, { on: 'desk', cookies: { of: visitor.cookies, url: base } });

const look = createLook(page, { album: 'inbox', narrow: 360 });

let second = 0;

async function text(from: string, words: string): Promise<number> {
  second += 1;
  const digest = createHash('sha256').update(`${from} ${second}`).digest();
  const sentAt = new Date(Date.UTC(2026, 10, 20, 12, 0, 0) + second * 1000);
  await receiver.receive({ from, to: '48500100100', text: words, sentAt, gatewayRef: undefined, digest });
  while ((await advanceConversations(deps)) > 0);
  const [row] = await sql<{ id: number }[]>`
    select t.id from threads t left join phones p on p.id = t.phone_id where ${from} in (p.msisdn, t.sender)`;
  return row?.id ?? 0;
}

async function listSent(to: string): Promise<readonly string[]> {
  const rows = await sql<{ body: string }[]>`
    select t.body from mts m join texts t on t.id = m.text_id join phones p on p.id = m.phone_id
    where p.msisdn = ${to} order by m.id`;
  return rows.map((row) => row.body);
}

test('empty pages say what to do', async () => {
  await page.goto(`${base}/admin/skrzynka`);
  await look('pusta');
  await page.goto(`${base}/admin/ustawienia/odpowiedzi`);
  await look('odpowiedzi-puste');
});

const resident = '+48504000001';

test('the list shows danger first and every filter is a page without problems', async () => {
  await text(resident, 'ZAPISZ Skorzewo Dzialkowa 32 sport');
  await text(resident, /\b\d{6}\b/.exec((await listSent(resident)).at(-1) ?? '')?.[0] ?? '');
  await text(resident, 'Na ulicy Lipowej leży drzewo i blokuje pół jezdni. Proszę o interwencję.');
  await text('+48504000002', 'pomocy woda w domu');
  await text('+48504000003', 'Kiedy naprawicie huśtawkę w parku?');
  await text('380671234567', 'where can I pay the tax');
  await sql`
    insert into mos (digest, sender, recipient, text, sent_at, state, mark)
    values ('aside', '+48504000009', '', 'Proszę o kontakt', now(), 'parked', 'staff')`;
  await page.goto(`${base}/admin/skrzynka`);
  assert.match(await page.title(), /^\(4\) /);
  await look('lista');
  for (const name of ['Nowe', 'Moje', 'Zamknięte']) {
    await page.getByRole('link', { name: new RegExp(`^${name}`) }).click();
    await page.locator(`.tab[aria-current]:text("${name}")`).waitFor();
  }
  await look('zamkniete');
  await page.goto(`${base}/admin`);
  await look('dzis');
});

test('an answer is written and sent by keyboard alone, with the meter counting', async () => {
  const id = await text(resident, 'Drzewo nadal leży!');
  await page.goto(`${base}/admin/skrzynka/${id}`);
  await look('rozmowa');
  await page.keyboard.press('Tab');
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await page.evaluate('document.activeElement.id')) === 'tresc') break;
    await page.keyboard.press('Tab');
  }
  assert.equal(await page.evaluate('document.activeElement.id'), 'tresc');
  await page.keyboard.type('Już jedziemy.');
  assert.match((await page.locator('.meter').textContent()) ?? '', /13 znaków · 1 SMS[\s\S]*0,17/);
  await look('odpowiedz');
  await page.keyboard.press('Tab');
  while ((await page.evaluate('document.activeElement.value')) !== 'wyslij') await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Odpowiedź wysłana.').waitFor();
  assert.equal((await listSent(resident)).at(-1), 'Już jedziemy.');
  await look('wyslano');
});

test('a text that comes while one is typing shows a hint and leaves the typing alone', async () => {
  const id = await text(resident, 'Dziękuję, czekam na was');
  await page.goto(`${base}/admin/skrzynka/${id}`);
  await page.getByLabel('Treść odpowiedzi').fill('Piszę właśnie');
  await text(resident, 'Jedno drzewo spadło też na płot');
  const show = page.getByRole('button', { name: 'Pokaż, zostawiając mój tekst' });
  await show.waitFor();
  assert.equal(await page.getByLabel('Treść odpowiedzi').inputValue(), 'Piszę właśnie');
  await show.click();
  await page.getByText('spadło też na płot').waitFor();
  assert.equal(await page.getByLabel('Treść odpowiedzi').inputValue(), 'Piszę właśnie');
});

test('without JavaScript a saved answer is added, put in and sent', async () => {
  const plain = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'pl-PL',
    javaScriptEnabled: false,
  });
  plain.setDefaultTimeout(15_000);
  await plain.addCookies([...visitor.cookies].map(([name, value]) => ({ name, value, url: base })));
  const bare = await plain.newPage();
  await bare.goto(`${base}/admin/ustawienia/odpowiedzi`);
  await bare.getByLabel('Nazwa').fill('Godziny urzędu');
  await bare.getByLabel('Treść').fill('Urzad czynny pn-pt 8-16.');
  await bare.getByRole('button', { name: 'Dodaj' }).click();
  await bare.getByText('Zapisano.').waitFor();
  const id = await text('+48504000003', 'o ktorej otwieracie');
  await bare.goto(`${base}/admin/skrzynka/${id}`);
  await bare.getByLabel('Gotowa odpowiedź').selectOption({ label: 'Godziny urzędu' });
  await bare.getByRole('button', { name: 'Wstaw' }).click();
  assert.equal(await bare.getByLabel('Treść odpowiedzi').inputValue(), 'Urzad czynny pn-pt 8-16.');
  await bare.getByRole('button', { name: 'Pokaż koszt' }).click();
  await bare.getByText(/Tyle to kosztuje: 1\sSMS/).waitFor();
  await bare.getByRole('button', { name: 'Wyślij i zamknij rozmowę' }).click();
  await bare.getByText('Odpowiedź wysłana, rozmowa zamknięta.').waitFor();
  assert.equal((await listSent('+48504000003')).at(-1), 'Urzad czynny pn-pt 8-16.');
  await plain.close();
  await page.goto(`${base}/admin/ustawienia/odpowiedzi`);
  await look('odpowiedzi');
});

test('threads in danger, of those who left and of foreign numbers say what can be done', async () => {
  const danger = await text('+48504000002', 'ratunku szybko');
  await page.goto(`${base}/admin/skrzynka/${danger}`);
  await look('zagrozenie');
  const id = await text(resident, 'STOP');
  await page.goto(`${base}/admin/skrzynka/${id}`);
  await page.getByText('Ta osoba wypisała się').waitFor();
  await look('wypisana');
  await page.goto(`${base}/admin/ustawienia/dyzurni`);
  await page.getByLabel('Imię i nazwisko albo stanowisko').fill('Dyżurny gminy');
  await page.getByLabel('Numer komórki').fill('600 700 800');
  await page.getByRole('button', { name: 'Dodaj' }).click();
  await page.getByText('Zapisano.').waitFor();
  await look('dyzurni');
});
