// What somebody who should not get in, or should not get further, tries at the panel.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCampaign } from '#services/create-campaign.ts';
import { launchCampaign } from '#services/launch-campaign.ts';
import { sendAlertOnce } from '#services/send-alert.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import {
  codeAt,
  createPanelApp,
  createVisitor,
  password,
  setUpAccount,
  type Visitor,
} from '../support/panel.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
const app = createPanelApp(deps);
const admin = createVisitor(app);
const { secret } = await setUpAccount(deps, admin, { login: 'anna', factor: 'totp' });
const local = createVisitor(app);
await setUpAccount(deps, local, { login: 'soltys', role: 'local', factor: 'later' });
const topical = createVisitor(app);
await setUpAccount(deps, topical, { login: 'kultura', role: 'topical', factor: 'later' });

const nasty = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;

async function staffId(login: string): Promise<number> {
  const [row] = await sql<{ id: number }[]>`select id::integer from staff where login = ${login}`;
  return row?.id ?? 0;
}

/** No tag or attribute of the attacker's stands in the page, only its text. */
function assertHarmless(body: string, where: string): void {
  assert.ok(!/<script>alert|<img src=x|[^&]"'><script/.test(body), `${where} lets markup through`);
}

describe('sessions', () => {
  test('a token planted before the login is worth nothing after it', async () => {
    const victim = createVisitor(app);
    victim.cookies.set('wici_session', 'planted-by-somebody-else');
    deps.passTime(60_000);
    await victim.send('/admin/logowanie', { login: 'anna', haslo: password });
    const halfway = victim.cookies.get('wici_session');
    assert.notEqual(halfway, 'planted-by-somebody-else');
    await victim.send('/admin/kod', { kod: codeAt(secret, deps.clock()) });
    assert.notEqual(victim.cookies.get('wici_session'), halfway);
    for (const token of ['planted-by-somebody-else', halfway ?? '']) {
      const thief = createVisitor(app);
      thief.cookies.set('wici_session', token);
      assert.match((await thief.open('/admin/skrzynka')).url, /^\/admin\/logowanie/);
    }
  });

  test('a code of the app that has let somebody in proves nothing a second time', async () => {
    deps.passTime(60_000);
    const kod = codeAt(secret, deps.clock());
    const first = createVisitor(app);
    await first.send('/admin/logowanie', { login: 'anna', haslo: password });
    assert.equal((await first.send('/admin/kod', { kod })).url, '/admin');
    const second = createVisitor(app);
    await second.send('/admin/logowanie', { login: 'anna', haslo: password });
    assert.equal((await second.send('/admin/kod', { kod })).status, 422);
    deps.passTime(16 * 60_000);
    assert.equal((await first.open('/admin/skrzynka')).status, 403);
    assert.equal((await first.send('/admin/odblokuj', { haslo: kod })).status, 422, 'nor at the lock');
  });

  test('guessing at the lock is slowed down, and does not keep the owner out of the login', async () => {
    const person = createVisitor(app);
    await setUpAccount(deps, person, { login: 'idle', role: 'editor', factor: 'later' });
    deps.passTime(16 * 60_000);
    await person.open('/admin/skrzynka');
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      statuses.push((await person.send('/admin/odblokuj', { haslo: `zgaduje ${tries}` })).status);
    }
    assert.deepEqual(statuses, [422, 422, 422, 422, 422, 429]);
    const owner = createVisitor(app, { address: '198.51.100.3' });
    assert.equal((await owner.send('/admin/logowanie', { login: 'idle', haslo: password })).url, '/admin');
  });

  test('neither the login nor the lock leads anywhere but into the panel', async () => {
    const targets = [
      'https://zly.example/',
      '//zly.example',
      '/\\zly.example',
      '/admin/../wyloguj',
      '/admin//zly.example',
      'javascript:alert(1)',
      '/administracja',
    ];
    for (const dalej of targets) {
      const visitor = createVisitor(app);
      const opened = await visitor.send('/admin/logowanie', { login: 'idle', haslo: password, dalej });
      assert.equal(opened.url, '/admin', dalej);
    }
    const person = createVisitor(app);
    await person.send('/admin/logowanie', { login: 'idle', haslo: password });
    deps.passTime(16 * 60_000);
    await person.open('/admin/skrzynka');
    const kept = await person.send('/admin/odblokuj', {
      haslo: password,
      dokad: 'https://zly.example/',
      rodzaj: 'formularz',
      'formularz:x': '1',
    });
    assert.equal(kept.url, '/admin');
    assert.ok(!kept.body.includes('zly.example'));
  });
});

describe('forms', () => {
  test('every form of the panel is refused without the token of its session', async () => {
    const forms = app.routes.filter(({ method, path }) => method === 'POST' && path.startsWith('/admin/'));
    const person = createVisitor(app);
    await person.send('/admin/logowanie', { login: 'idle', haslo: password });
    const cookie = [...person.cookies].map((pair) => pair.join('=')).join('; ');
    const origin = 'http://wici.test';
    for (const { path } of forms) {
      // Before the login there is no session whose token a form could carry: the origin stands guard there.
      if (path.includes('/ustaw/') || path.endsWith('/logowanie') || path.endsWith('/wyslij/listy')) continue;
      if (path.endsWith('/miejsca/pliki') || path.endsWith('/odbiorcy/wczytania')) continue;
      const address = path
        .replace(/:day\{.*?\}(?=\/|$)/, '2027-01-01')
        .replace(/:[a-zA-Z]+(?:\{(?:[^{}]|\{[^{}]*\})*\})?/g, '98');
      const init = {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      };
      const foreign = await app.request(`${origin}${address}`, {
        ...init,
        headers: { ...init.headers, origin: 'https://zly.example', 'sec-fetch-site': 'cross-site' },
        body: 'x=1',
      });
      assert.equal(foreign.status, 403, `${path} from another site`);
      const without = await app.request(`${origin}${address}`, {
        ...init,
        headers: { ...init.headers, origin },
        body: 'x=1',
      });
      assert.equal(without.status, 403, `${path} without a token`);
    }
  });

  test('markup in names, texts and searches reaches pages as text only', async () => {
    await sql`update staff set name = ${nasty} where login = 'idle'`;
    const [phone] = await sql<{ id: number }[]>`
      insert into phones (msisdn) values ('+48601999888') returning id::integer`;
    assert.ok(phone);
    await admin.send('/admin/logowanie', { login: 'anna', haslo: password });
    deps.passTime(60_000);
    await admin.send('/admin/kod', { kod: codeAt(secret, deps.clock()) });
    await admin.open('/admin/wyslij');
    const made = await admin.send('/admin/wyslij', { tresc: nasty, odbiorcy: 'all', rodzaj: 'bulk' });
    assertHarmless(made.body, made.url);
    assert.match(made.body, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
    await admin.open('/admin/wyslij/tresci');
    const template = await admin.send('/admin/wyslij/tresci', { nazwa: nasty, tresc: nasty });
    assertHarmless(template.body, template.url);
    const where = [
      '/admin',
      '/admin/wysylki',
      '/admin/wyslij',
      '/admin/wyslij/tresci',
      '/admin/ustawienia/konta',
      `/admin/ustawienia/konta/${await staffId('idle')}`,
      '/admin/ustawienia/dziennik',
      `/admin/ustawienia/dziennik?czego=${encodeURIComponent(nasty)}&co=${encodeURIComponent(nasty)}&kto=${encodeURIComponent(nasty)}`,
      `/admin/skrzynka?szukaj=${encodeURIComponent(nasty)}`,
      `/admin/odbiorcy?numer=${encodeURIComponent(nasty)}`,
      `/admin/logowanie?dalej=${encodeURIComponent(nasty)}`,
    ];
    for (const path of where) assertHarmless((await admin.open(path)).body, path);
    const person = createVisitor(app);
    await person.send('/admin/logowanie', { login: 'idle', haslo: password });
    assertHarmless((await person.open('/admin/konto')).body, 'the own account');
    deps.passTime(16 * 60_000);
    const locked = await person.send('/admin/wyslij', { [nasty]: nasty, tresc: nasty });
    assertHarmless(locked.body, 'the lock');
  });

  test('pages forbid frames, inline scripts, foreign forms and sniffing', async () => {
    const { headers } = await createVisitor(app).open('/admin/logowanie');
    const policy = headers.get('content-security-policy') ?? '';
    for (const rule of [
      "default-src 'none'",
      "frame-ancestors 'none'",
      "form-action 'self'",
      "base-uri 'none'",
    ]) {
      assert.ok(policy.includes(rule), rule);
    }
    assert.ok(!/unsafe-(inline|eval)/.test(policy));
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('x-frame-options'), 'DENY');
    assert.equal(headers.get('cache-control'), 'no-store');
  });

  test('names of uploads and of assets lead to no other file', async () => {
    await relogIn(admin);
    for (const path of [
      '/assets/x/..%2f..%2f..%2f..%2fetc%2fpasswd',
      '/assets/x/....//....//etc/passwd',
      '/admin/miejsca/pliki/..%2f..%2fetc%2fpasswd',
      '/admin/miejsca/pliki/..%2f..%2fetc%2fpasswd/bledy.txt',
      '/admin/raporty/..%2f..%2fetc%2fpasswd.csv',
    ]) {
      const page = await admin.open(path);
      assert.equal(page.status, 404, path);
      assert.ok(!page.body.includes('root:'), path);
    }
  });
});

describe('a limited account', () => {
  test('sends to its own places only: everybody becomes its village, others are cut away', async () => {
    const made = await compose(local, { odbiorcy: 'all' });
    assert.match(made.url, /^\/admin\/wysylki\/\d+\/podglad$/);
    assert.deepEqual(await audienceOf(made.url), { locality: '0582870' });
    const sport = await compose(local, { odbiorcy: 'category:sport' });
    assert.deepEqual(await audienceOf(sport.url), {
      every: [{ locality: '0582870' }, { category: 'sport' }],
    });
    const culture = await compose(topical, { odbiorcy: 'all' });
    assert.deepEqual(await audienceOf(culture.url), { category: 'kultura' });
  });

  test('sends neither alerts nor to numbers, whatever its form says', async () => {
    const alert = await compose(local, { odbiorcy: 'all', rodzaj: 'alert' });
    assert.equal(alert.status, 422);
    assert.match(alert.body, /Alert wysyła urząd/);
    const actor = `staff:${await staffId('soltys')}`;
    const text = 'Zebranie.';
    const forbidden = { code: 'forbidden' };
    await assert.rejects(
      createCampaign(deps, { actor, text, lane: 'alert', audience: { all: true } }),
      forbidden,
    );
    await assert.rejects(
      createCampaign(deps, { actor, text, lane: 'bulk', audience: { numbers: ['601234567'] } }),
      forbidden,
    );
    const key = crypto.randomUUID();
    await assert.rejects(
      sendAlertOnce(deps, { actor, text, audience: { all: true }, name: 'X', key }),
      forbidden,
    );
  });

  test('reaches no campaign of others by its number, nor by its draft', async () => {
    const actor = `staff:${await staffId('anna')}`;
    const id = await createCampaign(deps, {
      actor,
      text: 'Tajne plany.',
      lane: 'bulk',
      audience: { all: true },
    });
    await local.open('/admin/konto');
    for (const path of ['', '/podglad', '/zatrzymaj', '/postep', '/seria']) {
      assert.equal((await local.open(`/admin/wysylki/${id}${path}`)).status, 404, path);
    }
    assert.equal((await local.open(`/admin/wyslij?szkic=${id}`)).status, 404);
    assert.ok(!(await local.open('/admin/wysylki')).body.includes('Tajne plany'));
    await local.open('/admin/konto');
    assert.equal((await local.send(`/admin/wysylki/${id}/wyslij`, { liczba: '0' })).status, 404);
    const own = `staff:${await staffId('soltys')}`;
    await assert.rejects(launchCampaign(deps, { campaignId: id, actor: own }), { code: 'not_found' });
  });

  test('can not launch what its account no longer covers', async () => {
    const made = await compose(local, { odbiorcy: 'all' });
    const id = Number(/\d+/.exec(made.url)?.[0]);
    const staff = await staffId('soltys');
    await sql`update staff set localities = array['0590710'] where id = ${staff}`;
    await assert.rejects(launchCampaign(deps, { campaignId: id, actor: `staff:${staff}` }), {
      code: 'forbidden',
    });
    await sql`update staff set localities = array['0582870'] where id = ${staff}`;
  });
});

test('a mass send asks for the password once ten minutes have passed since the last one', async () => {
  await relogIn(admin);
  const office = deps.office();
  const strict = { ...deps, office: () => ({ ...office, settings: { ...office.settings, proveAbove: 1 } }) };
  const careful = createPanelApp(strict);
  const clerk = createVisitor(careful);
  for (const [name, value] of admin.cookies) clerk.cookies.set(name, value);
  for (const number of ['+48601111222', '+48601111333']) {
    await sql`
      with p as (insert into phones (msisdn) values (${number}) returning id)
      insert into subscribers (phone_id, state, source, joined_at, decided_at)
      select id, 'active', 'import', now(), now() from p`;
  }
  const made = await compose(clerk, { odbiorcy: 'all' });
  assert.ok(!made.body.includes('name="dowod"'), 'who has just logged in is not asked');
  deps.passTime(11 * 60_000);
  const path = made.url.replace('/podglad', '');
  assert.match((await clerk.open(`${path}/podglad`)).body, /name="dowod"/);
  const refused = await clerk.send(`${path}/wyslij`, { dowod: 'nie to hasło' });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /Nic nie wysłano/);
  assert.equal((await clerk.send(`${path}/wyslij`, { dowod: password })).url, path);
});

async function relogIn(visitor: Visitor): Promise<void> {
  deps.passTime(60_000);
  await visitor.send('/admin/logowanie', { login: 'anna', haslo: password });
  const page = await visitor.send('/admin/kod', { kod: codeAt(secret, deps.clock()) });
  assert.equal(page.url, '/admin');
}

async function compose(visitor: Visitor, fields: Readonly<Record<string, string>>) {
  const form = await visitor.open('/admin/wyslij');
  if (form.status === 403) await visitor.send('/admin/odblokuj', { haslo: password });
  await visitor.open('/admin/wyslij');
  return visitor.send('/admin/wyslij', { tresc: 'Zebranie w sobote.', rodzaj: 'bulk', ...fields });
}

async function audienceOf(url: string): Promise<unknown> {
  const [row] = await sql<{ audience: unknown }[]>`
    select audience from campaigns where id = ${Number(/\d+/.exec(url)?.[0])}`;
  return row?.audience;
}
