import { insertMts } from '#db/mts.ts';
import type { Tx } from '#db/pool.ts';
import { ensureLedgerMonth, ledgerMonth, replyRunId } from '#db/runs.ts';
import { insertTexts, type NewText } from '#db/texts.ts';
import { neutraliseMacros } from '#domain/segments.ts';

export type Reply = {
  readonly phoneId: number;
  /** Unique for this number within the month: the inbound text's id * 8 + n. The same item is never queued twice. */
  readonly item: number;
  readonly text: string;
  /** The text holds a one-time code: it is not sent after this instant, and blanked. */
  readonly secretUntil?: Date | undefined;
  /** A notice of ours waits for daytime. */
  readonly notBefore?: Date | undefined;
};

/** Queues replies in the caller's transaction: they leave exactly when the rest is committed. Idempotent by item. */
export async function insertReplies(
  tx: Tx,
  given: { readonly replies: readonly Reply[]; readonly now: Date },
): Promise<void> {
  const { replies, now } = given;
  if (replies.length === 0) return;
  await ensureLedgerMonth(tx, ledgerMonth(now));
  const textIds = await insertTexts(tx, replies.map(textOf));
  const runId = replyRunId(now);
  await insertMts(
    tx,
    replies.map((reply, at) => {
      const textId = textIds[at];
      if (textId === undefined) throw new Error('A reply was left without a text.');
      return { runId, phoneId: reply.phoneId, item: reply.item, textId, notBefore: reply.notBefore };
    }),
  );
}

/** What a reply says, as it is stored. */
export function textOf(reply: Reply): NewText {
  return { body: neutraliseMacros(reply.text), secretUntil: reply.secretUntil };
}
