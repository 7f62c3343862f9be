import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { Audience } from '#domain/audience.ts';

const savedRow = z.object({
  id: z.number(),
  name: z.string(),
  // Checked by the domain before it was stored.
  audience: z.custom<Audience>((value) => typeof value === 'object' && value !== null),
});
export type SavedAudience = z.infer<typeof savedRow>;

/** Audiences that staff have given a name, by name. */
export async function listSavedAudiences(db: CommonQueryMethods): Promise<readonly SavedAudience[]> {
  return db.any(sql.type(savedRow)`select id, name, audience from saved_audiences order by lower(name)`);
}

/** One of them, or null. */
export async function findSavedAudience(db: CommonQueryMethods, id: number): Promise<SavedAudience | null> {
  return db.maybeOne(sql.type(savedRow)`select id, name, audience from saved_audiences where id = ${id}`);
}

/** Stores an audience under its name, in place of one that has it; returns its id. */
export async function insertSavedAudience(
  tx: DatabaseTransactionConnection,
  saved: { readonly name: string; readonly audience: Audience; readonly actor: string },
): Promise<number> {
  return tx.oneFirst(sql.type(z.object({ id: z.number() }))`
    insert into saved_audiences (name, audience, updated_by)
    values (${saved.name}, ${JSON.stringify(saved.audience)}::jsonb, ${saved.actor})
    on conflict (lower(name)) do update
    set name = excluded.name, audience = excluded.audience, updated_by = excluded.updated_by,
      updated_at = clock_timestamp()
    returning id`);
}

/** False when it was gone already. */
export async function deleteSavedAudience(tx: DatabaseTransactionConnection, id: number): Promise<boolean> {
  return (await tx.query(sql.unsafe`delete from saved_audiences where id = ${id}`)).rowCount > 0;
}
