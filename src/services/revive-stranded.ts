import { enqueue } from '#db/queue.ts';
import { listStranded } from '#db/runs.ts';
import type { Deps } from './deps.ts';

/** Adds the jobs that runs and campaigns are waiting for and that no longer exist. Idempotent by the jobs' keys. */
export async function reviveStranded(deps: Pick<Deps, 'db' | 'clock'>): Promise<void> {
  const { runIds, campaignIds } = await listStranded(deps.db, deps.clock());
  if (runIds.length + campaignIds.length === 0) return;
  await deps.db.transaction(async (tx) => {
    for (const runId of runIds) {
      await enqueue(tx, { name: 'plan-run', payload: { runId }, key: `plan-run:${runId}` });
    }
    for (const campaignId of campaignIds) {
      await enqueue(tx, {
        name: 'launch-campaign',
        payload: { campaignId },
        key: `launch-campaign:${campaignId}`,
      });
    }
  });
}
