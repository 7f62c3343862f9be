import {
  type CommonQueryMethods,
  type DatabaseTransactionConnection,
  type FragmentSqlToken,
  sql,
} from 'slonik';
import { z } from 'zod';
import type { AreaMember } from '#domain/areas.ts';

/** Over `a` (addresses) and `m` (area_members): the same rule as `isInMember`. Never null. */
export function matchesAreaMember(): FragmentSqlToken {
  // Long digits are no house number, and would not fit an integer.
  const number = sql.fragment`substring(a.house_number from '^ *([0-9]{1,6})(?![0-9])')::integer`;
  return sql.fragment`case
    when m.from_number is null and m.to_number is null and m.parity = 'all'
      then (m.sym_ul is null and (a.sym = m.sym or exists (
          select from localities l where l.sym = a.sym and l.sympod = m.sym
        )))
        or (a.sym = m.sym and coalesce(a.sym_ul = m.sym_ul, false))
    else a.sym = m.sym and a.sym_ul is not distinct from m.sym_ul
      and coalesce(
        ${number} >= coalesce(m.from_number, 0)
          and ${number} <= coalesce(m.to_number, 999999)
          and (m.parity = 'all' or (${number} % 2 = 1) = (m.parity = 'odd')),
        false
      )
  end`;
}

const areaRow = z.object({ id: z.number(), name: z.string() });
export type Area = z.infer<typeof areaRow>;

/** The office's areas by name. */
export async function listAreas(db: CommonQueryMethods): Promise<readonly Area[]> {
  return db.any(sql.type(areaRow)`select id, name from areas order by name`);
}

const countedRow = areaRow.extend({ members: z.number(), subscribers: z.number() });

/** Areas with how many places each holds and how many active subscribers live there. */
export async function listCountedAreas(
  db: CommonQueryMethods,
): Promise<readonly z.infer<typeof countedRow>[]> {
  return db.any(sql.type(countedRow)`
    select r.id, r.name,
      (select count(*) from area_members m where m.area_id = r.id) as members,
      (
        select count(distinct s.phone_id)
        from area_members m
        join addresses a on ${matchesAreaMember()}
        join subscribers s on s.phone_id = a.phone_id and s.state = 'active'
        where m.area_id = r.id
      ) as subscribers
    from areas r
    order by r.name`);
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
      (
        select count(distinct s.phone_id)
        from addresses a
        join subscribers s on s.phone_id = a.phone_id and s.state = 'active'
        where ${matchesAreaMember()}
      ) as subscribers
    from area_members m
    where m.area_id = ${areaId}
    order by m.id`);
}

/** How many active subscribers live in one area. */
export async function countAreaSubscribers(db: CommonQueryMethods, areaId: number): Promise<number> {
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`
    select count(distinct s.phone_id)
    from area_members m
    join addresses a on ${matchesAreaMember()}
    join subscribers s on s.phone_id = a.phone_id and s.state = 'active'
    where m.area_id = ${areaId}`);
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
