import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createToken } from '#services/create-token.ts';
import { createApi } from '../../src/api/api.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const api = createApi({ deps });
const token = await createToken(deps, { name: 'sender', scopes: ['campaigns'], actor: 'test' });

type Told = { readonly pointer: string; readonly detail: string };
type Answer = {
  readonly detail?: string;
  readonly errors?: readonly Told[];
  readonly problems?: readonly Told[];
};

async function post(path: string, body: unknown): Promise<Answer> {
  const response = await api.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Answer;
}

test('what is wrong with a field is told once, in Polish, for a call and its preview', async () => {
  const audience = { all: true };
  const told = [
    [
      { text: 'a', audience, sendAt: 'jutro' },
      ['Pole sendAt ma być chwilą z przesunięciem, na przykład 2026-11-30T18:00:00+01:00.'],
    ],
    [
      { text: 'a', audience, recurrence: { every: 'week', time: 'x' } },
      [/^Pole recurrence nie ma opisanej postaci/],
    ],
    [{ text: 5, audience }, ['Oczekiwano tu: tekst w cudzysłowach.']],
    [{ audience }, ['Brakuje tego pola.']],
    [{ text: 'a'.repeat(5001), audience }, ['Liczba znaków: najwyżej 5000.']],
    [{ text: 'a', audience, lane: 'slow' }, ['Dozwolone wartości: alert, personal, bulk.']],
    [{ text: 'a', audience, txet: 'b' }, ['Nieznane pole: txet.']],
  ] as const;
  for (const path of ['/campaigns', '/campaigns/preview']) {
    for (const [body, words] of told) {
      const details = ((await post(path, body)).errors ?? []).map(({ detail }) => detail);
      assert.equal(details.length, words.length, JSON.stringify(details));
      for (const [at, word] of words.entries()) {
        if (typeof word === 'string') assert.equal(details[at], word);
        else assert.match(details[at] ?? '', word);
      }
    }
  }
  const far = { text: 'a', audience, sendAt: '9999-12-31T23:59:59-12:00' };
  const refused = await post('/campaigns', far);
  assert.equal(refused.detail, 'Chwila wysyłki jest za odległa: może być najdalej za 5 lat.');
  const year = new Date().getUTCFullYear() + 6;
  const body = { text: 'a', audience, sendAt: `${year}-01-01T00:00:00Z` };
  assert.equal((await post('/campaigns', body)).detail, refused.detail);
  assert.deepEqual((await post('/campaigns/preview', body)).problems, refused.errors);
  const weekly = { every: 'week', weekdays: [1], time: '18:00' };
  const soon = new Date(Date.now() + 86_400_000).toISOString();
  const both = { text: 'a', audience, sendAt: soon, recurrence: { ...weekly, from: soon.slice(0, 10) } };
  assert.match((await post('/campaigns', both)).detail ?? '', /^Są naraz pola sendAt i recurrence/);
  const late = { text: 'a', audience, recurrence: { ...weekly, from: `${year}-02-01` } };
  const { errors: lateErrors } = await post('/campaigns', late);
  assert.deepEqual(lateErrors, [
    { pointer: '/recurrence/from', detail: 'Reguła zaczyna się za późno: może najdalej za 5 lat.' },
  ]);
  const { errors } = await post('/subscriptions/0/confirm', { code: 1 });
  assert.deepEqual(errors, [{ pointer: '/code', detail: 'Oczekiwano tu: tekst w cudzysłowach.' }]);
});
