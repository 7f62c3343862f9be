// How people appear on the panel's pages: residents' numbers masked, places and categories by name, staff by name.
import { listStaff } from '#db/staff.ts';
import type { StoredAddress } from '#db/subscribers.ts';
import { maskMsisdn, parseMsisdn } from '#domain/msisdn.ts';
import { displayLocality, displayStreet } from '#domain/places.ts';
import type { Office } from '#services/deps.ts';
import type { AdminContext } from './session.ts';

/** Names of accounts by id, closed ones too. */
export async function listNames(admin: AdminContext): Promise<ReadonlyMap<number, string>> {
  return new Map((await listStaff(admin.deps.db)).map(({ id, name }) => [id, name]));
}

/** `+48 *** *** 123`; a sender that is no Polish mobile (a short code, a name) is told in general words. */
export function maskSender(sender: string | null): string {
  if (sender === null) return 'numer usunięty';
  const parsed = parseMsisdn(sender);
  return parsed.ok ? maskMsisdn(parsed.msisdn) : 'nadawca inny niż polska komórka';
}

/** "Skórzewo, ul. Poznańska 12". */
export function describeAddress(office: Office, address: StoredAddress): string {
  const locality = office.places.findLocality(address.sym);
  const place = locality === null ? `miejscowość ${address.sym}` : placeName(office, locality);
  if (address.symUl === null) return address.houseNumber === null ? place : `${place} ${address.houseNumber}`;
  const street = office.places.findStreet(address.sym, address.symUl);
  const name = street === null ? `ulica ${address.symUl}` : displayStreet(street);
  return `${place}, ${name}${address.houseNumber === null ? '' : ` ${address.houseNumber}`}`;
}

/** Names of categories in the office's order; one that is gone is left out. */
export function describeCategories(office: Office, ids: readonly number[]): string {
  return office.categories
    .filter((category) => ids.includes(category.id))
    .map((category) => category.name)
    .join(', ');
}

function placeName(
  office: Office,
  locality: NonNullable<ReturnType<Office['places']['findLocality']>>,
): string {
  // The kind is said only where it tells twins apart.
  const found = office.places.findLocalities(locality.name);
  return found.kind === 'choices' ? displayLocality(locality) : locality.name;
}

/** Where somebody lives, without the house: enough to know which street a text is about. */
export function describeStreets(
  office: Office,
  person: { readonly addresses: readonly StoredAddress[] } | undefined,
): string {
  if (person === undefined || person.addresses.length === 0) return 'nieznany';
  const places = person.addresses.map((address) =>
    describeAddress(office, { ...address, houseNumber: null }),
  );
  return [...new Set(places)].join('; ');
}
