import { parseMsisdn } from './msisdn.ts';
import { countSegments, hasLink } from './segments.ts';

/** An answer of staff to one person: what keeps it from being sent. */

export type AnswerProblem =
  | { readonly kind: 'text_empty' }
  | { readonly kind: 'text_too_long'; readonly segments: number; readonly most: number }
  | { readonly kind: 'text_has_link' };

const mostAnswerSegments = 6;

/** Everything wrong with the text, as it would be handed to the gateway; empty = it may be sent. */
export function findAnswerProblems(
  text: string,
  limits: { readonly allowLinks: boolean },
): readonly AnswerProblem[] {
  if (text === '') return [{ kind: 'text_empty' }];
  const { segments } = countSegments(text);
  const problems: AnswerProblem[] = [];
  if (segments > mostAnswerSegments)
    problems.push({ kind: 'text_too_long', segments, most: mostAnswerSegments });
  if (!limits.allowLinks && hasLink(text)) problems.push({ kind: 'text_has_link' });
  return problems;
}

/**
 * Why nobody may answer: the sender is no Polish mobile, the number is erased, or the person has left. Opt-out
 * always wins; who never joined asked us something and may be answered.
 */
export type AnswerBlock = 'not_mobile' | 'erased' | 'left' | 'leaving';

export function findAnswerBlock(thread: {
  readonly sender: string | null;
  readonly status: 'active' | 'suspended' | 'left' | 'unknown';
}): AnswerBlock | null {
  if (thread.sender === null) return 'erased';
  if (!parseMsisdn(thread.sender).ok) return 'not_mobile';
  if (thread.status === 'left') return 'left';
  return thread.status === 'suspended' ? 'leaving' : null;
}
