import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { understand } from '#domain/keywords.ts';
import { createPlaceIndex } from '#domain/places.ts';
import { practiceCategories, practiceLocalities, practiceStreets } from '#domain/practice-places.ts';
import { assertReadAlike } from '#test/domain/changed-samples.ts';
import { learnTable } from '#test/domain/learning.ts';
import { composeLeave, composeOther, createRandom } from '#test/domain/opt-out-grammar.ts';

/** Understanding at full volume: every sample in every damage, and thousands of composed texts. */

const places = createPlaceIndex({ localities: practiceLocalities, streets: practiceStreets });

it('every sample stays what it was in every damage', () => {
  assertReadAlike(1);
});

it('of 20 000 composed opt-outs none is missed, and of 20 000 matters of the office none is taken for one', () => {
  const known = { open: null, categories: practiceCategories, places, sender: 'subscriber' } as const;
  const random = createRandom(20_265);
  const missed: string[] = [];
  const accidental: string[] = [];
  for (let count = 0; count < 20_000; count += 1) {
    const leave = composeLeave(random).text;
    if (!understand(leave, known).intent.startsWith('leave_')) missed.push(leave);
    const other = composeOther(random).text;
    if (understand(other, known).intent.startsWith('leave_')) accidental.push(other);
  }
  assert.deepEqual({ missed, accidental }, { missed: [], accidental: [] });
});

it('what was learned is what samples and rules teach, byte for byte', () => {
  const file = new URL('../../src/domain/leave-evidence.table.ts', import.meta.url);
  assert.equal(readFileSync(file, 'utf8'), learnTable(), 'Run: node scripts/learn-leaving.ts');
});
