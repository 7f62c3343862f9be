// What the person asked, as fields of a form: several forms of one page ask it, so the names carry a prefix.
import { html } from 'hono/html';
import {
  type PersonRequest,
  parsePersonRequest,
  requestBases,
  requestSources,
} from '#domain/person-request.ts';
import { type Problems, renderField, renderSelect } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { requestBasisWords, requestSourceWords } from './person-words.ts';
import type { Form } from './session.ts';

const choose = { value: '', label: 'wybierz' };

export function renderRequestFields(given: {
  readonly prefix: string;
  readonly form: Form;
  readonly problems: Problems;
  /** How the office learned of it, where nobody need have asked. */
  readonly sourceLabel?: string;
}): Html {
  const { prefix, form, problems, sourceLabel = 'Jak o to poprosiła' } = given;
  const of = (name: string) => ({
    name: `${prefix}_${name}`,
    value: form[`${prefix}_${name}`],
    problem: problems[`${prefix}_${name}`],
  });
  return html`<div class="field in-a-row">
${renderSelect({
  ...of('zrodlo'),
  label: sourceLabel,
  choices: [choose, ...requestSources.map((value) => ({ value, label: requestSourceWords[value] }))],
})}
${renderSelect({
  ...of('podstawa'),
  label: 'Podstawa',
  choices: [choose, ...requestBases.map((value) => ({ value, label: requestBasisWords[value] }))],
})}
${renderField({
  ...of('sprawa'),
  label: 'Znak sprawy',
  maxlength: 40,
})}
</div>`;
}

export type RequestReading =
  | { readonly ok: true; readonly request: PersonRequest }
  | { readonly ok: false; readonly problems: Problems };

export function readRequestFields(prefix: string, form: Form): RequestReading {
  const parsed = parsePersonRequest({
    source: form[`${prefix}_zrodlo`] ?? '',
    basis: form[`${prefix}_podstawa`] ?? '',
    reference: form[`${prefix}_sprawa`] ?? '',
  });
  if (parsed.ok) return parsed;
  const has = (problem: (typeof parsed.problems)[number]): boolean => parsed.problems.includes(problem);
  return {
    ok: false,
    problems: {
      [`${prefix}_zrodlo`]: has('source') ? 'Wybierz, jak ta osoba o to poprosiła.' : undefined,
      [`${prefix}_podstawa`]: has('basis') ? 'Wybierz podstawę.' : undefined,
      [`${prefix}_sprawa`]: has('reference')
        ? 'Znak sprawy to litery, cyfry, kropki, ukośniki i myślniki, bez numeru telefonu.'
        : undefined,
    },
  };
}
