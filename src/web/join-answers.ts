// What a person answered at the joining form so far, read step by step. Nothing is kept between the steps: earlier
// answers travel in the form and are read again each time.

import { isHouseNumber, tidyHouseNumber } from '#domain/house-number.ts';
import type { Locality, PlaceIndex, Street } from '#domain/places.ts';
import type { Form } from './context.ts';

export type JoinAnswers = {
  readonly number: string;
  /** A SYM from the list, or a name that was typed. */
  readonly locality: string;
  /** A SYM_UL from the list, `wholeLocality`, or a name that was typed. */
  readonly street: string;
  readonly house: string;
  readonly categories: readonly string[];
};

export const noAnswers: JoinAnswers = { number: '', locality: '', street: '', house: '', categories: [] };

export const wholeLocality = 'cala';

/** What is the matter with a place, and the name that was given. */
export type PlaceProblem = {
  readonly kind: 'empty' | 'former' | 'confirm' | 'choose' | 'unknown';
  readonly name: string;
};

export type Read<Value, Choice> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: PlaceProblem; readonly choices: readonly Choice[] };

export function readAnswers(form: Form): JoinAnswers {
  return {
    number: form.get('numer').slice(0, 64),
    locality: form.get('miejscowosc').slice(0, 100),
    // Of a list too long to scroll the name is typed, and "no street" has a box of its own.
    street: form.get('calosc') === '1' ? wholeLocality : form.get('ulica').slice(0, 100),
    house: form.get('dom').slice(0, 30),
    categories: form.all('kategorie').slice(0, 100),
  };
}

/** The locality; several of one name, or names alike, become choices for the person to pick from. */
export function readLocality(answers: JoinAnswers, places: PlaceIndex): Read<Locality, Locality> {
  const text = answers.locality;
  if (text === '') return refuse('empty', text);
  const bySym = places.findLocality(text);
  if (bySym !== null) {
    if (!places.isFormer(text, null)) return { ok: true, value: bySym };
    const { name } = bySym;
    const found = places.findLocalities(name);
    const choices =
      found.kind === 'none' ? found.nearest : found.kind === 'match' ? [found.place] : found.places;
    return refuse('former', name, choices);
  }
  const found = places.findLocalities(text);
  switch (found.kind) {
    case 'match':
      if (found.confidence === 'exact') return { ok: true, value: found.place };
      return refuse('confirm', text, [found.place]);
    case 'choices':
      return refuse('choose', text, found.places);
    case 'none':
      return refuse('unknown', text, found.nearest);
    default:
      return found satisfies never;
  }
}

export type StreetAndHouse = { readonly street: Street | null; readonly house: string };

/** The street (null = the whole locality). A house number typed behind the street's name counts as one. */
export function readStreet(
  answers: JoinAnswers,
  { places, sym }: { readonly places: PlaceIndex; readonly sym: string },
): Read<StreetAndHouse, Street> {
  const { street: text, house } = answers;
  if (text === wholeLocality || !places.hasStreets(sym)) return { ok: true, value: { street: null, house } };
  if (text === '') return refuse('empty', text);
  const byNumber = places.findStreet(sym, text);
  if (byNumber !== null) {
    if (!places.isFormer(sym, text)) return { ok: true, value: { street: byNumber, house } };
    return refuse('former', text);
  }
  const found = places.findStreets(sym, text);
  switch (found.kind) {
    case 'match':
      if (found.confidence !== 'exact') return refuse('confirm', text, [found.place]);
      return {
        ok: true,
        value: { street: found.place, house: house === '' ? (found.houseNumber ?? '') : house },
      };
    case 'choices':
      return refuse('choose', text, found.places);
    case 'none':
      return refuse('unknown', text, found.nearest);
    default:
      return found satisfies never;
  }
}

/** Whether a house number is empty or right. */
export function isHouseRight(house: string): boolean {
  const plain = tidyHouseNumber(house).replace('-', '/').toLowerCase();
  return plain === '' || isHouseNumber(plain);
}

function refuse<Choice>(
  kind: PlaceProblem['kind'],
  name: string,
  choices: readonly Choice[] = [],
): { readonly ok: false; readonly problem: PlaceProblem; readonly choices: readonly Choice[] } {
  return { ok: false, problem: { kind, name }, choices };
}
