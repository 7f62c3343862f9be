import { readAddress } from './address-reading.ts';
import { takeTrailingCategories } from './category-words.ts';
import { tellsOfDanger } from './distress.ts';
import { fold, foldWords } from './fold.ts';
import { countEdits } from './likeness.ts';
import { courtesies, type OptOut, readOptOut } from './opt-out.ts';
import { newCode, readAnswer } from './read-answer.ts';
import type { Intent, Known, OpenQuestion, Understanding } from './understanding.ts';

/**
 * Reads a text in the order that keeps people safe: distress, exact opt-out (unless it is exactly an offered
 * place), exact answer to the open question, near opt-out, keywords, fuzzy answer, near keywords, staff.
 * Never throws, whatever the text.
 */
export function understand(text: string, known: Known): Understanding {
  const words = foldWords(text.slice(0, longestRead));
  if (words.length === 0) return { intent: 'silence', parts: {} };
  if (tellsOfDanger(words)) return { intent: 'danger', parts: {} };
  const optOut = readOptOut(words, known.categories);
  if (optOut?.fit === 'exact') return isOffered(words, known.open) ? askLeave() : leave(optOut);
  const answer = readAnswer(text, words, known);
  if (answer?.fit === 'exact') return answer.understanding;
  if (optOut !== null) return leave(optOut);
  const keyword = readKeyword(words, known);
  if (keyword !== null) return keyword;
  if (answer !== null) return answer.understanding;
  return readNearKeyword(words, known) ?? readBarePlace(words, known) ?? readRemainder(words, text);
}

const longestRead = 1000;

function readKeyword(words: readonly string[], known: Known): Understanding | null {
  const said = words.filter((word) => !courtesies.has(word));
  const [first = '', ...others] = said;
  const isShort = said.length <= 3;
  const joinAt = words.findIndex((word) => joinWords.has(word));
  const isAsking = said.some((word, at) => at < 2 && questionWords.has(word));
  if (joinAt !== -1 && joinAt <= 6 && !isAsking && !words.slice(0, joinAt).includes('nie')) {
    if (words[joinAt] !== 'start' || first === 'start') return join(words.slice(joinAt + 1), known);
  }
  if (reportWords.has(first)) return { intent: 'staff', parts: { report: true } };
  if (said.length <= 4 && said.some((word) => /^(rodo|administrator(em)?)$/.test(word))) return plain('rodo');
  if (isShort && /\bdane osobowe\b/.test(said.join(' '))) return plain('rodo');
  if (statusWords.has(first) && others.length <= 2) return plain('status');
  if (isShort && said.includes('status')) return plain('status');
  if (addWords.has(first)) return withContent('add', others, known);
  if (changeWords.has(first)) return withContent('change', others, known);
  if (isWaste(said)) return plain('waste');
  if (isPower(said)) return plain('power');
  if (helpWords.has(first) && others.length <= 2) return plain('help');
  if (isAsking && said.some((word) => /^(zapis|wypis|rejestr|zrezygn)/.test(word))) return plain('help');
  if (newCode.has(said.join(' '))) return plain('new_code');
  return null;
}

function readNearKeyword(words: readonly string[], known: Known): Understanding | null {
  const said = words.filter((word) => !courtesies.has(word));
  const [first = ''] = said;
  if (said.length === 0 || said.length > 6) return null;
  if (nearJoin.some((word) => countEdits(first, word, 1) <= 1) || enterWords.has(first)) {
    return { intent: 'ask', parts: { near: 'join', ...join(said.slice(1), known).parts } };
  }
  if (said.length > 2 || first.length < 5) return null;
  if (countEdits(first, 'pomoc', 1) <= 1) return plain('help');
  if (countEdits(first, 'status', 1) <= 1) return plain('status');
  return null;
}

function readBarePlace(words: readonly string[], known: Known): Understanding | null {
  if (known.sender === 'subscriber' || known.open !== null || words.length > 6) return null;
  const { rest, keys } = takeTrailingCategories(words, known.categories);
  const address = readAddress(known.places, rest.join(' '));
  // A street alone, or a sentence with a place in it, is not a sign-up.
  if (address.confidence === null || address.locality.kind === 'none') return null;
  if (known.places.findLocalities(rest.join(' ')).kind === 'none' && address.street === null) return null;
  return { intent: 'join', parts: { address, categories: keys } };
}

function readRemainder(words: readonly string[], text: string): Understanding {
  const isThanks = words.every((word) => courtesies.has(word) || thanks.has(word));
  if (isThanks && !text.includes('?')) return plain('silence');
  return plain('staff');
}

function join(rest: readonly string[], known: Known): Understanding {
  return withContent(
    'join',
    rest.filter((word) => !politeInside.has(word)),
    known,
  );
}

function withContent(intent: Intent, rest: readonly string[], known: Known): Understanding {
  const taken = takeTrailingCategories(rest, known.categories);
  if (taken.rest.length === 0) return { intent, parts: { categories: taken.keys } };
  const address = readAddress(known.places, taken.rest.join(' '));
  return { intent, parts: { categories: taken.keys, address } };
}

function isWaste(said: readonly string[]): boolean {
  const named = said.some((word) =>
    /^(smiec|odpad|wywoz|bioodpad|odbior|odbier|segregow|gabaryt|kubl|kubel|popiol)/.test(word),
  );
  if (said[0] === 'kiedy') return said.length === 1 || named;
  return (
    named &&
    (said.length === 1 ||
      (said.length <= 4 && said.some((word) => /^(termin|harmonogram|dzis|jutro)/.test(word))))
  );
}

function isPower(said: readonly string[]): boolean {
  const named = said.some((word) => /^(prad|pradu|pradem|zasilania|elektryczn)/.test(word));
  if (!named) return false;
  const about = said.some((word) => /^(kiedy|brak|nie|wylacz|przerw|awari|bedzie|wroci)/.test(word));
  return said.length === 1 || (said.length <= 8 && about);
}

function leave(optOut: OptOut): Understanding {
  if (optOut.intent === 'leave_one') return { intent: 'leave_one', parts: { categories: optOut.keys } };
  return { intent: optOut.intent, parts: optOut.fit === 'near' ? { near: 'leave' } : {} };
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

const joinWords = setOf(
  'zapisz zapisac zapisuje zapisujemy zapis zapisy zapiszcie zapisze start dolacz dolaczam dolaczyc rejestracja zarejestruj zarejestrowac rejestruje',
);
const nearJoin = ['zapisz', 'zapisac', 'zapisuje', 'dolacz', 'dolaczam'] as const;
const enterWords = setOf('wpisz wpisac wpisuje wpiszcie');
const politeInside = setOf('prosze mnie mi sie dziekuje dzieki nas');
const reportWords = setOf('zglos zglaszam zgloszenie zglosic');
const statusWords = setOf('status stan');
const addWords = setOf('dodaj dodac dodajcie dodaje');
const changeWords = setOf('zmien zmiana zmienic zmieniam zmiencie');
const helpWords = setOf('pomoc info help informacja informacje menu pomocnik instrukcja');
const questionWords = setOf('jak czy gdzie dlaczego czemu co');
const thanks = setOf('ok okej super dobrze swietnie fajnie rozumiem jasne');
