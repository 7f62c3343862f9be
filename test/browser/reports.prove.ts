// Reports and messages in a real browser (WICI_SCREENSHOTS=folder keeps pictures).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLook, launchBrowser, openPage } from '../support/browser.ts';
import { createTestDatabase } from '../support/database.ts';
import { serveApp } from '../support/doors.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';
import { fillReportTown } from '../support/report-town.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const app = createPanelApp(deps);
const visitor = createVisitor(app);
await setUpAccount(deps, visitor, { login: 'anna', factor: 'later' });
const base = await serveApp(app);
const browser = await launchBrowser();
const page = await openPage(browser, { on: 'desk', cookies: { of: visitor.cookies, url: base } });

const look = createLook(page, { album: 'raporty', narrow: 360 });

test('a report is read and printed: empty, wrong period, a year with drawings, dark and on paper', async () => {
  await page.goto(`${base}/admin/raporty`);
  await look('pusto');
  await page.goto(`${base}/admin/raporty?od=2026-05-02&do=2026-05-01`);
  await look('problem');
  const campaignId = await fillReportTown(deps, new Date());
  await page.goto(`${base}/admin`);
  await page.getByRole('link', { name: 'Raporty' }).click();
  await page.getByRole('link', { name: 'Ten rok' }).click();
  await page.getByRole('img', { name: 'Wiadomości wysłane i doręczone' }).waitFor();
  assert.equal(await page.locator('svg[role=img]').count(), 3);
  await look('rok');
  await page.emulateMedia({ colorScheme: 'dark' });
  await look('rok-noc');
  await page.emulateMedia({ colorScheme: 'light', media: 'print' });
  assert.equal(await page.getByRole('link', { name: 'Ten rok' }).isVisible(), false);
  await look('rok-druk');
  await page.emulateMedia({ media: 'screen' });
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Pobierz arkusz (XLSX)' }).click();
  assert.match((await download).suggestedFilename(), /^raport-.*\.xlsx$/);
  await page.goto(`${base}/admin/wysylki/${campaignId}`);
  await page.getByRole('link', { name: 'Zobacz każdą wiadomość' }).click();
  await page.getByLabel('Stan').selectOption({ label: 'nie doręczono' });
  await page.getByRole('button', { name: 'Pokaż' }).click();
  await look('wiadomosci');
});
