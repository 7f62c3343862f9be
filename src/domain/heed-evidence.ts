import { tellEvidence, weighLeaving } from './leave-evidence.ts';
import { leavesEverything, type Part, readPart } from './leave-part.ts';
import { speaksForStaying } from './stay-signs.ts';
import type { Known, Understanding } from './understanding.ts';
import type { Clause } from './utterance.ts';

/** What the rules made of a text, and on what ground: how much evidence it takes to think otherwise depends on it. */
export type Reading = { readonly understood: Understanding; readonly ground: Ground };

/**
 * `certain`: said exactly, or not to be weighed at all; `exact`, `near`, `loose`: leaving, ever less plainly said; `plainEnd`: the first or the last sentence is STOP or its like and
 * nothing else; `part`: leaving a category; `request`, `bare`: something else asked for, with or without an address or a category beside it.
 */
export type Ground = keyof typeof bounds | 'certain' | 'exact' | 'erase';

const never = Number.POSITIVE_INFINITY;

/**
 * From `leaves` on a text leaves, from `asks` on we ask; below both it is what the rules say, and below `doubts` what they took for leaving is
 * asked about. Chosen on sets that neither rules nor weights had seen (docs/decisions/0100-evidence-learned-from-samples.md).
 */
const bounds = {
  near: { doubts: -0.4, asks: never, leaves: never },
  loose: { doubts: -0.6, asks: never, leaves: never },
  part: { doubts: -3, asks: never, leaves: never },
  suspected: { doubts: -never, asks: never, leaves: 0.6 },
  plainEnd: { doubts: -1.2, asks: never, leaves: -1.2 },
  stay: { doubts: -never, asks: 0.5, leaves: 2.8 },
  wrongNumber: { doubts: -never, asks: 0, leaves: 0.3 },
  request: { doubts: -never, asks: 0, leaves: 2.0 },
  bare: { doubts: -never, asks: 0, leaves: 2.2 },
  nearRequest: { doubts: -never, asks: 1.5, leaves: never },
  place: { doubts: -never, asks: 0.8, leaves: 1.5 },
  staff: { doubts: -never, asks: -0.4, leaves: 0.7 },
  silence: { doubts: -never, asks: 0.4, leaves: 1.0 },
} as const;

/** Below it nothing in a text speaks for leaving. */
const denies = -2.8;

/** Where the rules end or are unsure, what the samples teach decides; null where what they took for leaving is none. */
export function heedEvidence(
  { understood: read, ground }: Reading,
  clauses: readonly Clause[],
  known: Known,
): Understanding | null {
  const isAll = read.intent === 'leave_one' && leavesEverything(clauses, known);
  const understood: Understanding = isAll ? { intent: 'leave_code', parts: { near: 'leave' } } : read;
  if (ground === 'certain' || ground === 'exact' || ground === 'erase')
    return narrowed(understood, ground, clauses, known);
  const { asks, leaves } = bounds[ground];
  const doubts =
    /^(near|loose)$/.test(ground) && speaksForStaying(clauses) ? bounds.stay.leaves : bounds[ground].doubts;
  const isRequest = /^(request|bare|nearRequest)$/.test(ground);
  const isOther = known.sender === 'stranger' && (isRequest || ground === 'staff');
  // Who has not joined asks for no leaving, and who was asked answers: more has to speak for it.
  const isAnswer = known.open !== null && ground === 'staff';
  const weight = weighLeaving(clauses) - (isOther || isAnswer ? 1.2 : 0);
  if (weight < denies && /^(near|loose)$/.test(ground)) return null;
  const part = weight > -2 && known.sender === 'subscriber' ? readPart(clauses, known) : null;
  // "Sport nie, reszta tak": it says what goes and what stays.
  if (part?.isPlain === true && (understood.intent !== 'leave_one' || part.keys.length > 0))
    return leaveOf(part, understood);
  // Leaving one category costs little, and asking back as much as undoing it.
  if (
    part !== null &&
    part.keys.length > 0 &&
    weight >= -0.5 &&
    !isRequest &&
    understood.intent !== 'leave_one'
  )
    return leaveOf(part, understood);
  if (weight < doubts) return { intent: 'ask', parts: { near: 'leave' } };
  if ((weight < asks && weight < leaves) || understood.intent.startsWith('leave_'))
    return narrowed(understood, ground, clauses, known);
  const parts = { near: 'leave', evidence: tellEvidence(clauses) } as const;
  return weight >= leaves && !isOther
    ? narrowed({ intent: 'leave_code', parts }, ground, clauses, known)
    : { intent: 'ask', parts };
}

/** What leaves everything though it named only some, leaves those; where we don't know them, we ask. */
function narrowed(
  understood: Understanding,
  ground: Ground,
  clauses: readonly Clause[],
  known: Known,
): Understanding | null {
  if (ground === 'certain' || understood.intent !== 'leave_code' || understood.parts.address !== undefined)
    return understood;
  const part = readPart(clauses, known);
  return part === null ? understood : leaveOf(part, understood);
}

function leaveOf({ keys, address }: Part, { parts }: Understanding): Understanding {
  const evidence = parts.evidence === undefined ? {} : { evidence: parts.evidence };
  if (keys.length > 0) return { intent: 'leave_one', parts: { categories: keys, ...evidence } };
  if (address !== null) return { intent: 'leave_code', parts: { near: 'leave', address } };
  return { intent: 'ask', parts: { near: 'leave' } };
}
