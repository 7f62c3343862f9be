import { insertAudit } from '#db/audit.ts';
import { updateUnknownBatch } from '#db/records.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

/**
 * A clerk's decision about a batch that nothing could prove: `sent` = the gateway's panel shows it, its rows count as
 * submitted; `not_sent` = it does not, the rows are planned anew with a new id. Refuses with `conflict` when it has
 * been resolved meanwhile. What a stopped run had not sent is skipped instead.
 */
export async function resolveUnknown(
  deps: Pick<Deps, 'db' | 'sql'>,
  decision: {
    readonly batchId: number;
    /** Refuses batches of other campaigns. */
    readonly campaignId?: number | undefined;
    readonly outcome: 'sent' | 'not_sent';
    readonly actor: string;
  },
): Promise<void> {
  const { batchId, campaignId, outcome, actor } = decision;
  const rows = await updateUnknownBatch(deps.sql, { batchId, campaignId, outcome });
  if (rows === 0) throw new ServiceError('conflict', `batch ${batchId} has no rows of unknown outcome`);
  await insertAudit(deps.db, {
    actor,
    act: 'batch.resolve',
    subject: `batch:${batchId}`,
    detail: { outcome, rows },
  });
}
