import { foldWords } from './fold.ts';
import { countEdits, stemOf } from './likeness.ts';
import { remember } from './remembered.ts';

/** Finding the office's categories in what a person typed, by key or name, inflected or with a typo. */

export type CategoryName = { readonly key: string; readonly name: string; readonly isAlert?: boolean };

export type CategoryReading = {
  /** Keys in the order typed, each once. */
  readonly keys: readonly string[];
  /** The words that named no category. */
  readonly rest: readonly string[];
};

/** Takes every word that names a category out of `words`. */
export function takeCategories(
  words: readonly string[],
  categories: readonly CategoryName[],
): CategoryReading {
  const keys: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < words.length; ) {
    const found = findAt(words.slice(at), categories);
    if (found === null) {
      const word = words[at];
      if (word !== undefined) rest.push(word);
      at += 1;
      continue;
    }
    if (!keys.includes(found.key)) keys.push(found.key);
    at += found.length;
  }
  return { keys, rest };
}

/** Takes categories off the end only: in "Skorzewo Sportowa 5 sport" the street stays whole. */
export function takeTrailingCategories(
  words: readonly string[],
  categories: readonly CategoryName[],
): CategoryReading {
  for (let at = 0; at < words.length; at += 1) {
    const { keys, rest } = takeCategories(words.slice(at), categories);
    if (keys.length > 0 && rest.every((word) => joiners.has(word))) return { keys, rest: words.slice(0, at) };
  }
  return { keys: [], rest: words };
}

/** Words between the items of a list. */
export const joiners: ReadonlySet<string> = new Set([
  'i',
  'oraz',
  'a',
  'na',
  'ze',
  'z',
  'kategorie',
  'kategoria',
  'tez',
]);

function findAt(
  words: readonly string[],
  categories: readonly CategoryName[],
): { readonly key: string; readonly length: number } | null {
  const [first = '', next = ''] = words;
  if (!startsOf(categories)(first)) return null;
  // "O śmieciach" is what an office calls waste; "te śmieci" are what we send.
  const alias = aliases.find(([pattern]) => pattern.test(first));
  if (alias !== undefined && !/^(ktor|wasz)/.test(next)) {
    const named = categories.find(({ key, name }) => alias[1].test(foldWords(`${key} ${name}`).join(' ')));
    if (named !== undefined) return { key: named.key, length: 1 };
  }
  for (const test of [isSame, isInflected, isMistyped]) {
    for (const { key, name } of categories) {
      for (const form of [formOf(name), formOf(key)]) {
        if (form.length === 0 || form.length > words.length) continue;
        if (form.every((word, at) => test(word, words[at] ?? ''))) return { key, length: form.length };
      }
    }
  }
  return null;
}

/** Whether a word may begin what names one of the categories: nearly every word of every text is asked, and few may. */
function startsOf(categories: readonly CategoryName[]): (word: string) => boolean {
  const known = starts.get(categories);
  if (known !== undefined) return known;
  const names = categories.flatMap(({ key, name }) => [formOf(name)[0] ?? '', formOf(key)[0] ?? '']);
  const mayStart = remember(
    (word) =>
      aliases.some(([pattern]) => pattern.test(word)) ||
      names.some((name) => isSame(name, word) || isInflected(name, word) || isMistyped(name, word)),
  );
  starts.set(categories, mayStart);
  return mayStart;
}

const starts = new WeakMap<readonly CategoryName[], (word: string) => boolean>();

const aliases: readonly (readonly [RegExp, RegExp])[] = [
  [/^smiec(i|iach|iami|iom|ie)$/, /\b(odpad|smiec)/],
  [/^odpadk/, /\b(odpad|smiec)/],
  [/^(ostrzeze(n$|ni)|alarm)/, /\b(alert|ostrzez|alarm)/],
];

/** An office's names are few and meet every text: each is folded once. */
const formOf: (name: string) => readonly string[] = remember(foldWords);

function isSame(name: string, typed: string): boolean {
  return name === typed;
}

function isInflected(name: string, typed: string): boolean {
  const [a, b] = [stemOf(name), stemOf(typed)];
  // "o sporcie", "o pradzie": the last consonant softens.
  if (typed.replace(/cie$/, 't').replace(/dzie$/, 'd') === name) return true;
  return a === b || (a.length >= 4 && (`${a}ow` === b || `${a}n` === b || `${a}aln` === b));
}

function isMistyped(name: string, typed: string): boolean {
  return name.length >= 5 && typed.length >= 4 && countEdits(name, typed, 1) <= 1;
}
