// The pages of crest, colour and consent, and what they make of the form (WICI_SCREENSHOTS=folder keeps pictures).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writePng } from '#domain/png.ts';
import type { Deps } from '#services/deps.ts';
import { loadOffice } from '#services/office.ts';
import { createLook, launchBrowser, openPage } from '../support/browser.ts';
import { createTestDatabase } from '../support/database.ts';
import { createTestWeb, serveApp } from '../support/doors.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const database = await createTestDatabase();
const own = await createOfficeDeps(database);
let office = own.office();
const deps: Deps = { ...own, office: () => office };
const app = createPanelApp(deps);
app.route('/', createTestWeb(deps));
const base = await serveApp(app);
const admin = createVisitor(app);
await setUpAccount(deps, admin, { login: 'anna', factor: 'later' });
const browser = await launchBrowser();
const page = await openPage(browser, { on: 'desk', cookies: { of: admin.cookies, url: base } });

const look = createLook(page, { album: 'wyglad', narrow: 320 });

/** A shield, parted per pale: as simple as many crests, and with a clear ground. */
function drawShield(): Buffer {
  const [width, height] = [300, 360];
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    const half = y < 180 ? 140 : Math.sqrt(Math.max(0, 1 - ((y - 180) / 180) ** 2)) * 140;
    for (let x = 0; x < width; x += 1) {
      if (Math.abs(x - 150) > half) continue;
      rgba.set(x < 150 ? [168, 18, 28, 255] : [250, 210, 60, 255], (y * width + x) * 4);
    }
  }
  return Buffer.from(writePng({ width, height, rgba }));
}

test('an administrator gives the residents’ pages a crest, a colour and a consent of the office’s own', {
  timeout: 60_000,
}, async () => {
  await page.goto(`${base}/admin/ustawienia/wyglad`);
  await page.getByLabel('Kolor przycisków i odnośników').fill('#ffcc00');
  await page.getByRole('button', { name: 'Zapisz kolor' }).click();
  await page.getByRole('alert').waitFor();
  await look('zly-kolor');
  await page.getByLabel('Kolor przycisków i odnośników').fill('#7a1f3d');
  await page.getByRole('button', { name: 'Zapisz kolor' }).click();
  await page.getByText('Zapisano.').waitFor();
  await page.getByLabel('Plik z herbem').setInputFiles({
    name: 'herb.png',
    mimeType: 'image/png',
    buffer: drawShield(),
  });
  await page.getByRole('button', { name: 'Wyślij herb' }).click();
  await page.getByText('Zapisano.').waitFor();
  assert.equal(await page.getByLabel('Kolor przycisków i odnośników').inputValue(), '#7a1f3d');
  await page.getByRole('img', { name: 'Obecny herb' }).waitFor();
  await look('herb');

  await page.goto(`${base}/admin/ustawienia/klauzule`);
  await page.getByLabel('Po polsku').fill('Za krótko.');
  await page.getByRole('button', { name: 'Zapisz nową wersję' }).click();
  await page.getByRole('alert').waitFor();
  await look('klauzula-zla');
  const text =
    'Chcę dostawać SMS-y urzędu.\n\nAdministrator: {administrator}. Więcej: https://dopiewo.pl/rodo.';
  await page.getByLabel('Po polsku').fill(text);
  await page.getByRole('button', { name: 'Zapisz nową wersję' }).click();
  await page.getByText('Zapisano.').waitFor();
  assert.equal(await page.getByLabel('Po polsku').inputValue(), text);
  await page.getByText(/^form-zapis-2: od/).click();
  await look('klauzula');
  office = await loadOffice(database.db);

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${base}/zapis`);
  await page.getByLabel('Numer telefonu komórkowego').fill('600100950');
  await page.getByRole('combobox', { name: 'Miejscowość' }).fill('Skórzewo');
  await look('formularz-ciemny');
  await page.getByRole('button', { name: 'Dalej' }).click();
  await page.getByRole('combobox', { name: 'Ulica' }).click();
  await page.getByRole('option', { name: 'Cała miejscowość, bez ulicy' }).click();
  await page.getByRole('button', { name: 'Dalej' }).click();
  await page.getByText('Chcę dostawać SMS-y urzędu.').waitFor();
  assert.equal(
    await page.getByRole('link', { name: 'https://dopiewo.pl/rodo' }).getAttribute('href'),
    'https://dopiewo.pl/rodo',
  );
  await look('zgoda-ciemna');
});

test('an administrator previews a setting, brings a former value back, and words a reply, by keyboard alone', {
  timeout: 120_000,
}, async () => {
  const settings = `${base}/admin/ustawienia`;
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(settings);
  await look('ustawienia');
  await page.getByRole('link', { name: 'Cisza nocna' }).press('Enter');
  await page.getByLabel('Cisza nocna od').fill('22:00');
  await page.getByRole('button', { name: 'Podgląd bez zapisywania' }).press('Enter');
  await page.getByText('Nic jeszcze nie zapisano').waitFor();
  assert.equal(await page.getByLabel('Cisza nocna od').inputValue(), '22:00');
  await look('cisza-podglad');
  await page.getByRole('button', { name: 'Zapisz', exact: true }).press('Enter');
  await page.getByText('Zapisano.').waitFor();
  await page.getByRole('link', { name: 'Kto i kiedy to zmieniał' }).press('Enter');
  await look('historia');
  await page.getByRole('link', { name: 'Cisza nocna od' }).press('Enter');
  await look('zmiana');
  await page.getByRole('button', { name: 'Przywróć to, co było' }).press('Enter');
  await page.getByText('Przywrócono.').waitFor();
  for (const id of ['urzad', 'numer', 'koszty', 'wysylanie', 'przechowywanie', 'tryb'] as const) {
    await page.goto(`${settings}/${id}`);
    await look(id);
  }
  await page.goto(`${settings}/tresci`);
  await look('tresci');
  await page.getByRole('link', { name: 'Zapis potwierdzony.' }).press('Enter');
  const text = page.getByLabel('Treść', { exact: true });
  await text.fill('{urzad}: zapisano, dziękujemy! {adres}. {kategorie}. Rezygnacja: STOP');
  // The meter counts the longest text that the gaps can make, not what is typed.
  await page
    .getByText(/1\d\d znak\S* · 2 SMS-y/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Zapisz', exact: true }).press('Enter');
  await page.getByRole('alert').waitFor();
  await look('tresc-zla');
  await page.locator('button[value=bez-znakow]').press('Enter');
  assert.match(await text.inputValue(), /dziekujemy/);
  await page
    .getByText(/1\d\d znak\S* · 1 SMS/)
    .first()
    .waitFor();
  await look('tresc');
  await page.getByRole('button', { name: 'Zapisz', exact: true }).press('Enter');
  await page.getByText('własna treść').waitFor();
});
