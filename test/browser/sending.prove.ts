// Alerts, series, second thoughts and second persons, by hand, by keyboard and by axe.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLook, launchBrowser, openPage } from '../support/browser.ts';
import { serveApp } from '../support/doors.ts';
import { startLedger } from '../support/ledger.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const ledger = await startLedger();
let approveAbove: number | null = null;
const deps = {
  ...ledger.deps,
  office: () => {
    const office = ledger.deps.office();
    return { ...office, settings: { ...office.settings, undoSeconds: 30, approveAbove } };
  },
};
const { sql } = ledger.database;
const app = createPanelApp(deps);
const clerk = createVisitor(app);
const colleague = createVisitor(app);
await setUpAccount(deps, clerk, { login: 'anna', factor: 'later' });
await setUpAccount(deps, colleague, { login: 'ewa', factor: 'later' });
const base = await serveApp(app);
const browser = await launchBrowser();
const page = await openPage(browser, { on: 'desk', cookies: { of: clerk.cookies, url: base } });
const other = await openPage(browser, { on: 'desk', cookies: { of: colleague.cookies, url: base } });
const look = createLook(page, { album: 'sending', narrow: 360 });
const lookAtOther = createLook(other, { album: 'sending', narrow: 360 });

await ledger.addSubscribers(60);
await sql`
  insert into addresses (phone_id, sym)
  select p.id, l.sym from phones p join lateral (
    select sym from localities order by md5(sym || (p.id % 5)) limit 1) l on true`;
await sql`
  insert into templates (name, body, is_alert, updated_by)
  values ('Powódź', 'UWAGA: woda przekroczyla stan alarmowy. Idz na wyzej polozone pietro.', true, 'test')`;

test('an alert takes a ready text and one press, and its all-clear one more', async () => {
  await page.goto(`${base}/admin/alert`);
  await look('alert-empty');
  await page.getByRole('link', { name: 'Powódź' }).click();
  await page.getByLabel(/^Wszyscy zapisani/).check();
  await look('alert');
  await page.getByRole('button', { name: 'Wyślij alert do 60 osób' }).press('Enter');
  await page.waitForURL(/\/wysylki\/\d+$/);
  await look('alert-sent');
  await page.getByRole('link', { name: /ODWOŁAJ/ }).click();
  await look('recall');
  const text = await page.getByLabel('Treść odwołania').inputValue();
  assert.match(text, /^ODWOLANIE: alert "UWAGA: woda przekroczyla stan alarmowy" nie obowiazuje/);
});

test('an alert without a text says so beside the field', async () => {
  await page.goto(`${base}/admin/alert`);
  await page.getByRole('button', { name: /Wyślij alert/ }).click();
  await page.getByRole('alert').waitFor();
  await look('alert-problem');
});

test('a series is set by keyboard, shown with its next dates, and stands in the plans', async () => {
  await page.goto(`${base}/admin/wyslij`);
  await page.getByLabel('Wszyscy zapisani').press('Space');
  await page.getByLabel('Treść', { exact: true }).fill('Jutro odbior odpadow zmieszanych.');
  await page.getByLabel('Cyklicznie').press('Space');
  const dates = page.getByText('Terminy cyklu');
  if (!(await page.getByLabel('Co ile').isVisible())) await dates.press('Enter');
  await page.getByLabel('wtorek').press('Space');
  await page.getByRole('textbox', { name: 'Godzina', exact: true }).fill('18:00');
  await look('series-fields');
  await page.getByRole('button', { name: 'Sprawdź przed wysłaniem' }).press('Enter');
  await page.waitForURL(/podglad/);
  assert.equal(await page.locator('ol.dates li').count(), 5);
  assert.match(await page.locator('ol.dates li').first().innerText(), /^wtorek/);
  await look('series-preview');
  await page.locator('form[action$="/wyslij"] button').press('Enter');
  await page.waitForURL(/\/wysylki\/\d+$/);
  await page.getByText('Najbliższe terminy').waitFor();
  await look('series');
  await page.getByRole('link', { name: 'Zmień treść lub terminy' }).click();
  await look('series-edit');
  await page.goto(`${base}/admin/wysylki`);
  await page.getByText('Najbliższe dwa tygodnie').waitFor();
  await look('plans');
});

test('what is sent now can be taken back', async () => {
  await page.goto(`${base}/admin/wyslij`);
  await page.getByLabel('Wszyscy zapisani').check();
  await page.getByLabel('Treść', { exact: true }).fill('Zapraszamy na dozynki.');
  await page.getByRole('button', { name: 'Sprawdź przed wysłaniem' }).click();
  await page.locator('form[action$="/wyslij"] button').click();
  await page.getByText('Zaraz wyjdzie.').waitFor();
  await look('undo');
  await page.getByRole('button', { name: 'Cofnij' }).click();
  await page.waitForURL(/podglad/);
});

test('a large one waits for a second person, who sees how many it reaches', async () => {
  await page.goto(`${base}/admin/ustawienia/wysylanie`);
  await look('settings');
  approveAbove = 50;
  await page.goto(`${base}/admin/wyslij`);
  await page.getByLabel('Wszyscy zapisani').check();
  await page.getByLabel('Treść', { exact: true }).fill('Remont drogi w centrum.');
  await page.getByRole('button', { name: 'Sprawdź przed wysłaniem' }).click();
  await look('needs-second');
  await page.locator('form[action$="/wyslij"] button').click();
  await page.getByText('Czeka na zgodę drugiej osoby.').waitFor();
  await look('waits');
  await other.goto(page.url());
  await lookAtOther('approve');
  await other.getByRole('button', { name: /Zgadzam się: wyślij do 60 osób/ }).press('Enter');
  await other.getByText('Czeka na zgodę drugiej osoby.').waitFor({ state: 'detached' });
});

test('numbers that messages no longer reach have a page', async () => {
  await page.goto(`${base}/admin/odbiorcy/martwe`);
  await look('dead-numbers');
});
