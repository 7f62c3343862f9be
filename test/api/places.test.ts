// Places through the API: a part's streets, vanished places, gminas and the office's names nationwide.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createToken } from '#services/create-token.ts';
import { loadOffice } from '#services/office.ts';
import { createApi } from '../../src/api/api.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { readCode, readPerson } from '../support/registration.ts';

const database = await createTestDatabase();
const { db, sql } = database;
const base = await createOfficeDeps(database);
let office = base.office();
const api = createApi({ deps: { ...base, office: () => office } });
const token = await createToken(base, { name: 'mapa', scopes: ['places'], actor: 'test' });
// Glinki is a part of Konarzewo.
const [glinki, konarzewo, perlowa] = ['0582835', '0582829', '15953'];

type Answer = {
  readonly id?: string;
  readonly detail?: string;
  readonly kind?: string;
  readonly localities?: readonly {
    readonly sym: string;
    readonly name: string;
    readonly commune?: string;
  }[];
  readonly streets?: readonly { readonly sym: string; readonly name: string }[];
};

async function call(
  path: string,
  given: { readonly body?: unknown; readonly token?: string } = {},
): Promise<{ readonly status: number; readonly json: Answer }> {
  const response = await api.request(path, {
    method: given.body === undefined ? 'GET' : 'POST',
    headers: {
      ...(given.token === undefined ? {} : { authorization: `Bearer ${given.token}` }),
      ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
  });
  // Read as a client reads it: by its JSON.
  return { status: response.status, json: (await response.json()) as Answer };
}

const join = (number: string, address: { readonly sym: string; readonly symUl?: string }) =>
  call('/subscriptions', { body: { number, addresses: [address], categories: [] } });

test("a street given with a part's SYM is stored where it lies, so that sending to the street reaches it", async () => {
  const asked = await join('600200300', { sym: glinki, symUl: perlowa });
  assert.ok(asked.status === 202 || asked.status === 201, JSON.stringify(asked));
  const code = await readCode(sql, '+48600200300');
  await call(`/subscriptions/${asked.json.id}/confirm`, { body: { code } });
  assert.match(JSON.stringify(await readPerson(sql, '+48600200300')), new RegExp(`${konarzewo} ${perlowa}`));
});

test('a place that the register has no more is refused by name of the trouble, its street too', async () => {
  await sql`insert into place_orphans (sym, sym_ul) values ('0582953', null), (${konarzewo}, ${perlowa})`;
  office = await loadOffice(db);
  for (const address of [{ sym: '0582953' }, { sym: konarzewo, symUl: perlowa }]) {
    const refused = await join('600200301', address);
    assert.ok(refused.status === 400 || refused.status === 422, JSON.stringify(refused));
    assert.match(refused.json.detail ?? '', /nie ma już w rejestrze TERYT/);
  }
  await sql`delete from place_orphans`;
  office = await loadOffice(db);
});

test('nationwide, twins carry their gmina and the office is understood by the names it gave', async () => {
  await sql`
    insert into communes (terc, name) values ('9901022', 'Nibylandia') on conflict do nothing`;
  await sql`
    insert into localities (sym, name, kind, sympod, terc) values ('9901234', 'Zborowo', '01', '9901234', '9901022')`;
  const twins = await call('/places?locality=zborowo', { token });
  assert.deepEqual(twins.json.localities?.map(({ name, commune }) => `${name}, ${commune}`).sort(), [
    'Zborowo, Dopiewo',
    'Zborowo, Nibylandia',
  ]);
  const own = await call('/places?locality=zborowo');
  assert.deepEqual(
    own.json.localities?.map(({ commune }) => commune),
    [undefined],
  );
  await sql`insert into place_aliases (alias, sym, sym_ul) values ('Kolejarzowo', '9901234', null), ('Przy Stawie', ${konarzewo}, ${perlowa})`;
  office = await loadOffice(db);
  const called = await call('/places?locality=kolejarzowo', { token });
  assert.equal(called.json.localities?.[0]?.sym, '9901234');
  const street = await call(`/places?locality=${konarzewo}&q=przy%20stawie%205`, { token });
  assert.equal(street.json.streets?.[0]?.name, 'ul. Perłowa');
});

test('nationwide, a locality is found by a later word of its name, beside those that begin with it', async () => {
  await sql`
    insert into localities (sym, name, kind, sympod, terc) values
      ('9901300', 'Nowy Tomyśl', '96', '9901300', '9901022'), ('9901301', 'Stary Tomyśl', '01', '9901301', '9901022'),
      ('9901302', 'Tomysławice', '01', '9901302', '9901022')`;
  office = await loadOffice(db);
  const found = await call('/places?locality=tomysl', { token });
  const names = found.json.localities?.map(({ name }) => name) ?? [];
  assert.ok(names.includes('Nowy Tomyśl') && names.includes('Stary Tomyśl'), names.join(', '));
});
