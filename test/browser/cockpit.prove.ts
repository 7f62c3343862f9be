// The duty page in a real browser, in each state of the service (WICI_SCREENSHOTS=folder keeps pictures).
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ledgerMonth } from '#db/runs.ts';
import { createLook, launchBrowser, openPage } from '../support/browser.ts';
import { createTestDatabase } from '../support/database.ts';
import { serveApp } from '../support/doors.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const database = await createTestDatabase();
const { sql } = database;
const bare = await createOfficeDeps(database);
const dutyOfficers = [{ name: 'Dyżurny', number: '+48600700800' }];
const deps = {
  ...bare,
  office: () => ({ ...bare.office(), settings: { ...bare.office().settings, dutyOfficers } }),
};
const app = createPanelApp(deps);
const visitor = createVisitor(app);
await setUpAccount(deps, visitor, { login: 'anna', factor: 'later' });
const base = await serveApp(app);
const browser = await launchBrowser();
const page = await openPage(browser, { on: 'desk', cookies: { of: visitor.cookies, url: base } });
const look = createLook(page, { album: 'dyzur', narrow: 360 });

/** A worker lives, holds the lease, and the gateway answers; 500 zł are left. */
beforeEach(async () => {
  await sql`truncate threads, workers, gateway_minutes, gateway_probes, mos, report_messages, report_days cascade`;
  await sql`update runs set state = 'running', pause_reason = null where kind = 'reply'`;
  await sql`delete from mts`;
  await sql`delete from runs where kind <> 'reply'`;
  await sql`insert into workers (id, beat_at) values ('worker', now() + interval '1 hour')`;
  await sql`
    insert into dispatch_lease (holder, term, expires_at) values ('test', 1, now() + interval '1 hour')
    on conflict (id) do update set expires_at = excluded.expires_at`;
  await sql`insert into gateway_probes (at, took_ms, points) values (now(), 214, 500)`;
});

async function open(): Promise<string> {
  await page.goto(`${base}/admin`);
  return (await page.locator('main').innerText()).replaceAll('\u00a0', ' ');
}

test('when all is well one line says so, and the day is drawn with its figures beside', async () => {
  await sql`
    insert into gateway_minutes (minute, lane, outcome, bucket, calls, messages)
    select date_trunc('minute', now()) - make_interval(mins => n * 7), 'bulk', 'taken', 52 + n % 9, 1 + n % 4, 40 + n % 60
    from generate_series(0, 180) n`;
  await sql`
    insert into mos (digest, sender, recipient, text, sent_at, received_at, state)
    select decode(md5(n::text), 'hex'), '+48504000001', '', 'zapisz', now(), now() - make_interval(mins => n * 11), 'handled'
    from generate_series(1, 90) n`;
  await sql`insert into report_days (day, segment_price_grosze) select (now() at time zone 'Europe/Warsaw')::date - n, 17 from generate_series(0, 13) n`;
  await sql`
    insert into report_messages (day, run_id, sym, waiting, unknown, submitted, delivered, undelivered, expired, rejected,
      skipped, segments)
    select (now() at time zone 'Europe/Warsaw')::date - n, 1, '', 0, 0, 0, 180 + n, 4 + n, 1, 0, 0, 190 from generate_series(1, 13) n`;
  const words = await open();
  assert.match(words, /Wszystko działa\. Nic nie wymaga Twojej uwagi\./);
  assert.match(words, /Operator SMS\s+✓\s+odpowiada w 0,2 s/);
  assert.match(words, /500,00 zł \(500 pkt\), wystarczy na około 16 dni/);
  assert.match(words, /Kolejka\s+✓\s+pusta/);
  assert.equal(await page.locator('svg[role=img]').count(), 3);
  await page.getByText('Liczby: Ruch w ostatniej dobie').click();
  await page.getByRole('columnheader', { name: 'Przyszło' }).waitFor();
  await look('spokoj');
  await page.emulateMedia({ colorScheme: 'dark' });
  await look('spokoj-noc');
  await page.emulateMedia({ colorScheme: 'light' });
});

test('what is urgent comes first: danger, then what stands, then what can wait', async () => {
  const runId = ledgerMonth(new Date()) * 1_000_000_000 + 7;
  await sql`
    insert into campaigns (state, lane, text, audience, created_by, launched_at)
    values ('paused', 'bulk', 'Dopiewo: jutro od 8 nie bedzie wody w Skorzewie.', '{"all": true}', 'staff:1', now())`;
  await sql`
    insert into runs (id, campaign_id, kind, lane, state, pause_reason)
    select ${runId}, max(id), 'campaign', 'bulk', 'paused', 'funds' from campaigns`;
  await sql`insert into gateway_probes (at, took_ms, points) values (now() + interval '1 second', 180, 0)`;
  await sql`
    insert into threads (sender, state, is_danger, unread, last_mo_id, last_at)
    values ('4915112345678', 'open', true, 1, 1, now()), ('4915112345679', 'open', false, 1, 2, now())`;
  const words = await open();
  assert.match(words, /Pilne: 2 sprawy\. Zacznij od pierwszej na liście\./);
  const order = [
    'Ktoś może być w niebezpieczeństwie',
    'Skończyły się środki u operatora',
    'Wstrzymana wysyłka',
    'Nowe SMS-y w skrzynce',
  ].map((part) => words.indexOf(part));
  assert.ok(order.every((at) => at >= 0));
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  );
  assert.match(words, /Ruszy sama po doładowaniu/);
  await look('pilne');
});

test('a gateway that is silent, a worker that is gone and a balance that runs out are said in plain words', async () => {
  await sql`
    insert into gateway_probes (at, took_ms, failure)
    select now() - make_interval(mins => n), 15000, 'retryable' from generate_series(1, 12) n`;
  await sql`delete from gateway_probes where failure is null`;
  assert.match(await open(), /Operator SMS nie odpowiada od 12 min\./);
  await look('operator-milczy');
  await sql`update workers set beat_at = now() - interval '1 minute'`;
  assert.match(await open(), /Nic nie jest wysyłane\./);
  await sql`update workers set beat_at = now() + interval '1 hour'`;
  await sql`insert into gateway_probes (at, took_ms, points) values (now(), 200, 12)`;
  await sql`insert into report_days (day, segment_price_grosze) values (current_date - 1, 17)`;
  await sql`
    insert into report_messages (day, run_id, sym, waiting, unknown, submitted, delivered, undelivered, expired, rejected,
      skipped, segments)
    values (current_date - 1, 1, '', 0, 0, 0, 300, 0, 0, 0, 0, 300)`;
  assert.match(await open(), /System działa\. Do załatwienia: 1 sprawa\.[\s\S]*wystarczy na około 3 dni\./);
  await look('saldo');
});

test('the page changes by itself, says so to a screen reader, and keeps the focus where it was', async () => {
  await open();
  const link = page.getByRole('link', { name: 'Wyślij wiadomość' });
  await link.focus();
  await page.getByText('Strona odświeża się sama.').waitFor();
  assert.equal(await page.locator('#ogloszenie').textContent(), '');
  await sql`
    insert into threads (sender, state, is_danger, unread, last_mo_id, last_at)
    values ('4915112345678', 'open', true, 1, 1, now())`;
  await page.getByText('Ktoś może być w niebezpieczeństwie').first().waitFor();
  await page.locator('#ogloszenie:has-text("Pilne: 1 sprawa. Ktoś może być w niebezpieczeństwie")').waitFor();
  assert.equal(await page.evaluate('document.activeElement.textContent'), 'Wyślij wiadomość');
  assert.equal(await page.locator('main [role=alert]').count(), 0, 'nothing shouts over the announcement');
  await page.route('**/admin/zmiany', (route) => route.fulfill({ status: 403, body: '' }));
  await page.goto(`${base}/admin`);
  await page.getByText('Strona przestała się odświeżać, bo sesja wygasła').waitFor();
  await page.unroute('**/admin/zmiany');
  const plain = await visitor.open('/admin');
  assert.match(plain.body, /<noscript>[\s\S]*Odśwież/);
});

test('who only looks is shown how things stand, and no way to what is not theirs', async () => {
  const viewer = createVisitor(app);
  await setUpAccount(deps, viewer, { login: 'widz', role: 'viewer', factor: 'later' });
  await sql`insert into place_orphans (sym) values ('0582870')`;
  const { body } = await viewer.open('/admin');
  assert.match(body, /Wszystko działa/);
  for (const hidden of ['Wyślij wiadomość', 'rejestrze', '/admin/alert', '/admin/ustawienia/dyzurni']) {
    assert.ok(!body.includes(hidden), hidden);
  }
  assert.match((await visitor.open('/admin')).body, /Miejsca, których nie ma już w rejestrze: 1/);
});
