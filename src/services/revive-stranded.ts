import { enqueue } from '#db/queue.ts';
import { listStranded } from '#db/runs.ts';
import type { Deps } from './deps.ts';

/** Adds the jobs that runs are waiting for and that no longer exist. Idempotent by the jobs' keys. */
export async function reviveStranded(deps: Pick<Deps, 'db'>): Promise<void> {
  const runIds = await listStranded(deps.db);
  if (runIds.length === 0) return;
  await deps.db.transaction(async (tx) => {
    for (const runId of runIds) {
      await enqueue(tx, { name: 'plan-run', payload: { runId }, key: `plan-run:${runId}` });
    }
  });
}
