import { fold, foldWords } from './fold.ts';
import { type Confidence, createNameIndex, type NameHit, type NameIndex } from './name-index.ts';
import { writeStreet } from './street-display.ts';

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
  /** The street of one locality a text names; the house number is split off. */
  readonly findStreets: (sym: string, text: string) => StreetAnswer;
  /** The street a text names anywhere in the office's gminas. */
  readonly findStreetsAnywhere: (text: string) => StreetAnswer;
  readonly findLocality: (sym: string) => Locality | null;
  readonly findStreet: (sym: string, symUl: string) => Street | null;
  readonly hasStreets: (sym: string) => boolean;
};

export type PlaceRows = {
  readonly localities: readonly Locality[];
  readonly streets: readonly Street[];
  /** Gone from the register, but people still live at them: found by number, never by name. */
  readonly former?: { readonly localities: readonly Locality[]; readonly streets: readonly Street[] };
};

const kindNames: ReadonlyMap<string, string> = new Map([
  ['00', 'część miejscowości'],
  ['01', 'wieś'],
  ['02', 'kolonia'],
  ['03', 'przysiółek'],
  ['04', 'osada'],
  ['05', 'osada leśna'],
  ['06', 'osiedle'],
  ['07', 'schronisko turystyczne'],
  ['95', 'dzielnica'],
  ['96', 'miasto'],
  ['98', 'delegatura'],
  ['99', 'część miasta'],
]);

/** The name with its kind, which tells twins apart: "Palędzie (osada leśna)". */
export function displayLocality(locality: Pick<Locality, 'name' | 'kind'>): string {
  return `${locality.name} (${displayKind(locality.kind)})`;
}

/** The Polish word for a kind (RM) of locality. */
export function displayKind(kind: string): string {
  return kindNames.get(kind) ?? 'miejscowość';
}

/** As on a street sign: "ul. ks. Stanisława Kozierowskiego". A kind that the name repeats is not said twice. */
export function displayStreet(street: Pick<Street, 'cecha' | 'nazwa1' | 'nazwa2'>): string {
  return writeStreet(street);
}

// Words before a place's name that are no part of it.
const fillers: ReadonlySet<string> = new Set(
  (
    'w we do z ze na przy od dla nr numer ul ulica ulicy ulice os osiedle osiedlu osiedla al aleja alei aleje pl plac placu ' +
    'mieszkam mieszkamy mieszka miejscowosc miejscowosci wies wsi wioska sie mnie prosze chce bym adres to jest ja moja moj ' +
    'dziekuje dzieki witam dzien dobry gmina'
  ).split(' '),
);
const houseWords: ReadonlySet<string> = new Set([
  'm',
  'nr',
  'numer',
  'dom',
  'domu',
  'lok',
  'mieszkanie',
  'mieszkania',
  'd',
]);
const titles: ReadonlySet<string> = new Set(
  'ks sw gen o abp abpa bp bpa bl ul os al pl prof dr mjr plk kpt por ppor hr im imienia ojca ksiedza biskupa doktora profesora majora pulkownika swietego swietej generala'.split(
    ' ',
  ),
);
// Rarely an address, so ranked after streets proper.
const rareKinds: ReadonlySet<string> = new Set(['skwer', 'park', 'rondo', 'most', 'inne']);

/**
 * Index over the office's places. Sized for a gmina or a city; exact and inflected names are map look-ups, typos
 * compare with every name of the locality.
 */
export function createPlaceIndex({ localities, streets, former }: PlaceRows): PlaceIndex {
  const bySym = new Map(localities.map((locality) => [locality.sym, locality]));
  const formerLocalities = new Map(former?.localities.map((locality) => [locality.sym, locality]));
  const formerStreets = Map.groupBy(former?.streets ?? [], (street) => street.sym);
  const findStreet = (rows: ReadonlyMap<string, readonly Street[]>, sym: string, symUl: string) =>
    rows.get(sym)?.find((street) => street.symUl === symUl) ?? null;
  const localityNames = createNameIndex(
    localities.map((place) => ({ place, names: [foldWords(place.name)] })),
  );
  const streetsBySym = Map.groupBy(dropRepeated(streets), (street) => street.sym);
  const allStreets = dropRepeated(streets.filter((street) => bySym.has(street.sym)));
  const indexes = new Map<string, NameIndex<Street>>();
  const streetIndex = (key: string, rows: readonly Street[]): NameIndex<Street> => {
    const known = indexes.get(key);
    if (known !== undefined) return known;
    const made = createNameIndex(rows.map((place) => ({ place, names: streetNames(place) })));
    indexes.set(key, made);
    return made;
  };
  return {
    findLocalities: (text) => findLocalitiesIn(localityNames, text),
    findStreets: (sym, text) => findStreetsIn(streetIndex(sym, streetsBySym.get(sym) ?? []), text),
    findStreetsAnywhere: (text) => findStreetsIn(streetIndex('*', allStreets), text),
    findLocality: (sym) => bySym.get(sym) ?? formerLocalities.get(sym) ?? null,
    findStreet: (sym, symUl) => findStreet(streetsBySym, sym, symUl) ?? findStreet(formerStreets, sym, symUl),
    hasStreets: (sym) => (streetsBySym.get(sym)?.length ?? 0) > 0,
  };
}

function findLocalitiesIn(index: NameIndex<Locality>, text: string): PlaceAnswer<Locality> {
  const readings = withoutFillers(foldWords(text));
  for (const words of readings) {
    const hit = index.findNamed(words);
    if (hit.places.length > 0) return answerOf(hit, rankLocality);
    const [name, kind] = splitKind(words);
    if (kind === null) continue;
    const places = index.findNamed(name).places.filter((place) => fold(displayKind(place.kind)) === kind);
    if (places.length > 0) return answerOf({ places, confidence: 'exact' }, rankLocality);
  }
  const barest = readings.at(-1) ?? [];
  const mistyped = index.findMistyped(barest);
  if (mistyped.places.length > 0) return answerOf(mistyped, rankLocality);
  return { kind: 'none', nearest: index.listNearest(barest) };
}

function findStreetsIn(index: NameIndex<Street>, text: string): StreetAnswer {
  const readings = withoutFillers(joinHouseLetters(foldWords(text)));
  for (const { name, house } of readings.flatMap(splitHouse)) {
    const hit = index.findNamed(name);
    if (hit.places.length > 0) return { ...answerOf(hit, rankStreet), houseNumber: house };
  }
  const barest = splitHouse(readings.at(-1) ?? []).at(-1);
  if (barest === undefined) return { kind: 'none', nearest: [], houseNumber: null };
  const mistyped = index.findMistyped(barest.name);
  if (mistyped.places.length > 0) return { ...answerOf(mistyped, rankStreet), houseNumber: barest.house };
  return { kind: 'none', nearest: index.listNearest(barest.name), houseNumber: barest.house };
}

/** Every way to split a house number off: "3 maja" is a name, "3 maja 5" a name and a number; longest name first. */
function splitHouse(words: readonly string[]): { name: readonly string[]; house: string | null }[] {
  const splits: { name: readonly string[]; house: string | null }[] = [];
  for (let at = words.length; at >= 1; at -= 1) {
    const house = words.slice(at).filter((word) => !houseWords.has(word));
    if (!house.every(isHouseNumber)) break;
    splits.push({ name: words.slice(0, at), house: house.join('/') || null });
  }
  return splits;
}

function answerOf<T extends Locality | Street>(hit: NameHit<T>, rank: (place: T) => number): PlaceAnswer<T> {
  const places = hit.places.toSorted((a, b) => rank(a) - rank(b));
  const [place, second] = places;
  if (place === undefined) return { kind: 'none', nearest: [] };
  if (second === undefined) return { kind: 'match', place, confidence: hit.confidence };
  return { kind: 'choices', places: places.slice(0, 9), confidence: hit.confidence };
}

/** The words as typed, then without fillers at both ends, then without any filler or title. */
function withoutFillers(words: readonly string[]): readonly (readonly string[])[] {
  const start = words.findIndex((word) => !fillers.has(word));
  const end = words.findLastIndex((word) => !fillers.has(word));
  const trimmed = start === -1 ? [] : words.slice(start, end + 1);
  const bare = trimmed.filter((word) => !fillers.has(word) && !titles.has(word));
  const readings = [words, trimmed, bare].filter((list) => list.length > 0);
  return readings.filter((list, at) => readings.findIndex((other) => other.length === list.length) === at);
}

/** "paledzie osada lesna" → the name and the kind said after it. */
function splitKind(words: readonly string[]): readonly [readonly string[], string | null] {
  for (let at = words.length - 1; at >= 1; at -= 1) {
    const said = words.slice(at).join(' ');
    if ([...kindNames.values()].some((kind) => fold(kind) === said)) return [words.slice(0, at), said];
  }
  return [words, null];
}

/** "12 a" is "12a". */
function joinHouseLetters(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1);
    if (/^[a-h]$/.test(word) && before !== undefined && /^\d+$/.test(before))
      joined[joined.length - 1] = before + word;
    else joined.push(word);
  }
  return joined;
}

/** Whether a folded word can be a house number: "5", "12a", "32/4", "32a/4b". */
export function isHouseNumber(word: string): boolean {
  return /^\d{1,4}[a-z]?(?:\/\d{1,4}[a-z]?)?$/.test(word);
}

/** The forms people call a street by: whole, without titles and first names, the last word of a surname. */
function streetNames(street: Street): string[][] {
  const first = foldWords(street.nazwa1);
  const second = foldWords(street.nazwa2);
  const whole = [...second, ...first];
  const untitled = whole.filter((word) => !titles.has(word));
  const kindInName = [...foldWords(street.cecha), ...whole];
  const surname = first.length > 1 && !/\d/.test(first.join('')) ? first.slice(-1) : first;
  const all = [whole, untitled, first, kindInName, surname.join('').length >= 4 ? surname : first];
  return all.filter((words) => words.length > 0);
}

function rankLocality(locality: Locality): number {
  // Villages and towns before settlements, parts last.
  const order = ['96', '01', '95', '98', '06', '02', '03', '04', '05', '07', '99', '00'].indexOf(
    locality.kind,
  );
  return order === -1 ? 99 : order;
}

function rankStreet(street: Street): number {
  return rareKinds.has(street.cecha) ? 1 : 0;
}

/** The register repeats some rows. */
function dropRepeated(streets: readonly Street[]): readonly Street[] {
  return [...new Map(streets.map((street) => [`${street.sym} ${street.symUl}`, street])).values()];
}
