// Values as people in the office read them: Polish, Europe/Warsaw.
import { choosePlural } from '#domain/plural.ts';

const zone = 'Europe/Warsaw';
const dateTime = new Intl.DateTimeFormat('pl-PL', {
  timeZone: zone,
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const dayOnly = new Intl.DateTimeFormat('pl-PL', { timeZone: zone, dateStyle: 'long' });
const whole = new Intl.NumberFormat('pl-PL', { useGrouping: 'always' });
const zlotys = new Intl.NumberFormat('pl-PL', { style: 'currency', currency: 'PLN', useGrouping: 'always' });
const fraction = new Intl.NumberFormat('pl-PL', { maximumFractionDigits: 2, useGrouping: 'always' });

/** "22 lis 2026, 19:05". */
export function formatDateTime(at: Date): string {
  return dateTime.format(at);
}

/** "22 listopada 2026". */
export function formatDay(at: Date): string {
  return dayOnly.format(at);
}

/** "12 400", with spaces that do not break. */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** "1 234,56 zł" from grosze, which may hold fractions. */
export function formatPrice(grosze: number): string {
  return zlotys.format(grosze / 100);
}

/** "1 234,56 zł (1 234,56 pkt)": what is left at the gateway, where a point costs a złoty. */
export function formatBalance(points: number): string {
  return `${formatPrice(points * 100)} (${formatDecimal(points)} pkt)`;
}

/** At most two digits after the comma. */
export function formatDecimal(value: number): string {
  return fraction.format(value);
}

/** "1 odbiorca", "2 odbiorcy", "5 odbiorców": the Polish forms for one, a few and many. */
export function formatPlural(
  count: number,
  forms: { readonly one: string; readonly few: string; readonly many: string },
): string {
  return `${formatCount(count)} ${choosePlural(count, forms)}`;
}

/** "około 3 minuty" for a wait in seconds. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return 'mniej niż minutę';
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) {
    return `około ${formatPlural(minutes, { one: 'minutę', few: 'minuty', many: 'minut' })}`;
  }
  const hours = Math.ceil(minutes / 6) / 10;
  const unit = Number.isInteger(hours)
    ? choosePlural(hours, { one: 'godzinę', few: 'godziny', many: 'godzin' })
    : 'godziny';
  return `około ${fraction.format(hours)} ${unit}`;
}

/** "5 min temu", "3 godz. temu"; after a week the date. */
export function formatAge(at: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  if (minutes < 1) return 'przed chwilą';
  if (minutes < 60) return `${minutes} min temu`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} godz. temu`;
  const days = Math.floor(hours / 24);
  if (days < 7) return days === 1 ? '1 dzień temu' : `${days} dni temu`;
  return formatDay(at);
}
