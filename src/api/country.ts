// Every imported place for those whose token may see them: the country is searched in the database by the beginning
// of a locality's name, and only one locality's streets are indexed at a time.
import { listPlaceAliases } from '#db/place-aliases.ts';
import {
  listLocalitiesOf,
  listLocalitiesStarting,
  listLongNames,
  listRelatedLocalities,
  listStreetsIn,
} from '#db/place-search.ts';
import { foldWords } from '#domain/fold.ts';
import { isFiller, isPreposition } from '#domain/name-words.ts';
import { createAliasedPlaceIndex } from '#domain/place-aliases.ts';
import { createPlaceIndex, type PlaceIndex } from '#domain/places.ts';
import type { Deps, Office } from '#services/deps.ts';

export type Country = {
  /** An index of the localities the text may name. */
  readonly listNamed: (text: string) => Promise<PlaceIndex>;
  /** An index of one locality with the streets its people may name. */
  readonly listAround: (sym: string) => Promise<PlaceIndex>;
};

// More begin with no four letters in Poland.
const mostNamed = 3_000;
const mostRemembered = 8;
// "tomyśl" is in 20 names, "mała" in 600: then it is the first word that counts.
const mostLater = 300;

export function createCountry(deps: Pick<Deps, 'db'>): (office: Office) => Country {
  const made = new WeakMap<Office, Country>();
  return (office) => {
    const known = made.get(office);
    if (known !== undefined) return known;
    const country = readCountry(deps);
    made.set(office, country);
    return country;
  };
}

type Named = { readonly beginning: string; readonly word: string };

function readCountry({ db }: Pick<Deps, 'db'>): Country {
  const around = new Map<string, Promise<PlaceIndex>>();
  async function readAround(sym: string): Promise<PlaceIndex> {
    const localities = await listRelatedLocalities(db, sym);
    const streets = await listStreetsIn(
      db,
      localities.map((locality) => locality.sym),
    );
    return createAliasedPlaceIndex({ localities, streets, aliases: await listPlaceAliases(db) });
  }
  let longNames: ReturnType<typeof listLongNames> | undefined;
  // "Tomyśl": some 2 MB for the whole country, read once.
  async function listLater(word: string): Promise<readonly string[]> {
    if (word.length < 4) return [];
    longNames ??= listLongNames(db);
    longNames.catch(() => {
      longNames = undefined;
    });
    const later = ` ${word.slice(0, Math.max(4, word.length - 2))}`;
    const syms = (await longNames).filter(({ name }) => name.includes(later)).map(({ sym }) => sym);
    return syms.length > mostLater ? [] : syms;
  }
  // What the office calls a place begins otherwise than its official name.
  async function readNamed({ beginning, word }: Named): Promise<PlaceIndex> {
    const aliases = (await listPlaceAliases(db)).filter(({ symUl }) => symUl === null);
    const [official, called] = await Promise.all([
      listLocalitiesStarting(db, { beginning, most: mostNamed }),
      listLocalitiesOf(db, [...aliases.map(({ sym }) => sym), ...(await listLater(word))]),
    ]);
    const localities = [...new Map([...official, ...called].map((place) => [place.sym, place])).values()];
    return createAliasedPlaceIndex({ localities, streets: [], aliases });
  }
  return {
    listNamed: async (text) => {
      const first = foldWords(text).find((word) => !isFiller(word) && !isPreposition(word)) ?? '';
      // Endings change and letters are mistyped, rarely the first ones; the fewer are asked for, the more come back.
      for (const length of [4, 2]) {
        const beginning = first.slice(0, length).replaceAll('?', '_');
        if (beginning === '') break;
        const index = await readNamed({ beginning, word: first });
        const isFound = index.findLocalities(text).kind !== 'none' || index.completeLocality(text).length > 0;
        if (isFound || length === 2) return index;
      }
      return createPlaceIndex({ localities: [], streets: [] });
    },
    listAround: (sym) => {
      const known = around.get(sym);
      if (known !== undefined) return known;
      if (around.size >= mostRemembered) around.clear();
      const reading = readAround(sym);
      around.set(sym, reading);
      reading.catch(() => around.delete(sym));
      return reading;
    },
  };
}
