import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadOffice } from '#services/office.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount, type Visitor } from '../support/panel.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
const app = createPanelApp(deps);
const admin = createVisitor(app);
await setUpAccount(deps, admin, { login: 'anna', factor: 'totp' });
const viewer = createVisitor(app);
await setUpAccount(deps, viewer, { login: 'ogladajacy', role: 'viewer', factor: 'totp' });

await sql`insert into phones (msisdn) values ('+48501234567'), ('+48502234567'), ('+48503000999')`;
await sql`
  insert into subscribers (phone_id, state, categories, source, joined_at, decided_at)
  select id, case when msisdn = '+48503000999' then 'left' else 'active' end,
    array(select c.id from categories c where c.is_alert or c.key = 'sport'), 'sms', now(), now()
  from phones`;
const [place] = await sql<{ sym: string; symUl: string }[]>`
  select s.sym, s.sym_ul as "symUl" from streets s join localities l on l.sym = s.sym
  where l.name = 'Skórzewo' and s.nazwa_1 = 'Poznańska'`;
await sql`
  insert into addresses (phone_id, sym, sym_ul, house_number)
  select id, ${place?.sym ?? ''}, ${place?.symUl ?? null}, '12' from phones where msisdn = '+48501234567'`;

async function listAudit(
  act: string,
): Promise<readonly { actor: string; subject: string | null; detail: unknown }[]> {
  return sql<{ actor: string; subject: string | null; detail: unknown }[]>`
    select actor, subject, detail from audit_entries where act = ${act} order by id`;
}

test('numbers on the list are masked, with address, categories and state', async () => {
  const { body } = await admin.open('/admin/odbiorcy');
  assert.match(body, /\+48 \*\*\* \*\*\* 567/);
  assert.ok(!/50[123][\s-]?\d{3}[\s-]?\d{3}/.test(body));
  assert.match(body, /Skórzewo, ul\. Poznańska 12/);
  assert.match(body, /Sport/);
  assert.match(body, /wypisany/);
});

test('a search takes last digits or a whole number; a whole one is audited without the number', async () => {
  const byEnd = await admin.open('/admin/odbiorcy?numer=234567');
  assert.match(byEnd.body, /Znaleziono: 2\./);
  const whole = await admin.open('/admin/odbiorcy?numer=501%20234%20567');
  assert.match(whole.body, /Znaleziono: 1\./);
  assert.match((await admin.open('/admin/odbiorcy?numer=601111111')).body, /Nie znaleziono nikogo/);
  assert.match((await admin.open('/admin/odbiorcy?numer=12')).body, /id="numer-problem"/);
  assert.match((await admin.open('/admin/odbiorcy?numer=%27or%201')).body, /id="numer-problem"/);
  const entries = await listAudit('number.search');
  assert.deepEqual(
    entries.map((entry) => entry.subject === null),
    [false, true],
  );
  assert.ok(!JSON.stringify(entries).includes('501234567'));
});

test('the whole number is shown to those who may see it, and each look is audited', async () => {
  const [phone] = await sql<{ id: number }[]>`select id from phones where msisdn = '+48501234567'`;
  const path = `/admin/odbiorcy/${phone?.id}/numer`;
  await admin.open('/admin/odbiorcy');
  assert.match((await admin.send(path, {})).body, /\+48 501 234 567/);
  const { body } = await viewer.open('/admin/odbiorcy');
  assert.ok(!body.includes('pokaż'));
  await viewer.open('/admin/ustawienia');
  assert.equal((await viewer.send(path, {})).status, 403);
  const entries = await listAudit('number.reveal');
  assert.deepEqual(
    entries.map((entry) => entry.subject),
    [`phone:${phone?.id}`],
  );
});

test('going live names everything that is missing', async () => {
  const later = createVisitor(app);
  await setUpAccount(deps, later, { login: 'bez.kodu', factor: 'later' });
  const { body } = await admin.open('/admin/ustawienia/tryb');
  assert.match(body, /SMSAPI_TOKEN\)/);
  assert.match(body, /SMSAPI_NUMBER\)/);
  assert.match(body, /nie mają drugiego składnika logowania: bez\.kodu/);
  assert.ok(!body.includes('name="potwierdzam"'));
  assert.equal((await admin.send('/admin/ustawienia/tryb', { potwierdzam: '1' })).status, 409);
  assert.equal((await loadOffice(database.db)).mode, 'practice');
  await sql`update staff set is_active = false where login = 'bez.kodu'`;
});

test('practice texts still on their way keep the installation from going live', async () => {
  const ready = createPanelApp(deps, {
    smsapi: { token: 'x', number: '48500100200', maxRecipients: 100, maxCallsPerSecond: 80 },
  });
  const visitor = copyOf(admin, createVisitor(ready));
  await sql`insert into campaigns (state, lane, text, audience, created_by) values ('paused', 'bulk', 'x', '{"all":true}', 'test')`;
  const { body } = await visitor.open('/admin/ustawienia/tryb');
  assert.match(body, /wysyłki w toku 1, wiadomości w drodze 0/);
  assert.equal((await visitor.send('/admin/ustawienia/tryb', { potwierdzam: '1' })).status, 409);
  await sql`update campaigns set state = 'stopped'`;
});

test('going live is confirmed, audited, ends practice sign-ups and keeps imported people', async () => {
  await sql`update subscribers set source = 'import' where phone_id = (select id from phones where msisdn = '+48502234567')`;
  const ready = createPanelApp(deps, {
    smsapi: { token: 'x', number: '48500100200', maxRecipients: 100, maxCallsPerSecond: 80 },
  });
  const visitor = copyOf(admin, createVisitor(ready));
  assert.match((await visitor.open('/admin/ustawienia/tryb')).body, /name="potwierdzam"/);
  assert.equal((await visitor.send('/admin/ustawienia/tryb', {})).status, 422);
  const outsider = copyOf(viewer, createVisitor(ready));
  await outsider.open('/admin/ustawienia');
  assert.equal((await outsider.send('/admin/ustawienia/tryb', { potwierdzam: '1' })).status, 403);
  assert.equal((await visitor.send('/admin/ustawienia/tryb', { potwierdzam: '1' })).url, '/admin');
  assert.equal((await loadOffice(database.db)).mode, 'live');
  const states = await sql<{ msisdn: string; state: string }[]>`
    select p.msisdn, s.state from subscribers s join phones p on p.id = s.phone_id order by 1`;
  assert.deepEqual(
    states.map((row) => row.state),
    ['left', 'active', 'left'],
  );
  assert.equal((await listAudit('installation.go_live')).length, 1);
});

test('the manual is a page of the panel and the practice bar stands on every page', async () => {
  for (const path of [
    '/admin',
    '/admin/instrukcja',
    '/admin/wyslij',
    '/admin/odbiorcy',
    '/admin/skrzynka',
    '/admin/wysylki',
    '/admin/ustawienia',
  ]) {
    const { body, status } = await admin.open(path);
    assert.equal(status, 200);
    assert.match(body, /class="practice-bar"/, path);
    assert.equal(body.match(/<h1>/g)?.length, 1, path);
  }
  assert.match(
    (await admin.open('/admin/instrukcja')).body,
    /<h3 id="zatrzymaj-wysylke">Zatrzymaj wysyłkę<\/h3>/,
  );
  assert.match((await createVisitor(app).open('/admin/logowanie')).body, /class="practice-bar"/);
});

test('pages allow no inline script or style, and assets are kept only under their own hash', async () => {
  const page = await admin.open('/admin/wyslij');
  const policy = page.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.ok(!policy.includes('unsafe-inline'));
  assert.ok(!/<script(?![^>]*src=)|\sstyle="|<style|\son[a-z]+="/.test(page.body));
  const script = /src="(\/assets\/[^"]+meter\.js)"/.exec(page.body)?.[1] ?? '';
  const asset = await app.request(script);
  assert.match(asset.headers.get('cache-control') ?? '', /immutable/);
  assert.match(await asset.text(), /segments\.js/);
  const other = await app.request(script.replace(/assets\/[^/]+/, 'assets/abc'));
  assert.equal(other.headers.get('cache-control'), 'no-store');
  assert.equal((await app.request('/assets/abc/..%2Fassets.ts')).status, 404);
});

function copyOf(visitor: Visitor, fresh: Visitor): Visitor {
  for (const [name, value] of visitor.cookies) fresh.cookies.set(name, value);
  return fresh;
}

test('an id longer than any, and a sign that no database takes, are answered and do no harm', async () => {
  for (const path of ['wysylki', 'skrzynka', 'alert', 'odbiorcy', 'miejsca/rejony']) {
    assert.equal((await admin.open(`/admin/${path}/99999999999999999999`)).status, 404, path);
  }
  assert.equal((await admin.open('/admin/skrzynka?szukaj=a%00b')).status, 404);
  await admin.open('/admin/miejsca/rejony');
  assert.ok((await admin.send('/admin/miejsca/rejony', { nazwa: 'a\0' })).status < 500);
  await admin.open('/admin/wyslij/tresci');
  assert.ok((await admin.send('/admin/wyslij/tresci', { nazwa: 'b', tresc: 'a\0b' })).status < 500);
});
