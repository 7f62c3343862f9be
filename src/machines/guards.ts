import * as acts from './acts.ts';
import { type Context, isDialogueOver, reminderAfterMs } from './context.ts';
import { findMissing } from './draft.ts';
import type { SubscriberStatus } from './effects.ts';
import * as homes from './homes.ts';
import { type MachineEvent, saidIn } from './machine-event.ts';

/** The conditions of the conversation's transitions, by the names that the machine and its diagram give them. */

type Args = { readonly context: Context; readonly event: MachineEvent };

function hasStatus(...statuses: readonly SubscriberStatus[]): (args: Args) => boolean {
  return ({ event }) => statuses.includes(event.facts.status);
}

function isMissing(missing: ReturnType<typeof findMissing>): (args: Args) => boolean {
  return ({ context, event }) => findMissing(context, event.facts) === missing;
}

function namesCategories(event: MachineEvent): boolean {
  return 'categories' in event && event.categories.length > 0 && saidIn(event).reading === null;
}

export const guards = {
  isActive: hasStatus('active'),
  isSuspended: hasStatus('suspended'),
  isNotActive: hasStatus('unknown', 'suspended', 'left'),
  hasDraft: ({ context }) => context.draft !== null,
  hasOpenQuestion: ({ context }) => context.askedAt !== null,
  isSilent: ({ context, event }) => event.facts.status === 'left' && context.askedAt === null,
  canUndo: ({ context, event }) =>
    event.facts.status === 'left' &&
    context.undoUntil !== null &&
    event.now.getTime() < Date.parse(context.undoUntil),
  hasList: ({ context }) => context.options.length > 0,
  isChange: ({ context }) => context.draft !== null && context.draft.goal !== 'join',
  isFirstMiss: ({ context }) => context.misses === 0,
  isOffered: (args) => acts.offeredOption(args) !== null,
  isForJoining: ({ event }) => 'act' in event && event.act === 'join',
  isForErasing: ({ event }) => 'act' in event && event.act === 'erase',
  namesOneAddress: (args) => args.event.facts.status === 'active' && homes.namedHome(args.event) !== null,
  namesSomeAddresses: (args) => args.event.facts.status === 'active' && homes.findNamedHomes(args).length > 0,
  isForLeaving: ({ event }) => 'act' in event && event.act === 'leave',
  namesCategories: ({ event }) => namesCategories(event),
  /** DODAJ and nothing else, from somebody who still has several addresses. */
  addsInstead: ({ event }) =>
    event.facts.status === 'active' && !namesCategories(event) && saidIn(event).reading === null,
  namesNothing: ({ event }) =>
    saidIn(event).reading === null || saidIn(event).reading?.locality.kind === 'none',
  looksLikePlaces: ({ event }) => {
    const { reading } = saidIn(event);
    return reading?.locality.kind === 'none' && reading.locality.nearest.length > 0;
  },
  looksLikeStreets: ({ event }) => {
    const { reading } = saidIn(event);
    return reading?.street?.kind === 'none' && reading.street.nearest.length > 0;
  },
  isOfferedHome: (args) => homes.offeredHome(args) !== null,
  mustChooseHome: isMissing('homeChoice'),
  mustChooseLocality: isMissing('localityChoice'),
  needsLocality: isMissing('locality'),
  mustChooseStreet: isMissing('streetChoice'),
  needsStreet: isMissing('street'),
  needsCategories: isMissing('categories'),
  leavingIsDue: ({ context, event }) =>
    context.leavingFinalAt !== null && event.now.getTime() >= Date.parse(context.leavingFinalAt),
  wasSettledElsewhere: ({ context, event }) =>
    context.leavingFinalAt !== null && event.facts.status !== 'suspended',
  dialogueIsOver: ({ context, event }) => isDialogueOver(context, event.now),
  reminderIsDue: ({ context, event }) =>
    context.draft !== null &&
    context.reminded === 'no' &&
    context.askedAt !== null &&
    event.now.getTime() >= Date.parse(context.askedAt) + reminderAfterMs,
} as const satisfies Readonly<Record<string, (args: Args) => boolean>>;
