// A naive second reading of the product's rules: what must be true of one number after the texts it has sent. It
// knows nothing of the machines and calls nothing of the service; codes it learns from the replies, as a phone does.

export type Said =
  | 'stop'
  | 'near stop'
  | 'leave'
  | 'leave one'
  | 'stay'
  | 'join at once'
  | 'join'
  | 'near join'
  | 'yes'
  | 'locality'
  | 'street'
  | 'categories'
  | 'right code'
  | 'wrong code'
  | 'new code'
  | 'add'
  | 'status'
  | 'free text';

type Waiting = 'yes' | 'locality' | 'street' | 'categories' | 'code';
type Code = { readonly digits: string; readonly at: number; tries: number };

export type Expected = {
  status: 'unknown' | 'active' | 'suspended' | 'left';
  categories: ReadonlySet<string>;
  /** The sign-up under way, and when its last question was asked. */
  draft: { waiting: Waiting; categories: readonly string[]; askedAt: number } | null;
  codes: { join: Code | null; leave: Code | null };
  /** What a code that is typed now would confirm. */
  confirming: 'join' | 'leave' | null;
  finalAt: number | null;
  undoUntil: number | null;
  /** Date of the decision that counts. */
  decidedAt: number;
  hasLeftByText: boolean;
  issuedAt: readonly number[];
};

const hour = 3_600_000;
const codeLife = 10 * 60_000;
const dialogueLife = 7 * 24 * hour;

export function expectNothing(): Expected {
  return {
    status: 'unknown',
    categories: new Set(),
    draft: null,
    codes: { join: null, leave: null },
    confirming: null,
    finalAt: null,
    undoUntil: null,
    decidedAt: 0,
    hasLeftByText: false,
    issuedAt: [],
  };
}

export type Heard = {
  readonly said: Said;
  readonly text: string;
  /** The text's own date, and when it was handled. */
  readonly date: number;
  readonly now: number;
  /** The six digits in the replies to it, if any. */
  readonly digits: string | null;
};

/** Twenty-four hours after WYPISZ it is final; seven days after a question the dialogue is over. */
export function passTime(it: Expected, now: number): void {
  if (it.finalAt !== null && now >= it.finalAt) {
    if (it.status === 'suspended') {
      it.status = 'left';
      it.hasLeftByText = false;
      it.codes = { join: null, leave: null };
      it.undoUntil = now + 7 * 24 * hour;
    }
    it.finalAt = null;
    if (it.confirming === 'leave') it.confirming = null;
  }
  if (it.draft !== null && now >= it.draft.askedAt + dialogueLife) endDialogue(it);
}

/** Joined at the form: a code proved it. */
export function joinByForm(it: Expected, categories: readonly string[], now: number): void {
  join(it, categories);
  it.decidedAt = Math.max(it.decidedAt, now);
}

export function hear(it: Expected, heard: Heard): void {
  const { said, now } = heard;
  passTime(it, now);
  if (isTooLate(it, heard)) return;
  switch (said) {
    case 'stop':
    case 'near stop':
      if (it.status === 'left' && it.draft === null) return;
      leaveForGood(it, heard);
      // Not what was typed exactly: it can be taken back.
      it.undoUntil = said === 'near stop' && it.categories.size > 0 ? now + 7 * 24 * hour : null;
      return;
    case 'leave':
      if (it.status === 'suspended') leaveForGood(it, heard);
      else if (it.status === 'active') suspend(it, heard);
      else if (it.draft !== null) endDialogue(it);
      else if (it.status === 'unknown') leaveForGood(it, heard);
      return;
    case 'leave one':
      if (it.status === 'active') it.categories = without(it.categories, 'sport');
      else if (it.status !== 'suspended' && it.draft !== null) endDialogue(it);
      if (it.status === 'active') it.decidedAt = Math.max(it.decidedAt, heard.date);
      return;
    case 'add':
      if (it.status !== 'active') return;
      it.categories = new Set([...it.categories, 'kultura']);
      it.decidedAt = Math.max(it.decidedAt, heard.date);
      return;
    case 'stay':
      stay(it, heard);
      return;
    case 'join at once':
      beginJoin(it, heard, 'code');
      return;
    case 'join':
      beginJoin(it, heard, 'locality');
      return;
    case 'near join':
      if (it.status !== 'active') beginJoin(it, heard, 'yes');
      return;
    case 'yes':
      goOn(it, heard, { from: 'yes', to: 'locality' });
      return;
    case 'locality':
      goOn(it, heard, { from: 'locality', to: 'street' });
      return;
    case 'street':
      goOn(it, heard, { from: 'street', to: 'categories' });
      return;
    case 'categories':
      if (it.draft?.waiting === 'categories') it.draft.categories = ['sport', 'odpady'];
      goOn(it, heard, { from: 'categories', to: 'code' });
      return;
    case 'new code':
      if (it.confirming === 'join' && it.draft !== null) it.draft.askedAt = now;
      if (it.confirming !== null) takeCode(it, it.confirming, heard);
      return;
    case 'right code':
    case 'wrong code':
      typeCode(it, heard);
      return;
    case 'status':
    case 'free text':
      return;
    default:
      said satisfies never;
  }
}

const returning: ReadonlySet<Said> = new Set(['stay', 'join', 'join at once']);

/** Written before, or in the same second as, a leaving: leaving wins. */
function isTooLate(it: Expected, { said, date }: Heard): boolean {
  if (!returning.has(said) || (it.status !== 'left' && it.status !== 'suspended')) return false;
  return date < it.decidedAt || (date === it.decidedAt && it.hasLeftByText);
}

function leaveForGood(it: Expected, { date }: Heard): void {
  endDialogue(it);
  it.status = 'left';
  it.codes = { join: null, leave: null };
  it.finalAt = null;
  it.undoUntil = null;
  it.decidedAt = Math.max(it.decidedAt, date);
  it.hasLeftByText = true;
}

function suspend(it: Expected, heard: Heard): void {
  endDialogue(it);
  it.status = 'suspended';
  it.finalAt = heard.now + 24 * hour;
  it.undoUntil = null;
  it.decidedAt = Math.max(it.decidedAt, heard.date);
  it.hasLeftByText = true;
  it.confirming = 'leave';
  takeCode(it, 'leave', heard);
}

function stay(it: Expected, { now, date }: Heard): void {
  const canReturn = it.status === 'left' && it.undoUntil !== null && now < it.undoUntil;
  if (it.status !== 'suspended' && !canReturn) return;
  endDialogue(it);
  it.codes.leave = null;
  it.finalAt = null;
  it.undoUntil = null;
  // Who never joined has nothing to come back to.
  if (it.categories.size === 0) return;
  it.status = 'active';
  it.decidedAt = Math.max(it.decidedAt, date);
}

function beginJoin(it: Expected, heard: Heard, waiting: Waiting): void {
  if (it.status === 'active') {
    endDialogue(it);
    return;
  }
  if (it.draft !== null) it.codes.join = null;
  const categories = waiting === 'code' ? ['sport'] : [];
  it.draft = { waiting, categories, askedAt: heard.now };
  it.confirming = waiting === 'code' ? 'join' : null;
  if (waiting === 'code') takeCode(it, 'join', heard);
}

function goOn(it: Expected, heard: Heard, step: { readonly from: Waiting; readonly to: Waiting }): void {
  if (it.draft?.waiting !== step.from) return;
  it.draft = { ...it.draft, waiting: step.to, askedAt: heard.now };
  if (step.to !== 'code') return;
  it.confirming = 'join';
  takeCode(it, 'join', heard);
}

/** Five codes an hour: while that lasts, the reply has one. */
function takeCode(it: Expected, act: 'join' | 'leave', { digits, now, text }: Heard): void {
  it.issuedAt = it.issuedAt.filter((at) => at > now - hour);
  const mayHave = it.issuedAt.length < 5;
  if (mayHave !== (digits !== null)) {
    throw new Error(`"${text}" was answered ${digits === null ? 'without' : 'with'} a code`);
  }
  if (digits === null) return;
  it.issuedAt = [...it.issuedAt, now];
  it.codes[act] = { digits, at: now, tries: 0 };
}

function typeCode(it: Expected, heard: Heard): void {
  const act = it.confirming;
  const code = act === null ? null : it.codes[act];
  if (act === null || code === null || code.tries >= 5 || heard.now >= code.at + codeLife) return;
  if (heard.text.replace(/\D/g, '') !== code.digits) {
    code.tries += 1;
    return;
  }
  it.codes[act] = null;
  if (act === 'leave') {
    leaveForGood(it, heard);
    return;
  }
  join(it, it.draft?.categories ?? []);
  it.decidedAt = Math.max(it.decidedAt, heard.date);
  endDialogue(it);
  it.finalAt = null;
  it.undoUntil = null;
}

function join(it: Expected, categories: readonly string[]): void {
  const isHere = it.status === 'active' || it.status === 'suspended';
  it.categories = new Set([...(isHere ? it.categories : []), 'alerty', ...categories]);
  it.status = 'active';
}

function endDialogue(it: Expected): void {
  if (it.draft !== null) it.codes.join = null;
  it.draft = null;
  it.confirming = null;
}

function without(categories: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return new Set([...categories].filter((one) => one !== key));
}
