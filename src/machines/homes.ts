import type { AddressReading } from '#domain/address-reading.ts';
import { wordings } from '#domain/consent.ts';
import type { PlaceAnswer } from '#domain/places.ts';
import { choosePlural } from '#domain/plural.ts';
import { begin, emit, reply, tellAddresses } from './acts.ts';
import { type Context, closedDialogue, type Draft, type Home } from './context.ts';
import { addressOf, describeAddress, isSameAddress } from './draft.ts';
import type { Address, Facts } from './effects.ts';
import { type MachineEvent, saidIn, say } from './machine-event.ts';

/** The person's own addresses: which of them a text names, which one is changed, and what is stored of it. */

type Args = { readonly context: Context; readonly event: MachineEvent };
type Change = Partial<Context>;

/** As they are offered on a list. */
export function listHomes({ homes, addresses }: Facts): readonly Home[] {
  return homes.slice(0, 50).map((address, at) => ({ address, label: (addresses[at] ?? '').slice(0, 200) }));
}

/** ZMIEN: an address said to be given up is the one replaced; where nothing else was said, one's own street means it. */
export function beginMove(args: Args): Change {
  const { event } = args;
  const begun = begin('move')(args);
  const draft = begun.draft ?? null;
  if (draft === null || event.type !== 'keyword.change') return begun;
  const old = findHome(event.old, event.facts);
  if (old !== null) return { ...begun, draft: { ...draft, replaces: old } };
  const named = isOwnStreet(event) ? namedHome(event) : null;
  if (named === null) return begun;
  // Nobody moves to where they live: what was named is the address to change, and the new one is asked for.
  const asked: MachineEvent = { ...event, reading: null };
  const anew = begin('move')({ ...args, event: asked });
  return {
    ...anew,
    draft: anew.draft === null || anew.draft === undefined ? null : { ...anew.draft, replaces: named },
  };
}

function findHome(address: Address | null, facts: Facts): Home | null {
  if (address === null) return null;
  return listHomes(facts).find((home) => isSameAddress(home.address, address)) ?? null;
}

function isOwnStreet(event: MachineEvent): boolean {
  return event.facts.homes.length > 1 && saidIn(event).reading?.street?.kind === 'match';
}

/** Which one of the person's addresses a text names; null where it names none or several. */
export function namedHome(event: MachineEvent): Home | null {
  const { reading } = saidIn(event);
  const at = reading === null ? null : findHomeRead(reading, event.facts.homes);
  return at === null ? null : (listHomes(event.facts)[at] ?? null);
}

/** The home whose number was texted back, of the part of the list that was shown. */
export function offeredHome({ context, event }: Args): Home | null {
  if (event.type !== 'answer.choice' || event.number < 1 || event.number > context.shown) return null;
  return context.homesShown[context.from + event.number - 1] ?? null;
}

export function takeHome(args: Args): Change {
  return choose(args, offeredHome(args) ?? namedHome(args.event));
}

export function takeAllHomes(args: Args): Change {
  return choose(args, 'all');
}

function choose({ context }: Args, replaces: Draft['replaces']): Change {
  if (context.draft === null) return {};
  return { draft: { ...context.draft, replaces }, homesShown: [] };
}

/** DODAJ to the question which address is changed: none, the new one stands beside them. */
export function addInstead({ context }: Args): Change {
  return context.draft === null ? {} : { draft: { ...context.draft, goal: 'add' }, homesShown: [] };
}

export function saveAddress({ context, event }: Args): Change {
  const { draft } = context;
  const address = draft === null ? null : addressOf(draft);
  if (draft === null || address === null || draft.goal === 'join') return {};
  const { goal, replaces } = draft;
  const office = event.facts.settings;
  const described = describeAddress(draft);
  const isOne = goal === 'move' && replaces !== null && replaces !== 'all';
  const text = isOne
    ? say(event).addressReplaced({ office, address: described, old: replaces.label })
    : say(event).addressSaved({ office, address: described, goal });
  const change =
    goal === 'add'
      ? ({ kind: 'address', how: 'add', address } as const)
      : ({ kind: 'address', how: 'replace', address, old: isOne ? replaces.address : 'all' } as const);
  return {
    ...closedDialogue,
    outbox: [
      ...context.outbox,
      { type: 'subscriber.change', change, wording: wordings.smsChange },
      reply(text, 'dialogue'),
    ],
  };
}

/** Of several addresses those that were named go ("WYPISZ Skórzewo"); the rest of the subscription stands. */
export function removeAddresses(args: Args): Change {
  const { facts } = args.event;
  const gone = findNamedHomes(args);
  const named = gone.map((at) => facts.addresses[at] ?? '');
  const left = facts.addresses.filter((_, at) => !gone.includes(at));
  const text = say(args.event).addressRemoved({
    office: facts.settings,
    address: tellAddresses(named),
    rest: left.length === 1 ? (left[0] ?? '') : countAddresses(left.length),
  });
  const removals = gone.flatMap((at) => {
    const address = facts.homes[at];
    const change = address === undefined ? null : ({ kind: 'address', how: 'remove', address } as const);
    return change === null
      ? []
      : [{ type: 'subscriber.change', change, wording: wordings.smsChange } as const];
  });
  return emit(args, ...removals, reply(text, 'dialogue'));
}

function countAddresses(count: number): string {
  return `${count} ${choosePlural(count, { one: 'adres', few: 'adresy', many: 'adresow' })}`;
}

/** Those of several addresses that a text names; empty where it names none, every one, or the only one. */
export function findNamedHomes({ event }: Args): readonly number[] {
  const { reading } = saidIn(event);
  const { homes } = event.facts;
  const named = reading === null ? [] : findHomesRead(reading, homes);
  return named.length < homes.length ? named : [];
}

/** The only one of these addresses that fits what was read; null where none or several do. */
export function findHomeRead(reading: AddressReading, homes: readonly Address[]): number | null {
  const named = findHomesRead(reading, homes);
  return named.length === 1 ? (named[0] ?? null) : null;
}

function findHomesRead(reading: AddressReading, homes: readonly Address[]): readonly number[] {
  if (reading.confidence === null) return [];
  const places = placesIn(reading.locality).map(({ sym }) => sym);
  const streets = reading.street === null ? null : placesIn(reading.street);
  return homes.flatMap((home, at) => {
    const isThere =
      streets === null
        ? places.includes(home.sym)
        : streets.some(({ sym, symUl }) => symUl === home.symUl && sym === home.sym);
    const isHouse = reading.houseNumber === null || reading.houseNumber === home.houseNumber;
    return isThere && isHouse ? [at] : [];
  });
}

function placesIn<Place>(answer: PlaceAnswer<Place>): readonly Place[] {
  if (answer.kind === 'match') return [answer.place];
  return answer.kind === 'choices' ? answer.places : [];
}
