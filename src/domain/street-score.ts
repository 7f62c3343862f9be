import type { Confidence } from './name-index.ts';
import type { PlaceWord } from './place-words.ts';
import type { NamePart, StreetName } from './street-name.ts';
import type { WordHit, WordHits } from './word-index.ts';

/** How well the words typed name one street: each typed word is laid on a word of the name. */

export type TypedWord = PlaceWord & {
  readonly hits: WordHits;
  /** Must be a word of the name; others only tell names apart. */
  readonly isNeeded: boolean;
};

export type ScoredName = {
  readonly cost: number;
  readonly confidence: Confidence;
  readonly isSure: boolean;
  /** Words of the name that were left out. */
  readonly missing: number;
};

type Entry = { readonly name: StreetName; readonly ids: readonly number[] };

const partialCost = 0.5;
const missingCost = 0.1;
const guessCost = 0.6;
/** Another title, kind or initial than the name's: it may be meant, it is never taken. */
const otherCost = 0.5;
/** "ul." is said of anything, and streets and avenues are mixed up. */
const looseKindCost = 0.08;
const initialCost = 0.1;
/** "za Groblą" is rather "Za Groblą" than "Grobla". */
const prepositionCost = 0.06;
/** From this length on one word may stand for a longer name. */
const longHead = 7;
// Said before any name; the others ("Pod Górami") are a part of it.
const passing: ReadonlySet<string> = new Set('w na przy do z u ku od kolo obok blisko za'.split(' '));
// Said of where one lives.
const atAddress: ReadonlySet<string> = new Set('w na przy z do od u'.split(' '));
const saints: ReadonlySet<string> = new Set(['sw', 'bl']);
const loose: ReadonlySet<string> = new Set(['ul', 'al']);

/** Null when a needed word is none of the name's, or nothing that names the street was said (which `any` allows). */
export function scoreName(
  { name, ids }: Entry,
  typed: readonly TypedWord[],
  needs: 'core' | 'any' = 'core',
): ScoredName | null {
  const laid: (WordHit | undefined)[] = ids.map(() => undefined);
  const hasOpen = (role: NamePart['role']): boolean =>
    name.parts.some((part, at) => part.role === role && laid[at] === undefined);
  let cost = 0;
  let isWeak = false;
  for (const word of typed.toSorted((a, b) => Number(b.isNeeded) - Number(a.isNeeded))) {
    const [at, hit] =
      word.role === 'initial' ? findInitial(name, laid, word.text) : findPart(name, ids, laid, word);
    if (hit !== undefined) {
      laid[at] = hit;
      cost += hit.cost;
      continue;
    }
    if (word.isNeeded || (word.role === 'initial' && word.text.length > 1)) return null;
    const left = costOfLeftOver(word, name, hasOpen);
    cost += left;
    // "za Młynem" is behind a mill, not in Młyńska.
    const isAstray = word.role === 'preposition' && !atAddress.has(word.text);
    if (left >= otherCost || isAstray) isWeak = true;
  }
  return conclude(name, laid, { cost, isWeak, typed, needs });
}

/** The place of the name's word meant by a typed one, and how it was hit. */
function findPart(
  name: StreetName,
  ids: readonly number[],
  laid: readonly (WordHit | undefined)[],
  word: TypedWord,
): readonly [at: number, hit: WordHit | undefined] {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  ids.forEach((id, at) => {
    const hit = word.hits.get(id);
    if (hit === undefined || laid[at] !== undefined) return;
    // A first name is no surname: of equal hits the core comes first.
    const cost = hit.cost + (name.parts[at]?.role === 'core' ? 0 : 0.01);
    if (cost < least) [best, least] = [at, cost];
  });
  return [best, word.hits.get(ids[best] ?? -1)];
}

function findInitial(
  name: StreetName,
  laid: readonly (WordHit | undefined)[],
  letters: string,
): readonly [at: number, hit: WordHit | undefined] {
  const at = name.parts.findIndex(
    ({ text, role }, part) =>
      laid[part] === undefined && (role === 'first' || role === 'core') && text.startsWith(letters),
  );
  return [at, at === -1 ? undefined : { cost: initialCost, how: 'shortened' }];
}

/** What a word that is none of the name's says against it. */
function costOfLeftOver(
  word: TypedWord,
  name: StreetName,
  hasOpen: (role: NamePart['role']) => boolean,
): number {
  switch (word.role) {
    case 'title':
      return hasOpen('title') || saints.has(word.text) ? otherCost : 0.02;
    case 'initial':
      return hasOpen('first') ? otherCost : initialCost;
    case 'preposition':
      return passing.has(word.text) ? prepositionCost : otherCost;
    case 'kind':
      if (word.text === name.kind) return 0;
      return word.text === 'ul' || (loose.has(word.text) && loose.has(name.kind)) ? looseKindCost : otherCost;
    case 'word':
      // A first name that is none of the name's.
      return otherCost;
    case 'number':
    case 'filler':
      return 0;
    default:
      return word.role satisfies never;
  }
}

function conclude(
  name: StreetName,
  laid: readonly (WordHit | undefined)[],
  said: {
    readonly cost: number;
    readonly isWeak: boolean;
    readonly typed: readonly TypedWord[];
    readonly needs: 'core' | 'any';
  },
): ScoredName | null {
  const hits = laid.filter((hit) => hit !== undefined);
  const parts = name.parts.map((part, at) => ({ ...part, hit: laid[at] }));
  const named = parts.filter(({ role, hit }) => role !== 'kind' && hit !== undefined);
  const cores = parts.filter(({ role, hit }) => role === 'core' && hit !== undefined);
  if (cores.length === 0 && said.needs === 'core') return null;
  const open = parts.filter(({ hit }) => hit === undefined);
  const missed = open.filter(({ role }) => role === 'core' || role === 'number' || role === 'preposition');
  const isTypo = hits.some(({ how }) => how === 'typo');
  const isExact = missed.length === 0 && hits.every(({ how }) => how === 'exact');
  const isOnlyShortened = cores.every(({ hit }) => hit?.how === 'shortened');
  // Typing that goes on has not said everything yet.
  if (said.needs === 'any') {
    const cost = said.cost + missingCost * missed.length;
    return { cost, confidence: 'inflected', isSure: false, missing: open.length };
  }
  const isSure =
    !said.isWeak &&
    (!isOnlyShortened ||
      (missed.length === 0 && named.length >= 2 && said.typed.every(({ role }) => role !== 'initial'))) &&
    (missed.length === 0 || (!isTypo && isPartEnough(name, laid, said.typed)));
  const partial = missed.length > 0 ? partialCost + missingCost * missed.length : 0;
  return {
    cost: said.cost + partial + (isSure ? 0 : guessCost) + (isOnlyShortened ? guessCost : 0),
    confidence: isTypo ? 'typo' : isExact ? 'exact' : 'inflected',
    isSure,
    missing: open.length,
  };
}

/** Part of a name is enough when it is two words of it, or a long word at its heart as it stands in the name. */
function isPartEnough(
  name: StreetName,
  laid: readonly (WordHit | undefined)[],
  typed: readonly TypedWord[],
): boolean {
  const counted = name.parts.filter(({ role }) => role === 'core' || role === 'number');
  const said = counted.filter((part) => laid[name.parts.indexOf(part)] !== undefined);
  if (said.length >= 2) return true;
  if (
    name.parts.some(({ role }, at) => (role === 'number' || role === 'preposition') && laid[at] === undefined)
  )
    return false;
  const words = typed.filter(({ isNeeded }) => isNeeded);
  return words.every(({ text }) => name.heads.has(text) && text.length >= longHead);
}
