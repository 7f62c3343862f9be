// The audience's SQL against the tree read naively, over random people and random trees.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countRecipients } from '#db/audience.ts';
import { leadingNumber } from '#domain/areas.ts';
import type { Audience } from '#domain/audience.ts';
import { createTestDatabase } from '../support/database.ts';

const { db, sql } = await createTestDatabase();

// 9900002 is a part of 9900001.
const parents: Readonly<Record<string, string>> = {
  '9900001': '9900001',
  '9900002': '9900001',
  '9900003': '9900003',
};
const syms = Object.keys(parents);
const streets = ['00001', '00002'];
const keys = ['a', 'b', 'c'];
const firstNumber = 600_000_000;
await sql`
  insert into localities ${sql(syms.map((sym) => ({ sym, name: `Wieś ${sym}`, kind: '01', sympod: parents[sym] ?? sym, terc: '9901012' })))}`;
await sql`insert into categories (key, name, position, legal_basis)
  select key, key, 1, 'zgoda' from unnest(${keys}::text[]) key`;
const [area] = await sql<{ id: number }[]>`insert into areas (name) values ('Rejon') returning id`;
// The area's own rule has a property test of its own: test/db/areas.test.ts.
await sql`insert into area_members (area_id, sym, sym_ul, from_number, to_number, parity)
  values (${area?.id ?? 0}, '9900003', null, null, null, 'all'), (${area?.id ?? 0}, '9900001', '00001', 2, 6, 'even')`;
const [list] = await sql<{ id: number }[]>`
  insert into lists (name, headers, created_by) values ('lista.csv', array['numer'], 'test') returning id`;
const listId = list?.id ?? 0;
const listed = [0, 2, 5];
await sql`insert into list_rows (list_id, line, cells, msisdn)
  select ${listId}, n, array[''], '+48' || (${firstNumber} + n) from unnest(${listed}::int[]) n`;

type Address = { readonly sym: string; readonly symUl: string | null; readonly houseNumber: string | null };
type Person = {
  readonly state: 'active' | 'suspended' | 'left';
  readonly categories: readonly string[];
  readonly joinedAt: Date;
  readonly addresses: readonly Address[];
};

const address: fc.Arbitrary<Address> = fc.record({
  sym: fc.constantFrom(...syms),
  symUl: fc.option(fc.constantFrom(...streets), { nil: null }),
  houseNumber: fc.option(fc.constantFrom('1', '2', '3a', '4/7', '5', '6', '12', 'dz. 7', ''), { nil: null }),
});
const day = fc.integer({ min: 1, max: 9 }).map((n) => new Date(Date.UTC(2026, 0, n)));
const people = fc.array(
  fc.record<Person>({
    state: fc.constantFrom('active', 'active', 'active', 'suspended', 'left'),
    categories: fc.subarray(keys),
    joinedAt: day,
    addresses: fc.uniqueArray(address, { maxLength: 3, selector: (one) => JSON.stringify(one) }),
  }),
  { minLength: 1, maxLength: 12 },
);
const bound = fc.integer({ min: 1, max: 8 });
const houses = fc
  .record(
    { from: bound, to: bound, parity: fc.constantFrom<'odd' | 'even'>('odd', 'even') },
    { requiredKeys: [] },
  )
  .filter(({ from, to }) => from === undefined || to === undefined || from <= to);
const leaf: fc.Arbitrary<Audience> = fc.oneof(
  fc.constant<Audience>({ all: true }),
  fc.constantFrom(...syms, '9900009').map((locality): Audience => ({ locality })),
  fc
    .tuple(fc.constantFrom(...syms), fc.constantFrom(...streets), fc.option(houses, { nil: undefined }))
    .map(
      ([sym, symUl, range]): Audience =>
        range === undefined ? { street: [sym, symUl] } : { street: [sym, symUl], houses: range },
    ),
  fc.constantFrom(...keys, 'nie-ma').map((category): Audience => ({ category })),
  day.map((at): Audience => ({ joined: { before: at.toISOString() } })),
  day.map((at): Audience => ({ joined: { after: at.toISOString() } })),
  fc
    .array(fc.integer({ min: 0, max: 13 }), { minLength: 1, maxLength: 4 })
    .map((given): Audience => ({ numbers: given.map((n) => `${firstNumber + n}`) })),
  fc.constantFrom('Rejon', 'Inny').map((name): Audience => ({ area: name })),
  fc.constant<Audience>({ list: listId }),
);
/** Among all the others a side of a street comes up too seldom to prove anything. */
const side: fc.Arbitrary<Audience> = fc
  .tuple(fc.constantFrom(...syms), fc.constantFrom(...streets), houses)
  .map(([sym, symUl, range]): Audience => ({ street: [sym, symUl], houses: range }));
const { tree } = fc.letrec<{ tree: Audience; group: readonly Audience[] }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('group').map((any): Audience => ({ any })),
    tie('group').map((every): Audience => ({ every })),
    tie('group').map((not): Audience => ({ not })),
  ),
  group: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
}));

function lives({ addresses }: Person, isThere: (one: Address) => boolean): boolean {
  return addresses.some(isThere);
}

/** The tree as its documentation reads. */
function isMeant(audience: Audience, person: Person, at: number): boolean {
  if ('all' in audience) return true;
  if ('any' in audience) return audience.any.some((part) => isMeant(part, person, at));
  if ('every' in audience) return audience.every.every((part) => isMeant(part, person, at));
  if ('not' in audience) return !audience.not.some((part) => isMeant(part, person, at));
  if ('locality' in audience) {
    return lives(person, ({ sym }) => sym === audience.locality || parents[sym] === audience.locality);
  }
  if ('street' in audience) {
    const [sym, symUl] = audience.street;
    return lives(
      person,
      (one) => one.sym === sym && one.symUl === symUl && isInHouses(audience.houses, one.houseNumber),
    );
  }
  if ('category' in audience) return person.categories.includes(audience.category);
  if ('joined' in audience) {
    const { joined } = audience;
    return 'before' in joined
      ? person.joinedAt < new Date(joined.before)
      : person.joinedAt >= new Date(joined.after);
  }
  if ('numbers' in audience) return audience.numbers.includes(`${firstNumber + at}`);
  if ('area' in audience) {
    return (
      audience.area === 'Rejon' &&
      lives(
        person,
        ({ sym, symUl, houseNumber }) =>
          sym === '9900003' ||
          (sym === '9900001' &&
            symUl === '00001' &&
            isInHouses({ from: 2, to: 6, parity: 'even' }, houseNumber)),
      )
    );
  }
  return audience.list === listId && listed.includes(at);
}

function isInHouses(
  range: Extract<Audience, { street: unknown }>['houses'],
  houseNumber: string | null,
): boolean {
  if (range === undefined || Object.keys(range).length === 0) return true;
  const number = leadingNumber(houseNumber);
  if (number === null || number < (range.from ?? 0) || number > (range.to ?? 999_999)) return false;
  return range.parity === undefined || (number % 2 === 1) === (range.parity === 'odd');
}

async function store(given: readonly Person[]): Promise<void> {
  await sql`truncate addresses, subscribers, phones restart identity cascade`;
  await sql`insert into phones (msisdn)
    select '+48' || (${firstNumber} + n) from generate_series(0, ${given.length + 1}::integer) n`;
  for (const [at, person] of given.entries()) {
    await sql`
      insert into subscribers (phone_id, state, categories, source, joined_at, decided_at)
      values (${at + 1}, ${person.state},
        array(select id from categories where key = any(${[...person.categories]}::text[])), 'import',
        ${person.joinedAt}, now())`;
    for (const { sym, symUl, houseNumber } of person.addresses) {
      await sql`insert into addresses (phone_id, sym, sym_ul, house_number)
        values (${at + 1}, ${sym}, ${symUl}, ${houseNumber})`;
    }
  }
}

test('for random people the SQL of random trees counts whom the tree means', async () => {
  await fc.assert(
    fc.asyncProperty(
      people,
      fc.tuple(fc.array(tree, { minLength: 6, maxLength: 10 }), fc.tuple(side, side)),
      async (given, trees) => {
        await store(given);
        for (const audience of trees.flat()) {
          const meant = given.filter((one, at) => one.state === 'active' && isMeant(audience, one, at));
          assert.equal(await countRecipients(db, audience), meant.length, JSON.stringify(audience));
        }
      },
    ),
    { seed: 612, numRuns: Number(process.env.WICI_AUDIENCE_RUNS ?? 40) },
  );
});
