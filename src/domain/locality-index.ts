import { fold, foldWords } from './fold.ts';
import { displayKind, isKindName } from './locality-kind.ts';
import { type Confidence, createNameIndex, type NameHit, type NameIndex } from './name-index.ts';
import { findTitle, isFiller, isPreposition } from './name-words.ts';

/** Finding the locality a whole text names: folded, inflected, with a typo, with its kind. */

type LocalityRow = { readonly name: string; readonly kind: string };

export type LocalityIndex<T> = {
  readonly find: (
    text: string,
  ) =>
    | { readonly kind: 'match'; readonly place: T; readonly confidence: Confidence }
    | { readonly kind: 'choices'; readonly places: readonly T[]; readonly confidence: Confidence }
    | { readonly kind: 'none'; readonly nearest: readonly T[] };
  /** Those whose name begins like the text, best first. */
  readonly complete: (text: string) => readonly T[];
};

// Villages and towns before settlements, parts last.
const kindOrder = ['96', '01', '95', '98', '06', '02', '03', '04', '05', '07', '99', '00'];

export function createLocalityIndex<T extends LocalityRow>(localities: readonly T[]): LocalityIndex<T> {
  const names = createNameIndex(localities.map((place) => ({ place, names: namesOf(place.name) })));
  const folded = localities.map((place) => ({ place, name: fold(place.name) }));
  return {
    find: (text) => findIn(names, text),
    complete: (text) => {
      const typed = withoutFillers(foldWords(text)).at(-1)?.join(' ') ?? '';
      if (typed === '') return [];
      return folded
        .filter(({ name }) => name.startsWith(typed) || name.includes(` ${typed}`))
        .sort(
          (a, b) =>
            Number(b.name.startsWith(typed)) - Number(a.name.startsWith(typed)) ||
            rank(a.place) - rank(b.place) ||
            a.name.localeCompare(b.name, 'pl'),
        )
        .map(({ place }) => place);
    },
  };
}

function findIn<T extends LocalityRow>(
  index: NameIndex<T>,
  text: string,
): ReturnType<LocalityIndex<T>['find']> {
  const readings = withoutFillers(foldWords(text));
  for (const words of readings) {
    const hit = index.findNamed(words);
    if (hit.places.length > 0) return answerOf(hit);
    const [name, kind] = splitKind(words);
    if (kind === null) continue;
    const places = index.findNamed(name).places.filter((place) => fold(displayKind(place.kind)) === kind);
    if (places.length > 0) return answerOf({ places, confidence: 'exact', isSure: true });
  }
  const barest = readings.at(-1) ?? [];
  const mistyped = index.findMistyped(barest);
  if (mistyped.places.length > 0) return answerOf(mistyped);
  return { kind: 'none', nearest: index.listNearest(barest) };
}

function answerOf<T extends LocalityRow>(hit: NameHit<T>): ReturnType<LocalityIndex<T>['find']> {
  const places = hit.places.toSorted((a, b) => rank(a) - rank(b));
  const [place, second] = places;
  if (place === undefined) return { kind: 'none', nearest: [] };
  if (second === undefined && hit.isSure) return { kind: 'match', place, confidence: hit.confidence };
  return { kind: 'choices', places: places.slice(0, 9), confidence: hit.confidence };
}

/** The name, and with its titles short ("sw katarzyna"). */
function namesOf(name: string): readonly (readonly string[])[] {
  const words = foldWords(name);
  return [words, words.map(shortTitle)];
}

function shortTitle(word: string): string {
  return findTitle(word) ?? word;
}

/** The words as typed, then without fillers before, at both ends, and at all; titles short. */
function withoutFillers(words: readonly string[]): readonly (readonly string[])[] {
  const isSaid = (word: string): boolean => !isFiller(word) && !isPreposition(word);
  const start = words.findIndex(isSaid);
  const trimmed = start === -1 ? [] : words.slice(start, words.findLastIndex(isSaid) + 1);
  const led = start === -1 ? [] : words.slice(start);
  const lists = [words, led, trimmed, trimmed.filter(isSaid)].flatMap((list) => [list, list.map(shortTitle)]);
  const readings = new Map(lists.filter((list) => list.length > 0).map((list) => [list.join(' '), list]));
  return [...readings.values()];
}

/** "paledzie osada lesna" → the name and the kind said after it. */
function splitKind(words: readonly string[]): readonly [readonly string[], string | null] {
  for (let at = words.length - 1; at >= 1; at -= 1) {
    const said = words.slice(at).join(' ');
    if (isKindName(said)) return [words.slice(0, at), said];
  }
  return [words, null];
}

function rank({ kind }: LocalityRow): number {
  const order = kindOrder.indexOf(kind);
  return order === -1 ? kindOrder.length : order;
}
