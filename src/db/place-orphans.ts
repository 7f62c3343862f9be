import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { TerytTransaction } from './teryt-staging.ts';

/**
 * Proposes for every orphan where its people may belong now: the same name in the same gmina, the locality it was a
 * part of, the only one of that name in the powiat; for streets the same or a like name in the same locality, or the
 * same number elsewhere in the city. Only a proposal: a human decides.
 */
export async function updateOrphanSuccessors(tx: TerytTransaction): Promise<void> {
  await tx`
    with live as (
      select l.sym, l.name, l.sympod, l.terc
      from localities l
      where not exists (select from place_orphans p where p.sym = l.sym and p.sym_ul is null)
    ), lost as (
      select o.id, l.sym, l.name, l.sympod, l.terc
      from place_orphans o
      join localities l on l.sym = o.sym
      where o.sym_ul is null
    ), proposed as (
      select lost.id, live.sym, null::text as sym_ul,
        case
          when lower(live.name) = lower(lost.name) and left(live.terc, 6) = left(lost.terc, 6) then 'same_name'
          when live.sym = lost.sympod then 'parent'
          else 'same_name_nearby'
        end as basis,
        live.sympod <> live.sym as is_lesser
      from lost
      join live on left(live.terc, 4) = left(lost.terc, 4)
        and (lower(live.name) = lower(lost.name) or live.sym = lost.sympod)
      union all
      select o.id, s.sym, s.sym_ul,
        case
          when s.sym <> o.sym then 'same_street_in_city'
          when word_key(s.nazwa_2 || s.nazwa_1) = word_key(t.nazwa_2 || t.nazwa_1) then 'same_name'
          else 'alike_name'
        end,
        s.cecha <> t.cecha
      from place_orphans o
      join streets t on t.sym = o.sym and t.sym_ul = o.sym_ul
      join localities l on l.sym = o.sym
      join live near on near.sym = l.sym or near.sym = l.sympod or near.sympod = l.sym
        or (left(near.terc, 4) = left(l.terc, 4)
          and right(near.terc, 1) in ('1', '8', '9') and right(l.terc, 1) in ('1', '8', '9'))
      join streets s on s.sym = near.sym
        and (
          (s.sym <> o.sym and s.sym_ul = o.sym_ul)
          or (s.sym = o.sym and s.sym_ul <> o.sym_ul and word_key(s.nazwa_1) = word_key(t.nazwa_1))
          or (s.sym = o.sym and s.sym_ul <> o.sym_ul
            and word_key(s.nazwa_2 || s.nazwa_1) = word_key(t.nazwa_2 || t.nazwa_1))
        )
      where not exists (select from place_orphans p where p.sym = s.sym and p.sym_ul = s.sym_ul)
    ), ranked as (
      select id, sym, sym_ul, basis,
        count(*) over (partition by id, basis) as alike,
        row_number() over (
          partition by id
          order by array_position(
            array['same_name', 'parent', 'same_street_in_city', 'alike_name', 'same_name_nearby'], basis
          ), is_lesser, sym, sym_ul
        ) as place
      from proposed
    ), best as (
      -- Several that are merely alike are no proposal.
      select id, sym, sym_ul, basis
      from ranked
      where place = 1 and (alike = 1 or basis not in ('alike_name', 'same_name_nearby'))
    )
    update place_orphans o
    set successor_sym = best.sym, successor_sym_ul = best.sym_ul, basis = best.basis
    from place_orphans p
    left join best on best.id = p.id
    where o.id = p.id
      and (o.successor_sym, o.successor_sym_ul, o.basis) is distinct from (best.sym, best.sym_ul, best.basis)`;
}

const orphanRow = z.object({
  id: z.number(),
  since: z.date(),
  /** A human has said that people stay with it. */
  leftAt: z.date().nullable(),
  sym: z.string(),
  symUl: z.string().nullable(),
  locality: z.string(),
  kind: z.string(),
  cecha: z.string().nullable(),
  nazwa1: z.string().nullable(),
  nazwa2: z.string().nullable(),
  /** Addresses that name it. */
  addresses: z.number(),
  basis: z.enum(['same_name', 'parent', 'same_name_nearby', 'same_street_in_city', 'alike_name']).nullable(),
  successorSym: z.string().nullable(),
  successorSymUl: z.string().nullable(),
  successorLocality: z.string().nullable(),
  successorCecha: z.string().nullable(),
  successorNazwa1: z.string().nullable(),
  successorNazwa2: z.string().nullable(),
});

export type PlaceOrphan = z.infer<typeof orphanRow>;

/** Places the register no longer has but people live at, with a proposed successor; those of most people first. */
export async function listPlaceOrphans(db: CommonQueryMethods): Promise<readonly PlaceOrphan[]> {
  return db.any(sql.type(orphanRow)`
    select o.id, o.since, o.left_at as "leftAt", o.sym, o.sym_ul as "symUl", l.name as locality, l.kind,
      t.cecha, t.nazwa_1 as "nazwa1", t.nazwa_2 as "nazwa2",
      (
        select count(*)
        from addresses a
        where a.sym = o.sym and (o.sym_ul is null or a.sym_ul = o.sym_ul)
      ) as addresses,
      o.basis, o.successor_sym as "successorSym", o.successor_sym_ul as "successorSymUl",
      sl.name as "successorLocality", st.cecha as "successorCecha", st.nazwa_1 as "successorNazwa1",
      st.nazwa_2 as "successorNazwa2"
    from place_orphans o
    join localities l on l.sym = o.sym
    left join streets t on t.sym = o.sym and t.sym_ul = o.sym_ul
    left join localities sl on sl.sym = o.successor_sym
    left join streets st on st.sym = o.successor_sym and st.sym_ul = o.successor_sym_ul
    order by o.left_at is not null, addresses desc, l.name, t.nazwa_1, o.id`);
}

const placeRow = z.object({ sym: z.string(), symUl: z.string().nullable() });

/** The orphan, locked until the transaction ends; null when it has been settled meanwhile. */
export async function lockPlaceOrphan(
  tx: DatabaseTransactionConnection,
  id: number,
): Promise<z.infer<typeof placeRow> | null> {
  return tx.maybeOne(sql.type(placeRow)`
    select sym, sym_ul as "symUl" from place_orphans where id = ${id} for update`);
}

/** Notes that people stay with the orphan for now. */
export async function updateOrphanLeft(
  tx: DatabaseTransactionConnection,
  orphan: { readonly id: number; readonly at: Date },
): Promise<void> {
  await tx.query(sql.unsafe`
    update place_orphans set left_at = ${orphan.at.toISOString()}::timestamptz where id = ${orphan.id}`);
}

/** Whether the register has this place now, so that people can be moved there. */
export async function isLivePlace(
  db: CommonQueryMethods,
  place: { readonly sym: string; readonly symUl: string | null },
): Promise<boolean> {
  const isLocality = await db.exists(sql.unsafe`
    select 1 from localities l
    where l.sym = ${place.sym}
      and not exists (select from place_orphans o where o.sym = l.sym and o.sym_ul is null)`);
  if (!isLocality || place.symUl === null) return isLocality;
  return db.exists(sql.unsafe`
    select 1 from streets t
    where t.sym = ${place.sym} and t.sym_ul = ${place.symUl}
      and not exists (select from place_orphans o where o.sym = t.sym and o.sym_ul = t.sym_ul)`);
}

/** How many addresses of a whole locality name streets that the other locality has not. */
export async function countUnmatchedStreets(
  db: CommonQueryMethods,
  move: { readonly from: string; readonly to: string },
): Promise<number> {
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`
    select count(*)
    from addresses a
    where a.sym = ${move.from} and a.sym_ul is not null
      and not exists (select from streets t where t.sym = ${move.to} and t.sym_ul = a.sym_ul)`);
}

/**
 * Moves every address at the orphan to its successor; one that the person has there already is dropped. Of a whole
 * locality streets go along where the successor has the same number, which is one for each name in the country; the
 * others are left out. Returns how many addresses were moved.
 */
export async function updateAddressesMoved(
  tx: DatabaseTransactionConnection,
  move: {
    readonly from: { readonly sym: string; readonly symUl: string | null };
    readonly to: { readonly sym: string; readonly symUl: string | null };
  },
): Promise<number> {
  const { from, to } = move;
  const target =
    from.symUl === null && to.symUl === null
      ? sql.fragment`(
          select t.sym_ul from streets t where t.sym = ${to.sym} and t.sym_ul = a.sym_ul
        )`
      : sql.fragment`${to.symUl}::text`;
  const matched = sql.fragment`
    select a.id, a.phone_id, ${target} as sym_ul, a.house_number
    from addresses a
    where a.sym = ${from.sym} and (${from.symUl === null} or a.sym_ul = ${from.symUl})`;
  await tx.query(sql.unsafe`
    with matched as (${matched}), ordered as (
      select m.id,
        row_number() over (partition by m.phone_id, m.sym_ul, m.house_number order by m.id) as place,
        exists (
          select from addresses there
          where there.phone_id = m.phone_id and there.sym = ${to.sym}
            and there.sym_ul is not distinct from m.sym_ul
            and there.house_number is not distinct from m.house_number
            and there.id not in (select id from matched)
        ) as is_there
      from matched m
    )
    delete from addresses a using ordered o where o.id = a.id and (o.place > 1 or o.is_there)`);
  const { rowCount } = await tx.query(sql.unsafe`
    with matched as (${matched})
    update addresses a set sym = ${to.sym}, sym_ul = m.sym_ul from matched m where m.id = a.id`);
  return rowCount;
}

/** Takes the settled orphan and its place, with the streets of a whole locality, out of the register. */
export async function deletePlaceOrphan(
  tx: DatabaseTransactionConnection,
  orphan: { readonly sym: string; readonly symUl: string | null },
): Promise<void> {
  if (orphan.symUl === null) {
    await tx.query(sql.unsafe`delete from place_orphans where sym = ${orphan.sym}`);
    await tx.query(sql.unsafe`delete from streets where sym = ${orphan.sym}`);
    await tx.query(sql.unsafe`delete from localities where sym = ${orphan.sym}`);
    return;
  }
  await tx.query(
    sql.unsafe`delete from place_orphans where sym = ${orphan.sym} and sym_ul = ${orphan.symUl}`,
  );
  await tx.query(sql.unsafe`delete from streets where sym = ${orphan.sym} and sym_ul = ${orphan.symUl}`);
}

const editionRow = z.object({
  register: z.enum(['TERC', 'SIMC', 'ULIC']),
  stanNa: z.string(),
  fileDate: z.string().nullable(),
  importedAt: z.date(),
});

export type TerytEdition = z.infer<typeof editionRow>;

/** The latest import of each register, for "źródło: GUS, rejestr TERYT" with its date. */
export async function listTerytEditions(db: CommonQueryMethods): Promise<readonly TerytEdition[]> {
  return db.any(sql.type(editionRow)`
    select distinct on (register) register, stan_na as "stanNa", file_date as "fileDate",
      imported_at as "importedAt"
    from teryt_imports
    order by register, id desc`);
}
