import * as z from 'zod';

/**
 * Never answer a machine: what was answered to a number lately, and whether one more reply may go out. Replies that
 * advance a dialogue count only against the hard cap, so a person who joins step by step is never cut off.
 */

/**
 * `notice` is started by us and not by a text, so no loop can make it. `danger` says to call 112: whoever has asked
 * a lot before must still hear it, so only the same answer again and again, and the hard cap, stop it.
 */
export type GuardedPurpose = 'dialogue' | 'information' | 'danger' | 'acknowledgement' | 'notice';

const instant = z.iso.datetime();

const guardSchema = z.object({
  /** Every reply of the last hour. */
  replies: z.array(instant).default([]),
  /** Those of them that advanced nothing, with a short hash of their text. */
  idle: z.array(z.object({ at: instant, hash: z.number() })).default([]),
  acknowledgedAt: instant.nullable().default(null),
});

export type ReplyGuard = Readonly<z.infer<typeof guardSchema>>;

const hourMs = 3_600_000;
const mostInHour = 30;
const mostIdleInHour = 5;
const mostIdentical = 3;
const acknowledgementRestMs = 24 * hourMs;

/** From its stored form; anything unreadable counts as a number never answered. */
export function parseReplyGuard(stored: unknown): ReplyGuard {
  const parsed = guardSchema.safeParse(stored);
  return parsed.success ? parsed.data : guardSchema.parse({});
}

/** Whether the reply may go out, and the guard to keep afterwards. */
export function admitReply(
  guard: ReplyGuard,
  reply: { readonly text: string; readonly purpose: GuardedPurpose; readonly now: Date },
): { readonly isAdmitted: boolean; readonly guard: ReplyGuard } {
  const { purpose, now } = reply;
  const recent = forgetOld(guard, now);
  if (purpose === 'notice') return { isAdmitted: true, guard: recent };
  const hash = hashText(reply.text);
  const isIdle = purpose !== 'dialogue';
  const isRested =
    recent.acknowledgedAt === null ||
    now.getTime() - Date.parse(recent.acknowledgedAt) >= acknowledgementRestMs;
  const isAdmitted =
    recent.replies.length < mostInHour &&
    (!isIdle || purpose === 'danger' || recent.idle.length < mostIdleInHour) &&
    (!isIdle || recent.idle.filter((sent) => sent.hash === hash).length < mostIdentical) &&
    (purpose !== 'acknowledgement' || isRested);
  if (!isAdmitted) return { isAdmitted, guard: recent };
  const at = now.toISOString();
  return {
    isAdmitted,
    guard: {
      replies: [...recent.replies, at],
      idle: isIdle ? [...recent.idle, { at, hash }] : recent.idle,
      acknowledgedAt: purpose === 'acknowledgement' ? at : recent.acknowledgedAt,
    },
  };
}

function forgetOld(guard: ReplyGuard, now: Date): ReplyGuard {
  const isRecent = (at: string) => now.getTime() - Date.parse(at) < hourMs;
  return {
    replies: guard.replies.filter(isRecent),
    idle: guard.idle.filter((sent) => isRecent(sent.at)),
    acknowledgedAt: guard.acknowledgedAt,
  };
}

/** FNV-1a: tells texts apart well enough, and no text is kept. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
