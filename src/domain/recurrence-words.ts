import type { Recurrence } from './recurrence.ts';

/** A rule as a person says it: "co 2 tygodnie w poniedziałek i czwartek o 18:00, do 31 grudnia 2026". */

const onDays = [
  'w poniedziałek',
  'we wtorek',
  'w środę',
  'w czwartek',
  'w piątek',
  'w sobotę',
  'w niedzielę',
];
const months =
  'stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia'.split(
    ' ',
  );
// Ordinals by the weekday's gender: "w pierwszy poniedziałek", "w pierwszą środę".
const ordinals: Readonly<Record<number, readonly [string, string]>> = {
  1: ['pierwszy', 'pierwszą'],
  2: ['drugi', 'drugą'],
  3: ['trzeci', 'trzecią'],
  4: ['czwarty', 'czwartą'],
  [-1]: ['ostatni', 'ostatnią'],
};

/** The rule as a Polish sentence without a full stop. */
export function describeRecurrence(rule: Recurrence): string {
  const parts = [
    `${describeStep(rule)} o ${rule.time}`,
    rule.until === undefined ? undefined : `do ${describeDate(rule.until)}`,
    rule.count === undefined ? undefined : `${rule.count} ${rule.count === 1 ? 'raz' : 'razy'}`,
    { send: undefined, skip: 'bez świąt', move: 'w święto: następnego dnia roboczego' }[rule.holidays],
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** "7 grudnia 2026" from "2026-12-07". */
function describeDate(date: string): string {
  const { day, month, year } = Temporal.PlainDate.from(date);
  return `${day} ${months[month - 1] ?? ''} ${year}`;
}

function describeStep(rule: Recurrence): string {
  switch (rule.every) {
    case 'day':
      return rule.interval === 1 ? 'codziennie' : `co ${rule.interval} dni`;
    case 'week': {
      const step = rule.interval === 1 ? 'co tydzień' : `co ${rule.interval} ${weeks(rule.interval)}`;
      return `${step} ${joinDays(rule.weekdays)}`;
    }
    case 'month': {
      const step = rule.interval === 1 ? 'co miesiąc' : `co ${rule.interval} ${monthsOf(rule.interval)}`;
      return `${step} ${describeMonthDay(rule.on)}`;
    }
    default:
      return rule satisfies never;
  }
}

function describeMonthDay(on: Extract<Recurrence, { every: 'month' }>['on']): string {
  if ('day' in on) {
    if (on.day === 31) return 'ostatniego dnia';
    return on.day > 28 ? `${on.day}. dnia (w krótszym miesiącu ostatniego)` : `${on.day}. dnia`;
  }
  const [preposition = 'w', name = ''] = (onDays[on.weekday - 1] ?? '').split(' ');
  const isFeminine = name.endsWith('ę');
  // "we wtorek", but "w drugi wtorek".
  const before = preposition === 'we' ? 'w' : preposition;
  return `${before} ${ordinals[on.nth]?.[isFeminine ? 1 : 0] ?? ''} ${name}`;
}

function joinDays(weekdays: readonly number[]): string {
  const sorted = [...new Set(weekdays)].sort((a, b) => a - b);
  if (sorted.length === 7) return 'we wszystkie dni';
  const words = sorted.map((day) => onDays[day - 1] ?? '');
  // The preposition is said once, unless a Tuesday needs another.
  const said = words.map((word, at) => (at === 0 || sorted.includes(2) ? word : word.replace(/^w /, '')));
  const last = said.pop() ?? '';
  return said.length === 0 ? last : `${said.join(', ')} i ${last}`;
}

function weeks(count: number): string {
  return isFew(count) ? 'tygodnie' : 'tygodni';
}

function monthsOf(count: number): string {
  return isFew(count) ? 'miesiące' : 'miesięcy';
}

function isFew(count: number): boolean {
  const tens = count % 100;
  return count % 10 >= 2 && count % 10 <= 4 && !(tens >= 12 && tens <= 14);
}
