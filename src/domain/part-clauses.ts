import type { CategoryName } from './category-words.ts';
import { isNeutral, readLeaveVerb } from './leave-words.ts';
import { isEnding, isKeeping, isRest, keepsFirmly, type Words } from './part-signs.ts';
import { isOfElsewhere, keyOf } from './part-topics.ts';
import type { Clause } from './utterance.ts';

/** The clauses of a text that leaves, put together where they say something only together; and those that speak of everything. */

/** "Sport - nie, reszta - tak", "wypisz. kultura", "ul. Polną": clauses that say something only together. */
export function joinApart(clauses: readonly Clause[], categories: readonly CategoryName[]): readonly Words[] {
  const joined: Words[] = [];
  for (const { words } of clauses) {
    const before = joined.at(-1);
    if (before !== undefined && belongTogether(before, words, categories))
      joined[joined.length - 1] = [...before, ...words];
    else joined.push(words);
  }
  return joined;
}

function belongTogether(before: Words, words: Words, categories: readonly CategoryName[]): boolean {
  if (/^(ul|os|al|pl)$/.test(before.at(-1) ?? '')) return true;
  const isName = (word: string) => keyOf(word, categories) !== null || isOfElsewhere(word) || isRest(word);
  const [isSignBefore, isSign] = [
    before.some((word, at) => isSignAt(word, at, before)),
    words.some((word, at) => isSignAt(word, at, words)),
  ];
  const isOnly = (list: Words, holds: (word: string, at: number) => boolean) =>
    list.every((word, at) => holds(word, at) || isNeutral(word));
  if (!isSignBefore && isSign)
    return (
      before.length <= 3 &&
      before.some(isName) &&
      isOnly(before, (word) => isName(word) || /^(kategori|lista$)/.test(word)) &&
      words.length <= 2 &&
      isOnly(words, (word, at) => isSignAt(word, at, words))
    );
  if (!isSignBefore || isSign || before.some(isName)) return false;
  const isOfSelf = before.some((word) => /^(mnie|nas|list[aey]|numer)$/.test(word));
  return (
    before.length <= 5 &&
    ((words[0] === 'adres' && before.length <= 2) ||
      (words.length <= 3 &&
        words.some(isName) &&
        isOnly(words, isName) &&
        (!isOfSelf || /^(z|ze|od|o)$/.test(words[0] ?? ''))))
  );
}

function isSignAt(word: string, at: number, words: Words): boolean {
  return isKeeping(word, at, words) || isEnding(word, at, words);
}

/** "Ze wszystkiego", "nic nie chcę"; "wszystko fajnie" and "sport i nic więcej" are not of everything. */
export function saysAll(words: Words, next: Words, categories: readonly CategoryName[]): boolean {
  if (keepsFirmly(words) || deniesAll(words)) return false;
  return words.some((word, at) => {
    if (!/^(wszy?[st]{1,3}k|calkowi|calosc|nic$|niczego|niczym|zadny(ch|m)$)/.test(word)) return false;
    if (word.startsWith('zadny'))
      return !words
        .slice(at + 1, at + 4)
        .some((other) => keyOf(other, categories) !== null || isOfElsewhere(other));
    if (word === 'nic' && saysNoMore(words)) return false;
    if (
      word === 'wszystko' &&
      (/^(fajn|super|ok|dobr)/.test(words[at + 1] ?? '') || /^mial[ae]m$/.test(words[at - 2] ?? ''))
    )
      return false;
    return !(word === 'wszystko' && words.length === 1 && next[0] === 'nie');
  });
}

/** "Sport i nic więcej", "o niej już nic". */
export function saysNoMore(words: Words): boolean {
  return /\w i nic (wiecej|innego|poza tym)$|\bo (niej|nim|nich) (juz )?nic$/.test(words.join(' '));
}

/**
 * "Na Polną już nie wysyłajcie, tylko na Lipową", "nie męczcie mnie kulturą, tylko kulturą": what follows is contrasted, though
 * the word that says so was where the sentence was cut. "Nie chcę o sporcie, o kulturze" goes on with its list.
 */
export function contrasts(said: readonly Words[], at: number, categories: readonly CategoryName[]): boolean {
  const [words, before] = [said[at] ?? [], said[at - 1] ?? []];
  if (words.length === 0 || words.length > 5 || words.some((word, index) => isSignAt(word, index, words)))
    return false;
  const last = before.findLastIndex(
    (word, index) => isEnding(word, index, before) || /^(wysyl|pis|dosta|otrzym)/.test(word),
  );
  const first = /^(o|na|dla|z|ze)$/.test(words[0] ?? '') ? before.indexOf(words[0] ?? '') : -1;
  if (
    !before.some((word, index) => isEnding(word, index, before)) ||
    /\b(jestem|mieszkam)\b/.test(before.join(' '))
  )
    return false;
  const isTopic = words.some((word) => keyOf(word, categories) !== null);
  return first !== -1 && (!isTopic || first < last);
}

/** "Nie wypisujcie mnie ze wszystkiego", "nie wszystko kasować". */
export function deniesAll(words: Words): boolean {
  const at = words.findIndex((word) => /^wszystk/.test(word));
  const no = words.indexOf('nie');
  return (
    no !== -1 && no < at && (at === no + 1 || (at - no <= 5 && readLeaveVerb(words[no + 1] ?? '') !== null))
  );
}
