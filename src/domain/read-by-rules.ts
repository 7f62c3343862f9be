import { readAdd } from './add-words.ts';
import { readAddress } from './address-reading.ts';
import { isAutoReply } from './auto-reply.ts';
import { takeCategories } from './category-words.ts';
import { correctsHouse, readChange } from './change-words.ts';
import { tellsOfDanger } from './distress.ts';
import { isFirstName } from './first-names.ts';
import { fold } from './fold.ts';
import type { Ground, Reading } from './heed-evidence.ts';
import { readBarePlace, readJoin, readNearJoin, withContent } from './join.ts';
import { mentionsLocality } from './join-parts.ts';
import { readToldJoin } from './join-told.ts';
import { weighLeaving } from './leave-evidence.ts';
import { readLoosely } from './leave-loosely.ts';
import { courtesies, readLeaveVerb, stopWords } from './leave-words.ts';
import { type OptOutInput, readOptOut } from './opt-out.ts';
import { newCode, readAnswer } from './read-answer.ts';
import type { OptOut } from './refusal.ts';
import { readNearRequest, readRequest } from './requests.ts';
import type { Intent, Known, OpenQuestion, Understanding } from './understanding.ts';
import { cutRunOn, type Utterance } from './utterance.ts';

/**
 * Reads words in the order that keeps people safe: distress, exact opt-out (unless it is exactly an offered
 * place), exact answer to the open question, near opt-out, keywords, fuzzy answer, near keywords, staff.
 */
export function readByRules(
  utterance: Utterance,
  {
    text,
    known,
    heeds,
  }: { readonly text: string; readonly known: Known; readonly heeds: 'leaving' | 'all else' },
): Reading {
  const { words } = utterance;
  // Letters of a script we do not read are words too: for people.
  if (words.length === 0) return by('certain', plain(/\p{L}/u.test(text) ? 'staff' : 'silence'));
  const tidied = utterance.clauses.flatMap((clause) => clause.words);
  if ((tellsOfDanger(words) || tellsOfDanger(tidied)) && !tellsOfThePast(utterance))
    return by('certain', plain('danger'));
  const input = { categories: known.categories, isPlace: (said: readonly string[]) => isPlace(said, known) };
  const heard = heeds === 'leaving' ? (readOptOut(utterance, input) ?? readRunOn(utterance, input)) : null;
  const isOfHouse =
    heard?.intent === 'wrong_number' && known.sender === 'subscriber' && correctsHouse(tidied);
  const optOut = isOfHouse ? null : heard;
  // "Zapiszcie mnie, tylko bez sportu, Dąbrówka 12" from somebody who has nothing to leave.
  if (optOut !== null && optOut.intent !== 'leave_now' && known.sender === 'stranger') {
    const join = readJoin(utterance, known) ?? readToldJoin(utterance, known);
    // "Nie chcę się wypisać, tylko zapisać".
    if (join !== null && (!isBare(join) || optOut.intent === 'stay')) return by('request', join);
    // "Na sport nie, na odpady tak. Skórzewo, Poznańska 40": what a stranger does not want, beside where they live.
    if (optOut.intent === 'leave_one' && mentionsLocality(tidied, known)) {
      const { parts } = withContent('join', tidied, known);
      const categories = (parts.categories ?? []).filter((key) => !optOut.keys.includes(key));
      return by('request', { intent: 'join', parts: { ...parts, categories } });
    }
  }
  if (optOut?.fit === 'exact')
    return isOffered(words, known.open)
      ? by('certain', askLeave())
      : by(groundOf(optOut, 'exact', tidied), leave(optOut, known));
  const answer = readAnswer(text, words, known);
  if (answer?.fit === 'exact') return by('certain', answer.understanding);
  if (optOut !== null && optOut.intent !== 'suspected')
    return by(
      /^leave_(now|code)$/.test(optOut.intent) && isPlainAtEnd(utterance)
        ? 'plainEnd'
        : groundOf(optOut, 'near', tidied),
      leave(optOut, known),
    );
  const keyword = readKeyword(utterance, text, known);
  if (keyword !== null) return by(isBare(keyword) ? 'bare' : 'request', keyword);
  if (answer !== null) return by('certain', answer.understanding);
  if (optOut !== null) return by(isPlainAtEnd(utterance) ? 'plainEnd' : 'suspected', leave(optOut, known));
  const near = readNear(utterance, known);
  if (near !== null) return by('nearRequest', near);
  const remainder = readRemainder(utterance, text);
  if (takeCategories(words, known.categories).rest.length === 0) return by('certain', remainder);
  // "Już nie jestem mieszkanką Palędzia" names a place too.
  if (isPlace(words, known)) return by('place', remainder);
  const loose = heeds === 'all else' ? null : readLoosely((cutRunOn(utterance) ?? utterance).clauses);
  return loose === null
    ? by(remainder.intent === 'silence' ? 'silence' : 'staff', remainder)
    : by('loose', leave(loose, known));
}

/** "Syn zginął, a wy dalej piszecie na jego numer": what is told of is over, and they want us to stop. */
function tellsOfThePast({ clauses }: Utterance): boolean {
  const words = clauses.flatMap((clause) => clause.words).filter((word) => !courtesies.has(word));
  const isLoss = words.some((word) => /^(zgin[ae]l|udar)/.test(word));
  if (!isLoss && words.length < longStory) return false;
  return weighLeaving(clauses) >= (isLoss ? 1.5 : 3);
}

/** Who is in danger writes less. */
const longStory = 12;

/** "Stop, dziękuję za informacje", "jadę autem i co chwilę pik. STOP": a sentence at either end is a word of leaving alone. */
function isPlainAtEnd({ clauses }: Utterance): boolean {
  const meant = clauses
    .map(({ words }) => words.filter((said) => !courtesies.has(said)))
    .filter((words) => words.length > 0);
  return isPlainWord(meant[0] ?? []) || (meant.length > 1 && isPlainWord(meant.at(-1) ?? []));
}

function isPlainWord([word = '', ...others]: readonly string[]): boolean {
  const verb = readLeaveVerb(word);
  const isVerb =
    verb !== null && verb.fit === 'exact' && /^(asked|own)$/.test(verb.form) && verb.strength === 'strong';
  return others.length === 0 && (stopWords.has(word) || word === 'koniec' || isVerb);
}

function groundOf({ intent }: OptOut, fit: 'exact' | 'near', words: readonly string[]): Ground {
  if (intent === 'stay') return 'stay';
  if (intent === 'wrong_number') return 'wrongNumber';
  if (intent === 'leave_one') return 'part';
  if (intent === 'erase') return 'erase';
  // "Stlp", "wypisxz": a word alone needs no evidence.
  if (words.length === 1) return 'exact';
  // "Ja chcę dostawać, moja żona nie, ją wypiszcie": what denies as well is not said so plainly.
  const isDenying = words.some((word) => /^(nie|nigdy|odwol\w+|cof\w+|skasowac|odkrec\w+)$/.test(word));
  return isDenying && (words.length > 4 || intent === 'leave_now') ? 'near' : fit;
}

function isBare({ intent, parts }: Understanding): boolean {
  return (
    /^(join|change|help)$/.test(intent) &&
    (parts.categories ?? []).length === 0 &&
    (parts.address?.confidence ?? null) === null
  );
}

function by(ground: Ground, understood: Understanding): Reading {
  return { ground, understood };
}

/** Leaving in a text without full stops; what else is in it has been read as a whole. */
function readRunOn(utterance: Utterance, input: OptOutInput): OptOut | null {
  const cut = cutRunOn(utterance);
  const found = cut === null ? null : readOptOut(cut, input);
  return found === null || !found.intent.startsWith('leave_') ? null : { ...found, fit: 'near' };
}

function readKeyword(utterance: Utterance, text: string, known: Known): Understanding | null {
  const said = utterance.clauses.flatMap(({ words }) => words).filter((word) => !courtesies.has(word));
  const [first = '', ...others] = said;
  const more = readAdd(utterance, text, known);
  if (more !== null) return more;
  const change = readChange(utterance, known);
  if (change !== null && known.sender === 'subscriber' && !reportWords.has(first)) return change;
  const join = readJoin(utterance, known);
  // "Zgłaszam chęć otrzymywania" signs up; "zgłoszenie: start biegu" is for people.
  const isForUs = join !== null && utterance.words.slice(1, 4).some((word) => oneself.test(word));
  if (reportWords.has(first) && !isForUs) return { intent: 'staff', parts: { report: true } };
  // "Dopiszcie mnie do kultury" from somebody who has joined.
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
    const isPlaced = add.parts.address !== undefined && add.parts.address.confidence !== null;
    if (isPlaced && others.length > 1 && known.sender === 'stranger') return { ...add, intent: 'join' };
    if (others.length <= 2 || add.parts.address?.confidence !== null) return add;
  }
  if (join !== null) return join;
  const told = readToldJoin(utterance, known);
  if (told !== null) return told;
  const request = readRequest({ utterance, categories: known.categories });
  if (request !== null) return plain(request);
  if (change !== null) return change;
  if (newCode.has(said.join(' '))) return plain('new_code');
  return null;
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
const thanks = setOf(
  'ok okej dobra super dobrze swietnie fajnie rozumiem jasne ok rozumiem spoko git i wielkie serdeczne za powiadomienie powiadomienia sms smsa smsy informacje informacja info wiadomosc odpowiedz pamiec pomoc wszystko oki przyjalem przyjelam przyjeto przeczytalem przeczytalam przeczytane zrozumialem zrozumialam zrozumiano dobranoc wiem no to przypomnienie elegancko robota zycze zdrowia spokojnej nocy wesolych spokojnych swiat bog zaplac',
);
