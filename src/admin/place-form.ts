// A place as staff name it in forms (by its name or its number in the register), and as pages name it to them.
import { html } from 'hono/html';
import { displayLocality, displayStreet, type PlaceAnswer } from '#domain/places.ts';
import { type Problems, renderField } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import type { Office } from '#services/deps.ts';
import type { Form } from './session.ts';

export type NamedPlace = { readonly sym: string; readonly symUl: string | null };
export type PlaceReading =
  | { readonly ok: true; readonly place: NamedPlace }
  | { readonly ok: false; readonly problems: Problems };

/** The fields `miejscowosc` and `ulica`. */
export function renderPlaceFields(given: {
  readonly form: Form;
  readonly problems: Problems;
  readonly streetHint: string;
}): Html {
  return html`${renderField({
    name: 'miejscowosc',
    label: 'Miejscowość',
    hint: 'Nazwa albo numer SYM',
    value: given.form.miejscowosc,
    problem: given.problems.miejscowosc,
    maxlength: 100,
  })}
${renderField({
  name: 'ulica',
  label: 'Ulica',
  hint: given.streetHint,
  value: given.form.ulica,
  problem: given.problems.ulica,
  maxlength: 100,
})}`;
}

/** The place that the fields name. What is not surely one place is asked about, never guessed. */
export function readPlaceFields(office: Office, form: Form): PlaceReading {
  const { places } = office;
  const typed = (form.miejscowosc ?? '').trim();
  const locality = /^\d{7}$/.test(typed)
    ? read(places.findLocality(typed), 'Nie ma miejscowości o takim numerze SYM.')
    : choose(typed === '' ? null : places.findLocalities(typed), {
        none: typed === '' ? 'Podaj miejscowość.' : 'Nie ma takiej miejscowości w gminach urzędu.',
        wordOf: displayLocality,
      });
  if (typeof locality === 'string') return { ok: false, problems: { miejscowosc: locality } };
  const { sym } = locality;
  const streetText = (form.ulica ?? '').trim();
  if (streetText === '') return { ok: true, place: { sym, symUl: null } };
  const none = `Nie ma takiej ulicy w miejscowości ${locality.name}.`;
  const street = /^\d{5}$/.test(streetText)
    ? read(places.findStreet(sym, streetText), none)
    : choose(places.findStreets(sym, streetText), { none, wordOf: displayStreet });
  if (typeof street === 'string') return { ok: false, problems: { ulica: street } };
  // A street may hang on the city or the village that the locality is a part of.
  return { ok: true, place: { sym: street.sym, symUl: street.symUl } };
}

/** "Skórzewo (wieś), ul. Poznańska"; a place that is not in the register is said to be gone. */
export function namePlace(office: Office, { sym, symUl }: NamedPlace): string {
  const locality = office.places.findLocality(sym);
  if (locality === null)
    return `miejscowość ${sym}${symUl === null ? '' : `, ulica ${symUl}`} (nie ma w rejestrze)`;
  const name = displayLocality(locality);
  if (symUl === null) return name;
  const street = office.places.findStreet(sym, symUl);
  return `${name}, ${street === null ? `ulica ${symUl} (nie ma w rejestrze)` : displayStreet(street)}`;
}

function read<T>(found: T | null, problem: string): T | string {
  return found ?? problem;
}

function choose<T>(
  answer: PlaceAnswer<T> | null,
  words: { readonly none: string; readonly wordOf: (place: T) => string },
): T | string {
  if (answer === null) return words.none;
  const list = (places: readonly T[]): string => places.map(words.wordOf).join(', ');
  if (answer.kind === 'none') {
    return answer.nearest.length === 0 ? words.none : `${words.none} Podobne: ${list(answer.nearest)}.`;
  }
  if (answer.kind === 'match') {
    return answer.confidence === 'typo'
      ? `${words.none} Czy chodzi o: ${words.wordOf(answer.place)}? Popraw nazwę.`
      : answer.place;
  }
  return `Pasuje tu: ${list(answer.places)}. Wpisz pełną nazwę albo numer z rejestru.`;
}
