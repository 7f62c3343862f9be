import { type ConsentEntry, upsertPeople } from '#db/consents.ts';
import { updateFormBlocks } from '#db/phones.ts';
import type { Tx } from '#db/pool.ts';
import { deleteAddresses, listSubscribersByPhone, type StoredSubscriber } from '#db/subscribers.ts';
import type { ConsentDoor, ConsentState } from '#domain/consent.ts';
import { isSameAddress } from '#machines/draft.ts';
import type { Address } from '#machines/effects.ts';

/**
 * A number as a subscriber, held in memory while acts are applied to it one after another; `savePeople` then writes
 * everybody's outcome and every act's proof in a few statements.
 */
export type Person = {
  readonly phoneId: number;
  readonly status: ConsentState | 'unknown';
  readonly categoryIds: readonly number[];
  readonly addresses: readonly Address[];
  readonly source: ConsentDoor | null;
  readonly joinedAt: Date | null;
  readonly suspendedAt: Date | null;
  readonly leftAt: Date | null;
  readonly decidedAt: Date | null;
  /** Acts since it was read, in order. */
  readonly acts: readonly ConsentEntry[];
  readonly formBlock: 'unchanged' | { readonly blockedAt: Date | null };
};

/** What every act says about itself. */
export type Act = {
  readonly door: ConsentDoor;
  /** Name of the wording the person answered. */
  readonly wording: string;
  readonly moId: number | null;
  /** When the person decided: the date of the text, or of the form's confirmation. */
  readonly decidedAt: Date;
  readonly now: Date;
};

/** Reads people in the order asked; the caller holds their conversations' locks. */
export async function loadPeople(tx: Tx, phoneIds: readonly number[]): Promise<ReadonlyMap<number, Person>> {
  const rows = await listSubscribersByPhone(tx, phoneIds);
  const stored = new Map(rows.map((row) => [row.phoneId, row]));
  return new Map(phoneIds.map((phoneId) => [phoneId, toPerson(phoneId, stored.get(phoneId) ?? null)]));
}

/** A person as read, null where the number has never joined and never refused. */
export function toPerson(phoneId: number, row: StoredSubscriber | null): Person {
  return {
    phoneId,
    status: row?.state ?? 'unknown',
    categoryIds: row?.categoryIds ?? [],
    addresses: row?.addresses ?? [],
    source: row?.source ?? null,
    joinedAt: row?.joinedAt ?? null,
    suspendedAt: row?.suspendedAt ?? null,
    leftAt: row?.leftAt ?? null,
    decidedAt: row?.decidedAt ?? null,
    acts: [],
    formBlock: 'unchanged',
  };
}

/** Writes what the acts left of each person, and appends every act to the consent ledger. */
export async function savePeople(
  tx: Tx,
  changes: readonly { readonly before: Person; readonly after: Person }[],
): Promise<void> {
  const acted = changes.filter(({ after }) => after.acts.length > 0);
  const blocks = changes.flatMap(({ after }) =>
    after.formBlock === 'unchanged' ? [] : [{ phoneId: after.phoneId, blockedAt: after.formBlock.blockedAt }],
  );
  await updateFormBlocks(tx, blocks);
  await deleteAddresses(
    tx,
    acted.flatMap(({ before, after }) => addressesOnlyIn(before, after)),
  );
  await upsertPeople(tx, {
    subscribers: acted.flatMap(({ after }) => toRow(after)),
    addresses: acted.flatMap(({ before, after }) => addressesOnlyIn(after, before)),
    acts: acted.flatMap(({ after }) => after.acts),
  });
}

function toRow(person: Person): Omit<StoredSubscriber, 'addresses'>[] {
  const { phoneId, status, source, joinedAt, decidedAt, categoryIds, suspendedAt, leftAt } = person;
  if (status === 'unknown' || source === null || joinedAt === null || decidedAt === null) return [];
  const row = { phoneId, state: status, source, joinedAt, decidedAt, suspendedAt, leftAt };
  return [{ ...row, categoryIds: categoryIds.toSorted((a, b) => a - b) }];
}

function addressesOnlyIn(here: Person, there: Person): (Address & { phoneId: number })[] {
  return here.addresses
    .filter((address) => !there.addresses.some((other) => isSameAddress(address, other)))
    .map((address) => ({ ...address, phoneId: here.phoneId }));
}

/** The person with one more act on record. */
export function withAct(
  person: Person,
  act: Act,
  what: Pick<ConsentEntry, 'act' | 'detail'>,
): Pick<Person, 'acts' | 'decidedAt'> {
  const { door, wording, moId } = act;
  // Never back: a late text must not make an earlier decision look like the last one.
  const decidedAt =
    person.decidedAt !== null && person.decidedAt > act.decidedAt ? person.decidedAt : act.decidedAt;
  return {
    acts: [...person.acts, { phoneId: person.phoneId, door, wording, moId, ...what }],
    decidedAt,
  };
}
