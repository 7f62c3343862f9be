import { readAddress } from '#domain/address-reading.ts';
import { foldWords } from '#domain/fold.ts';
import { understand } from '#domain/keywords.ts';
import type { Known, OpenQuestion, Understanding } from '#domain/understanding.ts';
import type { Context } from './context.ts';
import type { Facts } from './effects.ts';
import type { Happening } from './machine-event.ts';
import { readMove } from './moves.ts';

/** Turning a text into what happened, in the light of what we were waiting for. */

type Reading = {
  readonly state: string;
  readonly context: Context;
  readonly facts: Facts;
  readonly text: string;
};

/** The happening and the intent as it is stored beside the text. */
export function readText(input: Reading): { readonly happening: Happening; readonly intent: string } {
  const understanding = understandInState(input);
  const move = readMove(understanding, input);
  if (move !== null) return { happening: { type: 'keyword.change', ...move }, intent: 'change' };
  return { happening: happeningOf(understanding, input), intent: understanding.intent };
}

/** A list may be answered by its numbers and names, and also by naming the place anew. */
function understandInState(input: Reading): Understanding {
  const [first = null, ...others] = openQuestions(input);
  const understanding = understand(input.text, known(input, first));
  if (understanding.intent !== 'staff') return understanding;
  for (const open of others) {
    const again = understand(input.text, known(input, open));
    if (again.intent === 'answer' && (input.state !== 'choosingHome' || isSurely(again, input))) return again;
  }
  return understanding;
}

/** The place asked for is one of the person's own or a new one: "przy szkole w Dopiewie nie świeci lampa" is neither. */
function isSurely({ parts }: Understanding, { text }: Reading): boolean {
  if (parts.answer?.kind !== 'address') return false;
  const { confidence } = parts.answer.reading;
  return confidence !== null && (confidence !== 'typo' || foldWords(text).length <= longestAnswer);
}

function openQuestions({ state, context }: Reading): readonly OpenQuestion[] {
  const sym = context.draft?.locality?.sym ?? '';
  const isPaged = context.options.length > context.shown;
  const choice: OpenQuestion = {
    kind: 'choice',
    options: context.options.slice(context.from, context.from + context.shown).map(({ label }) => label),
    more: isPaged ? 'page' : 'none',
  };
  switch (state) {
    case 'confirmingJoin':
      return [{ kind: 'yes_no' }];
    case 'choosingHome':
      return [homeChoice(context), { kind: 'locality' }];
    case 'awaitingLocality':
      return [{ kind: 'locality' }];
    case 'choosingLocality':
      return [choice, { kind: 'locality' }];
    case 'awaitingStreet':
      return [{ kind: 'street', sym }];
    case 'choosingStreet':
      return [choice, { kind: 'street', sym }];
    case 'awaitingCategories':
      return [{ kind: 'categories', options: context.categoriesShown }];
    case 'awaitingJoinCode':
    case 'awaitingLeaveCode':
    case 'awaitingEraseCode':
      return [{ kind: 'code' }];
    default:
      return [];
  }
}

function homeChoice({ homesShown, from, shown }: Context): OpenQuestion {
  return {
    kind: 'choice',
    options: homesShown.slice(from, from + shown).map(({ label }) => label),
    more: homesShown.length > shown ? 'page' : 'none',
    every: 'offered',
  };
}

function known({ facts }: Reading, open: OpenQuestion | null): Known {
  const sender = facts.status === 'active' || facts.status === 'suspended' ? 'subscriber' : 'stranger';
  return { open, categories: facts.categories, places: facts.places, sender };
}

function happeningOf({ intent, parts }: Understanding, input: Reading): Happening {
  const said = { reading: parts.address ?? null, categories: parts.categories ?? [] };
  switch (intent) {
    case 'danger':
      return { type: 'distress.reported' };
    case 'join':
      return { type: 'keyword.join', ...said };
    case 'leave_code':
      return { type: 'keyword.leave', ...said };
    case 'leave_now':
      return { type: 'keyword.stop', fit: parts.near === 'leave' ? 'near' : 'exact' };
    case 'leave_one':
      return { type: 'keyword.leaveOne', categories: said.categories };
    case 'stay':
      return { type: 'keyword.stay' };
    case 'add':
      return { type: 'keyword.add', ...said };
    case 'change':
      return { type: 'keyword.change', ...said, old: null };
    case 'status':
      return { type: 'keyword.status' };
    case 'help':
      return { type: 'keyword.help' };
    case 'rodo':
      return { type: 'keyword.rodo' };
    case 'erase':
      return { type: 'keyword.erase' };
    case 'new_code':
      return { type: 'keyword.newCode' };
    case 'wrong_number':
      return { type: 'wrongNumber.reported' };
    case 'ask':
      return parts.near === 'leave' ? { type: 'leaving.suspected' } : { type: 'joining.suspected', ...said };
    case 'code':
      return { type: 'code.none' };
    case 'silence':
      return { type: 'text.empty' };
    case 'waste':
    case 'power':
      return { type: 'topic.asked', topic: intent };
    case 'staff':
      return parts.report ? { type: 'text.reported' } : unclear(input);
    case 'answer':
      return answerOf(parts, input);
    default:
      return intent satisfies never;
  }
}

function answerOf({ answer, categories }: Understanding['parts'], input: Reading): Happening {
  switch (answer?.kind) {
    case 'choice':
      return { type: 'answer.choice', number: answer.number };
    case 'more':
      return { type: 'answer.more' };
    case 'address':
      return { type: 'answer.address', reading: answer.reading, categories: categories ?? [] };
    case 'categories':
      return { type: 'answer.categories', keys: answer.keys };
    case 'all':
      return { type: 'answer.all' };
    case 'none':
      return isDenial(input) ? { type: 'answer.no' } : { type: 'answer.none' };
    case 'yes':
      return { type: 'answer.yes' };
    case 'no':
      return { type: 'answer.no' };
    case undefined:
      return unclear(input);
    default:
      return answer satisfies never;
  }
}

/** "NIE" to the street of a change: it was offered as "bez zmian" a moment before, and BRAK is for no street. */
function isDenial({ state, context, text }: Reading): boolean {
  if (state !== 'awaitingStreet' && state !== 'choosingStreet') return false;
  const words = foldWords(text);
  return context.draft?.goal !== 'join' && words.includes('nie') && !words.includes('ma');
}

// An answer to "which street?" is short; a longer text is a message for people.
const longestAnswer = 4;

/** Not understood. A short text where a place was asked for may still look like one we know. */
function unclear({ state, context, facts, text }: Reading): Happening {
  const words = foldWords(text);
  const nothing: Happening = { type: 'text.unclear', reading: null, categories: [] };
  if (words.length > longestAnswer) {
    return state === 'idle' ? nothing : { type: 'text.reported' };
  }
  if (state === 'awaitingLocality') {
    return { type: 'text.unclear', reading: readAddress(facts.places, text), categories: [] };
  }
  const place = facts.places.findLocality(context.draft?.locality?.sym ?? '');
  if (state !== 'awaitingStreet' || place === null) return nothing;
  const street = facts.places.findStreets(place.sym, text);
  const locality = { kind: 'match', place, confidence: 'exact' } as const;
  const { houseNumber } = street;
  return {
    type: 'text.unclear',
    reading: { locality, street, streetText: null, houseNumber, confidence: null },
    categories: [],
  };
}
