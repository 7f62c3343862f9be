// Storing a checked import, and undoing a stored one: each a single transaction over whole sets. SIGKILL before the commit
// leaves nothing done; after it everything is, and a second press of the button finds the state changed.
import { listErasedHashesSince } from '#db/erasures.ts';
import { deleteImportRows, listStagedNumbers, lockImport, stageCheckedRows } from '#db/import-staging.ts';
import { type UndoCounts, undoImportedPeople, updateImportUndone } from '#db/import-undo.ts';
import {
  deleteStagedLeavers,
  deleteStagedLines,
  type ImportCounts,
  type ImportTransaction,
  inImportTransaction,
  insertStagedSubscribers,
  listStagedProblems,
} from '#db/imports.ts';
import { findSubscriberImport } from '#db/subscriber-imports.ts';
import { wordings } from '#domain/consent.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { hashErasedNumber } from './issue-code.ts';

const hourMs = 3_600_000;

/**
 * Takes in the rows of a checked import. With rows that can't be (`bad: 'refuse'`) nothing is stored and null comes back.
 * Whoever has left or been erased since the preview stays out. The uploaded rows are thrown away with the commit.
 */
export async function storeImport(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey'>,
  order: { readonly id: number; readonly bad: 'refuse' | 'skip'; readonly actor: string },
): Promise<ImportCounts | null> {
  const { id, bad, actor } = order;
  return inImportTransaction(deps.sql, async (tx) => {
    const standing = await lockImport(tx, id);
    if (standing === null) throw new ServiceError('not_found', `there is no import ${id}`);
    const checkedAt = standing.checkedAt;
    if (standing.state !== 'checked' || checkedAt === null) {
      throw new ServiceError('conflict', `import ${id} is ${standing.state}`);
    }
    const found = await findSubscriberImport(deps.db, id);
    if (bad === 'refuse' && (found?.findings?.counts.bad ?? 0) > 0) return null;
    await stageCheckedRows(tx, id);
    const vanished = await listStagedProblems(tx);
    await deleteStagedLines(
      tx,
      vanished.map(({ line }) => line),
    );
    await deleteErasedSince(deps, tx, new Date(checkedAt.getTime() - hourMs));
    await deleteStagedLeavers(tx);
    await deleteImportRows(tx, id);
    return insertStagedSubscribers(tx, { now: deps.clock(), actor, importId: id });
  });
}

/** Undoes a stored import, sparing who has acted since; `conflict` when it is not stored or undone already. */
export async function undoImport(
  deps: Pick<Deps, 'sql' | 'clock' | 'db'>,
  order: { readonly id: number; readonly actor: string },
): Promise<UndoCounts> {
  const { id, actor } = order;
  return inImportTransaction(deps.sql, async (tx) => {
    const standing = await lockImport(tx, id);
    if (standing === null) throw new ServiceError('not_found', `there is no import ${id}`);
    const found = await findSubscriberImport(deps.db, id);
    if (standing.state !== 'stored' || found?.storedAt == null) {
      throw new ServiceError('conflict', `import ${id} is ${standing.state}`);
    }
    const now = deps.clock();
    const { storedAt } = found;
    const wording = wordings.staffUndoImport;
    const counts = await undoImportedPeople(tx, { importId: id, now, wording, storedAt });
    await updateImportUndone(tx, { importId: id, now, actor, counts });
    return counts;
  });
}

/** Few are erased in the hours a file waits: only their hashes are compared, mostly none. */
async function deleteErasedSince(
  deps: Pick<Deps, 'db' | 'secretKey'>,
  tx: ImportTransaction,
  since: Date,
): Promise<void> {
  const erased = new Set(await listErasedHashesSince(deps.db, since));
  if (erased.size === 0) return;
  const staged = await listStagedNumbers(tx);
  const lines = staged.flatMap(({ line, msisdn }) => {
    const parsed = parseMsisdn(msisdn);
    return parsed.ok && erased.has(hashErasedNumber(deps.secretKey, parsed.msisdn)) ? [line] : [];
  });
  await deleteStagedLines(tx, lines);
}
