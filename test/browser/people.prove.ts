// People and imports in a real browser: by keyboard, by eye (WICI_SCREENSHOTS=folder keeps pictures) and by axe.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf } from '#domain/report-period.ts';
import { createLook, launchBrowser, openPage } from '../support/browser.ts';
import { serveApp } from '../support/doors.ts';
import { skorzewo, startImportDesk } from '../support/import-desk.ts';
import { createResidents } from '../support/residents.ts';

const { database, app, admin, person } = await startImportDesk();
const residents = createResidents(database.sql);
const base = await serveApp(app);
const browser = await launchBrowser();
const page = await openPage(browser, { on: 'desk', cookies: { of: admin.cookies, url: base } });
const look = createLook(page, { album: 'people', narrow: 360 });

/** Presses Tab until the element of this id has the focus. */
async function tabTo(id: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if ((await page.evaluate('document.activeElement.id')) === id) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`#${id} can not be reached by Tab`);
}

test('people are found by keyboard, opened, changed and signed off', async () => {
  await page.goto(`${base}/admin/odbiorcy`);
  await look('lista-pusta');
  const phoneId = await residents.insert(skorzewo, '17394');
  await residents.insert(skorzewo);
  await residents.insertAddress(phoneId, skorzewo, null);
  await page.goto(`${base}/admin/odbiorcy`);
  await tabTo('miejscowosc');
  await page.keyboard.type('Skórzewo');
  await tabTo('ulica');
  await page.keyboard.type('Poznańska');
  await page.keyboard.press('Enter');
  await page.getByText('Znaleziono: 1.').waitFor();
  await look('szukanie');
  await page.goto(`${base}/admin/odbiorcy?miejscowosc=Nigdziewo&numer=1`);
  assert.match(String(await page.evaluate('document.activeElement.className')), /summary/);
  await look('szukanie-problem');
  await page.goto(`${base}/admin/odbiorcy/${phoneId}`);
  await look('osoba');
  await page.getByRole('link', { name: 'Zmień na prośbę tej osoby' }).click();
  await page.getByRole('button', { name: 'Zapisz przerwę' }).click();
  await page.locator('.summary').waitFor();
  await look('zmiany-problem');
  await page.getByLabel('Ostatni dzień przerwy').fill(dayOf(new Date(Date.now() + 9e8)));
  const pause = page.locator('form', { has: page.getByLabel('Ostatni dzień przerwy') });
  await pause.getByLabel('Jak o to poprosiła').selectOption({ label: 'telefonicznie' });
  await pause.getByLabel('Podstawa').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Zapisz przerwę' }).click();
  await page.getByText('Przerwa zapisana.').waitFor();
  await look('osoba-z-przerwa');
  await page.getByRole('link', { name: 'Wypisz', exact: true }).click();
  await look('wypisanie');
  await page.getByLabel('nie żyje').check();
  await page.getByLabel('Skąd to wiadomo').selectOption({ label: 'pismem' });
  await page.getByLabel('Podstawa').selectOption({ index: 2 });
  await page.getByRole('button', { name: 'Wypisz tę osobę' }).click();
  await page.getByText('Osoba wypisana.').waitFor();
  await look('osoba-wypisana');
});

test('a file goes from upload to undo, with a place chosen and bad rows left out on purpose', async () => {
  await page.goto(`${base}/admin/odbiorcy/wczytania`);
  await look('wczytania-puste');
  await page.getByLabel('Plik CSV albo XLSX').setInputFiles({
    name: 'mieszkańcy Dopiewa.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      [
        'Telefon;Miejscowość;Ulica;Nr domu;Grupy',
        '604000001;Skórzewo;Poznańska;12;sport',
        '604000002;Skórzewo;Poznanskaa;3;kultura',
        '604000003;Palędzie;;;',
        '604000004;Nigdziewo;;;',
        '12;Skórzewo;;;',
      ].join('\n'),
    ),
  });
  await page.getByRole('button', { name: 'Prześlij i sprawdź' }).click();
  await page.getByRole('heading', { name: 'Co jest w której kolumnie' }).waitFor();
  await look('kolumny');
  await page.getByLabel('Jedno źródło dla wszystkich').fill('system SISMS');
  await page.getByLabel('Jedna data dla wszystkich').fill('2024-05-06');
  await page.getByRole('button', { name: 'Sprawdź wiersze' }).click();
  await page.getByRole('heading', { name: 'Co zrobi ten plik' }).waitFor();
  await look('podglad-bledy');
  await page.getByLabel(/^Palędzie/).selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Zapisz wybór i sprawdź jeszcze raz' }).click();
  await page.getByRole('link', { name: /^Nowe osoby \(3\)/ }).click();
  await page.locator('.tab[aria-current]:text("Nowe osoby")').waitFor();
  await look('podglad-nowi');
  const store = page.getByRole('button', { name: /^Pomiń wiersze z błędem i wczytaj resztę: 3/ });
  await store.focus();
  await page.keyboard.press('Enter');
  await page.getByText('Wczytano. Nowe: 3 osoby').waitFor();
  await look('wczytano');
  await page.getByRole('button', { name: 'Cofnij to wczytanie' }).click();
  await page.getByText('Usunięte osoby').waitFor();
  await look('cofnieto');
  assert.equal((await person('+48604000001'))?.state, null);
  await page.getByRole('link', { name: 'Wszystkie wczytania' }).click();
  await look('wczytania');
});

test('paper forms are typed in and problems keep what was typed', async () => {
  await page.goto(`${base}/admin/odbiorcy/wczytania/papier`);
  await page.locator('#numer_1').fill('604 000 010');
  await page.locator('#miejscowosc_1').fill('Skórzewo');
  await page.getByRole('button', { name: 'Sprawdź' }).click();
  await page.locator('.summary').waitFor();
  await look('papier-problem');
  await page.getByLabel('Data podpisania', { exact: true }).fill('2024-05-06');
  await page.getByRole('button', { name: 'Sprawdź' }).click();
  await page.getByRole('button', { name: /^Wczytaj: 1/ }).waitFor();
  await look('papier-podglad');
});
