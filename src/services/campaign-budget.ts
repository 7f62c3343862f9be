import type { Reads } from '#db/pool.ts';
import { countSegmentsSince } from '#db/spending.ts';
import type { Budget } from '#domain/approval.ts';
import { officeTimeZone } from '#domain/quiet-hours.ts';
import { countSegments } from '#domain/segments.ts';
import { composeText } from './campaign-texts.ts';
import type { Deps } from './deps.ts';

/** The month's budget and what of it is gone; the ledger is asked only where the office has set a budget. */
export async function readBudget(
  deps: Pick<Deps, 'office' | 'clock'> & { readonly db: Reads },
): Promise<Budget> {
  const { monthBudgetGrosze, segmentPriceGrosze } = deps.office().settings;
  if (monthBudgetGrosze === null) return { limitGrosze: null, usedGrosze: 0 };
  const segments = await countSegmentsSince(deps.db, startOfMonth(deps.clock()));
  return { limitGrosze: monthBudgetGrosze, usedGrosze: Math.ceil(segments * segmentPriceGrosze) };
}

/** What a text costs for so many people. Placeholders are counted as they stand: the preview tells it exactly. */
export function estimatePrice(
  deps: Pick<Deps, 'office'>,
  campaign: { readonly text: string; readonly recipients: number },
): number {
  const { settings } = deps.office();
  const { segments } = countSegments(composeText(campaign.text, settings));
  return Math.ceil(segments * campaign.recipients * settings.segmentPriceGrosze);
}

function startOfMonth(now: Date): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(officeTimeZone);
  return new Date(local.with({ day: 1 }).startOfDay().epochMilliseconds);
}
