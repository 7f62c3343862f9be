import { officeTimeZone } from './quiet-hours.ts';

/** A person's own pause is whole days, its last one named: "do 24 grudnia włącznie". */

export type PauseProblem = 'not_a_day' | 'past' | 'too_long';
export type ParsedPause =
  | { readonly ok: true; readonly until: Date }
  | { readonly ok: false; readonly problem: PauseProblem };

const mostDays = 366;

/** The instant a pause ends: the midnight after its last day (ISO date), as clocks in the office tell it. */
export function parsePause(lastDay: string, now: Date): ParsedPause {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(lastDay)) return { ok: false, problem: 'not_a_day' };
  const today = now.toTemporalInstant().toZonedDateTimeISO(officeTimeZone).toPlainDate();
  let day: Temporal.PlainDate;
  try {
    day = Temporal.PlainDate.from(lastDay, { overflow: 'reject' });
  } catch {
    return { ok: false, problem: 'not_a_day' };
  }
  if (Temporal.PlainDate.compare(day, today) < 0) return { ok: false, problem: 'past' };
  if (today.until(day).days > mostDays) return { ok: false, problem: 'too_long' };
  const end = day.add({ days: 1 }).toZonedDateTime({ timeZone: officeTimeZone });
  return { ok: true, until: new Date(end.epochMilliseconds) };
}
