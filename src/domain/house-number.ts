import { isHouseWord, isInsideWord } from './name-words.ts';

/** Numbers of houses and flats at the end (or the head) of what was typed. */

/** Whether a folded word can be a house number: "5", "12a", "32/4", "32a/4b". */
export function isHouseNumber(word: string): boolean {
  return /^\d{1,4}[a-z]?(?:\/\d{1,4}[a-z]?)?$/.test(word);
}

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
    const said = tail.filter(
      (word, place) => house.includes(word) && !isInsideWord(tail[place - 1]?.raw ?? ''),
    );
    splits.push({ name: words.slice(0, at), house: joinHouse(said), isBefore: false });
  }
  const start = words.findIndex(({ raw }) => !isHouseWord(raw) && !isHouseNumber(raw));
  // "12 27 Grudnia": the number next to the name may belong to it.
  for (let at = start; at >= 1; at -= 1) {
    const head = words.slice(0, at).filter(({ raw }) => !isHouseWord(raw));
    if (head.length > 0) splits.push({ name: words.slice(at), house: joinHouse(head), isBefore: true });
  }
  return splits;
}

/** "12 a" is "12a". */
export function joinHouseLetters(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1);
    const isLetter = /^[a-l](?:\/\d{1,4})?$/.test(word);
    if (isLetter && before !== undefined && /^\d{1,4}$/.test(before))
      joined[joined.length - 1] = before + word;
    else joined.push(word);
  }
  return joined;
}

function joinHouse(words: readonly { readonly raw: string }[]): string | null {
  return words.map(({ raw }) => raw).join('/') || null;
}
