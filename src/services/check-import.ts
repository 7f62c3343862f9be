import { listErasedHashes } from '#db/erasures.ts';
import { insertImportChecks, listImportRows, lockImport, updateImportChecked } from '#db/import-staging.ts';
import { inImportTransaction } from '#db/imports.ts';
import type { ImportMatching } from '#domain/import-columns.ts';
import { createImportJudge, type JudgedRow } from '#domain/import-rows.ts';
import { dayOf } from '#domain/report-period.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { hashErasedNumber } from './issue-code.ts';

const mostOpenPlaces = 200;

/**
 * Understands every row of an upload under a matching and says what it would do, for the preview: one transaction, nothing
 * of anybody's subscription changes. May be repeated with another matching; `conflict` once it is stored.
 */
export async function checkImport(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'office' | 'secretKey'>,
  check: { readonly id: number; readonly matching: ImportMatching },
): Promise<void> {
  const { id, matching } = check;
  const office = deps.office();
  const now = deps.clock();
  const erased = new Set(await listErasedHashes(deps.db));
  const isErased = (row: JudgedRow): boolean =>
    row.ok && erased.size > 0 && erased.has(hashErasedNumber(deps.secretKey, row.msisdn));
  await inImportTransaction(deps.sql, async (tx) => {
    const standing = await lockImport(tx, id);
    if (standing === null) throw new ServiceError('not_found', `there is no import ${id}`);
    if (standing.state !== 'uploaded' && standing.state !== 'checked') {
      throw new ServiceError('conflict', `import ${id} is stored`);
    }
    const { judge, listOpen } = createImportJudge({
      width: standing.headers.length,
      matching,
      places: office.places,
      categories: office.categories,
      today: dayOf(now),
    });
    async function* judged() {
      for await (const rows of listImportRows(deps.sql, id)) {
        yield rows.map(judge).map((row) => ({ row, isErased: isErased(row) }));
      }
    }
    await insertImportChecks(tx, { importId: id, slices: judged() });
    await updateImportChecked(tx, { importId: id, matching, open: listOpen(mostOpenPlaces), now });
  });
}
