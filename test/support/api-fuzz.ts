// Requests made of the API's own document: valid ones by its schemas, and every way of spoiling them.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Contract, RawCall } from './api-contract.ts';
import { asNode, type Node, type Operation } from './api-document.ts';
import { arbitraryOf } from './api-values.ts';
import type { TestDatabase } from './database.ts';
import type { OfficeDeps } from './office-deps.ts';

export type FuzzCall = RawCall & { readonly operation: Operation };

/** What stands where a value should; each has broken some program once. */
const oddities: readonly unknown[] = [
  null,
  '',
  ' ',
  0,
  -1,
  1.5,
  1e308,
  9_007_199_254_740_992,
  true,
  [],
  {},
  [[[[[]]]]],
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\ufffd',
  'ą'.repeat(6_000),
  '00000000-0000-0000-0000-000000000000',
  '999999999999999',
  '-1',
  "'; drop table phones; --",
  '<script>alert(1)</script>',
  '=1+1',
  '%00',
  '../../etc/passwd',
  '[%imie%]',
  '{miejscowosc}',
  '2026-02-30',
  '0000-01-01',
  '275760-09-13T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '+48600100200',
  '112',
  { all: true },
  { $ref: '#' },
  { __proto__: null, constructor: 1 },
];

/** Stands for the latest thing of its kind that was made. */
const latest = 'LATEST';

/** Random requests to random operations of the document: half of them good as far as the document goes. */
export function arbitraryCall(contract: Contract): fc.Arbitrary<FuzzCall> {
  const calls = contract.operations.flatMap((operation) => [
    goodCall(contract, operation),
    badCall(contract, operation),
  ]);
  return fc.oneof(...calls);
}

function goodCall(contract: Contract, operation: Operation): fc.Arbitrary<FuzzCall> {
  return fc
    .record({
      key: fc.constantFrom(undefined, undefined, undefined, 'k'),
      query: queryOf(contract, operation, (value) => value),
      body: operation.body === undefined ? fc.constant(undefined) : writtenOf(contract, operation.body),
    })
    .map((parts) =>
      build(operation, {
        ...parts,
        id: latest,
        token: contract.tokens.all,
        type: 'application/json',
        isTwice: false,
      }),
    );
}

function badCall(contract: Contract, operation: Operation): fc.Arbitrary<FuzzCall> {
  const { all, places } = contract.tokens;
  return fc
    .record({
      token: fc.oneof(
        { weight: 6, arbitrary: fc.constant(all) },
        { weight: 1, arbitrary: fc.constantFrom('', places, 'wici_x', '\u00a0', 'a b c') },
      ),
      key: fc.oneof(
        { weight: 5, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom('k', 'dwa slowa', 'x'.repeat(300), '') },
      ),
      type: fc.oneof(
        { weight: 12, arbitrary: fc.constant('application/json') },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            'text/plain',
            'application/xml',
            'x',
            '',
            'application/json; charset=latin2',
          ),
        },
      ),
      id: fc.oneof(
        fc.constant(latest),
        fc.constantFrom('0', '999999', 'abc', '%00', '1e3', '%E0%A4', '..', '%20'),
        fc.uuid(),
      ),
      query: queryOf(contract, operation, (value) =>
        fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: fc.constantFrom(...oddities) }),
      ),
      body: operation.body === undefined ? fc.constant(undefined) : bodyOf(contract, operation.body),
      isTwice: fc.boolean(),
    })
    .map((parts) => build(operation, parts));
}

type Parts = {
  readonly token: string;
  readonly key: string | undefined;
  readonly type: string;
  readonly id: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: string | undefined;
  readonly isTwice: boolean;
};

function build(operation: Operation, parts: Parts): FuzzCall {
  const { token, key, type, id, query, body, isTwice } = parts;
  return {
    operation,
    method: operation.method,
    path: `${operation.path.replace('{id}', id)}${writeQuery(query, isTwice)}`,
    headers: {
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(body === undefined || type === '' ? {} : { 'content-type': type }),
    },
    body,
  };
}

function queryOf(
  contract: Contract,
  operation: Operation,
  spoil: (value: fc.Arbitrary<unknown>) => fc.Arbitrary<unknown>,
): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query');
  const shape: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(
    inQuery.map(({ name, schema }) => [
      name,
      spoil(arbitraryOf(contract.document, schema, { name, depth: 0 })),
    ]),
  );
  const required = inQuery.filter((parameter) => parameter.required).map(({ name }) => name);
  return fc.record(shape, { requiredKeys: required });
}

/** Sends so many random requests: none may fail, none may be answered otherwise than documented. */
export async function fuzz(
  contract: Contract,
  options: {
    readonly database: TestDatabase;
    readonly deps: OfficeDeps;
    readonly runs: number;
    readonly seed: number;
  },
): Promise<ReadonlyMap<string, number>> {
  const { database, deps, runs, seed } = options;
  const seen = new Map<string, number>();
  const made = new Map<string, string>();
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryCall(contract), async ({ operation, ...call }) => {
      sent += 1;
      // Limits have their own tests; here they would answer everything.
      if (sent % 100 === 0) await database.sql`truncate rate_limits`;
      deps.passTime(20_000);
      const kind = operation.path.split('/')[1] ?? '';
      const answer = await contract.send({ ...call, path: call.path.replace(latest, made.get(kind) ?? '1') });
      const outcome = `${operation.id} ${answer.status}`;
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      if (answer.status === 201 || answer.status === 202) made.set(kind, String(asNode(answer.json).id));
      assert.ok(answer.status < 500, `${outcome}: ${JSON.stringify(answer.json)}`);
      // Such an id makes another address of it.
      const isLost = call.path.includes('..') && [404, 405].includes(answer.status);
      if (!isLost) assert.deepEqual(contract.findBreaches(operation, answer), []);
    }),
    { numRuns: runs, seed, interruptAfterTimeLimit: 540_000, markInterruptAsFailure: true },
  );
  return seen;
}

/** A body by its schema, as it is. */
function writtenOf(contract: Contract, schema: Node): fc.Arbitrary<string> {
  return arbitraryOf(contract.document, schema, { name: '', depth: 0 }).map(
    (value) => JSON.stringify(value) ?? '',
  );
}

/** A body by its schema, as it is, spoiled in a place, or no JSON at all. */
function bodyOf(contract: Contract, schema: Node): fc.Arbitrary<string> {
  const valid = arbitraryOf(contract.document, schema, { name: '', depth: 0 });
  return fc.oneof(
    { weight: 2, arbitrary: writtenOf(contract, schema) },
    { weight: 6, arbitrary: fc.tuple(valid, fc.nat(), fc.constantFrom(...oddities)).map(spoilSomewhere) },
    { weight: 1, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        '{',
        '[]',
        'null',
        '"a"',
        '{"a":1,"a":2}',
        `${'['.repeat(5000)}${']'.repeat(5000)}`,
      ),
    },
  );
}

/** One place of the value, counted round, is replaced, or loses or gains a field. */
function spoilSomewhere([value, place, oddity]: [unknown, number, unknown]): string {
  const copy: unknown = JSON.parse(JSON.stringify({ value }));
  const spots: { readonly of: Record<string, unknown>; readonly key: string }[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      spots.push({ of: node as Record<string, unknown>, key });
      visit(child);
    }
  };
  visit(copy);
  const spot = spots[place % spots.length];
  if (spot !== undefined) {
    if (place % 3 === 0 && !Array.isArray(spot.of)) delete spot.of[spot.key];
    else if (place % 7 === 0) spot.of.nadmiar = oddity;
    else spot.of[spot.key] = oddity;
  }
  return JSON.stringify(asNode(copy).value) ?? '';
}

function writeQuery(query: Readonly<Record<string, unknown>>, isTwice: boolean): string {
  const parts = Object.entries(query).map(([name, value]) => {
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    return `${name}=${encodeURIComponent(text.toWellFormed())}`;
  });
  if (parts.length === 0) return '';
  return `?${(isTwice ? [...parts, ...parts] : parts).join('&')}`;
}
