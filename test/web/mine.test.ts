import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { dayOf } from '#domain/report-period.ts';
import { completeErasures } from '#services/erase-person.ts';
import { createWeb } from '../../src/web/web.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { readCode, readPerson } from '../support/registration.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const { sql } = database;
const web = createWeb({
  deps,
  config: { publicUrl: undefined, trustedProxies: [], smsapi: { number: '48500100200' } },
});

beforeEach(async () => {
  await sql`truncate rate_limits`;
  deps.passTime(3_700_000);
});

let nextNumber = 600_200_000;

/** Somebody who joined at Skórzewo, ul. Poznańska 12. */
async function insertMember(): Promise<{ readonly phoneId: number; readonly msisdn: string }> {
  nextNumber += 1;
  const msisdn = `+48${nextNumber}`;
  const [row] = await sql<{ id: number }[]>`insert into phones (msisdn) values (${msisdn}) returning id`;
  const phoneId = row?.id ?? 0;
  await sql`
    insert into subscribers (phone_id, state, source, categories, joined_at, decided_at)
    select ${phoneId}, 'active', 'sms', array[id], now(), now() from categories where is_alert`;
  await sql`
    insert into addresses (phone_id, sym, sym_ul, house_number) values (${phoneId}, '0582870', '17394', '12')`;
  await sql`insert into consents (phone_id, act, door, wording) values (${phoneId}, 'join', 'sms', 'sms-zapis-1')`;
  return { phoneId, msisdn };
}

type Answer = {
  readonly status: number;
  readonly page: string;
  readonly location: string;
  readonly headers: Headers;
};

function createVisitor() {
  const cookies = new Map<string, string>();
  let token = '';
  async function send(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...cookies].map((pair) => pair.join('=')).join('; '));
    const response = await web.request(path, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      if (/max-age=0/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const page = await response.text();
    token = /name="_znak" value="([^"]+)"/.exec(page)?.[1] ?? token;
    return {
      status: response.status,
      page,
      location: response.headers.get('location') ?? '',
      headers: response.headers,
    };
  }
  return {
    cookies,
    get: (path: string) => send(path, {}),
    post: (
      path: string,
      fields: Readonly<Record<string, string>> | readonly (readonly [string, string])[],
    ) => {
      const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
      return send(path, {
        method: 'POST',
        body: new URLSearchParams([['_znak', token], ...pairs]).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    },
    useToken: (value: string) => {
      token = value;
    },
  };
}

async function enter(member: { readonly msisdn: string }) {
  const visitor = createVisitor();
  const started = await visitor.post('/moje', { numer: member.msisdn });
  assert.equal(started.status, 303);
  const code = (await readCode(sql, member.msisdn)) ?? '';
  assert.match(code, /^\d{6}$/);
  const entered = await visitor.post(started.location, { kod: code });
  assert.deepEqual([entered.status, entered.location], [303, '/moje']);
  await visitor.get('/moje');
  return visitor;
}

test('nothing of a person is shown or changed without the code', async () => {
  const member = await insertMember();
  const stranger = createVisitor();
  const { page } = await stranger.get('/moje');
  assert.doesNotMatch(page, /Poznańska/);
  for (const path of ['/moje/wiadomosci', '/moje/zgody', '/moje/dane.json', '/moje/adres', '/moje/usun']) {
    assert.deepEqual([(await stranger.get(path)).location, path], ['/moje?koniec', path]);
  }
  const before = await readPerson(sql, member.msisdn);
  for (const path of ['/moje/kategorie', '/moje/adres', '/moje/adres/usun', '/moje/przerwa', '/moje/usun']) {
    assert.equal(
      (await stranger.post(path, { kategorie: 'sport', do: '2027-01-01' })).location,
      '/moje?koniec',
    );
  }
  assert.deepEqual(await readPerson(sql, member.msisdn), before);
});

test('the page of a used code says so, and lets in who is still let in', async () => {
  const member = await insertMember();
  const visitor = createVisitor();
  const { location } = await visitor.post('/moje', { numer: member.msisdn });
  const kod = (await readCode(sql, member.msisdn)) ?? '';
  await visitor.post(location, { kod });
  assert.equal((await visitor.get(location)).location, '/moje?uzyty');
  assert.match((await visitor.get('/moje?uzyty')).page, /Poznańska/);
  const other = createVisitor();
  for (const again of [await other.get(location), await other.post(location, { kod })]) {
    assert.deepEqual([again.status, again.location], [303, '/moje?uzyty']);
  }
  const { page } = await other.get('/moje?uzyty');
  assert.match(page, /Ten kod był już użyty/);
  assert.match(page, /name="numer"/);
});

test('the answer is the same for a number that is known, unknown, or wants no codes; only the first gets one', async () => {
  const known = await insertMember();
  const blocked = await insertMember();
  await sql`update phones set form_blocked_at = now() where id = ${blocked.phoneId}`;
  const answers = await Promise.all(
    [known.msisdn, blocked.msisdn, '+48699000111'].map(async (numer) => {
      const visitor = createVisitor();
      const started = await visitor.post('/moje', { numer });
      const wrong = await visitor.post(started.location, { kod: '000000' });
      return [
        started.status,
        started.location.replace(/[0-9a-f-]{36}/, 'id'),
        wrong.status,
        wrong.page.replaceAll(/[0-9a-f-]{36}/g, 'id'),
      ];
    }),
  );
  assert.deepEqual(answers[1], answers[0]);
  assert.deepEqual(answers[2], answers[0]);
  assert.notEqual(await readCode(sql, known.msisdn), undefined);
  assert.equal(await readCode(sql, blocked.msisdn), undefined);
});

test('the cookie is for /moje alone, out of reach of scripts, and the session ends by itself and by the button', async () => {
  const member = await insertMember();
  const visitor = createVisitor();
  const started = await visitor.post('/moje', { numer: member.msisdn });
  const entered = await visitor.post(started.location, { kod: (await readCode(sql, member.msisdn)) ?? '' });
  const cookie = entered.headers.getSetCookie().join();
  assert.match(cookie, /Path=\/moje/);
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Lax/);
  assert.match((await visitor.get('/moje')).page, /Poznańska 12/);
  deps.passTime(16 * 60_000);
  assert.doesNotMatch((await visitor.get('/moje')).page, /Poznańska/);

  deps.passTime(3_700_000);
  const again = await enter(member);
  const stolen = again.cookies.get('wici_moje') ?? '';
  await again.post('/moje/wyjdz', {});
  again.cookies.set('wici_moje', stolen);
  assert.doesNotMatch((await again.get('/moje')).page, /Poznańska/);
});

test('a form without the token of its session changes nothing', async () => {
  const member = await insertMember();
  const visitor = await enter(member);
  visitor.useToken('made-elsewhere');
  const answer = await visitor.post('/moje/kategorie', { kategorie: 'sport' });
  assert.equal(answer.location, '/moje?koniec');
  assert.deepEqual(((await readPerson(sql, member.msisdn)) as { categories: string[] }).categories, [
    'alerty',
  ]);
});

test('categories and addresses are changed, each change with its proof; alerts and the last address stay', async () => {
  const member = await insertMember();
  const visitor = await enter(member);
  await visitor.post('/moje/kategorie', [
    ['kategorie', 'sport'],
    ['kategorie', 'odpady'],
    ['kategorie', 'nonsens'],
  ]);
  await visitor.post('/moje/kategorie', { kategorie: 'odpady' });
  const added = await visitor.post('/moje/adres', { miejscowosc: 'Dopiewo', ulica: '', dom: '' });
  assert.equal(added.location, '/moje?zapisano=adres');
  const removed = await visitor.post('/moje/adres/usun', { adres: '0582870.17394.12' });
  assert.equal(removed.location, '/moje?zapisano=adres');
  const [left] = await sql<{ sym: string }[]>`select sym from addresses where phone_id = ${member.phoneId}`;
  const last = await visitor.post('/moje/adres/usun', { adres: `${left?.sym}..` });
  assert.equal(last.location, '/moje?zapisano=ostatni-adres');
  const person = (await readPerson(sql, member.msisdn)) as {
    categories: string[];
    addresses: string[];
    consents: { act: string; wording: string }[];
  };
  assert.deepEqual(person.categories, ['alerty', 'odpady']);
  assert.deepEqual(person.addresses, [left?.sym]);
  assert.deepEqual(
    person.consents.map(({ act, wording }) => `${act} ${wording}`),
    ['join sms-zapis-1', ...Array(4).fill('change form-moje-1')],
  );
});

test('an address takes the place of another; what is not understood is asked about and stores nothing', async () => {
  const member = await insertMember();
  const visitor = await enter(member);
  const unclear = await visitor.post('/moje/adres', { miejscowosc: 'Paledzie', ulica: '', dom: '' });
  assert.equal(unclear.status, 422);
  assert.match(unclear.page, /type="radio"/);
  const unknown = await visitor.post('/moje/adres', { miejscowosc: 'Atlantyda', ulica: '', dom: '' });
  assert.equal(unknown.status, 422);
  const house = await visitor.post('/moje/adres', { miejscowosc: 'Skorzewo', ulica: '17394', dom: 'sto' });
  assert.match(house.page, /Numer domu wpisz jak 12/);
  await visitor.post('/moje/adres', {
    miejscowosc: 'Skorzewo',
    ulica: 'dzialkowa 32',
    dom: '',
    zamiast: '0582870.17394.12',
  });
  const person = (await readPerson(sql, member.msisdn)) as { addresses: string[] };
  assert.equal(person.addresses.length, 1);
  assert.match(person.addresses[0] ?? '', /^0582870 \d+ 32$/);
});

test('a pause ends at midnight after its last day, is told, and can be ended', async () => {
  const member = await insertMember();
  const visitor = await enter(member);
  for (const day of ['', '2020-01-01', '2027-02-30', '2099-01-01']) {
    assert.deepEqual([(await visitor.post('/moje/przerwa', { do: day })).status, day], [422, day]);
  }
  const day = dayOf(new Date(deps.clock().getTime() + 5 * 86_400_000));
  await visitor.post('/moje/przerwa', { do: day });
  const [row] = await sql<{ until: string; alerts: boolean }[]>`
    select to_char(paused_until at time zone 'Europe/Warsaw' - interval '1 minute', 'YYYY-MM-DD HH24:MI') as until,
      pauses_alerts as alerts
    from subscribers where phone_id = ${member.phoneId}`;
  assert.deepEqual({ ...row }, { until: `${day} 23:59`, alerts: false });
  assert.match((await visitor.get('/moje')).page, /Alerty o zagrożeniach nadal wysyłamy/);
  await visitor.post('/moje/kategorie', { kategorie: 'sport' });
  assert.match((await visitor.get('/moje')).page, /Przerwa do/);
  await visitor.post('/moje/przerwa', { dalej: 'koniec' });
  assert.doesNotMatch((await visitor.get('/moje')).page, /Przerwa do/);
});

test('the download holds everything but codes, and erasing takes a second code and leaves a keyed hash only', async () => {
  const member = await insertMember();
  const visitor = await enter(member);
  const { page, headers } = await visitor.get('/moje/dane.json');
  assert.match(headers.get('content-disposition') ?? '', /moje-dane\.json/);
  const data = JSON.parse(page);
  assert.equal(data.number, member.msisdn);
  assert.deepEqual(
    data.subscription.addresses.map(
      (row: { locality: string; houseNumber: string }) => row.locality + row.houseNumber,
    ),
    ['Skórzewo12'],
  );
  assert.deepEqual(
    data.messagesToYou.map((row: { text: string | null }) => row.text),
    [null],
  );
  assert.deepEqual(
    data.consents.map((row: { act: string }) => row.act),
    ['join'],
  );
  assert.match((await visitor.get('/moje/zgody')).page, /sms-zapis-1/);
  assert.match((await visitor.get('/moje/wiadomosci')).page, /czeka na wysłanie/);

  deps.passTime(70_000);
  const soon = await visitor.post('/moje/usun', {});
  assert.match(soon.location, /^\/moje\/usun\/[0-9a-f-]{36}$/);
  assert.equal((await visitor.post(soon.location, { kod: '000000' })).status, 422);
  const done = await visitor.post(soon.location, { kod: (await readCode(sql, member.msisdn)) ?? '' });
  assert.equal(done.location, '/moje/usunieto');
  assert.doesNotMatch((await visitor.get('/moje')).page, /Poznańska/);
  await sql`update mts set state = 'delivered' where phone_id = ${member.phoneId}`;
  await completeErasures(deps);
  const [phone] = await sql<{ msisdn: string | null; hashed: boolean }[]>`
    select msisdn, number_hash is not null as hashed from phones where id = ${member.phoneId}`;
  assert.deepEqual({ ...phone }, { msisdn: null, hashed: true });
  const requests = await sql`select kind, door from data_requests where phone_id = ${member.phoneId}`;
  assert.deepEqual({ ...requests[0] }, { kind: 'erasure', door: 'form' });
});

test('a code for erasing one number does nothing in the session of another', async () => {
  const [one, other] = [await insertMember(), await insertMember()];
  const mine = await enter(one);
  const theirs = await enter(other);
  deps.passTime(70_000);
  const started = await theirs.post('/moje/usun', {});
  const code = (await readCode(sql, other.msisdn)) ?? '';
  await mine.get('/moje');
  assert.equal((await mine.post(started.location, { kod: code })).status, 422);
  const states = await sql<{ state: string }[]>`
    select state from subscribers where phone_id in (${one.phoneId}, ${other.phoneId})`;
  assert.deepEqual(
    states.map((row) => row.state),
    ['active', 'active'],
  );
});

test('who left by SMS while the page was open changes nothing any more', async () => {
  const member = await insertMember();
  const visitor = await enter(member);
  await sql`update subscribers set state = 'left', left_at = now() where phone_id = ${member.phoneId}`;
  const before = await readPerson(sql, member.msisdn);
  for (const [path, fields] of [
    ['/moje/kategorie', { kategorie: 'sport' }],
    ['/moje/adres', { miejscowosc: 'Dopiewo', ulica: '', dom: '' }],
    ['/moje/przerwa', { do: dayOf(deps.clock()) }],
  ] as const) {
    assert.equal((await visitor.post(path, fields)).status, 303);
  }
  assert.deepEqual(await readPerson(sql, member.msisdn), before);
  assert.match((await visitor.get('/moje')).page, /jest wypisany/);
});
