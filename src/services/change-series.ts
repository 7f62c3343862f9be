import { updateApproval } from '#db/approvals.ts';
import { insertAudit } from '#db/audit.ts';
import type { Campaign } from '#db/campaigns.ts';
import { lockCampaign, updateCampaignState, updateSeries } from '#db/campaigns.ts';
import type { Tx } from '#db/pool.ts';
import { deleteOpenOccurrences } from '#db/schedules.ts';
import { campaignCan } from '#domain/campaign.ts';
import type { Recurrence } from '#domain/recurrence.ts';
import { checkCampaign, listOf } from './create-campaign.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { scheduleNext } from './schedule-occurrences.ts';
import { checkChange } from './sender-limit.ts';

type SeriesDeps = Pick<Deps, 'db' | 'office' | 'clock'>;
type Act = { readonly campaignId: number; readonly actor: string };

/**
 * Takes a campaign back to a draft before anything of it has left: within the seconds after the button, before its
 * time, or while it waits for a second person. Refuses with `too_late` once a run of it exists.
 */
export async function withdrawCampaign(deps: SeriesDeps, { campaignId, actor }: Act): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const campaign = await lockExisting(tx, campaignId);
    await checkChange(tx, { actor, campaign, ability: 'work' });
    if (campaign.state === 'draft') return;
    if (!campaignCan.withdraw(campaign.state) || campaign.hasRuns) {
      throw new ServiceError('too_late', `campaign ${campaignId} is ${campaign.state}`);
    }
    const now = deps.clock();
    await deleteOpenOccurrences(tx, campaignId);
    await updateApproval(tx, { campaignId, decision: 'withdrawn', by: actor, now });
    await updateCampaignState(tx, { id: campaignId, state: 'draft', now });
    await insertAudit(tx, { actor, act: 'campaign.withdraw', subject: `campaign:${campaignId}` });
  });
}

/** Lets a series rest: its days pass without a run until it goes on. */
export async function suspendSeries(deps: SeriesDeps, act: Act): Promise<void> {
  await changeSeries(deps, { ...act, name: 'series.suspend' }, async (tx, campaign) => {
    if (campaign.suspendedAt !== null) return;
    await updateSeries(tx, { id: campaign.id, suspendedAt: deps.clock() });
  });
}

/** Lets a series go on with its next day; days that passed meanwhile stay passed. */
export async function resumeSeries(deps: SeriesDeps, act: Act): Promise<void> {
  await changeSeries(deps, { ...act, name: 'series.resume' }, async (tx, campaign) => {
    if (campaign.suspendedAt === null) return;
    await updateSeries(tx, { id: campaign.id, suspendedAt: null });
    await deleteOpenOccurrences(tx, campaign.id);
    await scheduleOrEnd(deps, tx, campaign);
  });
}

/** Changes the text or the rule of a series from its next day on; runs that have begun keep what they began with. */
export async function editSeries(
  deps: SeriesDeps,
  edit: Act & { readonly text: string; readonly recurrence: Recurrence },
): Promise<void> {
  const { text, recurrence } = edit;
  await changeSeries(deps, { ...edit, name: 'series.edit' }, async (tx, campaign) => {
    const { audience, lane } = campaign;
    const problems = checkCampaign(deps, { text, audience, lane, list: listOf(campaign) });
    if (problems.length > 0) throw new ServiceError('invalid', problems.map(({ kind }) => kind).join(', '));
    const version = campaign.version + 1;
    await updateSeries(tx, { id: campaign.id, text, recurrence, version });
    await deleteOpenOccurrences(tx, campaign.id);
    await scheduleOrEnd(deps, tx, { ...campaign, text, recurrence, version });
  });
}

async function changeSeries(
  deps: SeriesDeps,
  act: Act & { readonly name: 'series.suspend' | 'series.resume' | 'series.edit' },
  change: (tx: Tx, campaign: Campaign) => Promise<void>,
): Promise<void> {
  const { campaignId, actor, name } = act;
  await deps.db.transaction(async (tx) => {
    const campaign = await lockExisting(tx, campaignId);
    await checkChange(tx, { actor, campaign, ability: 'work' });
    if (campaign.recurrence === null || campaign.state !== 'scheduled') {
      throw new ServiceError('too_late', `campaign ${campaignId} is no series that goes on`);
    }
    await change(tx, campaign);
    await insertAudit(tx, { actor, act: name, subject: `campaign:${campaignId}` });
  });
}

async function scheduleOrEnd(deps: SeriesDeps, tx: Tx, campaign: Campaign): Promise<void> {
  const now = deps.clock();
  if (await scheduleNext(tx, { campaign, after: now })) return;
  await updateCampaignState(tx, { id: campaign.id, state: 'done', now });
}

async function lockExisting(tx: Tx, campaignId: number): Promise<Campaign> {
  const campaign = await lockCampaign(tx, campaignId);
  if (campaign === null) throw new ServiceError('not_found', `there is no campaign ${campaignId}`);
  return campaign;
}
