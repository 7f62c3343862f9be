import { type AnyActorScope, initialTransition } from 'xstate';
import { type Context, emptyContext } from './context.ts';
import { conversationMachine } from './conversation.ts';
import type { MachineEvent } from './machine-event.ts';

/**
 * One transition of the conversation, pure: the state and context after the event. What xstate's own `transition()`
 * does, without making an actor and its system anew for every text, which costs more than the transition.
 */
export function transitConversation(
  before: { readonly state: string; readonly context: Context },
  event: MachineEvent,
): { readonly state: string; readonly context: Context } {
  const standing = standings.get(before.state);
  if (standing === undefined) throw new Error(`The conversation has no state ${before.state}.`);
  const after = conversationMachine.transition({ ...standing, context: before.context }, event, inertScope);
  return { state: String(after.value), context: after.context };
}

/** Every state at rest, resolved once. */
const standings = new Map(
  Object.keys(conversationMachine.states).map((value) => [
    value,
    conversationMachine.resolveState({ value, context: { ...emptyContext, outbox: [] } }),
  ]),
);

const inertScope = takeInertScope();

/** The scope in which xstate computes without an actor: nothing is sent, spawned or executed in it. */
function takeInertScope(): AnyActorScope {
  const taken: AnyActorScope[] = [];
  const nothing = { status: 'active', output: undefined, error: undefined } as const;
  initialTransition({
    transition: () => nothing,
    getInitialSnapshot: (scope: AnyActorScope) => {
      taken.push(scope);
      return nothing;
    },
    getPersistedSnapshot: () => nothing,
  });
  const scope = taken.at(-1);
  if (scope === undefined) throw new Error('xstate gave no scope.');
  // One that gathers no actions: they would pile up for as long as the process lives.
  return { ...scope, actionExecutor: () => undefined };
}
