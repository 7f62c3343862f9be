import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const savedAnswerRow = z.object({ id: z.number(), title: z.string(), body: z.string() });

export type SavedAnswer = z.infer<typeof savedAnswerRow>;

/** All of them, by title. */
export async function listSavedAnswers(db: CommonQueryMethods): Promise<readonly SavedAnswer[]> {
  return db.any(sql.type(savedAnswerRow)`
    select id, title, body
    from saved_answers
    order by lower(title), id`);
}

export async function findSavedAnswer(db: CommonQueryMethods, id: number): Promise<SavedAnswer | null> {
  return db.maybeOne(sql.type(savedAnswerRow)`select id, title, body from saved_answers where id = ${id}`);
}

type NewSavedAnswer = { readonly title: string; readonly body: string; readonly by: string };

/** Adds one; null when its title is taken. */
export async function insertSavedAnswer(
  tx: DatabaseTransactionConnection,
  { title, body, by }: NewSavedAnswer,
): Promise<number | null> {
  return tx.maybeOneFirst(sql.type(z.object({ id: z.number() }))`
    insert into saved_answers (title, body, updated_by)
    values (${title}, ${body}, ${by})
    on conflict (title) do nothing
    returning id`);
}

/** Changes one: `missing` when it is gone, `taken` when another has the title. */
export async function updateSavedAnswer(
  tx: DatabaseTransactionConnection,
  { id, title, body, by }: NewSavedAnswer & { readonly id: number },
): Promise<'changed' | 'missing' | 'taken'> {
  const isTaken = await tx.exists(sql.unsafe`
    select from saved_answers where title = ${title} and id <> ${id}`);
  if (isTaken) return 'taken';
  const changed = await tx.query(sql.unsafe`
    update saved_answers
    set title = ${title}, body = ${body}, updated_by = ${by}, updated_at = now()
    where id = ${id}`);
  return changed.rowCount === 0 ? 'missing' : 'changed';
}

export async function deleteSavedAnswer(tx: DatabaseTransactionConnection, id: number): Promise<boolean> {
  const deleted = await tx.query(sql.unsafe`delete from saved_answers where id = ${id}`);
  return deleted.rowCount > 0;
}
