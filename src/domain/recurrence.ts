import * as z from 'zod';
import { isPublicHoliday, isWorkingDay } from './holidays.ts';
import { instantOfLocal } from './quiet-hours.ts';

/**
 * When a series is sent: a rule in local time of the office, so that "on Mondays at 18:00" stays at 18:00 whatever the
 * clock does in March and October. Instants are made from it, never stored instead of it.
 */

const localDate = z.iso.date();
const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** 1 = Monday … 7 = Sunday. */
const weekday = z.int().min(1).max(7);

const common = {
  interval: z.int().min(1).max(366).default(1),
  time: localTime,
  /** The first day it may be sent on. */
  from: localDate,
  /** The last one. */
  until: localDate.optional(),
  /** How many times it is sent in all. */
  count: z.int().min(1).max(1000).optional(),
  /** What a public holiday does to it: nothing, leaves the occurrence out, moves it to the next working day. */
  holidays: z.enum(['send', 'skip', 'move']).default('send'),
} as const;

/** The day of a month; 31 means the last day of a shorter one. */
const monthDay = z.union([
  z.strictObject({ day: z.int().min(1).max(31) }),
  z.strictObject({ nth: z.union([z.int().min(1).max(4), z.literal(-1)]), weekday }),
]);

export const recurrenceSchema = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('day'), ...common }),
  z.strictObject({ every: z.literal('week'), weekdays: z.array(weekday).min(1).max(7), ...common }),
  z.strictObject({ every: z.literal('month'), on: monthDay, ...common }),
]);
export type Recurrence = Readonly<z.infer<typeof recurrenceSchema>>;

export type Occurrence = {
  /** The day it is sent on, "2026-12-07"; a series has at most one a day, so it names the occurrence. */
  readonly date: string;
  readonly at: Date;
};

// A rule that finds nothing for so long (every 12 months on a holiday, skipped) finds nothing at all.
const longestSearchYears = 30;

/** The next `most` occurrences after an instant, in order; fewer when the series ends. */
export function nextInstants(rule: Recurrence, after: Date, most: number): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const date of listDates(rule, after)) {
    const at = instantOfLocal(date.toPlainDateTime(Temporal.PlainTime.from(rule.time)));
    if (at.getTime() <= after.getTime()) continue;
    found.push({ date: date.toString(), at });
    if (found.length >= most) break;
  }
  return found;
}

/** Days of the series in order, each once: two that a holiday moves onto one day are one. */
function* listDates(rule: Recurrence, after: Date): Generator<Temporal.PlainDate> {
  const from = Temporal.PlainDate.from(rule.from);
  const until = rule.until === undefined ? null : Temporal.PlainDate.from(rule.until);
  const search = Temporal.Instant.fromEpochMilliseconds(after.getTime())
    .toZonedDateTimeISO('UTC')
    .toPlainDate();
  const later = Temporal.PlainDate.compare(search, from) > 0 ? search : from;
  const end = later.add({ years: longestSearchYears });
  let last: Temporal.PlainDate | null = null;
  let count = 0;
  for (let period = firstPeriod(rule, { from, search }); ; period += 1) {
    const days = daysOfPeriod(rule, { from, period });
    for (const nominal of days) {
      if (Temporal.PlainDate.compare(nominal, from) < 0) continue;
      if (Temporal.PlainDate.compare(nominal, end) > 0) return;
      const day = settleHoliday(rule, nominal);
      // Beyond the end the nominal days only go up, and a moved day never lies before its own.
      if (until !== null && Temporal.PlainDate.compare(nominal, until) > 0) return;
      if (day === null || (until !== null && Temporal.PlainDate.compare(day, until) > 0)) continue;
      if (last !== null && Temporal.PlainDate.compare(day, last) <= 0) continue;
      last = day;
      count += 1;
      yield day;
      if (rule.count !== undefined && count >= rule.count) return;
    }
    if (days.length === 0 && periodStart(rule, { from, period }).year > end.year) return;
  }
}

type At = { readonly from: Temporal.PlainDate; readonly period: number };

/** A counted series is counted from its beginning; any other may be entered near the day looked for. */
function firstPeriod(
  rule: Recurrence,
  at: { readonly from: Temporal.PlainDate; readonly search: Temporal.PlainDate },
): number {
  if (rule.count !== undefined) return 0;
  // Far enough back for a day that holidays have moved, and for the day's own month or week.
  const days = at.from.until(at.search, { largestUnit: 'day' }).days - 45;
  const length = { day: 1, week: 7, month: 31 }[rule.every] * rule.interval;
  return Math.max(0, Math.floor(days / length));
}

function periodStart(rule: Recurrence, { from, period }: At): Temporal.PlainDate {
  const steps = period * rule.interval;
  switch (rule.every) {
    case 'day':
      return from.add({ days: steps });
    case 'week':
      return from.subtract({ days: from.dayOfWeek - 1 }).add({ weeks: steps });
    case 'month':
      return from.with({ day: 1 }).add({ months: steps });
    default:
      return rule satisfies never;
  }
}

function daysOfPeriod(rule: Recurrence, at: At): readonly Temporal.PlainDate[] {
  const start = periodStart(rule, at);
  switch (rule.every) {
    case 'day':
      return [start];
    case 'week':
      return [...new Set(rule.weekdays)].sort((a, b) => a - b).map((day) => start.add({ days: day - 1 }));
    case 'month':
      return [dayOfMonth(start, rule.on)];
    default:
      return rule satisfies never;
  }
}

function dayOfMonth(first: Temporal.PlainDate, on: z.infer<typeof monthDay>): Temporal.PlainDate {
  if ('day' in on) return first.with({ day: Math.min(on.day, first.daysInMonth) });
  if (on.nth === -1) {
    const last = first.with({ day: first.daysInMonth });
    return last.subtract({ days: (last.dayOfWeek - on.weekday + 7) % 7 });
  }
  return first.add({ days: ((on.weekday - first.dayOfWeek + 7) % 7) + 7 * (on.nth - 1) });
}

function settleHoliday(rule: Recurrence, day: Temporal.PlainDate): Temporal.PlainDate | null {
  if (rule.holidays === 'send' || !isPublicHoliday(day)) return day;
  if (rule.holidays === 'skip') return null;
  let moved = day;
  while (!isWorkingDay(moved)) moved = moved.add({ days: 1 });
  return moved;
}
