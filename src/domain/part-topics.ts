import { type CategoryName, takeCategories } from './category-words.ts';
import { countEdits } from './likeness.ts';

/** What a text that leaves names of what we send: a category of the office, or what only other offices send about. */

/** The key of the category a word names, by its name or by what belongs to it ("mecze" are sport); null where it is none. */
export function keyOf(word: string, categories: readonly CategoryName[]): string | null {
  const glued = /^(?:wypisz|wylacz)(?:cie)?(?:mi|mnie)?(?:ze|z)?([a-z]{4,})$/.exec(word)?.[1];
  return keyOfWord(word, categories) ?? (glued === undefined ? null : keyOfWord(glued, categories));
}

function keyOfWord(word: string, categories: readonly CategoryName[]): string | null {
  const [key] = takeCategories([word], categories).keys;
  if (key !== undefined) return key;
  if (weather.test(word)) return categories.find(({ isAlert }) => isAlert === true)?.key ?? null;
  const stem = belongings.find(([pattern]) => pattern.test(word))?.[1] ?? mistypedTopic(word);
  return stem === null ? null : (categories.find((one) => stem.test(one.key))?.key ?? null);
}

/** Whether a word is of what other offices send about: who wants out of it wants out of something we do not know. */
export function isOfElsewhere(word: string): boolean {
  return elsewhere.test(word);
}

/** Whether a word is of anything that texts of an office are about, so that it may be what stays. */
export function isOfOurs(word: string): boolean {
  return isOfElsewhere(word) || weather.test(word) || /^(awari|remont|pozar|wiatr|ostrzez)/.test(word);
}

/** "Sporcei", "kultruze". */
function mistypedTopic(word: string): RegExp | null {
  if (word.length < 5 || !/^[skop]/.test(word) || notMistyped.test(word)) return null;
  return spelled.find(([names]) => names.some((name) => countEdits(word, name, 1) <= 1))?.[1] ?? null;
}

const spelled: readonly (readonly [readonly string[], RegExp])[] = [
  ['sport sportu sporcie sportem'.split(' '), /^sport/],
  ['kultura kultury kulture kulturze'.split(' '), /^kultur/],
  ['smieci smieciach odpady odpadach odpadow'.split(' '), /^odpad/],
  ['pradu pradzie'.split(' '), /^prad/],
];

// "Od sieci", "po śmierci".
const notMistyped = /^(siec|smierc|swiec|smiecic$)/;

const belongings: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(mecz(e|y|ow|ami|ach|om)$|turniej|rajd|bieg(i|ow|ach)$|pilk(a|i|e)$|pilce$|zawod(y|ow|ach)$|sprot|fu[st]bal|sporto)/,
    /^sport/,
  ],
  [
    /^(koncert|festyn|imprez|wystaw(y|ach)?$|teatr|kin(o|a|ie)$|kultuyr|kultruy|kulturaln|culture$)/,
    /^kultur/,
  ],
  [/^(wywoz|bio$|smietnik|smieciow(e|a|y|ych|ymi)$|kubl(y|ow|ach|ami)$|waste$)/, /^odpad/],
  [/^(prond|wylaczen$|wylaczenia(ch|mi)$|power$)/, /^prad/],
];
const weather = /^(burz(a|e|y|ach|ami)?$|wichur|pogod|meteo)/;
const elsewhere = /^(podat(k|ek)|zebra(n|ni)|wod(a|y|e|zie)$|sesj|inwestycj|drogow|zalegl|tax(es)?$)/;
