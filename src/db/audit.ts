import { type CommonQueryMethods, type FragmentSqlToken, sql } from 'slonik';
import { z } from 'zod';
import { type AuditAct, auditActs } from '#domain/audit-acts.table.ts';

/** Writes one append-only entry. `actor`: 'staff:7', 'token:3', 'system', 'cli'. Ids only, never numbers or texts. */
export async function insertAudit(
  tx: CommonQueryMethods,
  entry: {
    readonly actor: string;
    readonly act: AuditAct;
    readonly subject?: string;
    readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
  },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into audit_entries (actor, act, subject, detail)
    values (${entry.actor}, ${entry.act}, ${entry.subject ?? null}, ${JSON.stringify(entry.detail ?? {})}::jsonb)`);
}

const entryRow = z.object({
  id: z.number(),
  at: z.date(),
  actor: z.string(),
  act: z.string(),
  subject: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof entryRow>;

export type AuditSearch = {
  readonly actor?: string | undefined;
  /** Any of them. */
  readonly acts?: readonly string[] | undefined;
  readonly subject?: string | undefined;
  readonly from?: Date | undefined;
  /** Not included. */
  readonly until?: Date | undefined;
};

/** A page of the log, latest first. `before`: the last id of the page before this one. */
export async function listAudit(
  db: CommonQueryMethods,
  search: AuditSearch & { readonly limit: number; readonly before?: number | undefined },
): Promise<readonly AuditEntry[]> {
  const { actor, acts, subject, from, until, before } = search;
  const conditions: FragmentSqlToken[] = [
    ...(before === undefined ? [] : [sql.fragment`id < ${before}`]),
    ...(actor === undefined ? [] : [sql.fragment`actor = ${actor}`]),
    ...(acts === undefined ? [] : [sql.fragment`act = any(${sql.array([...acts], 'text')})`]),
    ...(subject === undefined ? [] : [sql.fragment`subject = ${subject}`]),
    ...(from === undefined ? [] : [sql.fragment`at >= ${from.toISOString()}::timestamptz`]),
    ...(until === undefined ? [] : [sql.fragment`at < ${until.toISOString()}::timestamptz`]),
  ];
  const where =
    conditions.length === 0
      ? sql.fragment``
      : sql.fragment`where ${sql.join(conditions, sql.fragment` and `)}`;
  return db.any(sql.type(entryRow)`
    select id, at, actor, act, subject, detail
    from audit_entries
    ${where}
    order by id desc
    limit ${search.limit}`);
}

/** Whether this release knows the act; a row of an older one may hold another. */
export function isAuditAct(act: string): act is AuditAct {
  return Object.hasOwn(auditActs, act);
}
