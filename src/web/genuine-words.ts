// Whom a message was for, as everybody may read it: places and categories by name, people never.
import type { Audience } from '#domain/audience.ts';
import { isForNamed } from '#domain/genuine.ts';
import { displayStreet } from '#domain/places.ts';
import type { Office } from '#services/deps.ts';
import type { Words } from './words-pl.ts';

const mostNames = 6;

/** "Skórzewo, ul. Lipowa; kategoria Odpady"; "wszyscy zapisani"; "wybrane osoby". */
export function wordPublicAudience(
  page: { readonly office: Pick<Office, 'places' | 'categories'>; readonly words: Words['genuine'] },
  sent: { readonly audience: Audience; readonly lane: string },
): string {
  const { office, words } = page;
  if (isForNamed(sent.audience)) return words.named;
  const places = unique(listPlaces(page, sent.audience));
  const categories = unique(listCategoryNames(office, sent.audience));
  const shown = places.length > mostNames ? [...places.slice(0, mostNames), words.others] : places;
  const parts = [
    ...(shown.length === 0 ? [] : [shown.join('; ')]),
    ...(categories.length === 0 ? [] : [`${words.category}: ${categories.join(', ')}`]),
  ];
  const alert = sent.lane === 'alert' ? `${words.alert}: ` : '';
  return `${alert}${parts.length === 0 ? words.everybody : parts.join('; ')}`;
}

function listPlaces(
  page: { readonly office: Pick<Office, 'places'>; readonly words: Words['genuine'] },
  audience: Audience,
): string[] {
  const { office, words } = page;
  if ('area' in audience) return [`${words.area} ${audience.area}`];
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
  return includedParts(audience).flatMap((part) => listPlaces(page, part));
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
