import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const templateRow = z.object({
  id: z.number(),
  name: z.string(),
  body: z.string(),
  isAlert: z.boolean(),
});
/** A ready text. */
export type Template = z.infer<typeof templateRow>;

const columns = sql.fragment`id, name, body, is_alert as "isAlert"`;

/** The office's ready texts, by name. */
export async function listTemplates(db: CommonQueryMethods): Promise<readonly Template[]> {
  return db.any(sql.type(templateRow)`select ${columns} from templates order by is_alert, lower(name)`);
}

/** One of them, or null. */
export async function findTemplate(db: CommonQueryMethods, id: number): Promise<Template | null> {
  return db.maybeOne(sql.type(templateRow)`select ${columns} from templates where id = ${id}`);
}

/** The new text's id; null when another has that name. */
export async function insertTemplate(
  tx: DatabaseTransactionConnection,
  text: Omit<Template, 'id'> & { readonly actor: string },
): Promise<number | null> {
  return tx.maybeOneFirst(sql.type(z.object({ id: z.number() }))`
    insert into templates (name, body, is_alert, updated_by)
    values (${text.name}, ${text.body}, ${text.isAlert}, ${text.actor})
    on conflict do nothing
    returning id`);
}

/** Whether it was there and nobody else has the name. */
export async function updateTemplate(
  tx: DatabaseTransactionConnection,
  text: Template & { readonly actor: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(sql.unsafe`
    update templates
    set name = ${text.name}, body = ${text.body}, is_alert = ${text.isAlert}, updated_by = ${text.actor},
      updated_at = clock_timestamp()
    where id = ${text.id}
      and not exists (select from templates o where lower(o.name) = lower(${text.name}) and o.id <> ${text.id})`);
  return rowCount > 0;
}

/** False when it was gone already. */
export async function deleteTemplate(tx: DatabaseTransactionConnection, id: number): Promise<boolean> {
  return (await tx.query(sql.unsafe`delete from templates where id = ${id}`)).rowCount > 0;
}
