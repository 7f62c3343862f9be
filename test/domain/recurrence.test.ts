import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import { isPublicHoliday } from '#domain/holidays.ts';
import { nextInstants, type Recurrence, recurrenceSchema } from '#domain/recurrence.ts';
import { describeRecurrence } from '#domain/recurrence-words.ts';

const zone = 'Europe/Warsaw';

function rule(given: Record<string, unknown>): Recurrence {
  return recurrenceSchema.parse({ time: '18:00', from: '2026-01-01', ...given });
}

function localTimes(given: Recurrence, after: string, most: number): readonly string[] {
  return nextInstants(given, new Date(after), most).map(({ at }) =>
    Temporal.Instant.fromEpochMilliseconds(at.getTime())
      .toZonedDateTimeISO(zone)
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' }),
  );
}

const codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** The same rule as an RRULE of RFC 5545. */
function toRrule(given: Recurrence): string {
  const [hour = '', minute = ''] = given.time.split(':');
  const by = ((): string => {
    if (given.every === 'day') return 'FREQ=DAILY';
    if (given.every === 'week')
      return `FREQ=WEEKLY;WKST=MO;BYDAY=${given.weekdays.map((day) => codes[day - 1]).join(',')}`;
    if ('nth' in given.on) return `FREQ=MONTHLY;BYDAY=${given.on.nth}${codes[given.on.weekday - 1]}`;
    // RFC 5545 leaves short months out; the last of 28…31 that exists is the clamped day.
    const { day: last } = given.on;
    const days = Array.from({ length: 4 }, (_, i) => 28 + i).filter((day) => day <= last);
    return last <= 28
      ? `FREQ=MONTHLY;BYMONTHDAY=${last}`
      : `FREQ=MONTHLY;BYMONTHDAY=${days.join(',')};BYSETPOS=-1`;
  })();
  const end =
    given.count === undefined ? `;UNTIL=${endOf(given.until ?? '2031-01-01')}` : `;COUNT=${given.count}`;
  const start = `${given.from.replaceAll('-', '')}T${hour}${minute}00`;
  return `DTSTART;TZID=${zone}:${start}\nRRULE:${by};INTERVAL=${given.interval}${end}`;
}

/** The last second of a local day, as RFC 5545 writes it in UTC. */
function endOf(date: string): string {
  const at = Temporal.PlainDateTime.from(`${date}T23:59:59`).toZonedDateTime(zone).toInstant().toString();
  return at.replaceAll(/[-:]/g, '');
}

const dates = fc
  .integer({ min: 0, max: 1_200 })
  .map((days) => Temporal.PlainDate.from('2026-01-01').add({ days }).toString());
const weekday = fc.integer({ min: 1, max: 7 });
const rules = fc
  .record({
    time: fc.constantFrom('00:00', '07:15', '18:00', '23:59'),
    from: dates,
    length: fc.integer({ min: 0, max: 500 }),
    count: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
    interval: fc.integer({ min: 1, max: 5 }),
    step: fc.oneof(
      fc.constant({ every: 'day' as const }),
      fc
        .uniqueArray(weekday, { minLength: 1, maxLength: 7 })
        .map((weekdays) => ({ every: 'week' as const, weekdays })),
      fc
        .oneof(
          fc.record({ day: fc.integer({ min: 1, max: 31 }) }),
          fc.record({ nth: fc.constantFrom(1, 2, 3, 4, -1), weekday }),
        )
        .map((on) => ({ every: 'month' as const, on })),
    ),
  })
  .map(({ step, length, from, count, ...others }) =>
    recurrenceSchema.parse({
      ...step,
      ...others,
      from,
      ...(count === undefined
        ? { until: Temporal.PlainDate.from(from).add({ days: length }).toString() }
        : { count }),
    }),
  );

test('without holidays the occurrences are those of RFC 5545, wherever one begins to look', () => {
  fc.assert(
    fc.property(rules, fc.integer({ min: 0, max: 400 }), (given, offset) => {
      const all = new RRuleTemporal({ rruleString: toRrule(given) })
        .all()
        .map((at) => at.toInstant().toString());
      const from = Date.parse(`${given.from}T00:00:00Z`) - 2 * 86_400_000;
      const mine = nextInstants(given, new Date(from), 2_000).map(({ at }) => at.toISOString());
      const same = (instants: readonly string[]): readonly number[] => instants.map((at) => Date.parse(at));
      assert.deepEqual(same(mine), same(all), describeRecurrence(given));
      const later = new Date(from + offset * 86_400_000);
      assert.deepEqual(
        nextInstants(given, later, 2_000).map(({ at }) => at.getTime()),
        same(all).filter((at) => at > later.getTime()),
      );
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('an occurrence in the spring gap is sent at the next valid minute, in the autumn overlap at the first', () => {
  const daily = rule({ every: 'day', time: '02:30' });
  assert.deepEqual(
    nextInstants(daily, new Date('2026-03-28T12:00:00Z'), 2).map(({ at }) => at.toISOString()),
    ['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'],
  );
  assert.deepEqual(
    nextInstants(daily, new Date('2026-10-24T12:00:00Z'), 2).map(({ at }) => at.toISOString()),
    ['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
  );
  assert.deepEqual(localTimes(rule({ every: 'week', weekdays: [1] }), '2026-03-22T00:00:00Z', 2), [
    '2026-03-23T18:00',
    '2026-03-30T18:00',
  ]);
});

test('day 31 means the last day of a shorter month, leap years included', () => {
  assert.deepEqual(
    localTimes(rule({ every: 'month', on: { day: 31 }, from: '2027-12-01' }), '2027-12-01T00:00:00Z', 4),
    ['2027-12-31T18:00', '2028-01-31T18:00', '2028-02-29T18:00', '2028-03-31T18:00'],
  );
  assert.deepEqual(
    localTimes(rule({ every: 'month', on: { nth: -1, weekday: 5 } }), '2026-02-01T00:00:00Z', 2),
    ['2026-02-27T18:00', '2026-03-27T18:00'],
  );
});

test('public holidays are those of the Polish law', () => {
  const year = 2026;
  const days = Array.from({ length: 365 }, (_, day) =>
    Temporal.PlainDate.from({ year, month: 1, day: 1 }).add({ days: day }),
  );
  assert.deepEqual(
    days.filter(isPublicHoliday).map((day) => day.toString().slice(5)),
    [
      ...['01-01', '01-06', '04-05', '04-06', '05-01', '05-03', '05-24', '06-04', '08-15'],
      ...['11-01', '11-11', '12-24', '12-25', '12-26'],
    ],
  );
  const known = ['2025-04-20', '2027-03-28', '2028-04-16', '2038-04-25', '2025-12-24'];
  for (const day of known) assert.ok(isPublicHoliday(Temporal.PlainDate.from(day)), day);
  assert.ok(!isPublicHoliday(Temporal.PlainDate.from('2024-12-24')), 'Christmas Eve only since 2025');
});

test('holidays are left out, or moved to the next working day where they meet the next occurrence once', () => {
  const daily = { every: 'day', from: '2026-12-23' };
  assert.deepEqual(localTimes(rule({ ...daily, holidays: 'skip' }), '2026-12-23T00:00:00Z', 3), [
    '2026-12-23T18:00',
    '2026-12-27T18:00',
    '2026-12-28T18:00',
  ]);
  // 24 to 26 move to Monday 28, which is an occurrence itself; Sunday 27 is no holiday by law.
  const moved = localTimes(rule({ ...daily, holidays: 'move' }), '2026-12-23T00:00:00Z', 3);
  assert.deepEqual(moved, ['2026-12-23T18:00', '2026-12-28T18:00', '2026-12-29T18:00']);
  const epiphany = { every: 'month', on: { day: 6 }, holidays: 'move', until: '2027-01-06' };
  assert.deepEqual(localTimes(rule(epiphany), '2026-12-07T00:00:00Z', 3), [], 'never after its end');
});

test('a count counts what is sent; a rule that never comes ends', () => {
  const counted = rule({ every: 'day', from: '2026-12-24', holidays: 'skip', count: 2 });
  assert.deepEqual(localTimes(counted, '2026-01-01T00:00:00Z', 9), ['2026-12-27T18:00', '2026-12-28T18:00']);
  assert.deepEqual(localTimes(counted, '2026-12-27T20:00:00Z', 9), ['2026-12-28T18:00']);
  const never = rule({ every: 'month', interval: 12, on: { day: 1 }, from: '2026-01-01', holidays: 'skip' });
  assert.deepEqual(localTimes(never, '2026-01-01T00:00:00Z', 1), []);
});

test('a rule that contradicts itself or names what does not exist is refused', () => {
  for (const bad of [
    { every: 'week', weekdays: [] },
    { every: 'week' },
    { every: 'month', on: { day: 32 } },
    { every: 'day', time: '24:00' },
    { every: 'day', from: '2026-02-30' },
    { every: 'day', interval: 0 },
    { every: 'day', weekdays: [1] },
  ]) {
    assert.ok(!recurrenceSchema.safeParse({ time: '18:00', from: '2026-01-01', ...bad }).success);
  }
});

test('a rule reads as a Polish sentence', () => {
  const table: readonly (readonly [Record<string, unknown>, string])[] = [
    [
      { every: 'week', interval: 2, weekdays: [4, 1], until: '2026-12-31' },
      'co 2 tygodnie w poniedziałek i czwartek o 18:00, do 31 grudnia 2026',
    ],
    [{ every: 'week', weekdays: [1, 2, 3] }, 'co tydzień w poniedziałek, we wtorek i w środę o 18:00'],
    [{ every: 'day', count: 5 }, 'codziennie o 18:00, 5 razy'],
    [{ every: 'day', interval: 3, holidays: 'skip' }, 'co 3 dni o 18:00, bez świąt'],
    [{ every: 'month', on: { day: 31 } }, 'co miesiąc ostatniego dnia o 18:00'],
    [{ every: 'month', interval: 5, on: { nth: 2, weekday: 2 } }, 'co 5 miesięcy w drugi wtorek o 18:00'],
    [{ every: 'month', on: { nth: -1, weekday: 3 } }, 'co miesiąc w ostatnią środę o 18:00'],
  ];
  for (const [given, sentence] of table) assert.equal(describeRecurrence(rule(given)), sentence);
});
