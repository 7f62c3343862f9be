import { foldWords } from './fold.ts';
import { isHouseNumber, joinHouseLetters } from './house-number.ts';
import { countEdits } from './likeness.ts';
import {
  findKind,
  findMonth,
  findNumber,
  findTitle,
  isFiller,
  isHouseWord,
  isPreposition,
} from './name-words.ts';

/** Reading the words of a name, or of what was typed for one, into comparable words with the part each plays. */

export type PlaceWord = {
  /** What it is compared by: "ulicy" is "ul", "trzeciego" and "III" are "3". */
  readonly text: string;
  /** As typed, folded. */
  readonly raw: string;
  readonly role: 'word' | 'number' | 'kind' | 'title' | 'initial' | 'filler' | 'preposition';
};

/** The words of a text: glued numbers taken apart, number words and Roman numbers as digits, kinds and titles short. */
export function readPlaceWords(text: string): readonly PlaceWord[] {
  const words = joinHouseLetters(
    dropShortYears(
      foldWords(
        text.replace(/['’`´]/gu, '').replace(/(?<!\p{L})[łl]amane (?:na|przez)(?!\p{L})/giu, ' m '),
      ).flatMap(unglue),
    ),
  );
  return joinNumbers(words.filter((word, at) => !isNumberEnding(word, words[at - 1]))).map(markRole);
}

/** "3maja", "dywizjonu303", "lipowa5", "12m5", "28czerwca1956r": numbers and words written together. */
function unglue(word: string): string[] {
  const year = /^(\d{4})r$/.exec(word)?.[1];
  if (year !== undefined) return [year];
  if (isHouseNumber(word)) return [word];
  const flat = /^(\d{1,4}[a-z]?)\/?m(\d{1,4}[a-z]?)?$/.exec(word);
  if (flat !== null) return [flat[1] ?? '', 'm', flat[2] ?? ''].filter((part) => part !== '');
  // "1000-lecia" and "tysiąclecia" are one name.
  if (isThousandYears(word)) return ['1000', 'lecia'];
  const letters = /^[a-z?]*/.exec(word)?.[0] ?? '';
  const isWord = letters === '' || letters.length >= 3 || findKind(letters) !== null || isHouseWord(letters);
  if (!isWord || letters === word) return [word];
  const parts = word.match(/\d+[a-z](?![a-z?])(?:\/\d+[a-z]?)?|\d+(?:\/\d+[a-z]?)?|[a-z?]+/g) ?? [word];
  return parts.flatMap((part) => /^(\d{4})r$/.exec(part)?.[1] ?? unglueFlat(part));
}

function isThousandYears(word: string): boolean {
  return word.startsWith('tys') && word.length >= 8 && countEdits(word, 'tysiaclecia', 2) <= 2;
}

function unglueFlat(part: string): string[] {
  return isThousandYears(part) ? ['1000', 'lecia'] : [part];
}

type Numbered = { readonly text: string; readonly raw: string };

/** "dwudziestego siódmego" is 27; a raw number word keeps its digits for the house as well. */
function joinNumbers(words: readonly string[]): readonly Numbered[] {
  const joined: Numbered[] = [];
  let last = 0;
  for (const [at, word] of words.entries()) {
    const before = joined.at(-1);
    // "jedenaście a" is "11a".
    if (before !== undefined && last > 0 && /^[a-l]$/.test(word) && /^\d+$/.test(before.raw)) {
      joined[joined.length - 1] = { text: before.text + word, raw: before.raw + word };
      last = 0;
      continue;
    }
    const value = findLoneRoman(words, at) ?? findNumber(word);
    const whole = last >= 20 && value !== null && value < (last >= 100 ? 100 : 10) ? last + value : value;
    if (value !== null && whole !== value) joined.pop();
    // A Roman number is no house number.
    const isRoman = /^[ivx]+$/.test(word);
    joined.push({ text: String(whole ?? word), raw: isRoman ? word : String(whole ?? word) });
    last = whole ?? 0;
  }
  return joined;
}

/** A lone "I" or "X" is a number at the end ("Mieszka I") and before what is counted ("I Armii"), else a word or initial. */
function findLoneRoman(words: readonly string[], at: number): number | null {
  const word = words[at];
  if ((word !== 'i' && word !== 'x') || words[at - 1]?.length === 1) return null;
  const next = words[at + 1];
  const isEnd = at > 0 && (next === undefined || isHouseNumber(next));
  const isCount = at === 0 && next !== undefined && /^(?:maj|armi|pulk|dywiz|korpus|brygad)/.test(next);
  return isEnd || isCount ? (word === 'i' ? 1 : 10) : null;
}

function markRole({ text, raw }: Numbered): PlaceWord {
  if (/^\d/.test(text)) return { text, raw, role: 'number' };
  const month = findMonth(text);
  if (month !== null) return { text: month, raw, role: 'word' };
  const kind = findKind(text);
  if (kind !== null) return { text: kind, raw, role: 'kind' };
  const title = findTitle(text);
  if (title !== null) return { text: title, raw, role: 'title' };
  if (isPreposition(text)) return { text, raw, role: 'preposition' };
  if (isFiller(text) || text === 'i') return { text, raw, role: 'filler' };
  return { text, raw, role: text.length === 1 && text !== '?' ? 'initial' : 'word' };
}

/** "28 czerwca 56 roku": a year said short only says which day is meant. */
function dropShortYears(given: readonly string[]): readonly string[] {
  const words = given.flatMap((word, at) => {
    const glued = /^(\d\d)r$/.exec(word)?.[1];
    return glued !== undefined && findMonth(given[at - 1] ?? '') !== null ? [glued, 'r'] : [word];
  });
  const isYear = (at: number): boolean =>
    /^\d\d$/.test(words[at] ?? '') && /^(?:r|roku)$/.test(words[at + 1] ?? '');
  return words.filter((_, at) => !isYear(at) && !isYear(at - 1));
}

/** "1956 r.", "27-go": an ending that only says how the number is read. */
function isNumberEnding(word: string, before: string | undefined): boolean {
  if (before === undefined || !/^\d+$/.test(before)) return false;
  return word === 'r' || word === 'roku'
    ? before.length === 4
    : /^(?:go|ego|iego|szego|giego|tego|mego|szej|giej|ej)$/.test(word);
}
