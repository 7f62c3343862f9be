import type { MoMark, WaitingMo } from '#db/mos.ts';
import { readTag } from '#domain/kit-tag.ts';
import { displayLocality } from '#domain/places.ts';
import { shortStreet } from '#domain/street-display.ts';
import type { Address, ConversationEvent, Effect, Facts } from '#machines/effects.ts';
import { step, typedCode } from '#machines/step.ts';
import { applyEffects } from './apply-effects.ts';
import { checkSmsCode } from './check-code.ts';
import type { Office } from './deps.ts';
import type { Talk } from './talk.ts';

export type HandledText = { readonly talk: Talk; readonly intent: string | null; readonly mark: MoMark };

export type HandlingContext = {
  readonly office: Office;
  readonly secretKey: Uint8Array;
  readonly now: Date;
};

/** The talk after one more text: read, answered, its acts applied. */
export function handleText(before: Talk, mo: WaitingMo, context: HandlingContext): HandledText {
  const { office, secretKey, now } = context;
  const { talk, event } = readEvent({ ...before, mark: 'none' }, mo.text, context);
  const facts = factsOf(talk, office);
  const { snapshot, effects, wakeAt, intent } = step({ snapshot: talk.snapshot, event, facts, now });
  if (isOverruled(talk, mo) && isReturning(effects, intent)) return { talk, intent, mark: 'none' };
  const applied = applyEffects(talk, effects, {
    office,
    secretKey,
    now,
    moId: mo.id,
    decidedAt: decidedAt(mo),
  });
  const kitIds = [...applied.kitIds, ...readKitIds(mo.text, intent)];
  return { talk: { ...applied, snapshot, wakeAt, kitIds }, intent, mark: applied.mark };
}

/** The poster a sign-up comes from; one that is asked back ("zapsz #K101") comes from it as well. */
function readKitIds(text: string, intent: string | null): readonly number[] {
  if (intent !== 'join' && intent !== 'ask') return [];
  const kitId = readTag(text)?.kitId ?? null;
  return kitId === null ? [] : [kitId];
}

/** A text that is a code becomes the outcome of checking it; the try is counted whatever the dialogue makes of it. */
function readEvent(
  talk: Talk,
  text: string,
  context: HandlingContext,
): { readonly talk: Talk; readonly event: ConversationEvent } {
  const typed = typedCode(talk.snapshot, text);
  if (typed === null) return { talk, event: { type: 'text', text } };
  const { secretKey, now } = context;
  const codes = talk.codes.filter((code) => code.act === typed.act);
  const { event, use } = checkSmsCode(codes, { secretKey, digits: typed.code, now });
  if (use === null) return { talk, event };
  return {
    event,
    talk: {
      ...talk,
      codes: talk.codes.map((code) => (code.id === use.id ? { ...code, ...use } : code)),
      codeUses: new Map([...talk.codeUses, [use.id, use]]),
    },
  };
}

/** What the step may know about the number. */
export function factsOf(talk: Talk, office: Office): Facts {
  const keys = new Map(office.categories.map((row) => [row.id, row.key]));
  return {
    status: talk.person.status,
    addresses: talk.person.addresses.map((address) => describeAddress(address, office)),
    homes: talk.person.addresses,
    categoryKeys: talk.person.categoryIds.flatMap((id) => keys.get(id) ?? []),
    categories: namesOf(office.categories),
    settings: office.settings,
    places: office.places,
    answerers: {},
    texts: office.texts,
  };
}

/** One list as long as the office has it, so that what reading remembers of it serves the next text. */
function namesOf(categories: Office['categories']): Facts['categories'] {
  const known = names.get(categories);
  if (known !== undefined) return known;
  const active = categories.filter((row) => row.isActive);
  const named = active.map(({ key, name, isAlert }) => ({ key, name, isAlert }));
  names.set(categories, named);
  return named;
}

const names = new WeakMap<Office['categories'], Facts['categories']>();

function describeAddress({ sym, symUl, houseNumber }: Address, office: Office): string {
  const locality = office.places.findLocality(sym);
  const street = symUl === null ? null : office.places.findStreet(sym, symUl);
  const name =
    locality === null ? sym : isTwin(locality.name, office) ? displayLocality(locality) : locality.name;
  const road = street === null ? (symUl ?? '') : shortStreet(street);
  const rest = [road, houseNumber ?? ''].filter((part) => part !== '').join(' ');
  return rest === '' ? name : `${name}, ${rest}`;
}

/** Two places of one name are told apart by their kind. */
function isTwin(name: string, office: Office): boolean {
  return office.places.findLocalities(name).kind === 'choices';
}

/**
 * Whether the text was written before the person left, or may have been: its date is earlier than the leaving, or
 * equal and it came before our answer to the leaving was on its way. Leaving wins then.
 */
function isOverruled(talk: Talk, mo: WaitingMo): boolean {
  const { status, decidedAt: leftAt } = talk.person;
  if ((status !== 'left' && status !== 'suspended') || leftAt === null) return false;
  const writtenAt = decidedAt(mo).getTime();
  if (writtenAt !== leftAt.getTime()) return writtenAt < leftAt.getTime();
  const answeredAt = talk.leaving?.answeredAt ?? null;
  return talk.leaving !== null && (answeredAt === null || mo.receivedAt <= answeredAt);
}

function isReturning(effects: readonly Effect[], intent: string | null): boolean {
  return (
    intent === 'join' ||
    effects.some(
      (effect) =>
        effect.type === 'subscriber.join' ||
        effect.type === 'subscriber.resume' ||
        (effect.type === 'code.issue' && effect.act === 'join'),
    )
  );
}

/** The text's date; one that lies in the future is a wrong clock's and must not outlast what comes later. */
function decidedAt(mo: WaitingMo): Date {
  return mo.sentAt < mo.receivedAt ? mo.sentAt : mo.receivedAt;
}
