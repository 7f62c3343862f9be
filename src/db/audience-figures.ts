// What staff want to know of an audience before they write to it.

import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { type Audience, partsOf } from '#domain/audience.ts';
import { compileAudience, selectPeople } from './audience-sql.ts';

/** Recipients whom more than one part of the audience's group of places and lists names; they get one message. */
export async function countOverlap(db: CommonQueryMethods, audience: Audience): Promise<number> {
  const groups = ('every' in audience ? audience.every : [audience]).filter((part) => 'any' in part);
  const parts = groups.flatMap(partsOf).filter((part) => !('category' in part));
  if (parts.length < 2) return 0;
  const selects = parts.map(
    (part) => sql.fragment`select distinct one.phone_id from (${selectPeople(part)}) one (phone_id)`,
  );
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`
    select count(*)
    from (
      select each.phone_id
      from (${sql.join(selects, sql.fragment` union all `)}) each
      group by each.phone_id
      having count(*) > 1
    ) several
    join subscribers s on s.phone_id = several.phone_id
    where s.state = 'active' and s.dead_at is null and ${compileAudience(audience)}`);
}

const localityCount = z.object({ sym: z.string(), count: z.number() });

/** How many recipients live at each locality, most first; somebody with addresses in two counts in both. */
export async function countByLocality(
  db: CommonQueryMethods,
  audience: Audience,
): Promise<readonly z.infer<typeof localityCount>[]> {
  return db.any(sql.type(localityCount)`
    select a.sym, count(distinct a.phone_id) as count
    from subscribers s
    join addresses a on a.phone_id = s.phone_id
    where s.state = 'active' and s.dead_at is null and ${compileAudience(audience)}
    group by a.sym
    order by 2 desc, 1`);
}

const categoryCount = z.object({ key: z.string(), count: z.number() });

/** How many recipients chose each category. */
export async function countByCategory(
  db: CommonQueryMethods,
  audience: Audience,
): Promise<readonly z.infer<typeof categoryCount>[]> {
  return db.any(sql.type(categoryCount)`
    select c.key, chosen.count
    from (
      select k as id, count(*) as count
      from subscribers s, unnest(s.categories) k
      where s.state = 'active' and s.dead_at is null and ${compileAudience(audience)}
      group by k
    ) chosen
    join categories c on c.id = chosen.id
    order by c.position, c.id`);
}

const reachedRow = z.object({
  campaignId: z.number(),
  text: z.string(),
  launchedAt: z.date(),
  people: z.number(),
});
export type Reached = z.infer<typeof reachedRow>;

/**
 * The last campaigns that reached this audience, each with how many of a sample got it. The sample is the same share of
 * all its people: about `size` of `count`.
 */
export async function listLastReached(
  db: CommonQueryMethods,
  of: { readonly audience: Audience; readonly count: number; readonly size: number; readonly limit: number },
): Promise<{ readonly sample: number; readonly campaigns: readonly Reached[] }> {
  const step = Math.max(1, Math.ceil(of.count / of.size));
  const people = await db.anyFirst(sql.type(z.object({ id: z.number() }))`
    select s.phone_id as id
    from subscribers s
    where s.state = 'active' and s.dead_at is null and s.phone_id % ${step} = 0 and ${compileAudience(of.audience)}`);
  if (people.length === 0) return { sample: 0, campaigns: [] };
  const campaigns = await db.any(sql.type(reachedRow)`
    with recent as materialized (
      select c.id, c.text, c.launched_at
      from campaigns c
      where c.launched_at is not null and c.state <> 'draft'
      order by c.id desc
      limit 40
    )
    select c.id as "campaignId", c.text, c.launched_at as "launchedAt", got.people
    from recent c
    cross join lateral (
      select count(distinct m.phone_id) as people
      from runs r
      join mts m on m.run_id = r.id
      where r.campaign_id = c.id
        and m.phone_id = any(${sql.array([...people], 'int8')})
        and m.state in ('submitted', 'delivered', 'undelivered', 'expired', 'unknown')
    ) got
    where got.people > 0
    order by c.id desc
    limit ${of.limit}`);
  return { sample: people.length, campaigns };
}

const placeName = z.object({
  locality: z.string(),
  cecha: z.string().nullable(),
  nazwa1: z.string().nullable(),
  nazwa2: z.string().nullable(),
});

/** The places with the longest names where recipients live. */
export async function listLongestPlaces(
  db: CommonQueryMethods,
  audience: Audience,
  limit: number,
): Promise<readonly z.infer<typeof placeName>[]> {
  return db.any(sql.type(placeName)`
    select l.name as locality, t.cecha, t.nazwa_1 as "nazwa1", t.nazwa_2 as "nazwa2"
    from (
      select distinct a.sym, a.sym_ul
      from subscribers s
      join addresses a on a.phone_id = s.phone_id
      where s.state = 'active' and s.dead_at is null and ${compileAudience(audience)}
    ) lived
    join localities l on l.sym = lived.sym
    left join streets t on t.sym = lived.sym and t.sym_ul = lived.sym_ul
    order by length(concat(l.name, t.nazwa_1, t.nazwa_2)) desc, l.sym, t.sym_ul
    limit ${limit}`);
}
