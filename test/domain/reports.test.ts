import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countMembers } from '#domain/count-members.ts';
import { bucketOf, quantileOf } from '#domain/histogram.ts';
import { reportCategoryOf } from '#domain/report-category.ts';
import { dayOf, listSteps, parsePeriod, periodOfPreset, stepOf, stepStartOf } from '#domain/report-period.ts';

test('a quantile from buckets is within five per cent of the value itself', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1, max: 3 * 86_400, noNaN: true }), { minLength: 1, maxLength: 500 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (values, share) => {
        const histogram = new Map<number, number>();
        for (const value of values) histogram.set(bucketOf(value), (histogram.get(bucketOf(value)) ?? 0) + 1);
        const exact = values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? Number.NaN;
        const told = quantileOf(histogram, share) ?? Number.NaN;
        assert.ok(Math.abs(told / exact - 1) <= 0.05, `${told} for ${exact}`);
      },
    ),
  );
});

test('a histogram of nothing has no quantile', () => {
  assert.equal(quantileOf(new Map(), 0.5), null);
  assert.equal(quantileOf(new Map([[3, 0]]), 0.5), null);
});

test('a campaign counts for the one category it aims at, never for one it leaves out', () => {
  assert.equal(reportCategoryOf({ all: true }), '');
  assert.equal(reportCategoryOf({ category: 'sport' }), 'sport');
  assert.equal(reportCategoryOf({ every: [{ category: 'sport' }, { locality: '0582870' }] }), 'sport');
  assert.equal(reportCategoryOf({ any: [{ category: 'sport' }, { category: 'kultura' }] }), '*');
  assert.equal(
    reportCategoryOf({ every: [{ category: 'sport' }, { not: [{ category: 'kultura' }] }] }),
    'sport',
  );
  assert.equal(reportCategoryOf(null), '');
});

test('presets begin on Monday, the first of the month, quarter and year, in Warsaw', () => {
  const now = new Date('2026-11-22T23:30:00Z');
  assert.equal(dayOf(now), '2026-11-23');
  assert.deepEqual(periodOfPreset('tydzien', now), { from: '2026-11-23', to: '2026-11-23' });
  assert.deepEqual(periodOfPreset('miesiac', now), { from: '2026-11-01', to: '2026-11-23' });
  assert.deepEqual(periodOfPreset('kwartal', now), { from: '2026-10-01', to: '2026-11-23' });
  assert.deepEqual(periodOfPreset('rok', now), { from: '2026-01-01', to: '2026-11-23' });
});

for (const [from, to, problem] of [
  ['2026-02-30', '2026-03-01', 'bad_from'],
  ['', '2026-03-01', 'bad_from'],
  ['2026-03-01', 'jutro', 'bad_to'],
  ['2026-03-02', '2026-03-01', 'reversed'],
  ['2001-01-01', '2026-03-01', 'too_long'],
] as const) {
  test(`a period from ${from || 'nothing'} to ${to} is refused: ${problem}`, () => {
    assert.deepEqual(parsePeriod({ from, to }), { ok: false, problem });
  });
}

test('bars of a chart cover the whole period without gaps, each day in exactly one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 800 }), (start, length) => {
      const from = Temporal.PlainDate.from('2024-01-01').add({ days: start });
      const period = { from: from.toString(), to: from.add({ days: length }).toString() };
      const step = stepOf(period);
      const starts = listSteps(period, step);
      const used = new Set<string>();
      for (let day = 0; day <= length; day += 1)
        used.add(stepStartOf(from.add({ days: day }).toString(), step));
      assert.deepEqual([...used], [...starts]);
      assert.ok(starts.length <= 32);
    }),
    { numRuns: 50 },
  );
});

test('each member is counted once for each key, whatever groups it is in', () => {
  const group = fc.record({
    members: fc.array(fc.integer({ min: -3, max: 12 }), { maxLength: 20 }),
    keys: fc.array(fc.tuple(fc.constantFrom('all', 'staff'), fc.constantFrom('', 'a', 'b')), {
      maxLength: 4,
    }),
  });
  fc.assert(
    fc.property(fc.array(group, { maxLength: 8 }), (groups) => {
      const sets = new Map<string, Set<number>>();
      for (const { members, keys } of groups) {
        for (const [told, key] of keys) {
          const set = sets.get(`${told} ${key}`) ?? new Set();
          for (const member of members) set.add(member);
          sets.set(`${told} ${key}`, set);
        }
      }
      const counted = countMembers(groups).map(({ told, key, count }) => [`${told} ${key}`, count] as const);
      assert.deepEqual(new Map(counted), new Map([...sets].map(([name, set]) => [name, set.size])));
      assert.equal(counted.length, sets.size);
    }),
  );
});
