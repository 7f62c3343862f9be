// An area's SQL against the rule read naively, over random addresses and members.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countAreaSubscribers, listAreaMembers, listCountedAreas, upsertAreaPeople } from '#db/areas.ts';
import { countRecipients } from '#db/audience.ts';
import { type AreaAddress, type AreaMember, isInMember, leadingNumber } from '#domain/areas.ts';
import { createTestDatabase } from '../support/database.ts';

const { db, sql } = await createTestDatabase();

// 9900002 is a part of 9900001.
const parents: Readonly<Record<string, string>> = {
  '9900001': '9900001',
  '9900002': '9900001',
  '9900003': '9900003',
};
const syms = Object.keys(parents);
await sql`
  insert into localities ${sql(syms.map((sym) => ({ sym, name: `Wieś ${sym}`, kind: '01', sympod: parents[sym] ?? sym, terc: '9901012' })))}`;

const place = {
  sym: fc.constantFrom(...syms),
  symUl: fc.option(fc.constantFrom('00001', '00002'), { nil: null }),
};
const addresses = fc.array(
  fc.record({
    ...place,
    houseNumber: fc.option(
      fc.oneof(
        fc.integer({ min: 1, max: 12 }).map(String),
        fc.constantFrom('5a', '12/4', '6 m. 3', 'dz. 7', '', '0012', '99999999999', ' 8', '١٢'),
      ),
      { nil: null },
    ),
  }),
  { minLength: 1, maxLength: 25 },
);
const bound = fc.option(fc.integer({ min: 1, max: 12 }), { nil: null });
const members = fc.array(
  fc
    .record({ ...place, from: bound, to: bound, parity: fc.constantFrom('all', 'odd', 'even') })
    .map((member): AreaMember => {
      const { from, to } = member;
      return from !== null && to !== null && from > to ? { ...member, from: to, to: from } : member;
    }),
  { maxLength: 5 },
);

async function store(given: {
  readonly addresses: readonly AreaAddress[];
  readonly members: readonly AreaMember[];
}): Promise<number> {
  await sql`truncate areas, area_members, addresses, subscribers, phones cascade`;
  const phones = await sql<{ id: number }[]>`
    insert into phones (msisdn)
    select '+48' || (600000000 + n) from generate_series(1, ${given.addresses.length}::integer) n returning id`;
  await sql`
    insert into subscribers (phone_id, state, source, joined_at, decided_at)
    select id, 'active', 'import', now(), now() from phones`;
  for (const [at, { sym, symUl, houseNumber }] of given.addresses.entries()) {
    await sql`
      insert into addresses (phone_id, sym, sym_ul, house_number)
      values (${phones[at]?.id ?? 0}, ${sym}, ${symUl}, ${houseNumber})`;
  }
  const [area] = await sql<{ id: number }[]>`insert into areas (name) values ('Rejon') returning id`;
  const areaId = Number(area?.id);
  for (const { sym, symUl, from, to, parity } of given.members) {
    await sql`
      insert into area_members (area_id, sym, sym_ul, from_number, to_number, parity)
      values (${areaId}, ${sym}, ${symUl}, ${from}, ${to}, ${parity}) on conflict do nothing`;
  }
  return areaId;
}

test('who lives in an area is counted in SQL as the rule says', async () => {
  await fc.assert(
    fc.asyncProperty(addresses, members, async (lived, set) => {
      const areaId = await store({ addresses: lived, members: set });
      const isIn = (address: AreaAddress) =>
        set.some((member) => isInMember(member, address, (sym) => parents[sym]));
      const expected = lived.filter(isIn).length;
      assert.equal(await countRecipients(db, { area: 'Rejon' }), expected);
      assert.equal(await countRecipients(db, { not: [{ area: 'Rejon' }] }), lived.length - expected);
      assert.equal(await countAreaSubscribers(db, areaId), expected);
      await upsertAreaPeople(db, 'all');
      assert.equal((await listCountedAreas(db))[0]?.people, expected);
      for (const member of await listAreaMembers(db, areaId)) {
        const own = lived.filter((address) => isInMember(member, address, (sym) => parents[sym])).length;
        assert.equal(member.subscribers, own);
      }
    }),
    { numRuns: 60, seed: 8 },
  );
});

test('an area with no places, or one that does not exist, is nobody', async () => {
  await store({ addresses: [{ sym: '9900001', symUl: null, houseNumber: '1' }], members: [] });
  assert.equal(await countRecipients(db, { area: 'Rejon' }), 0);
  assert.equal(await countRecipients(db, { area: 'Inny' }), 0);
});

test('a house number counts by the digits it begins with', () => {
  const numbers = ['12', '12a', '12/4', ' 7', '0012', 'a12', '', null, '1234567'].map(leadingNumber);
  assert.deepEqual(numbers, [12, 12, 12, 7, 12, null, null, null, null]);
});
