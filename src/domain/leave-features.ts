import { isFirstName, withoutNames } from './first-names.ts';
import { signsOf } from './leave-signs.ts';
import { isNeutral, isStop, isTarget, readLeaveVerb, speaksOfSelf } from './leave-words.ts';
import {
  asksAbout,
  asksOfLater,
  isForeign,
  isOfAnother,
  isOfAnotherAct,
  isWelcoming,
} from './office-matters.ts';
import type { Clause } from './utterance.ts';

/**
 * What a text holds that may speak for or against leaving, as numbers below `featureCount`: pieces of its words, its words,
 * pairs of their stems, the signs of its clauses in a row, and what the rules know of it. Two things may share a number; learning knows.
 */

export const featureCount = 2 ** 15;

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
  const found = new Set<number>();
  const words = clauses.flatMap((clause) => [...clause.words.map(withoutDigits), '.']);
  for (const [at, word] of words.entries()) {
    addWhole(found, 'word', word);
    if (at > 0) addWhole(found, 'pair', `${stemOf(words[at - 1])} ${stemOf(word)}`);
    if (at > 1) addWhole(found, 'gap', `${stemOf(words[at - 2])} ${stemOf(word)}`);
    if (word !== '.') addPieces(found, { kind: 'letters', line: `^${word}$`, from: 2, to: 5 });
  }
  for (const clause of clauses) {
    const line = `^${signsOf(clause.words, 'mended')}$`;
    addPieces(found, { kind: 'signs', line, from: 1, to: 4 });
    for (let at = 0; at < line.length; at += 1)
      for (let next = at + 2; next < Math.min(line.length, at + 5); next += 1)
        addWhole(found, 'far', `${line[at]}${line[next]}`);
  }
  const known = knownOf(clauses);
  for (const [at, one] of known.entries()) {
    addWhole(found, 'known', one);
    for (const other of known.slice(at + 1)) addWhole(found, 'both', `${one} ${other}`);
  }
  addWhole(found, 'first', words[0] ?? '');
  addWhole(found, 'length', String(Math.min(8, Math.ceil(words.length / 3))));
  return [...found];
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
    words.some(isForeign) && 'foreign',
    speaksOfSelf(words) && 'self',
    words.some(isTarget) && 'target',
    words.some(isStop) && 'stop',
    ...verbs.map(({ strength, form, fit }) => `${strength} ${form} ${fit}`),
    ...verbs.map(({ form }) => form),
  ];
  return [...new Set(known.filter((one) => one !== false))];
}

/** What is alike in the forms of a word, roughly. */
function stemOf(word = ''): string {
  return word.slice(0, 4);
}

function withoutDigits(word: string): string {
  return word.replace(/\d+/g, '#');
}

const kinds = ['word', 'pair', 'gap', 'letters', 'signs', 'far', 'known', 'both', 'first', 'length'] as const;
type Kind = (typeof kinds)[number];
const startOf = Object.fromEntries(kinds.map((kind, at) => [kind, stir(0x811c9dc5, at + 1)])) as Readonly<
  Record<Kind, number>
>;

function addWhole(found: Set<number>, kind: Kind, text: string): void {
  let hash = startOf[kind];
  for (let at = 0; at < text.length; at += 1) hash = stir(hash, text.charCodeAt(at));
  found.add(numberOf(hash));
}

/** Every run of `from` to `to` letters: each is stirred from the one before it, as most texts hold hundreds. */
function addPieces(
  found: Set<number>,
  {
    kind,
    line,
    from,
    to,
  }: { readonly kind: Kind; readonly line: string; readonly from: number; readonly to: number },
): void {
  for (let start = 0; start < line.length; start += 1) {
    let hash = startOf[kind];
    for (let length = 1; length <= to && start + length <= line.length; length += 1) {
      hash = stir(hash, line.charCodeAt(start + length - 1));
      if (length >= from) found.add(numberOf(hash));
    }
  }
}

/** One step of FNV-1a. */
function stir(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

function numberOf(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) & (featureCount - 1);
}
