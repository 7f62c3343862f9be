import { isFirstName, withoutNames } from './first-names.ts';
import { signsOf } from './leave-signs.ts';
import { tagOf } from './leave-tags.ts';
import { isNeutral, isStop, isTarget, readLeaveVerb, speaksOfSelf } from './leave-words.ts';
import {
  asksAbout,
  asksOfLater,
  isForeign,
  isOfAnother,
  isOfAnotherAct,
  isWelcoming,
} from './office-matters.ts';
import { remember } from './remembered.ts';
import { speaksForStaying } from './stay-signs.ts';
import type { Clause } from './utterance.ts';

/**
 * What a text holds that may speak for or against leaving, as numbers below `featureCount`: pieces of its words, its words, pairs
 * of their stems, their fields and forms and the signs of its clauses in a row, and what the rules know of it. Two things
 * may share a number; learning knows.
 */

export const featureCount = 2 ** 17;

/** The clauses without what says nothing: greetings, thanks and names. */
export function meantClauses(clauses: readonly Clause[]): readonly Clause[] {
  const meant = clauses.map(({ words, ends }) => ({
    words: withoutNames(words, (word) => isNeutral(word) || readLeaveVerb(word) !== null).filter(
      (word) => !greetings.has(word) && !isFirstName(word),
    ),
    ends,
  }));
  return meant.filter(({ words }) => words.length > 0);
}

const greetings: ReadonlySet<string> = new Set(
  (
    'dziekuje dziekujemy dzieki witam witaj dzien dobry wieczor czesc hej halo pozdrawiam pozdrawiamy pozdrowienia powazaniem wyrazami ' +
    'szacunku szanowni szanowny panstwo pan pani serdecznie uprzejmie milego dnia gory'
  ).split(' '),
);

/** The numbers of what the clauses hold, each once, in the order found. */
export function featuresOf(clauses: readonly Clause[]): readonly number[] {
  const found = new Found();
  const tokens = clauses.flatMap(({ words, ends }) => [
    ...tokensOf(words),
    ends === 'asking' ? endOfQuestion : endOfClause,
  ]);
  for (const [at, token] of tokens.entries()) addToken(found, tokens, at, token);
  for (const clause of clauses) addSigns(found, `^${signsOf(clause.words, 'mended')}$`);
  const known = knownOf(clauses).map((one) => hashOf(kind.known, one));
  for (const [at, one] of known.entries()) {
    found.add(one);
    for (let next = at + 1; next < known.length; next += 1) found.add(both(kind.both, one, known[next] ?? 0));
  }
  found.add(hashOf(kind.length, String(Math.min(8, Math.ceil(tokens.length / 3)))));
  return found.numbers;
}

/** A word by its parts, each as a hash; `pieces` are its runs of letters. */
type Token = {
  readonly word: number;
  readonly stem: number;
  readonly tag: number;
  readonly pieces: readonly number[];
};
type Word = Omit<Token, 'tag'> & { readonly tag: string };

const wordOf: (word: string) => Word = remember((typed) => {
  const word = typed.replace(/\d+/g, '#');
  const pieces: number[] = [];
  const line = `^${word}$`;
  for (let start = 0; start < line.length; start += 1) {
    let hash = kind.letters;
    for (let length = 1; length <= 5 && start + length <= line.length; length += 1) {
      hash = stir(hash, line.charCodeAt(start + length - 1));
      if (length >= 3) pieces.push(hash);
    }
  }
  const stem = hashOf(kind.stem, soundOf(word).slice(0, 4));
  return { word: hashOf(kind.word, word), stem, tag: tagOf(word), pieces };
});

/** How a word sounds, roughly: "potszebuje" as "potrzebuje", "smsuw" as "smsow". */
function soundOf(word: string): string {
  return word
    .replace(/rz|sz|zi|si/g, 'z')
    .replace(/c[hz]|ci/g, 'c')
    .replace(/u/g, 'o')
    .replace(/[yj]/g, 'i')
    .replace(/[sz]/g, 'z')
    .replace(/h/g, 'c')
    .replace(/(.)\1+/g, '$1');
}

/** The words of a clause; what stands under a "nie" has another tag. */
function tokensOf(words: readonly string[]): readonly Token[] {
  let denied = 0;
  return words.map((typed) => {
    const word = wordOf(typed);
    const { tag } = word;
    const isDenied = denied > 0;
    if (tag === 'n') denied = 3;
    else if (/^[QEYRI]/.test(tag)) denied = 0;
    else if (/^[Wp]/.test(tag)) denied = denied > 0 ? 2 : 0;
    else denied -= 1;
    return { ...word, tag: hashOf(kind.tag, isDenied ? `-${tag}` : tag) };
  });
}

function addToken(
  found: Found,
  tokens: readonly Token[],
  at: number,
  { word, stem, tag, pieces }: Token,
): void {
  found.add(word);
  found.add(tag);
  for (const piece of pieces) found.add(piece);
  const before = tokens[at - 1];
  const next = tokens[at + 1];
  if (next !== undefined) {
    found.add(both(kind.tagAndStem, tag, next.stem));
    found.add(both(kind.stemAndTag, stem, next.tag));
    if (before !== undefined) found.add(both(both(kind.between, before.tag, stem), 1, next.tag));
  }
  if (before === undefined) {
    found.add(both(kind.first, word, 0));
    return;
  }
  found.add(both(kind.pair, before.stem, stem));
  const two = both(kind.tags, before.tag, tag);
  found.add(two);
  const second = tokens[at - 2];
  if (second === undefined) return;
  found.add(both(kind.gap, second.stem, stem));
  const three = both(two, 2, second.tag);
  found.add(three);
  const third = tokens[at - 3];
  if (third !== undefined) found.add(both(three, 3, third.tag));
  for (let from = Math.max(0, at - 8); from < at - 1; from += 1)
    found.add(both(kind.span, tokens[from]?.tag ?? 0, tag));
}

function addSigns(found: Found, line: string): void {
  for (let start = 0; start < line.length; start += 1) {
    let hash = kind.signs;
    for (let length = 1; length <= 4 && start + length <= line.length; length += 1) {
      hash = stir(hash, line.charCodeAt(start + length - 1));
      found.add(hash);
    }
    for (let next = start + 2; next < Math.min(line.length, start + 5); next += 1)
      found.add(both(kind.far, line.charCodeAt(start), line.charCodeAt(next)));
  }
}

/** What the rules say of the text, whatever its words. */
function knownOf(clauses: readonly Clause[]): readonly string[] {
  const words = clauses.flatMap((clause) => clause.words);
  const verbs = words.flatMap((word) => readLeaveVerb(word) ?? []);
  const known = [
    clauses.some(({ ends }) => ends === 'asking') && 'ends asking',
    asksAbout(words) && 'asks',
    asksOfLater(words) && 'asks of later',
    isOfAnother(words) && 'of another',
    isOfAnotherAct(words) && 'another act',
    isWelcoming(words) && 'welcome',
    speaksForStaying(clauses) && 'stays',
    words.some(isForeign) && 'foreign',
    speaksOfSelf(words) && 'self',
    words.some(isTarget) && 'target',
    words.some(isStop) && 'stop',
    ...verbs.map(({ strength, form, fit }) => `${strength} ${form} ${fit}`),
    ...verbs.map(({ form }) => form),
  ];
  return [...new Set(known.filter((one) => one !== false))];
}

/** Numbers found so far, each once. */
class Found {
  readonly numbers: number[] = [];
  readonly #seen = new Set<number>();

  add(hash: number): void {
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    const number = (mixed ^ (mixed >>> 13)) & (featureCount - 1);
    if (this.#seen.has(number)) return;
    this.#seen.add(number);
    this.numbers.push(number);
  }
}

const kinds = [
  ...(['word', 'stem', 'tag', 'letters', 'pair', 'gap', 'tags', 'span', 'tagAndStem', 'stemAndTag'] as const),
  ...(['between', 'signs', 'far', 'known', 'both', 'first', 'length'] as const),
] as const;
const kind = Object.fromEntries(kinds.map((name, at) => [name, stir(0x811c9dc5, at + 1)])) as Readonly<
  Record<(typeof kinds)[number], number>
>;

function hashOf(start: number, text: string): number {
  let hash = start;
  for (let at = 0; at < text.length; at += 1) hash = stir(hash, text.charCodeAt(at));
  return hash;
}

function both(start: number, one: number, other: number): number {
  return stir(stir(stir(start, one), other), other >>> 9);
}

/** One step of FNV-1a. */
function stir(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

const endOfClause = endOf('.');
const endOfQuestion = endOf('?');

function endOf(sign: string): Token {
  return {
    word: hashOf(kind.word, sign),
    stem: hashOf(kind.stem, sign),
    tag: hashOf(kind.tag, sign),
    pieces: [],
  };
}
