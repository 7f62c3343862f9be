// Accounts, the own account, the lock and the audit log in a real browser (WICI_SCREENSHOTS=folder keeps pictures).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLook, launchBrowser, openPage } from '../support/browser.ts';
import { createTestDatabase } from '../support/database.ts';
import { serveApp } from '../support/doors.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, password, setUpAccount } from '../support/panel.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const app = createPanelApp(deps);
const visitor = createVisitor(app);
await setUpAccount(deps, visitor, { login: 'anna', factor: 'totp' });
await setUpAccount(deps, createVisitor(app), { login: 'ewa.soltys', role: 'local', factor: 'later' });
const base = await serveApp(app);
const browser = await launchBrowser();
const page = await openPage(browser, { on: 'desk', cookies: { of: visitor.cookies, url: base } });

const look = createLook(page, { album: 'konta', narrow: 360 });

test('an administrator invites a sołtys, prints codes, reads the log and comes back to a text after the lock', async () => {
  await page.goto(`${base}/admin/ustawienia`);
  await page.getByRole('link', { name: 'Konta', exact: true }).click();
  await look('lista');
  await page.getByRole('link', { name: 'Zaproś osobę' }).click();
  await page.getByRole('radio', { name: 'Sołtys' }).check();
  await page.getByRole('button', { name: 'Utwórz odnośnik' }).click();
  await look('zapros-problem');
  await page.getByRole('checkbox', { name: /^Dąbrówka/ }).check();
  await page.getByRole('button', { name: 'Utwórz odnośnik' }).click();
  await page.getByText('/admin/ustaw/').waitFor();
  await look('odnosnik');
  await page.getByRole('link', { name: 'Gotowe' }).click();
  await page.locator('tr', { hasText: 'ewa.soltys' }).getByRole('link').click();
  await look('osoba');
  await page.getByRole('link', { name: 'Co ta osoba zrobiła' }).click();
  await page.getByRole('rowheader', { name: 'Zalogowanie' }).waitFor();
  await look('dziennik');
  await page.goto(`${base}/admin/konto`);
  await look('moje');
  await page.getByRole('link', { name: 'Wydrukuj kody' }).click();
  await look('kody-przed');
  await page.getByRole('button', { name: /Pokaż 10 kodów/ }).click();
  assert.equal(await page.locator('ol.codes li').count(), 10);
  await look('kody');
  await page.goto(`${base}/admin/wyslij`);
  await page.getByLabel('Treść', { exact: true }).fill('Zebranie w świetlicy\nw sobotę o 17.');
  deps.passTime(16 * 60_000);
  await page.getByRole('button', { name: 'Sprawdź przed wysłaniem' }).last().click();
  await look('blokada');
  await page.getByLabel('Hasło konta anna').fill(password);
  await page.getByRole('button', { name: 'Odblokuj' }).click();
  await look('odblokowano');
  await page.getByRole('button', { name: 'Dokończ' }).click();
  await page.getByRole('heading', { name: 'Sprawdź przed wysłaniem' }).waitFor();
  assert.match((await page.locator('p.sms').first().textContent()) ?? '', /Zebranie w świetlicy\s+w sobotę/);
});
