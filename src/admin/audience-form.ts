// The picks of an audience as fields of a form, without JavaScript: boxes for what can be listed, and one hidden field
// for the places that were added by name.
import { type Audience, type Houses, parseAudience } from '#domain/audience.ts';
import { type AudiencePicks, type PlacePick, readPicks, toAudience } from '#domain/audience-picks.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import type { Problems } from '#html/forms.ts';
import type { Office } from '#services/deps.ts';
import { readPlaceFields } from './place-form.ts';
import type { Form } from './session.ts';

const mostPastedNumbers = 5_000;

export type AudienceReading = { readonly picks: AudiencePicks; readonly problems: Problems };
export type PickSide = 'who' | 'without';

/** The tree as one field's value. */
export function packAudience(audience: Audience): string {
  return Buffer.from(JSON.stringify(audience)).toString('base64url');
}

/** Null for what is no packed tree: somebody has changed the field. */
export function unpackAudience(value: string | undefined): Audience | null {
  if (value === undefined || value === '') return null;
  try {
    const parsed = parseAudience(JSON.parse(Buffer.from(value, 'base64url').toString()));
    return parsed.ok ? parsed.audience : null;
  } catch {
    return null;
  }
}

/** Reads every field but the place being typed. */
export function readAudienceForm(office: Office, form: Form): AudienceReading {
  const kept = unpackAudience(form.miejsca);
  const places: AudiencePicks = (kept === null ? null : readPicks(kept)) ?? {
    who: [],
    categories: [],
    without: [],
  };
  const numbers = readNumbers(form.numery);
  const unwanted = readNumbers(form.numery_bez);
  const isTicked = (name: string): boolean => form[name] === '1';
  const areas = office.areas.filter(({ id }) => isTicked(`rejon_${id}`));
  const localities = Object.keys(form).flatMap((name) => /^wies_(\d{7})$/.exec(name)?.[1] ?? []);
  const withoutAreas = office.areas.filter(({ id }) => isTicked(`bez_rejonu_${id}`));
  const withoutKeys = office.categories.filter(({ key }) => isTicked(`bez_${key}`));
  const joinedFrom = readDay(form.zapisani_od);
  const joinedUntil = readDay(form.zapisani_do);
  return {
    picks: {
      who: [
        ...localities.map((locality) => ({ locality })),
        ...places.who,
        ...areas.map(({ name }) => ({ area: name })),
        ...(numbers.numbers.length === 0 ? [] : [{ numbers: numbers.numbers }]),
      ],
      categories: office.categories.filter(({ key }) => isTicked(`kategoria_${key}`)).map(({ key }) => key),
      ...(joinedFrom === undefined || joinedFrom === null ? {} : { joinedFrom }),
      ...(joinedUntil === undefined || joinedUntil === null ? {} : { joinedUntil }),
      without: [
        ...places.without,
        ...withoutAreas.map(({ name }) => ({ area: name })),
        ...withoutKeys.map(({ key }) => ({ category: key })),
        ...(unwanted.numbers.length === 0 ? [] : [{ numbers: unwanted.numbers }]),
      ],
    },
    problems: {
      numery: numbers.problem,
      numery_bez: unwanted.problem,
      zapisani_od: joinedFrom === null ? wrongDay : undefined,
      zapisani_do:
        joinedUntil === null
          ? wrongDay
          : joinedFrom && joinedUntil && joinedUntil < joinedFrom
            ? 'Data „do” jest wcześniejsza niż „od”. Popraw je.'
            : undefined,
    },
  };
}

/** The fields that show these picks; those of `localities` have boxes, other places stand in the hidden field. */
export function writeAudienceForm(
  office: Office,
  { picks, localities }: { readonly picks: AudiencePicks; readonly localities: readonly string[] },
): Form {
  const { who, categories, without, joinedFrom, joinedUntil } = picks;
  const boxed = who.flatMap((one) =>
    'locality' in one && localities.includes(one.locality) ? [one.locality] : [],
  );
  const areaId = (name: string): number | undefined => office.areas.find((area) => area.name === name)?.id;
  return {
    ...Object.fromEntries(boxed.map((sym) => [`wies_${sym}`, '1'])),
    ...Object.fromEntries(who.flatMap((one) => ('area' in one ? [[`rejon_${areaId(one.area)}`, '1']] : []))),
    ...Object.fromEntries(
      without.flatMap((one) => ('area' in one ? [[`bez_rejonu_${areaId(one.area)}`, '1']] : [])),
    ),
    ...Object.fromEntries(
      without.flatMap((one) => ('category' in one ? [[`bez_${one.category}`, '1']] : [])),
    ),
    ...Object.fromEntries(categories.map((key) => [`kategoria_${key}`, '1'])),
    numery: who.flatMap((one) => ('numbers' in one ? one.numbers : [])).join('\n'),
    numery_bez: without.flatMap((one) => ('numbers' in one ? one.numbers : [])).join('\n'),
    zapisani_od: joinedFrom ?? '',
    zapisani_do: joinedUntil ?? '',
    miejsca: packPlaces({
      who: listNamed(who).filter((one) => !('locality' in one) || !boxed.includes(one.locality)),
      without: listNamed(without),
    }),
  };
}

/** The places added by name, in their order on the page. */
export function listPickedPlaces(form: Form): Readonly<Record<PickSide, readonly PlacePick[]>> {
  const kept = unpackAudience(form.miejsca);
  const picks = kept === null ? null : readPicks(kept);
  return { who: listNamed(picks?.who ?? []), without: listNamed(picks?.without ?? []) };
}

/** The form with the place that was typed added to a side; problems instead when it is not surely one place. */
export function addTypedPlace(
  office: Office,
  { form, side }: { readonly form: Form; readonly side: PickSide },
):
  | { readonly ok: true; readonly form: Form }
  | {
      readonly ok: false;
      readonly problems: Problems;
    } {
  const reading = readPlaceFields(office, form);
  const from = readHouse(form.od);
  const to = readHouse(form.do);
  const wrong = 'Wpisz liczbę od 1 do 9999, bez litery.';
  const numbersProblems: Problems = {
    ...(from === null ? { od: wrong } : {}),
    ...(to === null ? { do: wrong } : {}),
    ...(typeof from === 'number' && typeof to === 'number' && to < from
      ? { do: 'Numer „do” jest mniejszy niż „od”. Popraw je.' }
      : {}),
  };
  if (!reading.ok || Object.keys(numbersProblems).length > 0) {
    return { ok: false, problems: { ...(reading.ok ? {} : reading.problems), ...numbersProblems } };
  }
  const { sym, symUl } = reading.place;
  const parity = form.strona === 'odd' || form.strona === 'even' ? form.strona : undefined;
  const houses: Houses = {
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(parity === undefined ? {} : { parity }),
  };
  const hasHouses = Object.keys(houses).length > 0;
  if (hasHouses && symUl === null) {
    return { ok: false, problems: { ulica: 'Numery domów podaje się przy ulicy. Wpisz jej nazwę.' } };
  }
  const place: PlacePick =
    symUl === null
      ? { locality: sym }
      : hasHouses
        ? { street: [sym, symUl], houses }
        : { street: [sym, symUl] };
  const kept = listPickedPlaces(form);
  const isThere = kept[side].some((one) => JSON.stringify(one) === JSON.stringify(place));
  const places = isThere ? kept : { ...kept, [side]: [...kept[side], place] };
  return {
    ok: true,
    form: { ...form, miejsca: packPlaces(places), miejscowosc: '', ulica: '', od: '', do: '', strona: '' },
  };
}

/** The form without one of the places added by name. */
export function removePlace(form: Form, which: { readonly side: PickSide; readonly at: number }): Form {
  const kept = listPickedPlaces(form);
  const places = { ...kept, [which.side]: kept[which.side].filter((_, at) => at !== which.at) };
  return { ...form, miejsca: packPlaces(places) };
}

function packPlaces(places: Readonly<Record<PickSide, readonly PlacePick[]>>): string {
  const isEmpty = places.who.length === 0 && places.without.length === 0;
  return isEmpty ? '' : packAudience(toAudience({ ...places, categories: [] }));
}

function listNamed(picks: readonly Audience[]): readonly PlacePick[] {
  return picks.flatMap((one): readonly PlacePick[] => ('locality' in one || 'street' in one ? [one] : []));
}

const wrongDay = 'Wpisz datę: RRRR-MM-DD, na przykład 2026-03-31.';

/** Undefined: not given; null: no date. */
function readDay(value: string | undefined): string | undefined | null {
  const text = (value ?? '').trim();
  if (text === '') return undefined;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text).toString();
  } catch {
    return null;
  }
}

/** Undefined: not given; null: no house number. */
function readHouse(value: string | undefined): number | undefined | null {
  const text = (value ?? '').trim();
  if (text === '') return undefined;
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : null;
}

function readNumbers(text: string | undefined): {
  readonly numbers: readonly string[];
  readonly problem?: string;
} {
  const given = (text ?? '').split(/[\n;,]+/).filter((line) => line.trim() !== '');
  if (given.length > mostPastedNumbers) {
    return {
      numbers: [],
      problem: `Tu zmieści się najwyżej ${mostPastedNumbers} numerów. Dłuższą listę wczytaj z pliku.`,
    };
  }
  const parsed = given.map(parseMsisdn);
  const wrong = parsed.flatMap((number, at) => (number.ok ? [] : [at + 1]));
  const numbers = [...new Set(parsed.flatMap((number) => (number.ok ? [number.msisdn.slice(3)] : [])))];
  if (wrong.length === 0) return { numbers };
  const shown = wrong.slice(0, 10).join(', ');
  return {
    numbers: given.map((line) => line.trim()),
    problem: `To nie są polskie numery komórkowe (pozycje na liście): ${shown}${wrong.length > 10 ? '…' : ''}. Popraw je albo usuń.`,
  };
}
