import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { ApiScope } from '#domain/scopes.ts';
import { createToken } from '#services/create-token.ts';
import { createApi } from '../../src/api/api.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { readCode, readPerson } from '../support/registration.ts';
import { createResidents } from '../support/residents.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const api = createApi({ deps });
const tokenFor = async (name: string, scopes: readonly ApiScope[]) =>
  createToken(deps, { name, scopes, actor: 'test' });
const sender = await tokenFor('sender', ['campaigns']);
const reader = await tokenFor('reader', ['reports']);
// A campaign to nobody is refused.
await createResidents(database.sql).insert('0588174');

beforeEach(async () => {
  await database.sql`truncate rate_limits`;
});

type Call = {
  readonly method?: string;
  readonly body?: unknown;
  readonly raw?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

// Answers are read as any client would: by their JSON.
type Json = Record<string, unknown>;

async function call(path: string, { method, body, raw, token, headers }: Call = {}) {
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await api.request(path, {
    method: method ?? (content === undefined ? 'GET' : 'POST'),
    headers: {
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
  });
  const text = await response.text();
  const json = (text === '' ? {} : JSON.parse(text)) as Json;
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    json,
    headers: response.headers,
  };
}

test('a campaign is launched by POST and read back with counts that add up', async () => {
  const made = await call('/campaigns', {
    body: { text: 'Dzien dobry', audience: { all: true } },
    token: sender,
  });
  assert.equal(made.status, 201);
  assert.equal(made.json.state, 'running');
  const read = await call(`/campaigns/${made.json.id}`, { token: sender });
  assert.equal(read.status, 200);
  assert.deepEqual(Object.keys(read.json), [
    'id',
    'state',
    'counts',
    'total',
    'unconfirmed',
    'segments',
    'price',
  ]);
  const counts = read.json.counts as Record<string, number>;
  assert.deepEqual(Object.keys(counts).sort(), [
    'claimed',
    'delivered',
    'expired',
    'held',
    'planned',
    'rejected',
    'skipped',
    'submitted',
    'undelivered',
    'unknown',
  ]);
  assert.equal(
    Object.values(counts).reduce((sum, n) => sum + n, 0),
    read.json.total,
  );
});

test('a campaign for later is scheduled, and can be stopped', async () => {
  const body = {
    text: 'Zebranie wiejskie',
    audience: { category: 'sport' },
    lane: 'personal',
    sendAt: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const made = await call('/campaigns', { body, token: sender });
  assert.equal(made.json.state, 'scheduled');
  const stopped = await call(`/campaigns/${made.json.id}/stop`, { method: 'POST', token: sender });
  assert.equal(stopped.status, 200);
  assert.equal(stopped.json.state, 'stopped');
});

test('a preview tells reach and price and sends nothing', async () => {
  const before = await countCampaigns();
  const { status, json } = await call('/campaigns/preview', {
    body: { text: 'Zażółć', audience: { all: true } },
    token: sender,
  });
  assert.equal(status, 200);
  assert.equal(json.encoding, 'ucs2');
  assert.equal(json.recipients, 1);
  assert.deepEqual(json.problems, []);
  assert.equal(await countCampaigns(), before);
});

for (const [what, body, pointer] of [
  ['an empty text', { text: ' ', audience: { all: true } }, '/text'],
  ['no text', { audience: { all: true } }, '/text'],
  ['no audience', { text: 'a' }, '/audience'],
  ['an unknown leaf', { text: 'a', audience: { colour: 'red' } }, '/audience'],
  ['an empty group', { text: 'a', audience: { any: [] } }, '/audience'],
  ['an unknown category', { text: 'a', audience: { category: 'joga' } }, '/audience'],
  ['an unknown locality', { text: 'a', audience: { locality: '9999999' } }, '/audience'],
  ['an unknown placeholder', { text: '{imie}', audience: { all: true } }, '/text'],
  ['a link', { text: 'www.dopiewo.pl', audience: { all: true } }, '/text'],
  ['seven segments', { text: 'a'.repeat(1000), audience: { all: true } }, '/text'],
  ['an unknown lane', { text: 'a', audience: { all: true }, lane: 'reply' }, '/lane'],
  ['a time without offset', { text: 'a', audience: { all: true }, sendAt: '2030-01-01 10:00' }, '/sendAt'],
  [
    'a time that has passed',
    { text: 'a', audience: { all: true }, sendAt: '2020-01-01T10:00:00Z' },
    '/sendAt',
  ],
  ['a recurrence', { text: 'a', audience: { all: true }, recurrence: { every: 'week' } }, '/recurrence'],
  ['a field nobody knows', { text: 'a', audience: { all: true }, txet: 'b' }, '/'],
] as const) {
  test(`a campaign with ${what} is refused, names the field and stores nothing`, async () => {
    const before = await countCampaigns();
    const { status, type, json } = await call('/campaigns', { body, token: sender });
    assert.equal(status, 422);
    assert.match(type, /^application\/problem\+json/);
    assert.equal(json.status, 422);
    assert.equal((json.errors as { pointer: string }[])[0]?.pointer, pointer);
    assert.equal(await countCampaigns(), before);
  });
}

test('without a token, with a wrong one or without the scope nothing is sent', async () => {
  const body = { text: 'a', audience: { all: true } };
  const before = await countCampaigns();
  const none = await call('/campaigns', { body });
  assert.equal(none.status, 401);
  assert.equal(none.headers.get('www-authenticate'), 'Bearer');
  assert.equal((await call('/campaigns', { body, token: `wici_${'a'.repeat(43)}` })).status, 401);
  assert.equal((await call('/campaigns', { body, token: reader })).status, 403);
  assert.equal(await countCampaigns(), before);
});

test('a repeated POST with one Idempotency-Key sends once and answers the same', async () => {
  const body = { text: 'Raz', audience: { all: true } };
  const headers = { 'idempotency-key': 'k-1' };
  const first = await call('/campaigns', { body, token: sender, headers });
  const before = await countCampaigns();
  const second = await call('/campaigns', { body, token: sender, headers });
  assert.equal(second.status, 201);
  assert.equal(second.json.id, first.json.id);
  assert.equal(await countCampaigns(), before);
  const other = await call('/campaigns', { body: { ...body, text: 'Dwa' }, token: sender, headers });
  assert.equal(other.status, 422);
  assert.equal(await countCampaigns(), before);
});

test('of ten equal POSTs at once with one key only one sends', async () => {
  const before = await countCampaigns();
  const body = { text: 'Naraz', audience: { all: true } };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () =>
      call('/campaigns', { body, token: sender, headers: { 'idempotency-key': 'k-2' } }),
    ),
  );
  assert.equal(await countCampaigns(), before + 1);
  assert.ok(answers.every(({ status }) => status === 201 || status === 409));
});

test('a refused request frees its key', async () => {
  const headers = { 'idempotency-key': 'k-3' };
  const audience = { all: true };
  for (const body of [{ text: '', audience }, { audience }]) {
    assert.equal((await call('/campaigns', { body, token: sender, headers })).status, 422);
  }
  const good = { text: 'Teraz dobrze', audience };
  assert.equal((await call('/campaigns', { body: good, token: sender, headers })).status, 201);
});

test('broken JSON, a missing body and a wrong address are problems too', async () => {
  const broken = await call('/campaigns', { raw: '{"text":', token: sender });
  assert.equal(broken.status, 400);
  assert.match(broken.type, /problem\+json/);
  const empty = await call('/campaigns', { method: 'POST', token: sender });
  assert.ok(empty.status === 400 || empty.status === 422, String(empty.status));
  assert.equal((await call('/nothing')).status, 404);
  assert.equal((await call('/campaigns/999999', { token: sender })).status, 404);
  assert.equal((await call('/campaigns/abc', { token: sender })).status, 422);
});

test('places are found by name, by SYM, with a street, and listed', async () => {
  const match = await call('/places?locality=skorzewo');
  assert.equal(match.json.kind, 'match');
  assert.deepEqual(match.json.localities, [{ sym: '0582870', name: 'Skórzewo', kind: 'wieś' }]);
  const twins = await call(`/places?locality=${encodeURIComponent('Palędzie')}`);
  assert.equal(twins.json.kind, 'choices');
  assert.deepEqual(
    (twins.json.localities as Json[]).map((place) => place.kind),
    ['wieś', 'osada leśna'],
  );
  const street = await call('/places?locality=0582870&q=poznanska%2012');
  assert.deepEqual(street.json.streets, [{ sym: '0582870', symUl: '17394', name: 'ul. Poznańska' }]);
  assert.equal((await call('/places?locality=warszawa')).json.kind, 'none');
  assert.equal(((await call('/places')).json.localities as Json[]).length, 24);
  assert.ok(((await call('/places?locality=0582870&q=')).json.streets as Json[]).length > 10);
});

test('every imported place is found by a token with scope places only', async () => {
  await database.sql`insert into localities values ('0969400', 'Poznań', '96', '0969400', '3064011')`;
  const surveyor = await tokenFor('surveyor', ['places']);
  assert.equal((await call('/places?locality=poznan')).json.kind, 'none');
  const found = await call('/places?locality=poznan', { token: surveyor });
  assert.deepEqual(found.json.localities, [{ sym: '0969400', name: 'Poznań', kind: 'miasto' }]);
});

test('places are found by the beginning of their names, in the office and in the country', async () => {
  const surveyor = await tokenFor('typist', ['places']);
  for (const token of [undefined, surveyor]) {
    const as = token === undefined ? {} : { token };
    const localities = await call(`/places?locality=${encodeURIComponent('dąbr')}`, as);
    assert.deepEqual(
      (localities.json.localities as Json[]).map((place) => place.name),
      ['Dąbrowa', 'Dąbrówka'],
    );
    const mistyped = await call('/places?locality=skurzewo', as);
    assert.deepEqual(
      (mistyped.json.localities as Json[]).map((place) => place.name),
      ['Skórzewo'],
    );
    const streets = await call('/places?locality=0582870&q=wi', as);
    assert.equal(streets.json.kind, 'choices');
    assert.deepEqual(
      (streets.json.streets as Json[]).map((street) => street.name),
      ['ul. Wiosenna', 'ul. Wiśniowa'],
    );
    assert.equal((await call('/places?locality=0582870&q=qqq', as)).json.kind, 'none');
  }
});

test('joining and leaving by code through the API', async () => {
  const started = await call('/subscriptions', {
    body: {
      number: '600 100 200',
      addresses: [{ sym: '0582870', symUl: '17394', houseNumber: '12 a' }],
      categories: ['sport'],
    },
  });
  assert.equal(started.status, 202);
  assert.equal(await readPerson(database.sql, '+48600100200'), undefined);
  const code = (await readCode(database.sql, '+48600100200')) ?? '';
  const wrongCode = code === '111111' ? '222222' : '111111';
  const wrong = await call(`/subscriptions/${started.json.id}/confirm`, { body: { code: wrongCode } });
  assert.equal(wrong.status, 422);
  assert.equal(wrong.json.triesLeft, 4);
  const done = await call(`/subscriptions/${started.json.id}/confirm`, { body: { code } });
  assert.equal(done.status, 200);
  assert.partialDeepStrictEqual(await readPerson(database.sql, '+48600100200'), {
    state: 'active',
    source: 'api',
    categories: ['alerty', 'sport'],
  });
  deps.passTime(61_000);
  const leaving = await call('/unsubscriptions', { body: { number: '+48600100200' } });
  assert.equal(leaving.status, 202);
  assert.partialDeepStrictEqual(await readPerson(database.sql, '+48600100200'), { state: 'active' });
  const leaveCode = (await readCode(database.sql, '+48600100200')) ?? '';
  const left = await call(`/unsubscriptions/${leaving.json.id}/confirm`, { body: { code: leaveCode } });
  assert.equal(left.status, 200);
  assert.partialDeepStrictEqual(await readPerson(database.sql, '+48600100200'), { state: 'left' });
});

test('leaving answers the same for a number nobody knows, and another code must wait', async () => {
  const unknown = await call('/unsubscriptions', { body: { number: '600100299' } });
  assert.equal(unknown.status, 202);
  assert.deepEqual(Object.keys(unknown.json), ['id', 'expiresAt']);
  const resent = await call(`/unsubscriptions/${unknown.json.id}/resend`, { method: 'POST' });
  assert.equal(resent.status, 429);
  assert.ok(Number(resent.headers.get('retry-after')) > 0);
  assert.equal(await readCode(database.sql, '+48600100299'), undefined);
  const confirm = await call(`/unsubscriptions/${unknown.json.id}/confirm`, { body: { code: '123456' } });
  assert.equal(confirm.status, 422);
  assert.equal(confirm.json.triesLeft, 4);
});

for (const [what, body] of [
  ['a landline', { number: '61 814 83 31', addresses: [{ sym: '0582870' }] }],
  ['a foreign number', { number: '+49 151 23456789', addresses: [{ sym: '0582870' }] }],
  ['no address', { number: '600100201', addresses: [] }],
  ['an unknown locality', { number: '600100201', addresses: [{ sym: '9999999' }] }],
  ['an unknown street', { number: '600100201', addresses: [{ sym: '0582870', symUl: '00000' }] }],
  ['an unknown category', { number: '600100201', addresses: [{ sym: '0582870' }], categories: ['joga'] }],
  [
    'a house number that is none',
    { number: '600100201', addresses: [{ sym: '0582870', houseNumber: '<b>' }] },
  ],
] as const) {
  test(`joining with ${what} is refused and no code is sent`, async () => {
    const { status, json } = await call('/subscriptions', { body });
    assert.equal(status, 422);
    assert.ok(Array.isArray(json.errors));
    assert.equal(await readCode(database.sql, '+48600100201'), undefined);
  });
}

test('the OpenAPI document describes every route', async () => {
  const { status, json } = await call('/openapi.json');
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(json.paths as Json).sort(), [
    '/campaigns',
    '/campaigns/preview',
    '/campaigns/{id}',
    '/campaigns/{id}/messages',
    '/campaigns/{id}/stop',
    '/clause',
    '/places',
    '/reports',
    '/subscribers',
    '/subscriptions',
    '/subscriptions/{id}/confirm',
    '/subscriptions/{id}/resend',
    '/unsubscriptions',
    '/unsubscriptions/{id}/confirm',
    '/unsubscriptions/{id}/resend',
  ]);
});

async function countCampaigns(): Promise<number> {
  const [row] = await database.sql<{ count: number }[]>`select count(*)::int as count from campaigns`;
  return row?.count ?? 0;
}
