import { findRecall, updateRecallOf } from '#db/alerts.ts';
import { insertAudit } from '#db/audit.ts';
import { insertCampaign, lockCampaign, updateCampaignState } from '#db/campaigns.ts';
import { updateRunsStopped } from '#db/runs.ts';
import { deleteOpenOccurrences } from '#db/schedules.ts';
import { campaignCan, prepareText } from '#domain/campaign.ts';
import { checkCampaign } from './create-campaign.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { checkLaunch } from './sender-limit.ts';
import { startRun } from './start-run.ts';
import { insertDutyNotice } from './tell-duty.ts';

/**
 * Ends an alert: what of it still waits is stopped, and whoever has got it, or may have, gets the all-clear, those who
 * have left since apart. One all-clear to an alert: a second call answers with the first. Returns its campaign's id.
 */
export async function recallAlert(
  deps: Pick<Deps, 'db' | 'office' | 'clock'>,
  recall: {
    readonly alertId: number;
    readonly text: string;
    readonly actor: string;
    readonly name: string;
  },
): Promise<number> {
  const { alertId, actor } = recall;
  const text = prepareText(recall.text);
  return deps.db.transaction(async (tx) => {
    const alert = await lockCampaign(tx, alertId);
    if (alert === null) throw new ServiceError('not_found', `there is no campaign ${alertId}`);
    if (alert.lane !== 'alert' || !alert.hasRuns || alert.recallOf !== null) {
      throw new ServiceError('conflict', `campaign ${alertId} is no alert that was sent`);
    }
    await checkLaunch({ ...deps, db: tx }, { actor, campaign: alert });
    const earlier = await findRecall(tx, alertId);
    if (earlier !== null) return earlier;
    const { audience } = alert;
    const problems = checkCampaign(deps, { text, audience: { all: true }, lane: 'alert' });
    if (problems.length > 0) throw new ServiceError('invalid', problems.map(({ kind }) => kind).join(', '));
    const now = deps.clock();
    if (campaignCan.stop(alert.state)) {
      await updateCampaignState(tx, { id: alertId, state: 'stopped', now });
      await deleteOpenOccurrences(tx, alertId);
      await updateRunsStopped(tx, alertId);
    }
    const id = await insertCampaign(tx, {
      lane: 'alert',
      text,
      audience,
      sendAt: null,
      createdBy: actor,
      validHours: deps.office().settings.alertHours,
    });
    await updateRecallOf(tx, { campaignId: id, alertId });
    const campaign = await lockCampaign(tx, id);
    if (campaign === null) throw new Error('An all-clear was lost in its own transaction.');
    await startRun(deps, tx, { campaign, isLast: 'last' });
    await insertAudit(tx, {
      actor,
      act: 'alert.recall',
      subject: `campaign:${alertId}`,
      detail: { campaignId: id },
    });
    await insertDutyNotice(deps, tx, { name: recall.name, text, kind: 'recall' });
    return id;
  });
}
