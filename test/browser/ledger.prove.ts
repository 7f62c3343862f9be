// Pages on which people decide what the ledger can't know, in a real browser (WICI_SCREENSHOTS=folder keeps pictures).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replyRunId } from '#db/runs.ts';
import { createCampaign } from '#services/create-campaign.ts';
import { createLook, launchBrowser, openPage } from '../support/browser.ts';
import { serveApp } from '../support/doors.ts';
import { startLedger } from '../support/ledger.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const ledger = await startLedger();
const { deps } = ledger;
const { sql } = ledger.database;
const app = createPanelApp(deps);
const visitor = createVisitor(app);
await setUpAccount(deps, visitor, { login: 'anna', role: 'admin', factor: 'later' });
const base = await serveApp(app);
const browser = await launchBrowser();
const page = await openPage(browser, { on: 'desk', cookies: { of: visitor.cookies, url: base } });
const phones = await ledger.addSubscribers(2);

const look = createLook(page, { album: 'ledger', narrow: 360 });

test('replies of unknown outcome are settled by the hour with two clicks', async () => {
  const runId = replyRunId(new Date());
  for (const [at, phoneId] of phones.entries()) {
    await sql`
      with said as (
        insert into texts (digest, body, encoding, segments)
        values (sha256(${`${at}`}::text::bytea), ${`Odpowiedz ${at}`}, 'gsm7', 1) returning id
      ), batch as (
        insert into batches (run_id, text_id, state, size, first_id, last_id, lease_term, claimed_at)
        select ${runId}, id, 'unknown', 1, 0, 9000000000, 1, now() - make_interval(hours => ${at * 48}) from said
        returning id, text_id
      )
      insert into mts (run_id, phone_id, item, text_id, state, batch_id)
      select ${runId}, ${phoneId}, 1, text_id, 'unknown', id from batch`;
  }
  await page.goto(`${base}/admin/wysylki`);
  await page.getByRole('heading', { name: 'Niepewne odpowiedzi' }).waitFor();
  await look('niepewne-odpowiedzi');
  await page.getByRole('button', { name: 'Uznaj za niewysłane' }).click();
  await page.getByText('system pyta', { exact: true }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Uznaj za' }).count(), 0);
  const rows = await sql<{ state: string }[]>`select state from mts where run_id = ${runId} order by state`;
  assert.deepEqual(
    rows.map(({ state }) => state),
    ['skipped', 'unknown'],
  );
});

test('an admin names the legal basis on the last page before sending', async () => {
  const campaignId = await createCampaign(deps, {
    actor: 'test',
    text: 'Dopiewo: termin platnosci mija w piatek.',
    audience: { numbers: ['+48500000000', '+48600000001', '+48600000002'] },
    lane: 'bulk',
  });
  await page.goto(`${base}/admin/wysylki/${campaignId}/podglad`);
  await page.getByText('Wyślij także do numerów bez zgody').click();
  await page.getByRole('button', { name: 'Dołącz numery bez zgody' }).click();
  await page.getByText('Podaj podstawę prawną').waitFor();
  await look('podstawa-pusta');
  await page.getByLabel('Podstawa prawna').fill('art. 47 § 1 Ordynacji podatkowej');
  await page.getByRole('button', { name: 'Dołącz numery bez zgody' }).click();
  await page.getByText('Także bez zgody: 2').waitFor();
  await look('podstawa');
  await page.getByRole('button', { name: 'Wyślij tylko do osób ze zgodą' }).click();
  await page.getByText('Wyślij także do numerów bez zgody').waitFor();
});
