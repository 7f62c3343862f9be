import * as z from 'zod';
import { insertCodes, listSmsCodes, type NewCode, type StoredCode, updateCodes } from '#db/codes.ts';
import { type LockedConversation, listAnswerTimes, updateConversations } from '#db/conversations.ts';
import { updateErasing } from '#db/erasures.ts';
import { upsertKitTexts } from '#db/kits.ts';
import type { MoMark } from '#db/mos.ts';
import type { Tx } from '#db/pool.ts';
import { parseReplyGuard, type ReplyGuard } from '#domain/reply-guard.ts';
import type { StoredSnapshot } from '#machines/effects.ts';
import type { CodeUse } from './check-code.ts';
import { loadPeople, type Person, savePeople } from './people.ts';
import { insertReplies, type Reply } from './queue-reply.ts';

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

/** Everything about these numbers, whose conversations the caller has locked. */
export async function loadTalks(tx: Tx, locked: readonly LockedConversation[]): Promise<readonly Talk[]> {
  const phoneIds = locked.map((row) => row.phoneId);
  const people = await loadPeople(tx, phoneIds);
  const codes = Map.groupBy(await listSmsCodes(tx, phoneIds), (code) => code.phoneId);
  const talks = locked.flatMap((row) => {
    const person = people.get(row.phoneId);
    return person === undefined ? [] : [toTalk(row, { person, codes: codes.get(row.phoneId) ?? [] })];
  });
  const leaving = talks.flatMap(({ phoneId, leaving }) =>
    leaving === null ? [] : [{ phoneId, firstItem: replyItem(leaving.moId, 0), items: itemsPerText }],
  );
  if (leaving.length === 0) return talks;
  const answers = await listAnswerTimes(tx, leaving);
  const answered = new Map(answers.map((row) => [row.phoneId, row.answeredAt]));
  return talks.map((talk) =>
    talk.leaving === null
      ? talk
      : { ...talk, leaving: { ...talk.leaving, answeredAt: answered.get(talk.phoneId) ?? null } },
  );
}

function toTalk(
  row: LockedConversation,
  read: { readonly person: Person; readonly codes: readonly StoredCode[] },
): Talk {
  // A snapshot that is not even shaped like one is as good as none: the dialogue starts anew.
  const snapshot = snapshotSchema.safeParse(row.snapshot);
  const guard = guardSchema.safeParse(row.guard);
  const leavingMoId = guard.success ? guard.data.leavingMoId : null;
  const isGone = read.person.status === 'left' || read.person.status === 'suspended';
  return {
    ...read,
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

/** Writes what the talks have become, replies included, by a fixed number of statements. */
export async function saveTalks(
  tx: Tx,
  given: {
    readonly talks: readonly { readonly before: Talk; readonly after: Talk }[];
    readonly replies: readonly Reply[];
    readonly now: Date;
  },
): Promise<void> {
  const { talks, replies, now } = given;
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
  await insertCodes(
    tx,
    talks.flatMap(({ after }) => after.newCodes),
  );
  await updateCodes(
    tx,
    talks.flatMap(({ after }) => [...after.codeUses.values()]),
  );
  await updateConversations(
    tx,
    talks.map(({ after }) => ({
      phoneId: after.phoneId,
      snapshot: after.snapshot,
      wakeAt: after.wakeAt,
      guard: { ...after.guard, leavingMoId: after.leaving?.moId ?? null },
    })),
  );
  await insertReplies(tx, { replies, now });
}
