// Counting audiences of a city of 500 000 against the least that could count: the people of one state, without a word
// about who. The pages that staff write a campaign on are among those of pages.ts.

import { countRecipients } from '#db/audience.ts';
import { openDatabase } from '#db/pool.ts';
import type { Audience } from '#domain/audience.ts';
import type { Deps } from '#services/deps.ts';
import type { BenchContext, BenchRow } from './bench.ts';
import { createDeps, listNumbersOfTown, seedTown } from './town.ts';

const subscribers = 500_000;
const rounds = 4;
const localities = 40;
const streetsOfEach = 60;

export async function run({ createDatabase }: BenchContext): Promise<readonly BenchRow[]> {
  const { url, drop } = await createDatabase();
  const database = await openDatabase({ url, size: 6 });
  try {
    await seedTown(database, subscribers);
    const { sql } = database;
    await sql`insert into localities (sym, name, kind, sympod, terc)
      select '1' || lpad(n::text, 6, '0'), 'Wieś ' || n, '01', '1' || lpad(n::text, 6, '0'), '1000000'
      from generate_series(1, ${localities}::integer) n`;
    await sql`insert into streets (sym, sym_ul, cecha, nazwa_1)
      select '1' || lpad(n::text, 6, '0'), lpad(u::text, 5, '0'), 'ul.', 'Ulica ' || u
      from generate_series(1, ${localities}::integer) n, generate_series(1, ${streetsOfEach}::integer) u`;
    await sql`insert into categories (key, name, position, legal_basis)
      select 'k' || n, 'Kategoria ' || n, n + 10, 'zgoda' from generate_series(1, 4) n on conflict do nothing`;
    // A quarter each has one of the four; skewed places, as places are: the first holds a tenth.
    await sql`update subscribers set
      categories = array[(select id from categories where key = 'k' || (phone_id % 4 + 1))],
      joined_at = now() - make_interval(days => (phone_id % 1000)::integer)`;
    await sql`insert into addresses (phone_id, sym, sym_ul, house_number)
      select phone_id, '1' || lpad((case when phone_id % 10 = 0 then 1 else phone_id * 7 % ${localities}::integer + 1 end)::text, 6, '0'),
        lpad((phone_id * 13 % ${streetsOfEach}::integer + 1)::text, 5, '0'), (phone_id % 90 + 1)::text
      from subscribers`;
    await sql`with made as (insert into areas (name) values ('Rejon') returning id)
      insert into area_members (area_id, sym, sym_ul, parity)
      select id, '1000002', lpad(n::text, 5, '0'), case when n % 2 = 0 then 'odd' else 'all' end
      from made, generate_series(1, 30) n`;
    await sql`vacuum (analyze) subscribers`;
    await sql`vacuum (analyze) addresses`;
    await sql`analyze`;
    const deps = await createDeps(database);
    const counted = await measureCounts(deps);
    const baseline = await time(
      () => sql`select count(*) from subscribers where state = 'active'`,
      rounds * 3,
    );
    return [
      {
        name: 'audience of 500 000 counted, p95',
        ...figures(percentile(counted, 0.95), percentile(baseline, 0.95)),
        note: 'count(*) of active subscribers',
      },
      {
        name: 'audience of 500 000 counted, median',
        ...figures(percentile(counted, 0.5), percentile(baseline, 0.5)),
        note: 'count(*) of active subscribers',
      },
    ];
  } finally {
    await database.end();
    await drop();
  }
}

function listTrees(): Readonly<Record<string, Audience>> {
  const numbers = { numbers: listNumbersOfTown(1_000) };
  return {
    all: { all: true },
    locality: { locality: '1000005' },
    localities: { any: [{ locality: '1000001' }, { locality: '1000007' }, { locality: '1000009' }] },
    street: { street: ['1000003', '00007'] },
    houses: { street: ['1000003', '00007'], houses: { from: 10, to: 40, parity: 'even' } },
    category: { category: 'k2' },
    'not category': { not: [{ category: 'k2' }] },
    'not places': { not: [{ locality: '1000001' }, { street: ['1000003', '00007'] }] },
    area: { area: 'Rejon' },
    joined: { joined: { after: new Date(Date.now() - 90 * 86_400_000).toISOString() } },
    numbers,
    picked: {
      every: [
        { any: [{ locality: '1000005' }, { street: ['1000003', '00007'] }, numbers] },
        { any: [{ category: 'k1' }, { category: 'k3' }] },
        { not: [{ area: 'Rejon' }, { category: 'k4' }] },
      ],
    },
  };
}

async function measureCounts(deps: Deps): Promise<readonly number[]> {
  const times: number[] = [];
  for (const [name, audience] of Object.entries(listTrees())) {
    await countRecipients(deps.db, audience);
    const own = await time(() => countRecipients(deps.db, audience), rounds);
    if (process.argv.includes('--each')) console.error(name, own.map((ms) => Math.round(ms)).join(' '));
    times.push(...own);
  }
  return times;
}

async function time(act: () => PromiseLike<unknown>, times: number): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const start = performance.now();
    await act();
    taken.push(performance.now() - start);
  }
  return taken;
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function figures(value: number, baseline: number): Pick<BenchRow, 'value' | 'unit' | 'baseline' | 'ratio'> {
  return { value, unit: 'ms', baseline, ratio: baseline / value };
}
