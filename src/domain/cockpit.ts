/**
 * What the duty page says is wrong, and how urgent it is: rules over figures read elsewhere. Danger is what somebody has
 * to act on now, at night too; a warning waits for the office; the rest is told where it stands.
 */
import { type Lane, laneKeepsQuietHours } from './lanes.ts';
import { findClaimWindow, officeTimeZone, type QuietHours } from './quiet-hours.ts';

export type CockpitFacts = {
  readonly now: Date;
  readonly isDispatching: boolean;
  readonly isWorking: boolean;
  /** Since when each question to the gateway has failed, and how many did. */
  readonly failingSince: Date | null;
  readonly failures: number;
  /** Calls of the last minutes: taken, and failed for a reason of the gateway or the way to it. */
  readonly recentCalls: { readonly taken: number; readonly failed: number };
  readonly textWaitsSince: Date | null;
  readonly waits: readonly { readonly lane: Lane; readonly since: Date | null }[];
  readonly overdue: number;
  readonly lastReceiptAt: Date | null;
  readonly balance: Balance;
  readonly repliesPausedFor: string | null;
  readonly paused: readonly { readonly runId: number; readonly lane: Lane }[];
  readonly danger: number;
  readonly unread: number;
  readonly parked: number;
  readonly approvals: number;
  readonly asked: number;
  readonly unknownBatches: number;
  readonly deadNumbers: number;
  readonly placeOrphans: number;
  /** Requests at the form refused in the last day because codes had cost what an hour may. */
  readonly codesRefused: number;
  readonly declaration: 'fine' | 'missing' | 'due' | 'overdue';
  readonly isNobodyOnDuty: boolean;
  /** What of each budget is gone, of 1; null: no budget. */
  readonly budgets: { readonly day: number | null; readonly month: number | null };
};

export type Balance = {
  /** What is left; null: the account does not show it, or has never been asked. */
  readonly grosze: number | null;
  /** How long it lasts at the rate of the last days; null: nothing was spent, or nothing is known. */
  readonly days: number | null;
  /** What one SMS to everybody costs. */
  readonly alertGrosze: number;
};

export type Finding = { readonly level: 'danger' | 'warning' | 'info' } & (
  | {
      readonly kind:
        | 'danger_threads'
        | 'parked'
        | 'approvals'
        | 'asked'
        | 'unknown_batches'
        | 'dead_numbers'
        | 'place_orphans'
        | 'codes_capped'
        | 'unread';
      readonly count: number;
    }
  | { readonly kind: 'not_dispatching' | 'nobody_on_duty' }
  | { readonly kind: 'gateway_silent'; readonly since: Date | null }
  | { readonly kind: 'texts_wait'; readonly since: Date }
  | { readonly kind: 'queue_stands'; readonly lane: Lane; readonly since: Date }
  | { readonly kind: 'replies_held'; readonly reason: string }
  | { readonly kind: 'run_paused'; readonly runId: number }
  | { readonly kind: 'balance_short' | 'balance_low'; readonly days: number | null }
  | { readonly kind: 'receipts_silent'; readonly since: Date; readonly count: number }
  | { readonly kind: 'budget'; readonly period: 'day' | 'month'; readonly used: number }
  | { readonly kind: 'declaration'; readonly state: 'missing' | 'due' | 'overdue' }
);

const minute = 60_000;
/** A conversation and a claim take less than a second: what waits so long does not move. */
const standsAfter: Readonly<Record<Lane, number>> = {
  reply: 2 * minute,
  alert: 2 * minute,
  personal: 15 * minute,
  bulk: 15 * minute,
};
const textsWaitMs = minute;
const receiptsSilentMs = 30 * minute;
const fewReceipts = 10;
const lowDays = 7;
const nearlyUsed = 0.8;

/** Everything that needs a hand, the most urgent first; empty when all is well. */
export function judgeCockpit(facts: CockpitFacts): readonly Finding[] {
  const found = [...judgePeople(facts), ...judgeMachine(facts), ...judgeMoney(facts), ...judgeChores(facts)];
  const rank = { danger: 0, warning: 1, info: 2 };
  // A stable sort: within a level as written here.
  return found.toSorted((a, b) => rank[a.level] - rank[b.level]);
}

function judgePeople({ danger }: CockpitFacts): readonly Finding[] {
  return danger === 0 ? [] : [{ kind: 'danger_threads', level: 'danger', count: danger }];
}

function judgeMachine(facts: CockpitFacts): readonly Finding[] {
  const { now, textWaitsSince, lastReceiptAt, repliesPausedFor } = facts;
  const found: Finding[] = [];
  const isOff = !facts.isDispatching || !facts.isWorking;
  if (isOff) found.push({ kind: 'not_dispatching', level: 'danger' });
  const isSilent = isGatewaySilent(facts);
  if (isSilent) found.push({ kind: 'gateway_silent', level: 'danger', since: facts.failingSince });
  if (repliesPausedFor !== null)
    found.push({ kind: 'replies_held', level: 'danger', reason: repliesPausedFor });
  for (const { runId, lane } of facts.paused) {
    found.push({ kind: 'run_paused', level: lane === 'alert' ? 'danger' : 'warning', runId });
  }
  // Who has read that nothing works at all need not read what therefore stands.
  if (isOff || isSilent) return found;
  if (textWaitsSince !== null && now.getTime() - textWaitsSince.getTime() > textsWaitMs)
    found.push({ kind: 'texts_wait', level: 'danger', since: textWaitsSince });
  for (const { lane, since } of facts.waits) {
    // A large campaign takes its time: it stands only when nothing is taken at all.
    if (since === null || facts.recentCalls.taken > 0) continue;
    if (now.getTime() - since.getTime() > standsAfter[lane])
      found.push({ kind: 'queue_stands', level: 'danger', lane, since });
  }
  if (
    facts.overdue >= fewReceipts &&
    lastReceiptAt !== null &&
    now.getTime() - lastReceiptAt.getTime() > receiptsSilentMs
  )
    found.push({ kind: 'receipts_silent', level: 'warning', since: lastReceiptAt, count: facts.overdue });
  return found;
}

/** One failure is an accident; two questions in a row, or calls of which none was taken, are not. */
function isGatewaySilent({ failures, recentCalls }: CockpitFacts): boolean {
  if (recentCalls.taken > 0) return false;
  return failures >= 2 || recentCalls.failed >= 3;
}

function judgeMoney({ balance, budgets }: CockpitFacts): readonly Finding[] {
  const found: Finding[] = [];
  const { grosze, days, alertGrosze } = balance;
  if (grosze !== null && (grosze <= 0 || grosze < alertGrosze))
    found.push({ kind: 'balance_short', level: 'danger', days });
  else if (days !== null && days < lowDays) found.push({ kind: 'balance_low', level: 'warning', days });
  for (const period of ['day', 'month'] as const) {
    const used = budgets[period];
    if (used !== null && used >= nearlyUsed) found.push({ kind: 'budget', level: 'warning', period, used });
  }
  return found;
}

function judgeChores(facts: CockpitFacts): readonly Finding[] {
  const counted = [
    { kind: 'parked', level: 'warning', count: facts.parked },
    { kind: 'asked', level: 'warning', count: facts.asked },
    { kind: 'approvals', level: 'warning', count: facts.approvals },
    { kind: 'unknown_batches', level: 'warning', count: facts.unknownBatches },
    { kind: 'codes_capped', level: 'warning', count: facts.codesRefused },
    { kind: 'unread', level: 'info', count: facts.unread },
    { kind: 'place_orphans', level: 'info', count: facts.placeOrphans },
    { kind: 'dead_numbers', level: 'info', count: facts.deadNumbers },
  ] as const;
  const { declaration } = facts;
  return [
    ...counted.filter(({ count }) => count > 0),
    ...(declaration === 'fine'
      ? []
      : [
          {
            kind: 'declaration',
            level: declaration === 'missing' ? 'info' : 'warning',
            state: declaration,
          } as const,
        ]),
    ...(facts.isNobodyOnDuty ? [{ kind: 'nobody_on_duty', level: 'info' } as const] : []),
  ];
}

/** How many days a balance lasts at the average of so many days; null when nothing was spent. */
export function daysLeft(of: {
  readonly grosze: number;
  readonly spentGrosze: number;
  readonly days: number;
}): number | null {
  return of.spentGrosze <= 0 ? null : Math.max(0, of.grosze) / (of.spentGrosze / of.days);
}

/** Since when a message may have gone: its own time, or the morning that let it go. Null while the night holds it. */
export function waitingSince(
  wait: { readonly lane: Lane; readonly since: Date },
  of: { readonly now: Date; readonly hours: QuietHours },
): Date | null {
  const { hours, now } = of;
  if (!findClaimWindow(wait.lane, now, hours).open) return null;
  if (!laneKeepsQuietHours(wait.lane) || hours.quietFrom === hours.quietUntil) return wait.since;
  const morning = latestLocalTime(now, Temporal.PlainTime.from(hours.quietUntil));
  return wait.since < morning ? morning : wait.since;
}

function latestLocalTime(now: Date, time: Temporal.PlainTime): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(officeTimeZone);
  const today = local.withPlainTime(time);
  const latest = Temporal.ZonedDateTime.compare(today, local) <= 0 ? today : today.subtract({ days: 1 });
  return new Date(latest.epochMilliseconds);
}
