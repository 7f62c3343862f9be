// /moje, /czy-to-my and /dostepnosc in a real browser without JavaScript (WICI_SCREENSHOTS=folder keeps pictures).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declarationSchema } from '#domain/declaration.ts';
import { dayOf } from '#domain/report-period.ts';
import { saveDeclaration } from '#services/save-declaration.ts';
import { createLook, launchBrowser, openPage, openScale } from '../support/browser.ts';
import { createTestApp, createTestWeb, serveApp } from '../support/doors.ts';
import { startLedger } from '../support/ledger.ts';
import { readCode } from '../support/registration.ts';

const ledger = await startLedger();
const { deps, database } = ledger;
const { sql } = database;
const app = createTestApp({ web: createTestWeb(deps) });
const base = await serveApp(app);
const browser = await launchBrowser();
const page = await openPage(browser, { on: 'phone', scripts: 'off' });
const scanner = await openPage(browser, { on: 'phone' });
await scanner.goto(`${base}/czy-to-my`);

const scale = await openScale(page);
const look = createLook(page, { album: 'mine', narrow: 320, scanner, scale });

test('a resident enters by a code, changes what is theirs, pauses, looks back and goes', async () => {
  const [phoneId] = await ledger.addSubscribers(1);
  const [phone] = await sql<{ msisdn: string }[]>`select msisdn from phones where id = ${phoneId ?? 0}`;
  const msisdn = phone?.msisdn ?? '';
  await page.goto(`${base}/moje`);
  await look('log-in');
  await page.getByLabel('Numer telefonu komórkowego').fill('12');
  await page.getByRole('button', { name: 'Wyślij kod' }).click();
  await look('log-in-problem');
  await page.getByLabel('Numer telefonu komórkowego').fill(msisdn);
  await page.getByRole('button', { name: 'Wyślij kod' }).click();
  await look('code');
  await page.getByLabel('Kod z SMS-a').fill((await readCode(sql, msisdn)) ?? '');
  await page.getByRole('button', { name: 'Wejdź' }).click();
  await look('home');
  await page.getByRole('link', { name: 'Dodaj adres' }).click();
  await page.getByLabel('Miejscowość').fill('Paledzie');
  await page.getByRole('button', { name: 'Zapisz adres' }).click();
  await look('address-choice');
  await page.getByRole('radio').first().check();
  await page.getByRole('button', { name: 'Zapisz adres' }).click();
  await page.getByText('Zapisano adresy.').waitFor();
  await page.getByLabel('Ostatni dzień przerwy').fill(dayOf(deps.clock()));
  await page.getByRole('button', { name: 'Zrób przerwę' }).click();
  await page.getByText('Alerty o zagrożeniach nadal wysyłamy.').waitFor();
  await look('paused');
  await page.getByRole('link', { name: 'Historia Twoich zgód' }).click();
  await look('consents');
  await page.goto(`${base}/moje/wiadomosci`);
  await look('messages');
  await page.goto(`${base}/moje/usun`);
  await look('erase');
  await page.getByRole('button', { name: 'Wyjdź' }).click();
  await page.goto(`${base}/moje/zgody`);
  await page.getByText('Poproś o nowy kod.').waitFor();
});

test('anybody can tell a true SMS from a false one', async () => {
  await ledger.plan({ text: 'Dopiewo: jutro od 8:00 nie bedzie wody. Beczkowoz stoi przy szkole.' });
  deps.passTime(61_000);
  await page.goto(`${base}/czy-to-my`);
  await look('genuine');
  for (const [text, answer, name] of [
    [
      'Dopiewo: jutro od 8:00 nie bedzie wody. Beczkowoz stoi przy szkole.',
      'Tak, to nasza wiadomość',
      'ours',
    ],
    ['Doplac do paczki 1 zl http://zle.pl', 'Nie znamy takiej wiadomości', 'unknown'],
  ] as const) {
    await page.getByLabel('Wklej treść SMS-a').fill(text);
    await page.getByRole('button', { name: 'Sprawdź' }).click();
    await page.getByRole('heading', { name: answer }).waitFor();
    await look(`genuine-${name}`);
  }
});

test('the declaration is a page like the others', async () => {
  const content = declarationSchema.parse({
    body: 'Urząd Gminy Dopiewo',
    url: 'https://sms.dopiewo.pl',
    publishedOn: '2026-01-10',
    updatedOn: '2026-02-01',
    status: 'partial',
    exceptions: 'Mapy są wyłączone z ustawy.',
    preparedOn: '2026-02-02',
    reviewedOn: '2026-03-01',
    contactName: 'Jan Kowalski',
    contactEmail: 'dostepnosc@dopiewo.pl',
    contactPhone: '61 814 83 31',
    architecture: 'Wejście bez progu.',
    apps: 'Brak aplikacji.',
  });
  const by = { staffId: 1, role: 'admin' } as const;
  assert.deepEqual(await saveDeclaration(deps, { content, wish: 'publish', by }), { ok: true });
  await page.goto(`${base}/dostepnosc`);
  await look('declaration');
});
