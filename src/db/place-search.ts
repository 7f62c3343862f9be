import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import type { Locality, Street } from '#domain/places.ts';
import { localityRow, streetRow } from './places.ts';

/** Searching the whole country's places, which no process keeps in memory. */

/** Localities whose folded name begins so (`_` is any one letter); at most `most`, by the index `localities_folded`. */
export async function listLocalitiesStarting(
  db: CommonQueryMethods,
  { beginning, most }: { readonly beginning: string; readonly most: number },
): Promise<readonly Locality[]> {
  const pattern = `${beginning}%`;
  return db.any(sql.type(localityRow)`
    select sym, name, kind, sympod, terc
    from localities l
    where translate(lower(name), 'ąćęłńóśźż-', 'acelnoszz ') like ${pattern}
      and not exists (select from place_orphans o where o.sym = l.sym and o.sym_ul is null)
    order by translate(lower(name), 'ąćęłńóśźż-', 'acelnoszz '), kind, sym
    limit ${most}`);
}

/** Localities called by several words: their folded names, to be found by a later word. */
export async function listLongNames(
  db: CommonQueryMethods,
): Promise<readonly { readonly sym: string; readonly name: string }[]> {
  return db.any(sql.type(z.object({ sym: z.string(), name: z.string() }))`
    select sym, translate(lower(name), 'ąćęłńóśźż-', 'acelnoszz ') as name
    from localities
    where name ~ '[ -]'`);
}

/** The locality, what it is a part of, and the city and districts of its powiat: all that may hold its streets. */
export async function listRelatedLocalities(
  db: CommonQueryMethods,
  sym: string,
): Promise<readonly Locality[]> {
  return db.any(sql.type(localityRow)`
    select l.sym, l.name, l.kind, l.sympod, l.terc
    from localities place
    join localities l on l.sym in (place.sym, place.sympod)
      or (l.kind in ('95', '96', '98') and left(l.terc, 4) = left(place.terc, 4))
    where place.sym = ${sym}
      and not exists (select from place_orphans o where o.sym = l.sym and o.sym_ul is null)
    order by l.sym`);
}

/** Streets of these localities. */
export async function listStreetsIn(
  db: CommonQueryMethods,
  syms: readonly string[],
): Promise<readonly Street[]> {
  return db.any(sql.type(streetRow)`
    select sym, sym_ul as "symUl", cecha, nazwa_1 as "nazwa1", nazwa_2 as "nazwa2"
    from streets s
    where sym = any(${sql.array([...syms], 'text')})
      and not exists (
        select from place_orphans o where o.sym = s.sym and (o.sym_ul is null or o.sym_ul = s.sym_ul)
      )
    order by sym, nazwa_1, sym_ul`);
}

/** The names of gminas by TERC, those that are known. */
export async function listCommuneNames(
  db: CommonQueryMethods,
  tercs: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.any(sql.type(z.object({ terc: z.string(), name: z.string() }))`
    select terc, name from communes where terc = any(${sql.array([...new Set(tercs)], 'text')})`);
  return new Map(rows.map(({ terc, name }) => [terc, name]));
}

/** These localities, those that are in the register. */
export async function listLocalitiesOf(
  db: CommonQueryMethods,
  syms: readonly string[],
): Promise<readonly Locality[]> {
  if (syms.length === 0) return [];
  return db.any(sql.type(localityRow)`
    select sym, name, kind, sympod, terc
    from localities l
    where sym = any(${sql.array([...syms], 'text')})
      and not exists (select from place_orphans o where o.sym = l.sym and o.sym_ul is null)
    order by sym`);
}
