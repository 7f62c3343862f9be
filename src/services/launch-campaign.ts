import { insertApproval } from '#db/approvals.ts';
import { insertAudienceMembers } from '#db/audience.ts';
import { insertAudit } from '#db/audit.ts';
import { type Campaign, lockCampaign, updateCampaignState } from '#db/campaigns.ts';
import type { Tx } from '#db/pool.ts';
import { type ApprovalReason, findApprovalReasons } from '#domain/approval.ts';
import { campaignCan } from '#domain/campaign.ts';
import { estimatePrice, readBudget } from './campaign-budget.ts';
import { checkCampaign, listOf } from './create-campaign.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { scheduleFirst } from './schedule-occurrences.ts';
import { checkLaunch } from './sender-limit.ts';
import { startRun } from './start-run.ts';
import { countReached } from './strangers.ts';

type LaunchDeps = Pick<Deps, 'db' | 'office' | 'clock' | 'secretKey'>;

export type Launched = {
  /** `waiting_approval`: a second person has to agree, for these reasons. */
  readonly state: 'running' | 'scheduled' | 'waiting_approval';
  readonly reasons: readonly ApprovalReason[];
};

/**
 * Launches a draft: now, at its time, or as a series; or asks for a second person where the office wants one. With
 * `undo` what would leave now waits for the office's seconds first (`withdrawCampaign` takes it back); an alert never
 * waits. Refuses with `conflict` when it was launched before or when the audience is no longer the number of people
 * that the preview showed (`expectedRecipients`), with `invalid` when it has problems.
 */
export async function launchCampaign(
  deps: LaunchDeps,
  launch: {
    readonly campaignId: number;
    readonly actor: string;
    readonly expectedRecipients?: number | undefined;
    readonly undo?: 'offered' | undefined;
  },
): Promise<Launched> {
  const { campaignId, actor } = launch;
  return deps.db.transaction(async (tx): Promise<Launched> => {
    const campaign = await lockExisting(tx, campaignId);
    await checkLaunch({ ...deps, db: tx }, { actor, campaign });
    if (!campaignCan.launch(campaign.state)) {
      throw new ServiceError('conflict', `campaign ${campaignId} is ${campaign.state}`);
    }
    const { text, audience, lane, sendAt } = campaign;
    const problems = checkCampaign(deps, { text, audience, lane, list: listOf(campaign) });
    if (problems.length > 0) throw new ServiceError('invalid', `campaign ${campaignId} has problems`);
    // Counting a city takes a part of the second in which an alert has to begin.
    const mustCount = lane !== 'alert' || launch.expectedRecipients !== undefined;
    const recipients = mustCount ? await countReached({ ...deps, db: tx }, campaign) : null;
    if (launch.expectedRecipients !== undefined && launch.expectedRecipients !== recipients) {
      throw new ServiceError('conflict', `campaign ${campaignId} would reach ${recipients} people now`);
    }
    if (campaign.audienceMode === 'frozen') await insertAudienceMembers(tx, { campaignId, audience });
    await insertAudit(tx, {
      actor,
      act: 'campaign.launch',
      subject: `campaign:${campaignId}`,
      detail: { recipients, sendAt: sendAt?.toISOString() ?? null },
    });
    const reasons = await findReasons(deps, tx, { campaign, recipients: recipients ?? 0 });
    if (reasons.length > 0) {
      const now = deps.clock();
      await updateCampaignState(tx, { id: campaignId, state: 'waiting_approval', now });
      await insertApproval(tx, {
        campaignId,
        askedBy: actor,
        askedAt: now,
        reasons,
        recipients: recipients ?? 0,
      });
      return { state: 'waiting_approval', reasons };
    }
    return { state: await release(deps, tx, { campaign, undo: launch.undo }), reasons };
  });
}

/** Lets a locked campaign go: now, after the seconds in which it can be taken back, at its time, or as a series. */
export async function release(
  deps: LaunchDeps,
  tx: Tx,
  of: { readonly campaign: Campaign; readonly undo?: 'offered' | undefined },
): Promise<'running' | 'scheduled'> {
  const { campaign, undo } = of;
  const now = deps.clock();
  const undoMs =
    undo === 'offered' && campaign.lane !== 'alert' ? deps.office().settings.undoSeconds * 1_000 : 0;
  const at =
    campaign.sendAt !== null && campaign.sendAt > now ? campaign.sendAt : new Date(now.getTime() + undoMs);
  if (campaign.recurrence === null && at <= now) {
    await startRun(deps, tx, { campaign, isLast: 'last' });
    return 'running';
  }
  await updateCampaignState(tx, { id: campaign.id, state: 'scheduled', now });
  await scheduleFirst(tx, { campaign, now, at });
  return 'scheduled';
}

async function findReasons(
  deps: LaunchDeps,
  tx: Tx,
  { campaign, recipients }: { readonly campaign: Campaign; readonly recipients: number },
): Promise<readonly ApprovalReason[]> {
  const { lane, text, sendAt, recurrence } = campaign;
  if (lane === 'alert') return [];
  const now = deps.clock();
  return findApprovalReasons({
    lane,
    recipients,
    priceGrosze: estimatePrice(deps, { text, recipients }),
    budget: await readBudget({ ...deps, db: tx }),
    // What is sent later is asked about by the hour it is sent at; a series by the hour it is set up at.
    now: recurrence === null && sendAt !== null && sendAt > now ? sendAt : now,
    settings: deps.office().settings,
  });
}

async function lockExisting(tx: Tx, campaignId: number): Promise<Campaign> {
  const campaign = await lockCampaign(tx, campaignId);
  if (campaign === null) throw new ServiceError('not_found', `there is no campaign ${campaignId}`);
  return campaign;
}
