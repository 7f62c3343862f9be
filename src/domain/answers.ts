import { fold } from './fold.ts';
import { allowedEdits, countEdits } from './likeness.ts';

/** Numbers typed as an answer ("1 3", "1,3", "1i3", "jeden", "drugi adres"); null when anything else was said. */
export function readWholeNumbers(words: readonly string[]): readonly number[] | null {
  const numbers: number[] = [];
  for (const word of words) {
    if (fillers.has(word)) continue;
    const spoken = spokenNumbers.findIndex((number) => number.test(word));
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
  'i oraz nr numer numery opcja opcje wybieram to ten ta te adres prosze dziekuje dzieki a'.split(' '),
);
// Beside the number its ordinal in any case and gender: "trzecia", "tego trzeciego".
const spokenNumbers = [
  /^(jeden|jedynka|pierwsz(y|a|e|ego|ej))$/,
  /^(dwa|dwojka|drug(i|a|ie|iego|iej))$/,
  /^(trzy|trojka|trzeci(a|e|ego|ej)?)$/,
  /^(cztery|czworka|czwart(y|a|e|ego|ej))$/,
  /^(piec|piatka|piat(y|a|e|ego|ej))$/,
  /^(szesc|szostka|szost(y|a|e|ego|ej))$/,
  /^(siedem|siodemka|siodm(y|a|e|ego|ej))$/,
  /^(osiem|osemka|osm(y|a|e|ego|ej))$/,
  /^(dziewiec|dziewiatka|dziewiat(y|a|e|ego|ej))$/,
];
