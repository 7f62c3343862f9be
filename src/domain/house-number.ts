import { isFloorWord, isHouseWord, isInsidePhrase, isInsideWord } from './name-words.ts';

/** Numbers of houses and flats at the end (or the head) of what was typed. */

/** Whether a folded word can be a house number: "5", "12a", "32/4", "32a/4b". */
export function isHouseNumber(word: string): boolean {
  return /^\d{1,4}[a-z]?(?:\/\d{1,4}[a-z]?)?$/.test(word);
}

/** As typed into a field of its own: "12 a" is "12A"; "32 m. 5", "32 m 5" and "32 lok. 5" are "32/5". */
export function tidyHouseNumber(typed: string): string {
  return typed.trim().replace(withFlat, '$1/$2').replace(/\s+/g, '').toUpperCase();
}

const withFlat =
  /^(\d{1,4}(?:\s*[a-z])?)[\s,]*(?:m|mieszk|mieszkanie|mieszkania|lok|lokal|lokalu)(?:[\s.]+nr)?[\s.]*(\d{1,4}(?:\s*[a-z])?)$/i;

export type HouseSplit<Word> = {
  readonly name: readonly Word[];
  readonly house: string | null;
  /** The number was said before the name: only a whole name makes it a house. */
  readonly isBefore: boolean;
};

/**
 * Every way to split a house number off: "3 maja" is a name, "3 maja 5" a name and a number. Longest name first; a
 * number said before the name comes last.
 */
export function splitHouse<Word extends { readonly raw: string }>(
  words: readonly Word[],
): readonly HouseSplit<Word>[] {
  const splits: HouseSplit<Word>[] = [];
  for (let at = words.length; at >= 1; at -= 1) {
    const tail = words.slice(at);
    const house = tail.filter(({ raw }) => !isHouseWord(raw));
    if (!house.every(({ raw }) => isHouseNumber(raw))) break;
    if (tail.length > 0 && house.length === 0) continue;
    splits.push({ name: words.slice(0, at), house: joinHouse(house), isBefore: false });
  }
  const start = words.findIndex(({ raw }) => !isHouseWord(raw) && !isHouseNumber(raw));
  // "12 27 Grudnia": the number next to the name may belong to it.
  for (let at = start; at >= 1; at -= 1) {
    const head = words.slice(0, at).filter(({ raw }) => !isHouseWord(raw));
    if (head.length > 0) splits.push({ name: words.slice(at), house: joinHouse(head), isBefore: true });
  }
  return splits;
}

/** The words without where in the house it is: "12 kl. B m 4, 2 piętro" is "12 m 4". Only after a number of a house. */
export function dropInside<Word extends { readonly raw: string; readonly text: string }>(
  words: readonly Word[],
): readonly Word[] {
  const kept: Word[] = [];
  let isHoused = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) break;
    const next = words[at + 1];
    if (isHoused && isInsideWord(word.raw)) {
      // "klatka schodowa B".
      if (isInsidePhrase(next?.raw ?? '')) at += 1;
      if (isPlaceInside(words[at + 1])) at += 1;
      continue;
    }
    if (isHoused && isInsidePhrase(word.raw)) continue;
    // "5 bud. C".
    if (isHoused && isHouseWord(word.raw) && /^[a-z]$/.test(next?.raw ?? '')) {
      at += 1;
      continue;
    }
    const isFloor = isHoused && isPlaceInside(word) && isFloorWord(next?.raw ?? '');
    if (isFloor) {
      at += 1;
      continue;
    }
    // A number said first may begin a name: "1 p. ułanów".
    const isFirst = at === 0 && !(isInsideWord(next?.raw ?? '') && (next?.raw.length ?? 0) > 1);
    isHoused ||= !isFirst && isHouseNumber(word.raw);
    kept.push(word);
  }
  return kept;
}

function isPlaceInside(word: { readonly raw: string; readonly text: string } | undefined): boolean {
  return word !== undefined && (/^[a-z]$/.test(word.raw) || isHouseNumber(word.text));
}

/** "12 a" is "12a". */
export function joinHouseLetters(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const [at, word] of words.entries()) {
    const before = joined.at(-1);
    // "5m.12": flat 12 of house 5.
    const glued = /^(\d{1,4}[a-l]?)m$/.exec(word)?.[1];
    if (glued !== undefined && /^\d/.test(words[at + 1] ?? '')) {
      joined.push(glued, 'm');
      continue;
    }
    const next = words[at + 1] ?? '';
    // "19, I piętro", "6, k. Poznania", "5 i 7" are no letters of a house.
    const isOther =
      (word === 'i' && /^(?:p|pietro|\d.*)$/.test(next)) || (word === 'k' && /^[a-z]{4}/.test(next));
    const isLetter = /^[a-l](?:\/\d{1,4})?$/.test(word) && !isOther;
    if (isLetter && before !== undefined && /^\d{1,4}$/.test(before))
      joined[joined.length - 1] = before + word;
    else joined.push(word);
  }
  return joined;
}

function joinHouse(words: readonly { readonly raw: string }[]): string | null {
  return words.map(({ raw }) => raw).join('/') || null;
}
