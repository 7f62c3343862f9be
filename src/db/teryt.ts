// Import of TERYT, second half: the staged registers become communes, localities and streets by whole-set statements.
// Statements that would change nothing are left out, so that a repeated import writes nothing and wakes nobody.
import type { Register } from '#domain/teryt-registers.ts';
import { isServed, type TerytTransaction } from './teryt-staging.ts';

export type PlaceCounts = {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
};

export type TerytScope = {
  /** Empty = the whole country. */
  readonly gminas: readonly string[];
  /** Registers that a full file was given of: what they don't hold is gone. */
  readonly full: ReadonlySet<Register>;
};

/** Renews units by TERC. */
export async function mergeCommunes(tx: TerytTransaction, scope: TerytScope): Promise<PlaceCounts> {
  const inScope = (column: string) =>
    scope.gminas.length === 0 ? tx`true` : isServed(tx, column, scope.gminas);
  const changed = await tx`
    update communes c
    set name = t.name, in_register = true
    from teryt_terc t
    where t.terc = c.terc and ${inScope('t.terc')} and (c.name <> t.name or not c.in_register)`;
  const added = await tx`
    insert into communes (terc, name, in_register)
    select terc, name, true
    from teryt_terc t
    where ${inScope('t.terc')}
      and not exists (select from communes c where c.terc = t.terc)
    order by terc`;
  const removed = scope.full.has('TERC')
    ? await tx`
        delete from communes c
        where ${inScope('c.terc')}
          and not exists (select from teryt_terc t where t.terc = c.terc)`
    : { count: 0 };
  return { added: added.count, changed: changed.count, removed: removed.count };
}

export type LocalityChanges = {
  readonly added: number;
  readonly changed: number;
  /** Of the changed ones. */
  readonly renamed: number;
  /** Of the changed ones: their gmina has another code. */
  readonly moved: number;
};

/** Renews localities by SYM: whatever has changed of one, its people stay. */
export async function mergeLocalities(tx: TerytTransaction): Promise<LocalityChanges> {
  const [counts] = await tx<{ added: number; changed: number; renamed: number; moved: number }[]>`
    with compared as (
      select l.sym is null as is_new, l.name <> s.name as is_renamed, l.terc <> s.terc as is_moved,
        l.kind <> s.kind or l.sympod <> s.sympod or not l.in_register as is_other
      from teryt_simc s
      left join localities l on l.sym = s.sym
    )
    select count(*) filter (where is_new)::int as added,
      count(*) filter (where is_renamed or is_moved or is_other)::int as changed,
      count(*) filter (where is_renamed)::int as renamed,
      count(*) filter (where is_moved)::int as moved
    from compared`;
  const { added = 0, changed = 0, renamed = 0, moved = 0 } = counts ?? {};
  if (changed > 0) {
    await tx`
      update localities l
      set name = s.name, kind = s.kind, sympod = s.sympod, terc = s.terc, in_register = true
      from teryt_simc s
      where s.sym = l.sym
        and (l.name <> s.name or l.terc <> s.terc or l.kind <> s.kind or l.sympod <> s.sympod or not l.in_register)`;
  }
  if (added > 0) {
    await tx`
      insert into localities (sym, name, kind, sympod, terc, in_register)
      select s.sym, s.name, s.kind, s.sympod, s.terc, true
      from teryt_simc s
      where not exists (select from localities l where l.sym = s.sym)
      order by s.sym`;
  }
  return { added, changed, renamed, moved };
}

/** Renews streets by (SYM, SYM_UL). */
export async function mergeStreets(
  tx: TerytTransaction,
): Promise<{ readonly added: number; readonly changed: number }> {
  const [counts] = await tx<{ added: number; changed: number }[]>`
    select count(*) filter (where t.sym is null)::int as added,
      count(*) filter (
        where t.cecha <> u.cecha or t.nazwa_1 <> u.nazwa_1 or t.nazwa_2 <> u.nazwa_2 or not t.in_register
      )::int as changed
    from teryt_ulic u
    left join streets t on t.sym = u.sym and t.sym_ul = u.sym_ul`;
  const { added = 0, changed = 0 } = counts ?? {};
  if (changed > 0) {
    await tx`
      update streets t
      set cecha = u.cecha, nazwa_1 = u.nazwa_1, nazwa_2 = u.nazwa_2, in_register = true
      from teryt_ulic u
      where u.sym = t.sym and u.sym_ul = t.sym_ul
        and (t.cecha <> u.cecha or t.nazwa_1 <> u.nazwa_1 or t.nazwa_2 <> u.nazwa_2 or not t.in_register)`;
  }
  if (added > 0) {
    await tx`
      insert into streets (sym, sym_ul, cecha, nazwa_1, nazwa_2, in_register)
      select u.sym, u.sym_ul, u.cecha, u.nazwa_1, u.nazwa_2, true
      from teryt_ulic u
      where not exists (select from streets t where t.sym = u.sym and t.sym_ul = u.sym_ul)
      order by u.sym, u.sym_ul`;
  }
  return { added, changed };
}

export type GoneCounts = {
  readonly localities: number;
  readonly streets: number;
  /** Kept for the addresses that name them, since this import. */
  readonly orphans: number;
  /** Orphans of before that the register has again. */
  readonly returned: number;
};

/**
 * Finds what the registers no longer have: what a full file does not hold, and practice places of gminas that
 * a file covers.
 */
export async function stageGonePlaces(tx: TerytTransaction, scope: TerytScope): Promise<void> {
  const inScope = scope.gminas.length === 0 ? tx`true` : isServed(tx, 'l.terc', scope.gminas);
  await tx`
    create temporary table teryt_gone on commit drop as
    select l.sym, null::text as sym_ul
    from localities l
    where not exists (select from teryt_simc s where s.sym = l.sym)
      and (
        (${scope.full.has('SIMC')} and ${inScope})
        or (not l.in_register and left(l.terc, 6) in (select left(terc, 6) from teryt_simc))
      )
    union all
    select t.sym, t.sym_ul
    from streets t
    join localities l on l.sym = t.sym
    where not exists (select from teryt_ulic u where u.sym = t.sym and u.sym_ul = t.sym_ul)
      and (
        (${scope.full.has('ULIC')} and ${inScope})
        or (not t.in_register and left(l.terc, 6) in (select left(terc, 6) from teryt_ulic))
      )`;
}

/**
 * Takes away what `stageGonePlaces` found. Places that somebody's address names stay as orphans. Locks addresses
 * against new ones until the commit, so it comes last.
 */
export async function deleteGonePlaces(tx: TerytTransaction): Promise<GoneCounts> {
  const returned = await tx`
    delete from place_orphans o
    where (o.sym_ul is null and exists (select from teryt_simc s where s.sym = o.sym))
      or exists (select from teryt_ulic u where u.sym = o.sym and u.sym_ul = o.sym_ul)`;
  const [gone] = await tx<{ any: boolean }[]>`select exists (select from teryt_gone) as any`;
  if (gone?.any !== true) return { localities: 0, streets: 0, orphans: 0, returned: returned.count };

  await tx`lock table addresses in share mode`;
  await tx`
    create temporary table teryt_used on commit drop as
    select g.sym, g.sym_ul
    from teryt_gone g
    where exists (select from addresses a where a.sym = g.sym and (g.sym_ul is null or a.sym_ul = g.sym_ul))`;
  const orphans = await tx`
    insert into place_orphans (sym, sym_ul)
    select sym, sym_ul from teryt_used
    on conflict do nothing`;
  await tx`
    delete from teryt_gone g
    using teryt_used u
    where u.sym = g.sym and u.sym_ul is not distinct from g.sym_ul`;
  await tx`
    delete from place_orphans o
    using teryt_gone g
    where g.sym = o.sym and (g.sym_ul is null or g.sym_ul = o.sym_ul)`;
  // Streets of a locality that is gone for nobody go with it.
  const [rest] = await tx<{ localities: number; streets: number }[]>`
    select count(*) filter (where sym_ul is null)::int as localities,
      (
        select count(*)::int
        from streets t
        where exists (
          select from teryt_gone g where g.sym = t.sym and (g.sym_ul is null or g.sym_ul = t.sym_ul)
        )
      ) as streets
    from teryt_gone`;
  const { localities = 0, streets = 0 } = rest ?? {};
  if (streets > 0) {
    await tx`
      delete from streets t
      where exists (select from teryt_gone g where g.sym_ul is null and g.sym = t.sym)
        or exists (select from teryt_gone g where g.sym_ul = t.sym_ul and g.sym = t.sym)`;
  }
  if (localities > 0) {
    await tx`delete from localities l using teryt_gone g where g.sym_ul is null and g.sym = l.sym`;
  }
  return { localities, streets, orphans: orphans.count, returned: returned.count };
}

export type ImportedFile = {
  readonly register: Register;
  readonly stanNa: string;
  readonly fileDate: string | null;
  readonly edition: 'urzedowy' | 'adresowy' | 'statystyczny' | null;
  readonly isFull: boolean;
  readonly rows: number;
};

/** Notes the files: what the next import is compared with, and the source and date shown with places. */
export async function insertTerytImports(
  tx: TerytTransaction,
  given: {
    readonly actor: string;
    readonly gminas: readonly string[];
    readonly files: readonly ImportedFile[];
  },
): Promise<void> {
  for (const file of given.files) {
    await tx`
      insert into teryt_imports (actor, register, stan_na, file_date, edition, is_full, gminas, rows)
      values (${given.actor}, ${file.register}, ${file.stanNa}, ${file.fileDate}, ${file.edition}, ${file.isFull},
        ${tx.array([...given.gminas], 25)}, ${file.rows})`;
  }
}

/** The audit entry of an import: who, and how much of what. */
export async function insertTerytAudit(
  tx: TerytTransaction,
  entry: { readonly actor: string; readonly detail: Readonly<Record<string, string | number>> },
): Promise<void> {
  await tx`
    insert into audit_entries (actor, act, detail)
    values (${entry.actor}, 'teryt.import', ${tx.json(entry.detail)})`;
}

/** Whether this very edition of the file has been noted already. */
export async function hasTerytImport(
  tx: TerytTransaction,
  given: { readonly gminas: readonly string[]; readonly file: ImportedFile },
): Promise<boolean> {
  const { file, gminas } = given;
  const [row] = await tx<{ same: boolean }[]>`
    select exists (
      select from teryt_imports
      where register = ${file.register} and stan_na = ${file.stanNa}
        and file_date is not distinct from ${file.fileDate}::date
        and edition is not distinct from ${file.edition}::text
        and is_full = ${file.isFull} and rows = ${file.rows} and gminas = ${tx.array([...gminas], 25)}
    ) as same`;
  return row?.same ?? false;
}

/** The office's gminas whose code no place has any longer, each with the codes its six digits now have. */
export async function listRecodedGminas(
  tx: TerytTransaction,
): Promise<readonly { readonly terc: string; readonly now: readonly string[] }[]> {
  const rows = await tx<{ terc: string; now: string[] }[]>`
    select given.terc, array_agg(distinct l.terc order by l.terc) as now
    from settings s
    cross join lateral jsonb_array_elements_text(s.value) as given (terc)
    join localities l on left(l.terc, 6) = left(given.terc, 6)
    where s.key = 'tercs' and jsonb_typeof(s.value) = 'array'
      -- 3 is a town with its villages, whose places are coded 4 and 5.
      and right(given.terc, 1) <> '3'
      and not exists (
        select from localities o
        where o.terc = given.terc
          and not exists (select from place_orphans p where p.sym = o.sym and p.sym_ul is null)
      )
      and not exists (select from place_orphans p where p.sym = l.sym and p.sym_ul is null)
    group by given.terc
    order by given.terc`;
  return rows.map(({ terc, now }) => ({ terc, now }));
}

/** Stores the office's gminas under the import's name. */
export async function updateOfficeGminas(
  tx: TerytTransaction,
  given: {
    readonly changes: readonly { readonly terc: string; readonly now: readonly string[] }[];
    readonly actor: string;
  },
): Promise<void> {
  const [row] = await tx<{ tercs: string[] }[]>`
    select array(select jsonb_array_elements_text(value)) as tercs from settings where key = 'tercs'`;
  const now = new Map(given.changes.map((change) => [change.terc, change.now]));
  const tercs = [...new Set((row?.tercs ?? []).flatMap((terc) => now.get(terc) ?? [terc]))];
  await tx`
    update settings
    set value = ${tx.json(tercs)}, updated_at = now(), updated_by = ${given.actor}
    where key = 'tercs'`;
}
