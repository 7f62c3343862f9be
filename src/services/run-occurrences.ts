import { insertAudit } from '#db/audit.ts';
import { type Campaign, lockCampaign, updateCampaignState } from '#db/campaigns.ts';
import type { Tx } from '#db/pool.ts';
import {
  type AskReason,
  findOccurrence,
  hasOpenOccurrences,
  listDueOccurrences,
  type OccurrenceRow,
  updateOccurrence,
  updateOlderSkipped,
} from '#db/schedules.ts';
import { exceedsBudget } from '#domain/approval.ts';
import { estimatePrice, readBudget } from './campaign-budget.ts';
import { checkCampaign, listOf } from './create-campaign.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { outlineError } from './failures.ts';
import { scheduleNext } from './schedule-occurrences.ts';
import { startRun } from './start-run.ts';
import { countReached } from './strangers.ts';

type ScheduleDeps = Pick<Deps, 'db' | 'office' | 'clock' | 'logger' | 'secretKey'>;

const perSweep = 50;

/**
 * Starts every occurrence whose time has come, each in a transaction of its own that locks the campaign, writes the run
 * and the next occurrence. So each is started once, however many sweeps run, are killed or see the clock jump; what is
 * later than the office allows, over its budget or impossible waits for a person. Returns how many were looked at.
 */
export async function runDueOccurrences(deps: ScheduleDeps): Promise<number> {
  const due = await listDueOccurrences(deps.db, { now: deps.clock(), limit: perSweep });
  for (const { campaignId, day } of due) {
    // One that can't be started must not keep the others waiting; it is tried again by the next sweep.
    await deps.db
      .transaction((tx) => runOccurrence(deps, tx, { campaignId, day }))
      .catch((error: unknown) => {
        deps.logger.error({ campaignId, ...outlineError(error) }, 'occurrence not started yet');
      });
  }
  return due.length;
}

async function runOccurrence(
  deps: ScheduleDeps,
  tx: Tx,
  which: { readonly campaignId: number; readonly day: string },
): Promise<void> {
  const campaign = await lockCampaign(tx, which.campaignId);
  const occurrence = await findOccurrence(tx, which);
  const now = deps.clock();
  if (campaign === null || occurrence?.state !== 'due' || occurrence.dueAt > now) return;
  const by = { ...which, from: ['due'] as const, now, by: 'system' };
  // A series that rests lets its days pass; what was stopped has no days left, but a kill may come in between.
  if (campaign.state !== 'scheduled' || campaign.suspendedAt !== null) {
    await updateOccurrence(tx, { ...by, state: 'skipped' });
    if (campaign.state === 'scheduled') await scheduleNext(tx, { campaign, after: occurrence.dueAt });
    return;
  }
  await updateOlderSkipped(tx, { ...which, now });
  const reason = await findReasonToAsk(deps, tx, { campaign, occurrence });
  const hasNext = await scheduleNext(tx, { campaign, after: occurrence.dueAt });
  if (reason !== null) {
    await updateOccurrence(tx, { ...by, state: 'asked', reason });
    await insertAudit(tx, {
      actor: 'system',
      act: 'occurrence.ask',
      subject: `campaign:${campaign.id}`,
      detail: { day: which.day, reason },
    });
    return;
  }
  const runId = await startRun(deps, tx, { campaign, isLast: hasNext ? 'more' : 'last' });
  await updateOccurrence(tx, { ...by, state: 'started', runId });
}

async function findReasonToAsk(
  deps: ScheduleDeps,
  tx: Tx,
  of: { readonly campaign: Campaign; readonly occurrence: OccurrenceRow },
): Promise<AskReason | null> {
  const { campaign, occurrence } = of;
  const { text, audience, lane } = campaign;
  const { graceAlertMinutes, graceBulkMinutes } = deps.office().settings;
  const grace = lane === 'alert' ? graceAlertMinutes : graceBulkMinutes;
  if (deps.clock().getTime() - occurrence.dueAt.getTime() > grace * 60_000) return 'late';
  if (checkCampaign(deps, { text, audience, lane, list: listOf(campaign) }).length > 0) return 'invalid';
  if (lane === 'alert') return null;
  const budget = await readBudget({ ...deps, db: tx });
  if (budget.limitGrosze === null) return null;
  const recipients = await countReached({ ...deps, db: tx }, campaign);
  return exceedsBudget(budget, estimatePrice(deps, { text, recipients })) ? 'budget' : null;
}

/**
 * What a person decided about an occurrence that waited for them: it is sent now, or never. Refuses with `too_late`
 * when it waits no longer, with `invalid` when the campaign can't be sent as things stand.
 */
export async function decideOccurrence(
  deps: ScheduleDeps,
  decision: {
    readonly campaignId: number;
    readonly day: string;
    readonly outcome: 'send' | 'skip';
    readonly actor: string;
  },
): Promise<void> {
  const { campaignId, day, outcome, actor } = decision;
  await deps.db.transaction(async (tx) => {
    const campaign = await lockCampaign(tx, campaignId);
    const occurrence = await findOccurrence(tx, { campaignId, day });
    if (campaign === null || occurrence === null) throw new ServiceError('not_found', 'no such occurrence');
    if (occurrence.state !== 'asked' || campaign.state !== 'scheduled') {
      throw new ServiceError('too_late', `occurrence ${campaignId}/${day} is ${occurrence.state}`);
    }
    const { text, audience, lane } = campaign;
    const now = deps.clock();
    const by = { campaignId, day, from: ['asked'] as const, now, by: actor };
    if (outcome === 'send') {
      if (checkCampaign(deps, { text, audience, lane, list: listOf(campaign) }).length > 0) {
        throw new ServiceError('invalid', `campaign ${campaignId} has problems`);
      }
      const runId = await startRun(deps, tx, { campaign, isLast: 'more' });
      await updateOccurrence(tx, { ...by, state: 'started', runId });
    } else {
      await updateOccurrence(tx, { ...by, state: 'skipped' });
    }
    await insertAudit(tx, {
      actor,
      act: `occurrence.${outcome}`,
      subject: `campaign:${campaignId}`,
      detail: { day },
    });
    if (!(await hasOpenOccurrences(tx, campaignId))) {
      // The last one: its run ends the campaign; without a run it has ended.
      const state = outcome === 'send' ? 'running' : 'done';
      await updateCampaignState(tx, { id: campaignId, state, now });
    }
  });
}
