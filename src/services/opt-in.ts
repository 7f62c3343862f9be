import { isSameAddress } from '#machines/draft.ts';
import type { Address, SubscriberChange } from '#machines/effects.ts';
import { type Act, type Person, withAct } from './people.ts';

/** Category ids of an office, and the one that joining means. */
export type CategoryIds = {
  readonly alertId: number | null;
  readonly idOf: (key: string) => number | null;
};

/**
 * Joins: who has left or never joined starts anew with what is given; who is there already keeps what there was and
 * gets the new besides. Joining always means alerts.
 */
export function optIn(
  person: Person,
  act: Act,
  joining: {
    readonly addresses: readonly Address[];
    readonly categoryKeys: readonly string[];
    readonly categories: CategoryIds;
  },
): Person {
  const { categories } = joining;
  const isHere = person.status === 'active' || person.status === 'suspended';
  const chosen = joining.categoryKeys.map((key) => categories.idOf(key));
  const categoryIds = unique([...(isHere ? person.categoryIds : []), categories.alertId, ...chosen]);
  const addresses = joining.addresses.reduce(addAddress, isHere ? person.addresses : []);
  return {
    ...person,
    ...withAct(person, act, { act: 'join', detail: { categoryIds, places: placesOf(addresses) } }),
    status: 'active',
    source: isHere ? person.source : act.door,
    joinedAt: isHere ? person.joinedAt : act.now,
    suspendedAt: null,
    leftAt: null,
    categoryIds,
    addresses,
    // Who signs up by SMS has the phone in hand and wants to hear from us again.
    formBlock: act.door === 'sms' ? { blockedAt: null } : person.formBlock,
  };
}

/** Changes categories or addresses of a person who is there; alerts stay as long as the person does. */
export function changeSubscription(
  person: Person,
  act: Act,
  options: { readonly change: SubscriberChange; readonly categories: CategoryIds },
): Person {
  const { change, categories } = options;
  if (person.status === 'unknown') return person;
  if (change.kind === 'address') {
    const addresses = changeAddresses(person.addresses, change);
    const detail = { how: change.how, places: placesOf(addresses) };
    return { ...person, ...withAct(person, act, { act: 'change', detail }), addresses };
  }
  const removed = unique(change.remove.map((key) => categories.idOf(key)));
  const added = change.add.map((key) => categories.idOf(key));
  const categoryIds = unique([...person.categoryIds, ...added]).filter(
    (id) => id === categories.alertId || !removed.includes(id),
  );
  return { ...person, ...withAct(person, act, { act: 'change', detail: { categoryIds } }), categoryIds };
}

function changeAddresses(
  addresses: readonly Address[],
  change: Extract<SubscriberChange, { kind: 'address' }>,
): readonly Address[] {
  const { address } = change;
  switch (change.how) {
    case 'replace':
      return change.old === 'all' ? [address] : addAddress(withoutAddress(addresses, change.old), address);
    case 'add':
      return addAddress(addresses, address);
    case 'remove':
      return withoutAddress(addresses, address);
    default:
      return change satisfies never;
  }
}

function withoutAddress(addresses: readonly Address[], address: Address): readonly Address[] {
  return addresses.filter((known) => !isSameAddress(known, address));
}

function addAddress(addresses: readonly Address[], address: Address): readonly Address[] {
  return addresses.some((known) => isSameAddress(known, address)) ? addresses : [...addresses, address];
}

function unique(ids: readonly (number | null)[]): readonly number[] {
  return [...new Set(ids.filter((id) => id !== null))];
}

// The ledger of consents is kept for years: places, but no house numbers.
function placesOf(addresses: readonly Address[]): readonly string[] {
  return addresses.map(({ sym, symUl }) => (symUl === null ? sym : `${sym} ${symUl}`));
}
