import { insertAudit } from '#db/audit.ts';
import { lockCampaign, updateLegalBasis } from '#db/campaigns.ts';
import { campaignCan, legalBasisLimits } from '#domain/campaign.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

/**
 * Names (or, with null, takes back) the ground on which a draft reaches numbers that never gave a consent. Who has left
 * is never reached, whatever the ground. Who may do this, the caller checks.
 */
export async function setLegalBasis(
  deps: Pick<Deps, 'db'>,
  change: { readonly campaignId: number; readonly actor: string; readonly legalBasis: string | null },
): Promise<void> {
  const { campaignId, actor, legalBasis } = change;
  const length = legalBasis?.length ?? legalBasisLimits.least;
  if (length < legalBasisLimits.least || length > legalBasisLimits.most) {
    throw new ServiceError('invalid', 'the legal basis is too short or too long');
  }
  await deps.db.transaction(async (tx) => {
    const campaign = await lockCampaign(tx, campaignId);
    if (campaign === null) throw new ServiceError('not_found', `there is no campaign ${campaignId}`);
    if (!campaignCan.edit(campaign.state)) {
      throw new ServiceError('conflict', `campaign ${campaignId} is ${campaign.state}`);
    }
    await updateLegalBasis(tx, { id: campaignId, legalBasis });
    await insertAudit(tx, {
      actor,
      act: legalBasis === null ? 'campaign.legal_basis.clear' : 'campaign.legal_basis.set',
      subject: `campaign:${campaignId}`,
    });
  });
}
