import { type AddressReading, readAddress } from './address-reading.ts';
import { takeCategories, takeTrailingCategories } from './category-words.ts';
import { isFirstName, withoutNames } from './first-names.ts';
import { fold } from './fold.ts';
import { courtesies, isNeutral, readLeaveVerb } from './leave-words.ts';
import { allowedEdits, countEdits } from './likeness.ts';
import type { Intent, Known, Understanding } from './understanding.ts';
import type { Clause, Utterance } from './utterance.ts';

/** Signing up: by a word, by a sentence, by the bare name of a place; and what was said beside it. */

/** A sign-up clearly asked for; null when none is. */
export function readJoin({ clauses }: Utterance, known: Known): Understanding | null {
  for (const [index, clause] of clauses.entries()) {
    const at = clause.words.findIndex((word, position) => isJoinWord(word, clause.words[position + 1] ?? ''));
    const isSaid = at === -1 ? asksForTexts(clause, known) : isMeant(clause, at);
    if (!isSaid) continue;
    const verb = clause.words[at] ?? '';
    const after = [clause.words.slice(at + 1), ...clauses.slice(index + 1).map(({ words }) => words)].flat();
    const all = clauses.flatMap(({ words }) => words);
    const parts = readParts([after, ...clauses.map(({ words }) => words), all], known);
    // "Rejestracja samochodu", "zapis monitoringu": nouns need more than themselves.
    const isNoun = nouns.has(verb) && parts.address !== undefined && parts.address.confidence === null;
    if (isNoun && !all.some((word) => ourOwn.test(word))) continue;
    return { intent: 'join', parts };
  }
  return null;
}

/** What may be a sign-up and is asked back: a mistyped word, "wpisz". */
export function readNearJoin({ clauses }: Utterance, known: Known): Understanding | null {
  const words = clauses.flatMap((clause) => clause.words);
  const said = words.filter((word) => !courtesies.has(word));
  if (
    said.length === 0 ||
    said.length > 6 ||
    words.includes('nie') ||
    words.some((word) => foreign.test(word))
  )
    return null;
  const at = said.findIndex(
    (word) => enterWords.has(word) || nearJoin.some((join) => isMistyped(word, join)),
  );
  if (at === -1 || at > 1) return null;
  return { intent: 'ask', parts: { near: 'join', ...readParts([said.slice(at + 1)], known) } };
}

/** A place's name alone, from somebody who has not joined. */
export function readBarePlace({ clauses }: Utterance, known: Known): Understanding | null {
  const words = clauses.flatMap((clause) => clause.words);
  if (known.sender === 'subscriber' || known.open !== null || words.length > 10) return null;
  const { rest, keys } = takeTrailingCategories(
    withoutCommune(words).filter((word) => !greetings.has(word)),
    known.categories,
  );
  if (rest.length === 0 || rest.length > 7 || rest.some(isFirstName)) return null;
  if (rest.length > 2 && !mentionsLocality(rest, known)) return null;
  const text = rest.join(' ');
  const address = readAddress(known.places, text);
  // A street alone, or a sentence with a place in it, is not a sign-up.
  if (address.confidence === null || address.locality.kind === 'none') return null;
  if (
    known.places.findLocalities(text).kind === 'none' &&
    address.street === null &&
    address.houseNumber === null
  )
    return null;
  const parts = { address, categories: keys };
  if (namesLocality(address, rest)) return { intent: 'join', parts };
  return { intent: 'ask', parts: { near: 'join', ...parts } };
}

/** Whether a word or two in a row are a locality's name; far cheaper to ask than the whole address. */
function mentionsLocality(words: readonly string[], { places }: Known): boolean {
  return words.some((word, at) =>
    [word, `${word} ${words[at + 1] ?? ''}`].some((name) => {
      const found = places.findLocalities(name);
      return found.kind !== 'none' && found.confidence !== 'typo';
    }),
  );
}

/** "Dąbrówka, gmina Dopiewo" names one place. */
function withoutCommune(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => /^(gm|gmina|gminie|gminy)$/.test(word));
  return at <= 0 ? words : [...words.slice(0, at), ...words.slice(at + 2)];
}

/** Whether the locality was really said: not only its street, and with one typo at most. */
function namesLocality({ locality, confidence }: AddressReading, words: readonly string[]): boolean {
  const places =
    locality.kind === 'match' ? [locality.place] : locality.kind === 'choices' ? locality.places : [];
  return places.some(({ name }) => {
    const parts = fold(name).split(' ');
    return parts.every((part) =>
      words.some((word) => (confidence === 'typo' ? isMistypedName(part, word) : isForm(part, word))),
    );
  });
}

function isMistypedName(name: string, word: string): boolean {
  return name === word || (name.length >= 7 && countEdits(name, word, 1) <= 1);
}

/** Inflected: the beginning stands, the ending turns ("zakrzewie", "dabrowce"). */
function isForm(name: string, word: string): boolean {
  const same = Math.max(3, Math.min(name.length, word.length) - 3);
  return (
    countEdits(name, word, 0) === 0 ||
    (Math.abs(name.length - word.length) <= 3 && word.slice(0, same) === name.slice(0, same))
  );
}

/** The word with what was said beside it, for intents that may carry an address and categories. */
export function withContent(intent: Intent, rest: readonly string[], known: Known): Understanding {
  return { intent, parts: readParts([rest], known) };
}

/** Address and categories from the first of these word lists that has them; the first one's where none has. */
function readParts(lists: readonly (readonly string[])[], known: Known): Understanding['parts'] {
  let fallback: Understanding['parts'] | null = null;
  let keys: readonly string[] = [];
  for (const list of lists) {
    const cleaned = withoutNames(withoutCommune(list), () => false).filter((word) => !aside.has(word));
    const taken = takeEndCategories(cleaned, known);
    if (keys.length === 0) keys = taken.keys;
    if (taken.rest.length === 0) {
      fallback ??= { categories: taken.keys };
      continue;
    }
    const address = readAddress(known.places, taken.rest.join(' '));
    fallback ??= { categories: taken.keys, address };
    if (address.confidence !== null) return { categories: keys, address };
  }
  return { ...fallback, categories: keys };
}

/** Categories at either end: "sport, Skórzewo Działkowa 3, kultura". */
function takeEndCategories(
  words: readonly string[],
  known: Known,
): ReturnType<typeof takeTrailingCategories> {
  const end = takeTrailingCategories(words, known.categories);
  let at = 0;
  const keys: string[] = [];
  for (; at < end.rest.length; at += 1) {
    const word = end.rest[at] ?? '';
    if (joiners.has(word)) continue;
    const found = /(ow[ay]|owej)$/.test(word) ? [] : takeCategories([word], known.categories).keys;
    if (found.length === 0) break;
    keys.push(...found);
  }
  return {
    keys: [...new Set([...keys, ...end.keys])],
    rest: keys.length === 0 ? end.rest : end.rest.slice(at),
  };
}

function isJoinWord(word: string, next: string): boolean {
  if (joinWords.has(word)) return true;
  return addWords.has(word) && /^(mnie|nas|moj|numer)$/.test(next);
}

function isMeant({ words }: Clause, at: number): boolean {
  const verb = words[at] ?? '';
  const before = words.slice(0, at);
  if (before.includes('nie') || words.some((word) => foreign.test(word))) return false;
  if (before.some((word) => questions.has(word))) return false;
  if (before.includes('czy') && !words.some((word) => polite.test(word))) return false;
  if (verb !== 'start') return true;
  return (
    before.every((word) => courtesies.has(word)) &&
    words.length <= 5 &&
    !words.some((word) => /^o$|^kiedy|^bieg/.test(word))
  );
}

/** "Proszę o smsy", "chcę dostawać powiadomienia": a wish and what it is for. */
function asksForTexts({ words }: Clause, known: Known): boolean {
  if (words.includes('nie') || words.includes('bez') || words.length > 12) return false;
  if (words.some((word) => questions.has(word) || word === 'czy' || foreign.test(word))) return false;
  if (words.some((word) => readLeaveVerb(word) !== null)) return false;
  if (wantsToBeListed.test(words.join(' '))) return true;
  const isWish = words.some((word) => wish.test(word));
  const isSending = words.some((word) => sending.test(word));
  if (!isWish && !isSending) return false;
  const isAddressed = words.some((word) => texts.test(word));
  if (isAddressed) return isSending || words.filter((word) => !isNeutral(word)).length <= 3;
  const isInforming = words.some((word) =>
    /^(informujcie|powiadamiajcie|powiadamiac|powiadamianie)$/.test(word),
  );
  return (
    isInforming ||
    (known.sender === 'stranger' && isSending && takeCategories(words, known.categories).keys.length > 0)
  );
}

const wantsToBeListed =
  /\b(chce|chcialbym|chcialabym|chcemy|prosze)( tez)? (byc (informowan|powiadamian|zapisan|na liscie|w systemie|dopisan)|o wpis(anie)? na liste)/;
const wish =
  /^(chce|chcem|chcialbym|chcialabym|chcemy|prosze|poprosze|prosimy|pragne|chetnie|chec|zglaszam|zalezy|prosba|wlacz|wlaczcie|aktywuj)$/;
const sending =
  /^(dostawac|otrzymywac|otrzymac|przysylajcie|przysylac|przesylac|przesylanie|przesylajcie|wysylajcie|wysylac|wysylanie|powiadamiajcie|powiadamiac|powiadamianie|informujcie|informowac|informowanie|wlacz|wlaczcie|aktywuj|otrzymywanie|otrzymywania)$/;
const texts = /^(sms|esemes|powiadomien|alert|ostrzezen|komunikat)/;
const questions: ReadonlySet<string> = new Set('jak gdzie kiedy dlaczego czemu co ile kto ktos'.split(' '));
const polite = /^(moge|mozna|mozecie|mogl|da|mozliw|prosic)/;
const ourOwn = /^(sms|powiadom|alert|prosze|poprosze|mnie|sie|numer|zgloszenie)/;

/** Things an office is asked about that people also sign up for. */
const foreign =
  /^(przedszkol|zlob|szkol[eya]$|szkole$|basen|lekarz|wizyt|zajec|zajecia|kurs|oboz|wycieczk|szczep|kolejk|polkoloni|koloni|kolk|fitness|joga|joge|warsztat|zebrani|konkurs|bieg|turniej|zawod|studi|silown|przychod|dentyst|dzieck|dziecko|syn|cork|wnuk|psa$|kota$|auto$|samoch|pojazd|samochodu|monitor|nagran|chor$|choru|protok|biblio)/;

function isNearly(word: string, join: string): boolean {
  const edits = countEdits(word, join, allowedEdits(join.length));
  return edits <= (word.slice(0, 2) === join.slice(0, 2) ? allowedEdits(join.length) : 1);
}

function isMistyped(word: string, join: string): boolean {
  return (
    word.length >= 4 && isNearly(word, join) && !/(al|ala|ali|alem|alam)$/.test(word) && !notJoin.has(word)
  );
}

const joinWords: ReadonlySet<string> = new Set(
  (
    'zapisz zapisac zapisuje zapisujemy zapis zapisy zapiszcie zapisze zapiszmy zapisujcie zapisanie zapisania zapisz1 start dolacz dolaczam dolaczyc dolaczcie ' +
    'dolaczenie przylacz przylaczam przylaczyc rejestracja rejestracje rejestracji zarejestruj zarejestrowac zarejestrujcie rejestruje rejestruj rejestrowac ' +
    'zarejestrowanie subskrybuj subskrybuje subskrybowac subskrypcja subskrypcje dopisz dopisac dopiszcie dopisanie dopisuje join subscribe przystepuje'
  ).split(' '),
);
const nouns: ReadonlySet<string> = new Set(
  'zapis zapisy rejestracja rejestracje rejestracji zapisania'.split(' '),
);
const addWords: ReadonlySet<string> = new Set(
  'dodaj dodac dodajcie dodanie wpisanie wpisz wpiszcie wpisac wciagnij'.split(' '),
);
const nearJoin = [
  'zapisz',
  'zapisac',
  'zapisuje',
  'zapiszcie',
  'dolacz',
  'dolaczam',
  'rejestracja',
  'zarejestruj',
  'start',
] as const;
const notJoin: ReadonlySet<string> = new Set(
  'starta stary stara stare stars starty starc smart napisz zapisek'.split(' '),
);
const enterWords: ReadonlySet<string> = new Set('wpisz wpisac wpisuje wpiszcie'.split(' '));
const greetings: ReadonlySet<string> = new Set(
  'witam dzien dobry hej czesc halo prosze dziekuje pozdrawiam jestem'.split(' '),
);
const joiners: ReadonlySet<string> = new Set('i oraz a na do tez'.split(' '));
// Said around a sign-up, never part of an address. Prepositions stay: the address reader knows them.
const aside: ReadonlySet<string> = new Set(
  (
    'prosze poprosze mnie mi sie dziekuje dzieki nas moj mojego numer numeru telefonu tel listy liste lista sms smsy smsow powiadomienia powiadomien ' +
    'systemu system gminnych gminne chce chcialbym chcialabym zapisac zapisz zapis zapisuje nazywam jestem mieszkam mieszkamy i oraz tez pozdrawiam witam ' +
    'dzien dobry meza zone mame tate powazaniem to bazy alertow bardzo uprzejmie moge mozna czy'
  ).split(' '),
);
