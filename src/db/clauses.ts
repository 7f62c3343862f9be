import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const clauseRow = z.object({
  version: z.number(),
  pl: z.string(),
  uk: z.string(),
  en: z.string(),
  createdAt: z.date(),
  createdBy: z.string(),
});

export type StoredClause = z.infer<typeof clauseRow>;

const columns = sql.fragment`
  version, pl, uk, en, created_at as "createdAt", created_by as "createdBy"`;

/** The latest wording the office has written; null while it has written none. */
export async function findLatestClause(db: CommonQueryMethods): Promise<StoredClause | null> {
  return db.maybeOne(sql.type(clauseRow)`
    select ${columns}
    from clauses
    order by version desc
    limit 1`);
}

/** The wording of one version that the office has written. */
export async function findClause(db: CommonQueryMethods, version: number): Promise<StoredClause | null> {
  return db.maybeOne(sql.type(clauseRow)`
    select ${columns}
    from clauses
    where version = ${version}`);
}

/** Every wording the office has written, newest first. */
export async function listClauses(db: CommonQueryMethods): Promise<readonly StoredClause[]> {
  return db.any(sql.type(clauseRow)`
    select ${columns}
    from clauses
    order by version desc`);
}

/** Appends a wording and gives its version; nothing when `after` is no longer the latest (0 rows, null). */
export async function insertClause(
  tx: DatabaseTransactionConnection,
  clause: {
    readonly after: number;
    readonly pl: string;
    readonly uk: string;
    readonly en: string;
    readonly by: string;
  },
): Promise<number | null> {
  return tx.maybeOneFirst(sql.type(z.object({ version: z.number() }))`
    insert into clauses (version, pl, uk, en, created_by)
    select ${clause.after} + 1, ${clause.pl}, ${clause.uk}, ${clause.en}, ${clause.by}
    where ${clause.after} = coalesce((select max(version) from clauses), 1)
    on conflict (version) do nothing
    returning version`);
}
