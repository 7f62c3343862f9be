import { insertAudit } from '#db/audit.ts';
import { insertMissingConversation, listOwnItems, lockConversation } from '#db/conversations.ts';
import { replyRunId } from '#db/runs.ts';
import { listSubscribersByPhone } from '#db/subscribers.ts';
import {
  findThread,
  hasAnswer,
  hasWaitingText,
  insertAnswer,
  lockThread,
  updateThreadState,
} from '#db/threads.ts';
import { prepareText } from '#domain/campaign.ts';
import { roleCan, type StaffRole } from '#domain/roles.ts';
import { countSegments } from '#domain/segments.ts';
import {
  type AnswerBlock,
  type AnswerProblem,
  findAnswerBlock,
  findAnswerProblems,
} from '#domain/thread-answer.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { insertReplies } from './queue-reply.ts';

export type StaffMember = { readonly staffId: number; readonly role: StaffRole };

export type ThreadAnswer = {
  readonly staff: StaffMember;
  readonly threadId: number;
  /** A uuid made with the form: the same form sends once, however often it is sent. */
  readonly key: string;
  readonly text: string;
  /** The last text and the last answer the person had before them when they wrote. */
  readonly seen: { readonly moId: number; readonly answerId: number };
  readonly after: 'keep' | 'close';
};

export type AnswerOutcome = { readonly kind: 'sent' } | { readonly kind: 'repeated' } | AnswerRefusal;

/** Nothing was sent. */
export type AnswerRefusal =
  | { readonly kind: 'problems'; readonly problems: readonly AnswerProblem[] }
  | { readonly kind: 'blocked'; readonly block: AnswerBlock }
  /** Somebody else has answered, or the person has written again. */
  | { readonly kind: 'answered_meanwhile' | 'texted_meanwhile' };

/**
 * Sends an answer of staff in the lane of replies, exactly once, unless the person has left, somebody has answered
 * meanwhile or a newer text has come. Answers are people's: the loop breaker of machines' replies does not count them.
 */
export async function answerThread(
  deps: Pick<Deps, 'db' | 'office' | 'clock'>,
  answer: ThreadAnswer,
): Promise<AnswerOutcome> {
  const { staff, threadId } = answer;
  if (!roleCan(staff.role, 'work')) throw new ServiceError('forbidden', 'viewers do not answer');
  const text = prepareText(answer.text);
  const problems = findAnswerProblems(text, deps.office().settings);
  if (problems.length > 0) return { kind: 'problems', problems };
  const known = await findThread(deps.db, threadId);
  if (known === null) throw new ServiceError('not_found', 'no such thread');
  const { phoneId } = known;
  if (phoneId === null) return { kind: 'blocked', block: 'not_mobile' };
  await insertMissingConversation(deps.db, phoneId);
  return deps.db.transaction(async (tx): Promise<AnswerOutcome> => {
    // In the order of those who handle texts: conversation, then thread. A STOP being handled is waited for.
    await lockConversation(tx, phoneId);
    const thread = await lockThread(tx, threadId);
    if (thread === null) throw new ServiceError('not_found', 'no such thread');
    if (await hasAnswer(tx, answer.key)) return { kind: 'repeated' };
    const [person] = await listSubscribersByPhone(tx, [phoneId]);
    const block = findAnswerBlock({ sender: thread.sender, status: person?.state ?? 'unknown' });
    if (block !== null) return { kind: 'blocked', block };
    if (thread.lastAnswerId > answer.seen.answerId) return { kind: 'answered_meanwhile' };
    const hasNews = thread.lastMoId > answer.seen.moId || (await hasWaitingText(tx, thread.sender ?? ''));
    if (hasNews) return { kind: 'texted_meanwhile' };
    const now = deps.clock();
    const [item] = await listOwnItems(tx, 1);
    if (item === undefined) throw new Error('An answer was left without an item.');
    await insertReplies(tx, { replies: [{ phoneId, item, text }], now });
    const { key } = answer;
    await insertAnswer(tx, {
      key,
      threadId,
      phoneId,
      staffId: staff.staffId,
      runId: replyRunId(now),
      item,
      at: now,
    });
    if (answer.after === 'close') await updateThreadState(tx, { id: threadId, state: 'closed' });
    await insertAudit(tx, {
      actor: `staff:${staff.staffId}`,
      act: 'thread.answer',
      subject: `phone:${phoneId}`,
      detail: { thread: threadId, segments: countSegments(text).segments, closed: answer.after === 'close' },
    });
    return { kind: 'sent' };
  });
}
