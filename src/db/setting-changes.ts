// The history of the office's settings: appended with each change, never altered.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const changeRow = z.object({
  id: z.number(),
  at: z.date(),
  actor: z.string(),
  subject: z.string(),
  before: z.unknown(),
  after: z.unknown(),
});

export type SettingChange = z.infer<typeof changeRow>;

const columns = sql.fragment`id, at, actor, subject, before, after`;

/** Appends one change. Null: there was nothing, or the value that comes with the release. */
export async function insertSettingChange(
  tx: DatabaseTransactionConnection,
  change: {
    readonly actor: string;
    readonly subject: string;
    readonly before: unknown;
    readonly after: unknown;
  },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into setting_changes (actor, subject, before, after)
    values (${change.actor}, ${change.subject}, ${toJson(change.before)}::jsonb, ${toJson(change.after)}::jsonb)`);
}

/** A page of the history, latest first. `before`: the last id of the page before this one. */
export async function listSettingChanges(
  db: CommonQueryMethods,
  search: {
    /** Any of them; left out: all. */
    readonly subjects?: readonly string[] | undefined;
    readonly limit: number;
    readonly before?: number | undefined;
  },
): Promise<readonly SettingChange[]> {
  const subjects = search.subjects === undefined ? null : sql.array([...search.subjects], 'text');
  return db.any(sql.type(changeRow)`
    select ${columns}
    from setting_changes
    where (${subjects}::text[] is null or subject = any(${subjects}))
      and (${search.before ?? null}::bigint is null or id < ${search.before ?? null})
    order by id desc
    limit ${search.limit}`);
}

/** One change; null when there is none of this id. */
export async function findSettingChange(db: CommonQueryMethods, id: number): Promise<SettingChange | null> {
  return db.maybeOne(sql.type(changeRow)`select ${columns} from setting_changes where id = ${id}`);
}

/** The latest change of these subjects; 0 while there is none. */
export async function findLastChangeId(db: CommonQueryMethods, subjects: readonly string[]): Promise<number> {
  return db.oneFirst(sql.type(z.object({ id: z.number() }))`
    select coalesce(max(id), 0)::int8 as id
    from setting_changes
    where subject = any(${sql.array([...subjects], 'text')})`);
}

/** What has a history, by name. */
export async function listChangedSubjects(db: CommonQueryMethods): Promise<readonly string[]> {
  return db.anyFirst(sql.type(z.object({ subject: z.string() }))`
    select distinct subject from setting_changes order by subject`);
}

function toJson(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
