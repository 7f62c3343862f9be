import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSetupLink, createStaffLink } from '#services/create-staff-link.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import {
  codeAt,
  createPanelApp,
  createVisitor,
  makeLive,
  password,
  readSecret,
  setUpAccount,
} from '../support/panel.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const app = createPanelApp(deps);
const live = makeLive(deps);
const liveApp = createPanelApp(live);

let logins = 0;
function newLogin(): string {
  logins += 1;
  return `osoba${logins}`;
}

describe('setting up', () => {
  test('the first link makes an administrator, works once, and none is made once there is an account', async () => {
    const earlier = await createSetupLink(deps);
    const token = await createSetupLink(deps);
    const visitor = createVisitor(app);
    assert.equal((await visitor.open(`/admin/ustaw/${earlier}`)).status, 404);
    await visitor.open(`/admin/ustaw/${token}`);
    const fields = { nazwa: 'Jan Kowal', login: 'Jan.Kowal', haslo: password, haslo2: password };
    const enrolment = await visitor.send(`/admin/ustaw/${token}`, fields);
    assert.match(enrolment.body, /<h1>Ustaw drugi składnik/);
    const late = createVisitor(app);
    for (const twice of [
      await late.open(`/admin/ustaw/${token}`),
      await late.send(`/admin/ustaw/${token}`, fields),
      await late.send(`/admin/ustaw/${token}`, { ...fields, haslo2: 'x' }),
    ]) {
      assert.equal(twice.status, 404);
      assert.match(
        twice.body,
        /Jeśli konto jest już założone, <a href="\/admin\/logowanie">zaloguj się<\/a>\./,
      );
      assert.match(twice.body, /poproś administratora o nowy odnośnik/);
    }
    assert.equal(await createSetupLink(deps), null);
    const [row] = await database.sql<{ login: string; role: string; hash: string }[]>`
      select login, role, password_hash as hash from staff where login = 'jan.kowal'`;
    assert.equal(row?.role, 'admin');
    assert.match(row?.hash ?? '', /^\$argon2id\$v=19\$m=65536,t=3,p=4\$/);
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['short', 'krótkie12', /co najmniej 12 znaków/],
    ['obvious', 'qwertyuiop123', /łatwo odgadnąć/],
    ['one letter over and over', 'aaaaaaaaaaaaaa', /łatwo odgadnąć/],
    ['a run of digits', '123456789012', /łatwo odgadnąć/],
    ['the login with digits', 'zofia.malinowska1', /takie jak login/],
  ];
  for (const [what, haslo, words] of refused) {
    test(`a password that is ${what} is refused beside its field, and the link stays open`, async () => {
      const token = await createStaffLink(deps, { purpose: 'invite', role: 'editor', actor: 'test' });
      const visitor = createVisitor(app);
      const fields = { nazwa: 'Zofia', login: 'zofia.malinowska', haslo, haslo2: haslo };
      const page = await visitor.send(`/admin/ustaw/${token}`, fields);
      assert.equal(page.status, 422);
      assert.match(page.body, words);
      assert.match(
        page.body,
        /id="haslo"[^>]*aria-describedby="haslo-hint haslo-problem" aria-invalid="true"/,
      );
      assert.ok(!page.body.includes(haslo), 'a password is never sent back');
      assert.equal((await visitor.open(`/admin/ustaw/${token}`)).status, 200);
    });
  }

  test('a login that is taken is refused and the link stays open', async () => {
    const token = await createStaffLink(deps, { purpose: 'invite', role: 'editor', actor: 'test' });
    const visitor = createVisitor(app);
    const fields = { nazwa: 'Inny Jan', login: 'jan.kowal', haslo: password, haslo2: password };
    const page = await visitor.send(`/admin/ustaw/${token}`, fields);
    assert.match(page.body, /jest już zajęty/);
    assert.equal((await visitor.open(`/admin/ustaw/${token}`)).status, 200);
  });

  test('a reset link gives a new password, ends open sessions and asks for a new second factor', async () => {
    const login = newLogin();
    const inside = createVisitor(app);
    await setUpAccount(deps, inside, { login, factor: 'totp' });
    const [row] = await database.sql<{ id: number }[]>`select id from staff where login = ${login}`;
    const token = await createStaffLink(deps, {
      purpose: 'reset',
      role: 'admin',
      staffId: row?.id ?? 0,
      actor: 'test',
    });
    const visitor = createVisitor(app);
    await visitor.open(`/admin/ustaw/${token}`);
    const fresh = 'cztery mokre kalosze';
    const page = await visitor.send(`/admin/ustaw/${token}`, { haslo: fresh, haslo2: fresh });
    assert.equal(page.url, '/admin/drugi-skladnik');
    assert.equal((await inside.open('/admin')).url, '/admin/logowanie');
  });

  test('practice mode lets the second factor wait, live mode does not', async () => {
    const page = await setUpAccount(deps, createVisitor(app), { login: newLogin(), factor: 'later' });
    assert.match(page.page.body, /<h1>Dziś/);
    const visitor = createVisitor(liveApp);
    const token = await createStaffLink(deps, { purpose: 'invite', role: 'editor', actor: 'test' });
    const login = newLogin();
    await visitor.open(`/admin/ustaw/${token}`);
    const enrolment = await visitor.send(`/admin/ustaw/${token}`, {
      nazwa: 'A',
      login,
      haslo: password,
      haslo2: password,
    });
    assert.ok(!enrolment.body.includes('Później'));
    assert.equal((await visitor.send('/admin/drugi-skladnik/pozniej', {})).status, 403);
    assert.equal((await visitor.open('/admin')).url, '/admin/drugi-skladnik');
  });

  test('a wrong code leaves the same key on the page, so that what was scanned stays right', async () => {
    const visitor = createVisitor(app);
    const token = await createStaffLink(deps, { purpose: 'invite', role: 'editor', actor: 'test' });
    await visitor.open(`/admin/ustaw/${token}`);
    const fields = { nazwa: 'A', login: newLogin(), haslo: password, haslo2: password };
    const first = await visitor.send(`/admin/ustaw/${token}`, fields);
    const second = await visitor.send('/admin/drugi-skladnik', { kod: '000000' });
    assert.equal(second.status, 422);
    assert.equal(readSecret(second), readSecret(first));
    const inside = await visitor.send('/admin/drugi-skladnik', {
      kod: codeAt(readSecret(first), deps.clock()),
    });
    assert.equal(inside.url, '/admin/konto/kody', 'the codes on paper come next');
    assert.equal((await visitor.open('/admin')).url, '/admin');
  });
});

describe('logging in', () => {
  test('password and code open a session; the same code does not open a second one', async () => {
    const login = newLogin();
    const { secret } = await setUpAccount(deps, createVisitor(app), { login, factor: 'totp' });
    deps.passTime(60_000);
    const kod = codeAt(secret, deps.clock());
    const visitor = createVisitor(app);
    const asked = await visitor.send('/admin/logowanie', { login: login.toUpperCase(), haslo: password });
    assert.equal(asked.url, '/admin/kod');
    assert.equal((await visitor.open('/admin')).url, '/admin/kod', 'the password alone opens nothing');
    assert.equal(
      (await visitor.send('/admin/kod', { kod: `${kod.slice(0, 3)} ${kod.slice(3)}` })).url,
      '/admin',
    );
    const thief = createVisitor(app);
    await thief.send('/admin/logowanie', { login, haslo: password });
    assert.equal((await thief.send('/admin/kod', { kod })).status, 422);
  });

  test('a new session has a new token, and logging out ends it for every copy', async () => {
    const login = newLogin();
    const visitor = createVisitor(app);
    const { secret } = await setUpAccount(deps, visitor, { login, factor: 'totp' });
    await visitor.open('/admin');
    await visitor.send('/admin/wyloguj', {});
    deps.passTime(60_000);
    await visitor.send('/admin/logowanie', { login, haslo: password });
    const before = visitor.cookies.get('wici_session');
    await visitor.send('/admin/kod', { kod: codeAt(secret, deps.clock()) });
    const after = visitor.cookies.get('wici_session');
    assert.notEqual(after, before);
    const copy = createVisitor(app);
    copy.cookies.set('wici_session', after ?? '');
    assert.equal((await copy.open('/admin')).url, '/admin');
    copy.cookies.set('wici_session', before ?? '');
    assert.equal((await copy.open('/admin')).url, '/admin/logowanie');
    await visitor.send('/admin/wyloguj', {});
    copy.cookies.set('wici_session', after ?? '');
    assert.equal((await copy.open('/admin')).url, '/admin/logowanie');
  });

  test('a session locks after a quarter of an hour without use and ends after twelve hours in any case', async () => {
    const visitor = createVisitor(app);
    await setUpAccount(deps, visitor, { login: newLogin(), factor: 'later' });
    for (let minutes = 0; minutes < 12 * 60 - 14; minutes += 14) {
      const page = await visitor.open('/admin/skrzynka');
      assert.equal(page.status, 200, `after ${minutes} minutes`);
      deps.passTime(14 * 60_000);
    }
    deps.passTime(14 * 60_000);
    assert.match((await visitor.open('/admin')).url, /^\/admin\/logowanie/);
    const idle = createVisitor(app);
    await setUpAccount(deps, idle, { login: newLogin(), factor: 'later' });
    deps.passTime(16 * 60_000);
    const locked = await idle.open('/admin/skrzynka');
    assert.equal(locked.status, 403);
    assert.match(locked.body, /<h1>Potwierdź, że to Ty/);
    assert.equal((await idle.send('/admin/odblokuj', { haslo: 'nie to hasło' })).status, 422);
    assert.equal((await idle.open('/admin/skrzynka')).status, 403, 'a wrong password opens nothing');
    assert.equal((await idle.send('/admin/odblokuj', { haslo: password })).url, '/admin/skrzynka');
    assert.equal((await idle.open('/admin/wysylki')).status, 200);
  });

  test('what an open page asks for by itself does not keep a session awake', async () => {
    const visitor = createVisitor(app);
    await setUpAccount(deps, visitor, { login: newLogin(), factor: 'later' });
    const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ');
    for (let minutes = 0; minutes < 16; minutes += 8) {
      deps.passTime(8 * 60_000);
      const events = await app.request('http://wici.test/admin/skrzynka/zmiany', {
        headers: { cookie, accept: 'text/event-stream' },
      });
      assert.equal(events.status, minutes === 0 ? 200 : 403);
      await events.body?.cancel();
    }
  });

  test('a form sent to a locked session waits inside the lock, all but its passwords', async () => {
    const visitor = createVisitor(app);
    await setUpAccount(deps, visitor, { login: newLogin(), factor: 'later' });
    await visitor.open('/admin/wyslij');
    deps.passTime(16 * 60_000);
    const text = 'Zebranie "wiejskie" <w piatek> & w sobote';
    const fields = { tresc: text, odbiorcy: 'all', rodzaj: 'bulk', haslo: 'cokolwiek' };
    const locked = await visitor.send('/admin/wyslij', fields);
    assert.equal(locked.status, 403);
    assert.match(locked.body, /To, co było wpisane, czeka/);
    assert.ok(!locked.body.includes('cokolwiek'));
    const open = await visitor.send('/admin/odblokuj', { haslo: password });
    assert.match(open.body, /<form method="post" action="\/admin\/wyslij">/);
    assert.match(
      open.body,
      /name="tresc" value="Zebranie &quot;wiejskie&quot; &lt;w piatek&gt; &amp; w sobote"/,
    );
    const rows = await database.sql`select 1 from campaigns`;
    assert.equal(rows.length, 0, 'nothing is sent by unlocking');
  });

  test('an unknown login, a wrong password and a closed account answer alike', async () => {
    const closed = newLogin();
    await setUpAccount(deps, createVisitor(app), { login: closed, factor: 'later' });
    await database.sql`update staff set is_active = false where login = ${closed}`;
    const attempts = [
      { login: 'nie.ma.mnie', haslo: password },
      { login: 'jan.kowal', haslo: 'nie to' },
      { login: closed, haslo: password },
    ];
    const pages = await Promise.all(
      attempts.map((fields) => createVisitor(app).send('/admin/logowanie', fields)),
    );
    for (const [at, page] of pages.entries()) {
      assert.equal(page.status, 401);
      assert.equal(
        page.body.replaceAll(attempts[at]?.login ?? '', ''),
        pages[0]?.body.replaceAll('nie.ma.mnie', ''),
      );
    }
  });

  test('in live mode an account that lost its second factor needs a new link', async () => {
    const login = newLogin();
    await setUpAccount(deps, createVisitor(app), { login, factor: 'later' });
    const page = await createVisitor(liveApp).send('/admin/logowanie', { login, haslo: password });
    assert.equal(page.status, 403);
    assert.match(page.body, /nowy odnośnik/);
  });

  test('the page that was wanted comes after the login, and only a page of the panel', async () => {
    const login = newLogin();
    await setUpAccount(deps, createVisitor(app), { login, factor: 'later' });
    const visitor = createVisitor(app);
    const gate = await visitor.open('/admin/odbiorcy?numer=123');
    assert.equal(gate.url, `/admin/logowanie?dalej=${encodeURIComponent('/admin/odbiorcy?numer=123')}`);
    assert.equal(
      (await visitor.send('/admin/logowanie', { login, haslo: password })).url,
      '/admin/odbiorcy?numer=123',
    );
    for (const dalej of ['https://zly.example', '//zly.example', '/admin/../zapis', '/adminx']) {
      const page = await createVisitor(app).send('/admin/logowanie', { login, haslo: password, dalej });
      assert.equal(page.url, '/admin');
    }
  });
});
