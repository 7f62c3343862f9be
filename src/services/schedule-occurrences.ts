import type { Campaign } from '#db/campaigns.ts';
import type { Tx } from '#db/pool.ts';
import { insertOccurrence } from '#db/schedules.ts';
import { officeTimeZone } from '#domain/quiet-hours.ts';
import { nextInstants } from '#domain/recurrence.ts';
import { ServiceError } from './errors.ts';

/** Writes down the first time a locked campaign is to be sent: of a series the next by its rule, else `at`. */
export async function scheduleFirst(
  tx: Tx,
  of: { readonly campaign: Campaign; readonly now: Date; readonly at: Date },
): Promise<void> {
  const { campaign, now, at } = of;
  if (campaign.recurrence === null) {
    const day = Temporal.Instant.fromEpochMilliseconds(at.getTime())
      .toZonedDateTimeISO(officeTimeZone)
      .toPlainDate()
      .toString();
    await insertOccurrence(tx, { campaignId: campaign.id, day, dueAt: at, version: campaign.version });
    return;
  }
  if (!(await scheduleNext(tx, { campaign, after: now }))) {
    throw new ServiceError('invalid', `campaign ${campaign.id}: its rule has no occurrence any more`);
  }
}

/** Writes down the next occurrence of a series after an instant; false when the series has ended. */
export async function scheduleNext(
  tx: Tx,
  of: { readonly campaign: Campaign; readonly after: Date },
): Promise<boolean> {
  const { campaign, after } = of;
  if (campaign.recurrence === null) return false;
  const { id: campaignId, version } = campaign;
  // A changed rule may name a later hour of a day that has had its run: a series is sent once a day at most.
  for (const { date: day, at: dueAt } of nextInstants(campaign.recurrence, after, 2)) {
    if (await insertOccurrence(tx, { campaignId, day, dueAt, version })) return true;
  }
  return false;
}
