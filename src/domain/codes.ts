/** One-time codes by SMS: what a code looks like, how long it lives, how often one may be asked for. */

const codeDigits = 6;
export const codeTries = 5;
export const codeLifeMinutes = 10;

export type CodeAct = 'join' | 'leave' | 'self' | 'erase';
export type CodeDoor = 'sms' | 'form' | 'api';

/** Fields of a stored code that decide; times are instants. */
type IssuedCode = {
  readonly tries: number;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
};

export type CodeVerdict =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'expired' }
  /** No tries left, or already used: only a new code helps. */
  | { readonly kind: 'spent' };

export type CodeTry = {
  readonly code: IssuedCode;
  /** Whether the typed digits have the stored hash. */
  readonly hash: 'equal' | 'different';
  readonly now: Date;
};

/** Judges one try. Anything but `expired` and `spent` uses up a try: the caller stores `tries + 1`. */
export function judgeCode({ code, hash, now }: CodeTry): CodeVerdict {
  if (code.usedAt !== null || code.tries >= codeTries) return { kind: 'spent' };
  if (now.getTime() >= code.expiresAt.getTime()) return { kind: 'expired' };
  if (hash === 'equal') return { kind: 'right' };
  const triesLeft = codeTries - code.tries - 1;
  return triesLeft === 0 ? { kind: 'spent' } : { kind: 'wrong', triesLeft };
}

/** When a code issued now stops being taken. */
export function codeExpiresAt(now: Date): Date {
  return new Date(now.getTime() + codeLifeMinutes * 60_000);
}

/** Six digits from random bytes given by the caller (≥ 4 bytes of a CSPRNG); every code equally likely. */
export function codeFromRandom(randomInteger: number): string {
  if (!Number.isInteger(randomInteger) || randomInteger < 0 || randomInteger >= 1_000_000) {
    throw new RangeError('a code is made of an integer from 0 to 999999');
  }
  return String(randomInteger).padStart(codeDigits, '0');
}

type BudgetWindow = { readonly seconds: number; readonly most: number };

/** How long a number waits between two codes of the form. */
export const codePauseSeconds = 60;

// Separate budgets, so that nobody can use up a neighbour's by asking at the form (conversation.md, step 5).
const budgets: Readonly<Record<'sms' | 'form', readonly BudgetWindow[]>> = {
  sms: [{ seconds: 3600, most: 5 }],
  form: [
    { seconds: codePauseSeconds, most: 1 },
    { seconds: 3600, most: 3 },
    { seconds: 86_400, most: 5 },
  ],
};

export type CodeBudget = { readonly ok: true } | { readonly ok: false; readonly retryAfterSeconds: number };

export type CodeRequest = {
  readonly door: CodeDoor;
  /** When codes were issued to this number through doors of the same budget (form and api share one). */
  readonly issuedAt: readonly Date[];
  readonly now: Date;
};

/** Whether one more code may be issued now, and if not, when. */
export function checkCodeBudget({ door, issuedAt, now }: CodeRequest): CodeBudget {
  let wait = 0;
  for (const window of budgets[door === 'sms' ? 'sms' : 'form']) {
    const since = now.getTime() - window.seconds * 1000;
    const recent = issuedAt.map((at) => at.getTime()).filter((at) => at > since);
    if (recent.length < window.most) continue;
    // The one whose ageing out of the window makes room for the next.
    const freeing = recent.sort((a, b) => a - b)[recent.length - window.most] ?? since;
    wait = Math.max(wait, Math.ceil((freeing - since) / 1000));
  }
  return wait === 0 ? { ok: true } : { ok: false, retryAfterSeconds: wait };
}

/**
 * The code in a text whose whole point is a code: six digits with spaces, dots or dashes inside, "kod" and
 * courtesies around. Null for any other text. "482 913", "48 29-13", "Kod: 482913, dziekuje".
 */
export function findTypedCode(text: string): string | null {
  if (text.length > 100) return null;
  const digits = text.normalize('NFKC').match(/\d/g);
  if (digits === null || digits.length !== codeDigits) return null;
  const run = /\d(?:[\s.,\-_/‐-―]*\d){5}/u.exec(text.normalize('NFKC'));
  if (run === null) return null;
  const around = text
    .normalize('NFKC')
    .replace(run[0], ' ')
    .toLowerCase()
    .match(/[\p{L}]+/gu);
  return (around ?? []).every((word) => courtesies.has(word)) ? digits.join('') : null;
}

const courtesies: ReadonlySet<string> = new Set(
  'kod kodu kodem mój moj podaję podaje oto to jest proszę prosze dziękuję dziekuje dzięki dzieki sms potwierdzam pozdrawiam ok tak nr'.split(
    ' ',
  ),
);
