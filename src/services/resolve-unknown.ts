import { insertAudit } from '#db/audit.ts';
import { findRunOfBatch, listDecidableReplies, updateUnknownBatches } from '#db/unknown-batches.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

type Decision = {
  readonly outcome: 'sent' | 'not_sent';
  readonly actor: string;
};

/**
 * A clerk's decision about a batch that nothing could prove: `sent` = the gateway's panel shows it, its rows count as
 * submitted; `not_sent` = it does not, the rows are planned anew with a new id. Refuses with `conflict` when it has
 * been resolved meanwhile. What a stopped run had not sent is skipped instead.
 */
export async function resolveUnknown(
  deps: Pick<Deps, 'db' | 'sql'>,
  decision: Decision & {
    readonly batchId: number;
    /** Refuses batches of other campaigns. */
    readonly campaignId?: number | undefined;
  },
): Promise<void> {
  const { batchId, campaignId, outcome, actor } = decision;
  const runId = await findRunOfBatch(deps.db, { batchId, campaignId });
  const rows =
    runId === null ? 0 : await updateUnknownBatches(deps.sql, { runId, batchIds: [batchId], outcome });
  if (rows === 0) throw new ServiceError('conflict', `batch ${batchId} has no rows of unknown outcome`);
  await insertAudit(deps.db, {
    actor,
    act: 'batch.resolve',
    subject: `batch:${batchId}`,
    detail: { outcome, rows },
  });
}

/**
 * The same for all replies claimed in an hour that the dispatcher asks about no more. A reply that was not sent is
 * skipped: hours later its code is over and its answer out of date. Refuses with `conflict` when none is left.
 */
export async function resolveUnknownReplies(
  deps: Pick<Deps, 'db' | 'sql'>,
  decision: Decision & { readonly hour: Date },
): Promise<void> {
  const { hour, outcome, actor } = decision;
  let rows = 0;
  for (const ofRun of await listDecidableReplies(deps.db, hour)) {
    rows += await updateUnknownBatches(deps.sql, { ...ofRun, outcome });
  }
  if (rows === 0) throw new ServiceError('conflict', 'no reply of that hour is of unknown outcome');
  await insertAudit(deps.db, {
    actor,
    act: 'replies.resolve',
    subject: `hour:${hour.toISOString()}`,
    detail: { outcome, rows },
  });
}
