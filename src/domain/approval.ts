import { officeTimeZone } from './quiet-hours.ts';
import type { OfficeSettings } from './settings.ts';

/** When one person is not enough to send: many people, unusual hours, more than the month's budget. */

export const approvalReasons = ['size', 'hours', 'budget'] as const;
export type ApprovalReason = (typeof approvalReasons)[number];

export type Budget = {
  /** Null: the office has set none. */
  readonly limitGrosze: number | null;
  /** What the ledger of this calendar month has cost so far. */
  readonly usedGrosze: number;
};

/** Why a campaign needs a second person; empty = it doesn't. An alert never waits for anybody. */
export function findApprovalReasons(of: {
  readonly lane: 'alert' | 'personal' | 'bulk';
  readonly recipients: number;
  readonly priceGrosze: number;
  readonly budget: Budget;
  readonly now: Date;
  readonly settings: Pick<OfficeSettings, 'approveAbove' | 'aloneFrom' | 'aloneUntil'>;
}): readonly ApprovalReason[] {
  const { lane, settings } = of;
  if (lane === 'alert') return [];
  const reasons: ApprovalReason[] = [];
  if (settings.approveAbove !== null && of.recipients > settings.approveAbove) reasons.push('size');
  if (!maySendAlone(of.now, settings)) reasons.push('hours');
  if (exceedsBudget(of.budget, of.priceGrosze)) reasons.push('budget');
  return reasons;
}

export function exceedsBudget({ limitGrosze, usedGrosze }: Budget, priceGrosze: number): boolean {
  return limitGrosze !== null && usedGrosze + priceGrosze > limitGrosze;
}

function maySendAlone(
  now: Date,
  { aloneFrom, aloneUntil }: Pick<OfficeSettings, 'aloneFrom' | 'aloneUntil'>,
): boolean {
  if (aloneFrom === aloneUntil) return true;
  const time = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(officeTimeZone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });
  return aloneFrom < aloneUntil
    ? time >= aloneFrom && time < aloneUntil
    : time >= aloneFrom || time < aloneUntil;
}
