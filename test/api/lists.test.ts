import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createCampaign } from '#services/create-campaign.ts';
import { rollUpReports } from '#services/roll-up-reports.ts';
import { createApiClient, type Json } from '../support/api-client.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { findOpenApiProblems } from '../support/openapi-check.ts';
import { readPerson } from '../support/registration.ts';
import { insertRunOf } from '../support/report-figures.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
const { call, token } = createApiClient(deps);
const sender = await token('sender', ['campaigns']);
const keeper = await token('keeper', ['campaigns', 'subscribers']);
const reader = await token('reader', ['reports']);
await sql`insert into phones (msisdn) select '+48' || n from generate_series(600000001, 600000020) n`;

beforeEach(async () => {
  await sql`truncate rate_limits, idempotency_keys`;
});

const items = (json: Json) => json.items as Json[];

test('the OpenAPI document is valid 3.1, and every POST with a token says that it takes an Idempotency-Key', async () => {
  const { json } = await call('/openapi.json');
  assert.deepEqual(findOpenApiProblems(json), []);
  const broken = structuredClone(json) as { paths: Record<string, Record<string, Json>> };
  const one = broken.paths['/campaigns/{id}']?.get ?? {};
  one.parameters = [];
  one.responses = {
    200: {
      description: 'x',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Nic' } } },
    },
  };
  assert.equal(findOpenApiProblems(broken).length, 2);
  for (const [path, item] of Object.entries(json.paths as Record<string, Record<string, Json>>)) {
    if (item.post?.security === undefined || path.endsWith('/preview')) continue;
    const names = ((item.post.parameters ?? []) as Json[]).map((parameter) => parameter.name);
    assert.ok(names.includes('idempotency-key'), `POST ${path}`);
  }
});

test('campaigns are listed latest first, page after page, each exactly once', async () => {
  await sql`truncate campaigns cascade`;
  for (let n = 0; n < 7; n += 1) {
    await createCampaign(deps, {
      actor: 'test',
      text: `Zebranie ${n}`,
      audience: { all: true },
      lane: 'bulk',
    });
  }
  const seen: unknown[] = [];
  let cursor: unknown = null;
  do {
    const { status, json } = await call(`/campaigns?limit=3${cursor === null ? '' : `&cursor=${cursor}`}`, {
      token: sender,
    });
    assert.equal(status, 200);
    seen.push(...items(json).map((row) => row.text));
    cursor = json.next;
  } while (cursor !== null);
  assert.deepEqual(
    seen,
    [6, 5, 4, 3, 2, 1, 0].map((n) => `Zebranie ${n}`),
  );
  const done = await call('/campaigns?state=done', { token: sender });
  assert.deepEqual(items(done.json), []);
  assert.equal((await call('/campaigns?cursor=x', { token: sender })).status, 422);
  assert.equal((await call('/campaigns', { token: reader })).status, 403);
});

test('messages of a campaign come by pages and states, masked for who may not see numbers, and each look is audited', async () => {
  const rows = Array.from({ length: 5 }, (_, phone) => ({
    phone,
    state: phone === 4 ? ('undelivered' as const) : ('delivered' as const),
    submittedAfter: 0,
    reportedAfter: 3,
  }));
  const { campaignId } = await insertRunOf(deps, { at: new Date(), firstPhone: 1, rows });
  const first = await call(`/campaigns/${campaignId}/messages?limit=3`, { token: sender });
  assert.equal(first.status, 200);
  assert.deepEqual(
    items(first.json).map((row) => row.number),
    ['+48 *** *** 001', '+48 *** *** 002', '+48 *** *** 003'],
  );
  assert.equal(items(first.json)[0]?.segments, 1);
  const second = await call(`/campaigns/${campaignId}/messages?limit=3&cursor=${first.json.next}`, {
    token: keeper,
  });
  assert.deepEqual(
    items(second.json).map((row) => row.number),
    ['+48600000004', '+48600000005'],
  );
  assert.equal(second.json.next, null);
  const failed = await call(`/campaigns/${campaignId}/messages?state=undelivered`, { token: sender });
  assert.deepEqual(
    items(failed.json).map((row) => row.state),
    ['undelivered'],
  );
  assert.equal((await call('/campaigns/999999/messages', { token: sender })).status, 404);
  const audits = await sql`
    select actor, detail from audit_entries where act = 'messages.list' and subject = ${`campaign:${campaignId}`} order by id`;
  assert.deepEqual(
    audits.map((row) => row.detail.numbers),
    ['masked', 'whole', 'masked'],
  );
});

test('a report tells the ledger’s figures and no number; a wrong period is named', async () => {
  const at = new Date('2026-03-10T09:00:00Z');
  const rows = [1, 2, 3].map((phone) => ({
    phone,
    state: 'delivered' as const,
    submittedAfter: 0,
    reportedAfter: 10,
  }));
  await insertRunOf(deps, { at, firstPhone: 1, rows, segments: 2, audience: { category: 'sport' } });
  await rollUpReports(deps);
  const { status, json } = await call('/reports?from=2026-03-01&to=2026-03-31', { token: reader });
  assert.equal(status, 200);
  assert.partialDeepStrictEqual(json.total, {
    people: 3,
    messages: 3,
    delivered: 3,
    segments: 6,
    deliveredPercent: 100,
    price: 1.02,
  });
  const { secondsToHandsetP50: p50 } = json.total as { secondsToHandsetP50: number };
  assert.ok(Math.abs(p50 - 10) <= 0.5, String(p50));
  assert.partialDeepStrictEqual(json.byCategory, [{ key: 'sport', messages: 3 }]);
  assert.doesNotMatch(JSON.stringify(json), /6000000/);
  const empty = await call('/reports?from=2020-01-01&to=2020-12-31', { token: reader });
  assert.partialDeepStrictEqual(empty.json, {
    total: { messages: 0, deliveredPercent: null },
    byCampaign: [],
    days: [],
  });
  const wrong = await call('/reports?from=2026-03-31&to=2026-03-01', { token: reader });
  assert.equal(wrong.status, 422);
  assert.equal((wrong.json.errors as Json[])[0]?.pointer, '/to');
  assert.equal((await call('/reports?from=2026-03-31', { token: reader })).status, 422);
  assert.equal((await call('/reports?from=2026-03-01&to=2026-03-31', { token: sender })).status, 403);
});

const record = {
  number: '600 100 200',
  sym: '0582870',
  symUl: '17394',
  houseNumber: '12 a',
  categories: ['sport'],
  consentSource: 'deklaracja; "papier"',
  consentedOn: '2025-03-31',
};

test('subscribers are imported and read back, the same rows again change nothing, who has left stays away', async () => {
  const rows = [record, { ...record, number: '600100201', symUl: null, houseNumber: null }];
  const first = await call('/subscribers', { body: { rows }, token: keeper });
  assert.equal(first.status, 200, JSON.stringify(first.json));
  assert.deepEqual(first.json, { rows: 2, joined: 2, extended: 0, addresses: 2, leftRows: [] });
  assert.partialDeepStrictEqual(await readPerson(sql, '+48600100200'), {
    source: 'import',
    addresses: ['0582870 17394 12A'],
    consents: [{ wording: 'deklaracja; "papier"' }],
  });
  await sql`
    update subscribers set state = 'left', left_at = now()
    where phone_id = (select id from phones where msisdn = '+48600100201')`;
  const again = await call('/subscribers', { body: { rows }, token: keeper });
  assert.deepEqual(again.json, { rows: 2, joined: 0, extended: 0, addresses: 0, leftRows: [1] });
  const read = await call('/subscribers?number=600100200', { token: keeper });
  assert.partialDeepStrictEqual(items(read.json), [
    { number: '+48600100200', state: 'active', categories: ['alerty', 'sport'] },
  ]);
  const left = await call('/subscribers?state=left&limit=1', { token: keeper });
  assert.deepEqual(
    items(left.json).map((row) => row.number),
    ['+48600100201'],
  );
  assert.equal((await call('/subscribers?number=5', { token: keeper })).status, 422);
  assert.equal((await call('/subscribers', { token: sender })).status, 403);
  const [audit] =
    await sql`select count(*)::int as count from audit_entries where act in ('subscribers.list', 'number.search')`;
  assert.equal(audit?.count, 2);
});

test('an import with bad rows stores nothing and names each of them', async () => {
  const rows = [
    { ...record, number: '600100300' },
    { ...record, number: '61 814 83 31' },
    { ...record, number: '600100301', sym: '9999999' },
    { ...record, number: '600100302', categories: ['joga'] },
    { ...record, number: '600100300' },
  ];
  const { status, json } = await call('/subscribers', { body: { rows }, token: keeper });
  assert.equal(status, 422);
  assert.deepEqual(
    (json.errors as Json[]).map((error) => error.pointer),
    ['/rows/1/number', '/rows/3/categories', '/rows/4', '/rows/2/sym'].sort(),
  );
  assert.equal(await readPerson(sql, '+48600100300'), undefined);
  for (const bad of [
    { rows: [] },
    { rows: [{ ...record, consentSource: 'a\nb' }] },
    { rows: Array.from({ length: 10_001 }, () => record) },
    { rows: [{ ...record, colour: 'red' }] },
  ]) {
    assert.equal((await call('/subscribers', { body: bad, token: keeper })).status, 422);
  }
});

test('a request killed in the middle is taken up by its repetition, and what it had made is not made again', async () => {
  const headers = { 'idempotency-key': 'k-killed' };
  const body = { text: 'Po awarii', audience: { all: true } };
  const count = async () =>
    (await sql`select count(*)::int as count from campaigns where text = 'Po awarii'`)[0]?.count;
  const first = await call('/campaigns', { body, token: sender, headers });
  assert.equal(first.status, 201);
  // As a SIGKILL leaves it: the campaign was made, neither launched nor answered.
  await sql`update campaigns set state = 'draft', launched_at = null where id = ${Number(first.json.id)}`;
  await sql`delete from runs where campaign_id = ${Number(first.json.id)}`;
  await sql`update idempotency_keys set status = null, response = null`;
  assert.equal((await call('/campaigns', { body, token: sender, headers })).status, 409);
  await sql`update idempotency_keys set lease_until = now() - interval '1 second'`;
  const other = await call('/campaigns', { body: { ...body, text: 'Inna' }, token: sender, headers });
  assert.equal(other.status, 422);
  const repeated = await call('/campaigns', { body, token: sender, headers });
  assert.equal(repeated.status, 201);
  assert.equal(repeated.json.id, first.json.id);
  assert.equal(repeated.json.state, 'running');
  assert.equal(await count(), 1);
  assert.equal(
    (await call('/campaigns', { body, token: sender, headers })).headers.get('idempotent-replayed'),
    'true',
  );
});

test('public routes tell how much of the limit is left, and when there is none', async () => {
  const first = await call('/places');
  assert.equal(first.headers.get('ratelimit-policy'), '"public-reading";q=300;w=60');
  assert.match(first.headers.get('ratelimit') ?? '', /^"public-reading";r=299;t=\d+$/);
  await sql`update rate_limits set points = 300`;
  const refused = await call('/places');
  assert.equal(refused.status, 429);
  assert.match(refused.headers.get('ratelimit') ?? '', /;r=0;t=\d+$/);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
});

test('a campaign to nobody is refused where it stands in the request, unless it is for later', async () => {
  const audience = { street: ['0588174', '00001'], houses: { from: 2, parity: 'even' } };
  const body = { text: 'Nikt', audience: { every: [{ category: 'sport' }, { not: [{ all: true }] }] } };
  const refused = await call('/campaigns', { body, token: sender });
  assert.equal(refused.status, 422);
  assert.match(JSON.stringify(refused.json), /"pointer":"\/audience","detail":"Nikt nie pasuje/);
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  assert.equal((await call('/campaigns', { body: { ...body, sendAt }, token: sender })).status, 201);
  const preview = await call('/campaigns/preview', { body: { text: 'a', audience }, token: sender });
  assert.match(JSON.stringify(preview.json.problems), /SYM_UL 00001/);
  for (const houses of [{ from: 9, to: 3 }, { parity: 'both' }, { from: 0 }]) {
    const wrong = { text: 'a', audience: { ...audience, houses } };
    assert.equal((await call('/campaigns', { body: wrong, token: sender })).status, 422);
  }
  const broken = await call('/campaigns', {
    body: { text: 'a\ud83d', audience: { all: true } },
    token: sender,
  });
  assert.match(JSON.stringify(broken.json), /uszkodzony znak/);
});

test('numbers without consent are sent to on a named legal basis, by a token that may name one and no other', async () => {
  const lawyer = await token('lawyer', ['campaigns', 'legal_basis']);
  const sendAt = new Date(Date.now() + 3_600_000).toISOString();
  const body = { text: 'Wezwanie', audience: { numbers: ['500000077'] }, legalBasis: ' art. 6  RODO ' };
  for (const path of ['/campaigns', '/campaigns/preview']) {
    const refused = await call(path, { body, token: sender });
    assert.equal(refused.status, 403);
    assert.match(String(refused.json.detail), /legal_basis/);
    const short = await call(path, { body: { ...body, legalBasis: 'a' }, token: lawyer });
    assert.equal((short.json.errors as { pointer: string }[])[0]?.pointer, '/legalBasis');
  }
  assert.equal((await sql`select from campaigns where text = 'Wezwanie'`).length, 0);
  const preview = await call('/campaigns/preview', { body, token: lawyer });
  assert.deepEqual([preview.json.recipients, preview.json.withoutConsent], [1, 1]);
  // Without a basis the same numbers are nobody, which is refused where it would leave at once.
  const { legalBasis: _, ...without } = body;
  assert.equal((await call('/campaigns', { body: without, token: lawyer })).status, 422);
  const made = await call('/campaigns', { body: { ...body, sendAt }, token: lawyer });
  assert.equal(made.status, 201);
  const [stored] = await sql<{ basis: string; acts: string[] }[]>`
    select c.legal_basis as basis, array(
      select act from audit_entries where subject = 'campaign:' || c.id order by id
    ) as acts
    from campaigns c where c.id = ${Number(made.json.id)}`;
  assert.equal(stored?.basis, 'art. 6 RODO');
  assert.deepEqual(stored?.acts, ['campaign.create', 'campaign.legal_basis.set', 'campaign.launch']);
  assert.equal((await call('/campaigns', { body, token: lawyer })).status, 201, 'at once, too');
});
