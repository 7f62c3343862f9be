import {
  type CommonQueryMethods,
  type DatabaseTransactionConnection,
  type FragmentSqlToken,
  sql,
} from 'slonik';
import { z } from 'zod';
import type { AreaMember } from '#domain/areas.ts';

// The same rule as `isInMember`, cut where an index or a hash can serve: an area of a city holds thousands of places.
const hasNumbers = sql.fragment`(
  m.from_number is not null or m.to_number is not null or m.parity <> 'all'
)`;
/** Over `a` (addresses). Long digits are no house number, and would not fit an integer. */
export const houseNumberOf = sql.fragment`substring(a.house_number from '^ *([0-9]{1,6})(?![0-9])')::integer`;
const isNumberIn = sql.fragment`coalesce(
  ${houseNumberOf} >= coalesce(m.from_number, 0)
    and ${houseNumberOf} <= coalesce(m.to_number, 999999)
    and (m.parity = 'all' or (${houseNumberOf} % 2 = 1) = (m.parity = 'odd')),
  false
)`;

/** Over `a` (addresses): whether it lies in the area of this name. Never null. */
export function isInArea(name: string): FragmentSqlToken {
  const ofArea = sql.fragment`m.area_id = (select id from areas where name = ${name})`;
  return sql.fragment`(
    exists (
      select from area_members m
      where ${ofArea} and a.sym = m.sym and a.sym_ul = m.sym_ul and (not ${hasNumbers} or ${isNumberIn})
    )
    or exists (
      select from area_members m
      where ${ofArea} and a.sym = m.sym and m.sym_ul is null and (not ${hasNumbers} or (a.sym_ul is null and ${isNumberIn}))
    )
    or exists (
      select from area_members m
      join localities l on l.sympod = m.sym
      where ${ofArea} and l.sym = a.sym and m.sym_ul is null and not ${hasNumbers}
    )
  )`;
}

/**
 * The same as sets: rows (phone_id), which together are everybody who lives in the area of this name, perhaps repeated.
 * Whole streets and localities are read from the index of places alone; only members with house numbers look at the
 * addresses.
 */
export function selectInArea(name: string): readonly FragmentSqlToken[] {
  const ofArea = sql.fragment`m.area_id = (select id from areas where name = ${name})`;
  // `offset 0`: a look-up in the index for each member, as the planner can't know that an area has few of them.
  const streets = sql.fragment`
    select h.phone_id
    from area_members m
    cross join lateral (
      select a.phone_id
      from addresses a
      where a.sym = m.sym and a.sym_ul = m.sym_ul and (not ${hasNumbers} or ${isNumberIn})
      offset 0
    ) h
    where ${ofArea} and m.sym_ul is not null`;
  const numbered = sql.fragment`
    select h.phone_id
    from area_members m
    cross join lateral (
      select a.phone_id
      from addresses a
      where a.sym = m.sym and a.sym_ul is null and ${isNumberIn}
      offset 0
    ) h
    where ${ofArea} and m.sym_ul is null and ${hasNumbers}`;
  const localities = sql.fragment`
    select a.phone_id
    from addresses a
    where a.sym = any(array(
      select unnest(array[m.sym, l.sym])
      from area_members m
      left join localities l on l.sympod = m.sym and l.sym <> m.sym
      where ${ofArea} and m.sym_ul is null and not ${hasNumbers}
    ))`;
  return [streets, numbered, localities];
}

/** Rows (area_id, member_id, phone_id): the active subscribers of every member, perhaps repeated. */
const memberPhones = sql.fragment`(
  select f.area_id, f.member_id, f.phone_id
  from (
    select m.area_id, m.id as member_id, a.phone_id
    from area_members m
    join addresses a on a.sym = m.sym and a.sym_ul = m.sym_ul
    where not ${hasNumbers} or ${isNumberIn}
    union all
    select m.area_id, m.id, a.phone_id
    from area_members m
    join addresses a on a.sym = m.sym
    where m.sym_ul is null and (not ${hasNumbers} or (a.sym_ul is null and ${isNumberIn}))
    union all
    select m.area_id, m.id, a.phone_id
    from area_members m
    join localities l on l.sympod = m.sym and l.sym <> m.sym
    join addresses a on a.sym = l.sym collate "default"
    where m.sym_ul is null and not ${hasNumbers}
  ) f
  join subscribers s on s.phone_id = f.phone_id and s.state = 'active'
)`;

const areaRow = z.object({ id: z.number(), name: z.string() });
export type Area = z.infer<typeof areaRow>;

/** The office's areas by name. */
export async function listAreas(db: CommonQueryMethods): Promise<readonly Area[]> {
  return db.any(sql.type(areaRow)`select id, name from areas order by name`);
}

const countedRow = areaRow.extend({
  members: z.number(),
  /** Null: not counted yet. */
  people: z.number().nullable(),
  countedAt: z.date().nullable(),
});

/** Areas with how many places each holds, and how many active subscribers lived there when last counted. */
export async function listCountedAreas(
  db: CommonQueryMethods,
): Promise<readonly z.infer<typeof countedRow>[]> {
  return db.any(sql.type(countedRow)`
    select r.id, r.name, c.people, c.counted_at as "countedAt",
      (select count(*) from area_members m where m.area_id = r.id) as members
    from areas r
    left join area_people c on c.area_id = r.id
    order by r.name`);
}

/** Counts who lives in one area, or in each, for `listCountedAreas`. */
export async function upsertAreaPeople(
  db: CommonQueryMethods,
  which: 'all' | { readonly areaId: number },
): Promise<void> {
  const areaId = which === 'all' ? null : which.areaId;
  await db.query(sql.unsafe`
    insert into area_people (area_id, people)
    select r.id, coalesce(c.people, 0)
    from areas r
    left join (
      select f.area_id, count(distinct f.phone_id)::integer as people
      from ${memberPhones} f
      where ${areaId}::bigint is null or f.area_id = ${areaId}
      group by f.area_id
    ) c on c.area_id = r.id
    where ${areaId}::bigint is null or r.id = ${areaId}
    on conflict (area_id) do update set people = excluded.people, counted_at = excluded.counted_at`);
}

/** One area; null when it is gone. */
export async function findArea(db: CommonQueryMethods, id: number): Promise<Area | null> {
  return db.maybeOne(sql.type(areaRow)`select id, name from areas where id = ${id}`);
}

const memberRow = z.object({
  id: z.number(),
  sym: z.string(),
  symUl: z.string().nullable(),
  from: z.number().nullable(),
  to: z.number().nullable(),
  parity: z.enum(['all', 'odd', 'even']),
  subscribers: z.number(),
});
export type CountedMember = z.infer<typeof memberRow>;

/** The places of one area, each with its active subscribers. */
export async function listAreaMembers(
  db: CommonQueryMethods,
  areaId: number,
): Promise<readonly CountedMember[]> {
  return db.any(sql.type(memberRow)`
    select m.id, m.sym, m.sym_ul as "symUl", m.from_number as "from", m.to_number as "to", m.parity,
      coalesce(c.subscribers, 0) as subscribers
    from area_members m
    left join (
      select f.member_id, count(distinct f.phone_id) as subscribers
      from ${memberPhones} f
      where f.area_id = ${areaId}
      group by f.member_id
    ) c on c.member_id = m.id
    where m.area_id = ${areaId}
    order by m.id`);
}

/** How many active subscribers live in one area. */
export async function countAreaSubscribers(db: CommonQueryMethods, areaId: number): Promise<number> {
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`
    select count(distinct f.phone_id) from ${memberPhones} f where f.area_id = ${areaId}`);
}

/** The new area's id; null when another has that name. */
export async function insertArea(tx: DatabaseTransactionConnection, name: string): Promise<number | null> {
  return tx.maybeOneFirst(sql.type(z.object({ id: z.number() }))`
    insert into areas (name) values (${name}) on conflict do nothing returning id`);
}

/** The area, locked until the transaction ends; null when it is gone. */
export async function lockArea(tx: DatabaseTransactionConnection, id: number): Promise<Area | null> {
  return tx.maybeOne(sql.type(areaRow)`select id, name from areas where id = ${id} for update`);
}

/** False when another area has that name. */
export async function updateAreaName(tx: DatabaseTransactionConnection, area: Area): Promise<boolean> {
  const isTaken = await tx.exists(
    sql.unsafe`select 1 from areas where lower(name) = lower(${area.name}) and id <> ${area.id}`,
  );
  if (isTaken) return false;
  await tx.query(sql.unsafe`update areas set name = ${area.name} where id = ${area.id}`);
  return true;
}

export async function deleteArea(tx: DatabaseTransactionConnection, id: number): Promise<void> {
  await tx.query(sql.unsafe`delete from areas where id = ${id}`);
}

/** False when the area holds exactly this already. */
export async function insertAreaMember(
  tx: DatabaseTransactionConnection,
  given: { readonly areaId: number; readonly member: AreaMember },
): Promise<boolean> {
  const { areaId, member } = given;
  const { rowCount } = await tx.query(sql.unsafe`
    insert into area_members (area_id, sym, sym_ul, from_number, to_number, parity)
    values (${areaId}, ${member.sym}, ${member.symUl}, ${member.from}, ${member.to}, ${member.parity})
    on conflict do nothing`);
  return rowCount === 1;
}

/** False when it was gone already. */
export async function deleteAreaMember(
  tx: DatabaseTransactionConnection,
  given: { readonly areaId: number; readonly memberId: number },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    sql.unsafe`delete from area_members where id = ${given.memberId} and area_id = ${given.areaId}`,
  );
  return rowCount > 0;
}

/** Campaigns that have still to choose their recipients by this area's name. */
export async function hasOpenCampaign(db: CommonQueryMethods, areaName: string): Promise<boolean> {
  return db.exists(sql.unsafe`
    select 1 from campaigns
    where state in ('scheduled', 'running', 'paused')
      and jsonb_path_exists(audience, '$.**.area ? (@ == $name)', jsonb_build_object('name', ${areaName}::text))`);
}

/** Members that name a place follow it to its successor; what is there already is not said twice. */
export async function updateMembersMoved(
  tx: DatabaseTransactionConnection,
  move: {
    readonly from: { readonly sym: string; readonly symUl: string | null };
    readonly to: { readonly sym: string; readonly symUl: string | null };
  },
): Promise<void> {
  const { from, to } = move;
  const isFrom = sql.fragment`m.sym = ${from.sym} and m.sym_ul is not distinct from ${from.symUl}::text`;
  await tx.query(sql.unsafe`
    insert into area_members (area_id, sym, sym_ul, from_number, to_number, parity)
    select m.area_id, ${to.sym}, ${to.symUl}::text, m.from_number, m.to_number, m.parity
    from area_members m
    where ${isFrom}
    on conflict do nothing`);
  await tx.query(sql.unsafe`delete from area_members m where ${isFrom}`);
}
