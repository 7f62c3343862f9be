import { type CommonQueryMethods, sql } from 'slonik';

/** Writes one append-only entry. `actor`: 'staff:7', 'token:3', 'system', 'cli'. Ids only, never numbers or texts. */
export async function insertAudit(
  tx: CommonQueryMethods,
  entry: {
    readonly actor: string;
    readonly act: string;
    readonly subject?: string;
    readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
  },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into audit_entries (actor, act, subject, detail)
    values (${entry.actor}, ${entry.act}, ${entry.subject ?? null}, ${JSON.stringify(entry.detail ?? {})}::jsonb)`);
}
