import * as z from 'zod';
import type { NewCode, StoredCode } from '#db/codes.ts';
import { type LockedConversation, listAnswerTimes } from '#db/conversations.ts';
import { updateErasing } from '#db/erasures.ts';
import { upsertKitTexts } from '#db/kits.ts';
import type { MoMark, WaitingMo } from '#db/mos.ts';
import type { Tx } from '#db/pool.ts';
import { replyRunId } from '#db/runs.ts';
import { type TalkWrites, updateTalks } from '#db/talk-writes.ts';
import { listTalks, type TalkRow } from '#db/talks.ts';
import { parseReplyGuard, type ReplyGuard } from '#domain/reply-guard.ts';
import type { StoredSnapshot } from '#machines/effects.ts';
import type { CodeUse } from './check-code.ts';
import { type Person, savePeople, toPerson } from './people.ts';
import { insertReplies, type Reply, textOf } from './queue-reply.ts';

/**
 * One number's conversation in memory: what was read under its lock, and what the texts handled since have made of
 * it. A value; a text that throws leaves the one before it untouched.
 */
export type Talk = {
  readonly phoneId: number;
  readonly snapshot: StoredSnapshot | null;
  readonly wakeAt: Date | null;
  readonly guard: ReplyGuard;
  /** The text that suspended or ended the subscription last, and when our answer to it went out; see `isOverruled`. */
  readonly leaving: { readonly moId: number; readonly answeredAt: Date | null } | null;
  readonly person: Person;
  /** Codes asked for by SMS, newest first, those made since included. */
  readonly codes: readonly StoredCode[];
  readonly newCodes: readonly NewCode[];
  readonly codeUses: ReadonlyMap<string, CodeUse>;
  readonly replies: readonly QueuedReply[];
  readonly mark: MoMark;
  /** `asked`: these texts asked for everything about the person to be erased. */
  readonly erasure: 'none' | 'asked';
  /** The posters whose tags stood in these texts. */
  readonly kitIds: readonly number[];
};

/** `moId` null: nothing was asked, an item of our own will be taken. */
type QueuedReply = Pick<Reply, 'text' | 'secretUntil' | 'notBefore'> & {
  readonly moId: number | null;
};

const guardSchema = z.object({ leavingMoId: z.number().nullable() });

const snapshotSchema = z.object({
  machine: z.literal('conversation'),
  version: z.number().int(),
  state: z.string(),
  context: z.unknown(),
});

// The items of a text's replies are made of its id, so that the same reply can never be queued twice.
const itemsPerText = 8;

/** The item of the nth reply to a text. */
export function replyItem(moId: number, n: number): number {
  if (n >= itemsPerText) throw new Error('A text was given more replies than it can have.');
  return moId * itemsPerText + n;
}

/** A talk, and the texts that wait to be told in it, in the order to handle them. */
export type WaitingTalk = { readonly talk: Talk; readonly mos: readonly WaitingMo[] };

/**
 * Everything about these numbers, whose conversations the caller has locked, and of each the texts that wait, so many at
 * most.
 */
export async function loadTalks(
  tx: Tx,
  given: {
    readonly locked: readonly LockedConversation[];
    readonly textsPerNumber: number;
    readonly now: Date;
  },
): Promise<readonly WaitingTalk[]> {
  const rows = await listTalks(tx, { ...given, phones: given.locked });
  const read = new Map(rows.map((row) => [row.phoneId, row]));
  const talks = given.locked.flatMap((row) => {
    const known = read.get(row.phoneId);
    return known === undefined ? [] : [{ talk: toTalk(row, known), mos: known.mos }];
  });
  const leaving = talks.flatMap(({ talk: { phoneId, leaving }, mos }) =>
    leaving === null || mos.length === 0
      ? []
      : [{ phoneId, firstItem: replyItem(leaving.moId, 0), items: itemsPerText }],
  );
  if (leaving.length === 0) return talks;
  const answers = await listAnswerTimes(tx, leaving);
  const answered = new Map(answers.map((row) => [row.phoneId, row.answeredAt]));
  return talks.map(({ talk, mos }) =>
    talk.leaving === null
      ? { talk, mos }
      : {
          mos,
          talk: { ...talk, leaving: { ...talk.leaving, answeredAt: answered.get(talk.phoneId) ?? null } },
        },
  );
}

function toTalk(row: LockedConversation, read: Pick<TalkRow, 'subscriber' | 'codes'>): Talk {
  const person = toPerson(row.phoneId, read.subscriber);
  // A snapshot that is not even shaped like one is as good as none: the dialogue starts anew.
  const snapshot = snapshotSchema.safeParse(row.snapshot);
  const guard = guardSchema.safeParse(row.guard);
  const leavingMoId = guard.success ? guard.data.leavingMoId : null;
  const isGone = person.status === 'left' || person.status === 'suspended';
  return {
    person,
    codes: read.codes,
    phoneId: row.phoneId,
    snapshot: snapshot.success ? snapshot.data : null,
    wakeAt: row.wakeAt,
    guard: parseReplyGuard(row.guard),
    leaving: leavingMoId === null || !isGone ? null : { moId: leavingMoId, answeredAt: null },
    newCodes: [],
    codeUses: new Map(),
    replies: [],
    mark: 'none',
    erasure: 'none',
    kitIds: [],
  };
}

/**
 * Writes what the talks have become, the texts handled and the replies included: by one statement, and one more for
 * each of the rarer things that happened in them.
 */
export async function saveTalks(
  tx: Tx,
  given: {
    readonly talks: readonly { readonly before: Talk; readonly after: Talk }[];
    readonly handled: TalkWrites['handled'];
    readonly replies: readonly Reply[];
    readonly now: Date;
  },
): Promise<void> {
  const { talks, handled, replies, now } = given;
  // Before the consents, which look for it: a tag and its code may come in one batch.
  await upsertKitTexts(
    tx,
    talks.flatMap(({ after }) => after.kitIds.map((kitId) => ({ kitId, phoneId: after.phoneId }))),
  );
  await savePeople(
    tx,
    talks.map(({ before, after }) => ({ before: before.person, after: after.person })),
  );
  await updateErasing(tx, {
    phoneIds: talks.flatMap(({ after }) => (after.erasure === 'asked' ? [after.phoneId] : [])),
    now,
  });
  const leftOut = await updateTalks(tx, {
    now,
    conversations: talks.map(({ after }) => ({
      phoneId: after.phoneId,
      snapshot: after.snapshot,
      wakeAt: after.wakeAt,
      guard: { ...after.guard, leavingMoId: after.leaving?.moId ?? null },
    })),
    ...codesOf(talks),
    handled,
    runId: replyRunId(now),
    replies: replies.map((reply) => ({ ...reply, text: textOf(reply), notBefore: reply.notBefore })),
  });
  await insertReplies(tx, { replies: leftOut.flatMap((at) => replies[at] ?? []), now });
}

/** A code made and tried, or cancelled, among the same texts is stored as it stands at their end. */
function codesOf(talks: readonly { readonly after: Talk }[]): Pick<TalkWrites, 'newCodes' | 'codeUses'> {
  const uses = new Map(talks.flatMap(({ after }) => [...after.codeUses]));
  const newCodes = talks
    .flatMap(({ after }) => after.newCodes)
    .map((code) => ({ ...code, ...(uses.get(code.id) ?? { tries: 0, usedAt: null }) }));
  for (const { id } of newCodes) uses.delete(id);
  return { newCodes, codeUses: [...uses.values()] };
}
