import { readAddress } from './address-reading.ts';
import { isAutoReply } from './auto-reply.ts';
import { takeCategories } from './category-words.ts';
import { tellsOfDanger } from './distress.ts';
import { isFirstName } from './first-names.ts';
import { fold } from './fold.ts';
import { readBarePlace, readJoin, readNearJoin, withContent } from './join.ts';
import { readTag } from './kit-tag.ts';
import { bounds, tellEvidence, weighLeaving } from './leave-evidence.ts';
import { readLoosely } from './leave-loosely.ts';
import { courtesies, isNeutral } from './leave-words.ts';
import { countEdits } from './likeness.ts';
import { isOfAnotherAct, isWelcoming } from './office-matters.ts';
import { type OptOutInput, readOptOut } from './opt-out.ts';
import { newCode, readAnswer } from './read-answer.ts';
import type { OptOut } from './refusal.ts';
import { readNearRequest, readRequest } from './requests.ts';
import type { Intent, Known, OpenQuestion, Understanding } from './understanding.ts';
import { cutRunOn, readUtterance, type Utterance } from './utterance.ts';

/** Reads a text, a poster's tag beside its ZAPISZ included. Never throws, whatever the text. */
export function understand(text: string, known: Known): Understanding {
  const tag = readTag(text.slice(0, longestRead));
  if (tag === null) return understandWords(text, known);
  // The tag alone, from somebody at a poster, is what the poster asks for.
  const isBare = tag.rest === '' && tag.kitId !== null && known.sender === 'stranger' && known.open === null;
  const understood = understandWords(isBare ? joinWord : tag.rest, known);
  // What says nothing without it is read as it was written: "#K2" may name anything then.
  if (understood.intent === 'staff' || understood.intent === 'silence') return understandWords(text, known);
  const isJoin = understood.intent === 'join' || understood.parts.near === 'join';
  if (!isJoin || tag.kitId === null) return understood;
  return { ...understood, parts: { ...understood.parts, kitId: tag.kitId } };
}

const joinWord = 'ZAPISZ';

/**
 * Reads words in the order that keeps people safe: distress, exact opt-out (unless it is exactly an offered
 * place), exact answer to the open question, near opt-out, keywords, fuzzy answer, near keywords, staff.
 */
function understandWords(text: string, known: Known): Understanding {
  const utterance = readUtterance(text.slice(0, longestRead));
  const { words } = utterance;
  // Letters of a script we do not read are words too: for people.
  if (words.length === 0) return plain(/\p{L}/u.test(text) ? 'staff' : 'silence');
  const tidied = utterance.clauses.flatMap((clause) => clause.words);
  if (tellsOfDanger(words) || tellsOfDanger(tidied)) return plain('danger');
  const input = { categories: known.categories, isPlace: (said: readonly string[]) => isPlace(said, known) };
  const optOut = readOptOut(utterance, input) ?? readRunOn(utterance, input);
  if (optOut?.fit === 'exact') {
    return isOffered(words, known.open) ? askLeave() : heedEvidence(leave(optOut, known), utterance);
  }
  const leaving = optOut === null ? null : doubtLeaving(leave(optOut, known), utterance);
  const answer = readAnswer(text, words, known);
  if (answer?.fit === 'exact') return answer.understanding;
  if (leaving !== null && leaving.intent !== 'ask') return heedEvidence(leaving, utterance);
  const keyword = readKeyword(utterance, known);
  if (keyword !== null) return doubtRequest(keyword, { utterance, known });
  if (answer !== null) return answer.understanding;
  if (leaving !== null) return heedEvidence(leaving, utterance);
  const near = readNear(utterance, known);
  if (near !== null) return near;
  const remainder = readRemainder(utterance, text);
  const isNamed = takeCategories(words, known.categories).rest.length === 0;
  // "Już nie jestem mieszkanką Palędzia" names a place too.
  if (isNamed || (isPlace(words, known) && weighLeaving(utterance.clauses) < bounds.overrules))
    return remainder;
  const loose = readLoosely((cutRunOn(utterance) ?? utterance).clauses);
  return loose === null ? heedEvidence(remainder, utterance) : doubtLeaving(leave(loose, known), utterance);
}

/** Where the rules end, what the samples teach decides: it leaves, it is asked about, or it stays for people. */
function heedEvidence(understood: Understanding, { clauses }: Utterance): Understanding {
  const { intent } = understood;
  if (intent !== 'ask' && intent !== 'staff' && intent !== 'wrong_number') return understood;
  const weight = weighLeaving(clauses);
  if (
    weight < (intent === 'wrong_number' ? bounds.overrules : intent === 'ask' ? bounds.leaves : bounds.asks)
  )
    return understood;
  const parts = { near: 'leave', evidence: tellEvidence(clauses) } as const;
  return { intent: weight < bounds.leaves ? 'ask' : 'leave_code', parts };
}

/** "Chcę mieć spokój od tych smsów" holds what a sign-up holds, "przeprowadzka, rezygnuję" a change: we ask. */
function doubtRequest(
  understood: Understanding,
  { utterance, known }: { readonly utterance: Utterance; readonly known: Known },
): Understanding {
  const { intent, parts } = understood;
  const isBare = (parts.categories ?? []).length === 0 && (parts.address?.confidence ?? null) === null;
  if (!isBare || !/^(join|change|help)$/.test(intent)) return understood;
  const weight = weighLeaving(utterance.clauses);
  if (weight < bounds.leaves) return understood;
  // Who has joined asks for no joining.
  const isSure = weight >= bounds.overrules && known.sender === 'subscriber';
  const evidence = tellEvidence(utterance.clauses);
  return { intent: isSure ? 'leave_code' : 'ask', parts: { near: 'leave', evidence } };
}

/** What a rule took for leaving though not exactly said, and nothing like it leaves among the samples: we ask. */
function doubtLeaving(understood: Understanding, { clauses }: Utterance): Understanding {
  if (!understood.intent.startsWith('leave_')) return understood;
  const words = clauses.flatMap((clause) => clause.words);
  // "WYPISZ Skórzewo Poznańska 12" is exact but for its address.
  const known = understood.parts.address === undefined ? bounds.doubts : 2 * bounds.doubts;
  const bound = isOfAnotherAct(words) || isWelcoming(words) ? bounds.leaves : known;
  return weighLeaving(clauses) < bound ? askLeave() : understood;
}

const longestRead = 1000;

/** Leaving in a text without full stops; what else is in it has been read as a whole. */
function readRunOn(utterance: Utterance, input: OptOutInput): OptOut | null {
  const cut = cutRunOn(utterance);
  const found = cut === null ? null : readOptOut(cut, input);
  return found === null || !found.intent.startsWith('leave_') ? null : { ...found, fit: 'near' };
}

function readKeyword(utterance: Utterance, known: Known): Understanding | null {
  const said = utterance.clauses.flatMap(({ words }) => words).filter((word) => !courtesies.has(word));
  const [first = '', ...others] = said;
  const more = known.sender === 'subscriber' ? readMore(said, known) : null;
  if (more !== null) return more;
  const join = readJoin(utterance, known);
  // "Zgłaszam chęć otrzymywania" signs up; "zgłoszenie: start biegu" is for people.
  const isForUs = join !== null && utterance.words.slice(1, 4).some((word) => oneself.test(word));
  if (reportWords.has(first) && !isForUs) return { intent: 'staff', parts: { report: true } };
  // "Dopisz mi prąd" from somebody who has joined.
  const isMore =
    known.sender === 'subscriber' &&
    moreWords.has(first) &&
    takeCategories(others, known.categories).keys.length > 0;
  const isOfOffice = others.some((word) =>
    /^(smietnik|kosz|lawk|lamp|latar|znak|przejsc|prog|wiat|lustr|przystan|kurs|autobus|chodnik|parking)/.test(
      word,
    ),
  );
  if (join === null ? addWords.has(first) && !isOfOffice : isMore) {
    const add = withContent(
      'add',
      others.filter((word) => !oneMore.test(word)),
      known,
    );
    // Two words may be a place we do not know; more are about something else.
    if (others.length <= 2 || add.parts.address?.confidence !== null) return add;
  }
  if (join !== null) return join;
  const request = readRequest({ utterance, categories: known.categories });
  if (request !== null) return plain(request);
  const change = readChange(utterance, known);
  if (change !== null) return change;
  if (newCode.has(said.join(' '))) return plain('new_code');
  return null;
}

/** "Zmień adres", "przeprowadziłam się na Lipową"; "zmiana rozkładu jazdy" is for people. */
function readChange({ clauses }: Utterance, known: Known): Understanding | null {
  const words = clauses.flatMap((clause) => clause.words);
  const isOfAddress = words.some((word) => word.startsWith('adres'));
  const at = words.findIndex(
    (word) =>
      changeWords.test(word) ||
      isMoved(word, words, known) ||
      (isOfAddress && word.length >= 6 && countEdits(word, 'zmieniam', 2) <= 2),
  );
  if (at === -1 || words.length > 14) return null;
  const verb = words[at] ?? '';
  if (words.slice(0, at).some((word) => /^(nie|kiedy|dlaczego|czemu|kto|czy)$/.test(word))) return null;
  const rest = words.slice(at + 1).filter((word) => !courtesies.has(word) && !changeable.test(word));
  const understood = withContent('change', rest, known);
  const isOurs = /^przeprowadz|^nowy$/.test(verb) ? rest.length <= 7 : rest.every(isNeutral);
  const isNamed = understood.parts.address !== undefined && understood.parts.address.confidence !== null;
  if (verb === 'nowy' && !words.some((word) => word.startsWith('adres'))) return null;
  return isOurs || isNamed || (understood.parts.categories ?? []).length > 0 ? understood : null;
}

/** "Teraz mieszkam w Dąbrówce" from somebody whose address we have. */
function isMoved(word: string, words: readonly string[], known: Known): boolean {
  return (
    known.sender === 'subscriber' &&
    /^mieszka(m|my)$/.test(word) &&
    words.some((other) => /^(teraz|obecnie|aktualnie|dzis|jutra|niedawna|miesiaca)$/.test(other))
  );
}

/** "Chcę też sport" from somebody who has joined. */
function readMore(said: readonly string[], known: Known): Understanding | null {
  if (
    known.sender === 'stranger' ||
    !said.some((word) => /^(tez|takze|jeszcze|dodatkowo|rowniez)$/.test(word))
  )
    return null;
  const { keys, rest } = takeCategories(said, known.categories);
  const isAll = rest.every(
    (word) => isNeutral(word) || /^(tez|takze|jeszcze|dodatkowo|rowniez|dostaw\w*|otrzym\w*)$/.test(word),
  );
  return keys.length > 0 && isAll && !said.includes('nie')
    ? { intent: 'add', parts: { categories: keys } }
    : null;
}

function readNear(utterance: Utterance, known: Known): Understanding | null {
  const near = readNearJoin(utterance, known);
  if (near !== null) return near;
  const request = readNearRequest(utterance);
  return request === null ? readBarePlace(utterance, known) : plain(request);
}

function readRemainder({ words: typed }: Utterance, text: string): Understanding {
  // "Dziękuję, Maria".
  const words = typed.length > 1 && isFirstName(typed.at(-1) ?? '') ? typed.slice(0, -1) : typed;
  // "Proszę o telefon" wants to be rung up.
  const isThanks =
    !words.includes('telefon') &&
    !words.includes('kontakt') &&
    !/\bo odpowiedz\b/.test(words.join(' ')) &&
    words.every((word) => courtesies.has(word) || thanks.has(word));
  if (isThanks && !text.includes('?')) return plain('silence');
  return plain(isAutoReply(typed) ? 'silence' : 'staff');
}

function isPlace(words: readonly string[], known: Known): boolean {
  if (words.length > 5) return false;
  const { confidence } = readAddress(known.places, words.join(' '));
  return confidence === 'exact' || confidence === 'inflected';
}

function leave(optOut: OptOut, known: Known): Understanding {
  if (optOut.intent === 'suspected') return askLeave();
  if (optOut.intent === 'leave_one') return { intent: 'leave_one', parts: { categories: optOut.keys } };
  const near = optOut.fit === 'near' ? ({ near: 'leave' } as const) : {};
  if (optOut.intent !== 'leave_code' || optOut.place === undefined)
    return { intent: optOut.intent, parts: near };
  return {
    intent: optOut.intent,
    parts: { ...near, address: readAddress(known.places, optOut.place.join(' ')) },
  };
}

function askLeave(): Understanding {
  return { intent: 'ask', parts: { near: 'leave' } };
}

function isOffered(words: readonly string[], open: OpenQuestion | null): boolean {
  return (
    open?.kind === 'choice' && open.options.some((option) => fold(option).split(' ')[0] === words.join(' '))
  );
}

function plain(intent: Intent): Understanding {
  return { intent, parts: {} };
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

const reportWords = setOf('zglos zglaszam zgloszenie zglosic');
const oneself = /^(sie|numer|moj|swoj|chec|akces|nas|udzial|telefon)$/;
const addWords = setOf('dodaj dodac dodajcie dodaje dodanie doloz dolozyc dolozcie');
const moreWords = setOf('dopisz dopiszcie dopisac dolacz dolaczcie wlacz wlaczcie');
const oneMore = /^(drugi|druga|kolejny|kolejna|nowy|adres|jeszcze|jeden|jedna|tez|takze)$/;
const changeWords =
  /^(zmien|zmiana|zmienic|zmieniam|zmiencie|zmiane|zmianie|zmienil\w*|przeprowadz(il|am|ilismy)\w*|przeprowadzka|popraw|poprawcie|zaktualiz\w*|aktualiz\w*|nowy)$/;
const changeable =
  /^(adres\w*|ulic\w*|kategori\w*|numer\w*|dom\w*|mieszkani\w*|miejsc\w*|dane|zamieszkania|moje|wybor\w*|wies|na)$/;
const thanks = setOf(
  'ok okej dobra super dobrze swietnie fajnie rozumiem jasne ok rozumiem spoko git i wielkie serdeczne za powiadomienie powiadomienia sms smsa smsy informacje informacja info wiadomosc odpowiedz pamiec pomoc wszystko',
);
