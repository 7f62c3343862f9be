// Uploaded lists. They hold personal data for one campaign: deleted when its run has ended, or after 30 days.

import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { ListRow } from '#domain/list-file.ts';

const listRow = z.object({
  id: z.number(),
  name: z.string(),
  state: z.enum(['uploaded', 'ready']),
  headers: z.array(z.string()),
  fields: z.array(z.string()),
  createdAt: z.date(),
  /** Rows that can be used. */
  rows: z.number(),
});
export type List = z.infer<typeof listRow>;

const columns = sql.fragment`
  l.id, l.name, l.state, l.headers, l.fields, l.created_at as "createdAt",
  (select count(*) from list_rows r where r.list_id = l.id and (l.state = 'uploaded' or r.msisdn is not null)) as rows`;

/** Latest first. */
export async function listLists(db: CommonQueryMethods): Promise<readonly List[]> {
  return db.any(sql.type(listRow)`select ${columns} from lists l order by l.id desc limit 100`);
}

/** Lists whose columns are matched, that no campaign has used yet. */
export async function listReadyLists(db: CommonQueryMethods): Promise<readonly List[]> {
  return db.any(sql.type(listRow)`
    select ${columns} from lists l
    where l.state = 'ready'
      and not exists (select from campaigns c where c.list_id = l.id and c.state <> 'draft')
    order by l.id desc
    limit 20`);
}

/** One list, or null. */
export async function findList(db: CommonQueryMethods, id: number): Promise<List | null> {
  return db.maybeOne(sql.type(listRow)`select ${columns} from lists l where l.id = ${id}`);
}

/** Stores a list as it was read, columns not matched yet; returns its id. */
export async function insertList(
  tx: DatabaseTransactionConnection,
  list: { readonly name: string; readonly headers: readonly string[]; readonly actor: string },
): Promise<number> {
  return tx.oneFirst(sql.type(z.object({ id: z.number() }))`
    insert into lists (name, headers, created_by)
    values (${list.name}, ${sql.array([...list.headers], 'text')}, ${list.actor})
    returning id`);
}

/** Adds rows of a list, a few thousand at a time. */
export async function insertListRows(
  tx: DatabaseTransactionConnection,
  given: { readonly listId: number; readonly rows: readonly ListRow[] },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into list_rows (list_id, line, cells)
    select ${given.listId}, (row ->> 0)::integer,
      array(select cell from jsonb_array_elements_text(row -> 1) with ordinality as c (cell, at) order by at)
    from jsonb_array_elements(${JSON.stringify(given.rows.map(({ line, cells }) => [line, cells]))}::jsonb) as row`);
}

const cellsRow = z.object({ line: z.number(), cells: z.array(z.string()) });

/** The next rows after a line, in the file's order. */
export async function listListRows(
  db: CommonQueryMethods,
  page: { readonly listId: number; readonly after: number; readonly limit: number },
): Promise<readonly ListRow[]> {
  return db.any(sql.type(cellsRow)`
    select line, cells from list_rows
    where list_id = ${page.listId} and line > ${page.after}
    order by line
    limit ${page.limit}`);
}

/** Writes what the check of the rows found, a few thousand at a time. */
export async function updateListRows(
  tx: DatabaseTransactionConnection,
  given: {
    readonly listId: number;
    readonly rows: readonly {
      readonly line: number;
      readonly msisdn: string | null;
      readonly item: number;
      readonly problem: string | null;
    }[];
  },
): Promise<void> {
  await tx.query(sql.unsafe`
    update list_rows r
    set msisdn = given.msisdn, item = given.item, problem = given.problem
    from ${sql.unnest(
      given.rows.map(({ line, msisdn, item, problem }) => [line, msisdn, item, problem]),
      ['int4', 'text', 'int8', 'text'],
    )} as given (line, msisdn, item, problem)
    where r.list_id = ${given.listId} and r.line = given.line`);
}

/** Says how the columns are matched and whether the list may be used. */
export async function updateList(
  tx: DatabaseTransactionConnection,
  list: {
    readonly id: number;
    readonly fields: readonly string[];
    readonly state: 'uploaded' | 'ready';
  },
): Promise<void> {
  await tx.query(sql.unsafe`
    update lists set fields = ${sql.array([...list.fields], 'text')}, state = ${list.state}
    where id = ${list.id}`);
}

const problemRow = z.object({ line: z.number(), problem: z.string() });

/** Rows that can't be used, by line. */
export async function listListProblems(
  db: CommonQueryMethods,
  which: { readonly listId: number; readonly limit: number },
): Promise<readonly z.infer<typeof problemRow>[]> {
  return db.any(sql.type(problemRow)`
    select line, problem from list_rows
    where list_id = ${which.listId} and problem is not null
    order by line
    limit ${which.limit}`);
}

/** How many rows can be used and how many can't. */
export async function countListRows(
  db: CommonQueryMethods,
  listId: number,
): Promise<{ readonly good: number; readonly bad: number }> {
  return db.one(sql.type(z.object({ good: z.number(), bad: z.number() }))`
    select count(*) filter (where msisdn is not null) as good,
      count(*) filter (where problem is not null) as bad
    from list_rows where list_id = ${listId}`);
}

/** False when it is gone, or a campaign that has not ended uses it. */
export async function deleteList(tx: DatabaseTransactionConnection, id: number): Promise<boolean> {
  const { rowCount } = await tx.query(sql.unsafe`
    delete from lists l
    where l.id = ${id} and not exists (
      select from campaigns c
      where c.list_id = l.id and c.state not in ('draft', 'done', 'stopped')
    )`);
  return rowCount > 0;
}

/** Deletes lists whose campaign has ended, and those that stayed unused for 30 days. Returns how many. */
export async function deleteFinishedLists(db: CommonQueryMethods, now: Date): Promise<number> {
  const { rowCount } = await db.query(sql.unsafe`
    delete from lists l
    where not exists (
        select from campaigns c where c.list_id = l.id and c.state not in ('draft', 'done', 'stopped')
      )
      and (
        l.created_at < ${now.toISOString()}::timestamptz - interval '30 days'
        or exists (select from campaigns c where c.list_id = l.id and c.state in ('done', 'stopped'))
      )`);
  return rowCount;
}
