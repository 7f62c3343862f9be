// What pages show of imports of subscribers.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import { importFields } from '#domain/import-columns.ts';

export const importOutcomes = ['new', 'changed', 'same', 'left', 'erased', 'bad'] as const;
export type ImportOutcome = (typeof importOutcomes)[number];

const count = z.number().default(0);
const importRow = z.object({
  id: z.number(),
  name: z.string(),
  state: z.enum(['uploaded', 'checked', 'stored', 'undone']),
  headers: z.array(z.string()),
  matching: z
    .object({
      columns: z.partialRecord(z.enum(importFields), z.number()),
      common: z.object({
        sym: z.string(),
        categories: z.array(z.string()),
        source: z.string(),
        basis: z.string(),
        date: z.string(),
      }),
      choices: z.record(z.string(), z.string()),
    })
    .nullable(),
  findings: z
    .object({
      open: z.array(
        z.object({
          key: z.string(),
          rows: z.number(),
          options: z.array(z.object({ value: z.string(), label: z.string() })),
        }),
      ),
      counts: z.object({ new: count, changed: count, same: count, left: count, erased: count, bad: count }),
    })
    .nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
  storedAt: z.date().nullable(),
  counts: z.object({ joined: z.number(), extended: z.number(), addresses: z.number() }).nullable(),
  undoneAt: z.date().nullable(),
  undoneBy: z.string().nullable(),
  undoCounts: z.object({ removed: z.number(), restored: z.number(), spared: z.number() }).nullable(),
});
export type SubscriberImport = z.infer<typeof importRow>;

const columns = sql.fragment`
  i.id, i.name, i.state, i.headers, i.matching, i.findings, coalesce(c.name, i.created_by) as "createdBy",
  i.created_at as "createdAt", i.stored_at as "storedAt", i.counts, i.undone_at as "undoneAt",
  coalesce(u.name, i.undone_by) as "undoneBy", i.undo_counts as "undoCounts"
  from subscriber_imports i
  left join staff c on i.created_by = 'staff:' || c.id
  left join staff u on i.undone_by = 'staff:' || u.id`;

/** A page of imports, latest first. */
export async function listSubscriberImports(
  db: CommonQueryMethods,
  page: { readonly limit: number; readonly before?: number | undefined },
): Promise<readonly SubscriberImport[]> {
  const before = page.before ?? null;
  return db.any(sql.type(importRow)`
    select ${columns}
    where ${before}::bigint is null or i.id < ${before}::bigint
    order by i.id desc
    limit ${page.limit}`);
}

export async function findSubscriberImport(
  db: CommonQueryMethods,
  id: number,
): Promise<SubscriberImport | null> {
  return db.maybeOne(sql.type(importRow)`select ${columns} where i.id = ${id}`);
}

const cellsRow = z.object({ line: z.number(), cells: z.array(z.string()) });

/** The first rows of an upload as they came. */
export async function listFirstImportRows(
  db: CommonQueryMethods,
  which: { readonly importId: number; readonly limit: number },
): Promise<readonly z.infer<typeof cellsRow>[]> {
  return db.any(sql.type(cellsRow)`
    select line, cells from subscriber_import_rows
    where import_id = ${which.importId}
    order by line
    limit ${which.limit}`);
}

const checkedRow = z.object({
  line: z.number(),
  outcome: z.enum(importOutcomes),
  msisdn: z.string().nullable(),
  sym: z.string().nullable(),
  symUl: z.string().nullable(),
  houseNumber: z.string().nullable(),
  categoryIds: z.array(z.number()).nullable(),
  source: z.string().nullable(),
  basis: z.string().nullable(),
  consentedOn: z.string().nullable(),
  confidence: z.string().nullable(),
  problem: z.string().nullable(),
});
export type CheckedImportRow = z.infer<typeof checkedRow>;

/** Rows of one outcome after a line, in the file's order. */
export async function listCheckedRows(
  db: CommonQueryMethods,
  page: {
    readonly importId: number;
    readonly outcome: ImportOutcome;
    readonly after: number;
    readonly limit: number;
  },
): Promise<readonly CheckedImportRow[]> {
  return db.any(sql.type(checkedRow)`
    select line, outcome, msisdn, sym, sym_ul as "symUl", house_number as "houseNumber", categories as "categoryIds",
      source, basis, consented_on::text as "consentedOn", confidence, problem
    from subscriber_import_checks
    where import_id = ${page.importId} and outcome = ${page.outcome} and line > ${page.after}
    order by line
    limit ${page.limit}`);
}

const badRow = z.object({ line: z.number(), problem: z.string(), cells: z.array(z.string()) });

/** Rows that can't be taken in after a line, as they came, to be mended and brought again. */
export async function listBadImportRows(
  db: CommonQueryMethods,
  page: { readonly importId: number; readonly after: number; readonly limit: number },
): Promise<readonly z.infer<typeof badRow>[]> {
  return db.any(sql.type(badRow)`
    select c.line, coalesce(c.problem, '') as problem, r.cells
    from subscriber_import_checks c
    join subscriber_import_rows r on r.import_id = c.import_id and r.line = c.line
    where c.import_id = ${page.importId} and c.outcome = 'bad' and c.line > ${page.after}
    order by c.line
    limit ${page.limit}`);
}

/** False when it is gone or no longer waits. */
export async function deleteWaitingImport(tx: DatabaseTransactionConnection, id: number): Promise<boolean> {
  const { rowCount } = await tx.query(sql.unsafe`
    delete from subscriber_imports where id = ${id} and state in ('uploaded', 'checked')`);
  return rowCount > 0;
}

/** Throws away files that nobody decided on, with their rows. Returns how many. */
export async function deleteOldImports(db: CommonQueryMethods, before: Date): Promise<number> {
  const { rowCount } = await db.query(sql.unsafe`
    delete from subscriber_imports
    where state in ('uploaded', 'checked') and created_at < ${before.toISOString()}::timestamptz`);
  return rowCount;
}
