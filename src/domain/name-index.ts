import { countEdits, otherStemsOf, stemOf } from './likeness.ts';
import { locativeOf } from './locative.ts';
import { areDerived, costOfTyping, forgivenCost, isSkeleton, soundOf } from './typing-cost.ts';

/** A look-up of folded names by what people type: exact, then inflected, then with typos. */

export type Confidence = 'exact' | 'inflected' | 'typo';
export type NameHit<T> = {
  readonly places: readonly T[];
  readonly confidence: Confidence;
  /** False where even a single place has to be asked about. */
  readonly isSure: boolean;
};

export type NameIndex<T> = {
  /** Every place of that name, else every place whose name it inflects; empty when there is none. */
  readonly findNamed: (words: readonly string[]) => NameHit<T>;
  /** The places nearest within the typos forgiven; empty when there is none. */
  readonly findMistyped: (words: readonly string[]) => NameHit<T>;
  /** Places whose longer name begins with the words and goes on by an adjective: "Środa" (Wielkopolska). */
  readonly findHeads: (words: readonly string[]) => NameHit<T>;
  /** Places of whose name the words are another part or the beginning: never sure. */
  readonly findParts: (words: readonly string[]) => NameHit<T>;
  readonly listNearest: (words: readonly string[]) => readonly T[];
};

type Named<T> = { readonly place: T; readonly names: readonly (readonly string[])[] };
type Entry<T> = {
  readonly name: string;
  readonly stem: string;
  readonly sound: string;
  /** "w Dąbrówce", to find slips in it. */
  readonly locative: string | null;
  readonly place: T;
};

/** Builds the index; `names` are the folded forms a place is called by, the fullest first. */
export function createNameIndex<T>(named: readonly Named<T>[]): NameIndex<T> {
  const entries = named.flatMap(({ place, names }) =>
    [...new Map(names.map((words) => [words.join(' '), words])).values()].map((words): Entry<T> => {
      const stem = stemOfWords(words);
      const locative = locativeOf(words)?.join(' ') ?? null;
      return { name: words.join(' '), stem, sound: soundOf(stem), locative, place };
    }),
  );
  const byName = Map.groupBy(entries, (entry) => entry.name);
  const byStem = Map.groupBy(entries, (entry) => entry.stem);
  return {
    findNamed: (words) => {
      const exact = byName.get(words.join(' '));
      if (exact !== undefined) return { places: distinct(exact), confidence: 'exact', isSure: true };
      const inflected =
        byStem.get(stemOfWords(words)) ??
        findOtherStem(byStem, words) ??
        entries.filter(({ name }) => shortens(words, name));
      return { places: distinct(inflected), confidence: 'inflected', isSure: true };
    },
    findMistyped: (words) => findTypo(entries, words),
    findHeads: (words) => ({
      places: distinct(entries.filter(({ name }) => isHead(words, name.split(' ')))),
      confidence: 'inflected',
      isSure: true,
    }),
    findParts: (words) => ({
      places: distinct(entries.filter(({ name }) => isPart(words, name))),
      confidence: 'typo',
      isSure: false,
    }),
    listNearest: (words) => listNearest(entries, words.join(' ')),
  };
}

function stemOfWords(words: readonly string[]): string {
  return words.map(stemOf).join(' ');
}

function findOtherStem<T>(
  byStem: ReadonlyMap<string, readonly Entry<T>[]>,
  words: readonly string[],
): readonly Entry<T>[] | undefined {
  const [only = ''] = words;
  // "wdzie" is Wda: short names keep their vowel.
  if (words.length === 1 && stemOf(only).length === 2) {
    const short = ['a', 'o', 'e', 'y'].flatMap((vowel) => byStem.get(stemOf(only) + vowel) ?? []);
    if (short.length > 0) return short;
  }
  const stems = words.map((word) => [stemOf(word), ...otherStemsOf(word)]);
  for (const [at, others] of stems.entries()) {
    for (const other of others.slice(1)) {
      const found = byStem.get(stems.map(([own], place) => (place === at ? other : own)).join(' '));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function isSameWord(typed: string, word: string | undefined): boolean {
  return word !== undefined && (typed === word || stemOf(typed) === stemOf(word));
}

function isHead(words: readonly string[], name: readonly string[]): boolean {
  return (
    words.length > 0 &&
    words.length < name.length &&
    // "Nowy" is the head of no Nowa Polska.
    !words.every((word) => telling.test(word)) &&
    words.every((word, at) => word.length >= 3 && isSameWord(word, name[at])) &&
    name.slice(words.length).every((word) => telling.test(word))
  );
}

// "Wielkopolska", "Górne": what tells places of one name apart and is left out at home.
const telling =
  /(?:[sc]k|zk)(?:a|i|ie)$|^(?:(?:gorn|doln|star|now|mal|wysz?n|nizn|podgorn|koscieln|szlacheck|krolewsk|ksiez|poduchown)[aye]|(?:wielk|ducho?wn)(?:a|i|y|ie|e)|duz[aye])$/;
const leastPart = 4;

function isPart(words: readonly string[], name: string): boolean {
  if (words.every((word) => word.length < leastPart)) return false;
  const typed = words.join(' ');
  if (typed.length >= leastPart && name.startsWith(typed)) return true;
  const parts = name.split(' ');
  if (parts.length <= words.length) return false;
  const from = parts.findIndex((_, at) => words.every((word, next) => isSameWord(word, parts[at + next])));
  return from !== -1;
}

/** The places that cost least within what is forgiven, by the name itself, its stem or its sound. */
function findTypo<T>(entries: readonly Entry<T>[], words: readonly string[]): NameHit<T> {
  const typed = words.join(' ');
  const stem = stemOfWords(words);
  const sound = soundOf(stem);
  // Digits are never a typo: "3 maja" is not "5 maja".
  const digits = typed.replace(/\D+/g, ' ').trim();
  let best = 2;
  let isSure = true;
  let found: Entry<T>[] = [];
  for (const entry of entries) {
    if (entry.name.replace(/\D+/g, ' ').trim() !== digits) continue;
    const forgiven = Math.min(best, forgivenCost(Math.min(typed.length, entry.name.length)));
    const cost = Math.min(
      costOfTyping(typed, entry.name, forgiven),
      stem.length < 4 ? Number.POSITIVE_INFINITY : costOfTyping(stem, entry.stem, forgiven),
      entry.locative === null
        ? Number.POSITIVE_INFINITY
        : costOfTyping(typed, entry.locative, forgiven - locativeCost) + locativeCost,
      sound === entry.sound && forgiven > 0 ? soundsAlikeCost : Number.POSITIVE_INFINITY,
    );
    // "Ostrów" is no slip for "Ostrówek".
    const isGuess = cost >= sureCost || areDerived(stem, entry.stem);
    if (cost > forgiven) continue;
    if (cost < best - sameCost) {
      found = [];
      isSure = true;
    }
    best = Math.min(best, cost + sameCost);
    if (isGuess) isSure = false;
    found.push(entry);
  }
  return { places: distinct(found), confidence: 'typo', isSure };
}

/** From this cost on the place is asked about. */
const sureCost = 1.05;
const soundsAlikeCost = 0.7;
const locativeCost = 0.03;
const sameCost = 0.05;

/** "sroda wlkp" is "Środa Wielkopolska": every word but the first may be shortened. */
function shortens(words: readonly string[], name: string): boolean {
  const names = name.split(' ');
  return (
    words.length >= 2 &&
    words.length === names.length &&
    words.every((word, at) => {
      const whole = names[at] ?? '';
      if (word === whole || stemOf(word) === stemOf(whole)) return true;
      return at > 0 && word.length >= 3 && (whole.startsWith(word) || isSkeleton(word, whole));
    })
  );
}

function listNearest<T>(entries: readonly Entry<T>[], typed: string): readonly T[] {
  if (typed.length < 3) return [];
  const most = Math.max(2, Math.floor(typed.length / 2));
  const scored = entries
    .map((entry) => ({
      entry,
      edits: countEdits(typed, entry.name, most) - sharedStart(typed, entry.name) / 10,
    }))
    .filter(({ edits }) => edits <= most)
    .sort((a, b) => a.edits - b.edits);
  return distinct(scored.map(({ entry }) => entry)).slice(0, 3);
}

function sharedStart(a: string, b: string): number {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  return shared;
}

function distinct<T>(entries: readonly Entry<T>[]): readonly T[] {
  return [...new Set(entries.map((entry) => entry.place))];
}
