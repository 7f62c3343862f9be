import { z } from '@hono/zod-openapi';

/** What is wrong with one field of a request, in Polish: zod's own words for it are neither short nor inflected. */

type Issue = Parameters<z.core.$ZodErrorMap>[0];

/** From now on issues that a schema has no sentence of its own for are told in these words. */
export function speakPolish(): void {
  z.config({ localeError: wordIssue });
}

function wordIssue(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? missing
        : `Oczekiwano tu: ${types[issue.expected] ?? issue.expected}.`;
    case 'invalid_value':
      return issue.input === undefined
        ? missing
        : `Dozwolone wartości: ${issue.values.map(String).join(', ')}.`;
    case 'too_big':
      return wordBound({ ...issue, bound: issue.maximum, words: issue.inclusive ? 'najwyżej' : 'mniej niż' });
    case 'too_small':
      return wordBound({
        ...issue,
        bound: issue.minimum,
        words: issue.inclusive ? 'co najmniej' : 'więcej niż',
      });
    case 'invalid_format':
      return formats[issue.format] ?? unfit;
    case 'unrecognized_keys':
      return `${issue.keys.length === 1 ? 'Nieznane pole' : 'Nieznane pola'}: ${issue.keys.join(', ')}.`;
    case 'not_multiple_of':
      return `Oczekiwano tu wielokrotności ${issue.divisor}.`;
    default:
      return issue.input === undefined ? missing : unfit;
  }
}

const missing = 'Brakuje tego pola.';
const unfit = 'Wartość nie ma opisanej postaci.';

const types: Readonly<Record<string, string>> = {
  string: 'tekst w cudzysłowach',
  number: 'liczba',
  int: 'liczba całkowita',
  boolean: 'true albo false',
  array: 'lista',
  tuple: 'lista',
  object: 'obiekt',
  record: 'obiekt',
};

const formats: Readonly<Record<string, string>> = {
  datetime: 'Oczekiwano chwili z przesunięciem, na przykład 2026-11-30T18:00:00+01:00.',
  date: 'Oczekiwano daty, na przykład 2026-11-30.',
  time: 'Oczekiwano godziny, na przykład 18:00.',
  uuid: 'Oczekiwano identyfikatora UUID.',
  url: 'Oczekiwano adresu http:// albo https://.',
};

function wordBound(of: {
  readonly origin: string;
  readonly bound: number | bigint;
  readonly words: string;
}): string {
  if (of.origin === 'string') return `Liczba znaków: ${of.words} ${of.bound}.`;
  if (of.origin === 'array' || of.origin === 'set') return `Liczba elementów: ${of.words} ${of.bound}.`;
  return `Wartość: ${of.words} ${of.bound}.`;
}
