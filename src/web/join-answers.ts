// What a person answered at the joining form so far, read step by step. Nothing is kept between the steps: earlier
// answers travel in the form and are read again each time.

import { isHouseNumber } from '#domain/house-number.ts';
import { type Msisdn, parseMsisdn } from '#domain/msisdn.ts';
import type { Locality, PlaceIndex, Street } from '#domain/places.ts';
import { type Form, numberProblems } from './context.ts';

export type JoinAnswers = {
  readonly number: string;
  /** A SYM from the list, or a name that was typed. */
  readonly locality: string;
  /** A SYM_UL from the list, `wholeLocality`, or a name that was typed. */
  readonly street: string;
  readonly house: string;
  readonly categories: readonly string[];
};

export const wholeLocality = 'cala';

export type Read<Value, Choice> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string; readonly choices: readonly Choice[] };

export function readAnswers(form: Form): JoinAnswers {
  return {
    number: form.get('numer').slice(0, 64),
    locality: form.get('miejscowosc').slice(0, 100),
    street: form.get('ulica').slice(0, 100),
    house: form.get('dom').slice(0, 30),
    categories: form.all('kategorie').slice(0, 100),
  };
}

export function readNumber(answers: JoinAnswers): Read<Msisdn, never> {
  const parsed = parseMsisdn(answers.number);
  return parsed.ok
    ? { ok: true, value: parsed.msisdn }
    : { ok: false, problem: numberProblems[parsed.problem], choices: [] };
}

/** The locality; several of one name, or names alike, become choices for the person to pick from. */
export function readLocality(answers: JoinAnswers, places: PlaceIndex): Read<Locality, Locality> {
  const text = answers.locality;
  if (text === '') return { ok: false, problem: 'Podaj miejscowość', choices: [] };
  const bySym = places.findLocality(text);
  if (bySym !== null) {
    if (!places.isFormer(text, null)) return { ok: true, value: bySym };
    const { name } = bySym;
    const found = places.findLocalities(name);
    const choices =
      found.kind === 'none' ? found.nearest : found.kind === 'match' ? [found.place] : found.places;
    return { ok: false, problem: `Miejscowości ${name} nie ma już w rejestrze. Wybierz obecną`, choices };
  }
  const found = places.findLocalities(text);
  switch (found.kind) {
    case 'match':
      if (found.confidence === 'exact') return { ok: true, value: found.place };
      return { ok: false, problem: 'Potwierdź miejscowość', choices: [found.place] };
    case 'choices':
      return { ok: false, problem: 'Wybierz jedną z miejscowości', choices: found.places };
    case 'none':
      return {
        ok: false,
        problem: 'Nie znamy takiej miejscowości w naszej gminie. Sprawdź pisownię',
        choices: found.nearest,
      };
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
  if (text === '') return { ok: false, problem: 'Wybierz ulicę albo całą miejscowość', choices: [] };
  const byNumber = places.findStreet(sym, text);
  if (byNumber !== null) {
    if (!places.isFormer(sym, text)) return { ok: true, value: { street: byNumber, house } };
    return { ok: false, problem: 'Tej ulicy nie ma już w rejestrze. Wybierz obecną', choices: [] };
  }
  const found = places.findStreets(sym, text);
  switch (found.kind) {
    case 'match':
      if (found.confidence !== 'exact')
        return { ok: false, problem: 'Potwierdź ulicę', choices: [found.place] };
      return {
        ok: true,
        value: { street: found.place, house: house === '' ? (found.houseNumber ?? '') : house },
      };
    case 'choices':
      return { ok: false, problem: 'Wybierz jedną z ulic', choices: found.places };
    case 'none':
      return { ok: false, problem: 'Nie znamy takiej ulicy w tej miejscowości', choices: found.nearest };
    default:
      return found satisfies never;
  }
}

/** What is wrong with a house number; undefined when it is empty or right. */
export function findHouseProblem(house: string): string | undefined {
  const plain = house.replace(/\s+/g, '').replace('-', '/').toLowerCase();
  if (plain === '' || isHouseNumber(plain)) return undefined;
  return 'Numer domu wpisz jak 12, 12A albo 12/3';
}
