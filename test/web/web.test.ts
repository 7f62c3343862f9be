import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createApi } from '../../src/api/api.ts';
import { createWeb } from '../../src/web/web.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { findTask, solve } from '../support/proof.ts';
import { readCode, readPerson } from '../support/registration.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const config = { publicUrl: undefined, trustedProxies: [], smsapi: { number: '48500100200' } };
const web = createWeb({ deps, config });
const api = createApi({ deps });

beforeEach(async () => {
  await database.sql`truncate rate_limits`;
  deps.passTime(61_000);
});

type Fields = Readonly<Record<string, string | readonly string[]>>;

async function get(path: string) {
  const response = await web.request(path);
  return { status: response.status, page: await response.text() };
}

async function post(path: string, fields: Fields, headers: Readonly<Record<string, string>> = {}) {
  const body = new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    ),
  );
  const response = await web.request(path, {
    method: 'POST',
    body: body.toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
  return {
    status: response.status,
    page: await response.text(),
    location: response.headers.get('location') ?? '',
    cache: response.headers.get('cache-control'),
  };
}

const whole = {
  numer: '600 100 300',
  miejscowosc: '0582870',
  ulica: '17394',
  dom: '12 a',
  kategorie: ['sport'],
  klauzula: '1',
};

test('the first page tells how to join and leave, by SMS and by form, and in practice where to practise', async () => {
  const { status, page } = await get('/');
  assert.equal(status, 200);
  for (const part of [
    'Urząd Gminy Dopiewo',
    'sms:+48500100200?body=ZAPISZ',
    '/zapis',
    '/wypis',
    '/telefon',
    '/admin',
    '112',
  ]) {
    assert.ok(page.includes(part), part);
  }
});

test('each step asks only for what is missing and keeps what was answered', async () => {
  const first = await post('/zapis', { krok: '1', numer: whole.numer, miejscowosc: whole.miejscowosc });
  assert.equal(first.status, 200);
  assert.match(first.page, /Krok 2 z 4/);
  assert.match(first.page, /<option value="17394">Poznańska<\/option>/);
  const second = await post('/zapis', { krok: '2', ...whole });
  assert.match(second.page, /Krok 3 z 4/);
  assert.match(second.page, /Skórzewo, ul. Poznańska 12 a/);
  assert.match(second.page, /Wójt Gminy Dopiewo/);
  const back = await post('/zapis', { ...whole, krok: 'popraw' });
  assert.match(back.page, /value="600 100 300"/);
  assert.match(back.page, /<option value="0582870" selected>Skórzewo<\/option>/);
});

test('no category is ticked for the person, and alerts are not a choice', async () => {
  const { page } = await post('/zapis', { krok: '2', ...whole, kategorie: [] });
  assert.doesNotMatch(page, / checked/);
  assert.doesNotMatch(page, /value="alerty"/);
});

test('a locality without streets asks for the house only', async () => {
  const { page } = await post('/zapis', { krok: '1', numer: whole.numer, miejscowosc: '0582953' });
  assert.doesNotMatch(page, /name="ulica" required/);
  assert.match(page, /name="dom"/);
});

for (const [what, fields, status, expected] of [
  ['no number', { krok: '1', numer: '', miejscowosc: '0582870' }, 422, 'Podaj numer telefonu'],
  [
    'a landline',
    { krok: '1', numer: '61 814 83 31', miejscowosc: '0582870' },
    422,
    'nie jest numer komórkowy',
  ],
  [
    'a foreign number',
    { krok: '1', numer: '+49 151 23456789', miejscowosc: '0582870' },
    422,
    'numer zagraniczny',
  ],
  ['no locality', { krok: '1', numer: '600100301', miejscowosc: '' }, 422, 'Podaj miejscowość'],
  [
    'an unknown locality',
    { krok: '1', numer: '600100301', miejscowosc: 'Warszawa' },
    422,
    'Nie znamy takiej miejscowości',
  ],
  [
    'a name of two localities',
    { krok: '1', numer: '600100301', miejscowosc: 'Palędzie' },
    422,
    'osada leśna',
  ],
  ['no street', { krok: '2', ...whole, ulica: '' }, 422, 'Wybierz ulicę'],
  ['an unknown street', { krok: '2', ...whole, ulica: 'Marszałkowska' }, 422, 'Nie znamy takiej ulicy'],
  ['a house that is none', { krok: '2', ...whole, dom: '<script>' }, 422, 'Numer domu wpisz jak'],
  ['the last step with a spoilt number', { krok: '3', ...whole, numer: 'x' }, 422, 'W numerze są litery'],
] as const) {
  test(`with ${what} the form says so beside the field and in the summary, and sends nothing`, async () => {
    const answer = await post('/zapis', fields);
    assert.equal(answer.status, status);
    assert.ok(answer.page.includes(expected), answer.page);
    assert.match(answer.page, /role="alert"/);
    assert.equal(await readCode(database.sql, '+48600100301'), undefined);
    assert.equal(await readCode(database.sql, '+48600100300'), undefined);
  });
}

test('what a person typed comes back escaped', async () => {
  const { page } = await post('/zapis', { krok: '1', numer: '"><script>x</script>', miejscowosc: '' });
  assert.doesNotMatch(page, /<script>x/);
});

test('joining by the form and by the API leaves the same rows', async () => {
  const byForm = '+48600100310';
  const byApi = '+48600100311';
  const sent = await post('/zapis', { krok: '3', ...whole, numer: byForm, kategorie: ['sport', 'odpady'] });
  assert.equal(sent.status, 303);
  assert.equal(sent.cache, 'no-store');
  assert.doesNotMatch(sent.location, /310/);
  assert.equal(await readPerson(database.sql, byForm), undefined);
  const done = await post(sent.location, { kod: (await readCode(database.sql, byForm)) ?? '' });
  assert.equal(done.location, '/zapis/gotowe');

  const address = { sym: whole.miejscowosc, symUl: whole.ulica, houseNumber: whole.dom };
  const body = { number: byApi, addresses: [address], categories: ['sport', 'odpady'] };
  const started = await callApi('/subscriptions', body);
  await callApi(`/subscriptions/${started.id}/confirm`, { code: await readCode(database.sql, byApi) });

  assert.partialDeepStrictEqual(await readPerson(database.sql, byForm), { state: 'active', source: 'form' });
  assert.deepEqual(
    withoutDoor(await readPerson(database.sql, byApi)),
    withoutDoor(await readPerson(database.sql, byForm)),
  );

  deps.passTime(61_000);
  const leaving = await post('/wypis', { numer: byForm });
  assert.equal(leaving.status, 303);
  assert.partialDeepStrictEqual(await readPerson(database.sql, byForm), { state: 'active' });
  const left = await post(leaving.location, { kod: (await readCode(database.sql, byForm)) ?? '' });
  assert.equal(left.location, '/wypis/gotowe');
  const apiLeaving = await callApi('/unsubscriptions', { number: byApi });
  await callApi(`/unsubscriptions/${apiLeaving.id}/confirm`, { code: await readCode(database.sql, byApi) });
  assert.partialDeepStrictEqual(await readPerson(database.sql, byForm), { state: 'left' });
  assert.deepEqual(
    withoutDoor(await readPerson(database.sql, byApi)),
    withoutDoor(await readPerson(database.sql, byForm)),
  );
});

test('leaving looks the same for a number that is on no list, page by page', async () => {
  const known = '+48600100320';
  const sent = await post('/zapis', { krok: '3', ...whole, numer: known });
  await post(sent.location, { kod: (await readCode(database.sql, known)) ?? '' });
  deps.passTime(61_000);
  const stranger = '+48600100321';
  const answers = [await post('/wypis', { numer: known }), await post('/wypis', { numer: stranger })];
  const pages = await Promise.all(answers.map(({ location }) => get(location)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [303, 303],
  );
  assert.equal(anonymous(pages[0]?.page), anonymous(pages[1]?.page));
  const wrong = await Promise.all(answers.map(({ location }) => post(location, { kod: '000000' })));
  assert.equal(anonymous(wrong[0]?.page), anonymous(wrong[1]?.page));
  const again = await Promise.all([known, stranger].map((numer) => post('/wypis', { numer })));
  assert.deepEqual(
    again.map(({ status }) => status),
    [303, 303],
  );
  assert.deepEqual(
    again.map(({ location }) => location),
    answers.map(({ location }) => location),
  );
  assert.equal(await readCode(database.sql, stranger), undefined);
});

test('a wrong code counts down, a new one works, and the one before is gone', async () => {
  const numer = '+48600100330';
  const sent = await post('/zapis', { krok: '3', ...whole, numer });
  const first = (await readCode(database.sql, numer)) ?? '';
  const wrong = await post(sent.location, { kod: first === '111111' ? '222222' : '111111' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.page, /Pozostało prób: 4/);
  assert.match((await post(sent.location, { kod: '12' })).page, /Wpisz 6 cyfr/);
  const soon = await post(`${sent.location}/nowy`, {});
  assert.equal(soon.status, 429);
  assert.match(soon.page, /Spróbuj ponownie za \d+ s/);
  deps.passTime(61_000);
  const renewed = await post(`${sent.location}/nowy`, {});
  assert.equal(renewed.status, 303);
  assert.match((await get(renewed.location)).page, /nowy kod/);
  const code = (await readCode(database.sql, numer)) ?? '';
  assert.equal((await post(sent.location, { kod: `${code.slice(0, 3)} ${code.slice(3)}` })).status, 303);
  assert.equal((await post(sent.location, { kod: first })).status, first === code ? 303 : 422);
});

test('a form posted by another site is refused and sends nothing', async () => {
  const fields = { krok: '3', ...whole, numer: '+48600100340' };
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'https://example.com', host: 'localhost' },
  ]) {
    assert.equal((await post('/zapis', fields, headers)).status, 403);
  }
  assert.equal(await readCode(database.sql, '+48600100340'), undefined);
});

test('very many requests from one network are given a task, with all that was typed, and shown the way by SMS', async () => {
  for (let i = 0; i < 40; i += 1) await post('/wypis', { numer: String(600_000_000 + i * 31_415) });
  const asked = await post('/wypis', { numer: '600104999' });
  assert.equal(asked.status, 429);
  assert.match(asked.page, /SMS o treści <strong>STOP<\/strong>/);
  assert.match(asked.page, /name="numer" value="600104999"/);
  const task = findTask(asked.page);
  assert.ok(task !== undefined);
  // Another language shows the form again, and the task when it is sent.
  const switched = await post('/wypis', { numer: '600104999', jezyk: 'en' });
  assert.match(switched.page, /<html lang="en">[\s\S]*value="600104999"/);
  const sent = await post('/wypis', { numer: '600104999', dowod: solve(task) });
  assert.match(sent.location, /^\/wypis\/kod\//);
});

test('every page weighs less than 30 kB', async () => {
  const pages = [
    await get('/'),
    await get('/zapis'),
    await post('/zapis', { krok: '1', ...whole }),
    await post('/zapis', { krok: '2', ...whole }),
    await get('/zapis/gotowe'),
    await get('/wypis'),
    await get('/wypis/gotowe'),
  ];
  for (const { page } of pages) {
    assert.ok(Buffer.byteLength(page) < 30_000);
    // Scripts only as files: the policy of the site's security headers allows no others.
    assert.doesNotMatch(page, /<script>|<script(?![^>]* src=)|style="/);
  }
});

async function callApi(path: string, body: unknown): Promise<{ readonly id?: string }> {
  const headers = { 'content-type': 'application/json' };
  const response = await api.request(path, { method: 'POST', body: JSON.stringify(body), headers });
  assert.ok(response.ok, `${path} ${response.status}`);
  // As a client reads it.
  return (await response.json()) as { readonly id?: string };
}

/** The same but for the door's name. */
function withoutDoor(person: unknown): string {
  return JSON.stringify(person).replaceAll(/"(source|door)":"\w+"/g, '"$1":"*"');
}

/** Without the random id of the request. */
function anonymous(page: string | undefined): string {
  return (page ?? '').replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '*');
}
