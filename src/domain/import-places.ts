import { foldWords } from './fold.ts';
import type { Confidence } from './name-index.ts';
import {
  displayLocality,
  displayStreet,
  type Locality,
  type PlaceAnswer,
  type PlaceIndex,
} from './places.ts';

/** Addresses of an import, understood by the matcher that all doors share. What is not surely one place is never guessed. */

export type PlaceText = {
  readonly locality: string;
  readonly street: string;
  readonly house: string;
  /** The whole address in one cell, where the file has no columns for its parts. */
  readonly address: string;
  /** What holds for all rows; '' = nothing. */
  readonly commonSym: string;
};

export type ImportPlace = {
  readonly sym: string;
  readonly symUl: string | null;
  readonly houseNumber: string;
  readonly confidence: Confidence | 'chosen';
};

export type PlaceOption = { readonly value: string; readonly label: string };

export type ImportPlaceAnswer =
  | { readonly ok: true; readonly place: ImportPlace }
  /** `key` is what the file says, for the choice of a person; no options where nothing is alike. */
  | { readonly ok: false; readonly key: string; readonly options: readonly PlaceOption[] };

const mostRemembered = 50_000;
const nothing = /^(?:[-–—.]+|brak|nie dotyczy|nd\.?|b\/u)?$/iu;
const trailingHouse =
  /^(.*?)[\s,]*?(?:^|[\s,])(?:nr\.?\s*)?(\d{1,4}\s?[a-z]?(?:\s?(?:\/|m\.?|lok\.?)\s?\d{1,4}[a-z]?)?)$/iu;

/** Half a million rows say a few thousand names: each is understood once. */
export function createImportPlaces(
  places: PlaceIndex,
  choices: Readonly<Record<string, string>>,
): (text: PlaceText) => ImportPlaceAnswer {
  const findLocality = remember((text: string) => places.findLocalities(text));
  const findStreet = remember((key: string) => places.findStreets(key.slice(0, 7), key.slice(7)));

  function resolve(text: PlaceText): ImportPlaceAnswer {
    if (text.address !== '' && text.locality === '') return resolveWhole(text);
    const locality = text.locality === '' ? text.commonSym : readLocality(text.locality);
    if (typeof locality !== 'string') return openLocality(text, locality);
    return resolveStreet(
      locality,
      text,
      text.locality === '' ? 'exact' : sureness(findLocality(text.locality)),
    );
  }

  function readLocality(text: string): string | PlaceAnswer<Locality> {
    const found = findLocality(text);
    return found.kind === 'match' ? found.place.sym : found;
  }

  function openLocality(text: PlaceText, answer: PlaceAnswer<Locality>): ImportPlaceAnswer {
    const key = text.locality;
    const chosen = findChosen(key);
    if (chosen !== null) return resolveStreet(chosen.sym, text, 'chosen');
    const listed = answer.kind === 'choices' ? answer.places : answer.kind === 'none' ? answer.nearest : [];
    const options = listed.map((place) => ({ value: `${place.sym}|`, label: displayLocality(place) }));
    return { ok: false, key, options };
  }

  function resolveStreet(
    sym: string,
    text: PlaceText,
    confidence: ImportPlace['confidence'],
  ): ImportPlaceAnswer {
    const street = nothing.test(text.street.trim()) ? '' : text.street.trim();
    const house = nothing.test(text.house.trim()) ? '' : text.house.trim();
    const place = places.findLocality(sym);
    const at = (symUl: string | null, number: string, how = confidence, own = sym): ImportPlaceAnswer => ({
      ok: true,
      place: { sym: own, symUl, houseNumber: tidyHouse(number), confidence: how },
    });
    if (street === '') return at(null, house);
    const [, name = street, number = ''] = trailingHouse.exec(street) ?? [];
    const bare = house === '' && number !== '' ? name.replace(/[\s,]+$/, '') : street;
    const given = house === '' ? number : house;
    // Villages without streets: the column holds the house alone, or the village's name again.
    if (bare === '' || (place !== null && fold(bare) === fold(place.name) && !hasStreet(sym, bare))) {
      return at(null, given);
    }
    const short = findStreet(sym + bare);
    if (short.kind === 'match' && (short.confidence === 'exact' || bare === street)) {
      return at(
        short.place.symUl,
        given || (short.houseNumber ?? ''),
        worse(confidence, short.confidence),
        short.place.sym,
      );
    }
    const whole = bare === street ? short : places.findStreets(sym, street);
    if (whole.kind === 'match') {
      const own = house === '' ? (whole.houseNumber ?? '') : house;
      return at(whole.place.symUl, own, worse(confidence, whole.confidence), whole.place.sym);
    }
    const key = `${place?.name ?? sym}, ${bare}`;
    const chosen = findChosen(key);
    if (chosen !== null) return at(chosen.symUl, given, 'chosen', chosen.sym);
    const listed = whole.kind === 'choices' ? whole.places : whole.nearest;
    const options = listed.map((one) => ({ value: `${one.sym}|${one.symUl}`, label: displayStreet(one) }));
    return { ok: false, key, options };
  }

  /** "62-070 Dopiewo, ul. Poznańska 12": the part that names a locality, and the rest as its street. */
  function resolveWhole(text: PlaceText): ImportPlaceAnswer {
    const parts = text.address
      .replace(/\b\d{2}-\d{3}\b/g, ' ')
      .split(/[,;]/)
      .map((part) => part.trim())
      .filter((part) => part !== '');
    for (const [at, part] of parts.entries()) {
      const [, bare = part, number = ''] = trailingHouse.exec(part) ?? [];
      const found = findLocality(bare);
      if (found.kind !== 'match' || found.confidence === 'typo') continue;
      const street = parts.filter((_, index) => index !== at).join(' ');
      return resolveStreet(
        found.place.sym,
        { ...text, street, house: street === '' ? number : '' },
        found.confidence,
      );
    }
    if (text.commonSym !== '')
      return resolveStreet(text.commonSym, { ...text, street: text.address, house: '' }, 'exact');
    const chosen = findChosen(text.address);
    if (chosen !== null) {
      return {
        ok: true,
        place: { ...chosen, houseNumber: '', confidence: 'chosen' },
      };
    }
    return { ok: false, key: text.address, options: [] };
  }

  function findChosen(key: string): { readonly sym: string; readonly symUl: string | null } | null {
    const [, sym, symUl = ''] =
      /^(\d{7})\|(\d{5})?$/.exec(Object.hasOwn(choices, key) ? (choices[key] ?? '') : '') ?? [];
    if (sym === undefined || places.findLocality(sym) === null) return null;
    return { sym, symUl: symUl === '' ? null : symUl };
  }

  function hasStreet(sym: string, name: string): boolean {
    return places.hasStreets(sym) && findStreet(sym + name).kind === 'match';
  }

  return resolve;
}

function sureness(answer: PlaceAnswer<Locality>): Confidence {
  return answer.kind === 'match' ? answer.confidence : 'exact';
}

const order = ['exact', 'inflected', 'typo', 'chosen'] as const;

function worse(a: ImportPlace['confidence'], b: ImportPlace['confidence']): ImportPlace['confidence'] {
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}

function fold(text: string): string {
  return foldWords(text).join(' ');
}

/** "12 m. 5" and "12/5" are one door. */
function tidyHouse(text: string): string {
  return text
    .replace(/\s*(?:m|lok)\.?\s*(?=\d)/giu, '/')
    .replace(/\s+/g, '')
    .toUpperCase();
}

function remember<Value>(compute: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = compute(text);
    if (known.size < mostRemembered) known.set(text, value);
    return value;
  };
}
