import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { PlaceAlias } from '#domain/place-aliases.ts';

const aliasRow = z.object({
  id: z.number(),
  alias: z.string(),
  sym: z.string(),
  symUl: z.string().nullable(),
});
export type StoredAlias = z.infer<typeof aliasRow>;

/** Every alias the office has given, by name; also of places that the register has not now. */
export async function listPlaceAliases(db: CommonQueryMethods): Promise<readonly StoredAlias[]> {
  return db.any(sql.type(aliasRow)`
    select id, alias, sym, sym_ul as "symUl" from place_aliases order by alias, id`);
}

/** The new alias's id; null when the place has it already. */
export async function insertPlaceAlias(
  tx: DatabaseTransactionConnection,
  { alias, sym, symUl }: PlaceAlias,
): Promise<number | null> {
  return tx.maybeOneFirst(sql.type(z.object({ id: z.number() }))`
    insert into place_aliases (alias, sym, sym_ul) values (${alias}, ${sym}, ${symUl})
    on conflict do nothing
    returning id`);
}

/** What was deleted; null when it was gone already. */
export async function deletePlaceAlias(
  tx: DatabaseTransactionConnection,
  id: number,
): Promise<StoredAlias | null> {
  return tx.maybeOne(sql.type(aliasRow)`
    delete from place_aliases where id = ${id} returning id, alias, sym, sym_ul as "symUl"`);
}
