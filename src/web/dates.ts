// Days and times in the language of a visit; always those of Poland.
import type { Visit } from './visit.ts';

const timeZone = 'Europe/Warsaw';

/** "22 listopada 2026", "22 November 2026". */
export function wordDay(visit: Visit, at: Date): string {
  return new Intl.DateTimeFormat(visit.words.locale, { timeZone, dateStyle: 'long' }).format(at);
}

/** "22 lis 2026, 19:05", "22 Nov 2026, 19:05". */
export function wordDateTime(visit: Visit, at: Date): string {
  return new Intl.DateTimeFormat(visit.words.locale, {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}
