import { wordings } from '#domain/consent.ts';
import { choosePlural } from '#domain/plural.ts';
import {
  type Context,
  closedDialogue,
  type Draft,
  leavingFinalAfterMs,
  type Option,
  undoLifeMs,
} from './context.ts';
import { addressOf, chooseOption, describeAddress, fillDraft, startDraft, withoutStreet } from './draft.ts';
import type { Effect, Facts, ReplyPurpose } from './effects.ts';
import { type MachineEvent, saidIn, say } from './machine-event.ts';

/** What the machine's actions do: each gives the changed part of the context, effects appended to its outbox. */

type Args = { readonly context: Context; readonly event: MachineEvent };
type Change = Partial<Context>;

/** Appends effects to what this step will do. */
export function emit({ context }: Args, ...effects: readonly Effect[]): Change {
  return { outbox: [...context.outbox, ...effects] };
}

/** A reply that answers without leading on. */
export function inform(args: Args, text: string): Change {
  return emit(args, reply(text, 'information'));
}

export function reply(text: string, purpose: ReplyPurpose): Effect {
  return { type: 'reply', text, purpose };
}

export function alertKeys(facts: Facts): readonly string[] {
  return facts.categories.filter((category) => category.isAlert).map(({ key }) => key);
}

export function alertName(facts: Facts): string {
  return facts.categories.find((category) => category.isAlert)?.name ?? 'Alerty';
}

export function namesOf(keys: readonly string[], facts: Facts): readonly string[] {
  return facts.categories.filter(({ key }) => keys.includes(key)).map(({ name }) => name);
}

/** The first address, and how many more there are. */
export function tellAddresses([first = '', ...others]: readonly string[]): string {
  const more = choosePlural(others.length, { one: 'inny', few: 'inne', many: 'innych' });
  return others.length === 0 ? first : `${first} i ${others.length} ${more}`;
}

export function moreCategories(facts: Facts): readonly { readonly key: string; readonly name: string }[] {
  return facts.categories.filter((category) => !category.isAlert).map(({ key, name }) => ({ key, name }));
}

/** Starts a draft of this goal with what the text already said. */
export function begin(goal: Draft['goal']): (args: Args) => Change {
  return ({ context, event }) => {
    const said = saidIn(event);
    const categories = said.categories.filter((key) =>
      moreCategories(event.facts).some((more) => more.key === key),
    );
    const filled = fillDraft(startDraft(goal), { reading: said.reading, categories, facts: event.facts });
    const cancel: readonly Effect[] = context.draft === null ? [] : [{ type: 'code.cancel', act: 'join' }];
    // Only an unfinished sign-up is worth a reminder; a change not made leaves everything as it was.
    const reminded = goal === 'join' ? 'no' : 'yes';
    return { ...context, ...closedDialogue, ...filled, reminded, outbox: [...context.outbox, ...cancel] };
  };
}

export function takeAddress({ context, event }: Args): Change {
  if (context.draft === null) return {};
  return fillDraft(context.draft, { ...saidIn(event), facts: event.facts });
}

export function takeChoice({ context, event }: Args): Change {
  const option = offeredOption({ context, event });
  if (context.draft === null || option === null) return {};
  return chooseOption(context.draft, option, event.facts.places);
}

/** The option the person's number stands for on the list as it was shown; null when it was not on it. */
export function offeredOption({ context, event }: Args): Option | null {
  if (event.type !== 'answer.choice' || event.number < 1 || event.number > context.shown) return null;
  return context.options[context.from + event.number - 1] ?? null;
}

export function takeWholeLocality({ context }: Args): Change {
  return context.draft === null ? {} : withoutStreet(context.draft);
}

export function takeCategories({ context, event }: Args): Change {
  if (context.draft === null) return {};
  const shown = context.categoriesShown.map(({ key }) => key);
  const keys = event.type === 'answer.categories' ? event.keys : event.type === 'answer.all' ? shown : [];
  // A category closed since the list was shown is left out.
  const known = moreCategories(event.facts).map(({ key }) => key);
  return { draft: { ...context.draft, categories: keys.filter((key) => known.includes(key)) } };
}

export function issueCode(wording: 'summary' | 'again'): (args: Args) => Change {
  return (args) => {
    const { context, event } = args;
    if (context.draft === null) return {};
    const office = event.facts.settings;
    const keys = [...alertKeys(event.facts), ...(context.draft.categories ?? [])];
    const summary = {
      office,
      address: describeAddress(context.draft),
      categories: namesOf(keys, event.facts),
    };
    const text = wording === 'summary' ? say(event).summary(summary) : say(event).newJoinCode({ office });
    const issue: Effect = { type: 'code.issue', act: 'join', text, refusal: say(event).codeBudget() };
    return { ...emit(args, issue), misses: 0, askedAt: event.now.toISOString() };
  };
}

export function completeJoin({ context, event }: Args): Change {
  const address = context.draft === null ? null : addressOf(context.draft);
  if (context.draft === null || address === null) return {};
  const categories = [...alertKeys(event.facts), ...(context.draft.categories ?? [])];
  const text = say(event).joined({
    office: event.facts.settings,
    address: describeAddress(context.draft),
    categories: namesOf(categories, event.facts),
  });
  return {
    ...closedDialogue,
    leavingFinalAt: null,
    undoUntil: null,
    outbox: [
      ...context.outbox,
      { type: 'subscriber.join', addresses: [address], categories, wording: wordings.smsJoin },
      reply(text, 'dialogue'),
    ],
  };
}

/** WYPISZ: nothing more is sent from now on; the code, a second WYPISZ, STOP or 24 hours make it final. */
export function suspend({ context, event }: Args): Change {
  const text = say(event).leaveCode({ office: event.facts.settings });
  return {
    ...closedDialogue,
    leavingFinalAt: new Date(event.now.getTime() + leavingFinalAfterMs).toISOString(),
    undoUntil: null,
    outbox: [
      ...context.outbox,
      ...cancelJoin(context),
      { type: 'subscriber.suspend', wording: wordings.smsSuspend },
      { type: 'code.issue', act: 'leave', text, refusal: say(event).leaveCodeBudget() },
    ],
  };
}

export function issueLeaveCode(args: Args): Change {
  const text = say(args.event).leaveCode({ office: args.event.facts.settings });
  return emit(args, { type: 'code.issue', act: 'leave', text, refusal: say(args.event).leaveCodeBudget() });
}

type LeavingHow = Extract<Effect, { type: 'subscriber.leave' }>['how'];

const leavingWordings: Readonly<Record<LeavingHow, string>> = {
  code: wordings.smsLeaveCode,
  stop: wordings.smsStop,
  repeated: wordings.smsLeaveRepeated,
  deadline: wordings.smsLeaveDeadline,
};

/** The end: one confirmation, then silence. What was not exactly asked for can be undone. */
export function leave(how: LeavingHow): (args: Args) => Change {
  return ({ context, event }) => {
    const office = event.facts.settings;
    const isGuess = how === 'deadline' || (event.type === 'keyword.stop' && event.fit === 'near');
    // Who never joined has nothing to come back to.
    const canUndo = isGuess && event.facts.categoryKeys.length > 0;
    const isStranger = event.facts.status === 'unknown' && context.draft === null;
    const known = canUndo ? say(event).leftWithUndo({ office }) : say(event).left({ office });
    const text = isStranger ? say(event).leftStranger({ office }) : known;
    return {
      // A sign-up begun meanwhile goes on when only the old subscription runs out.
      ...(how === 'deadline' ? {} : closedDialogue),
      leavingFinalAt: null,
      undoUntil: canUndo ? new Date(event.now.getTime() + undoLifeMs).toISOString() : null,
      outbox: [
        ...context.outbox,
        ...(how === 'deadline' ? [] : cancelJoin(context)),
        { type: 'code.cancel', act: 'leave' },
        { type: 'subscriber.leave', how, wording: leavingWordings[how] },
        reply(text, how === 'deadline' ? 'notice' : 'dialogue'),
      ],
    };
  };
}

export function resume({ context, event }: Args): Change {
  const text = say(event).stayed({
    office: event.facts.settings,
    address: tellAddresses(event.facts.addresses),
  });
  return {
    ...closedDialogue,
    leavingFinalAt: null,
    undoUntil: null,
    outbox: [
      ...context.outbox,
      ...cancelJoin(context),
      { type: 'code.cancel', act: 'leave' },
      { type: 'subscriber.resume', wording: wordings.smsResume },
      reply(text, 'dialogue'),
    ],
  };
}

/** Erasing can't be undone, so it is told what goes, and the code proves whose phone it is. */
export function askErasure(args: Args): Change {
  const { context, event } = args;
  return {
    ...closedDialogue,
    askedAt: event.now.toISOString(),
    // Nobody is urged to be erased.
    reminded: 'yes',
    outbox: [...context.outbox, ...cancelJoin(context), eraseCode(event)],
  };
}

export function issueEraseCode(args: Args): Change {
  return { ...emit(args, eraseCode(args.event)), misses: 0, askedAt: args.event.now.toISOString() };
}

function eraseCode(event: MachineEvent): Effect {
  const office = event.facts.settings;
  const text = say(event).eraseCode({ office });
  return { type: 'code.issue', act: 'erase', text, refusal: say(event).eraseCodeBudget({ office }) };
}

/** The last word of the talk: everything about the person goes, and after this reply the number too. */
export function erase({ context, event }: Args): Change {
  return {
    ...closedDialogue,
    leavingFinalAt: null,
    undoUntil: null,
    outbox: [
      ...context.outbox,
      { type: 'subscriber.erase', wording: wordings.smsErase },
      reply(say(event).erased({ office: event.facts.settings }), 'dialogue'),
    ],
  };
}

export function keepData({ context, event }: Args): Change {
  return {
    ...closedDialogue,
    outbox: [
      ...context.outbox,
      { type: 'code.cancel', act: 'erase' },
      reply(say(event).kept({ office: event.facts.settings }), 'dialogue'),
    ],
  };
}

/** The dialogue is given up; whatever was not confirmed is forgotten. */
export function abandon(text: (event: MachineEvent) => string): (args: Args) => Change {
  return ({ context, event }) => ({
    ...closedDialogue,
    outbox: [...context.outbox, ...cancelJoin(context), reply(text(event), 'dialogue')],
  });
}

export function cancelJoin(context: Context): readonly Effect[] {
  return context.draft === null ? [] : [{ type: 'code.cancel', act: 'join' }];
}
