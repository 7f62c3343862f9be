import { type CampaignProblem, legalBasisLimits, mostYearsAhead } from '#domain/campaign.ts';
import type { FieldProblem } from './problems.ts';

/** What is wrong with a campaign that a request asks for, field by field. */

/** Of a field that has not the form it is described with. */
export const fieldDetails: Readonly<Record<string, string>> = {
  recurrence:
    'Pole recurrence nie ma opisanej postaci, na przykład {"every": "week", "weekdays": [1], "time": "18:00", "from": "2026-12-01"}.',
  audience: 'Pole audience nie ma opisanej postaci, na przykład {"all": true} albo {"category": "sport"}.',
  legalBasis: `Pole legalBasis ma mieć od ${legalBasisLimits.least} do ${legalBasisLimits.most} znaków, na przykład przepis ustawy.`,
  sendAt: 'Pole sendAt ma być chwilą z przesunięciem, na przykład 2026-11-30T18:00:00+01:00.',
};

/** Of a field that has, but can't be sent so. */
export function describeProblem(problem: CampaignProblem): FieldProblem {
  switch (problem.kind) {
    case 'text_empty':
      return { pointer: '/text', detail: 'Treść jest pusta.' };
    case 'text_broken':
      return {
        pointer: '/text',
        detail: 'Treść zawiera uszkodzony znak (U+FFFD, U+0000 albo połowę znaku).',
      };
    case 'text_too_long':
      return {
        pointer: '/text',
        detail: `Treść ma ${problem.segments} segmentów, a może mieć najwyżej ${problem.most}.`,
      };
    case 'text_has_link':
      return { pointer: '/text', detail: 'Treść zawiera adres internetowy, a bramka takie odrzuca.' };
    case 'unknown_placeholder':
      return { pointer: '/text', detail: `Nie ma pola {${problem.name}}. Są: {miejscowosc}, {ulica}.` };
    case 'stray_brace':
      return {
        pointer: '/text',
        detail: `Nawias „${problem.near}” nie jest polem. Są: {miejscowosc}, {ulica}.`,
      };
    case 'bad_number':
      return {
        pointer: '/audience',
        detail: `Pozycja ${problem.at + 1} listy numerów nie jest polskim numerem komórkowym.`,
      };
    case 'unknown_locality':
      return { pointer: '/audience', detail: `Nie ma miejscowości o numerze SYM ${problem.sym}.` };
    case 'unknown_street':
      return {
        pointer: '/audience',
        detail: `W miejscowości ${problem.sym} nie ma ulicy o numerze SYM_UL ${problem.symUl}.`,
      };
    case 'unknown_category':
      return { pointer: '/audience', detail: `Nie ma kategorii „${problem.key}”.` };
    case 'unknown_area':
      return { pointer: '/audience', detail: `Nie ma rejonu „${problem.name}”.` };
    case 'send_at_passed':
      return { pointer: '/sendAt', detail: 'Chwila wysyłki już minęła.' };
    case 'send_at_far':
      return {
        pointer: '/sendAt',
        detail: `Chwila wysyłki jest za odległa: może być najdalej za ${mostYearsAhead} lat.`,
      };
    case 'two_times':
      return {
        pointer: '/sendAt',
        detail: 'Są naraz pola sendAt i recurrence, a wysyłka ma albo chwilę, albo regułę. Zostaw jedno.',
      };
    case 'series_far':
      return {
        pointer: '/recurrence/from',
        detail: `Reguła zaczyna się za późno: może najdalej za ${mostYearsAhead} lat.`,
      };
    case 'series_over':
      return { pointer: '/recurrence', detail: 'Reguła nie ma już żadnego terminu.' };
    default:
      return problem satisfies never;
  }
}
