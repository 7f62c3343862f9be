// Whom a message was for, as everybody may read it: places and categories by name, people never.
import type { Audience } from '#domain/audience.ts';
import { isForNamed } from '#domain/genuine.ts';
import { displayStreet } from '#domain/places.ts';
import type { Office } from '#services/deps.ts';

const mostNames = 6;

/** "Skórzewo, ul. Lipowa; kategoria Odpady"; "wszyscy zapisani"; "wybrane osoby". */
export function wordPublicAudience(
  office: Pick<Office, 'places' | 'categories'>,
  sent: { readonly audience: Audience; readonly lane: string },
): string {
  if (isForNamed(sent.audience)) return 'wybrane osoby';
  const places = unique(listPlaces(office, sent.audience));
  const categories = unique(listCategoryNames(office, sent.audience));
  const shown = places.length > mostNames ? [...places.slice(0, mostNames), 'i inne'] : places;
  const words = [
    ...(shown.length === 0 ? [] : [shown.join('; ')]),
    ...(categories.length === 0 ? [] : [`kategoria: ${categories.join(', ')}`]),
  ];
  const alert = sent.lane === 'alert' ? 'alert: ' : '';
  return `${alert}${words.length === 0 ? 'wszyscy zapisani' : words.join('; ')}`;
}

function listPlaces(office: Pick<Office, 'places'>, audience: Audience): string[] {
  if ('area' in audience) return [`rejon ${audience.area}`];
  if ('locality' in audience) {
    const locality = office.places.findLocality(audience.locality);
    return locality === null ? [] : [locality.name];
  }
  if ('street' in audience) {
    const [sym, symUl] = audience.street;
    const locality = office.places.findLocality(sym);
    const street = office.places.findStreet(sym, symUl);
    return [[locality?.name, street === null ? undefined : displayStreet(street)].filter(Boolean).join(', ')];
  }
  return includedParts(audience).flatMap((part) => listPlaces(office, part));
}

function listCategoryNames(office: Pick<Office, 'categories'>, audience: Audience): string[] {
  if ('category' in audience) {
    const category = office.categories.find((row) => row.key === audience.category);
    return category === undefined ? [] : [category.name];
  }
  return includedParts(audience).flatMap((part) => listCategoryNames(office, part));
}

/** What is left out is nobody's to read. */
function includedParts(audience: Audience): readonly Audience[] {
  if ('any' in audience) return audience.any;
  return 'every' in audience ? audience.every : [];
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name) => name !== ''))];
}
