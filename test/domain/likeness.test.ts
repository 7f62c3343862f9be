import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countEdits } from '#domain/likeness.ts';

/** The definition, without any bound or short cut. */
function countAllEdits(a: string, b: string): number {
  const isSame = (x?: string, y?: string): boolean => x === y || x === '?' || y === '?';
  const rows: number[][] = [];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 0; i <= a.length; i += 1) {
    rows.push([]);
    for (let j = 0; j <= b.length; j += 1) {
      const swapped = isSame(a[i - 1], b[j - 2]) && isSame(a[i - 2], b[j - 1]) && i > 1 && j > 1;
      const replaced = i > 0 && j > 0 ? at(i - 1, j - 1) + (isSame(a[i - 1], b[j - 1]) ? 0 : 1) : i + j;
      const shifted = Math.min(i > 0 ? at(i - 1, j) + 1 : i + j, j > 0 ? at(i, j - 1) + 1 : i + j);
      rows[i]?.push(Math.min(replaced, shifted, swapped ? at(i - 2, j - 2) + 1 : i + j));
    }
  }
  return at(a.length, b.length);
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '?'), maxLength: 8 });

test('edits counted with the common beginning and end left out are those of the definition', () => {
  fc.assert(
    fc.property(word, word, fc.constantFrom(1, 2, 3), (a, b, most) => {
      assert.equal(countEdits(a, b, most), Math.min(countAllEdits(a, b), most + 1));
    }),
    { numRuns: 3_000 },
  );
});
