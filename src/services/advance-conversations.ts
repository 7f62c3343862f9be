import { insertMissingConversations, type LockedConversation, lockConversations } from '#db/conversations.ts';
import { listenForAnnouncements } from '#db/listen.ts';
import {
  listWaitingMos,
  listWaitingSenders,
  type MoMark,
  updateFailedMo,
  updateHandledMos,
  type WaitingMo,
} from '#db/mos.ts';
import { insertMissingPhones } from '#db/phones.ts';
import type { Tx } from '#db/pool.ts';
import { type Msisdn, parseMsisdn } from '#domain/msisdn.ts';
import type { Deps } from './deps.ts';
import { isConnectionLoss, outlineError } from './failures.ts';
import { type HandlingContext, handleText } from './handle-text.ts';
import type { Reply } from './queue-reply.ts';
import { loadTalks, replyItem, saveTalks, type Talk } from './talk.ts';

export type ConversationDeps = Pick<Deps, 'db' | 'sql' | 'logger' | 'clock' | 'secretKey' | 'office'>;

const numbersPerBatch = 200;
const textsPerNumber = 20;
const parkedAfter = 5;
const firstDelayMs = 500;

/**
 * Handles a batch of waiting texts, up to 200 numbers in one transaction, each number's in the order of their dates.
 * Several processes may run it at once: a number is handled by one at a time. Returns how many texts were dealt
 * with; 0 = nothing to do, or others are at it.
 */
export async function advanceConversations(deps: ConversationDeps): Promise<number> {
  const now = deps.clock();
  const senders = await listWaitingSenders(deps.db, { now, limit: numbersPerBatch * 2 });
  const numbers = senders.flatMap(asMsisdn);
  if (numbers.length === 0) return 0;
  // Rows that two processes might both have to make are made before the locks, each in a moment of its own.
  await insertMissingPhones(deps.db, numbers);
  await insertMissingConversations(deps.db, numbers);
  try {
    return await advanceNumbers(deps, { numbers, textsPerNumber });
  } catch (error) {
    if (isConnectionLoss(error)) throw error;
    deps.logger.error(
      outlineError(error),
      'a batch of conversations failed; its numbers are handled one by one',
    );
    let count = 0;
    for (const number of numbers) count += await advanceAlone(deps, number);
    return count;
  }
}

/** One number, text by text, so that a text which cannot be stored is known and set aside alone. */
async function advanceAlone(deps: ConversationDeps, number: Msisdn): Promise<number> {
  let count = 0;
  for (let handled = 1; handled > 0 && count < textsPerNumber; count += handled) {
    try {
      handled = await advanceNumbers(deps, { numbers: [number], textsPerNumber: 1 });
    } catch (error) {
      if (isConnectionLoss(error)) throw error;
      await deps.db.transaction(async (tx) => {
        await lockConversations(tx, { msisdns: [number], limit: 1 });
        const [mo] = await listWaitingMos(tx, { senders: [number], now: deps.clock(), perSender: 1 });
        if (mo !== undefined) await recordFailure(deps, tx, { mo, error });
      });
      return count + 1;
    }
  }
  return count;
}

type Handled = {
  readonly id: number;
  readonly phoneId: number;
  readonly intent: string | null;
  readonly mark: MoMark;
};
type Failed = { readonly mo: WaitingMo; readonly error: unknown };
type Advanced = {
  readonly before: Talk;
  readonly after: Talk;
  readonly handled: readonly Handled[];
  readonly failed: readonly Failed[];
};

async function advanceNumbers(
  deps: ConversationDeps,
  batch: { readonly numbers: readonly Msisdn[]; readonly textsPerNumber: number },
): Promise<number> {
  return deps.db.transaction(async (tx) => {
    const now = deps.clock();
    const locked = await lockConversations(tx, { msisdns: batch.numbers, limit: numbersPerBatch });
    // Read after the locks: what somebody else has handled meanwhile no longer waits.
    const senders = locked.flatMap((row) => asMsisdn(row.msisdn ?? ''));
    const mos = await listWaitingMos(tx, { senders, now, perSender: batch.textsPerNumber });
    if (mos.length === 0) return 0;
    const texts = Map.groupBy(mos, (mo) => mo.sender);
    const context = { office: deps.office(), secretKey: deps.secretKey, now };
    const talks = await loadTalks(
      tx,
      locked.filter((row) => row.msisdn !== null && texts.has(row.msisdn)),
    );
    const senderOf = new Map(locked.map((row) => [row.phoneId, row.msisdn ?? '']));
    const advanced = talks.map((talk) =>
      advanceTalk(talk, texts.get(senderOf.get(talk.phoneId) ?? '') ?? [], context),
    );
    const handled = advanced.flatMap((one) => one.handled);
    const failed = advanced.flatMap((one) => one.failed);
    await saveTalks(tx, { talks: advanced, replies: advanced.flatMap(({ after }) => toReplies(after)), now });
    await updateHandledMos(tx, handled);
    for (const failure of failed) await recordFailure(deps, tx, failure);
    return handled.length + failed.length;
  });
}

/** Handles one number's texts until one throws; that one and those behind it are left for later. */
function advanceTalk(before: Talk, mos: readonly WaitingMo[], context: HandlingContext): Advanced {
  const handled: Handled[] = [];
  let after = before;
  for (const mo of mos) {
    try {
      const { talk, intent, mark } = handleText(after, mo, context);
      after = talk;
      handled.push({ id: mo.id, phoneId: before.phoneId, intent, mark });
    } catch (error) {
      return { before, after, handled, failed: [{ mo, error }] };
    }
  }
  return { before, after, handled, failed: [] };
}

function toReplies(talk: Talk): Reply[] {
  const counts = new Map<number, number>();
  return talk.replies.flatMap(({ moId, text, secretUntil, notBefore }) => {
    if (moId === null) return [];
    const n = counts.get(moId) ?? 0;
    counts.set(moId, n + 1);
    return [{ phoneId: talk.phoneId, item: replyItem(moId, n), text, secretUntil, notBefore }];
  });
}

async function recordFailure(deps: ConversationDeps, tx: Tx, { mo, error }: Failed): Promise<void> {
  const failures = mo.failures + 1;
  const isParked = failures >= parkedAfter;
  deps.logger.error(
    { moId: mo.id, failures, ...outlineError(error) },
    'an inbound text could not be handled',
  );
  const delayMs = firstDelayMs * 2 ** (failures - 1);
  await updateFailedMo(tx, {
    id: mo.id,
    failures,
    outcome: isParked ? 'parked' : { notBefore: new Date(deps.clock().getTime() + delayMs) },
  });
}

function asMsisdn(text: LockedConversation['msisdn']): Msisdn[] {
  const parsed = parseMsisdn(text ?? '');
  return parsed.ok ? [parsed.msisdn] : [];
}

export type Conversations = {
  readonly wake: () => void;
  /** Resolves when the batch under way has been written. */
  readonly stop: () => Promise<void>;
};

const pollMs = 1_000;

/** Handles inbound texts until stopped: at once when one is stored, and by looking every second in any case. */
export function startConversations(deps: ConversationDeps): Conversations {
  let isStopped = false;
  let isWoken = false;
  let wakeNow: () => void = () => undefined;

  function wake(): void {
    isWoken = true;
    wakeNow();
  }

  async function rest(): Promise<void> {
    if (isWoken || isStopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      wakeNow = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    wakeNow = () => undefined;
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      isWoken = false;
      try {
        if ((await advanceConversations(deps)) > 0) continue;
      } catch (error) {
        deps.logger.error(outlineError(error), 'inbound texts are not handled just now');
        // Woken by every text that comes meanwhile, it would only fail more often.
        isWoken = false;
      }
      await rest();
    }
  }

  const listening = listenForAnnouncements(deps.sql, (what) => {
    if (what === 'inbox') wake();
  }).catch((error: unknown) => {
    deps.logger.warn(outlineError(error), 'not told of new texts; looking every second instead');
    return null;
  });
  const running = run();

  return {
    wake,
    stop: async () => {
      isStopped = true;
      wakeNow();
      await (await listening)?.stop().catch(() => undefined);
      await running;
    },
  };
}
