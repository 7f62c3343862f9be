import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { insertMissingSenders, type LockedConversation, lockConversations } from '#db/conversations.ts';
import { listenForAnnouncements } from '#db/listen.ts';
import { listWaitingSenders, updateFailedMo, type WaitingMo, type WaitingSender } from '#db/mos.ts';
import type { Tx } from '#db/pool.ts';
import { replyRunId } from '#db/runs.ts';
import type { TalkWrites } from '#db/talk-writes.ts';
import { updateUnsentAnswers } from '#db/threads.ts';
import { type Msisdn, parseMsisdn } from '#domain/msisdn.ts';
import type { Deps } from './deps.ts';
import { isConnectionLoss, outlineError } from './failures.ts';
import { type HandlingContext, handleText } from './handle-text.ts';
import type { Reply } from './queue-reply.ts';
import { loadTalks, replyItem, saveTalks, type Talk, type WaitingTalk } from './talk.ts';

export type ConversationDeps = Pick<Deps, 'db' | 'sql' | 'logger' | 'clock' | 'secretKey' | 'office'>;

const numbersPerBatch = 200;
const textsPerNumber = 20;
const parkedAfter = 5;
const firstDelayMs = 500;
const longestSliceMs = 5;

/**
 * Handles a batch of waiting texts, up to 200 numbers in one transaction, each number's in the order of their dates.
 * Several processes may run it at once: a number is handled by one at a time. Returns how many texts were dealt
 * with; 0 = nothing to do, or others are at it.
 */
export async function advanceConversations(deps: ConversationDeps): Promise<number> {
  const senders = await listWaitingSenders(deps.db, {
    now: deps.clock(),
    limit: numbersPerBatch * 2,
    except: [],
  });
  return advanceSenders(deps, senders);
}

/** Handles the first of these that nobody else is at; `onLocked` hears which they are. */
async function advanceSenders(
  deps: ConversationDeps,
  senders: readonly WaitingSender[],
  onLocked?: (numbers: ReadonlySet<string>) => void,
): Promise<number> {
  const numbers = senders.flatMap(({ sender }) => asMsisdn(sender));
  if (numbers.length === 0) return 0;
  // Rows that two processes might both have to make are made before the locks, in a moment of their own.
  const fresh = senders.flatMap(({ sender, isKnown }) => (isKnown ? [] : asMsisdn(sender)));
  await insertMissingSenders(deps.db, fresh);
  try {
    return await advanceNumbers(deps, { numbers, textsPerNumber, onLocked });
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
        const locked = await lockConversations(tx, { msisdns: [number], limit: 1 });
        const [waiting] = await loadTalks(tx, { locked, textsPerNumber: 1, now: deps.clock() });
        for (const mo of waiting?.mos ?? []) await recordFailure(deps, tx, { mo, error });
      });
      return count + 1;
    }
  }
  return count;
}

type Handled = TalkWrites['handled'][number];
type Failed = { readonly mo: WaitingMo; readonly error: unknown };
type Advanced = {
  readonly before: Talk;
  readonly after: Talk;
  readonly handled: readonly Handled[];
  readonly failed: readonly Failed[];
};

async function advanceNumbers(
  deps: ConversationDeps,
  batch: {
    readonly numbers: readonly Msisdn[];
    readonly textsPerNumber: number;
    readonly onLocked?: ((numbers: ReadonlySet<string>) => void) | undefined;
  },
): Promise<number> {
  return deps.db.transaction(async (tx) => {
    const now = deps.clock();
    const locked = await lockConversations(tx, { msisdns: batch.numbers, limit: numbersPerBatch });
    batch.onLocked?.(new Set(locked.map((row) => row.msisdn ?? '')));
    if (locked.length === 0) return 0;
    // Read after the locks: what somebody else has handled meanwhile no longer waits.
    const loaded = await loadTalks(tx, { locked, textsPerNumber: batch.textsPerNumber, now });
    const waiting = loaded.filter(({ mos }) => mos.length > 0);
    if (waiting.length === 0) return 0;
    const context = { office: deps.office(), secretKey: deps.secretKey, now };
    const advanced = await mapInSlices(waiting, (one) => advanceTalk(one, context));
    const handled = advanced.flatMap((one) => one.handled);
    const failed = advanced.flatMap((one) => one.failed);
    const replies = advanced.flatMap(({ after }) => toReplies(after));
    await saveTalks(tx, { talks: advanced, handled, replies, now });
    await updateUnsentAnswers(tx, { runId: replyRunId(now), phoneIds: advanced.flatMap(hasJustGone) });
    for (const failure of failed) await recordFailure(deps, tx, failure);
    return handled.length + failed.length;
  });
}

/**
 * Webhooks and the gateway's answers share this thread: they do not wait for a whole batch to be thought about. Other
 * batches do: thought about in turns with them, all would be done at the end, and wait for the database together.
 */
async function mapInSlices<T, U>(items: readonly T[], act: (item: T) => U): Promise<readonly U[]> {
  const before = thinking;
  const done = Promise.withResolvers<void>();
  thinking = done.promise;
  await before;
  try {
    const results: U[] = [];
    let sliceEnds = performance.now() + longestSliceMs;
    for (const item of items) {
      if (performance.now() > sliceEnds) {
        await setImmediate();
        sliceEnds = performance.now() + longestSliceMs;
      }
      results.push(act(item));
    }
    return results;
  } finally {
    done.resolve();
  }
}

/** Settles when the batches that came before have been thought about. */
let thinking: Promise<void> = Promise.resolve();

/** Handles one number's texts until one throws; that one and those behind it are left for later. */
function advanceTalk({ talk: before, mos }: WaitingTalk, context: HandlingContext): Advanced {
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

/** The number's id, if its texts have made the person leave, or begin to. */
function hasJustGone({ before, after }: Advanced): readonly number[] {
  const isGone = ({ person: { status } }: Talk) => status === 'left' || status === 'suspended';
  return isGone(after) && !isGone(before) ? [after.phoneId] : [];
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
// While one batch waits for the database another is thought about; more only make them smaller.
const mostBatches = 3;
// A batch has its price however small it is: fewer numbers than this wait a moment for the one under way to end.
const worthABatch = 50;
const longestGatherMs = 30;
// How many numbers to look at for a batch. Where others hold all of them one must look further.
const shortestReach = numbersPerBatch * 2;
const longestReach = numbersPerBatch * 16;

/**
 * Handles inbound texts until stopped: at once when one is stored, and by looking every second in any case. Several
 * batches are under way at once, never two with the same number.
 */
export function startConversations(deps: ConversationDeps): Conversations {
  const busy = new Set<string>();
  const batches = new Set<Promise<void>>();
  let reach = shortestReach;
  let isStopped = false;
  let isWoken = false;
  /** So many were heard so far; NaN, which equals nothing: they are not heard at all. */
  let announcements = 0;
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

  async function advance(senders: readonly WaitingSender[], heard: number): Promise<void> {
    const release = (isDone: (sender: string) => boolean): void => {
      for (const { sender } of senders) if (isDone(sender)) busy.delete(sender);
    };
    for (const { sender } of senders) busy.add(sender);
    try {
      const handled = await advanceSenders(deps, senders, (locked) => {
        release((sender) => !locked.has(sender));
        if (locked.size > 0 && locked.size < senders.length) wake();
      });
      reach = handled > 0 ? shortestReach : Math.min(reach * 2, longestReach);
      // Texts of these numbers that came meanwhile, or were more than fit, were passed over because they were busy.
      if (handled >= textsPerNumber || (handled > 0 && announcements !== heard)) isWoken = true;
    } catch (error) {
      report(error);
    } finally {
      release(() => true);
    }
  }

  function report(error: unknown): void {
    deps.logger.error(outlineError(error), 'inbound texts are not handled just now');
    // Woken by every text that comes meanwhile, it would only fail more often.
    isWoken = false;
  }

  function begin(senders: readonly WaitingSender[], heard: number): void {
    const batch = advance(senders, heard).finally(() => {
      batches.delete(batch);
      // A batch that others hold has brought nothing: trying it again at once would go on until they are done.
      if (isWoken) wakeNow();
    });
    batches.add(batch);
  }

  async function run(): Promise<void> {
    let isRush = false;
    while (!isStopped) {
      if (batches.size >= mostBatches) {
        await Promise.race(batches);
        continue;
      }
      // Looking costs as much as handling a text does: what comes while a batch is under way is looked at once.
      if (batches.size > 0 && !isRush) await Promise.race([...batches, sleep(longestGatherMs)]);
      isWoken = false;
      try {
        const heard = announcements;
        const now = deps.clock();
        const senders = await listWaitingSenders(deps.db, { now, limit: reach, except: [...busy] });
        const wasRush = isRush;
        isRush = senders.length >= worthABatch;
        const isWorthIt: boolean = batches.size === 0 || isRush || !wasRush;
        if (senders.length > 0 && isWorthIt) begin(senders, heard);
        if (isRush || (senders.length > 0 && !isWorthIt)) continue;
      } catch (error) {
        report(error);
      }
      await rest();
    }
    await Promise.all(batches);
  }

  const listening = listenForAnnouncements(deps.sql, (what) => {
    if (what !== 'inbox') return;
    announcements += 1;
    wake();
  }).catch((error: unknown) => {
    announcements = Number.NaN;
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
