// Days and times in the language of a visit; always those of Poland.
import type { Visit } from './visit.ts';

const timeZone = 'Europe/Warsaw';

/** "22 listopada 2026", "22 November 2026". */
export function wordDay(visit: Visit, at: Date): string {
  return tidy(new Intl.DateTimeFormat(visit.words.locale, { timeZone, dateStyle: 'long' }).format(at));
}

/** "22 lis 2026, 19:05", "22 Nov 2026, 19:05". */
export function wordDateTime(visit: Visit, at: Date): string {
  const format = new Intl.DateTimeFormat(visit.words.locale, {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  return tidy(format.format(at));
}

/** Ukrainian writes "2026 р.", whose full stop would meet that of the sentence. */
function tidy(date: string): string {
  return date.replace(/\sр\./, '');
}
