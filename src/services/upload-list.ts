import { insertAudit } from '#db/audit.ts';
import {
  deleteList,
  findList,
  insertList,
  insertListRows,
  listListRows,
  updateList,
  updateListRows,
} from '#db/lists.ts';
import { type ListFileProblem, type ListRow, parseListText } from '#domain/list-file.ts';
import { createRowCheck, type ListColumns } from '#domain/list-match.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { isZip, readWorkbook } from './read-workbook.ts';

const slice = 5_000;

export type UploadAnswer =
  | { readonly ok: true; readonly id: number }
  | { readonly ok: false; readonly problem: ListFileProblem };

/** Keeps an uploaded file as a table whose columns wait to be matched: all of it or nothing. */
export async function uploadList(
  deps: Pick<Deps, 'db'>,
  upload: { readonly name: string; readonly bytes: Uint8Array; readonly actor: string },
): Promise<UploadAnswer> {
  const { bytes, actor } = upload;
  const parsed = isZip(bytes) ? await readWorkbook(bytes) : parseListText(bytes);
  if (!parsed.ok) return parsed;
  const { headers, rows } = parsed.table;
  const name =
    upload.name
      .toWellFormed()
      .replace(/\p{Cc}/gu, '')
      .slice(-100) || 'lista';
  const id = await deps.db.transaction(async (tx) => {
    const listId = await insertList(tx, { name, headers, actor });
    for (let at = 0; at < rows.length; at += slice) {
      await insertListRows(tx, { listId, rows: rows.slice(at, at + slice) });
    }
    await insertAudit(tx, {
      actor,
      act: 'list.upload',
      subject: `list:${listId}`,
      detail: { rows: rows.length },
    });
    return listId;
  });
  return { ok: true, id };
}

/**
 * Checks every row under these columns and remembers what is wrong. The list may be used when nothing is, or with
 * `bad: 'leave_out'`; a campaign that has begun keeps it as it was (`conflict`).
 */
export async function matchList(
  deps: Pick<Deps, 'db'>,
  match: {
    readonly id: number;
    readonly columns: ListColumns;
    readonly bad: 'ask' | 'leave_out';
    readonly actor: string;
  },
): Promise<{ readonly good: number; readonly bad: number; readonly isReady: boolean }> {
  const { id, columns, actor } = match;
  return deps.db.transaction(async (tx) => {
    const list = await findList(tx, id);
    if (list === null) throw new ServiceError('not_found', `there is no list ${id}`);
    if (list.state === 'ready') throw new ServiceError('conflict', `list ${id} is matched`);
    const check = createRowCheck(list.headers, columns);
    let good = 0;
    let bad = 0;
    for (let after = 0; ; ) {
      const rows: readonly ListRow[] = await listListRows(tx, { listId: id, after, limit: slice });
      if (rows.length === 0) break;
      const checked = rows.map(check);
      await updateListRows(tx, { listId: id, rows: checked });
      good += checked.filter(({ msisdn }) => msisdn !== null).length;
      bad += checked.filter(({ problem }) => problem !== null).length;
      after = rows.at(-1)?.line ?? after;
    }
    const isReady = good > 0 && (bad === 0 || match.bad === 'leave_out');
    const fields = columns.fields.map((field, at) => (at === columns.number ? '' : field));
    await updateList(tx, { id, fields, state: isReady ? 'ready' : 'uploaded' });
    if (isReady) {
      await insertAudit(tx, { actor, act: 'list.match', subject: `list:${id}`, detail: { good, bad } });
    }
    return { good, bad, isReady };
  });
}

/** Deletes a list with all its rows. Refuses with `conflict` while a campaign needs it. Idempotent. */
export async function dropList(
  deps: Pick<Deps, 'db'>,
  given: { readonly id: number; readonly actor: string },
): Promise<void> {
  const { id, actor } = given;
  await deps.db.transaction(async (tx) => {
    if (await deleteList(tx, id)) {
      await insertAudit(tx, { actor, act: 'list.delete', subject: `list:${id}` });
      return;
    }
    if ((await findList(tx, id)) !== null) throw new ServiceError('conflict', `list ${id} is in use`);
  });
}
