import { type AddressReading, readAddress } from './address-reading.ts';
import { isNeutral } from './leave-words.ts';
import { saysNoMore } from './part-clauses.ts';
import { isEnding, isKeeping, keepsFirmly, pointsBack, type Words } from './part-signs.ts';
import type { PlaceIndex } from './places.ts';

/** An address that a clause names, and where it stands in it. */
export type NamedPlace = { readonly address: AddressReading; readonly at: number; readonly end: number };

const longest = 5;

/** The addresses in a clause that are surely read, the longest run of words first: a guess is nobody's address. */
export function findPlaces(words: Words, places: PlaceIndex): readonly NamedPlace[] {
  const found: NamedPlace[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const place = findPlaceAt(words, at, places);
    if (place === null) continue;
    found.push(place);
    at = place.end - 1;
  }
  return found;
}

function findPlaceAt(words: Words, at: number, places: PlaceIndex): NamedPlace | null {
  if (!mayBegin(words[at] ?? '')) return null;
  for (let end = Math.min(words.length, at + longest); end > at; end -= 1) {
    // "Polna w Dopiewie" is one address; what ends in a preposition or says more is none.
    const run = words.slice(at, end);
    if (run.some((word, index) => isEnding(word, index, run) || isKeeping(word, index, run))) continue;
    if (
      !mayEnd(run.at(-1) ?? '') ||
      run.slice(1, -1).some((word) => isNeutral(word) && !/^(w|we|na|\d+)$/.test(word))
    )
      continue;
    const address = readAddress(places, run.join(' '));
    if (address.confidence === 'exact' || address.confidence === 'inflected') return { address, at, end };
  }
  return null;
}

function mayBegin(word: string): boolean {
  return word.length > 3 && !/^\d/.test(word) && !isNeutral(word);
}

function mayEnd(word: string): boolean {
  // "Zebrania wiejskie" are no street.
  return /^\d/.test(word) || (word.length > 3 && !isNeutral(word) && !/[sc]k(ie|ich|imi)$/.test(word));
}

const gone =
  /^(sprzeda\w+|wynaj[ae]\w+|oddal\w+|oddan\w+|wyprowadzil\w+|zmarl\w*|wypowiedzian\w+|zamknie\w+)$/;

/** The address that goes: where something ends, or where nobody lives any more, and not where something stays. */
export function readLeftAddress(
  said: readonly Words[],
  places: PlaceIndex,
  isPart: boolean,
  isFirm: boolean,
): AddressReading | null {
  const all = said.flat();
  const isOfAddress = all.some((word) => /^(adre?s(u|y|ow|em|ie)?|ulic[aey])$/.test(word));
  if (!isPart && !isOfAddress) return null;
  const named = said.map((words) => findPlaces(words, places));
  const isLeft = (words: Words) => words.some((word, at) => isEnding(word, at, words) || gone.test(word));
  const direct = said.flatMap((words, at) => {
    const [place] = named[at] ?? [];
    return place !== undefined && isLeft(words) && !keepsFirmly(words) ? [place.address] : [];
  });
  const pointing = said.findIndex(
    (words) => pointsBack(words) !== null && (isLeft(words) || saysNoMore(words)),
  );
  const pointed = pointing === -1 ? undefined : named.slice(0, pointing).flat().at(-1)?.address;
  // "Usńcie adres Polna 7, drugi zostaje".
  const others = said.flatMap((words, at) => (keepsFirmly(words) ? [] : (named[at] ?? [])));
  const only = isFirm && others.length === 1 ? others[0]?.address : undefined;
  return direct[0] ?? pointed ?? only ?? null;
}
