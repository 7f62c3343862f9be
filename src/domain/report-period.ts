import { officeTimeZone } from './quiet-hours.ts';

/** Periods of reports: whole days in Warsaw, both ends included. */
export type Period = { readonly from: string; readonly to: string };

export const periodPresets = ['tydzien', 'miesiac', 'kwartal', 'rok'] as const;
export type PeriodPreset = (typeof periodPresets)[number];

export type PeriodProblem = 'bad_from' | 'bad_to' | 'reversed' | 'too_long';
export type ParsedPeriod =
  | { readonly ok: true; readonly period: Period }
  | { readonly ok: false; readonly problem: PeriodProblem };

/** Longer ones are nobody's report. */
const mostDays = 11 * 366;

/** The Warsaw date of an instant. */
export function dayOf(now: Date): string {
  return now.toTemporalInstant().toZonedDateTimeISO(officeTimeZone).toPlainDate().toString();
}

/** The week (from Monday), month, quarter or year that today is in, up to today. */
export function periodOfPreset(preset: PeriodPreset, now: Date): Period {
  const today = Temporal.PlainDate.from(dayOf(now));
  return { from: startOf(preset, today).toString(), to: today.toString() };
}

/** Reads two ISO dates. */
export function parsePeriod(given: { readonly from: string; readonly to: string }): ParsedPeriod {
  const from = parseDay(given.from);
  if (from === null) return { ok: false, problem: 'bad_from' };
  const to = parseDay(given.to);
  if (to === null) return { ok: false, problem: 'bad_to' };
  if (Temporal.PlainDate.compare(from, to) > 0) return { ok: false, problem: 'reversed' };
  if (from.until(to).days > mostDays) return { ok: false, problem: 'too_long' };
  return { ok: true, period: { from: from.toString(), to: to.toString() } };
}

export type Step = 'day' | 'week' | 'month';

/** How wide the bars of a chart over this period are: at most some thirty of them, or one a month. */
export function stepOf(period: Period): Step {
  const days = Temporal.PlainDate.from(period.from).until(period.to).days + 1;
  if (days <= 31) return 'day';
  return days <= 183 ? 'week' : 'month';
}

/** The first days of the period's bars, in order, empty ones among them. */
export function listSteps(period: Period, step: Step): readonly string[] {
  const end = Temporal.PlainDate.from(period.to);
  const starts: string[] = [];
  let start = Temporal.PlainDate.from(stepStartOf(period.from, step));
  while (Temporal.PlainDate.compare(start, end) <= 0) {
    starts.push(start.toString());
    start = start.add(step === 'day' ? { days: 1 } : step === 'week' ? { weeks: 1 } : { months: 1 });
  }
  return starts;
}

/** The first day of the bar that a day belongs to; a week begins on Monday. */
export function stepStartOf(day: string, step: Step): string {
  const date = Temporal.PlainDate.from(day);
  switch (step) {
    case 'day':
      return day;
    case 'week':
      return startOf('tydzien', date).toString();
    case 'month':
      return startOf('miesiac', date).toString();
    default:
      return step satisfies never;
  }
}

function startOf(preset: PeriodPreset, day: Temporal.PlainDate): Temporal.PlainDate {
  switch (preset) {
    case 'tydzien':
      return day.subtract({ days: day.dayOfWeek - 1 });
    case 'miesiac':
      return day.with({ day: 1 });
    case 'kwartal':
      return day.with({ month: day.month - ((day.month - 1) % 3), day: 1 });
    case 'rok':
      return day.with({ month: 1, day: 1 });
    default:
      return preset satisfies never;
  }
}

function parseDay(text: string): Temporal.PlainDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '2000') return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    return null;
  }
}
