import { type AddressReading, readAddress } from './address-reading.ts';
import { isAlike, readWholeNumbers } from './answers.ts';
import { type CategoryName, joiners, takeCategories, takeTrailingCategories } from './category-words.ts';
import { findTypedCode } from './codes.ts';
import { fold, foldWords } from './fold.ts';
import { courtesies } from './leave-words.ts';
import type { Answer, Known, OpenQuestion, Understanding } from './understanding.ts';

export type ReadAnswer = { readonly fit: 'exact' | 'fuzzy'; readonly understanding: Understanding };

/** The answer to the open question, or a one-time code; null when the text is neither. */
export function readAnswer(text: string, words: readonly string[], known: Known): ReadAnswer | null {
  const code = findTypedCode(text);
  if (code !== null) return { fit: 'exact', understanding: { intent: 'code', parts: { code } } };
  if (known.open === null) return null;
  const said = words.filter((word) => !courtesies.has(word));
  const word = said.join(' ');
  if (newCode.has(word)) return { fit: 'exact', understanding: { intent: 'new_code', parts: {} } };
  const { open } = known;
  switch (open.kind) {
    case 'code':
      return null;
    case 'yes_no':
      if (yes.has(word)) return exact({ kind: 'yes' });
      return no.has(word) ? exact({ kind: 'no' }) : null;
    case 'choice':
      return readChoice(words, word, open);
    case 'categories':
      return readCategoryAnswer(words, word, open.options);
    case 'locality':
      if (none.has(word)) return exact({ kind: 'none' });
      return readPlaceAnswer(text, known);
    case 'street':
      if (none.has(word)) return exact({ kind: 'none' });
      return readStreetAnswer(text, words, known, open.sym);
    default:
      return open satisfies never;
  }
}

function readChoice(
  words: readonly string[],
  word: string,
  open: Extract<OpenQuestion, { kind: 'choice' }>,
): ReadAnswer | null {
  if (open.more === 'page' && (word === 'dalej' || word === '9')) return exact({ kind: 'more' });
  if (none.has(word)) return exact({ kind: 'none' });
  if (open.every === 'offered' && (all.has(word) || every.has(word))) return exact({ kind: 'all' });
  const names = open.options.map((option) => fold(option));
  const numbers = readWholeNumbers(words);
  // "Trzeciego" may be the street of the third of May.
  const isName = !/\d/.test(word) && names.some((name) => partNames(name, word));
  if (numbers !== null && numbers.length === 1 && !isName)
    return exact({ kind: 'choice', number: numbers[0] ?? 0 });
  const typed = words.join(' ');
  const same = names.flatMap((name, at) => (name === typed || name === word ? [at + 1] : []));
  if (same.length === 1) return exact({ kind: 'choice', number: same[0] ?? 0 });
  const alike = names.flatMap((name, at) => (isAlike(name, word) || partNames(name, word) ? [at + 1] : []));
  return alike.length === 1 ? fuzzy({ kind: 'choice', number: alike[0] ?? 0 }) : null;
}

/** "osada" or "lesna" picks "Paledzie osada lesna" when no other option has the words. */
function partNames(name: string, word: string): boolean {
  const parts = name.split(' ');
  return word.length >= 3 && word.split(' ').every((piece) => parts.includes(piece));
}

function readCategoryAnswer(
  words: readonly string[],
  word: string,
  options: readonly CategoryName[],
): ReadAnswer | null {
  if (none.has(word)) return exact({ kind: 'none' });
  if (all.has(word)) return exact({ kind: 'all' });
  const { keys, rest } = takeCategories(words, options);
  const others = rest.filter((other) => !courtesies.has(other) && !joiners.has(other));
  const numbers = readWholeNumbers(others);
  if (numbers === null && others.length > 0) return null;
  const chosen = (numbers ?? []).map((number) => options[number - 1]?.key);
  if (chosen.includes(undefined)) return null;
  const both = [...new Set([...keys, ...chosen.filter((key) => key !== undefined)])];
  return both.length === 0 ? null : exact({ kind: 'categories', keys: both });
}

function readPlaceAnswer(text: string, known: Known): ReadAnswer | null {
  const { rest, keys } = takeTrailingCategories(foldWords(text), known.categories);
  const reading = readAddress(known.places, rest.join(' '));
  if (reading.confidence === null && reading.locality.kind === 'none') return null;
  const answer: Answer = { kind: 'address', reading };
  const understanding: Understanding = { intent: 'answer', parts: { answer, categories: keys } };
  return { fit: reading.confidence === 'exact' ? 'exact' : 'fuzzy', understanding };
}

function readStreetAnswer(
  text: string,
  words: readonly string[],
  known: Known,
  sym: string,
): ReadAnswer | null {
  const { rest, keys } = takeTrailingCategories(words, known.categories);
  // Categories only with something before them: "Sportowa" may be all that was said.
  const street = known.places.findStreets(sym, rest.length > 0 ? rest.join(' ') : text);
  if (street.kind === 'none') return null;
  const locality = known.places.findLocality(sym);
  if (locality === null) return null;
  const { confidence, houseNumber } = street;
  const reading: AddressReading = {
    locality: { kind: 'match', place: locality, confidence: 'exact' },
    street,
    streetText: null,
    houseNumber,
    confidence,
  };
  const understanding: Understanding = {
    intent: 'answer',
    parts: { answer: { kind: 'address', reading }, categories: rest.length > 0 ? keys : [] },
  };
  return { fit: confidence === 'exact' ? 'exact' : 'fuzzy', understanding };
}

function exact(answer: Answer): ReadAnswer {
  return { fit: 'exact', understanding: { intent: 'answer', parts: { answer } } };
}

function fuzzy(answer: Answer): ReadAnswer {
  return { fit: 'fuzzy', understanding: { intent: 'answer', parts: { answer } } };
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

/** Ways to ask for a new one-time code. */
export const newCode = new Set([
  'nowy',
  'nowy kod',
  'nowego kodu',
  'wyslij kod',
  'kod',
  'nowy kod wyslij',
  'jeszcze raz kod',
]);
const yes = setOf('tak tk t yes ok potwierdzam zgoda oczywiscie taak');
const no = setOf('nie n no ne niee');
const none = new Set([
  'brak',
  'brak ulicy',
  'bez ulicy',
  'zadna',
  'zadne',
  'zaden',
  'zadnego',
  'bez zmian',
  'nic',
  'tylko alerty',
  'nie',
  'bark',
  'brka',
  'nie ma',
]);
const every = new Set(['wszystkie adresy', 'oba', 'obydwa', 'oba adresy', 'obydwa adresy', 'oba te adresy']);
const all = new Set([
  'wszystko',
  'wszystkie',
  'wszytko',
  'wszysko',
  'wszystkich',
  'calosc',
  'wsystko',
  'wszystkie kategorie',
  'wszystko',
]);
