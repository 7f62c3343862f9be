import { fold } from './fold.ts';
import { allowedEdits, countEdits } from './likeness.ts';

/** Numbers typed as an answer ("1 3", "1,3", "1i3", "jeden"); null when anything else was said. */
export function readWholeNumbers(words: readonly string[]): readonly number[] | null {
  const numbers: number[] = [];
  for (const word of words) {
    if (fillers.has(word)) continue;
    const spoken = spokenNumbers.indexOf(word);
    if (spoken !== -1) {
      numbers.push(spoken + 1);
      continue;
    }
    if (!/^\d{1,2}(?:[i/]\d{1,2})*i?$/.test(word)) return null;
    numbers.push(...(word.match(/\d+/g) ?? []).map(Number));
  }
  return numbers.length === 0 ? null : [...new Set(numbers)];
}

/** Whether two texts name the same thing but for the typos we forgive. */
export function isAlike(a: string, b: string): boolean {
  const [x, y] = [fold(a), fold(b)];
  return countEdits(x, y, 2) <= allowedEdits(Math.min(x.length, y.length));
}

const fillers: ReadonlySet<string> = new Set(
  'i oraz nr numer numery opcja opcje wybieram to prosze dziekuje dzieki a'.split(' '),
);
const spokenNumbers = ['jeden', 'dwa', 'trzy', 'cztery', 'piec', 'szesc', 'siedem', 'osiem', 'dziewiec'];
