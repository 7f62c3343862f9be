import { findPhoneByMsisdn, insertMissingPhones } from '#db/phones.ts';
import { tidyHouseNumber } from '#domain/house-number.ts';
import type { Msisdn } from '#domain/msisdn.ts';
import { admitRequest, type Visitor } from './admit-request.ts';
import type { Deps, Office } from './deps.ts';
import { type FormCodeSent, type FormDoor, inFormTransaction, sendFormCode } from './form-code.ts';
import { hashNumber } from './issue-code.ts';

export type GivenAddress = {
  readonly sym: string;
  readonly symUl?: string | null | undefined;
  readonly houseNumber?: string | null | undefined;
};

export type SubscriptionProblem =
  | { readonly kind: 'no_address' }
  | { readonly kind: 'too_many_addresses'; readonly most: number }
  | { readonly kind: 'unknown_locality'; readonly sym: string }
  | { readonly kind: 'unknown_street'; readonly sym: string; readonly symUl: string }
  /** A newer edition of the register has it no more. */
  | { readonly kind: 'vanished_place'; readonly sym: string; readonly symUl: string | null }
  | { readonly kind: 'bad_house_number' }
  | { readonly kind: 'unknown_category'; readonly key: string };

export type SubscriptionStarted =
  | FormCodeSent
  | { readonly ok: false; readonly problem: SubscriptionProblem };

const mostAddresses = 5;

/**
 * Starts joining through the form or the API: sends a code to the number. The same answer for every number; nothing
 * is joined before the code comes back to `confirmSubscription`.
 */
export async function startSubscription(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey' | 'office' | 'logger'>,
  request: {
    readonly msisdn: Msisdn;
    readonly visitor: Visitor;
    readonly addresses: readonly GivenAddress[];
    /** Keys; the alert category goes without saying. */
    readonly categories: readonly string[];
    readonly door: FormDoor;
    /** Name of the clause shown. */
    readonly wording: string;
  },
): Promise<SubscriptionStarted> {
  const { msisdn, visitor, door, wording } = request;
  const office = deps.office();
  const problem = findSubscriptionProblem(office, request);
  if (problem !== null) return { ok: false, problem };
  const addresses = request.addresses.map((address) => settleAddress(office, address));
  const payload = { addresses, categories: [...new Set(request.categories)], wording };
  const numberHash = hashNumber(deps.secretKey, msisdn);
  const admission = await admitRequest(deps, { act: 'join', subject: numberHash, msisdn, visitor });
  if (!admission.ok) return admission;
  return inFormTransaction(deps, async (tx): Promise<FormCodeSent> => {
    await insertMissingPhones(tx, [msisdn]);
    const phone = await findPhoneByMsisdn(tx, msisdn);
    return sendFormCode(tx, deps, {
      act: 'join',
      door,
      numberHash,
      phoneId: phone?.id ?? null,
      asked: { payload, visitor },
    });
  });
}

/** The address as it is stored: a part of a village and a district have the streets of the whole. */
export function settleAddress(office: Pick<Office, 'places'>, { sym, symUl, houseNumber }: GivenAddress) {
  return {
    sym: symUl == null ? sym : (office.places.findStreet(sym, symUl)?.sym ?? sym),
    symUl: symUl ?? null,
    houseNumber: tidyHouse(houseNumber),
  };
}

/** What keeps these addresses and categories from being stored; null when nothing does. */
export function findSubscriptionProblem(
  office: Office,
  request: { readonly addresses: readonly GivenAddress[]; readonly categories: readonly string[] },
): SubscriptionProblem | null {
  if (request.addresses.length === 0) return { kind: 'no_address' };
  if (request.addresses.length > mostAddresses) return { kind: 'too_many_addresses', most: mostAddresses };
  for (const { sym, symUl, houseNumber } of request.addresses) {
    if (office.places.findLocality(sym) === null) return { kind: 'unknown_locality', sym };
    if (symUl != null && office.places.findStreet(sym, symUl) === null) {
      return { kind: 'unknown_street', sym, symUl };
    }
    if (office.places.isFormer(sym, symUl ?? null))
      return { kind: 'vanished_place', sym, symUl: symUl ?? null };
    const house = tidyHouse(houseNumber);
    if (house !== null && !/^[0-9]{1,4}[A-Z]?([/-][0-9]{1,4}[A-Z]?)?$/.test(house)) {
      return { kind: 'bad_house_number' };
    }
  }
  const known = new Set(office.categories.filter((row) => row.isActive).map((row) => row.key));
  const unknown = request.categories.find((key) => !known.has(key));
  return unknown === undefined ? null : { kind: 'unknown_category', key: unknown };
}

function tidyHouse(given: string | null | undefined): string | null {
  const tidy = tidyHouseNumber(given ?? '');
  return tidy === '' ? null : tidy;
}
