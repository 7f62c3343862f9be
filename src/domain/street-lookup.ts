import { dropInside, isHouseNumber, splitHouse } from './house-number.ts';
import { isMistypedKind } from './name-words.ts';
import { type PlaceWord, readPlaceWords } from './place-words.ts';
import type { StreetHit, StreetIndex } from './street-index.ts';

/** Reading a whole text as a street with a house number, each of which may be left out. */

export type StreetFinding<T> = {
  readonly hit: StreetHit<T> | null;
  readonly house: string | null;
  /** At most three that look alike, where nothing was found. */
  readonly nearest: readonly T[];
};

// "5 maja" is no house in a street that "maja" is a part of.
const mostBefore = 0.3;

type Found<T> = { readonly hit: StreetHit<T>; readonly house: string | null };

/** Names before typos, what is sure before guesses, and of equal readings the one with the longest name. */
export function findStreetIn<T>(index: StreetIndex<T>, text: string): StreetFinding<T> {
  const words = kindFirst(withoutEnds(dropInside(readPlaceWords(text))));
  const found = findReading(index, words);
  const initials = words.map(asInitial);
  return found.hit === null && initials.some((word, at) => word !== words[at])
    ? findReading(index, initials)
    : found;
}

/** "Łukasiewicza I": of Ignacy, where nobody was the first. */
function asInitial(word: PlaceWord): PlaceWord {
  return word.role === 'number' && /^[ivx]$/.test(word.raw)
    ? { text: word.raw, raw: word.raw, role: 'initial' }
    : word;
}

function findReading<T>(index: StreetIndex<T>, words: readonly PlaceWord[]): StreetFinding<T> {
  const found = findStreetOf(index, words);
  const [first, second] = words;
  // "ull. Lipowa": where nothing has such a name, the first word may be a kind mistyped.
  const isSlip = first !== undefined && second !== undefined && isMistypedKind(first.raw);
  if (found.hit !== null) return found;
  const again = isSlip ? findStreetOf(index, words.slice(1)) : found;
  return again.hit === null ? findWithout(index, words, found) : again;
}

/** "malarza Matejki", "Bolka Chrobrego": with one word left out it is a guess, to be asked about. */
function findWithout<T>(
  index: StreetIndex<T>,
  words: readonly PlaceWord[],
  found: StreetFinding<T>,
): StreetFinding<T> {
  const said = words.filter(({ role }) => role === 'word' || role === 'number');
  if (said.length < 2 || words.length > mostWords) return found;
  const rests = words.flatMap((word, at) => {
    const rest = words.toSpliced(at, 1);
    const isTelling = rest.some(({ role, text }) => role === 'word' && text.length >= leastTelling);
    return word.role === 'word' && isTelling ? [rest] : [];
  });
  const hits = rests
    .flatMap((rest) => splitHouse(rest).filter(({ name }) => name.some(isSaid)))
    .flatMap(({ name, house, isBefore }) => {
      const hit = isBefore ? null : index.findNamed(name);
      return hit === null ? [] : [{ hit, house }];
    });
  const best = bestOf(hits);
  if (best === null) return found;
  const hit = { ...best.hit, confidence: 'typo' as const, isSure: false, cost: best.hit.cost + guessedCost };
  return { hit, house: best.house, nearest: [] };
}

const mostWords = 6;
const leastTelling = 6;
const guessedCost = 2;

/** "Dąbrowskiego 12 ul": a kind said last is said first. */
function kindFirst(words: readonly PlaceWord[]): readonly PlaceWord[] {
  const last = words.at(-1);
  const before = words.at(-2);
  return last?.role === 'kind' && before !== undefined && isHouseNumber(before.raw)
    ? [last, ...words.slice(0, -1)]
    : words;
}

function findStreetOf<T>(index: StreetIndex<T>, words: readonly PlaceWord[]): StreetFinding<T> {
  const splits = splitHouse(words).filter(({ name }) => name.some(isSaid));
  const barest = splits.findLast(({ name }) => name[0] === splits[0]?.name[0]);
  if (barest === undefined) return { hit: null, house: null, nearest: [] };
  const find = (by: (words: readonly PlaceWord[]) => StreetHit<T> | null): readonly Found<T>[] =>
    splits.flatMap(({ name, house, isBefore }) => {
      const hit = by(name);
      return hit === null || (isBefore && hit.cost > mostBefore) ? [] : [{ hit, house }];
    });
  const named = bestOf(find(index.findNamed));
  if (named?.hit.isSure) return { ...named, nearest: [] };
  const isContradicted = named?.hit.confidence === 'exact' && words.some(({ role }) => role === 'kind');
  const mistyped = find(isContradicted ? index.findContradicted : index.findMistyped);
  const best = bestOf([...mistyped, ...(named === null ? [] : [named])]);
  if (best !== null) return { ...best, hit: withOthers(best.hit, mistyped), nearest: [] };
  return { hit: null, house: barest.house, nearest: index.listNearest(barest.name) };
}

/** What is asked about anyway is asked about together with what may have been mistyped. */
function withOthers<T>(hit: StreetHit<T>, mistyped: readonly Found<T>[]): StreetHit<T> {
  if (hit.isSure) return hit;
  const others = mistyped.toSorted((a, b) => a.hit.cost - b.hit.cost).flatMap((found) => found.hit.places);
  return { ...hit, places: [...new Set([...hit.places, ...others])] };
}

/** Streets that the text begins to name; a house number ends the typing of a name. */
export function completeStreet<T>(index: StreetIndex<T>, text: string): readonly T[] {
  const words = withoutEnds(readPlaceWords(text));
  return words.length === 0 ? [] : index.listStarting(words);
}

function bestOf<T>(found: readonly Found<T>[]): Found<T> | null {
  return (
    found.toSorted((a, b) => Number(b.hit.isSure) - Number(a.hit.isSure) || a.hit.cost - b.hit.cost)[0] ??
    null
  );
}

/** Without what is said around a name: "mieszkam przy Lipowej 5 prosze". */
function withoutEnds(words: readonly PlaceWord[]): readonly PlaceWord[] {
  const start = words.findIndex(({ role }) => role !== 'filler');
  const end = words.findLastIndex(({ role }) => role !== 'filler' && role !== 'preposition');
  return start === -1 ? [] : words.slice(start, end + 1);
}

function isSaid({ role }: PlaceWord): boolean {
  return role === 'word' || role === 'kind' || role === 'title';
}
