import { timingSafeEqual } from 'node:crypto';
import type { StoredCode } from '#db/codes.ts';
import { type CodeVerdict, codeTries, judgeCode } from '#domain/codes.ts';
import type { ConversationEvent, SmsCodeAct } from '#machines/effects.ts';
import { hashCode } from './issue-code.ts';

/** A code's tries and use after somebody typed something; to be stored before the answer is given. */
export type CodeUse = { readonly id: string; readonly tries: number; readonly usedAt: Date | null };

export type CodeCheck = { readonly verdict: CodeVerdict; readonly use: CodeUse };

type Typed = { readonly secretKey: Uint8Array; readonly digits: string; readonly now: Date };

/** Judges typed digits against one code. A code that belongs to no number is never right. */
export function checkCode(code: StoredCode, typed: Typed): CodeCheck {
  const hash = code.phoneId !== null && matches(code, typed) ? 'equal' : 'different';
  const verdict = judgeCode({ code, hash, now: typed.now });
  const isCounted = verdict.kind === 'wrong' || (verdict.kind === 'spent' && code.usedAt === null);
  return {
    verdict,
    use: {
      id: code.id,
      tries: isCounted ? Math.min(code.tries + 1, codeTries) : code.tries,
      usedAt: verdict.kind === 'right' ? typed.now : code.usedAt,
    },
  };
}

/**
 * Judges digits typed where the code was used already: whoever pressed twice is told that it is done. Wrong ones are
 * counted on, and a fifth ends that.
 */
export function checkUsedCode(
  code: StoredCode,
  typed: Typed,
): { readonly verdict: { readonly kind: 'done' | 'spent' }; readonly use: CodeUse } {
  const isRight = code.phoneId !== null && matches(code, typed);
  const isDone = isRight && code.tries < codeTries && typed.now < code.expiresAt;
  return {
    verdict: { kind: isDone ? 'done' : 'spent' },
    use: {
      id: code.id,
      tries: isRight ? code.tries : Math.min(code.tries + 1, codeTries),
      usedAt: code.usedAt,
    },
  };
}

/**
 * Judges digits typed by SMS against the codes this number asked for by SMS for one act, newest first. A code that is still
 * open and fits wins; else the try counts against the newest open one; else the newest tells why it is too late.
 */
export function checkSmsCode(
  codes: readonly StoredCode[],
  typed: Typed,
): { readonly event: ConversationEvent; readonly use: CodeUse | null } {
  const fitting = codes.filter((code) => matches(code, typed));
  const open = codes.filter((code) => isOpen(code, typed.now));
  const code = fitting.find((one) => open.includes(one)) ?? open[0] ?? fitting[0] ?? codes[0];
  if (code === undefined || code.act === 'self') return { event: { type: 'code.none' }, use: null };
  const { verdict, use } = checkCode(code, typed);
  return { event: toEvent(verdict, code.act), use };
}

function toEvent(verdict: CodeVerdict, act: SmsCodeAct): ConversationEvent {
  switch (verdict.kind) {
    case 'right':
      return { type: 'code.right', act };
    case 'wrong':
      return { type: 'code.wrong', act, triesLeft: verdict.triesLeft };
    case 'expired':
      return { type: 'code.expired', act };
    case 'spent':
      return { type: 'code.spent', act };
    default:
      return verdict satisfies never;
  }
}

function isOpen(code: StoredCode, now: Date): boolean {
  return code.usedAt === null && code.tries < codeTries && code.expiresAt > now;
}

function matches(code: StoredCode, typed: Typed): boolean {
  const stored = Buffer.from(code.hash, 'hex');
  const given = hashCode(typed.secretKey, { ...code, digits: typed.digits });
  return stored.length === given.length && timingSafeEqual(stored, given);
}
