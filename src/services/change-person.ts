// One change of one person's subscription: their conversation's lock, the act on record, one transaction. The person's
// own page and the staff's go this way, so that they can't differ.
import { insertMissingConversation, lockConversation } from '#db/conversations.ts';
import type { Tx } from '#db/pool.ts';
import { type ConsentDoor, wordings } from '#domain/consent.ts';
import type { Address, SubscriberChange } from '#machines/effects.ts';
import type { Deps, Office } from './deps.ts';
import { categoryIdsOf } from './office-categories.ts';
import { changeSubscription } from './opt-in.ts';
import { type Act, loadPeople, type Person, savePeople } from './people.ts';

export const mostAddresses = 5;

export type PersonChanged = 'changed' | 'unchanged' | 'not_here';

/**
 * Applies a change under the person's lock. Who has left meanwhile, perhaps by STOP, or was never here has nothing to
 * change: `not_here`, and nothing is done.
 */
export async function changePerson(
  deps: Pick<Deps, 'db' | 'clock'>,
  request: { readonly phoneId: number; readonly door?: ConsentDoor; readonly wording?: string },
  change: (tx: Tx, before: Person, act: Act) => Promise<Person>,
): Promise<PersonChanged> {
  const { phoneId, door = 'form', wording = wordings.formMine } = request;
  return deps.db.transaction(async (tx) => {
    await insertMissingConversation(tx, phoneId);
    await lockConversation(tx, phoneId);
    const now = deps.clock();
    const before = (await loadPeople(tx, [phoneId])).get(phoneId);
    if (before === undefined || (before.status !== 'active' && before.status !== 'suspended')) {
      return 'not_here';
    }
    const act: Act = { door, wording, moId: null, decidedAt: now, now };
    const after = await change(tx, before, act);
    if (after.acts.length === 0) return 'unchanged';
    await savePeople(tx, [{ before, after }]);
    return 'changed';
  });
}

/** Categories chosen anew: what is not named is left, alerts and what the office has closed stay as they are. */
export function chooseCategories(
  office: Pick<Office, 'categories'>,
  choice: { readonly before: Person; readonly act: Act; readonly keys: readonly string[] },
): Person {
  const { before, act } = choice;
  const offered = office.categories.filter((row) => row.isActive && !row.isAlert);
  const wanted = new Set(choice.keys);
  const change: SubscriberChange = {
    kind: 'categories',
    add: offered
      .filter((row) => wanted.has(row.key) && !before.categoryIds.includes(row.id))
      .map(({ key }) => key),
    remove: offered
      .filter((row) => !wanted.has(row.key) && before.categoryIds.includes(row.id))
      .map(({ key }) => key),
  };
  if (change.add.length + change.remove.length === 0) return before;
  return changeSubscription(before, act, { change, categories: categoryIdsOf(office) });
}

export function withoutAddress(
  office: Pick<Office, 'categories'>,
  { before, act, address }: { readonly before: Person; readonly act: Act; readonly address: Address },
): Person {
  const change: SubscriberChange = { kind: 'address', how: 'remove', address };
  return changeSubscription(before, act, { change, categories: categoryIdsOf(office) });
}
