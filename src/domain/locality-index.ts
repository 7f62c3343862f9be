import { fold, foldWords } from './fold.ts';
import { isKindCalled, isKindName } from './locality-kind.ts';
import { type Confidence, createNameIndex, type NameHit, type NameIndex } from './name-index.ts';
import { findTitle, isFiller, isPreposition } from './name-words.ts';
import { remember } from './remembered.ts';

/** Finding the locality a whole text names: folded, inflected, with a typo, with its kind. */

type LocalityRow = { readonly name: string; readonly kind: string };

type Found<T> =
  | { readonly kind: 'match'; readonly place: T; readonly confidence: Confidence }
  | { readonly kind: 'choices'; readonly places: readonly T[]; readonly confidence: Confidence }
  | { readonly kind: 'none'; readonly nearest: readonly T[] };

export type LocalityIndex<T> = {
  readonly find: (text: string) => Found<T>;
  /** The same without slips and guesses, and so without most of the work; null where there are only those. */
  readonly findNamed: (text: string) => Found<T> | null;
  /** Those whose name begins like the text, best first. */
  readonly complete: (text: string) => readonly T[];
};

// Villages and towns before settlements, parts last.
const kindOrder = ['96', '01', '95', '98', '06', '02', '03', '04', '05', '07', '99', '00'];

export function createLocalityIndex<T extends LocalityRow>(localities: readonly T[]): LocalityIndex<T> {
  const names = createNameIndex(localities.map((place) => ({ place, names: namesOf(place.name) })));
  const folded = localities.map((place) => ({ place, name: fold(place.name) }));
  // A text is asked about by each run of its words, several times over; and most people write of the same few places.
  const findNamed = remember((text) => findNamedIn(names, withoutFillers(foldWords(text))));
  return {
    findNamed,
    find: remember((text) => findNamed(text) ?? findLoosely(names, withoutFillers(foldWords(text)))),
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

type Readings = readonly (readonly string[])[];

function findNamedIn<T extends LocalityRow>(index: NameIndex<T>, readings: Readings): Found<T> | null {
  for (const words of readings) {
    const hit = index.findNamed(words);
    if (hit.places.length > 0) return answerOf({ ...hit, places: nearestFirst(hit.places, words) });
    const turned = words.length === 2 ? index.findNamed(words.toReversed()) : { ...hit, places: [] };
    if (turned.places.length > 0) return answerOf(turned);
    const places = splitKind(words).flatMap(({ name, kind }) =>
      index.findNamed(name).places.filter((place) => isKindCalled(place.kind, kind)),
    );
    if (places.length > 0)
      return answerOf({ places: [...new Set(places)], confidence: 'exact', isSure: true });
  }
  const head = index.findHeads(readings.at(-1) ?? []);
  return head.places.length > 0 ? answerOf(head) : null;
}

/** What only a slip or a guess leads to. */
function findLoosely<T extends LocalityRow>(index: NameIndex<T>, readings: Readings): Found<T> {
  const barest = readings.at(-1) ?? [];
  const mistyped = index.findMistyped(barest);
  const parts = index.findParts(barest);
  if (parts.places.length > 0 && !(mistyped.isSure && mistyped.places.length > 0))
    return answerOf({ ...parts, places: [...new Set([...parts.places, ...mistyped.places])] });
  if (mistyped.places.length > 0) return answerOf(mistyped);
  // Another kind than the place's own: asked about.
  const otherwise = splitKind(barest).flatMap(({ name }) => index.findNamed(name).places);
  if (otherwise.length > 0)
    return answerOf({ places: [...new Set(otherwise)], confidence: 'typo', isSure: false });
  return noneOf(() => index.listNearest(barest));
}

/** Most runs of words are no place's name, and nobody asks which are nearest. */
function noneOf<T>(list: () => readonly T[]): Found<T> {
  let listed: readonly T[] | undefined;
  return {
    kind: 'none',
    get nearest() {
      listed ??= list();
      return listed;
    },
  };
}

/** "kobylnicy" is rather Kobylnica than Kobylniki. */
function nearestFirst<T extends LocalityRow>(places: readonly T[], words: readonly string[]): readonly T[] {
  const typed = words.join(' ');
  return places.toSorted(
    (a, b) =>
      Number(isOtherNumber(typed, a)) - Number(isOtherNumber(typed, b)) ||
      sharedStart(typed, fold(b.name)) - sharedStart(typed, fold(a.name)) ||
      rank(a) - rank(b),
  );
}

/** "w Krępkach" is of Krępki, "w Krępce" of Krępka. */
function isOtherNumber(typed: string, { name }: LocalityRow): boolean {
  return /(?:ach|ami|om)$/.test(typed) !== /[iye]$/.test(name);
}

function sharedStart(a: string, b: string): number {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  return shared;
}

function answerOf<T extends LocalityRow>(hit: NameHit<T>): Found<T> {
  const places =
    hit.confidence === 'inflected' ? hit.places : hit.places.toSorted((a, b) => rank(a) - rank(b));
  const [place, second] = places;
  if (place === undefined) return { kind: 'none', nearest: [] };
  if (second === undefined && hit.isSure) return { kind: 'match', place, confidence: hit.confidence };
  return { kind: 'choices', places: places.slice(0, 9), confidence: hit.confidence };
}

const romans = [
  ['pierwsz', 'i'],
  ['drug', 'ii'],
  ['trzeci', 'iii'],
  ['czwart', 'iv'],
] as const;

/** The name, and with its titles short ("sw katarzyna") and its number Roman. */
function namesOf(name: string): readonly (readonly string[])[] {
  const words = foldWords(name);
  // "Biała I" is Biała Pierwsza.
  const last = romans.find(([stem]) => words.length > 1 && words.at(-1)?.startsWith(stem));
  const numbered = last === undefined ? [] : [[...words.slice(0, -1), last[1]]];
  return [words, words.map(shortTitle), ...numbered];
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

type SplitName = { readonly name: readonly string[]; readonly kind: string };

/** "paledzie osada lesna", "kolonia rudka" → the name and the kind said after or before it. */
function splitKind(words: readonly string[]): readonly SplitName[] {
  const splits: SplitName[] = [];
  for (let at = 1; at < words.length; at += 1) {
    const [head, tail] = [words.slice(0, at), words.slice(at)];
    if (isKindName(tail.join(' '))) splits.push({ name: head, kind: tail.join(' ') });
    if (isKindName(head.join(' '))) splits.push({ name: tail, kind: head.join(' ') });
  }
  return splits;
}

function rank({ kind }: LocalityRow): number {
  const order = kindOrder.indexOf(kind);
  return order === -1 ? kindOrder.length : order;
}
