// What the duty page shows, read and judged. Two readings: what changes by the second, and figures of the day, which
// cost more and change slowly. Neither counts the ledger.
import { countWaitingApprovals } from '#db/approvals.ts';
import {
  type AlertInForce,
  type Chores,
  findChores,
  findPulse,
  type GoingRun,
  type LaneWait,
  listAlertsInForce,
  listGoingRuns,
  listLaneWaits,
  type Pulse,
} from '#db/cockpit.ts';
import {
  type DayOfDelivery,
  findJoinsToday,
  type HourOfTraffic,
  type LatencySample,
  listCallHours,
  listDeliveryDays,
  listRecentCalls,
  listTraffic,
} from '#db/cockpit-charts.ts';
import { findPublishedDeclaration } from '#db/declarations.ts';
import { countSince } from '#db/figures.ts';
import { countInbox, type InboxCounts } from '#db/inbox.ts';
import { replyRunId } from '#db/runs.ts';
import { listPlanned, type PlannedOccurrence } from '#db/schedules.ts';
import { countSegmentsSince } from '#db/spending.ts';
import { countSubscribers } from '#db/subscribers.ts';
import { type CockpitFacts, daysLeft, type Finding, judgeCockpit, waitingSince } from '#domain/cockpit.ts';
import { judgeReview } from '#domain/declaration.ts';
import { quantileOf } from '#domain/histogram.ts';
import { officeTimeZone } from '#domain/quiet-hours.ts';
import { dayOf } from '#domain/report-period.ts';
import { roleCan, type StaffRole } from '#domain/roles.ts';
import { readBudget } from './campaign-budget.ts';
import type { Deps } from './deps.ts';

type CockpitDeps = Pick<Deps, 'db' | 'office' | 'clock'>;

/** What changes by the second. */
export type CockpitNow = {
  readonly at: Date;
  readonly pulse: Pulse;
  /** Since when the oldest message of a lane may have gone. */
  readonly waits: readonly LaneWait[];
  readonly going: readonly GoingRun[];
  readonly alerts: readonly AlertInForce[];
  readonly chores: Chores;
  readonly inbox: InboxCounts;
  readonly planned: readonly PlannedOccurrence[];
  readonly calls: {
    readonly taken: number;
    readonly failed: number;
    /** Half of the calls of the last quarter of an hour took less, in ms; null: none were made. */
    readonly p50: number | null;
  };
};

/** Figures of the day. */
export type CockpitDay = {
  readonly today: { readonly inbound: number; readonly replies: number };
  readonly joins: { readonly joins: number; readonly leaves: number };
  readonly subscribers: Readonly<Record<'active' | 'suspended' | 'left', number>>;
  readonly traffic: readonly HourOfTraffic[];
  readonly callHours: readonly LatencySample[];
  readonly delivery: readonly DayOfDelivery[];
  readonly budgets: CockpitFacts['budgets'];
  readonly balance: CockpitFacts['balance'];
  readonly declaration: CockpitFacts['declaration'];
};

const recentMs = 15 * 60_000;
const dayMs = 86_400_000;
const daysAhead = 14;
const deliveryDays = 14;
const trafficHours = 24;

/** Reads what changes by the second. */
export async function readCockpitNow(deps: CockpitDeps): Promise<CockpitNow> {
  const { db } = deps;
  const now = deps.clock();
  const [pulse, waits, going, alerts, chores, inbox, planned, calls] = await Promise.all([
    findPulse(db, now),
    listLaneWaits(db, now),
    listGoingRuns(db, 20),
    listAlertsInForce(db, now),
    findChores(db, { now, replyRunId: replyRunId(now) }),
    countInbox(db, null),
    listPlanned(db, { until: new Date(now.getTime() + daysAhead * dayMs), limit: 30 }),
    listRecentCalls(db, new Date(now.getTime() - recentMs)),
  ]);
  const hours = deps.office().settings;
  return {
    at: now,
    pulse,
    waits: waits.map(({ lane, since }) => ({
      lane,
      since: since === null ? null : waitingSince({ lane, since }, { now, hours }),
    })),
    going,
    alerts,
    chores,
    inbox,
    planned,
    calls: sumCalls(calls),
  };
}

/** Reads the figures of the day. */
export async function readCockpitDay(deps: CockpitDeps): Promise<CockpitDay> {
  const { db } = deps;
  const now = deps.clock();
  const { settings } = deps.office();
  const since = startOfDay(now);
  const hourAgo = new Date(now.getTime() - (trafficHours - 1) * 3_600_000);
  const [today, joins, subscribers, traffic, callHours, delivery, month, segments, declaration, pulse] =
    await Promise.all([
      countSince(db, { since, replyRunId: replyRunId(now) }),
      findJoinsToday(db, now),
      countSubscribers(db),
      listTraffic(db, { now, hours: trafficHours }),
      listCallHours(db, new Date(hourAgo.getTime() - (hourAgo.getTime() % 3_600_000))),
      listDeliveryDays(db, { now, days: deliveryDays }),
      readBudget(deps),
      settings.dailyBudgetGrosze === null ? 0 : countSegmentsSince(db, since),
      judgeDeclaration(deps, now),
      findPulse(db, now),
    ]);
  const grosze = pulse.points === null ? null : pulse.points * 100;
  const spentGrosze = delivery.reduce((sum, day) => sum + day.priceGrosze, 0);
  return {
    today,
    joins,
    subscribers,
    traffic,
    callHours,
    delivery,
    budgets: {
      day: shareOf(Math.ceil(segments * settings.segmentPriceGrosze), settings.dailyBudgetGrosze),
      month: shareOf(month.usedGrosze, month.limitGrosze),
    },
    balance: {
      grosze,
      days: grosze === null ? null : daysLeft({ grosze, spentGrosze, days: deliveryDays }),
      alertGrosze: subscribers.active * settings.segmentPriceGrosze,
    },
    declaration,
  };
}

/** What needs a hand, as far as this person has one to lend; the most urgent first. */
export async function findFindings(
  deps: CockpitDeps,
  of: {
    readonly now: CockpitNow;
    readonly day: CockpitDay;
    readonly who: { readonly staffId: number; readonly role: StaffRole };
  },
): Promise<readonly Finding[]> {
  const { now, day, who } = of;
  const approvals = roleCan(who.role, 'share')
    ? await countWaitingApprovals(deps.db, { for: `staff:${who.staffId}` })
    : 0;
  const { pulse, chores, inbox } = now;
  return judgeCockpit({
    now: now.at,
    isDispatching: pulse.isDispatching,
    isWorking: pulse.isWorking,
    failingSince: pulse.failingSince,
    failures: pulse.failures,
    recentCalls: now.calls,
    textWaitsSince: pulse.textWaitsSince,
    waits: now.waits,
    overdue: chores.overdue,
    lastReceiptAt: pulse.lastReceiptAt,
    balance: day.balance,
    repliesPausedFor: chores.repliesPausedFor,
    paused: now.going.filter(({ state }) => state === 'paused'),
    danger: inbox.danger,
    unread: inbox.unread,
    parked: inbox.parked,
    approvals,
    asked: now.planned.filter(({ state }) => state === 'asked').length,
    unknownBatches: chores.unknownBatches,
    deadNumbers: chores.deadNumbers,
    codesRefused: chores.codesRefused,
    // Places and the declaration are the administrator's.
    placeOrphans: roleCan(who.role, 'govern') ? chores.placeOrphans : 0,
    declaration: roleCan(who.role, 'govern') ? day.declaration : 'fine',
    isNobodyOnDuty: deps.office().settings.dutyOfficers.length === 0,
    budgets: day.budgets,
  });
}

/** Kinds of the gateway's errors that tell of the gateway or the way to it, not of a number, a text or the account. */
const silentOutcomes: readonly string[] = ['retryable', 'unknown'];

function sumCalls(
  rows: readonly { readonly bucket: number; readonly outcome: string; readonly calls: number }[],
): CockpitNow['calls'] {
  const taken = rows.filter(({ outcome }) => outcome === 'taken');
  const histogram = new Map<number, number>();
  for (const { bucket, calls } of taken) histogram.set(bucket, (histogram.get(bucket) ?? 0) + calls);
  const count = (some: typeof rows): number => some.reduce((sum, { calls }) => sum + calls, 0);
  return {
    taken: count(taken),
    failed: count(rows.filter(({ outcome }) => silentOutcomes.includes(outcome))),
    p50: quantileOf(histogram, 0.5),
  };
}

async function judgeDeclaration(deps: CockpitDeps, now: Date): Promise<CockpitFacts['declaration']> {
  if (deps.office().mode === 'practice') return 'fine';
  const published = await findPublishedDeclaration(deps.db);
  if (published === null) return 'missing';
  const review = judgeReview(published.content.reviewedOn, dayOf(now));
  return review === 'fresh' ? 'fine' : review;
}

function shareOf(used: number, limit: number | null): number | null {
  return limit === null || limit === 0 ? null : used / limit;
}

function startOfDay(now: Date): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(officeTimeZone);
  return new Date(local.startOfDay().epochMilliseconds);
}
