import { isCommonStreetWord } from './common-streets.ts';
import { foldWords } from './fold.ts';
import { dropInside, isHouseNumber } from './house-number.ts';
import type { Confidence } from './name-index.ts';
import { isHouseWord } from './name-words.ts';
import { dropUnits, splitPostalCode } from './place-context.ts';
import { readPlaceWords } from './place-words.ts';
import type { Locality, PlaceAnswer, PlaceIndex, StreetAnswer } from './places.ts';

/** Reading an address of which any part may be missing and in any order: "Skorzewo Dzialkowa 32", "lipowa". */

export type AddressReading = {
  readonly locality: PlaceAnswer<Locality>;
  /** Read in the locality when that is certain, else anywhere when only a street was named. */
  readonly street: StreetAnswer | null;
  /** What was said besides the locality, to be read once it is known which. */
  readonly streetText: string | null;
  readonly houseNumber: string | null;
  /** Of the weaker part; null when nothing was recognised. */
  readonly confidence: Confidence | null;
};

const longestText = 12;
const nothing: PlaceAnswer<Locality> = { kind: 'none', nearest: [] };

/** Recognised parts of the text; ambiguity stays ambiguity, and a text that says more than an address is none. */
export function readAddress(places: PlaceIndex, given: string): AddressReading {
  const { before, text } = splitPostalCode(given);
  // The town of a postal code is not always the place: "Skórzewo, Polna 3, 60-185 Poznań".
  const head = before === null ? null : readAddress(places, before);
  if (head !== null && head.locality.kind === 'match' && head.confidence !== null) return head;
  const isPlace = (name: readonly string[]): boolean => {
    const found = places.findNamedLocalities(name.join(' '));
    return found.kind !== 'none' && found.confidence !== 'typo';
  };
  return readPlain(places, dropUnits(foldWords(text), isPlace));
}

function readPlain(places: PlaceIndex, words: readonly string[]): AddressReading {
  const text = words.join(' ');
  if (words.length === 0 || words.length > longestText) return unread(nothing);
  const named = readWithLocality(places, words, 'named');
  if (named !== null) {
    const isOpen =
      named.confidence === null || (named.locality.kind === 'choices' && named.streetText !== null);
    return isOpen ? (readLonger(places, words, named) ?? named) : named;
  }
  const street = places.findStreetsAnywhere(text);
  if (street.kind !== 'none' && street.confidence !== 'typo') return readStreetOnly(places, street);
  const mistyped = readWithLocality(places, words, 'mistyped');
  if (mistyped !== null) return mistyped;
  if (street.kind !== 'none') return readStreetOnly(places, street);
  const apart = takeLocalityOff(places, words);
  if (apart !== null) return readPlain(places, apart);
  return unread(places.findLocalities(text));
}

/** Tries each run of words as the locality, longer runs first; what is left is the street. */
function readWithLocality(
  places: PlaceIndex,
  words: readonly string[],
  accept: 'named' | 'mistyped',
): AddressReading | null {
  const find = accept === 'named' ? places.findNamedLocalities : places.findLocalities;
  let first: AddressReading | null = null;
  for (let length = Math.min(words.length, 5); length >= 1; length -= 1) {
    for (let at = 0; at + length <= words.length; at += 1) {
      const locality = find(words.slice(at, at + length).join(' '));
      if (locality.kind === 'none' || (accept === 'named') === (locality.confidence === 'typo')) continue;
      const rest = [...words.slice(0, at), ...words.slice(at + length)];
      const reading = readRest(places, locality, rest);
      // A typo in the locality counts only where the rest makes sense too, else any sentence would name a place.
      const isGuess =
        accept === 'mistyped' && reading.street?.kind === 'choices' && reading.confidence === 'typo';
      if (rest.length === 0 || (reading.confidence !== null && !isGuess)) return reading;
      // Of two places named ("Dopiewo, Skórzewo, Polna") the one that has the street is meant.
      if (accept === 'named') first ??= reading;
    }
  }
  return first;
}

function readRest(
  places: PlaceIndex,
  locality: Exclude<PlaceAnswer<Locality>, { kind: 'none' }>,
  rest: readonly string[],
): AddressReading {
  const said = rest.filter((word) => !prepositions.has(word));
  const alone = {
    locality,
    street: null,
    streetText: null,
    houseNumber: null,
    confidence: locality.confidence,
  };
  if (said.length === 0) return alone;
  const house = dropInside(readPlaceWords(said.join(' '))).filter(({ raw }) => !isHouseWord(raw));
  if (house.every(({ raw }) => isHouseNumber(raw)))
    return { ...alone, houseNumber: house.map(({ raw }) => raw).join('/') || null };
  const streetText = rest.join(' ');
  if (locality.kind === 'choices') {
    return readBorneOut(places, locality, streetText) ?? { ...alone, streetText };
  }
  const street = places.findStreets(locality.place.sym, streetText);
  if (street.kind === 'none') return { ...alone, street, streetText, confidence: null };
  const isTypo = street.confidence === 'typo' || locality.confidence === 'typo';
  return {
    ...alone,
    street,
    streetText,
    houseNumber: street.houseNumber,
    confidence: isTypo ? 'typo' : locality.confidence,
  };
}

/** "skórz. nizinna": a guess that the street bears out, as no other place has it. Twins of one name are asked about. */
function readBorneOut(
  places: PlaceIndex,
  locality: Extract<PlaceAnswer<Locality>, { kind: 'choices' }>,
  streetText: string,
): AddressReading | null {
  const found = locality.places
    .map((place) => ({ place, street: places.findStreets(place.sym, streetText) }))
    .filter(({ street }) => street.kind !== 'none' && street.confidence !== 'typo');
  const [only, second] = found;
  const isTwin = locality.places.filter(({ name }) => name === only?.place.name).length > 1;
  const isGuess = locality.places.length === 1 || locality.confidence === 'typo';
  if (only === undefined || second !== undefined || isTwin || (isGuess && only.street.kind !== 'match'))
    return null;
  const { place, street } = only;
  const confidence = isGuess ? 'typo' : locality.confidence;
  const sure: PlaceAnswer<Locality> = { kind: 'match', place, confidence };
  return { locality: sure, street, streetText, houseNumber: street.houseNumber, confidence };
}

/**
 * "Majdan Zahorodynski": where a place is named and the rest makes no sense, all of it may be a longer name mistyped.
 * Which one is asked about.
 */
function readLonger(
  places: PlaceIndex,
  words: readonly string[],
  named: AddressReading,
): AddressReading | null {
  const at = words.findIndex((word) => isHouseNumber(word) || isHouseWord(word));
  const bare = at === -1 ? words : words.slice(0, at);
  const said = bare.filter((word) => !prepositions.has(word));
  const [only] = said;
  // "Zalesie Polna" is a street that Zalesie has not.
  if (said.length < 2 || only === undefined || said.some(isCommonStreetWord)) return null;
  const longer = places.findLocalities(bare.join(' '));
  if (longer.kind === 'none') return null;
  const found = longer.kind === 'match' ? [longer.place] : longer.places;
  const several = found.filter(({ name }) => foldWords(name).length >= 2);
  if (several.length === 0) return null;
  const shorter =
    named.locality.kind === 'match'
      ? [named.locality.place]
      : named.locality.kind === 'choices'
        ? named.locality.places
        : [];
  const houseNumber = words.find(isHouseNumber) ?? null;
  const choices = [...new Set([...several, ...shorter])].slice(0, 9);
  return {
    locality: { kind: 'choices', places: choices, confidence: 'typo' },
    street: null,
    streetText: named.locality.kind === 'choices' ? named.streetText : null,
    houseNumber,
    confidence: 'typo',
  };
}

/** "skorzewodzialkowa 32": the locality written together with what follows; null when the first word holds none. */
function takeLocalityOff(places: PlaceIndex, words: readonly string[]): readonly string[] | null {
  const [first = '', ...rest] = words;
  for (let at = first.length - 3; at >= 4; at -= 1) {
    const head = places.findNamedLocalities(first.slice(0, at));
    if (head.kind !== 'none' && head.confidence === 'exact')
      return [first.slice(0, at), first.slice(at), ...rest];
  }
  return null;
}

/** A street without a locality names the locality too when only one has such a street. */
function readStreetOnly(places: PlaceIndex, street: StreetAnswer): AddressReading {
  if (street.kind === 'none') return unread(nothing);
  const { confidence, houseNumber } = street;
  const streets = street.kind === 'match' ? [street.place] : street.places;
  const localities = [...new Set(streets.map(({ sym }) => sym))].flatMap(
    (sym) => places.findLocality(sym) ?? [],
  );
  const [first, ...others] = localities;
  const sample = streets[0];
  if (first === undefined || sample === undefined) return unread(nothing);
  if (others.length === 0) {
    const locality: PlaceAnswer<Locality> = { kind: 'match', place: first, confidence };
    return { locality, street, streetText: null, houseNumber, confidence };
  }
  const streetText = `${sample.nazwa2} ${sample.nazwa1} ${houseNumber ?? ''}`.trim();
  return {
    locality: { kind: 'choices', places: localities, confidence },
    street: null,
    streetText,
    houseNumber,
    confidence,
  };
}

function unread(locality: PlaceAnswer<Locality>): AddressReading {
  return { locality, street: null, streetText: null, houseNumber: null, confidence: null };
}

const prepositions: ReadonlySet<string> = new Set(
  'w we do z ze na przy od dla ul ulica ulicy nr numer m mieszkam i a prosze dziekuje mnie sie gmina'.split(
    ' ',
  ),
);
