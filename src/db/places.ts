import {
  type CommonQueryMethods,
  type DatabaseTransactionConnection,
  type FragmentSqlToken,
  sql,
} from 'slonik';
import { z } from 'zod';
import type { Locality, Street } from '#domain/places.ts';
import { listServedCodes } from '#domain/terc.ts';

export const localityRow = z.object({
  sym: z.string(),
  name: z.string(),
  kind: z.string(),
  sympod: z.string(),
  terc: z.string(),
});
export const streetRow = z.object({
  sym: z.string(),
  symUl: z.string(),
  cecha: z.string(),
  nazwa1: z.string(),
  nazwa2: z.string(),
});

/** Localities of these gminas (7-digit TERC); all imported ones when `tercs` is empty. */
export async function listLocalities(
  db: CommonQueryMethods,
  tercs: readonly string[],
): Promise<readonly Locality[]> {
  return db.any(sql.type(localityRow)`
    select sym, name, kind, sympod, terc
    from localities l
    where ${isServed(tercs)}
      and not exists (select from place_orphans o where o.sym = l.sym and o.sym_ul is null)
    order by name, kind, sym`);
}

/** Streets of the localities of these gminas; all imported ones when `tercs` is empty. */
export async function listStreets(
  db: CommonQueryMethods,
  tercs: readonly string[],
): Promise<readonly Street[]> {
  return db.any(sql.type(streetRow)`
    select s.sym, s.sym_ul as "symUl", s.cecha, s.nazwa_1 as "nazwa1", s.nazwa_2 as "nazwa2"
    from streets s
    join localities l on l.sym = s.sym
    where ${isServed(tercs)}
      and not exists (
        select from place_orphans o where o.sym = s.sym and (o.sym_ul is null or o.sym_ul = s.sym_ul)
      )
    order by s.sym, s.nazwa_1, s.sym_ul`);
}

/** Places the register no longer has but people still live at: to be named, never to be offered. */
export async function listFormerPlaces(
  db: CommonQueryMethods,
): Promise<{ readonly localities: readonly Locality[]; readonly streets: readonly Street[] }> {
  const localities = await db.any(sql.type(localityRow)`
    select l.sym, l.name, l.kind, l.sympod, l.terc
    from localities l
    join place_orphans o on o.sym = l.sym and o.sym_ul is null
    order by l.sym`);
  const streets = await db.any(sql.type(streetRow)`
    select s.sym, s.sym_ul as "symUl", s.cecha, s.nazwa_1 as "nazwa1", s.nazwa_2 as "nazwa2"
    from streets s
    where exists (
      select from place_orphans o where o.sym = s.sym and (o.sym_ul is null or o.sym_ul = s.sym_ul)
    )
    order by s.sym, s.sym_ul`);
  return { localities, streets };
}

/** Whether locality `l` is of these gminas, whatever their kind is called now; see `listServedCodes`. */
function isServed(tercs: readonly string[]): FragmentSqlToken {
  if (tercs.length === 0) return sql.fragment`true`;
  const { gminas, cities } = listServedCodes(tercs);
  return sql.fragment`(left(l.terc, 6) = any(${sql.array([...gminas], 'text')})
    or (right(l.terc, 1) in ('8', '9') and left(l.terc, 4) = any(${sql.array([...cities], 'text')})))`;
}

/** Streets of one locality by name; [] when it has none. */
export async function listStreetsOf(db: CommonQueryMethods, sym: string): Promise<readonly Street[]> {
  return db.any(sql.type(streetRow)`
    select sym, sym_ul as "symUl", cecha, nazwa_1 as "nazwa1", nazwa_2 as "nazwa2"
    from streets s
    where sym = ${sym}
      and not exists (
        select from place_orphans o where o.sym = s.sym and (o.sym_ul is null or o.sym_ul = s.sym_ul)
      )
    order by nazwa_1, nazwa_2, sym_ul`);
}

/** How many localities are imported; 0 on a new installation. */
export async function countLocalities(db: CommonQueryMethods): Promise<number> {
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`select count(*) from localities`);
}

const countsRow = z.object({ gminas: z.number(), localities: z.number(), streets: z.number() });

/** How much is imported, places that wait as orphans included. */
export async function countPlaces(db: CommonQueryMethods): Promise<z.infer<typeof countsRow>> {
  return db.one(sql.type(countsRow)`
    select (select count(distinct terc) from localities) as gminas,
      (select count(*) from localities) as localities,
      (select count(*) from streets) as streets`);
}

/** Adds or renews localities by SYM and streets by (SYM, SYM_UL). */
export async function upsertPlaces(
  tx: DatabaseTransactionConnection,
  places: {
    readonly commune: { readonly terc: string; readonly name: string };
    readonly localities: readonly Locality[];
    readonly streets: readonly Street[];
  },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into communes (terc, name)
    values (${places.commune.terc}, ${places.commune.name})
    on conflict (terc) do update set name = excluded.name`);
  await tx.query(sql.unsafe`
    insert into localities (sym, name, kind, sympod, terc)
    select * from ${sql.unnest(
      places.localities.map((row) => [row.sym, row.name, row.kind, row.sympod, row.terc]),
      ['text', 'text', 'text', 'text', 'text'],
    )} as given
    on conflict (sym) do update
    set name = excluded.name, kind = excluded.kind, sympod = excluded.sympod, terc = excluded.terc`);
  await tx.query(sql.unsafe`
    insert into streets (sym, sym_ul, cecha, nazwa_1, nazwa_2)
    select * from ${sql.unnest(
      places.streets.map((row) => [row.sym, row.symUl, row.cecha, row.nazwa1, row.nazwa2]),
      ['text', 'text', 'text', 'text', 'text'],
    )} as given
    on conflict (sym, sym_ul) do update
    set cecha = excluded.cecha, nazwa_1 = excluded.nazwa_1, nazwa_2 = excluded.nazwa_2`);
}

const categoryRow = z.object({
  id: z.number(),
  key: z.string(),
  name: z.string(),
  position: z.number(),
  isAlert: z.boolean(),
  isActive: z.boolean(),
  isCommercial: z.boolean(),
  legalBasis: z.string(),
});

export type Category = z.infer<typeof categoryRow>;

/** The office's categories in the order people see them, inactive ones included. */
export async function listCategories(db: CommonQueryMethods): Promise<readonly Category[]> {
  return db.any(sql.type(categoryRow)`
    select id, key, name, position, is_alert as "isAlert", is_active as "isActive",
      is_commercial as "isCommercial", legal_basis as "legalBasis"
    from categories
    order by position, id`);
}

/** Adds categories that do not exist yet; those that do are left as the office has set them. */
export async function insertCategories(
  tx: DatabaseTransactionConnection,
  categories: readonly Omit<Category, 'id' | 'isActive'>[],
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into categories (key, name, position, is_alert, is_commercial, legal_basis)
    select * from ${sql.unnest(
      categories.map((row) => [
        row.key,
        row.name,
        row.position,
        row.isAlert,
        row.isCommercial,
        row.legalBasis,
      ]),
      ['text', 'text', 'int2', 'bool', 'bool', 'text'],
    )} as given
    on conflict do nothing`);
}
