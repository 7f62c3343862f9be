// What an import would change, by name: the first of each kind, for a human to recognise before saying yes.
import type { TerytTransaction } from './teryt-staging.ts';

export type ChangedPlace = {
  readonly change: 'added' | 'changed' | 'gone';
  /** Of the locality; of a street's locality too. */
  readonly locality: string;
  readonly street: { readonly cecha: string; readonly nazwa1: string; readonly nazwa2: string } | null;
  /** The name it had, where that is what changes. */
  readonly was: string | null;
};

const mostNamed = 20;

/** At most twenty new and twenty changed localities and streets each. Call it before the merge. */
export async function listChangedNames(tx: TerytTransaction): Promise<readonly ChangedPlace[]> {
  const localities = await tx<NameRow[]>`
    (
      select 'added' as change, s.name as locality, null as cecha, null as nazwa1, null as nazwa2, null as was
      from teryt_simc s
      where not exists (select from localities l where l.sym = s.sym)
      order by s.name, s.sym
      limit ${mostNamed}
    )
    union all
    (
      select 'changed', s.name, null, null, null, nullif(l.name, s.name)
      from teryt_simc s
      join localities l on l.sym = s.sym
      where l.name <> s.name or l.terc <> s.terc or l.kind <> s.kind or l.sympod <> s.sympod
      order by l.name = s.name, s.name, s.sym
      limit ${mostNamed}
    )`;
  const streets = await tx<NameRow[]>`
    (
      select 'added' as change, coalesce(s.name, l.name) as locality, u.cecha, u.nazwa_1 as nazwa1, u.nazwa_2 as nazwa2,
        null as was
      from teryt_ulic u
      left join teryt_simc s on s.sym = u.sym
      left join localities l on l.sym = u.sym
      where not exists (select from streets t where t.sym = u.sym and t.sym_ul = u.sym_ul)
      order by 2, u.nazwa_1, u.sym, u.sym_ul
      limit ${mostNamed}
    )
    union all
    (
      select 'changed', coalesce(s.name, l.name), u.cecha, u.nazwa_1, u.nazwa_2,
        concat_ws(' ', nullif(t.cecha, ''), nullif(t.nazwa_2, ''), t.nazwa_1)
      from teryt_ulic u
      join streets t on t.sym = u.sym and t.sym_ul = u.sym_ul
      left join teryt_simc s on s.sym = u.sym
      left join localities l on l.sym = u.sym
      where t.cecha <> u.cecha or t.nazwa_1 <> u.nazwa_1 or t.nazwa_2 <> u.nazwa_2
      order by 2, u.nazwa_1, u.sym, u.sym_ul
      limit ${mostNamed}
    )`;
  return [...localities, ...streets].map(readName);
}

/** At most twenty localities and twenty streets that go. Call it between their staging and their deletion. */
export async function listGoneNames(tx: TerytTransaction): Promise<readonly ChangedPlace[]> {
  const rows = await tx<NameRow[]>`
    (
      select 'gone' as change, l.name as locality, null as cecha, null as nazwa1, null as nazwa2, null as was
      from teryt_gone g
      join localities l on l.sym = g.sym
      where g.sym_ul is null
      order by l.name, l.sym
      limit ${mostNamed}
    )
    union all
    (
      select 'gone', l.name, t.cecha, t.nazwa_1, t.nazwa_2, null
      from teryt_gone g
      join localities l on l.sym = g.sym
      join streets t on t.sym = g.sym and t.sym_ul = g.sym_ul
      order by l.name, t.nazwa_1, t.sym, t.sym_ul
      limit ${mostNamed}
    )`;
  return rows.map(readName);
}

type NameRow = {
  readonly change: ChangedPlace['change'];
  readonly locality: string;
  readonly cecha: string | null;
  readonly nazwa1: string | null;
  readonly nazwa2: string | null;
  readonly was: string | null;
};

function readName({ change, locality, cecha, nazwa1, nazwa2, was }: NameRow): ChangedPlace {
  const street = nazwa1 === null ? null : { cecha: cecha ?? '', nazwa1, nazwa2: nazwa2 ?? '' };
  return { change, locality, street, was };
}
