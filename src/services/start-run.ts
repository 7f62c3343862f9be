import { type Campaign, updateCampaignState } from '#db/campaigns.ts';
import type { Tx } from '#db/pool.ts';
import { enqueue } from '#db/queue.ts';
import { insertRun } from '#db/runs.ts';
import { insertTexts } from '#db/texts.ts';
import { composeText, findShape, isCommonText } from './campaign-texts.ts';
import type { Deps } from './deps.ts';

/**
 * Makes a run of a locked campaign in the caller's transaction: its text as the office's settings stand now, its end
 * where it has one, and the job that plans it. Returns the run's id. A series goes on being `scheduled`.
 */
export async function startRun(
  deps: Pick<Deps, 'office' | 'clock'>,
  tx: Tx,
  { campaign, isLast }: { readonly campaign: Campaign; readonly isLast: 'last' | 'more' },
): Promise<number> {
  const now = deps.clock();
  const { validHours } = campaign;
  const textId = isCommonText(campaign.text)
    ? ((await insertTexts(tx, [{ body: composeText(campaign.text, deps.office().settings) }]))[0] ?? null)
    : null;
  const runId = await insertRun(tx, {
    campaignId: campaign.id,
    kind: 'campaign',
    lane: campaign.lane,
    textId,
    shape: findShape(campaign.text, deps.office().settings),
    now,
    validUntil: validHours === null ? null : new Date(now.getTime() + validHours * 3_600_000),
  });
  if (isLast === 'last') await updateCampaignState(tx, { id: campaign.id, state: 'running', now });
  const name = campaign.lane === 'alert' ? 'plan-alert' : 'plan-run';
  await enqueue(tx, { name, payload: { runId }, key: `plan-run:${runId}` });
  return runId;
}
