import { foldWords } from './fold.ts';
import { stemOf } from './likeness.ts';

/** What people write around an address: the postal code and its town, the gmina, the powiat, the voivodeship. */

// "61-707", "61 - 707", "62070"; two numbers with a space between them may be two houses.
const postalCode = /(?<![\d/-])(\d{2})\s?[-–—]\s?(\d{3})(?![\d/-])|(?<![\d/-])\d{5}(?![\d/-])/gu;
// "98-100" is a plot of two houses; a code's halves are as far apart as chance has it.
const widestPlot = 60;

type PostalSplit = {
  /** The text without its postal codes. */
  readonly text: string;
  /** What stands before the first code, if something does: the address; the code's town may be another place. */
  readonly before: string | null;
};

/** The text without postal codes; the same text where there are none. */
export function splitPostalCode(text: string): PostalSplit {
  let first = -1;
  const without = text.replace(
    postalCode,
    (code: string, from: string | undefined, to: string | undefined, at: number) => {
      // "60-101 Poznań" is a code, "Polna 60-101" two houses.
      const isAfterName =
        /\p{L}\.? *$/u.test(text.slice(0, at)) && !/^[ ,.]*\p{L}{3}/u.test(text.slice(at + code.length));
      const isPlot =
        isAfterName && from !== undefined && to !== undefined && isPlotOfHouses(Number(from), to);
      if (isPlot) return code;
      if (first === -1) first = at;
      return ' ';
    },
  );
  if (first === -1) return { text, before: null };
  const before = text.slice(0, first);
  return { text: without, before: foldWords(before).length === 0 ? null : before };
}

function isPlotOfHouses(from: number, to: string): boolean {
  return !to.startsWith('0') && Number(to) > from && Number(to) - from <= widestPlot;
}

const unitWords: ReadonlyMap<string, 'gmina' | 'other'> = new Map([
  ...['gm', 'gmina', 'gminie', 'gminy', 'gmine'].map((word) => [word, 'gmina'] as const),
  ...['pow', 'powiat', 'powiecie', 'powiatu', 'woj', 'wojewodztwo', 'wojewodztwie', 'wojewodztwa'].map(
    (word) => [word, 'other'] as const,
  ),
]);
const longestName = 3;

/**
 * The folded words without "gm. Dopiewo", "powiat poznański", "woj. wielkopolskie"; all of them where nothing else
 * was said. `isPlace` tells how long a gmina's name is.
 */
export function dropUnits(
  words: readonly string[],
  isPlace: (words: readonly string[]) => boolean,
): readonly string[] {
  const rest: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const unit = unitWords.get(words[at] ?? '');
    const next = words[at + 1];
    if (isNearby(words, at) && endsWithPlace(words.slice(0, at), isPlace)) {
      at += 1;
      continue;
    }
    if (unit === undefined || next === undefined || !/^[a-z?]{3,}$/.test(next) || !isUnit(words, at)) {
      rest.push(words[at] ?? '');
      continue;
    }
    at += unit === 'gmina' ? lengthOfName(words.slice(at + 1), isPlace) : 1;
  }
  return rest.some((word) => /[a-z?]{3}/.test(word)) ? rest : words;
}

/** "Dąbrówka k. Poznania". */
function isNearby(words: readonly string[], at: number): boolean {
  return /^(?:k|kolo|obok|niedaleko)$/.test(words[at] ?? '') && /^[a-z]{4,}$/.test(words[at + 1] ?? '');
}

function endsWithPlace(words: readonly string[], isPlace: (words: readonly string[]) => boolean): boolean {
  return Array.from({ length: longestName }, (_, at) => words.slice(-1 - at)).some(isPlace);
}

/** "pow." is short for powiat and for powstańców, "woj." for województwo and for wojska. */
function isUnit(words: readonly string[], at: number): boolean {
  const word = words[at] ?? '';
  return (word !== 'pow' && word !== 'woj') || /(?:[sc]k|zk)(?:i|ie|im|iego)$/.test(words[at + 1] ?? '')
    ? !/^(?:wielkopolskich|slaskich|polskiego)$/.test(words[at + 1] ?? '')
    : false;
}

function lengthOfName(words: readonly string[], isPlace: (words: readonly string[]) => boolean): number {
  for (let length = Math.min(longestName, words.length); length > 1; length -= 1) {
    if (isPlace(words.slice(0, length))) return length;
  }
  return 1;
}

/**
 * The folded words without one of the names at either end ("Poznań, Głogowska 12", "Głogowska 12 w Poznaniu"); null
 * where none stands there or nothing else was said.
 */
export function dropNamesAtEnds(
  words: readonly string[],
  names: readonly (readonly string[])[],
): readonly string[] | null {
  for (const name of names) {
    const length = name.length;
    if (length === 0 || words.length <= length) continue;
    if (isSameName(words.slice(-length), name)) return words.slice(0, -length);
    const start = words.findIndex((word) => !leading.has(word));
    if (start !== -1 && isSameName(words.slice(start, start + length), name)) {
      const rest = words.slice(start + length);
      if (rest.length > 0) return rest;
    }
  }
  return null;
}

const leading: ReadonlySet<string> = new Set('w we z ze do m miasto miescie gmina gm'.split(' '));

function isSameName(words: readonly string[], name: readonly string[]): boolean {
  return (
    words.length === name.length &&
    words.every((word, at) => word === name[at] || stemOf(word) === stemOf(name[at] ?? ''))
  );
}
