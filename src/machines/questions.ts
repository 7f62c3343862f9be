import { alertName, moreCategories, reply } from './acts.ts';
import type { Context } from './context.ts';
import type { Effect } from './effects.ts';
import { listHomes } from './homes.ts';
import { type MachineEvent, say } from './machine-event.ts';
import { numberPage, type WaitingFor } from './replies.ts';

/** Asking: every question remembers what the person saw, so that "1" keeps its meaning. */

type Args = { readonly context: Context; readonly event: MachineEvent };
type Change = Partial<Context>;

/** Which of several addresses is changed. */
export function askHome(args: Args): Change {
  return askHomes({ ...args, homesShown: [...listHomes(args.event.facts)], from: 0 });
}

export function turnHomes(args: Args): Change {
  const { homesShown, from, shown } = args.context;
  const next = from + shown;
  return askHomes({ ...args, homesShown, from: next < homesShown.length ? next : 0 });
}

function askHomes({ context, event, homesShown, from }: Args & Pick<Context, 'homesShown' | 'from'>): Change {
  const page = numberPage(homesShown.slice(from).map(({ label }) => label));
  return { ...ask({ context, event }, say(event).chooseHome(page)), homesShown, from, shown: page.shown };
}

export function hintHome(args: Args): Change {
  const { homesShown, from } = args.context;
  const page = numberPage(homesShown.slice(from).map(({ label }) => label));
  return miss(args, reply(say(args.event).listUnclear(page), 'information'));
}

export function askLocality(args: Args): Change {
  const { context, event } = args;
  const { goal = 'join', replaces = null } = context.draft ?? {};
  if (replaces !== null && replaces !== 'all') {
    return ask(args, say(event).askLocalityInstead({ office: event.facts.settings, old: replaces.label }));
  }
  return ask(args, say(event).askLocality({ office: event.facts.settings, goal }));
}

export function askLocalityChoice(args: Args): Change {
  const sentence =
    args.context.optionsAre === 'nearest' ? say(args.event).nearestLocality : say(args.event).chooseLocality;
  return askList({ ...args, from: 0, sentence });
}

export function askStreet(args: Args): Change {
  return ask(args, say(args.event).askStreet({ locality: args.context.draft?.locality?.label ?? '' }));
}

export function askStreetChoice(args: Args): Change {
  const sentence =
    args.context.optionsAre === 'nearest' ? say(args.event).nearestStreet : say(args.event).chooseStreet;
  return askList({ ...args, from: 0, sentence });
}

export function askCategories(args: Args): Change {
  const { facts } = args.event;
  const categoriesShown = [...moreCategories(facts)];
  const categories = categoriesShown.map(({ name }) => name);
  return {
    ...ask(args, say(args.event).askCategories({ categories, alerts: alertName(facts) })),
    categoriesShown,
  };
}

/** Never reminded of: it may all have been a misunderstanding. */
export function confirmJoin(args: Args): Change {
  return {
    ...ask(args, say(args.event).confirmJoin({ office: args.event.facts.settings })),
    reminded: 'yes',
  };
}

/** "9 dalej": the next part of the list, the first again after the last. */
export function turnPage(args: Args): Change {
  const { context } = args;
  const next = context.from + context.shown;
  const isStreets = context.draft?.locality !== null;
  const sentence = isStreets ? say(args.event).chooseStreet : say(args.event).chooseLocality;
  return askList({ ...args, from: next < context.options.length ? next : 0, sentence });
}

/** Says the list again to an answer that fits none of it. */
export function hintList(args: Args): Change {
  const { context } = args;
  const page = numberPage(context.options.slice(context.from).map(({ label }) => label));
  return miss(args, reply(say(args.event).listUnclear(page), 'information'));
}

export function hintPlaceOrLeave(args: Args): Change {
  const { context } = args;
  const page = numberPage(context.options.slice(context.from).map(({ label }) => label));
  return miss(args, reply(say(args.event).askPlaceOrLeave(page), 'information'));
}

/** It may be a wish to leave, or an opinion for the office: kept for people, and the way out is shown. */
export function hintLeaving(args: Args): Change {
  const text = say(args.event).askLeaving({ office: args.event.facts.settings });
  return miss(args, { type: 'inbox.keep', mark: 'staff' }, reply(text, 'information'));
}

export function hintLocality(args: Args): Change {
  const goal = args.context.draft?.goal ?? 'join';
  return miss(args, reply(say(args.event).localityUnknown({ goal }), 'information'));
}

export function hintStreet(args: Args): Change {
  const locality = args.context.draft?.locality?.label ?? '';
  return miss(args, reply(say(args.event).streetUnknown({ locality }), 'information'));
}

export function hintCategories(args: Args): Change {
  const categories = args.context.categoriesShown.map(({ name }) => name);
  return miss(args, reply(say(args.event).categoriesUnclear({ categories }), 'information'));
}

export function hintCode(args: Args): Change {
  return miss(args, reply(say(args.event).codeUnclear(), 'information'));
}

export function hintEraseCode(args: Args): Change {
  return miss(args, reply(say(args.event).eraseCodeUnclear(), 'information'));
}

/** To the inbox, with the one acknowledgement a day that says so. */
export function passOn(args: Args): Change {
  const text = say(args.event).passedOn({ office: args.event.facts.settings });
  return miss(args, { type: 'inbox.keep', mark: 'staff' }, reply(text, 'acknowledgement'));
}

/** The same to somebody whose leaving is under way, which stays as it is: the one answer says both. */
export function passOnLeaving(args: Args): Change {
  const text = say(args.event).passedOnLeaving();
  return miss(args, { type: 'inbox.keep', mark: 'staff' }, reply(text, 'acknowledgement'));
}

export function remind({ context, event }: Args): Change {
  const waitingFor = waitingIn(context);
  const text = say(event).reminder({ office: event.facts.settings, waitingFor });
  return { reminded: 'yes', outbox: [...context.outbox, reply(text, 'notice')] };
}

function waitingIn({ draft }: Context): WaitingFor {
  if (draft === null || draft.locality === null) return 'locality';
  if (draft.street.kind === 'open') return 'street';
  return draft.categories === null ? 'categories' : 'code';
}

function ask({ context, event }: Args, text: string): Change {
  return {
    from: 0,
    shown: 0,
    misses: 0,
    askedAt: event.now.toISOString(),
    outbox: [...context.outbox, reply(text, 'dialogue')],
  };
}

type ListQuestion = Args & {
  readonly from: number;
  readonly sentence: (list: { readonly text: string }) => string;
};

function askList({ context, event, from, sentence }: ListQuestion): Change {
  const page = numberPage(context.options.slice(from).map(({ label }) => label));
  // The last part of a paged list has "9 dalej" only if the first has.
  return { ...ask({ context, event }, sentence(page)), from, shown: page.shown };
}

function miss({ context }: Args, ...effects: readonly Effect[]): Change {
  return { misses: context.misses + 1, outbox: [...context.outbox, ...effects] };
}
