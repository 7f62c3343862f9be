import { listOwnItems, lockDueConversations } from '#db/conversations.ts';
import type { Tx } from '#db/pool.ts';
import { nextLoudInstant } from '#domain/quiet-hours.ts';
import type { Effect } from '#machines/effects.ts';
import { step } from '#machines/step.ts';
import type { ConversationDeps } from './advance-conversations.ts';
import { applyEffects } from './apply-effects.ts';
import { outlineError } from './failures.ts';
import { factsOf, type HandlingContext } from './handle-text.ts';
import type { Reply } from './queue-reply.ts';
import { loadTalks, saveTalks, type Talk } from './talk.ts';

const conversationsPerBatch = 200;
const retryMs = 3_600_000;
// A step that asked to be woken at once would be swept for ever.
const shortestRestMs = 60_000;

/**
 * Tells every conversation whose time has come that it has. Safe to run in several processes and as often as one
 * likes. Returns how many there were.
 */
export async function sweepDeadlines(deps: ConversationDeps): Promise<number> {
  let total = 0;
  for (let swept = conversationsPerBatch; swept === conversationsPerBatch; total += swept) {
    swept = await deps.db.transaction((tx) => sweepBatch(deps, tx));
  }
  return total;
}

async function sweepBatch(deps: ConversationDeps, tx: Tx): Promise<number> {
  const now = deps.clock();
  const locked = await lockDueConversations(tx, { now, limit: conversationsPerBatch });
  if (locked.length === 0) return 0;
  const context = { office: deps.office(), secretKey: deps.secretKey, now };
  const loaded = await loadTalks(tx, { locked, textsPerNumber: 0, now });
  const talks = loaded.map(({ talk: before }) => {
    try {
      return { before, after: passDeadline(before, context) };
    } catch (error) {
      deps.logger.error(
        { phoneId: before.phoneId, ...outlineError(error) },
        'a deadline could not be handled',
      );
      return { before, after: { ...before, wakeAt: new Date(now.getTime() + retryMs) } };
    }
  });
  const replies = await numberReplies(
    tx,
    talks.map(({ after }) => after),
  );
  await saveTalks(tx, { talks, handled: [], replies, now });
  return locked.length;
}

function passDeadline(talk: Talk, context: HandlingContext): Talk {
  const { office, now } = context;
  const facts = factsOf(talk, office);
  const result = step({ snapshot: talk.snapshot, event: { type: 'deadline.passed' }, facts, now });
  const loudAt = nextLoudInstant(now, office.settings);
  // A mere reminder waits for the morning as a whole: by then the person may have answered.
  if (loudAt > now && result.effects.length > 0 && result.effects.every(isNotice)) {
    return { ...talk, wakeAt: loudAt };
  }
  const { snapshot, effects, wakeAt } = result;
  // Silence decides nothing new: the person decided when they texted WYPISZ.
  const decidedAt = talk.person.decidedAt ?? now;
  const applied = applyEffects(talk, effects, { ...context, moId: null, decidedAt });
  const earliest = new Date(now.getTime() + shortestRestMs);
  return { ...applied, snapshot, wakeAt: wakeAt !== null && wakeAt < earliest ? earliest : wakeAt };
}

function isNotice(effect: Effect): boolean {
  return effect.type === 'reply' && effect.purpose === 'notice';
}

async function numberReplies(tx: Tx, talks: readonly Talk[]): Promise<readonly Reply[]> {
  const queued = talks.flatMap((talk) => talk.replies.map((reply) => ({ phoneId: talk.phoneId, ...reply })));
  const items = await listOwnItems(tx, queued.length);
  return queued.flatMap(({ phoneId, text, secretUntil, notBefore }, at) => {
    const item = items[at];
    return item === undefined ? [] : [{ phoneId, item, text, secretUntil, notBefore }];
  });
}
