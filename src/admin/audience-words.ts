// An audience in a Polish sentence, as pages show it back to who picked it.
import type { Audience, Houses } from '#domain/audience.ts';
import { readPicks } from '#domain/audience-picks.ts';
import { displayLocality, displayStreet } from '#domain/places.ts';
import { officeTimeZone } from '#domain/quiet-hours.ts';
import { formatDay, formatPlural } from '#html/format.ts';
import type { Office } from '#services/deps.ts';

const numbers = { one: 'numer z listy', few: 'numery z listy', many: 'numerów z listy' };

/** "mieszkańcy: Dąbrówka (wieś) albo Skórzewo (wieś), ul. Lipowa; wybrali: Odpady; bez: rejon Las". */
export function describeAudience(office: Office, audience: unknown): string {
  // Rows of campaigns hold trees that were checked before they were stored.
  return typeof audience === 'object' && audience !== null
    ? wordAudience(office, audience as Audience)
    : 'lista z innego systemu';
}

export function wordAudience(office: Office, audience: Audience): string {
  const picks = 'every' in audience || 'any' in audience || 'not' in audience ? readPicks(audience) : null;
  if (picks === null) return wordPart(office, audience);
  const { who, categories, joinedFrom, joinedUntil, without } = picks;
  const part = (one: Audience): string => wordPart(office, one);
  const clauses = [
    who.length === 0 ? 'wszyscy zapisani' : `mieszkańcy: ${who.map(part).join(' albo ')}`,
    ...(categories.length === 0
      ? []
      : [`wybrali: ${categories.map((key) => nameCategory(office, key)).join(' albo ')}`]),
    ...(joinedFrom === undefined && joinedUntil === undefined ? [] : [wordJoined(joinedFrom, joinedUntil)]),
    ...(without.length === 0 ? [] : [`bez: ${without.map(part).join(', ')}`]),
  ];
  return clauses.join('; ');
}

function wordPart(office: Office, audience: Audience): string {
  if ('all' in audience) return 'wszyscy zapisani';
  if ('any' in audience) return `(${audience.any.map((one) => wordPart(office, one)).join(' albo ')})`;
  if ('every' in audience)
    return `(${audience.every.map((one) => wordPart(office, one)).join(' i zarazem ')})`;
  if ('not' in audience) return `wszyscy bez: ${audience.not.map((one) => wordPart(office, one)).join(', ')}`;
  if ('locality' in audience) {
    const found = office.places.findLocality(audience.locality);
    return found === null ? `miejscowość ${audience.locality}` : displayLocality(found);
  }
  if ('street' in audience) {
    const [sym, symUl] = audience.street;
    const street = office.places.findStreet(sym, symUl);
    const locality = office.places.findLocality(sym)?.name ?? sym;
    const name = street === null ? `ulica ${symUl}` : displayStreet(street);
    return `${locality}, ${name}${wordHouses(audience.houses)}`;
  }
  if ('category' in audience) return `kategoria: ${nameCategory(office, audience.category)}`;
  if ('joined' in audience) {
    return 'before' in audience.joined
      ? `zapisani przed ${formatDay(new Date(audience.joined.before))}`
      : `zapisani od ${formatDay(new Date(audience.joined.after))}`;
  }
  if ('numbers' in audience) return formatPlural(audience.numbers.length, numbers);
  if ('area' in audience) return `rejon: ${audience.area}`;
  return 'osoby z wczytanej listy';
}

/** ", numery 2–10 parzyste". */
function wordHouses(houses: Houses | undefined): string {
  if (houses === undefined) return '';
  const { from, to, parity } = houses;
  const range =
    from !== undefined && to !== undefined
      ? ` ${from}–${to}`
      : from !== undefined
        ? ` od ${from}`
        : to !== undefined
          ? ` do ${to}`
          : '';
  const side = parity === undefined ? '' : parity === 'odd' ? ' nieparzyste' : ' parzyste';
  return range === '' && side === '' ? '' : `, numery${range}${side}`;
}

function wordJoined(from: string | undefined, until: string | undefined): string {
  const parts = [
    ...(from === undefined ? [] : [`od ${wordDay(from)}`]),
    ...(until === undefined ? [] : [`do ${wordDay(until)}`]),
  ];
  return `zapisani ${parts.join(' ')}`;
}

function wordDay(day: string): string {
  return formatDay(new Date(Temporal.PlainDate.from(day).toZonedDateTime(officeTimeZone).epochMilliseconds));
}

function nameCategory(office: Office, key: string): string {
  return office.categories.find((category) => category.key === key)?.name ?? key;
}
