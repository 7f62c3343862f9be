import type { AddressReading } from './address-reading.ts';
import { type CategoryName, takeCategories } from './category-words.ts';
import { isNeutral, readLeaveVerb } from './leave-words.ts';
import { findPlaces, readLeftAddress } from './left-place.ts';
import { findTopics, pointBack, sparesLast, type Topic } from './left-topics.ts';
import { contrasts, deniesAll, joinApart, saysAll, saysNoMore } from './part-clauses.ts';
import {
  endsRest,
  endsRestToo,
  isAlone,
  isKeeping,
  isNarrowing,
  isOneself,
  isRest,
  keepsFirmly,
  keepsRest,
  type Words,
} from './part-signs.ts';
import { isOfElsewhere, isOfOurs, keyOf } from './part-topics.ts';
import type { PlaceIndex } from './places.ts';
import type { Clause } from './utterance.ts';

/**
 * Of what a text that leaves wants out: of everything (null), of categories or of an address that it names, or of something
 * we do not know while the rest stays ("podatki wyłączcie, reszta ok"), which must never leave everything.
 */
export type Part = {
  /** Empty when only a topic was named that the office does not have. */
  readonly keys: readonly string[];
  readonly address: AddressReading | null;
  /** Whether it says both what goes and what stays. */
  readonly isPlain: boolean;
};

type Input = { readonly categories: readonly CategoryName[]; readonly places: PlaceIndex };

const unknown: Part = { keys: [], address: null, isPlain: false };

export function readPart(clauses: readonly Clause[], input: Input): Part | null {
  const all = clauses.flatMap(({ words }) => words);
  const excepted = readException(all, input.categories);
  if (excepted.length > 0) return { keys: excepted, address: null, isPlain: true };
  const said = joinApart(clauses, input.categories);
  const alert = input.categories.find(({ isAlert }) => isAlert === true)?.key;
  const topics = pointBack(
    said.map((words, at) => {
      const found = findTopics(words, said.slice(0, at), input.categories);
      return contrasts(said, at, input.categories)
        ? found.map((topic) => ({ ...topic, isKept: true }))
        : found;
    }),
    said,
  ).flat();
  const kept = topics.filter(({ isKept }) => isKept).map(({ key }) => key);
  const isRestKept = said.some(
    (words, at) => isRestHere(words, all) && (keepsRest(words) || sparesLast(words, said.slice(0, at))),
  );
  if (isOfAll(said, input.categories) && !isRestKept && !(kept.length > 0 && all.some(isRest))) return null;
  // "Same alerty proszę, resztę wyłączyć".
  if (kept.length > 0 && said.some(endsRest)) {
    const others = input.categories.filter(({ key, isAlert }) => isAlert !== true && !kept.includes(key));
    return { keys: others.map(({ key }) => key), address: null, isPlain: true };
  }
  const isFirm =
    isRestKept ||
    ofSeveral.test(all.join(' ')) ||
    said.some(
      (words, at) =>
        (keepsFirmly(words) || contrasts(said, at, input.categories)) && namesWhatStays(words, all, input),
    );
  const isKept = kept.length > 0 || isFirm;
  if (!isKept && said.some(endsRestToo)) return null;
  const isNarrow =
    all.some(
      (word, at) => isNarrowing(word) || (isAlone(word) && namesTopic(all.slice(at + 1), input.categories)),
    ) ||
    said.some(
      (words, at) =>
        saysNoMore(words) ||
        (words.join(' ') === 'wszystko' && said[at + 1]?.[0] === 'nie') ||
        repeats(said, at),
    ) ||
    said.some(deniesAll);
  const chosen = topics.filter(
    ({ key, isKept: stays, isSaid, isWeather }) =>
      !stays && (isKept || isNarrow || (isSaid && (key !== alert || isWeather))),
  );
  const keys = [...new Set(chosen.flatMap(({ key }) => (key === null || kept.includes(key) ? [] : [key])))];
  const isOne =
    isKept ||
    isNarrow ||
    chosen.some(({ isObject, isNamed }) => isObject || isNamed) ||
    !speaksOfAll(said, chosen);
  if (keys.length > 0 && isOne)
    return { keys, address: null, isPlain: isKept && chosen.some(({ isEnded }) => isEnded) };
  if (keys.length === 0 && chosen.length > 0 && isOne) return unknown;
  const address = readLeftAddress(said, input.places, isFirm || isNarrow, isFirm);
  if (address !== null)
    return { keys: [], address, isPlain: isFirm && all.some((word) => readLeaveVerb(word) !== null) };
  return isFirm || narrowsToUnknown(all) ? unknown : null;
}

/** "Nie chcę ani o śmieciach, ani o sporcie, nic nie chcę": what names some of it and wants out of everything all the same. */
export function leavesEverything(clauses: readonly Clause[], input: Input): boolean {
  const all = clauses.flatMap(({ words }) => words);
  const said = joinApart(clauses, input.categories);
  return (
    (said.some(endsRestToo) || (isOfAll(said, input.categories) && !all.some(isRest))) &&
    !all.some((word) => /^(oprocz|procz|poza)$/.test(word) || isNarrowing(word)) &&
    !said.some((words) => words.some((word, at) => isKeeping(word, at, words)))
  );
}

function isOfAll(said: readonly Words[], categories: readonly CategoryName[]): boolean {
  return said.some((words, at) => saysAll(words, said[at + 1] ?? [], categories));
}

// "Mam dwa adresy, ten w Palędziu wywalcie".
const ofSeveral = /\b(dwa|dwie|dwoch|obu|trzy|trzech) (\w+ )?(adres(y|ow)|ulic(e)?)\b/;

/** "Nie męczcie mnie kulturą, tylko kulturą". */
function repeats(said: readonly Words[], at: number): boolean {
  const [words, before] = [said[at] ?? [], said[at - 1] ?? []];
  return words.length === 1 && (words[0] ?? '').length > 3 && words[0] === before.at(-1);
}

/** "Wyłączcie mi tylko wdoe", "wykreślić tylko tamten": no more than something, whatever it is. */
function narrowsToUnknown(all: Words): boolean {
  return all.some((word, at) => {
    const [next = '', ...others] = all.slice(at + 1);
    const isOfVerb = all.slice(Math.max(0, at - 2), at).some((before) => readLeaveVerb(before) !== null);
    const isUnknown = /^tamt/.test(next) || (next.length > 3 && !isNeutral(next));
    return isNarrowing(word) && isOfVerb && isUnknown && others.length === 0;
  });
}

/** "Sportu", "wiadomości o meczach", "wodę". */
function namesTopic(words: Words, categories: readonly CategoryName[]): boolean {
  const named =
    words.find((word) => !/^(wiadomosci|informacji|powiadomien|sms\w*|o|z|te|tych|ta|tej|ten)$/.test(word)) ??
    '';
  return keyOf(named, categories) !== null || isOfElsewhere(named);
}

/** Whether what stays is something we send or an address, and not a person or a number ("żona zostaje, mnie wypiszcie"). */
function namesWhatStays(words: Words, all: Words, { categories, places }: Input): boolean {
  const isOfAddress = all.some((word) => /^(adre?s|ulic|dom|mieszk|dzialk|lokal|biur)/.test(word));
  return (
    words.some(
      (word, at) =>
        keyOf(word, categories) !== null ||
        isOfOurs(word) ||
        /^(adres|ulic|dom|mieszkani|dzialk|lokal|biur)/.test(word) ||
        (isOfAddress && /^(moj|mojego|nasz|now[ya]|star[ya]|drug(i|a)|pierwsz[ya]|obecn[ya])$/.test(word)) ||
        (word.length > 4 && /(ow|sk|ck|[^aeiouy]n)(a|ej)$/.test(word) && !isNeutral(word)) ||
        (/^\d{1,3}[a-z]?$/.test(word) && (words[at - 1] ?? '').length > 3),
    ) || findPlaces(words, places).length > 0
  );
}

/** "Chcę dostawać wszystko oprócz kultury". */
function readException(words: Words, categories: readonly CategoryName[]): Words {
  const at = words.findIndex((word) => /^(oprocz|procz|poza)$/.test(word));
  const isOfAll = words.slice(0, at).some((word) => /^wszystk/.test(word));
  if (at === -1 || !isOfAll || words.some((word) => readLeaveVerb(word) !== null)) return [];
  return takeCategories(words.slice(at + 1, at + 5), categories).keys;
}

const mostOfOne = 8;

/** "Nie chcę smsów o śmieciach, wypiszcie mnie z listy", or a tale of many things, is about everything. */
function speaksOfAll(said: readonly Words[], topics: readonly Topic[]): boolean {
  const all = said.flat();
  return (
    all.some((word) => isOneself(word)) || (all.length > mostOfOne && topics.some(({ key }) => key !== null))
  );
}

/** "Drugi" is an address only where addresses are spoken of; "sms drugi" is a text. */
function isRestHere(words: Words, all: Words): boolean {
  const word = words.find(isRest);
  return (
    word !== undefined &&
    (!word.startsWith('drug') || all.some((other) => /^(adres|ulic|dom|mieszk)/.test(other)))
  );
}
