// Pages of places in a real browser: a new edition, a vanished place, an area (WICI_SCREENSHOTS=folder keeps pictures).
import { test } from 'node:test';
import { createSetupLink } from '#services/create-staff-link.ts';
import { watchOffice } from '#services/office.ts';
import { createLook, launchBrowser, openPage } from '../support/browser.ts';
import { createTestDatabase } from '../support/database.ts';
import { serveApp } from '../support/doors.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { codeAt, createPanelApp, password } from '../support/panel.ts';
import { createResidents } from '../support/residents.ts';
import { createTerytImporter, newerEdition, olderEdition, terytFixture } from '../support/teryt.ts';

const database = await createTestDatabase();
const base = await createOfficeDeps(database);
await createTerytImporter(database.sql).importGood(olderEdition);
const residents = createResidents(database.sql);
await residents.insert('9900069');
await residents.insert('9900017', '47699');
await residents.insert('9900017', '99001');
await database.sql`delete from settings where key = 'tercs'`;
const watch = await watchOffice({ ...database, logger: base.logger });
database.onEnd(() => watch.stop());
const deps = { ...base, office: watch.current };
const app = createPanelApp(deps);
const url = await serveApp(app);
const browser = await launchBrowser();
const page = await openPage(browser, { on: 'desk' });

const look = createLook(page, { album: 'miejsca', narrow: 360 });

async function press(name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

async function expectHeading(name: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

test('an administrator takes a new edition in and says where people of a vanished place belong', async () => {
  await page.goto(`${url}/admin/ustaw/${await createSetupLink(deps)}`);
  await page.getByLabel('Imię i nazwisko').fill('Anna Nowak');
  await page.getByLabel('Login').fill('anna.nowak');
  await page.getByLabel('Hasło', { exact: true }).fill(password);
  await page.getByLabel('Powtórz hasło').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Ustaw drugi składnik' }).waitFor();
  const secret = ((await page.locator('.key').textContent()) ?? '').replaceAll(' ', '');
  await page.getByLabel('Kod z aplikacji').fill(codeAt(secret, deps.clock()));
  await press('Potwierdź');
  await expectHeading('Kody zapasowe');
  await page.getByRole('link', { name: 'Później' }).click();
  await expectHeading(/^Dziś/);

  await page.getByRole('link', { name: 'Ustawienia' }).click();
  await page.getByRole('link', { name: 'Miejscowości, ulice i rejony' }).click();
  await expectHeading('Miejsca');
  await press('Sprawdź pliki');
  await page.getByRole('alert').waitFor();
  await look('bez-pliku');
  await page.getByLabel('Pliki rejestru').setInputFiles(terytFixture('WMRODZ_2026-05-11.csv'));
  await press('Sprawdź pliki');
  await page.getByRole('alert').waitFor();
  await look('zly-plik');
  await press('Nie wczytuj');
  await page.getByLabel('Pliki rejestru').setInputFiles(newerEdition.map(terytFixture));
  await press('Sprawdź pliki');
  await expectHeading('Co się zmieni');
  await look('podglad');
  await press('Wczytaj');
  await page.getByText('Do rozstrzygnięcia: 3').waitFor();
  await look('po-wczytaniu');
  await page.getByRole('link', { name: /^Rozstrzygnij.*Kościuszki/ }).click();
  await press('Przenieś tutaj');
  await page.getByText('Podaj miejscowość.').first().waitFor();
  await look('znikle');
  await press('Przenieś tam');
  await page.getByText('Przeniesiono adresy').waitFor();
  await watch.settled();
});

test('an area is filled with places and numbers, and a place gets the name people use', async () => {
  await page.goto(`${url}/admin/miejsca/rejony`);
  await look('rejony-pusto');
  await page.getByLabel('Nazwa').fill('Sołectwo Północ');
  await press('Dodaj');
  await expectHeading('Sołectwo Północ');
  await page.getByLabel('Miejscowość').fill('9900017');
  await press('Dodaj do rejonu');
  await page.getByText('Zapisano.').waitFor();
  await page.getByLabel('Miejscowość').fill('9900017');
  await page.getByLabel('Ulica').fill('47700');
  await page.getByLabel('Numery domów od').fill('1');
  await page.getByLabel('Numery domów do').fill('19');
  await page.getByLabel(/nieparzyste/).check();
  await press('Dodaj do rejonu');
  await page.getByText('od 1 do 19, nieparzyste').waitFor();
  await page.getByLabel('Miejscowość').fill('Nibylandia');
  await page.getByLabel('Numery domów od').fill('12a');
  await press('Dodaj do rejonu');
  await page.getByRole('alert').waitFor();
  await look('rejon');
  await page.goto(`${url}/admin/miejsca/rejony`);
  await look('rejony');

  await page.goto(`${url}/admin/miejsca/nazwy`);
  await page.getByLabel('Jak mówią ludzie').fill('os. Bajkowe');
  await page.getByLabel('Miejscowość').fill('9900017');
  await page.getByLabel('Ulica').fill('47700');
  await press('Dodaj');
  await page.getByText('Zapisano.').waitFor();
  await look('nazwy');
});
