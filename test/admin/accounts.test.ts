import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { auditActs } from '#domain/audit-acts.table.ts';
import { createStaffLink } from '#services/create-staff-link.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import {
  codeAt,
  createPanelApp,
  createVisitor,
  type Page,
  password,
  setUpAccount,
} from '../support/panel.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
const app = createPanelApp(deps);
const admin = createVisitor(app);
await setUpAccount(deps, admin, { login: 'anna', factor: 'totp' });

async function idOf(login: string): Promise<number> {
  const [row] = await sql<{ id: number }[]>`select id::integer from staff where login = ${login}`;
  return row?.id ?? 0;
}

function linkOf(page: Page): string {
  return /\/admin\/ustaw\/[\w-]+/.exec(page.body)?.[0] ?? '';
}

describe('accounts', () => {
  test('one administrator alone is warned, and can neither close nor demote the own account', async () => {
    const id = await idOf('anna');
    assert.match((await admin.open('/admin/ustawienia/konta')).body, /Jest tylko jeden administrator/);
    await admin.open(`/admin/ustawienia/konta/${id}`);
    const closed = await admin.send(`/admin/ustawienia/konta/${id}/zamknij`, {});
    assert.equal(closed.status, 409);
    assert.match(closed.body, /To ostatni administrator/);
    assert.equal((await admin.send(`/admin/ustawienia/konta/${id}/rola`, { rola: 'viewer' })).status, 409);
    const rows = await sql`select 1 from staff where login = 'anna' and role = 'admin' and is_active`;
    assert.equal(rows.length, 1);
  });

  test('an invitation carries the role and its places to the new account, and its link is shown once', async () => {
    await admin.open('/admin/ustawienia/konta/zapros');
    const missing = await admin.send('/admin/ustawienia/konta/zapros', { rola: 'local' });
    assert.equal(missing.status, 422);
    assert.match(missing.body, /Zaznacz co najmniej jedną miejscowość albo rejon/);
    const made = await admin.send('/admin/ustawienia/konta/zapros', { rola: 'local', wies_0582870: '1' });
    const link = linkOf(made);
    assert.match(made.body, /Sołtys: Skórzewo/);
    assert.ok(!(await admin.open('/admin/ustawienia/konta')).body.includes(link));
    const person = createVisitor(app);
    await person.open(link);
    await person.send(link, { nazwa: 'Ewa Sołtys', login: 'ewa', haslo: password, haslo2: password });
    await person.send('/admin/drugi-skladnik/pozniej', {});
    const home = await person.open('/admin');
    assert.equal(home.url, '/admin/wyslij', 'a limited role begins where it works');
    assert.match(home.body, /Wszyscy, których obejmuje moje konto/);
    assert.ok(home.body.includes('/admin/skrzynka'), 'the threads of her places are');
    assert.ok(!home.body.includes('/admin/raporty'), 'pages that are not hers are not offered');
    assert.match((await admin.open('/admin/ustawienia/konta')).body, /Ewa Sołtys/);
  });

  test('a new role holds from the next page on', async () => {
    const person = createVisitor(app);
    await setUpAccount(deps, person, { login: 'jan', role: 'editor', factor: 'later' });
    assert.equal((await person.open('/admin/skrzynka')).status, 200);
    const id = await idOf('jan');
    await admin.open(`/admin/ustawienia/konta/${id}`);
    await admin.send(`/admin/ustawienia/konta/${id}/rola`, { rola: 'topical', kategoria_kultura: '1' });
    assert.equal((await person.open('/admin/skrzynka')).status, 403);
    assert.equal((await person.open('/admin/wyslij')).status, 200);
  });

  test('closing an account ends its sessions and links at once, and it can be opened again', async () => {
    const person = createVisitor(app);
    await setUpAccount(deps, person, { login: 'marek', role: 'editor', factor: 'later' });
    const id = await idOf('marek');
    const token = await createStaffLink(deps, {
      purpose: 'reset',
      role: 'editor',
      staffId: id,
      actor: 'test',
    });
    await admin.open(`/admin/ustawienia/konta/${id}`);
    await admin.send(`/admin/ustawienia/konta/${id}/zamknij`, {});
    assert.match((await person.open('/admin')).url, /^\/admin\/logowanie/);
    assert.equal((await createVisitor(app).open(`/admin/ustaw/${token}`)).status, 404);
    assert.equal((await person.send('/admin/logowanie', { login: 'marek', haslo: password })).status, 401);
    await admin.open(`/admin/ustawienia/konta/${id}`);
    await admin.send(`/admin/ustawienia/konta/${id}/otworz`, {});
    assert.equal((await person.send('/admin/logowanie', { login: 'marek', haslo: password })).url, '/admin');
  });

  test('a reset link from the panel gives a new password and takes the old second factor away', async () => {
    const id = await idOf('marek');
    await admin.open(`/admin/ustawienia/konta/${id}`);
    const link = linkOf(await admin.send(`/admin/ustawienia/konta/${id}/odnosnik`, {}));
    const person = createVisitor(app);
    await person.open(link);
    const fresh = 'dwa rowery i sanki';
    const next = await person.send(link, { haslo: fresh, haslo2: fresh });
    assert.equal(next.url, '/admin/drugi-skladnik');
    const old = await createVisitor(app).send('/admin/logowanie', { login: 'marek', haslo: password });
    assert.equal(old.status, 401);
  });
});

describe('the own account', () => {
  test('ten codes on paper stand in for the phone, each once, and new ones replace them', async () => {
    const person = createVisitor(app);
    await setUpAccount(deps, person, { login: 'ola', role: 'editor', factor: 'totp' });
    await person.open('/admin/konto/kody');
    const sheet = await person.send('/admin/konto/kody', {});
    const codes = [...sheet.body.matchAll(/<span class="key">(\d{4} \d{4} \d{4})</g)].map(
      ([, code]) => code ?? '',
    );
    assert.equal(new Set(codes).size, 10);
    const stored = await sql<{ hash: string }[]>`
      select encode(code_hash, 'hex') as hash from recovery_codes where staff_id = ${await idOf('ola')}`;
    assert.ok(stored.every(({ hash }) => hash.length === 64));
    const enter = async (kod: string): Promise<Page> => {
      const visitor = createVisitor(app);
      await visitor.send('/admin/logowanie', { login: 'ola', haslo: password });
      return visitor.send('/admin/kod', { kod });
    };
    assert.equal((await enter(codes[0] ?? '')).url, '/admin');
    assert.equal((await enter(codes[0] ?? '')).status, 422, 'a used code opens nothing');
    assert.equal((await enter((codes[1] ?? '').replaceAll(' ', '-'))).url, '/admin');
    assert.match((await person.open('/admin/konto')).body, /zostało: 8 kodów zapasowych/);
    deps.passTime(11 * 60_000);
    const asked = await person.open('/admin/konto/kody');
    assert.match(asked.body, /id="haslo"/, 'later a password is asked for first');
    assert.equal((await person.send('/admin/konto/kody', { haslo: 'nie to hasło' })).status, 422);
    await person.send('/admin/konto/kody', { haslo: password });
    assert.equal((await enter(codes[2] ?? '')).status, 422, 'the sheet before is void');
  });

  test("another account's codes open nothing", async () => {
    const mine = createVisitor(app);
    await setUpAccount(deps, mine, { login: 'piotr', role: 'editor', factor: 'totp' });
    await mine.open('/admin/konto/kody');
    const sheet = await mine.send('/admin/konto/kody', {});
    const code = /<span class="key">(\d{4} \d{4} \d{4})</.exec(sheet.body)?.[1] ?? '';
    const thief = createVisitor(app);
    await thief.send('/admin/logowanie', { login: 'ola', haslo: password });
    assert.equal((await thief.send('/admin/kod', { kod: code })).status, 422);
  });

  test('sessions are listed by browser and ended one by one; nobody ends those of others', async () => {
    const here = createVisitor(app);
    await setUpAccount(deps, here, { login: 'ewelina', role: 'editor', factor: 'later' });
    const there = createVisitor(app);
    await there.send(
      '/admin/logowanie',
      { login: 'ewelina', haslo: password },
      { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0' },
    );
    const page = await here.open('/admin/konto');
    assert.match(page.body, /Firefox, Windows/);
    const id = /\/admin\/konto\/sesje\/(\d+)\/zakoncz/.exec(page.body)?.[1] ?? '';
    await admin.open('/admin/konto');
    await admin.send(`/admin/konto/sesje/${id}/zakoncz`, {});
    assert.equal((await there.open('/admin')).url, '/admin', 'a stranger has ended nothing');
    await here.open('/admin/konto');
    await here.send(`/admin/konto/sesje/${id}/zakoncz`, {});
    assert.match((await there.open('/admin')).url, /^\/admin\/logowanie/);
    assert.equal((await here.open('/admin')).url, '/admin');
  });

  test('a new password needs the old one, ends the other sessions and then holds', async () => {
    const here = createVisitor(app);
    const { secret } = await setUpAccount(deps, here, { login: 'tomek', role: 'editor', factor: 'totp' });
    deps.passTime(60_000);
    const there = createVisitor(app);
    await there.send('/admin/logowanie', { login: 'tomek', haslo: password });
    await there.send('/admin/kod', { kod: codeAt(secret, deps.clock()) });
    const fresh = 'pomaranczowy traktor stoi';
    await here.open('/admin/konto');
    const wrong = await here.send('/admin/konto/haslo', {
      obecne: 'zgaduje tylko',
      haslo: fresh,
      haslo2: fresh,
    });
    assert.equal(wrong.status, 422);
    assert.match(wrong.body, /Obecne hasło się nie zgadza/);
    const common = await here.send('/admin/konto/haslo', {
      obecne: password,
      haslo: 'sunshine202412',
      haslo2: 'sunshine202412',
    });
    assert.match(common.body, /łatwo odgadnąć/);
    await here.send('/admin/konto/haslo', { obecne: password, haslo: fresh, haslo2: fresh });
    assert.match((await there.open('/admin')).url, /^\/admin\/logowanie/);
    assert.equal((await here.open('/admin')).url, '/admin');
    const again = await createVisitor(app).send('/admin/logowanie', { login: 'tomek', haslo: fresh });
    assert.equal(again.url, '/admin/kod');
  });
});

describe('the audit log', () => {
  test('is searched by person, act, subject and day, in words', async () => {
    const id = await idOf('jan');
    const page = await admin.open(`/admin/ustawienia/dziennik?czego=konto+${id}`);
    assert.match(page.body, /Zmiana roli konta/);
    assert.match(page.body, /z: Redaktor, na: Opiekun kategorii/);
    assert.match(page.body, />Anna Nowak</);
    assert.ok(!page.body.includes('Utworzenie szkicu wysyłki</th>'));
    const logins = await admin.open('/admin/ustawienia/dziennik?co=staff.log_in_refused');
    assert.match(logins.body, /Nieudane logowanie<\/th>/);
    assert.ok(!logins.body.includes('Zamknięcie konta</th>'));
    const others = await admin.open(`/admin/ustawienia/dziennik?kto=${id}&co=access`);
    assert.ok(!others.body.includes('Zmiana roli konta</th>'), 'jan has changed no role');
    const future = await admin.open('/admin/ustawienia/dziennik?od=2199-01-01');
    assert.match(future.body, /Nic takiego nie zapisano/);
    assert.equal((await admin.open('/admin/ustawienia/dziennik?od=2026-02-31&przed=x')).status, 200);
  });

  test('goes out as a file that a spreadsheet reads, which is noted', async () => {
    const file = await admin.open('/admin/ustawienia/dziennik.csv?co=staff.close');
    assert.match(file.headers.get('content-type') ?? '', /text\/csv/);
    assert.match(
      file.body,
      /^numer;kiedy;kto;co;czego dotyczy;szczegóły\r\n\d+;[^;]+;Anna Nowak;Zamknięcie konta;/u,
    );
    assert.equal(file.body.trim().split('\r\n').length, 2);
    assert.equal((await sql`select 1 from audit_entries where act = 'audit.export'`).length, 1);
  });

  test('a look at a person is written down with who looked', async () => {
    const [phone] = await sql<{ id: number }[]>`
      insert into phones (msisdn) values ('+48601234567') returning id::integer`;
    await admin.open('/admin/odbiorcy');
    await admin.send(`/admin/odbiorcy/${phone?.id}/numer`, {});
    const page = await admin.open(`/admin/ustawienia/dziennik?czego=osoba+${phone?.id}`);
    assert.match(page.body, /Odsłonięcie numeru<\/th>/);
    assert.ok(!page.body.includes('601234567'), 'the log holds ids only');
  });

  test('acts written by statements of their own have their sentence too', () => {
    const folder = new URL('../../src/db/', import.meta.url);
    const acts = readdirSync(folder).flatMap((file) => {
      const text = readFileSync(new URL(file, folder), 'utf8');
      const written = /insert into audit_entries \([^)]*\)\s*values \(\$\{[^}]*\}, '([a-z_.]+)'/g;
      return [...text.matchAll(written)].map(([, act]) => act ?? '');
    });
    assert.ok(acts.length >= 2);
    assert.deepEqual(
      acts.filter((act) => !Object.hasOwn(auditActs, act)),
      [],
    );
  });
});
