import { updatePause } from '#db/mine.ts';
import type { ConsentDoor } from '#domain/consent.ts';
import { isSameAddress } from '#machines/draft.ts';
import type { Address } from '#machines/effects.ts';
import { changePerson, chooseCategories, mostAddresses, withoutAddress } from './change-person.ts';
import type { Deps } from './deps.ts';
import { categoryIdsOf } from './office-categories.ts';
import { changeSubscription } from './opt-in.ts';
import { withAct } from './people.ts';
import {
  findSubscriptionProblem,
  type GivenAddress,
  type SubscriptionProblem,
  settleAddress,
} from './start-subscription.ts';

/**
 * What a person changes for themselves at /moje. Each act is recorded as proof, like the same act by SMS. Who has left
 * meanwhile, perhaps by STOP while the page was open, has nothing to change: nothing is done.
 */

type ChangeDeps = Pick<Deps, 'db' | 'clock' | 'office'>;

export type AddressChanged =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: SubscriptionProblem | { readonly kind: 'last_address' } };

/** Chooses categories anew: what is not named is left, alerts and what the office has closed stay as they are. */
export async function changeMyCategories(
  deps: ChangeDeps,
  request: { readonly phoneId: number; readonly keys: readonly string[] },
): Promise<void> {
  await changePerson(deps, request, async (_tx, before, act) =>
    chooseCategories(deps.office(), { before, act, keys: request.keys }),
  );
}

/** Adds an address, in the place of another one when `instead` is given. */
export async function addMyAddress(
  deps: ChangeDeps,
  request: {
    readonly phoneId: number;
    readonly address: GivenAddress;
    readonly instead?: Address | undefined;
  },
): Promise<AddressChanged> {
  const office = deps.office();
  const problem = findSubscriptionProblem(office, { addresses: [request.address], categories: [] });
  if (problem !== null) return { ok: false, problem };
  const address = settleAddress(office, request.address);
  const { instead } = request;
  let answer: AddressChanged = { ok: true };
  await changePerson(deps, request, async (_tx, before, act) => {
    const kept = before.addresses.filter((known) => instead === undefined || !isSameAddress(known, instead));
    if (kept.some((known) => isSameAddress(known, address)) && kept.length === before.addresses.length)
      return before;
    if (kept.length >= mostAddresses) {
      answer = { ok: false, problem: { kind: 'too_many_addresses', most: mostAddresses } };
      return before;
    }
    const categories = categoryIdsOf(office);
    const left =
      instead === undefined || kept.length === before.addresses.length
        ? before
        : { ...before, addresses: kept };
    return changeSubscription(left, act, { change: { kind: 'address', how: 'add', address }, categories });
  });
  return answer;
}

/** Gives up an address; the last one stays, because messages about places need one. */
export async function removeMyAddress(
  deps: ChangeDeps,
  request: { readonly phoneId: number; readonly address: Address },
): Promise<AddressChanged> {
  const { address } = request;
  let answer: AddressChanged = { ok: true };
  await changePerson(deps, request, async (_tx, before, act) => {
    if (!before.addresses.some((known) => isSameAddress(known, address))) return before;
    if (before.addresses.length === 1) {
      answer = { ok: false, problem: { kind: 'last_address' } };
      return before;
    }
    return withoutAddress(deps.office(), { before, act, address });
  });
  return answer;
}

export type PauseWish = {
  /** Null: the pause is over. */
  readonly until: Date | null;
  readonly holds: 'all' | 'all but alerts';
};

/** Holds everything back until an instant (answers to the person's own texts excepted), or ends that. */
export async function pauseMine(
  deps: ChangeDeps,
  request: {
    readonly phoneId: number;
    readonly pause: PauseWish;
    readonly door?: ConsentDoor;
    readonly wording?: string;
  },
): Promise<void> {
  const { phoneId, pause } = request;
  await changePerson(deps, request, async (tx, before, act) => {
    await updatePause(tx, { phoneId, ...pause });
    const detail = { pausedUntil: pause.until?.toISOString() ?? null, holds: pause.holds };
    return { ...before, ...withAct(before, act, { act: 'change', detail }) };
  });
}
