import { type AddressReading, readAddress } from './address-reading.ts';
import { takeCategories, takeTrailingCategories } from './category-words.ts';
import { isFirstName } from './first-names.ts';
import type { Known, Understanding } from './understanding.ts';

/** What a sign-up says beside its verb: an address and categories, in any order, among greetings and names. */

type Words = readonly string[];

/**
 * Address and categories of a text given as the words after the verb and as its clauses. Of the ways to put them
 * together the one that tells most is taken, so that a full stop between street and number loses nothing.
 */
export function readParts(
  said: { readonly after: Words; readonly clauses: readonly Words[] },
  known: Known,
): Understanding['parts'] {
  const all = said.clauses.flat();
  const lists = [said.after, all, ...runs(said.clauses)].filter((list) => list.length > 0);
  const readings = unique(lists.flatMap((list) => [tidy(list, known, 'named'), tidy(list, known, 'bare')]));
  let best: { parts: Understanding['parts']; score: number } | null = null;
  const keys = readKeys(lists, known);
  for (const list of readings) {
    const parts = readList(list, known);
    const score = scoreOf(parts.address ?? null);
    if (best === null || score > best.score) best = { parts, score };
    // Everything is there: the shorter lists can tell no more.
    if (score >= mostScore) break;
  }
  return { ...best?.parts, categories: keys };
}

const mostScore = 10;

/** How much of an address a reading tells: place and street certain, street or place alone, a house number. */
function scoreOf(address: AddressReading | null): number {
  if (address === null) return 0;
  if (address.confidence === null) return address.locality.kind === 'none' ? 0 : 1;
  const place = address.locality.kind === 'match' ? 4 : address.locality.kind === 'choices' ? 2 : 0;
  const street =
    address.street === null
      ? 0
      : address.street.kind === 'match'
        ? 4
        : address.street.kind === 'choices'
          ? 2
          : 0;
  const isLoose = address.streetText !== null && address.street === null;
  return place + street + (address.houseNumber === null ? 0 : 2) - (isLoose ? 1 : 0);
}

/** The clauses one by one and in pairs and threes, as they follow one another. */
function runs(clauses: readonly Words[]): readonly Words[] {
  if (clauses.length <= 1 || clauses.length > 8) return clauses;
  return [3, 2, 1].flatMap((length) =>
    clauses.flatMap((_, at) =>
      at + length <= clauses.length ? [clauses.slice(at, at + length).flat()] : [],
    ),
  );
}

function unique(lists: readonly Words[]): readonly Words[] {
  const seen = new Set<string>();
  return lists.filter((list) => {
    const text = list.join(' ');
    if (text === '' || seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** Without what stands around an address. `named`: a first name takes the word behind it along, as a surname. */
function tidy(words: Words, known: Known, names: 'named' | 'bare'): Words {
  const rest: string[] = [];
  const said = withoutCommune(words);
  for (let at = 0; at < said.length; at += 1) {
    const word = said[at] ?? '';
    // "Jana Pawła" and "Adama Mickiewicza" are no first names in the nominative.
    if (isFirstName(word) && !isStreetWord(said[at - 1])) {
      const next = said[at + 1] ?? '';
      if (names === 'named' && /^[a-z]{3,}$/.test(next) && !isStreetWord(next) && !isLocality(next, known))
        at += 1;
      continue;
    }
    if (!aside.has(word)) rest.push(word);
  }
  return rest;
}

function isStreetWord(word: string | undefined): boolean {
  return /^(ul|ulica|ulicy|al|aleja|os|osiedle|pl|plac)$/.test(word ?? '');
}

function isLocality(word: string, { places }: Known): boolean {
  const found = places.findNamedLocalities(word);
  return found.kind !== 'none' && found.confidence === 'exact';
}

/** Whether a word or two in a row are a locality's name; far cheaper to ask than the whole address. */
export function mentionsLocality(words: Words, { places }: Known): boolean {
  return words.some((word, at) =>
    [word, `${word} ${words[at + 1] ?? ''}`].some((name) => {
      const found = places.findNamedLocalities(name);
      return found.kind !== 'none' && found.confidence !== 'typo';
    }),
  );
}

/** "Dąbrówka, gmina Dopiewo" names one place. */
export function withoutCommune(words: Words): Words {
  const at = words.findIndex((word) => /^(gm|gmina|gminie|gminy)$/.test(word));
  return at <= 0 ? words : [...words.slice(0, at), ...words.slice(at + 2)];
}

function readList(words: Words, known: Known): Understanding['parts'] {
  const { keys, rest } = takeEndCategories(words, known);
  if (rest.length === 0) return { categories: keys };
  const address = readAddress(known.places, rest.join(' '));
  if (address.confidence !== null || rest.length <= 2) return { categories: keys, address };
  return { categories: keys, address: readAmong(rest, known) ?? address };
}

/** An address among other words ("babcię: Skórzewo Szarotkowa 2"): tried from each place named on. */
function readAmong(words: Words, known: Known): AddressReading | null {
  let best: AddressReading | null = null;
  let tries = 0;
  for (let at = 0; at < words.length && tries < 3; at += 1) {
    if (!mentionsLocality([words[at] ?? ''], known) && !isStreetWord(words[at])) continue;
    tries += 1;
    for (let end = Math.min(words.length, at + 7); end > at; end -= 1) {
      const address = readAddress(known.places, words.slice(at, end).join(' '));
      if (scoreOf(address) > scoreOf(best)) best = address;
    }
  }
  return best !== null && best.confidence !== null ? best : null;
}

/** The categories named at the ends of one of the lists; "wszystko" is all of them. */
function readKeys(lists: readonly Words[], known: Known): readonly string[] {
  const keys = new Set<string>();
  for (const list of lists) {
    const cleaned = tidy(list, known, 'named');
    for (const key of takeEndCategories(cleaned, known).keys) keys.add(key);
  }
  return known.categories.flatMap(({ key }) => (keys.has(key) ? [key] : []));
}

/** Categories at either end: "sport, Skórzewo Działkowa 3, kultura". */
export function takeEndCategories(
  given: Words,
  known: Known,
): { readonly keys: readonly string[]; readonly rest: Words } {
  const words = given.filter((word) => !everything.test(word));
  const end = takeTrailingCategories(words, known.categories);
  let at = 0;
  const keys: string[] = words.length < given.length ? known.categories.map(({ key }) => key) : [];
  for (; at < end.rest.length; at += 1) {
    const word = end.rest[at] ?? '';
    if (joiners.has(word)) continue;
    const found = /(ow[ay]|owej)$/.test(word) ? [] : takeCategories([word], known.categories).keys;
    if (found.length === 0) break;
    keys.push(...found);
  }
  return { keys: [...new Set([...keys, ...end.keys])], rest: at === 0 ? end.rest : end.rest.slice(at) };
}

const everything = /^(wszystko|wszystkie|wszystkich|wszytko|calosc)$/;
const joiners: ReadonlySet<string> = new Set('i oraz a na do tez'.split(' '));
// Said around a sign-up, never part of an address. Prepositions stay: the address reader knows them.
const aside: ReadonlySet<string> = new Set(
  (
    'prosze poprosze mnie mi sie dziekuje dzieki nas moj mojego numer numeru telefonu tel listy liste lista sms smsy smsow powiadomienia powiadomien ' +
    'systemu system gminnych gminne chce chcialbym chcialabym zapisac zapisz zapis zapisuje nazywam jestem mieszkam mieszkamy i oraz tez pozdrawiam witam ' +
    'dzien dobry meza zone mame tate powazaniem to bazy alertow bardzo uprzejmie moge mozna czy zglaszam zglaszamy siebie babcie dziadka corke syna rodzine rodzina kod pocztowy adres adresem dane dodac dodajcie dopisac ' +
    'dopiszcie wpisac wpiszcie zapiszcie zarejestrowac zarejestrujcie rejestracje rejestracja wysylajcie wysylac przesylac przesylanie dostawac otrzymywac informacje informacji wiadomosci wlaczcie kategorie kategoria temat tematy wybieram interesuja interesuje szanowni panstwo'
  ).split(' '),
);
