import { toGsm7 } from './segments.ts';

/** Alarms to the duty officers: how often, and in what words. */

const restMs = 15 * 60_000;
export const alarmPeriodMs = 3_600_000;
const mostInPeriod = 20;

export type AlarmDecision = 'raise' | 'raise_last' | 'spare';

/**
 * Whether a danger text raises an alarm of its own: once in 15 minutes for a thread, and at most 20 an hour for all,
 * of which the last says so. `raised`: alarms of the last hour.
 */
export function decideAlarm(thread: {
  readonly alarmedAt: Date | null;
  readonly raised: number;
  readonly now: Date;
}): AlarmDecision {
  const { alarmedAt, raised, now } = thread;
  if (alarmedAt !== null && now.getTime() - alarmedAt.getTime() < restMs) return 'spare';
  if (raised >= mostInPeriod) return 'spare';
  return raised === mostInPeriod - 1 ? 'raise_last' : 'raise';
}

/** The alarm's text, one segment: where, never who or what they wrote. `place` null: not known. */
export function writeAlarm(alarm: {
  readonly decision: Exclude<AlarmDecision, 'spare'>;
  readonly officeShortName: string;
  readonly place: string | null;
}): string {
  const office = toGsm7(alarm.officeShortName);
  if (alarm.decision === 'raise_last') {
    return `PILNE (${office}): wiele wiadomosci o zagrozeniu. Do konca godziny nie wyslemy kolejnych alarmow. Zajrzyj do skrzynki teraz.`;
  }
  const place = toGsm7(alarm.place ?? 'adres nieznany')
    .slice(0, 50)
    .trim();
  return `PILNE (${office}): wiadomosc o zagrozeniu od mieszkanca (${place}). Zajrzyj do skrzynki.`;
}
