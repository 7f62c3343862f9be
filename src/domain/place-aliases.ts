import { fold } from './fold.ts';
import {
  createPlaceIndex,
  type Locality,
  type PlaceAnswer,
  type PlaceIndex,
  type PlaceRows,
  type Street,
} from './places.ts';

/** What people call a place besides its official name: old names, colloquial ones, an estate's. */

export type PlaceAlias = {
  readonly alias: string;
  readonly sym: string;
  /** Null: another name of the locality. */
  readonly symUl: string | null;
};

/** An index in which an alias is one more name of its place; aliases of places that are not there are left out. */
export function createAliasedPlaceIndex(
  rows: PlaceRows & { readonly aliases: readonly PlaceAlias[] },
): PlaceIndex {
  const { aliases, ...official } = rows;
  if (aliases.length === 0) return createPlaceIndex(official);
  const localities = new Map(official.localities.map((place) => [place.sym, place]));
  const streets = new Map(official.streets.map((place) => [keyOf(place), place]));
  const names = aliases.flatMap(({ alias, sym, symUl }, at) => {
    const key = symUl === null ? null : `${sym} ${symUl}`;
    const place = key === null ? localities.get(sym) : streets.get(key);
    return place === undefined ? [] : [{ place, alias, mark: `${symUl ?? ''}/${at}` }];
  });
  const index = createPlaceIndex({
    ...official,
    // Of rows with one SYM the last is the place itself.
    localities: [
      ...names.flatMap(({ place, alias }) => (isStreet(place) ? [] : [{ ...place, name: alias }])),
      ...official.localities,
    ],
    streets: [
      ...official.streets,
      ...names.flatMap(({ place, alias, mark }) =>
        isStreet(place) ? [{ sym: place.sym, symUl: mark, cecha: 'inne', nazwa1: alias, nazwa2: '' }] : [],
      ),
    ],
  });
  const localityOf = (found: Locality): Locality => localities.get(found.sym) ?? found;
  const streetOf = (found: Street): Street => streets.get(keyOf(found)) ?? found;
  return {
    ...index,
    findLocalities: (text) => answerWith(index.findLocalities(text), localityOf),
    findNamedLocalities: (text) => answerWith(index.findNamedLocalities(text), localityOf),
    findStreets: (sym, text) => {
      const found = index.findStreets(sym, text);
      return { ...answerWith(found, streetOf), houseNumber: found.houseNumber };
    },
    findStreetsAnywhere: (text) => {
      const found = index.findStreetsAnywhere(text);
      return { ...answerWith(found, streetOf), houseNumber: found.houseNumber };
    },
    completeLocality: (text) => distinct(index.completeLocality(text).map(localityOf)),
    completeStreet: (sym, text) => distinct(index.completeStreet(sym, text).map(streetOf)),
  };
}

export type AliasProblem =
  | { readonly kind: 'length' }
  | { readonly kind: 'unknown_place' }
  | { readonly kind: 'same_name' }
  /** An official name, or another place's alias. */
  | { readonly kind: 'clash'; readonly with: Locality | Street };

/** What keeps a name from becoming an alias of a place; null when nothing does. */
export function findAliasProblem(index: PlaceIndex, given: PlaceAlias): AliasProblem | null {
  const { sym, symUl } = given;
  const alias = given.alias.trim();
  if (alias.length < 2 || alias.length > 60 || !/\p{L}/u.test(alias) || fold(alias) === '') {
    return { kind: 'length' };
  }
  if (index.findLocality(sym) === null) return { kind: 'unknown_place' };
  if (symUl !== null && index.findStreet(sym, symUl) === null) return { kind: 'unknown_place' };
  const answer = symUl === null ? index.findLocalities(alias) : index.findStreets(sym, alias);
  if (answer.kind === 'none' || answer.confidence !== 'exact') return null;
  const found = answer.kind === 'match' ? [answer.place] : answer.places;
  const isSame = (place: Locality | Street): boolean =>
    symUl === null ? place.sym === sym : isStreet(place) && place.symUl === symUl;
  const other = found.find((place) => !isSame(place));
  // Of several streets some may only hold the word: the register's "Jana Pawła II" does not forbid "Pawła".
  if (other !== undefined && (symUl === null || answer.kind === 'match'))
    return { kind: 'clash', with: other };
  return found.some(isSame) ? { kind: 'same_name' } : null;
}

function answerWith<T extends Locality | Street>(
  answer: PlaceAnswer<T>,
  placeOf: (found: T) => T,
): PlaceAnswer<T> {
  if (answer.kind === 'match') return { ...answer, place: placeOf(answer.place) };
  if (answer.kind === 'none') return { ...answer, nearest: distinct(answer.nearest.map(placeOf)) };
  const places = distinct(answer.places.map(placeOf));
  const [only, second] = places;
  // Two names of one place are no choice.
  return only !== undefined && second === undefined && answer.places.length > 1
    ? { kind: 'match', place: only, confidence: answer.confidence }
    : { ...answer, places };
}

function keyOf(street: Pick<Street, 'sym' | 'symUl'>): string {
  return `${street.sym} ${street.symUl.split('/')[0] ?? ''}`;
}

function isStreet(place: Locality | Street): place is Street {
  return 'symUl' in place;
}

function distinct<T>(places: readonly T[]): readonly T[] {
  return [...new Set(places)];
}
