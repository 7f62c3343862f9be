import { countRecipients } from '#db/audience.ts';
import { insertAudit } from '#db/audit.ts';
import { type Campaign, lockCampaign, updateCampaignState } from '#db/campaigns.ts';
import type { Tx } from '#db/pool.ts';
import { enqueue } from '#db/queue.ts';
import { insertRun } from '#db/runs.ts';
import { insertTexts } from '#db/texts.ts';
import { campaignCan } from '#domain/campaign.ts';
import { composeText, isCommonText } from './campaign-texts.ts';
import { checkCampaign } from './create-campaign.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

type LaunchDeps = Pick<Deps, 'db' | 'office' | 'clock'>;

/**
 * Launches a draft: now, or at its time. Refuses with `conflict` when it was launched before or when the audience is
 * no longer the number of people that the preview showed (`expectedRecipients`), with `invalid` when it has problems.
 */
export async function launchCampaign(
  deps: LaunchDeps,
  launch: {
    readonly campaignId: number;
    readonly actor: string;
    readonly expectedRecipients?: number | undefined;
  },
): Promise<void> {
  const { campaignId, actor } = launch;
  await deps.db.transaction(async (tx) => {
    const campaign = await lockExisting(tx, campaignId);
    if (!campaignCan.launch(campaign.state)) {
      throw new ServiceError('conflict', `campaign ${campaignId} is ${campaign.state}`);
    }
    const { text, audience, lane, sendAt } = campaign;
    const problems = checkCampaign(deps, { text, audience, lane });
    if (problems.length > 0) throw new ServiceError('invalid', `campaign ${campaignId} has problems`);
    const recipients = await countRecipients(tx, audience);
    if (launch.expectedRecipients !== undefined && launch.expectedRecipients !== recipients) {
      throw new ServiceError('conflict', `campaign ${campaignId} would reach ${recipients} people now`);
    }
    await insertAudit(tx, {
      actor,
      act: 'campaign.launch',
      subject: `campaign:${campaignId}`,
      detail: { recipients, sendAt: sendAt?.toISOString() ?? null },
    });
    if (sendAt !== null && sendAt > deps.clock()) await schedule(deps, tx, { campaign, sendAt });
    else await start(deps, tx, campaign);
  });
}

/** Starts a scheduled campaign whose time has come; does nothing when it was stopped or has been started. Idempotent. */
export async function startScheduledCampaign(
  deps: LaunchDeps,
  { campaignId }: { readonly campaignId: number },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const campaign = await lockExisting(tx, campaignId);
    if (!campaignCan.start(campaign.state)) return;
    await start(deps, tx, campaign);
  });
}

async function lockExisting(tx: Tx, campaignId: number): Promise<Campaign> {
  const campaign = await lockCampaign(tx, campaignId);
  if (campaign === null) throw new ServiceError('not_found', `there is no campaign ${campaignId}`);
  return campaign;
}

async function schedule(
  deps: LaunchDeps,
  tx: Tx,
  { campaign, sendAt }: { readonly campaign: Campaign; readonly sendAt: Date },
): Promise<void> {
  await updateCampaignState(tx, { id: campaign.id, state: 'scheduled', now: deps.clock() });
  await enqueue(tx, {
    name: 'launch-campaign',
    payload: { campaignId: campaign.id },
    key: `launch-campaign:${campaign.id}`,
    runAt: sendAt,
  });
}

async function start(deps: LaunchDeps, tx: Tx, campaign: Campaign): Promise<void> {
  const now = deps.clock();
  const textId = isCommonText(campaign.text)
    ? ((await insertTexts(tx, [{ body: composeText(campaign.text, deps.office().settings) }]))[0] ?? null)
    : null;
  const runId = await insertRun(tx, {
    campaignId: campaign.id,
    kind: 'campaign',
    lane: campaign.lane,
    textId,
    now,
  });
  await updateCampaignState(tx, { id: campaign.id, state: 'running', now });
  await enqueue(tx, { name: 'plan-run', payload: { runId }, key: `plan-run:${runId}` });
}
