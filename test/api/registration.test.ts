// Joining and leaving through the API by systems without a token, and what they have to show people first.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { insertClause } from '#db/clauses.ts';
import type { Deps, Office } from '#services/deps.ts';
import { loadOffice } from '#services/office.ts';
import { type Contract, openContract, type RawAnswer } from '../support/api-contract.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { solve, type Task } from '../support/proof.ts';
import { readCode, readPerson } from '../support/registration.ts';

const database = await createTestDatabase();
const { sql } = database;
const own = await createOfficeDeps(database);
let office: Office = own.office();
const deps = { ...own, office: () => office } satisfies Deps;
const contract: Contract = await openContract(deps);

beforeEach(async () => {
  await sql`truncate rate_limits`;
  office = await loadOffice(database.db);
});

let last = 0;
function newNumber(): string {
  last += 1;
  return `+48${600_000_000 + last * 31_415}`;
}

/** Sends, and holds the answer against the document. */
async function send(
  id: string,
  parts: {
    readonly request?: string;
    readonly body?: unknown;
    readonly proof?: string;
    readonly token?: string;
    readonly query?: string;
  },
): Promise<RawAnswer> {
  const operation = contract.operation(id);
  const answer = await contract.send({
    method: operation.method,
    path: operation.path.replace('{id}', parts.request ?? '') + (parts.query ?? ''),
    headers: {
      ...(parts.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(parts.proof === undefined ? {} : { 'proof-of-work': parts.proof }),
      ...(parts.token === undefined ? {} : { authorization: `Bearer ${parts.token}` }),
    },
    body: parts.body === undefined ? undefined : JSON.stringify(parts.body),
  });
  assert.deepEqual(contract.findBreaches(operation, answer), []);
  return answer;
}

type Body = {
  readonly id: string;
  readonly type: string;
  readonly challenge: Task & { readonly algorithm: string };
};
// As a client reads it.
const bodyOf = (answer: RawAnswer): Body => answer.json as Body;
const proofFor = (answer: RawAnswer): string => {
  assert.equal(answer.status, 429, JSON.stringify(answer.json));
  assert.equal(bodyOf(answer).type, 'urn:wici:problem:proof_required');
  assert.equal(bodyOf(answer).challenge.algorithm, 'sha-256');
  return solve(bodyOf(answer).challenge);
};
const join = (number: string) => ({ number, addresses: [{ sym: '0582870' }], categories: [] });
const suspect = () => sql`update rate_limits set points = 1000`;

test('at a busy time each route asks for a proof, says what to solve, and goes on with it', async () => {
  const number = newNumber();
  await send('startSubscription', { body: join(newNumber()) });
  await suspect();
  const body = join(number);
  const started = await send('startSubscription', {
    body,
    proof: proofFor(await send('startSubscription', { body })),
  });
  assert.equal(started.status, 202);
  const request = bodyOf(started).id;
  own.passTime(61_000);
  const resent = await send('resendSubscriptionCode', {
    request,
    proof: proofFor(await send('resendSubscriptionCode', { request })),
  });
  assert.equal(resent.status, 202);
  const typed = { request, body: { code: await readCode(sql, number) } };
  await send('confirmSubscription', { request, body: { code: '000000' } });
  await suspect();
  const confirmed = await send('confirmSubscription', {
    ...typed,
    proof: proofFor(await send('confirmSubscription', typed)),
  });
  assert.deepEqual(confirmed.json, { state: 'confirmed' });
  own.passTime(61_000);
  await send('startUnsubscription', { body: { number: newNumber() } });
  await suspect();
  const leaving = await send('startUnsubscription', {
    body: { number },
    proof: proofFor(await send('startUnsubscription', { body: { number } })),
  });
  assert.equal(leaving.status, 202);
});

test('a token for registration vouches for its system: no proof, and the number’s own budget still holds', async () => {
  await send('startSubscription', { body: join(newNumber()) });
  await suspect();
  await sql`delete from rate_limits where key like 'token:%'`;
  const body = join(newNumber());
  const token = contract.tokens.registration;
  assert.equal((await send('startSubscription', { body, token })).status, 202);
  const again = await send('startSubscription', { body, token });
  assert.equal(bodyOf(again).type, 'urn:wici:problem:too_many');
  const other = await send('startSubscription', { body: join(newNumber()), token: contract.tokens.places });
  assert.equal(bodyOf(other).type, 'urn:wici:problem:proof_required');
});

test('when the hour’s money for codes is spent the API says when to come back', async () => {
  office = { ...office, settings: { ...office.settings, formCodesHourGrosze: 0 } };
  const number = newNumber();
  for (const [id, body] of [
    ['startSubscription', join(number)],
    ['startUnsubscription', { number }],
  ] as const) {
    const answer = await send(id, { body });
    assert.equal(bodyOf(answer).type, 'urn:wici:problem:codes_paused');
    const wait = Number(answer.headers.get('retry-after'));
    assert.ok(wait > 0 && wait <= 3600);
  }
  assert.equal(await readCode(sql, number), undefined);
});

test('what is left before a proof is asked for stands in the answer', async () => {
  const left: string[] = [];
  for (let n = 0; n < 2; n += 1) {
    const answer = await send('startSubscription', { body: join(newNumber()) });
    assert.equal(answer.headers.get('ratelimit-policy'), '"public-codes";q=20;w=600');
    left.push(/;r=(\d+);/.exec(answer.headers.get('ratelimit') ?? '')?.[1] ?? '');
  }
  assert.deepEqual(left, ['19', '18']);
});

test('the consent on record is the one in force, or the one the client showed; one that never was is refused', async () => {
  const texts = (version: number) => ({
    pl: `Zgadzam się na SMS-y. Administratorem jest {administrator}. Wersja ${version}.`,
    uk: '',
    en: `I agree to SMS. The controller is {administrator}. Version ${version}.`,
  });
  await database.db.transaction(async (tx) => {
    await insertClause(tx, { after: 1, ...texts(2), by: 'test' });
    await insertClause(tx, { after: 2, ...texts(3), by: 'test' });
  });
  office = await loadOffice(database.db);
  const recorded = async (consent?: unknown): Promise<unknown> => {
    const number = newNumber();
    const body = { ...join(number), ...(consent === undefined ? {} : { consent }) };
    const started = await send('startSubscription', { body });
    assert.equal(started.status, 202, JSON.stringify(started.json));
    await send('confirmSubscription', {
      request: bodyOf(started).id,
      body: { code: await readCode(sql, number) },
    });
    const person = (await readPerson(sql, number)) as { consents: readonly { wording: string }[] };
    return person.consents[0]?.wording;
  };
  assert.equal(await recorded(), 'form-zapis-3');
  assert.equal(await recorded({ version: 3, language: 'en' }), 'form-zapis-3-en');
  assert.equal(await recorded({ version: 2 }), 'form-zapis-2');
  assert.equal(await recorded({ version: 2, language: 'uk' }), 'form-zapis-2', 'shown in Polish instead');
  assert.equal(await recorded({ version: 1, language: 'uk' }), 'form-zapis-1-uk');
  const number = newNumber();
  const never = await send('startSubscription', { body: { ...join(number), consent: { version: 4 } } });
  assert.equal(never.status, 422);
  assert.match(JSON.stringify(never.json), /"pointer":"\/consent\/version"/);
  assert.equal(await readCode(sql, number), undefined);

  const shown = await send('getClause', {});
  assert.partialDeepStrictEqual(shown.json, { version: 3, language: 'pl' });
  assert.match(JSON.stringify(shown.json), /Administratorem jest W[oó]jt Gminy Dopiewo\. Wersja 3/);
  const earlier = await send('getClause', { query: '?version=2&language=en' });
  assert.partialDeepStrictEqual(earlier.json, { version: 2, language: 'en' });
  assert.equal((await send('getClause', { query: '?version=4' })).status, 404);
});
