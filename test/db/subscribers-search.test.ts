// Searching by a category looks among the latest first: nobody may be lost between that and the rest.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SubscriberSearch, searchSubscribers } from '#db/subscribers-search.ts';
import { createTestDatabase } from '../support/database.ts';

const { db, sql } = await createTestDatabase();
await sql`
  with made as (insert into phones (msisdn) select '+48' || (600000000 + n) from generate_series(1, 41000) n returning id)
  insert into subscribers (phone_id, state, source, joined_at, decided_at, categories)
  select id, case when id % 8000 = 0 then 'left' else 'active' end, 'sms', now(), now(),
         case when id % 4000 = 0 then array[7]::smallint[] else array[8]::smallint[] end
  from made`;
await sql`analyze subscribers`;
const all = await sql<{ id: number; state: string; isRare: boolean }[]>`
  select phone_id as id, state, phone_id % 4000 = 0 as "isRare" from subscribers order by phone_id desc`;

async function turnPages(search: SubscriberSearch, limit: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (;;) {
    const before = found.at(-1);
    const page = await searchSubscribers(db, { ...search, within: null, limit, before });
    found.push(...page.map(({ phoneId }) => phoneId));
    if (page.length < limit) return found;
  }
}

test('a category that few have is found to the last of them, page after page', async () => {
  const rare = all.filter(({ isRare }) => isRare);
  const active = rare.filter(({ state }) => state === 'active');
  assert.equal(rare.length, 10);
  for (const limit of [2, 3, 20]) {
    assert.deepEqual(
      await turnPages({ categoryId: 7 }, limit),
      rare.map(({ id }) => id),
    );
    assert.deepEqual(
      await turnPages({ categoryId: 7, state: 'active' }, limit),
      active.map(({ id }) => id),
    );
  }
  assert.deepEqual(await turnPages({ categoryId: 7, state: 'suspended' }, 5), []);
});

test('a category that nearly all have is read in its order', async () => {
  const common = all.filter(({ isRare }) => !isRare).map(({ id }) => id);
  assert.deepEqual(await turnPages({ categoryId: 8 }, 15_000), common);
});
