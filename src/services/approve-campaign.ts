import { findApproval, updateApproval } from '#db/approvals.ts';
import { insertAudit } from '#db/audit.ts';
import { type Campaign, lockCampaign, updateCampaignState } from '#db/campaigns.ts';
import type { Tx } from '#db/pool.ts';
import { campaignCan } from '#domain/campaign.ts';
import { checkCampaign, listOf } from './create-campaign.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { release } from './launch-campaign.ts';
import { checkChange } from './sender-limit.ts';
import { countReached } from './strangers.ts';

type ApprovalDeps = Pick<Deps, 'db' | 'office' | 'clock' | 'secretKey'>;

/**
 * A second person agrees: the campaign goes as its author launched it. Refuses with `forbidden` the one who wrote or
 * launched it, with `conflict` when it reaches another number of people than this person saw.
 */
export async function approveCampaign(
  deps: ApprovalDeps,
  approval: {
    readonly campaignId: number;
    readonly actor: string;
    readonly expectedRecipients: number;
  },
): Promise<void> {
  const { campaignId, actor } = approval;
  await deps.db.transaction(async (tx) => {
    const campaign = await lockWaiting(tx, approval);
    const { text, audience, lane } = campaign;
    if (checkCampaign(deps, { text, audience, lane, list: listOf(campaign) }).length > 0) {
      throw new ServiceError('invalid', `campaign ${campaignId} has problems`);
    }
    const recipients = await countReached({ ...deps, db: tx }, campaign);
    if (recipients !== approval.expectedRecipients) {
      throw new ServiceError('conflict', `campaign ${campaignId} would reach ${recipients} people now`);
    }
    await updateApproval(tx, { campaignId, decision: 'approved', by: actor, now: deps.clock() });
    await insertAudit(tx, {
      actor,
      act: 'campaign.approve',
      subject: `campaign:${campaignId}`,
      detail: { recipients },
    });
    await release(deps, tx, { campaign });
  });
}

/** A second person does not agree: the campaign is a draft again, for its author to change. */
export async function rejectCampaign(
  deps: ApprovalDeps,
  rejection: { readonly campaignId: number; readonly actor: string },
): Promise<void> {
  const { campaignId, actor } = rejection;
  await deps.db.transaction(async (tx) => {
    await lockWaiting(tx, rejection);
    const now = deps.clock();
    await updateApproval(tx, { campaignId, decision: 'rejected', by: actor, now });
    await updateCampaignState(tx, { id: campaignId, state: 'draft', now });
    await insertAudit(tx, { actor, act: 'campaign.reject', subject: `campaign:${campaignId}` });
  });
}

/** Whether this account may be the second person of a campaign. */
export function mayApprove(
  actor: string,
  of: { readonly createdBy: string; readonly askedBy: string },
): boolean {
  return actor.startsWith('staff:') && actor !== of.createdBy && actor !== of.askedBy;
}

async function lockWaiting(
  tx: Tx,
  { campaignId, actor }: { readonly campaignId: number; readonly actor: string },
): Promise<Campaign> {
  const campaign = await lockCampaign(tx, campaignId);
  const approval = await findApproval(tx, campaignId);
  if (campaign === null) throw new ServiceError('not_found', `there is no campaign ${campaignId}`);
  if (!campaignCan.approve(campaign.state) || approval === null || approval.decision !== null) {
    throw new ServiceError('too_late', `campaign ${campaignId} is ${campaign.state}`);
  }
  if (!mayApprove(actor, { createdBy: campaign.createdBy, askedBy: approval.askedBy })) {
    throw new ServiceError('forbidden', 'whoever asked can not agree');
  }
  await checkChange(tx, { actor, campaign, ability: 'share' });
  return campaign;
}
