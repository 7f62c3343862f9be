import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, password, setUpAccount } from '../support/panel.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const app = createPanelApp(deps);

let logins = 0;
function newLogin(): string {
  logins += 1;
  return `osoba${logins}`;
}

describe('guessing', () => {
  test('guesses at an account are slowed down, end by themselves, and never stop its known device', async () => {
    const login = newLogin();
    const owner = createVisitor(app, { address: '192.0.2.50' });
    await setUpAccount(deps, owner, { login, factor: 'later' });
    const guesser = createVisitor(app, { address: '198.51.100.7' });
    for (let tries = 0; tries < 5; tries += 1) {
      assert.equal((await guesser.send('/admin/logowanie', { login, haslo: `${tries}` })).status, 401);
    }
    const slowed = await guesser.send('/admin/logowanie', { login, haslo: password });
    assert.equal(slowed.status, 429);
    assert.match(slowed.body, /Spróbuj ponownie za około 15 minut/);
    assert.ok(Number(slowed.headers.get('retry-after')) <= 900);
    owner.cookies.delete('wici_session');
    assert.equal((await owner.send('/admin/logowanie', { login, haslo: password })).url, '/admin');
    await database.sql`update rate_limits set expire = 0`;
    assert.equal((await guesser.send('/admin/logowanie', { login, haslo: password })).url, '/admin');
  });

  test('a known device of one account does not help at another', async () => {
    const [mine, other] = [newLogin(), newLogin()];
    const insider = createVisitor(app, { address: '198.51.100.8' });
    await setUpAccount(deps, createVisitor(app), { login: other, factor: 'later' });
    await setUpAccount(deps, insider, { login: mine, factor: 'later' });
    insider.cookies.delete('wici_session');
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      statuses.push((await insider.send('/admin/logowanie', { login: other, haslo: `${tries}` })).status);
    }
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
  });

  test('one network that tries many logins is slowed down; an IPv6 network is its /64', async () => {
    const statusFrom = async (address: string): Promise<number> =>
      (await createVisitor(app, { address }).send('/admin/logowanie', { login: `k${address}`, haslo: 'x' }))
        .status;
    assert.equal(await statusFrom('2001:db8:1:2::1'), 401);
    // 49 tries more, without the second each of them takes.
    await database.sql`update rate_limits set points = points + 49 where key like 'login-network:%'`;
    assert.equal(await statusFrom('2001:db8:1:2:ffff::9'), 429);
    assert.equal(await statusFrom('2001:db8:1:3::1'), 401);
  });

  test('codes are slowed down too', async () => {
    const login = newLogin();
    await setUpAccount(deps, createVisitor(app), { login, factor: 'totp' });
    deps.passTime(60_000);
    const guesser = createVisitor(app, { address: '198.51.100.9' });
    await guesser.send('/admin/logowanie', { login, haslo: password });
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      statuses.push((await guesser.send('/admin/kod', { kod: '000000' })).status);
    }
    assert.deepEqual(statuses, [422, 422, 422, 422, 422, 429]);
  });
});

describe('forms', () => {
  test('a form from another site is refused, and so is one made for another session', async () => {
    const login = newLogin();
    const visitor = createVisitor(app);
    await setUpAccount(deps, visitor, { login, factor: 'later' });
    await visitor.open('/admin/ustawienia');
    const before = await countSettings();
    const foreign = await visitor.send(
      '/admin/ustawienia/urzad',
      { officeName: 'Zła' },
      { origin: 'https://zly.example', 'sec-fetch-site': 'cross-site' },
    );
    assert.equal(foreign.status, 403);
    await visitor.open('/admin/ustawienia');
    assert.equal(
      (await visitor.send('/admin/ustawienia/urzad', { officeName: 'Zła', _znak: 'x' })).status,
      403,
    );
    const stranger = createVisitor(app);
    assert.equal(
      (await stranger.send('/admin/logowanie', { login, haslo: password }, { origin: 'https://zly.example' }))
        .status,
      403,
    );
    assert.equal(await countSettings(), before);
  });

  test('every page but set-up and login is behind a session, and no page may be kept by a cache', async () => {
    const paths = [
      '',
      '/wyslij',
      '/wysylki',
      '/wysylki/1',
      '/wysylki/1/podglad',
      '/wysylki/1/postep',
      '/odbiorcy',
      '/skrzynka',
      '/ustawienia',
      '/ustawienia/tryb',
      '/instrukcja',
      '/drugi-skladnik',
      '/kod',
    ];
    for (const path of paths) {
      const page = await createVisitor(app).open(`/admin${path}`);
      assert.match(page.url, /^\/admin\/logowanie/, path);
      assert.equal(page.headers.get('cache-control'), 'no-store');
    }
    const posts = [
      '/wysylki/1/wyslij',
      '/wysylki/1/zatrzymaj',
      '/wysylki/1/wznow',
      '/odbiorcy/1/numer',
      '/ustawienia',
      '/ustawienia/tryb',
      '/wyslij',
    ];
    for (const path of posts) {
      assert.match((await createVisitor(app).send(`/admin${path}`, {})).url, /^\/admin\/logowanie/, path);
    }
  });

  test('with ADMIN_NETWORKS the panel is not there for other networks, whatever a header claims', async () => {
    const closed = createPanelApp(deps, { adminNetworks: ['10.0.0.0/8'], trustedProxies: ['192.0.2.1'] });
    assert.equal(
      (await createVisitor(closed, { address: '203.0.113.5' }).open('/admin/logowanie')).status,
      404,
    );
    assert.equal((await createVisitor(closed, { address: '10.1.2.3' }).open('/admin/logowanie')).status, 200);
    const forged = { 'x-forwarded-for': '10.1.2.3' };
    const direct = createVisitor(closed, { address: '203.0.113.5' });
    assert.equal((await direct.send('/admin/logowanie', {}, forged)).status, 404);
    const proxied = createVisitor(closed, { address: '192.0.2.1' });
    assert.equal((await proxied.send('/admin/logowanie', {}, forged)).status, 401);
  });
});

async function countSettings(): Promise<string> {
  const rows = await database.sql<
    { key: string; value: string }[]
  >`select key, value::text from settings order by key`;
  return JSON.stringify(rows);
}
