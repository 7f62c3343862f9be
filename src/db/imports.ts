// Bulk import of subscribers: the file goes by COPY into a temporary table, then whole-set statements in one
// transaction. Half a million people take seconds, and a wrong file leaves nothing.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type postgres from 'postgres';
import type { Bulk } from './pool.ts';

export type ImportTransaction = postgres.TransactionSql<{ bigint: number }>;

export type StagedRow = {
  readonly line: number;
  readonly msisdn: string;
  readonly sym: string;
  readonly symUl: string | null;
  readonly houseNumber: string | null;
  /** Ascending, the alert category among them. */
  readonly categoryIds: readonly number[];
  readonly source: string;
  readonly consentedOn: string;
};

export type StagedProblem = {
  readonly line: number;
  readonly kind: 'unknown_locality' | 'unknown_street' | 'repeated';
  readonly about: string;
};

/** Runs `act` in one transaction of the bulk pool; what it throws rolls everything back. */
export async function inImportTransaction<Result>(
  sql: Bulk,
  act: (tx: ImportTransaction) => Promise<Result>,
): Promise<Result> {
  // postgres.js unwraps promises in arrays, which its result type tells and ours can't.
  const result: unknown = await sql.begin(async (tx) => {
    await tx`set local work_mem = '64MB'`;
    await tx`
      create temporary table import_rows (
        line integer not null,
        -- The database sorts by Polish rules, which cost three times as much as bytes and mean nothing here.
        msisdn text collate "C" not null,
        sym text collate "C" not null,
        sym_ul text collate "C",
        house_number text collate "C",
        categories smallint[] not null,
        source text not null,
        consented_on date not null,
        basis text
      ) on commit drop`;
    return act(tx);
  });
  return result as Result;
}

/** Puts the rows into the transaction's staging table as they arrive; holds one slice at a time. */
export async function stageImportRows(
  tx: ImportTransaction,
  slices: AsyncIterable<readonly StagedRow[]>,
): Promise<void> {
  const target = await tx`
    copy import_rows (line, msisdn, sym, sym_ul, house_number, categories, source, consented_on)
    from stdin`.writable();
  await pipeline(Readable.from(copyChunks(slices)), target);
  await tx`analyze import_rows`;
}

/** What only the whole file and the register of places can show: unknown places, repeated rows. In line order. */
export async function listStagedProblems(tx: ImportTransaction): Promise<readonly StagedProblem[]> {
  return tx<StagedProblem[]>`
    select r.line, 'unknown_locality' as kind, r.sym as about
    from import_rows r
    where not exists (select from localities l where l.sym = r.sym)
      or exists (select from place_orphans o where o.sym = r.sym and o.sym_ul is null)
    union all
    select r.line, 'unknown_street', r.sym_ul
    from import_rows r
    where r.sym_ul is not null
      and exists (select from localities l where l.sym = r.sym)
      and (
        not exists (select from streets s where s.sym = r.sym and s.sym_ul = r.sym_ul)
        or exists (select from place_orphans o where o.sym = r.sym and o.sym_ul = r.sym_ul)
      )
    union all
    select line, 'repeated', first_line::text
    from (
      select line,
        min(line) over (partition by msisdn, sym, sym_ul, house_number, categories) as first_line
      from import_rows
      -- Most numbers stand in one line: only the others are worth sorting.
      where msisdn in (select msisdn from import_rows group by msisdn having count(*) > 1)
    ) as numbered
    where line > first_line
    order by line`;
}

/** Takes these lines out of the staging table. */
export async function deleteStagedLines(tx: ImportTransaction, lines: readonly number[]): Promise<void> {
  if (lines.length === 0) return;
  await tx`delete from import_rows where line = any(${tx.array([...lines], 23)})`;
}

/**
 * Takes out the rows of numbers that have left or are leaving, which no import brings back, and gives their lines.
 * Locks the subscribers that are there already, so that none of them can leave before the commit.
 */
export async function deleteStagedLeavers(tx: ImportTransaction): Promise<readonly number[]> {
  await tx`
    select s.phone_id
    from subscribers s
    join phones p on p.id = s.phone_id
    where p.msisdn in (select msisdn from import_rows)
    order by s.phone_id
    for update of s`;
  const rows = await tx<{ line: number }[]>`
    delete from import_rows r
    using phones p
    join subscribers s on s.phone_id = p.id
    where p.msisdn = r.msisdn and s.state <> 'active'
    returning r.line`;
  return rows.map((row) => row.line).sort((a, b) => a - b);
}

export type ImportCounts = {
  readonly joined: number;
  /** Active before; got an address or a category more. */
  readonly extended: number;
  readonly addresses: number;
};

/**
 * Turns the staged rows into phones, subscribers, addresses and consents, idempotently: rows that say nothing new
 * write nothing. Never touches a subscriber who is not active.
 */
export async function insertStagedSubscribers(
  tx: ImportTransaction,
  options: { readonly now: Date; readonly actor: string; readonly importId: number },
): Promise<ImportCounts> {
  const { importId } = options;
  await spareForeignKeys(tx);
  const [last] = await tx<{ id: number }[]>`select coalesce(max(id), 0) as id from addresses`;
  await insertOnce(
    tx,
    `insert into phones (msisdn)
    select distinct r.msisdn
    from import_rows r
    where not exists (select from phones p where p.msisdn = r.msisdn)
    order by r.msisdn`,
  );
  await tx`
    create temporary table import_known on commit drop as
    select p.id as phone_id, r.line, r.sym, r.sym_ul, r.house_number, r.categories, r.source, r.consented_on, r.basis,
      s.phone_id is null as is_new
    from import_rows r
    join phones p on p.msisdn = r.msisdn
    left join subscribers s on s.phone_id = p.id
    where s.phone_id is null
      or not s.categories @> r.categories
      or not exists (
        select from addresses a
        where a.phone_id = p.id and a.sym = r.sym
          and a.sym_ul is not distinct from r.sym_ul
          and a.house_number is not distinct from r.house_number
      )`;
  await tx`analyze import_known`;
  await tx`
    create temporary table import_people on commit drop as
    select phone_id, min(categories) as categories, min(consented_on) as consented_on, min(line) as first_line,
      count(*) as rows, bool_or(is_new) as is_new
    from import_known
    group by phone_id`;
  await tx`
    update import_people p
    set categories = several.categories
    from (
      select k.phone_id, array_agg(distinct c.id order by c.id) as categories
      from import_known k
      join import_people p on p.phone_id = k.phone_id
      cross join unnest(k.categories) as c (id)
      where p.rows > 1
      group by k.phone_id
    ) as several
    where several.phone_id = p.phone_id`;
  await tx`analyze import_people`;
  const joined = await insertOnce(
    tx,
    `insert into subscribers (phone_id, state, categories, source, joined_at, decided_at)
    select phone_id, 'active', categories, 'import', $1, consented_on::timestamp at time zone 'Europe/Warsaw'
    from import_people
    where is_new
    order by phone_id`,
    [options.now],
  );
  // A number that left between our look and our insert stands as it is.
  await tx`
    delete from import_known k
    using subscribers s
    where s.phone_id = k.phone_id and s.state <> 'active'`;
  const extended = await tx<{ count: number }[]>`
    select count(distinct phone_id)::int as count from import_known where not is_new`;
  await tx`
    create temporary table import_added on commit drop as
    select p.phone_id, array(
      select c.id from unnest(p.categories) as c (id) where c.id <> all (s.categories) order by c.id
    ) as categories
    from import_people p
    join subscribers s on s.phone_id = p.phone_id
    where not p.is_new`;
  await tx`
    update subscribers s
    set categories = array(
      select distinct c.id from unnest(s.categories || p.categories) as c (id) order by c.id)
    from import_people p
    where p.phone_id = s.phone_id and not p.is_new and s.state = 'active' and not s.categories @> p.categories`;
  const addresses = await insertOnce(
    tx,
    `insert into addresses (phone_id, sym, sym_ul, house_number)
    select k.phone_id, k.sym, k.sym_ul, k.house_number
    from import_known k
    join import_people p on p.phone_id = k.phone_id
    where p.is_new and p.rows = 1
    order by k.phone_id`,
  );
  const more = await tx`
    insert into addresses (phone_id, sym, sym_ul, house_number)
    select k.phone_id, k.sym, k.sym_ul, k.house_number
    from import_known k
    join import_people p on p.phone_id = k.phone_id
    where not p.is_new or p.rows > 1
    order by k.line
    on conflict do nothing`;
  await tx`
    with details as materialized (
      select consented_on, categories, basis,
        jsonb_strip_nulls(jsonb_build_object(
          'consentedOn', consented_on, 'categoryIds', categories, 'basis', basis, 'import', ${importId}::bigint
        )) as detail
      from (select distinct consented_on, categories, basis from import_known) as kinds
    )
    insert into consents (phone_id, act, door, at, wording, detail)
    select k.phone_id, case when p.is_new and k.line = p.first_line then 'join' else 'change' end,
      'import', ${options.now}, k.source, d.detail
    from import_known k
    join import_people p on p.phone_id = k.phone_id
    join details d on d.consented_on = k.consented_on and d.categories = k.categories
      and d.basis is not distinct from k.basis
    order by k.phone_id, k.line`;
  const counts = {
    joined,
    extended: extended[0]?.count ?? 0,
    addresses: addresses + more.count,
  };
  await noteWhomItBrought(tx, { importId, lastAddressId: last?.id ?? 0 });
  await tx`
    update subscriber_imports
    set state = 'stored', stored_at = ${options.now}, counts = ${tx.json(counts)}
    where id = ${importId}`;
  await tx`
    insert into audit_entries (actor, act, subject, detail)
    values (${options.actor}, 'subscribers.import', ${`import:${importId}`}, ${tx.json(counts)})`;
  // Until autovacuum comes, a minute later, plans would be those for empty tables: an alert sent meanwhile would wait for it.
  await tx`analyze phones, subscribers, addresses`;
  return counts;
}

/** Everybody in the file, also those it told nothing new of: an import that is undone spares whom another one brought. */
async function noteWhomItBrought(
  tx: ImportTransaction,
  { importId, lastAddressId }: { readonly importId: number; readonly lastAddressId: number },
): Promise<void> {
  await tx`
    insert into subscriber_import_people (phone_id, import_id, is_new, categories, address_ids)
    select p.id, ${importId}::bigint, coalesce(n.is_new, false), coalesce(c.categories, '{}'), coalesce(a.ids, '{}')
    from (select distinct msisdn from import_rows) as r
    join phones p on p.msisdn = r.msisdn
    join subscribers s on s.phone_id = p.id and s.state = 'active'
    left join import_people n on n.phone_id = p.id
    left join import_added c on c.phone_id = p.id
    left join (
      select phone_id, array_agg(id order by id) as ids
      from addresses
      where id > ${lastAddressId}
      group by phone_id
    ) as a on a.phone_id = n.phone_id
    order by p.id`;
}

/** An import without a file that waits for a decision; stored by what follows in the same transaction. */
export async function insertImport(
  tx: ImportTransaction,
  given: {
    readonly name: string;
    readonly actor: string;
    readonly now: Date;
    readonly headers?: readonly string[];
  },
): Promise<number> {
  const [row] = await tx<{ id: number }[]>`
    insert into subscriber_imports (name, state, headers, created_by, created_at)
    values (${given.name}, 'uploaded', ${tx.array([...(given.headers ?? [])])}, ${given.actor}, ${given.now})
    returning id`;
  return row?.id ?? 0;
}

/**
 * Leaves out the row by row checks of foreign keys where the database lets us (the embedded one does): a third of
 * the time, and here every id comes from a join with the table it refers to, whose rows are never deleted.
 */
async function spareForeignKeys(tx: ImportTransaction): Promise<void> {
  const [row] = await tx<{ may: boolean }[]>`
    select has_parameter_privilege('session_replication_role', 'SET') as may`;
  if (row?.may === true) await tx`set local session_replication_role = replica`;
}

/**
 * Runs an insert of rows that were not there a moment ago. `on conflict` costs as much again, so it is only used
 * when somebody else has just stored one of them.
 */
async function insertOnce(
  tx: ImportTransaction,
  statement: string,
  values: readonly Date[] = [],
): Promise<number> {
  try {
    return (await tx.savepoint((inner) => inner.unsafe(statement, [...values]))).count;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '23505')) throw error;
    return (await tx.unsafe(`${statement} on conflict do nothing`, [...values])).count;
  }
}

/** COPY's text format; chunks of some size, as each one is a write to the socket. */
async function* copyChunks(slices: AsyncIterable<readonly StagedRow[]>): AsyncGenerator<string> {
  for await (const rows of slices) {
    let chunk = '';
    for (const row of rows) {
      chunk += `${row.line}\t${row.msisdn}\t${row.sym}\t${row.symUl ?? '\\N'}\t${copyText(row.houseNumber)}\t{${row.categoryIds.join(',')}}\t${copyText(row.source)}\t${row.consentedOn}\n`;
    }
    if (chunk !== '') yield chunk;
  }
}

function copyText(text: string | null): string {
  if (text === null) return '\\N';
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
}
