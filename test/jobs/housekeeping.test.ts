import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listHousekeeping } from '../../src/jobs/housekeeping.ts';

test('figures are counted each minute, areas each ten minutes, the rest once a night', () => {
  const times = (task: string) =>
    Array.from({ length: 24 * 60 }, (_, minute) => minute).filter((minute) =>
      listHousekeeping().some(
        (item) =>
          item.task === task &&
          item.match({ min: minute % 60, hour: Math.floor(minute / 60), date: 1, month: 1, dow: 5 }),
      ),
    );
  assert.equal(times('roll-up').length, 24 * 60);
  assert.deepEqual(times('count-areas').slice(0, 3), [0, 10, 20]);
  assert.equal(times('count-areas').length, 24 * 6);
  assert.deepEqual([times('tidy'), times('retention')], [[2 * 60 + 17], [2 * 60 + 47]]);
});
