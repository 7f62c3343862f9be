/** Public holidays of Poland (ustawa o dniach wolnych od pracy, 18 January 1951, as amended), by date. */

const fixed: ReadonlySet<string> = new Set([
  '01-01',
  '01-06',
  '05-01',
  '05-03',
  '08-15',
  '11-01',
  '11-11',
  '12-25',
  '12-26',
]);
// Days after Easter Sunday: itself, Monday, Pentecost, Corpus Christi.
const afterEaster: readonly number[] = [0, 1, 49, 60];

/** Whether nobody works at the office on this day by law; Christmas Eve is such a day since 2025. */
export function isPublicHoliday(day: Temporal.PlainDate): boolean {
  const monthDay = day.toString().slice(5, 10);
  if (fixed.has(monthDay)) return true;
  if (monthDay === '12-24') return day.year >= 2025;
  return afterEaster.includes(easterOf(day.year).until(day, { largestUnit: 'day' }).days);
}

/** Monday to Friday, and no public holiday. */
export function isWorkingDay(day: Temporal.PlainDate): boolean {
  return day.dayOfWeek <= 5 && !isPublicHoliday(day);
}

/** Easter Sunday of a Gregorian year: the anonymous algorithm of 1876 (Meeus, Astronomical Algorithms, chapter 8). */
function easterOf(year: number): Temporal.PlainDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const rest = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - epact - (rest % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const days = epact + weekday - 7 * late + 114;
  return Temporal.PlainDate.from({ year, month: Math.floor(days / 31), day: (days % 31) + 1 });
}
