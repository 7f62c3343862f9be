import { updateStaleRuns } from '#db/alerts.ts';
import { updateApproval } from '#db/approvals.ts';
import { insertAudit } from '#db/audit.ts';
import { lockCampaign, updateCampaignState } from '#db/campaigns.ts';
import { listUnfinishedStops, updateStoppedMts } from '#db/mts.ts';
import type { Bulk } from '#db/pool.ts';
import { updateRunsResumed, updateRunsStopped } from '#db/runs.ts';
import { deleteOpenOccurrences } from '#db/schedules.ts';
import { campaignCan } from '#domain/campaign.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { checkChange } from './sender-limit.ts';

const sliceSize = 20_000;
// A page waits for the answer; what is left of a large run is skipped by the worker's sweep.
const slicesWhileAsked = 5;

/**
 * Stops a campaign: from the commit on nothing more of it is claimed; what waits becomes `skipped`. Calls under way
 * may end. Refuses with `too_late` when it has ended by itself.
 */
export async function stopCampaign(
  deps: Pick<Deps, 'db' | 'sql' | 'clock'>,
  stop: { readonly campaignId: number; readonly actor: string },
): Promise<void> {
  const { campaignId, actor } = stop;
  const runIds = await deps.db.transaction(async (tx) => {
    const campaign = await lockCampaign(tx, campaignId);
    if (campaign === null) throw new ServiceError('not_found', `there is no campaign ${campaignId}`);
    await checkChange(tx, { actor, campaign, ability: 'work' });
    if (campaign.state === 'stopped') return [];
    if (!campaignCan.stop(campaign.state)) {
      throw new ServiceError('too_late', `campaign ${campaignId} is ${campaign.state}`);
    }
    const now = deps.clock();
    await updateCampaignState(tx, { id: campaignId, state: 'stopped', now });
    await deleteOpenOccurrences(tx, campaignId);
    await updateApproval(tx, { campaignId, decision: 'withdrawn', by: actor, now });
    await insertAudit(tx, { actor, act: 'campaign.stop', subject: `campaign:${campaignId}` });
    return updateRunsStopped(tx, campaignId);
  });
  for (const runId of runIds) await skipSlices(deps.sql, { runId, most: slicesWhileAsked });
}

/** Finishes stops that were cut short, by size or by a kill, and ends alerts whose time is over. */
export async function finishStops(deps: Pick<Deps, 'sql' | 'clock'>): Promise<void> {
  await updateStaleRuns(deps.sql, deps.clock());
  for (const runId of await listUnfinishedStops(deps.sql)) {
    await skipSlices(deps.sql, { runId, most: Number.POSITIVE_INFINITY });
  }
}

async function skipSlices(sql: Bulk, of: { readonly runId: number; readonly most: number }): Promise<void> {
  for (let slices = 0; slices < of.most; slices += 1) {
    const skipped = await updateStoppedMts(sql, { runId: of.runId, limit: sliceSize });
    if (skipped === 0) return;
  }
}

/** Lets a campaign go on that the gateway's refusals had paused: its account or text has been seen to. */
export async function resumeCampaign(
  deps: Pick<Deps, 'db' | 'sql'>,
  resume: { readonly campaignId: number; readonly actor: string },
): Promise<void> {
  const { campaignId, actor } = resume;
  const resumed = await updateRunsResumed(deps.sql, { campaignId });
  if (resumed === 0) throw new ServiceError('conflict', `campaign ${campaignId} is not paused`);
  await insertAudit(deps.db, { actor, act: 'campaign.resume', subject: `campaign:${campaignId}` });
}
