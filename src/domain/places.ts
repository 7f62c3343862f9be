import { foldWords } from './fold.ts';
import { createLocalityIndex } from './locality-index.ts';
import { displayKind } from './locality-kind.ts';
import type { Confidence } from './name-index.ts';
import { dropNamesAtEnds, dropUnits, splitPostalCode } from './place-context.ts';
import { writeStreet } from './street-display.ts';
import { createStreetIndex, type StreetIndex } from './street-index.ts';
import { completeStreet, findStreetIn, type StreetFinding } from './street-lookup.ts';

/** Places of the TERYT register, and finding the one a person means. */

export type Locality = {
  readonly sym: string;
  readonly name: string;
  /** RM of the register, two digits: "01" village, "05" forest settlement… */
  readonly kind: string;
  /** SYM of the locality it is a part of; its own SYM when it stands alone. */
  readonly sympod: string;
  readonly terc: string;
};

export type Street = {
  readonly sym: string;
  readonly symUl: string;
  readonly cecha: string;
  readonly nazwa1: string;
  readonly nazwa2: string;
};

export type PlaceAnswer<T> =
  | { readonly kind: 'match'; readonly place: T; readonly confidence: Confidence }
  /** At most nine, best first. */
  | { readonly kind: 'choices'; readonly places: readonly T[]; readonly confidence: Confidence }
  /** Unknown is never guessed; at most three that look alike. */
  | { readonly kind: 'none'; readonly nearest: readonly T[] };

export type StreetAnswer = PlaceAnswer<Street> & { readonly houseNumber: string | null };

export type PlaceIndex = {
  /** The locality a whole text names: folded, inflected or with a typo. */
  readonly findLocalities: (text: string) => PlaceAnswer<Locality>;
  /** The same where it is not mistyped, else none: far cheaper to ask. */
  readonly findNamedLocalities: (text: string) => PlaceAnswer<Locality>;
  /** The street of one locality a text names; the house number is split off. */
  readonly findStreets: (sym: string, text: string) => StreetAnswer;
  /** The street a text names anywhere in the office's gminas. */
  readonly findStreetsAnywhere: (text: string) => StreetAnswer;
  readonly findLocality: (sym: string) => Locality | null;
  readonly findStreet: (sym: string, symUl: string) => Street | null;
  /** Gone from the register: people may still live there, nobody new joins there. */
  readonly isFormer: (sym: string, symUl: string | null) => boolean;
  /** Of the locality itself, of what it is a part or district of, or of its districts. */
  readonly hasStreets: (sym: string) => boolean;
  /** For type-ahead: places whose name the text begins, at most nine, best first. */
  readonly completeLocality: (text: string) => readonly Locality[];
  readonly completeStreet: (sym: string, text: string) => readonly Street[];
};

export type PlaceRows = {
  readonly localities: readonly Locality[];
  readonly streets: readonly Street[];
  /** Gone from the register, but people still live at them: found by number, never by name. */
  readonly former?: { readonly localities: readonly Locality[]; readonly streets: readonly Street[] };
};

/** The name with its kind, which tells twins apart: "Palędzie (osada leśna)". */
export function displayLocality(locality: Pick<Locality, 'name' | 'kind'>): string {
  return `${locality.name} (${displayKind(locality.kind)})`;
}

/** As on a street sign: "ul. ks. Stanisława Kozierowskiego". A kind that the name repeats is not said twice. */
export function displayStreet(street: Pick<Street, 'cecha' | 'nazwa1' | 'nazwa2'>): string {
  return writeStreet(street);
}

// Rarely an address, so ranked after streets proper.
const rareKinds: ReadonlySet<string> = new Set([
  'skwer',
  'park',
  'rondo',
  'most',
  'inne',
  'wiadukt',
  'tunel',
]);
const mostChoices = 9;
const mostPartCost = 1.35;

/** Index over the office's places, sized for a gmina or a city; what a locality's streets need is built when first asked for. */
export function createPlaceIndex({ localities, streets, former }: PlaceRows): PlaceIndex {
  const formerLocalities = new Map(former?.localities.map((locality) => [locality.sym, locality]));
  const formerStreets = Map.groupBy(former?.streets ?? [], (street) => street.sym);
  const bySym = new Map(localities.map((locality) => [locality.sym, locality]));
  const localityIndex = createLocalityIndex(localities);
  const streetsBySym = Map.groupBy(dropRepeated(streets), (street) => street.sym);
  const listStreetsOf = rememberBy((sym: string) => {
    const rows = listRelated(bySym, sym).flatMap((related) => streetsBySym.get(related) ?? []);
    return [...new Map(rows.toReversed().map((street) => [street.symUl, street])).values()].reverse();
  });
  const indexOf = rememberBy((sym: string) => createStreetIndex(listStreetsOf(sym), rankStreet));
  const everywhere = remember((): StreetIndex<Street> => {
    const known = [...streetsBySym].filter(([sym]) => bySym.has(sym));
    const [only] = known;
    if (known.length === 1 && only !== undefined) return indexOf(only[0]);
    return createStreetIndex(
      known.flatMap(([, rows]) => rows),
      rankStreet,
    );
  });
  const namesOf = rememberBy((sym: string) =>
    listRelated(bySym, sym).flatMap((related) => {
      const place = bySym.get(related);
      return place === undefined ? [] : [foldWords(place.name)];
    }),
  );

  /** The text as said, then without the locality's own name and the units it lies in. */
  function findAround(sym: string, text: string): StreetFinding<Street> {
    const plain = splitPostalCode(text).text;
    const found = findStreetIn(indexOf(sym), plain);
    if (found.hit?.isSure) return found;
    const words = foldWords(plain);
    const named = dropUnits(words, (name) => namesOf(sym).some((own) => own.join(' ') === name.join(' ')));
    const bare = dropNamesAtEnds(named, namesOf(sym)) ?? named;
    if (bare.length === words.length) return found;
    const again = findStreetIn(indexOf(sym), bare.join(' '));
    return again.hit === null || (found.hit !== null && !again.hit.isSure) ? found : again;
  }

  return {
    findLocalities: (text) => localityIndex.find(splitPostalCode(text).text),
    findNamedLocalities: (text) => localityIndex.findNamed(splitPostalCode(text).text) ?? notNamed,
    findStreets: (sym, text) => answerOf(findAround(sym, text)),
    findStreetsAnywhere: (text) => {
      const found = findStreetIn(everywhere(), splitPostalCode(text).text);
      // Without a locality there is little to hold a guess: only a part of a name counts, spelled right.
      const { hit } = found;
      return hit?.isSure === false && (hit.confidence === 'typo' || hit.cost > mostPartCost)
        ? { kind: 'none', nearest: hit.places.slice(0, 3), houseNumber: found.house }
        : answerOf(found);
    },
    findLocality: (sym) => bySym.get(sym) ?? formerLocalities.get(sym) ?? null,
    findStreet: (sym, symUl) =>
      [...listStreetsOf(sym), ...(formerStreets.get(sym) ?? [])].find((street) => street.symUl === symUl) ??
      null,
    isFormer: (sym, symUl) =>
      formerLocalities.has(sym) ||
      (symUl !== null &&
        !listStreetsOf(sym).some((street) => street.symUl === symUl) &&
        formerStreets.get(sym)?.some((street) => street.symUl === symUl) === true),
    hasStreets: (sym) => listStreetsOf(sym).length > 0,
    completeLocality: (text) => localityIndex.complete(text).slice(0, mostChoices),
    completeStreet: (sym, text) => completeStreet(indexOf(sym), text).slice(0, mostChoices),
  };
}

/**
 * The localities whose streets people of this one may name: itself, what it is a part of, and a city with its
 * districts, as the register hangs streets on the one or on the others.
 */
function listRelated(bySym: ReadonlyMap<string, Locality>, sym: string): readonly string[] {
  const place = bySym.get(sym);
  if (place === undefined) return [sym];
  const parent = place.sympod === sym ? undefined : bySym.get(place.sympod);
  const own = [place, ...(parent === undefined ? [] : [parent])];
  const isOfCity = own.some(({ kind }) => districtKinds.has(kind) || kind === cityKind);
  if (!isOfCity) return own.map((locality) => locality.sym);
  const powiat = place.terc.slice(0, 4);
  const others = [...bySym.values()].filter(
    ({ kind, terc }) =>
      terc.startsWith(powiat) && (kind === cityKind || (place.kind === cityKind && districtKinds.has(kind))),
  );
  // Only a city of its own powiat has districts; elsewhere a powiat has several towns.
  const cities = others.filter(({ kind }) => kind === cityKind);
  const related = cities.length > 1 ? own : [...own, ...others];
  return [...new Set(related.map((locality) => locality.sym))];
}

const cityKind = '96';
const districtKinds: ReadonlySet<string> = new Set(['95', '98']);

function answerOf({ hit, house, nearest }: StreetFinding<Street>): StreetAnswer {
  const houseNumber = house;
  if (hit === null) return { kind: 'none', nearest, houseNumber };
  const [place, second] = hit.places;
  if (place !== undefined && second === undefined && hit.isSure)
    return { kind: 'match', place, confidence: hit.confidence, houseNumber };
  return {
    kind: 'choices',
    places: hit.places.slice(0, mostChoices),
    confidence: hit.confidence,
    houseNumber,
  };
}

const notNamed: PlaceAnswer<Locality> = { kind: 'none', nearest: [] };

function rankStreet(street: Street): number {
  return rareKinds.has(street.cecha) ? 1 : 0;
}

/** The register repeats some rows. */
function dropRepeated(streets: readonly Street[]): readonly Street[] {
  return [...new Map(streets.map((street) => [`${street.sym} ${street.symUl}`, street])).values()];
}

function remember<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function rememberBy<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
