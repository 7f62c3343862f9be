import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createActor, type TransitionDefinition } from 'xstate';
import { createPlaceIndex } from '#domain/places.ts';
import { practiceLocalities, practiceStreets } from '#domain/practice-places.ts';
import { emptyContext } from '#machines/context.ts';
import { conversationMachine } from '#machines/conversation.ts';
import type { ConversationEvent, Effect, StoredSnapshot, SubscriberStatus } from '#machines/effects.ts';
import { readText } from '#machines/happenings.ts';
import type { MachineEvent } from '#machines/machine-event.ts';
import { parseSnapshot, step, typedCode } from '#machines/step.ts';
import { makeFacts } from '../machines/world.ts';

type Transition = TransitionDefinition<never, never>;

/** A number's standing, and one of the shortest ways to it. */
type Place = {
  readonly snapshot: StoredSnapshot | null;
  readonly status: SubscriberStatus;
  readonly now: number;
  readonly path: readonly string[];
};

const hour = 3_600_000;
const start = Date.parse('2026-10-20T09:00:00Z');

const homes = ['0582870', '0582806', '0582775'].map((sym) => ({ sym, symUl: null, houseNumber: null }));
// So long that their list takes more than one text.
const addresses = ['Skórzewo', 'Dopiewo', 'Dąbrówka'].map((name) => `${name}, ${'Bardzo Długa '.repeat(7)}1`);

/** What people text, one a line. */
const texts = `
ZAPISZ
ZAPISZ Skorzewo Dzialkowa 32 sport
ZAPISZ sport
ZAPISZ paledzie
ZAPISZ zielonka koscielna
ZAPISZ Skorzewo meczennikow
zapsz
tak
nie
Skorzewo
Zarnowiec
Krakow
abro tam
Dzialkowa 32
lesna
Konarzewsko
Nieznana
1
7
9
1 3
wszystko
brak
dalej
nowy
hm hm
prosze o naprawe lampy ktora nie swieci od tygodnia
ratunku
STOP
stpo
koniec
wypisz
wypisz sport
wypisz Dopiewo
za duzo smsow
STOP smogowi
zostaje
dodaj kultura
dodaj
dodaj Skorzewo Dzialkowa 1
dodaj paledzie
zmien
zmien sport
zmien Skorzewo Dzialkowa 2
wszystkie
status
pomoc
rodo
usun dane
nie zamawialem
kiedy smieci
ZGLOS dziura w drodze
`.split('\n');

const codes: readonly ConversationEvent[] = (['join', 'leave', 'erase'] as const).flatMap((act) => [
  { type: 'code.right', act },
  { type: 'code.wrong', act, triesLeft: 4 },
  { type: 'code.expired', act },
  { type: 'code.spent', act },
]);
const events: readonly {
  readonly name: string;
  readonly event: ConversationEvent;
  readonly after: number;
}[] = [
  ...texts.map((text) => ({ name: text, event: { type: 'text', text } as const, after: 20_000 })),
  ...[...codes, { type: 'code.none' } as const].map((event) => ({ name: event.type, event, after: 20_000 })),
  ...[1, 24, 25, 24 * 7].map((hours) => {
    return { name: `${hours} h`, event: { type: 'deadline.passed' } as const, after: hours * hour };
  }),
];

/** What is worth looking at once somebody else has settled the subscription. */
const afterwards = events.filter(({ name }) => ['24 h', 'wypisz', 'zostaje', 'code.right'].includes(name));

// Lists that take more than one text.
const streetNames =
  'Brackich Cudownych Dawnych Francuskich Greckich Hiszpanskich Islandzkich Japonskich'.split(' ');
const places = createPlaceIndex({
  localities: [
    ...practiceLocalities,
    ...Array.from({ length: 12 }, (_, n) => {
      const sym = `09900${10 + n}`;
      return { sym, name: 'Zielonka Kościelna', kind: '01', sympod: sym, terc: '3021052' };
    }),
  ],
  streets: [
    ...practiceStreets,
    ...streetNames.map((name, at) => {
      return {
        sym: '0582870',
        symUl: `0000${at}`,
        cecha: 'ul.',
        nazwa1: 'Męczenników Pańskich',
        nazwa2: name,
      };
    }),
  ],
});

it('every state is reached and every transition taken, by paths found from the machine itself', () => {
  const all = listTransitions();
  const taken = new Set<unknown>();
  const states = new Set<string>();
  const seen = new Set<string>();
  const stateCount = Object.keys(conversationMachine.states).length;
  let standings: readonly Place[] = [{ snapshot: null, status: 'unknown', now: start, path: [] }];
  for (let depth = 0; standings.length > 0 && depth < 8 && taken.size < all.size; depth += 1) {
    const next: Place[] = [];
    for (const place of standings) {
      for (const status of elsewhere(place.status)) {
        for (const one of status === place.status ? events : afterwards) {
          if (taken.size === all.size && states.size === stateCount) return;
          const after = go({ ...place, status }, one, { taken, states });
          const key = outline(after);
          if (seen.has(key)) continue;
          seen.add(key);
          next.push(after);
        }
      }
    }
    // Deep down only what has not been seen yet is looked for.
    const wanted = listMissing(all, taken).map((name) => name.split(' ')[0]);
    const isWanted = ({ snapshot }: Place): boolean =>
      wanted.includes(snapshot?.state) || wanted.includes(root);
    standings = depth === 0 ? next : next.filter(isWanted);
  }
  const missing = listMissing(all, taken);
  assert.deepEqual(missing, [], `never taken, of ${all.size}`);
  const unseen = Object.keys(conversationMachine.states).filter((state) => !states.has(state));
  assert.deepEqual(unseen, [], 'never reached');
  assert.ok(seen.size > 100, `${seen.size} standings`);
});

const root = conversationMachine.root.key;

function listMissing(all: ReadonlyMap<unknown, string>, taken: ReadonlySet<unknown>): readonly string[] {
  return [...all].flatMap(([transition, name]) => (taken.has(transition) ? [] : [name]));
}

/** Every transition of the machine with a name for people. */
function listTransitions(): ReadonlyMap<unknown, string> {
  const nodes = [conversationMachine.root, ...Object.values(conversationMachine.states)];
  return new Map(
    nodes.flatMap((node) => {
      const named = [...node.transitions].flatMap(([event, list]) =>
        list.map((one) => [event, one] as const),
      );
      const always = (node.always ?? []).map((one) => ['always', one] as const);
      return [...named, ...always].map(
        ([event, one], at) => [one, `${node.key} ${event} ${guardOf(one)} (${at})`] as const,
      );
    }),
  );
}

function guardOf({ guard }: Pick<Transition, 'guard'>): string {
  return typeof guard === 'string' ? guard : JSON.stringify(guard ?? 'otherwise');
}

/** The form, staff or another phone's owner may have settled it meanwhile. */
function elsewhere(status: SubscriberStatus): readonly SubscriberStatus[] {
  return status === 'unknown' ? ['unknown', 'active'] : [status, status === 'active' ? 'left' : 'active'];
}

function go(
  place: Place,
  { name, event, after }: (typeof events)[number],
  seen: { readonly taken: Set<unknown>; readonly states: Set<string> },
): Place {
  const now = new Date(place.now + after);
  const facts = makeFacts({
    places,
    status: place.status,
    addresses: place.status === 'unknown' ? [] : addresses,
    homes: place.status === 'unknown' ? [] : homes,
    categoryKeys: place.status === 'active' ? ['alerty', 'sport'] : [],
  });
  watch({ place, event, facts, now, seen });
  const result = step({ snapshot: place.snapshot, event, facts, now });
  const status = result.effects.reduce(statusAfter, place.status);
  const snapshot = parseSnapshot(JSON.parse(JSON.stringify(result.snapshot)));
  return { snapshot, status, now: now.getTime(), path: [...place.path, name] };
}

/** Takes the same step with an actor that tells which transitions it takes. */
function watch(given: {
  readonly place: Place;
  readonly event: ConversationEvent;
  readonly facts: ReturnType<typeof makeFacts>;
  readonly now: Date;
  readonly seen: { readonly taken: Set<unknown>; readonly states: Set<string> };
}): void {
  const { place, event, facts, now, seen } = given;
  const state = place.snapshot?.state ?? 'idle';
  const stored = place.snapshot?.context;
  const context = { ...emptyContext, ...(typeof stored === 'object' ? stored : {}), outbox: [] };
  if (event.type === 'text' && typedCode(place.snapshot, event.text) !== null) return;
  const happening =
    event.type === 'text' ? readText({ state, context, facts, text: event.text }).happening : event;
  const actor = createActor(conversationMachine, {
    snapshot: conversationMachine.resolveState({ value: state, context }),
    inspect: (inspected) => {
      if (inspected.type !== '@xstate.microstep') return;
      for (const transition of inspected._transitions) seen.taken.add(transition);
      const { snapshot } = inspected;
      if ('value' in snapshot) seen.states.add(String(snapshot.value));
    },
  });
  actor.start();
  const told: MachineEvent = { ...happening, facts, now };
  actor.send(told);
  actor.stop();
}

function statusAfter(status: SubscriberStatus, effect: Effect): SubscriberStatus {
  switch (effect.type) {
    case 'subscriber.join':
    case 'subscriber.resume':
      return 'active';
    case 'subscriber.suspend':
      return status === 'active' ? 'suspended' : status;
    case 'subscriber.leave':
      return 'left';
    default:
      return status;
  }
}

/** Standings that differ in nothing that a guard asks for are one. */
function outline({ snapshot, status, now }: Place): string {
  const context = { ...emptyContext, ...(typeof snapshot?.context === 'object' ? snapshot.context : {}) };
  const { draft, options, shown, misses, reminded, leavingFinalAt, undoUntil, askedAt } = context;
  const age = askedAt === null ? 0 : Math.min(2, Math.floor((now - Date.parse(askedAt)) / (24 * hour)));
  return JSON.stringify([
    ...[snapshot?.state, status, draft?.goal, draft?.street.kind, draft?.locality === null],
    ...[
      draft?.categories === null,
      options.length > 0,
      options.length > shown,
      Math.min(misses, 1),
      reminded,
      age,
    ],
    ...[leavingFinalAt !== null, undoUntil !== null && now < Date.parse(undoUntil)],
  ]);
}
