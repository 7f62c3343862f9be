import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const crestRow = z.object({
  /** The picture, in base64. */
  png: z.string(),
  width: z.number(),
  height: z.number(),
});

export type StoredCrest = z.infer<typeof crestRow>;

/** The office's crest; null when it has none. */
export async function findCrest(db: CommonQueryMethods): Promise<StoredCrest | null> {
  return db.maybeOne(sql.type(crestRow)`
    select encode(png, 'base64') as png, width, height from crest`);
}

/** Puts a crest in the place of the one before. */
export async function upsertCrest(
  tx: DatabaseTransactionConnection,
  crest: StoredCrest & { readonly by: string },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into crest (png, width, height, updated_by)
    values (decode(${crest.png}, 'base64'), ${crest.width}, ${crest.height}, ${crest.by})
    on conflict (id) do update
    set png = excluded.png, width = excluded.width, height = excluded.height,
      updated_at = now(), updated_by = excluded.updated_by`);
}

/** Takes the crest away; nothing when there is none. */
export async function deleteCrest(tx: DatabaseTransactionConnection): Promise<void> {
  await tx.query(sql.unsafe`delete from crest`);
}
