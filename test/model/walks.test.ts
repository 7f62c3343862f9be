import { test } from 'node:test';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { chooseSeed } from '../support/seeded-random.ts';
import { walkCrowd } from './walks.ts';

const deps = await createOfficeDeps(await createTestDatabase({ size: 6 }));

test('a hundred residents who text as they please end as their last valid act says', async () => {
  const seed = chooseSeed();
  // In the past: a text dated after it came is a wrong clock's, and the database says when it came.
  const startsAt = new Date('2025-10-20T06:00:00Z');
  await walkCrowd({ deps, seed, size: 100, rounds: 14, firstNumber: 510_000_000, startsAt });
});
