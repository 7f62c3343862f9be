// The panel's imports while they wait for a decision: the file's rows, and how each is understood. Big files go by COPY
// and whole-set statements, each step one transaction, so that a kill leaves all of it or nothing.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AuditAct } from '#domain/audit-acts.table.ts';
import type { JudgedRow } from '#domain/import-rows.ts';
import type { ListRow } from '#domain/list-file.ts';
import { type ImportTransaction, listStagedProblems } from './imports.ts';
import type { Bulk } from './pool.ts';

/** Keeps the rows of an uploaded file as they come. */
export async function insertImportRows(
  tx: ImportTransaction,
  given: {
    readonly importId: number;
    readonly slices: AsyncIterable<readonly ListRow[]> | Iterable<readonly ListRow[]>;
  },
): Promise<void> {
  const target = await tx`copy subscriber_import_rows (import_id, line, cells) from stdin`.writable();
  const lineOf = ({ line, cells }: ListRow): string =>
    `${given.importId}\t${line}\t${copyText(`{${cells.map(quoteElement).join(',')}}`)}\n`;
  await pipeline(Readable.from(chunksOf(given.slices, lineOf)), target);
}

/** One line of the audit log, in the act's own transaction. */
export async function insertImportAudit(
  tx: ImportTransaction,
  entry: {
    readonly actor: string;
    readonly act: AuditAct;
    readonly importId: number;
    readonly detail: object;
  },
): Promise<void> {
  await tx`
    insert into audit_entries (actor, act, subject, detail)
    values (${entry.actor}, ${entry.act}, ${`import:${entry.importId}`}, ${JSON.stringify(entry.detail)}::text::jsonb)`;
}

const pageSize = 2_000;

/** The rows of an upload in the file's order, a page at a time; outside of the transaction that judges them. */
export async function* listImportRows(sql: Bulk, importId: number): AsyncGenerator<readonly ListRow[]> {
  for (let after = -1; ; ) {
    const rows = await sql<{ line: number; cells: string[] }[]>`
      select line, cells
      from subscriber_import_rows
      where import_id = ${importId} and line > ${after}
      order by line
      limit ${pageSize}`;
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)?.line ?? after;
  }
}

export type ImportState = 'uploaded' | 'checked' | 'stored' | 'undone';

/** The import's state, held until the transaction ends; null when there is none. */
export async function lockImport(
  tx: ImportTransaction,
  importId: number,
): Promise<{
  readonly state: ImportState;
  readonly headers: readonly string[];
  readonly checkedAt: Date | null;
} | null> {
  const [row] = await tx<{ state: ImportState; headers: string[]; checkedAt: Date | null }[]>`
    select state, headers, checked_at as "checkedAt"
    from subscriber_imports
    where id = ${importId}
    for update`;
  return row ?? null;
}

/** A judged row; `erased`: its owner wanted everything gone. */
type Judged = { readonly row: JudgedRow; readonly isErased: boolean };

/**
 * Writes how every row is understood and what it would do to the people there are, in place of an earlier check. Call it
 * within `inImportTransaction`.
 */
export async function insertImportChecks(
  tx: ImportTransaction,
  given: { readonly importId: number; readonly slices: AsyncIterable<readonly Judged[]> },
): Promise<void> {
  const { importId } = given;
  await tx`
    create temporary table import_judged (
      line integer not null, problem text, erased boolean not null, msisdn text collate "C", sym text collate "C",
      sym_ul text collate "C", house_number text collate "C", categories smallint[], source text, basis text,
      consented_on date, confidence text
    ) on commit drop`;
  const target = await tx`
    copy import_judged (line, problem, erased, msisdn, sym, sym_ul, house_number, categories, source, basis,
      consented_on, confidence)
    from stdin`.writable();
  await pipeline(Readable.from(chunksOf(given.slices, judgedLine)), target);
  await tx`
    insert into import_rows (line, msisdn, sym, sym_ul, house_number, categories, source, consented_on, basis)
    select line, msisdn, sym, sym_ul, house_number, categories, source, consented_on, basis
    from import_judged
    where problem is null`;
  await tx`analyze import_rows`;
  await tx`analyze import_judged`;
  const problems = await listStagedProblems(tx);
  await tx`
    update import_judged j
    set problem = given.kind || ':' || given.about
    from unnest(
      ${tx.array(
        problems.map(({ line }) => line),
        23,
      )}::integer[],
      ${tx.array(problems.map(({ kind }) => kind))}::text[],
      ${tx.array(problems.map(({ about }) => about))}::text[]
    ) as given (line, kind, about)
    where j.line = given.line`;
  await tx`delete from subscriber_import_checks where import_id = ${importId}`;
  await tx`
    insert into subscriber_import_checks (import_id, line, outcome, msisdn, sym, sym_ul, house_number, categories, source,
      basis, consented_on, confidence, problem)
    select ${importId}::bigint, j.line,
      case
        when j.problem is not null then 'bad'
        when s.phone_id is null then case when j.erased then 'erased' else 'new' end
        when s.state <> 'active' then 'left'
        when s.categories @> j.categories and exists (
          select from addresses a
          where a.phone_id = p.id and a.sym = j.sym
            and a.sym_ul is not distinct from j.sym_ul
            and a.house_number is not distinct from j.house_number
        ) then 'same'
        else 'changed'
      end,
      j.msisdn, j.sym, j.sym_ul, j.house_number, j.categories, j.source, j.basis, j.consented_on, j.confidence, j.problem
    from import_judged j
    left join phones p on p.msisdn = j.msisdn
    left join subscribers s on s.phone_id = p.id
    order by j.line`;
}

/** Counts the outcomes of a check and keeps them with how the columns are matched. */
export async function updateImportChecked(
  tx: ImportTransaction,
  given: {
    readonly importId: number;
    readonly matching: object;
    readonly open: readonly object[];
    readonly now: Date;
  },
): Promise<void> {
  await tx`
    update subscriber_imports
    set state = 'checked', checked_at = ${given.now}, matching = ${JSON.stringify(given.matching)}::text::jsonb,
      findings = jsonb_build_object(
        'open', ${JSON.stringify(given.open)}::text::jsonb,
        'counts', (
          select coalesce(jsonb_object_agg(outcome, rows), '{}')
          from (
            select outcome, count(*) as rows
            from subscriber_import_checks
            where import_id = ${given.importId}
            group by outcome
          ) as counted
        )
      )
    where id = ${given.importId}`;
}

/** Brings the rows that may be taken in to where `insertStagedSubscribers` looks for them. */
export async function stageCheckedRows(tx: ImportTransaction, importId: number): Promise<void> {
  await tx`
    insert into import_rows (line, msisdn, sym, sym_ul, house_number, categories, source, consented_on, basis)
    select line, msisdn, sym, sym_ul, house_number, categories, source, consented_on, basis
    from subscriber_import_checks
    where import_id = ${importId} and outcome in ('new', 'changed', 'same')`;
  await tx`analyze import_rows`;
}

/** Numbers of the staged rows, for whoever has to compare them one by one. */
export async function listStagedNumbers(
  tx: ImportTransaction,
): Promise<readonly { readonly line: number; readonly msisdn: string }[]> {
  return tx<{ line: number; msisdn: string }[]>`select line, msisdn from import_rows`;
}

/** Throws the uploaded file away: it was kept for the preview only. */
export async function deleteImportRows(tx: ImportTransaction, importId: number): Promise<void> {
  await tx`delete from subscriber_import_checks where import_id = ${importId}`;
  await tx`delete from subscriber_import_rows where import_id = ${importId}`;
}

function judgedLine({ row, isErased }: Judged): string {
  const fields = row.ok
    ? [
        '\\N',
        row.msisdn,
        row.sym,
        row.symUl ?? '\\N',
        row.houseNumber === null ? '\\N' : copyText(row.houseNumber),
        `{${row.categoryIds.join(',')}}`,
        copyText(row.source),
        copyText(row.basis),
        row.consentedOn,
        row.confidence,
      ]
    : [copyText(row.problem), row.msisdn ?? '\\N', ...Array.from({ length: 8 }, () => '\\N')];
  const [problem, ...rest] = fields;
  return `${row.line}\t${problem}\t${isErased ? 't' : 'f'}\t${rest.join('\t')}\n`;
}

/** Chunks of some size, as each one is a write to the socket. */
async function* chunksOf<Row>(
  slices: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  lineOf: (row: Row) => string,
): AsyncGenerator<string> {
  for await (const rows of slices) {
    const chunk = rows.map(lineOf).join('');
    if (chunk !== '') yield chunk;
  }
}

/** An element of an array's text, always quoted. */
function quoteElement(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** COPY's text format. */
function copyText(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}
