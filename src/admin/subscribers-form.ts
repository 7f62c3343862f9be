// The search of people as a form: what each field asks for.
import { parseMsisdn } from '#domain/msisdn.ts';
import type { Problems } from '#html/forms.ts';
import type { Office } from '#services/deps.ts';
import type { PeopleSearch } from '#services/find-people.ts';
import { sourceWords, stateWords } from './person-words.ts';
import { readPlaceFields } from './place-form.ts';
import type { Form } from './session.ts';

export const searchFields = ['numer', 'miejscowosc', 'ulica', 'kategoria', 'stan', 'zrodlo'] as const;

export function readSubscriberSearch(
  office: Office,
  form: Form,
): { readonly search: PeopleSearch; readonly problems: Problems } {
  const number = readNumber(form.numer ?? '');
  const place = readPlace(office, form);
  const isKeyOf = <Key extends string>(words: Readonly<Record<Key, unknown>>, value: string): value is Key =>
    Object.hasOwn(words, value);
  const { kategoria = '', stan = '', zrodlo = '' } = form;
  const category = office.categories.find(({ key }) => key === kategoria);
  return {
    search: {
      ...number.search,
      ...place.search,
      ...(category === undefined ? {} : { categoryId: category.id }),
      ...(isKeyOf(stateWords, stan) ? { state: stan } : {}),
      ...(isKeyOf(sourceWords, zrodlo) ? { source: zrodlo } : {}),
    },
    problems: { ...number.problems, ...place.problems },
  };
}

type Read = { readonly search: PeopleSearch; readonly problems: Problems };

function readNumber(text: string): Read {
  if (text === '') return { search: {}, problems: {} };
  const parsed = parseMsisdn(text);
  if (parsed.ok) return { search: { number: parsed.msisdn }, problems: {} };
  const digits = text.replace(/[\s-]/g, '');
  if (/^\d{3,8}$/.test(digits)) return { search: { numberEnd: digits }, problems: {} };
  return { search: {}, problems: { numer: 'Wpisz cały numer komórki albo od 3 do 8 jego ostatnich cyfr.' } };
}

function readPlace(office: Office, form: Form): Read {
  if (form.miejscowosc === '' && form.ulica === '') return { search: {}, problems: {} };
  const reading = readPlaceFields(office, form);
  if (!reading.ok) return { search: {}, problems: reading.problems };
  return { search: { place: reading.place }, problems: {} };
}
