import type { Task } from 'graphile-worker';
import { jobPayloads } from '#db/queue.ts';
import type { Deps } from '#services/deps.ts';
import { startScheduledCampaign } from '#services/launch-campaign.ts';

/** Starts a scheduled campaign whose time has come. */
export function createLaunchCampaign(deps: Pick<Deps, 'db' | 'office' | 'clock'>): Task {
  return async (payload) => startScheduledCampaign(deps, jobPayloads['launch-campaign'].parse(payload));
}
