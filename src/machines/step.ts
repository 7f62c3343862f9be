import * as z from 'zod';
import { findTypedCode } from '#domain/codes.ts';
import {
  type Context,
  closedDialogue,
  emptyContext,
  findWakeAt,
  isDialogueOver,
  leavingFinalAfterMs,
  type StoredContext,
  storedContextSchema,
} from './context.ts';
import { conversationMachine } from './conversation.ts';
import type {
  ConversationEvent,
  Effect,
  SmsCodeAct,
  StepInput,
  StepResult,
  StoredSnapshot,
} from './effects.ts';
import { readText } from './happenings.ts';
import type { Happening } from './machine-event.ts';
import { transitConversation } from './pure-transition.ts';
import { speak, withLapsedNote } from './replies.ts';

/**
 * Version 2 knows erasing by a code, version 3 which of several addresses is changed; what an earlier one stored means
 * the same in it.
 */
const snapshotVersion = 3;
const readableVersions: ReadonlySet<number> = new Set([1, 2, 3]);

type Standing = { readonly state: string; readonly context: StoredContext };

/**
 * One step of one number's conversation: what to store, what to do, when to come back. Pure and total: the same
 * input gives the same result, and a snapshot that can't be read restarts the dialogue instead of throwing.
 */
export function step({ snapshot, event, facts, now }: StepInput): StepResult {
  const standing = endIfOver(readSnapshot(snapshot, { now, status: facts.status }), event, now);
  const context: Context = { ...standing.context, outbox: [] };
  const { happening, intent } = readEvent(event, { ...standing, context, facts });
  const after = transitConversation({ state: standing.state, context }, { ...happening, facts, now });
  const { outbox, ...kept } = after.context;
  const { state } = after;
  // A dialogue that has come to rest keeps nothing of what was asked on the way.
  const settled: StoredContext = state === 'idle' ? { ...kept, ...closedDialogue } : kept;
  const { effects, lapsed } = noteLapse(outbox, settled.lapsed, speak(facts.texts).lapsed());
  const stored: StoredContext = { ...settled, lapsed };
  return {
    snapshot: { machine: 'conversation', version: snapshotVersion, state, context: stored },
    effects,
    wakeAt: findWakeAt(stored),
    intent,
  };
}

/** A snapshot as the database gives it; what has not even its outer form comes back as one that will restart. */
export function parseSnapshot(stored: unknown): StoredSnapshot | null {
  if (stored === null || stored === undefined) return null;
  const parsed = storedSnapshotSchema.safeParse(stored);
  return parsed.success ? parsed.data : { machine: '', version: 0, state: '', context: null };
}

const storedSnapshotSchema = z.object({
  machine: z.string(),
  version: z.number(),
  state: z.string(),
  context: z.unknown(),
});

/**
 * The code in a text that should be checked before the step, and for which act; null = step with the text itself.
 * Only while a code is awaited, so a number in another dialogue never uses up a try.
 */
export function typedCode(
  snapshot: StoredSnapshot | null,
  text: string,
): { readonly act: SmsCodeAct; readonly code: string } | null {
  const act = snapshot === null ? undefined : codeStates.get(snapshot.state);
  const code = act === undefined ? null : findTypedCode(text);
  return act === undefined || code === null ? null : { act, code };
}

const codeStates: ReadonlyMap<string, SmsCodeAct> = new Map([
  ['awaitingJoinCode', 'join'],
  ['awaitingLeaveCode', 'leave'],
  ['awaitingEraseCode', 'erase'],
]);

function readEvent(
  event: ConversationEvent,
  input: { readonly state: string; readonly context: Context; readonly facts: StepInput['facts'] },
): { readonly happening: Happening; readonly intent: string | null } {
  switch (event.type) {
    case 'text':
      return readText({ ...input, text: event.text });
    case 'deadline.passed':
      return { happening: event, intent: null };
    case 'code.right':
    case 'code.wrong':
    case 'code.expired':
    case 'code.spent':
    case 'code.none':
      return { happening: event, intent: 'code' };
    default:
      return event satisfies never;
  }
}

/** States this release knows. */
export const conversationStates: readonly string[] = Object.keys(conversationMachine.states);

const draftStates: ReadonlySet<string> = new Set([
  ...[
    'confirmingJoin',
    'choosingHome',
    'awaitingLocality',
    'choosingLocality',
    'awaitingStreet',
    'choosingStreet',
  ],
  ...['awaitingCategories', 'awaitingJoinCode'],
]);

const restingStates: ReadonlySet<string> = new Set(['idle', 'awaitingLeaveCode', 'awaitingEraseCode']);

function readSnapshot(
  snapshot: StoredSnapshot | null,
  { now, status }: { readonly now: Date; readonly status: StepInput['facts']['status'] },
): Standing {
  if (snapshot === null && status !== 'suspended') return { state: 'idle', context: emptyContext };
  const parsed = storedContextSchema.safeParse(snapshot?.context);
  if (snapshot?.machine === 'conversation' && readableVersions.has(snapshot.version) && parsed.success) {
    const context = parsed.data;
    const fits = draftStates.has(snapshot.state) ? context.draft !== null : restingStates.has(snapshot.state);
    if (fits) return { state: snapshot.state, context };
  }
  // Of an unreadable snapshot only the promise to somebody who is leaving is kept: it still becomes final.
  const finalAt = status === 'suspended' ? new Date(now.getTime() + leavingFinalAfterMs).toISOString() : null;
  const state = status === 'suspended' ? 'awaitingLeaveCode' : 'idle';
  return { state, context: { ...emptyContext, leavingFinalAt: finalAt, lapsed: 'yes' } };
}

/** A text after the dialogue's seven days starts anew, even if the deadline has not been swept yet. */
function endIfOver(standing: Standing, event: ConversationEvent, now: Date): Standing {
  if (event.type === 'deadline.passed' || !isDialogueOver(standing.context, now)) return standing;
  return { state: 'idle', context: { ...standing.context, ...closedDialogue, lapsed: 'yes' } };
}

/** After a lapsed dialogue the first answer says so, once. */
function noteLapse(
  outbox: readonly Effect[],
  lapsed: StoredContext['lapsed'],
  note: string,
): { readonly effects: readonly Effect[]; readonly lapsed: StoredContext['lapsed'] } {
  const at = outbox.findIndex((effect) => effect.type === 'reply' && effect.purpose !== 'notice');
  if (lapsed === 'no' || at === -1) return { effects: outbox, lapsed };
  const effects = outbox.map((effect, index) =>
    index === at && effect.type === 'reply' ? { ...effect, text: withLapsedNote(effect.text, note) } : effect,
  );
  return { effects, lapsed: 'no' };
}
