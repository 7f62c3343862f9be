import { findCampaignByKey, updateRequestKey } from '#db/alerts.ts';
import { insertAudit } from '#db/audit.ts';
import { insertCampaign, lockCampaign } from '#db/campaigns.ts';
import { prepareText } from '#domain/campaign.ts';
import { type CampaignDraft, checkCampaign } from './create-campaign.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { limitDraft } from './sender-limit.ts';
import { startRun } from './start-run.ts';
import { insertDutyNotice } from './tell-duty.ts';

/**
 * Writes and starts an alert in one transaction: no draft, no seconds to take it back, no second person; those are told
 * by SMS. The same form sent again answers with the campaign it has made. Refuses with `invalid` what has problems.
 */
async function sendAlert(
  deps: Pick<Deps, 'db' | 'office' | 'clock'>,
  alert: Pick<CampaignDraft, 'text' | 'audience' | 'validHours'> & {
    readonly actor: string;
    /** Whose name the duty officers read. */
    readonly name: string;
    /** Of the form; the same key sends once. */
    readonly key: string;
  },
): Promise<number> {
  const { audience, actor, key } = alert;
  const text = prepareText(alert.text);
  const problems = checkCampaign(deps, { text, audience, lane: 'alert' });
  if (problems.length > 0) throw new ServiceError('invalid', problems.map(({ kind }) => kind).join(', '));
  return deps.db.transaction(async (tx) => {
    const id = await insertCampaign(tx, {
      lane: 'alert',
      text,
      audience: await limitDraft({ ...deps, db: tx }, { actor, audience, lane: 'alert' }),
      sendAt: null,
      createdBy: actor,
      validHours: alert.validHours ?? deps.office().settings.alertHours,
    });
    if (!(await updateRequestKey(tx, { campaignId: id, key }))) {
      throw new ServiceError('conflict', 'this form has sent its alert');
    }
    const campaign = await lockCampaign(tx, id);
    if (campaign === null) throw new Error('An alert was lost in its own transaction.');
    await startRun(deps, tx, { campaign, isLast: 'last' });
    await insertAudit(tx, { actor, act: 'alert.send', subject: `campaign:${id}` });
    await insertDutyNotice(deps, tx, { name: alert.name, text, kind: 'alert' });
    return id;
  });
}

/** The same, and the second press of the same button answers with the alert of the first. */
export async function sendAlertOnce(
  deps: Pick<Deps, 'db' | 'office' | 'clock'>,
  alert: Parameters<typeof sendAlert>[1],
): Promise<number> {
  const before = await findCampaignByKey(deps.db, alert.key);
  if (before !== null) return before;
  try {
    return await sendAlert(deps, alert);
  } catch (error) {
    const made = await findCampaignByKey(deps.db, alert.key);
    if (made !== null) return made;
    throw error;
  }
}
