// Every answer that the document promises is produced here; one that is documented anew and not produced fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContract, type RawAnswer, type RawCall } from '../support/api-contract.ts';
import type { Operation } from '../support/api-document.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { readCode } from '../support/registration.ts';
import { createResidents } from '../support/residents.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
const contract = await openContract(deps);
const { tokens } = contract;
await createResidents(sql).insert('0588174');

type Parts = { readonly id?: string; readonly query?: string; readonly body?: unknown };
type Producer = (operation: Operation) => Promise<RawAnswer>;

let nextNumber = 510_000_000;
const newNumber = (): string => {
  nextNumber += 1;
  return String(nextNumber);
};
const join = (number: string) => ({ number, addresses: [{ sym: '0582870' }], categories: ['sport'] });
const campaign = { text: 'Zebranie w piatek o 18', audience: { all: true } };
const record = {
  number: '600100200',
  sym: '0582870',
  consentSource: 'formularz papierowy',
  consentedOn: '2025-03-31',
};
const unknownId = '00000000-0000-4000-8000-000000000000';

function build(operation: Operation, parts: Parts): RawCall {
  const path = operation.path.replace('{id}', parts.id ?? '');
  return {
    method: operation.method,
    path: parts.query === undefined ? path : `${path}?${parts.query}`,
    headers: {
      authorization: `Bearer ${tokens.all}`,
      ...(operation.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: operation.body === undefined ? undefined : JSON.stringify(parts.body),
  };
}

const withHeaders = (call: RawCall, headers: Readonly<Record<string, string>>): RawCall => ({
  ...call,
  headers: { ...call.headers, ...headers },
});
const idOf = ({ json }: RawAnswer): string => String((json as { id: unknown }).id);

async function start(id: 'startSubscription' | 'startUnsubscription', number: string): Promise<string> {
  const body = id === 'startSubscription' ? join(number) : { number };
  const answer = await contract.send(build(contract.operation(id), { body }));
  assert.equal(answer.status, 202, JSON.stringify(answer.json));
  return idOf(answer);
}

const startOf = (operation: Operation) =>
  operation.path.startsWith('/uns') ? ('startUnsubscription' as const) : ('startSubscription' as const);

async function joined(): Promise<string> {
  const number = newNumber();
  const id = await start('startSubscription', number);
  const code = await readCode(sql, `+48${number}`);
  await contract.send(build(contract.operation('confirmSubscription'), { id, body: { code } }));
  deps.passTime(61_000);
  return number;
}

async function makeCampaign(): Promise<string> {
  return idOf(await contract.send(build(contract.operation('createCampaign'), { body: campaign })));
}

/** A request that is answered as hoped. */
const good: Readonly<Record<string, () => Promise<Parts>>> = {
  findPlaces: async () => ({ query: 'locality=skorzewo' }),
  getClause: async () => ({ query: 'language=en' }),
  startSubscription: async () => ({ body: join(newNumber()) }),
  startUnsubscription: async () => ({ body: { number: newNumber() } }),
  confirmSubscription: async () => {
    const number = newNumber();
    const id = await start('startSubscription', number);
    return { id, body: { code: await readCode(sql, `+48${number}`) } };
  },
  confirmUnsubscription: async () => {
    const number = await joined();
    const id = await start('startUnsubscription', number);
    return { id, body: { code: await readCode(sql, `+48${number}`) } };
  },
  resendSubscriptionCode: async () => {
    const id = await start('startSubscription', newNumber());
    deps.passTime(61_000);
    return { id };
  },
  resendUnsubscriptionCode: async () => {
    const id = await start('startUnsubscription', newNumber());
    deps.passTime(61_000);
    return { id };
  },
  createCampaign: async () => ({ body: campaign }),
  previewCampaign: async () => ({ body: campaign }),
  getCampaign: async () => ({ id: await makeCampaign() }),
  stopCampaign: async () => ({ id: await makeCampaign() }),
  listCampaigns: async () => ({ query: 'limit=2' }),
  listMessages: async () => ({ id: await makeCampaign() }),
  listSubscribers: async () => ({ query: 'state=active' }),
  importSubscribers: async () => ({ body: { rows: [record] } }),
  getReport: async () => ({ query: 'from=2026-01-01&to=2026-12-31' }),
};

const wrongQuery: Readonly<Record<string, string>> = {
  findPlaces: `q=${'a'.repeat(201)}`,
  getClause: 'version=0',
  listCampaigns: 'limit=0',
  listMessages: 'state=lost',
  listSubscribers: 'number=12',
  getReport: 'from=2026-02-30&to=2026-12-31',
};

async function request(operation: Operation): Promise<RawCall> {
  const make = good[operation.id];
  assert.ok(make !== undefined, `no request of ${operation.id} is known that succeeds`);
  return build(operation, await make());
}

const succeed: Producer = async (operation) => contract.send(await request(operation));

/** What any route answers to the same trouble. */
const common: Readonly<Record<number, Producer>> = {
  200: succeed,
  201: succeed,
  202: succeed,
  400: async (operation) => {
    const call = await request(operation);
    return contract.send(
      operation.body === undefined
        ? withHeaders(call, { 'idempotency-key': 'dwa slowa' })
        : { ...call, body: '{"text":' },
    );
  },
  401: async (operation) =>
    contract.send(withHeaders(await request(operation), { authorization: `Bearer wici_${'a'.repeat(43)}` })),
  403: async (operation) => {
    const other = operation.scope === 'places' ? tokens.reports : tokens.places;
    return contract.send(withHeaders(await request(operation), { authorization: `Bearer ${other}` }));
  },
  404: async (operation) => {
    const isNumber = /campaigns/.test(operation.path);
    const query = operation.id === 'getClause' ? { query: 'version=999' } : {};
    const id = isNumber ? '999999' : unknownId;
    const call = build(operation, { ...query, id, body: { code: '123456' } });
    return contract.send(call);
  },
  409: async (operation) => {
    // The first request with the key was killed a moment ago.
    const call = withHeaders(await request(operation), { 'idempotency-key': `killed-${operation.id}` });
    await contract.send(call);
    await sql`update idempotency_keys set status = null, lease_until = now() + interval '1 minute'`;
    return contract.send(call);
  },
  413: async (operation) =>
    contract.send({ ...(await request(operation)), body: ' '.repeat(4 * 1024 * 1024 + 1) }),
  415: async (operation) =>
    contract.send(withHeaders(await request(operation), { 'content-type': 'text/plain' })),
  422: async (operation) => {
    const call = await request(operation);
    if (operation.method === 'GET') {
      const query = wrongQuery[operation.id];
      return contract.send(
        build(operation, query === undefined ? { id: 'abc' } : { ...(await good[operation.id]?.()), query }),
      );
    }
    if (operation.body !== undefined) return contract.send({ ...call, body: '{"a":1}' });
    const key = { 'idempotency-key': `used-${operation.id}` };
    await contract.send(withHeaders(call, key));
    return contract.send(withHeaders(await request(operation), key));
  },
  429: async (operation) => {
    const call = await request(operation);
    await contract.send(call);
    await sql`update rate_limits set points = 1000000`;
    const answer = await contract.send(call);
    assert.match(answer.headers.get('ratelimit') ?? '', /^"token";r=0;t=\d+$/);
    assert.match(answer.headers.get('ratelimit-policy') ?? '', /^"token";q=\d+;w=60$/);
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
    await sql`truncate rate_limits`;
    return answer;
  },
};

/** 410 of confirming: the code is too old. */
async function confirmLate(operation: Operation): Promise<RawAnswer> {
  const number = operation.path.startsWith('/uns') ? await joined() : newNumber();
  const id = await start(startOf(operation), number);
  const code = await readCode(sql, `+48${number}`);
  deps.passTime(24 * 3_600_000);
  return contract.send(build(operation, { id, body: { code } }));
}

for (const operation of contract.operations) {
  test(`${operation.method} ${operation.path} gives each answer that is documented, in the documented shape`, async () => {
    for (const status of operation.responses.keys()) {
      const produce = status === 410 ? confirmLate : common[status];
      assert.ok(produce !== undefined, `no test produces ${status} of ${operation.id}`);
      await sql`truncate rate_limits`;
      const answer = await produce(operation);
      assert.equal(answer.status, status, `${operation.id}: ${JSON.stringify(answer.json)}`);
      assert.deepEqual(contract.findBreaches(operation, answer), []);
    }
  });
}

test('the finer problems keep their own names', async () => {
  const confirm = contract.operation('confirmSubscription');
  const typeOf = ({ json }: RawAnswer): unknown => (json as { type: unknown }).type;
  const id = await start('startSubscription', newNumber());
  const tries: unknown[] = [];
  const number = `+48${nextNumber}`;
  const wrong = (await readCode(sql, number)) === '111111' ? '222222' : '111111';
  for (let n = 0; n < 6; n += 1)
    tries.push(typeOf(await contract.send(build(confirm, { id, body: { code: wrong } }))));
  assert.deepEqual(tries, [
    ...Array.from({ length: 4 }, () => 'urn:wici:problem:wrong_code'),
    'urn:wici:problem:code_spent',
    'urn:wici:problem:code_spent',
  ]);
  const stop = contract.operation('stopCampaign');
  const done = await makeCampaign();
  await sql`update campaigns set state = 'done' where id = ${done}`;
  assert.equal(typeOf(await contract.send(build(stop, { id: done }))), 'urn:wici:problem:too_late');
});

test('what no database could hold is refused as invalid', async () => {
  const audience = { all: true };
  for (const body of [
    { text: 'a\0b', audience },
    { text: 'a', audience, sendAt: '9999-12-31T23:59:59Z' },
    { text: 'a', audience: { joined: { before: '0000-01-01T00:00:00Z' } } },
  ]) {
    for (const id of ['createCampaign', 'previewCampaign']) {
      const answer = await contract.send(build(contract.operation(id), { body }));
      // A preview tells what is wrong with a text, and counts all the same.
      const isTold = /"pointer":"\/text"/.test(JSON.stringify(answer.json));
      assert.ok(answer.status === 422 || (answer.status === 200 && isTold), JSON.stringify(answer.json));
    }
  }
});

test('another method than the described ones is answered by those there are', async () => {
  for (const [method, path, allow] of [
    ['DELETE', '/places', 'GET, HEAD'],
    ['PUT', '/subscriptions', 'POST'],
    ['GET', '/subscriptions', 'POST'],
    ['PATCH', '/campaigns', 'GET, HEAD, POST'],
    ['POST', '/campaigns/7', 'GET, HEAD'],
    ['POST', '/openapi.json', 'GET, HEAD'],
    ['OPTIONS', '/reports', 'GET, HEAD'],
  ] as const) {
    const answer = await contract.send({ method, path });
    assert.equal(answer.status, 405, `${method} ${path}`);
    assert.equal(answer.headers.get('allow'), allow);
    assert.equal(answer.type, 'application/problem+json');
  }
  assert.equal((await contract.send({ method: 'DELETE', path: '/nothing' })).status, 404);
  assert.equal((await contract.send({ method: 'HEAD', path: '/places' })).status, 200);
});

test('a token has the same limit on every route, told in each answer, a repeated one too', async () => {
  await sql`truncate rate_limits`;
  const call = withHeaders(await request(contract.operation('createCampaign')), {
    'idempotency-key': 'told',
  });
  const left: (string | undefined)[] = [];
  for (const one of [call, call, await request(contract.operation('getReport'))]) {
    left.push(/;r=(\d+);/.exec((await contract.send(one)).headers.get('ratelimit') ?? '')?.[1]);
  }
  assert.deepEqual(left, ['1199', '1198', '1197']);
});

test('the table of requests does not outlive its operations', () => {
  const ids = contract.operations.map(({ id }) => id);
  assert.deepEqual(
    Object.keys(good).filter((id) => !ids.includes(id)),
    [],
  );
});
