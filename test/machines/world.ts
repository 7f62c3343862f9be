import { createPlaceIndex } from '#domain/places.ts';
import { practiceCategories, practiceLocalities, practiceStreets } from '#domain/practice-places.ts';
import { defaultOfficeSettings } from '#domain/settings.ts';
import { shortStreet } from '#domain/street-display.ts';
import type {
  Address,
  Effect,
  Facts,
  StepResult,
  StoredSnapshot,
  SubscriberStatus,
} from '#machines/effects.ts';
import { step, typedCode } from '#machines/step.ts';

/** A phone and the office in memory: what the service does with effects, without a database. */

export const places = createPlaceIndex({ localities: practiceLocalities, streets: practiceStreets });

export const settings = {
  ...defaultOfficeSettings,
  officeName: 'Urząd Gminy Dopiewo',
  officeShortName: 'Dopiewo',
  controllerName: 'Wójt Gminy Dopiewo',
};

export function makeFacts(given: Partial<Facts> = {}): Facts {
  return {
    status: 'unknown',
    addresses: [],
    homes: [],
    categoryKeys: [],
    categories: practiceCategories,
    settings,
    places,
    answerers: {},
    texts: {},
    ...given,
  };
}

export type Phone = {
  /** Sends a text; gives what came back, one line a text. */
  readonly says: (text: string) => string;
  readonly wait: (hours: number) => string;
  readonly code: () => string;
  readonly status: () => SubscriberStatus;
  readonly categories: () => readonly string[];
  readonly addresses: () => readonly string[];
  readonly state: () => string;
  readonly context: () => unknown;
  readonly wakeAt: () => Date | null;
  readonly effects: () => readonly Effect[];
  readonly snapshot: () => StoredSnapshot | null;
};

export function makePhone(given: Partial<Facts> = {}): Phone {
  let facts = makeFacts(given);
  let now = new Date('2026-11-20T09:00:00Z');
  let snapshot: StoredSnapshot | null = null;
  let last: StepResult | null = null;
  let issued = 0;
  let live: { act: string; code: string; tries: number; at: number } | null = null;

  function run(event: Parameters<typeof step>[0]['event']): string {
    last = step({ snapshot, event, facts, now });
    snapshot = JSON.parse(JSON.stringify(last.snapshot));
    return last.effects.flatMap(apply).join('\n');
  }

  function apply(effect: Effect): string[] {
    switch (effect.type) {
      case 'reply':
        return [effect.text];
      case 'code.issue':
        issued += 1;
        live = { act: effect.act, code: String(100_000 + issued), tries: 0, at: now.getTime() };
        return [effect.text.replace('{kod}', live.code)];
      case 'code.cancel':
        if (live?.act === effect.act) live = null;
        return [];
      case 'subscriber.join':
        facts = {
          ...facts,
          status: 'active',
          categoryKeys: effect.categories,
          addresses: effect.addresses.map(display),
          homes: effect.addresses,
        };
        return [];
      case 'subscriber.change': {
        const { change } = effect;
        if (change.kind === 'address') {
          const { address } = change;
          const others = facts.homes.filter((home) => describe(home) !== describe(address));
          const homes =
            change.how === 'replace'
              ? replaceHome(facts.homes, change)
              : change.how === 'add'
                ? [...others, address]
                : others;
          facts = { ...facts, homes, addresses: homes.map(display) };
        } else {
          const kept = facts.categoryKeys.filter((key) => !change.remove.includes(key));
          facts = { ...facts, categoryKeys: [...kept, ...change.add] };
        }
        return [];
      }
      case 'subscriber.suspend':
        facts = { ...facts, status: 'suspended' };
        return [];
      case 'subscriber.resume':
        facts = { ...facts, status: 'active' };
        return [];
      case 'subscriber.leave':
        facts = { ...facts, status: 'left' };
        return [];
      case 'subscriber.erase':
        facts = { ...facts, status: 'left', addresses: [], homes: [], categoryKeys: [] };
        return [];
      case 'form.block':
      case 'inbox.keep':
        return [];
      default:
        return effect satisfies never;
    }
  }

  return {
    says(text) {
      now = new Date(now.getTime() + 20_000);
      const typed = typedCode(snapshot, text);
      if (typed === null) return run({ type: 'text', text });
      const { act, code } = typed;
      if (live === null || live.act !== act) return run({ type: 'code.none' });
      if (now.getTime() - live.at > 600_000) return run({ type: 'code.expired', act });
      live.tries += 1;
      if (live.tries > 5) return run({ type: 'code.spent', act });
      return run(
        code === live.code
          ? { type: 'code.right', act }
          : { type: 'code.wrong', act, triesLeft: 5 - live.tries },
      );
    },
    wait(hours) {
      const until = now.getTime() + hours * 3_600_000;
      const said: string[] = [];
      // The sweep: wakes the conversation at each instant it asked for.
      for (
        let due = last?.wakeAt ?? null;
        due !== null && due.getTime() <= until;
        due = last?.wakeAt ?? null
      ) {
        now = due;
        said.push(run({ type: 'deadline.passed' }));
      }
      now = new Date(until);
      return said.filter((line) => line !== '').join('\n');
    },
    code: () => live?.code ?? 'none',
    status: () => facts.status,
    categories: () => facts.categoryKeys,
    addresses: () => facts.homes.map(describe),
    state: () => last?.snapshot.state ?? 'none',
    context: () => last?.snapshot.context,
    wakeAt: () => last?.wakeAt ?? null,
    effects: () => last?.effects ?? [],
    snapshot: () => snapshot,
  };
}

/** A phone that has signed up at Skórzewo, ul. Poznańska 12, with the categories given. */
export function makeSubscriber(): Phone {
  return makePhone({
    status: 'active',
    addresses: ['Skórzewo, ul. Poznańska 12'],
    homes: [{ sym: '0582870', symUl: '17394', houseNumber: '12' }],
    categoryKeys: ['alerty', 'sport', 'kultura', 'odpady', 'prad'],
  });
}

function replaceHome(
  homes: readonly Address[],
  { address, old }: { readonly address: Address; readonly old: Address | 'all' },
): readonly Address[] {
  if (old === 'all') return [address];
  const replaced = homes.map((home) => (describe(home) === describe(old) ? address : home));
  return replaced.filter((home, at) => replaced.findIndex((one) => describe(one) === describe(home)) === at);
}

function describe({ sym, symUl, houseNumber }: Address): string {
  return `${sym} ${symUl} ${houseNumber}`;
}

/** As the service tells the machine. */
function display({ sym, symUl, houseNumber }: Address): string {
  const street = symUl === null ? null : places.findStreet(sym, symUl);
  const road = [street === null ? '' : shortStreet(street), houseNumber ?? ''].filter((part) => part !== '');
  return [places.findLocality(sym)?.name ?? sym, road.join(' ')].filter((part) => part !== '').join(', ');
}
