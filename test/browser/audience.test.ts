// A clerk's path from the first page to "sent", by picking people; and the pages around it, by eye and by axe.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLook, launchBrowser, openPage } from '../support/browser.ts';
import { serveApp } from '../support/doors.ts';
import { startLedger } from '../support/ledger.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const ledger = await startLedger();
const { deps } = ledger;
const { sql } = ledger.database;
const app = createPanelApp(deps);
const clerk = createVisitor(app);
await setUpAccount(deps, clerk, { login: 'anna', factor: 'later' });
const base = await serveApp(app);
const browser = await launchBrowser();
const page = await openPage(browser, { on: 'desk', cookies: { of: clerk.cookies, url: base } });

const look = createLook(page, { album: 'audience', narrow: 360 });

await ledger.addSubscribers(60);
await sql`
  insert into addresses (phone_id, sym, sym_ul, house_number)
  select p.id, s.sym, s.sym_ul, (p.id % 40 + 1)::text
  from phones p
  join lateral (select sym, sym_ul from streets order by md5(sym_ul || p.id) limit 1) s on true`;
const [place] = await sql<{ sym: string; name: string; count: number }[]>`
  select l.sym, l.name, count(*)::int as count from addresses a join localities l on l.sym = a.sym
  group by 1, 2 order by count(*) desc limit 1`;
assert.ok(place !== undefined);
await sql`insert into templates (name, body, updated_by) values ('Brak wody', 'Jutro nie bedzie wody.', 'test')`;
await sql`insert into areas (name) values ('Sołectwo Las')`;

test('from the first page to "sent" it takes six presses, people picked on the way', async () => {
  let presses = 0;
  const press = async (name: RegExp, role: 'button' | 'link' | 'checkbox' = 'button'): Promise<void> => {
    presses += 1;
    await page.getByRole(role, { name }).first().click();
  };
  await page.goto(`${base}/admin`);
  await press(/^Wyślij wiadomość$/, 'link');
  await page.getByLabel('Treść', { exact: true }).fill('Jutro na {ulica} nie bedzie wody.');
  await page.locator('[data-example]:not([hidden])').waitFor();
  await look('compose');
  await press(/Wybierz dokładniej/);
  await page.locator(`#wies_${place.sym}`).waitFor();
  await look('pick');
  await press(new RegExp(`^${place.name} \\(`), 'checkbox');
  await page.getByRole('heading', { name: new RegExp(`Odbiorcy: ${place.count}\\s`) }).waitFor();
  await press(/^Dalej: treść$/);
  await look('picked');
  await press(/^Sprawdź przed wysłaniem$/);
  await look('preview');
  await press(new RegExp(`do ${place.count}\\s`));
  await page.waitForURL(/\/wysylki\/\d+/);
  assert.ok(presses <= 6, `${presses} presses`);
});

test('names of streets are suggested while typing, and a whole form works by keyboard', async () => {
  await page.goto(`${base}/admin/wyslij`);
  await page.getByRole('button', { name: /Wybierz dokładniej/ }).press('Enter');
  const summary = page.getByText('Ulica, numery domów, miejscowość po nazwie');
  await summary.press('Enter');
  await page.getByLabel('Miejscowość', { exact: true }).pressSequentially(place.name.slice(0, 4));
  await page.locator('#podpowiedzi option').first().waitFor({ state: 'attached' });
  await page.getByLabel('Miejscowość', { exact: true }).fill('Nigdzie');
  await page.getByRole('button', { name: 'Dodaj do odbiorców' }).press('Enter');
  await page.getByRole('alert').waitFor();
  await look('problem');
});

test('lists, ready texts and kept audiences are pages a person can use', async () => {
  await page.goto(`${base}/admin/wyslij/listy`);
  await look('lists');
  await page.getByLabel('Plik CSV albo XLSX').setInputFiles({
    name: 'podatek.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('telefon;imie;kwota\n500000000;Jan;12,50\n123;Ewa;7\n'),
  });
  await page.getByRole('button', { name: 'Wczytaj' }).click();
  await look('list');
  await page.getByRole('button', { name: 'Sprawdź wiersze' }).click();
  await page.getByText('To nie jest numer telefonu').waitFor();
  await look('list-problems');
  await page.goto(`${base}/admin/wyslij/tresci`);
  await look('templates');
  await page.goto(`${base}/admin/wyslij/grupy`);
  await look('saved');
});
