// Import of TERYT, first half: rows go by COPY into temporary tables as they are read, and what only whole registers
// can show is checked there. Nothing of it is seen by others, and a rollback leaves no trace.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type postgres from 'postgres';
import { listServedCodes } from '#domain/terc.ts';
import { type Register, stagedColumns, type TerytProblem, type TerytRow } from '#domain/teryt-registers.ts';
import type { Bulk } from './pool.ts';

export type TerytTransaction = postgres.TransactionSql<{ bigint: number }>;

/** A problem and the file (by its place in the command) that it is in. */
export type StagedTerytProblem = TerytProblem & { readonly file: number };

const tables = { TERC: 'teryt_terc', SIMC: 'teryt_simc', ULIC: 'teryt_ulic' } as const;
const keys = { TERC: ['terc'], SIMC: ['sym'], ULIC: ['sym', 'sym_ul'] } as const;
const registers: readonly Register[] = ['TERC', 'SIMC', 'ULIC'];

/** Runs `act` in one transaction with empty staging tables; one import at a time. What it throws rolls back. */
export async function inTerytTransaction<Result>(
  sql: Bulk,
  act: (tx: TerytTransaction) => Promise<Result>,
): Promise<Result> {
  // postgres.js unwraps promises in arrays, which its result type tells and ours can't.
  const result: unknown = await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(7117020)`;
    await tx`set local work_mem = '64MB'`;
    for (const register of registers) {
      // The database sorts by Polish rules, which cost three times as much as bytes and mean nothing here.
      const columns = stagedColumns[register].map((column) => `${column} text collate "C" not null`);
      await tx.unsafe(`
        create temporary table ${tables[register]} (
          file smallint not null,
          line integer not null,
          stan_na date not null,
          terc text collate "C" not null,
          ${columns.join(', ')}
        ) on commit drop`);
    }
    return act(tx);
  });
  return result as Result;
}

/** Adds a file's rows to its register's staging table as they arrive; holds one slice at a time. */
export async function stageTerytRows(
  tx: TerytTransaction,
  file: { readonly number: number; readonly register: Register; readonly stanNa: string },
  slices: AsyncIterable<readonly TerytRow[]>,
): Promise<void> {
  const columns = ['file', 'stan_na', 'line', 'terc', ...stagedColumns[file.register]].join(', ');
  const target = await tx.unsafe(`copy ${tables[file.register]} (${columns}) from stdin`).writable();
  await pipeline(Readable.from(copyChunks(`${file.number}\t${file.stanNa}`, slices)), target);
}

/**
 * Leaves of the staged rows those of the given gminas: by their code, and localities that were theirs until now, so
 * that one that moved away takes its people along. All of TERC stays, to check those against. Returns the gminas
 * that no row is of.
 */
export async function narrowStagedRows(
  tx: TerytTransaction,
  gminas: readonly string[],
): Promise<readonly string[]> {
  const absent: string[] = [];
  for (const gmina of gminas) {
    const [row] = await tx<{ found: boolean }[]>`
      select exists (select from teryt_terc where ${isServed(tx, 'terc', [gmina])})
        or exists (select from teryt_simc where ${isServed(tx, 'terc', [gmina])})
        or exists (select from teryt_ulic where ${isServed(tx, 'terc', [gmina])}) as found`;
    if (row?.found !== true) absent.push(gmina);
  }
  await tx`
    create temporary table teryt_ours on commit drop as
    select sym collate "C" as sym from localities where ${isServed(tx, 'terc', gminas)}`;
  await tx`
    delete from teryt_simc
    where not (${isServed(tx, 'terc', gminas)}) and sym not in (select sym from teryt_ours)`;
  await tx`
    delete from teryt_ulic
    where not (${isServed(tx, 'terc', gminas)}) and sym not in (select sym from teryt_ours)`;
  return absent;
}

/** Whether a column's code belongs to the gminas, as a condition; see `listServedCodes`. */
export function isServed(
  tx: TerytTransaction,
  column: string,
  tercs: readonly string[],
): postgres.PendingQuery<postgres.Row[]> {
  const { gminas, cities } = listServedCodes(tercs);
  return tx`(left(${tx(column)}, 6) = any(${tx.array([...gminas], 25)})
    or (right(${tx(column)}, 1) in ('8', '9') and left(${tx(column)}, 4) = any(${tx.array([...cities], 25)})))`;
}

/**
 * Keeps one row of each key: the one of the latest day, else the first. Rows of one day that contradict each other
 * are given back as problems; exact repetitions are usual in ULIC.
 */
export async function deleteStagedRepetitions(tx: TerytTransaction): Promise<readonly StagedTerytProblem[]> {
  const problems: StagedTerytProblem[] = [];
  for (const register of registers) {
    const key = keys[register].join(', ');
    const content = ['terc', ...stagedColumns[register]].join(', ');
    const found = await tx.unsafe<{ file: number; line: number; about: string }[]>(`
      with repeated as (
        select ${key} from ${tables[register]} group by ${key} having count(*) > 1
      ), ordered as (
        select s.ctid as id, s.file, s.line, row(${prefixed('s', content)})::text as content,
          row_number() over latest as place,
          first_value(s.stan_na) over latest as latest_day, s.stan_na,
          first_value(s.line) over latest as first_line,
          first_value(row(${prefixed('s', content)})::text) over latest as first_content
        from ${tables[register]} s
        join repeated using (${key})
        window latest as (partition by ${prefixed('s', key)} order by s.stan_na desc, s.file, s.line)
      ), dropped as (
        delete from ${tables[register]} s using ordered o where s.ctid = o.id and o.place > 1
      )
      select file, line, first_line::text as about
      from ordered
      where stan_na = latest_day and content <> first_content
      order by file, line`);
    problems.push(...found.map((row) => ({ ...row, kind: 'contradiction' as const })));
    await tx.unsafe(`analyze ${tables[register]}`);
  }
  return problems;
}

/**
 * What the registers say of each other: units of localities, parents of parts, localities of streets; against the
 * files together with what is stored. A TERC that is older than the SIMC can't know its newest units, so those pass.
 */
export async function listStagedContradictions(
  tx: TerytTransaction,
  given: { readonly hasAllUnits: boolean },
): Promise<readonly StagedTerytProblem[]> {
  const [known] = await tx<{ any: boolean; streets: boolean; missing: boolean }[]>`
    select exists (select from teryt_ulic) as streets,
      not exists (
        select from teryt_ulic u
        where exists (select from localities l where l.sym = u.sym)
          or exists (select from teryt_simc s where s.sym = u.sym)
      ) as missing`;
  const problems = [
    ...(await tx<StagedTerytProblem[]>`
      with terc_day as (
        select coalesce(
          (select max(stan_na) from teryt_terc where ${given.hasAllUnits}),
          (select max(stan_na) from teryt_imports where register = 'TERC' and is_full and gminas = '{}')
        ) as day
      )
      select s.file, s.line, 'unknown_unit' as kind, s.terc as about
      from teryt_simc s, terc_day
      where terc_day.day >= s.stan_na
        and not exists (select from teryt_terc t where t.terc = s.terc)
        and not exists (select from communes c where c.terc = s.terc and c.in_register)
      order by s.file, s.line`),
    ...(await tx<StagedTerytProblem[]>`
      select s.file, s.line, 'unknown_parent' as kind, s.sympod as about
      from teryt_simc s
      where s.sympod <> s.sym
        and not exists (select from teryt_simc p where p.sym = s.sympod)
        and not exists (select from localities l where l.sym = s.sympod)
      order by s.file, s.line`),
  ];
  if (known?.streets !== true) return problems;
  if (known.missing) {
    const files = await tx<{ file: number }[]>`select distinct file from teryt_ulic order by file`;
    return [
      ...problems,
      ...files.map(({ file }) => ({ file, line: null, kind: 'localities_first' as const })),
    ];
  }
  return [
    ...problems,
    ...(await tx<StagedTerytProblem[]>`
      select u.file, u.line, 'unknown_locality' as kind, u.sym as about
      from teryt_ulic u
      where not exists (select from teryt_simc s where s.sym = u.sym)
        and not exists (select from localities l where l.sym = u.sym)
      order by u.file, u.line`),
  ];
}

/** The latest full edition of each register that is stored. */
export async function listFullEditions(
  tx: TerytTransaction,
): Promise<readonly { register: Register; stanNa: string; fileDate: string | null }[]> {
  return tx`
    select distinct on (register) register, stan_na as "stanNa", file_date as "fileDate"
    from teryt_imports
    where is_full
    order by register, stan_na desc, file_date desc nulls last`;
}

function prefixed(alias: string, columns: string): string {
  return columns
    .split(', ')
    .map((column) => `${alias}.${column}`)
    .join(', ');
}

/** COPY's text format, one chunk a slice, as each one is a write to the socket. */
async function* copyChunks(
  prefix: string,
  slices: AsyncIterable<readonly TerytRow[]>,
): AsyncGenerator<string> {
  for await (const rows of slices) {
    let chunk = '';
    for (const { line, terc, values } of rows) {
      if (terc === null) continue;
      chunk += `${prefix}\t${line}\t${terc}`;
      for (const value of values) chunk += `\t${copyText(value)}`;
      chunk += '\n';
    }
    if (chunk !== '') yield chunk;
  }
}

function copyText(text: string): string {
  if (!/[\\\t\r\n]/.test(text)) return text;
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n');
}
