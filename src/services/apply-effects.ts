import type { NewCode, StoredCode } from '#db/codes.ts';
import { checkCodeBudget } from '#domain/codes.ts';
import { nextLoudInstant } from '#domain/quiet-hours.ts';
import { admitReply } from '#domain/reply-guard.ts';
import type { Effect, ReplyPurpose, SmsCodeAct } from '#machines/effects.ts';
import type { Office } from './deps.ts';
import { eraseFrom } from './erase-person.ts';
import { issueCode } from './issue-code.ts';
import { categoryIdsOf } from './office-categories.ts';
import { changeSubscription, optIn } from './opt-in.ts';
import { optOut, resume, suspend } from './opt-out.ts';
import type { Act } from './people.ts';
import type { Talk } from './talk.ts';

/** What the effects of one event are applied with. */
export type EffectContext = {
  readonly office: Office;
  readonly secretKey: Uint8Array;
  readonly now: Date;
  /** The inbound text answered; null for a deadline. */
  readonly moId: number | null;
  /** When the person decided: the text's date. */
  readonly decidedAt: Date;
};

/** The talk after the effects of one event, in their order. Replies that the loop breaker stops are left out. */
export function applyEffects(talk: Talk, effects: readonly Effect[], context: EffectContext): Talk {
  return effects.reduce((current, effect) => applyEffect(current, effect, context), talk);
}

function applyEffect(talk: Talk, effect: Effect, context: EffectContext): Talk {
  const { person } = talk;
  switch (effect.type) {
    case 'reply':
      return queueReply(talk, { text: effect.text, purpose: effect.purpose }, context);
    case 'code.issue':
      return sendCode(talk, effect, context);
    case 'code.cancel':
      return cancelCodes(talk, effect.act, context.now);
    case 'subscriber.join': {
      const categories = categoryIdsOf(context.office);
      const joining = { addresses: effect.addresses, categoryKeys: effect.categories, categories };
      return { ...talk, person: optIn(person, toAct(effect, context), joining) };
    }
    case 'subscriber.change': {
      const options = { change: effect.change, categories: categoryIdsOf(context.office) };
      return { ...talk, person: changeSubscription(person, toAct(effect, context), options) };
    }
    case 'subscriber.suspend':
      return {
        ...talk,
        person: suspend(person, toAct(effect, context)),
        leaving: leavingBy(context),
      };
    case 'subscriber.resume':
      return { ...talk, person: resume(person, toAct(effect, context)) };
    case 'subscriber.leave': {
      // Whatever was under way ends: a code asked for before can neither join nor leave any more.
      const left = cancelAllCodes(talk, context.now);
      return {
        ...left,
        person: optOut(person, toAct(effect, context), effect.how),
        leaving: leavingBy(context),
      };
    }
    case 'subscriber.erase':
      return {
        ...cancelAllCodes(talk, context.now),
        person: eraseFrom(person, toAct(effect, context)),
        erasure: 'asked',
        leaving: leavingBy(context),
      };
    case 'form.block':
      return { ...talk, person: { ...person, formBlock: { blockedAt: context.now } } };
    case 'inbox.keep':
      return { ...talk, mark: talk.mark === 'danger' ? 'danger' : effect.mark };
    default:
      return effect satisfies never;
  }
}

/** A deadline answers no text: silence has no date that another text's could disagree with. */
function leavingBy({ moId }: EffectContext): Talk['leaving'] {
  return moId === null ? null : { moId, answeredAt: null };
}

function toAct(effect: { readonly wording: string }, context: EffectContext): Act {
  const { moId, decidedAt, now } = context;
  return { door: 'sms', wording: effect.wording, moId, decidedAt, now };
}

function queueReply(
  talk: Talk,
  reply: { readonly text: string; readonly purpose: ReplyPurpose; readonly secretUntil?: Date },
  context: EffectContext,
): Talk {
  const { text, purpose, secretUntil } = reply;
  const { isAdmitted, guard } = admitReply(talk.guard, { text, purpose, now: context.now });
  if (!isAdmitted) return { ...talk, guard };
  const notBefore = purpose === 'notice' ? nextLoudInstant(context.now, context.office.settings) : undefined;
  const queued = { moId: context.moId, text, secretUntil, notBefore };
  return { ...talk, guard, replies: [...talk.replies, queued] };
}

function sendCode(
  talk: Talk,
  effect: Effect & { readonly type: 'code.issue' },
  context: EffectContext,
): Talk {
  const { now, secretKey } = context;
  const issuedAt = talk.codes.map((code) => code.createdAt);
  if (!checkCodeBudget({ door: 'sms', issuedAt, now }).ok) {
    return queueReply(talk, { text: effect.refusal, purpose: 'information' }, context);
  }
  const { digits, row } = issueCode({ secretKey, phoneId: talk.phoneId, act: effect.act, door: 'sms', now });
  // The newest code is the one that counts.
  const issued = cancelCodes(talk, effect.act, now);
  return queueReply(
    { ...issued, codes: [toStored(row), ...issued.codes], newCodes: [...issued.newCodes, row] },
    { text: effect.text.replace('{kod}', digits), purpose: 'dialogue', secretUntil: row.expiresAt },
    context,
  );
}

function toStored(row: NewCode): StoredCode {
  return { ...row, tries: 0, usedAt: null };
}

function cancelAllCodes(talk: Talk, now: Date): Talk {
  const acts: readonly SmsCodeAct[] = ['join', 'leave', 'erase'];
  return acts.reduce((current, act) => cancelCodes(current, act, now), talk);
}

function cancelCodes(talk: Talk, act: SmsCodeAct, now: Date): Talk {
  const cancelled = talk.codes.filter((code) => code.act === act && code.usedAt === null);
  if (cancelled.length === 0) return talk;
  const uses = cancelled.map((code) => ({ id: code.id, tries: code.tries, usedAt: now }));
  return {
    ...talk,
    codes: talk.codes.map((code) => (cancelled.includes(code) ? { ...code, usedAt: now } : code)),
    codeUses: new Map([...talk.codeUses, ...uses.map((use) => [use.id, use] as const)]),
  };
}
