import { type AddressReading, readAddress } from './address-reading.ts';
import { takeCategories } from './category-words.ts';
import { isCommonStreetWord } from './common-streets.ts';
import { isFirstName } from './first-names.ts';
import { fold } from './fold.ts';
import { mentionsLocality, readParts, takeEndCategories, withoutCommune } from './join-parts.ts';
import { courtesies, isNeutral, readLeaveVerb } from './leave-words.ts';
import { allowedEdits, countEdits } from './likeness.ts';
import type { Intent, Known, Understanding } from './understanding.ts';
import type { Clause, Utterance } from './utterance.ts';

/** Signing up: by a word, by a sentence, by the bare name of a place; and what was said beside it. */

/** A sign-up clearly asked for; null when none is. */
export function readJoin({ clauses }: Utterance, known: Known): Understanding | null {
  for (const [index, clause] of clauses.entries()) {
    const at = clause.words.findIndex((_, position) => isJoinWord(clause.words, position));
    const isSaid = at === -1 ? asksForTexts(clause, known) : isMeant(clause, at);
    if (!isSaid) continue;
    const verb = clause.words[at] ?? '';
    const after = [clause.words.slice(at + 1), ...clauses.slice(index + 1).map(({ words }) => words)].flat();
    const all = clauses.flatMap(({ words }) => words);
    const parts = readParts({ after, clauses: clauses.map(({ words }) => words) }, known);
    // "Rejestracja samochodu", "zapis monitoringu": nouns need more than themselves.
    const isNoun =
      nouns.has(verb) && after.length > 0 && parts.address !== undefined && parts.address.confidence === null;
    if (nouns.has(verb) && all.some((word) => /^(sprawd|pokaz|podaj|jaki)/.test(word))) continue;
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
  const parts = readParts(
    { after: said.slice(at + 1), clauses: clauses.map((clause) => clause.words) },
    known,
  );
  // With a place beside it, it is as clear as the place alone.
  const isPlaced = parts.address?.locality.kind === 'match' && parts.address.confidence !== null;
  return isPlaced && known.sender === 'stranger'
    ? { intent: 'join', parts }
    : { intent: 'ask', parts: { near: 'join', ...parts } };
}

/** A place's name alone, from somebody who has not joined. */
export function readBarePlace({ clauses }: Utterance, known: Known): Understanding | null {
  const words = clauses.flatMap((clause) => clause.words);
  if (known.sender === 'subscriber' || known.open !== null || words.length > 10) return null;
  const { rest: named, keys } = takeEndCategories(
    withoutCommune(words).filter((word) => !greetings.has(word)),
    known,
  );
  if (/^pozdr/.test(words[0] ?? '')) return null;
  if (named.length === 0) return onlyCategories(words, keys, known);
  const rest = withoutSender(named, known);
  if (rest.length === 0 || rest.length > 7 || rest.some(isFirstName)) return null;
  const text = rest.join(' ');
  const address = readAddress(known.places, text);
  // "Sk?rzewo Malwowa 3": what the street bears out may be damaged.
  const isBorneOut = address.street?.kind === 'match' && address.houseNumber !== null;
  if (rest.length > 2 && !isBorneOut && !mentionsLocality(rest, known)) return null;
  if (isShapedAsAddress(rest, known)) return { intent: 'join', parts: { address, categories: keys } };
  // A street alone, or a sentence with a place in it, is not a sign-up.
  if (address.confidence === null || address.locality.kind === 'none') return null;
  if (
    known.places.findLocalities(text).kind === 'none' &&
    address.street === null &&
    address.houseNumber === null &&
    !hasStreet(address, known)
  )
    return null;
  const parts = { address, categories: keys };
  if (namesLocality(address, rest)) return { intent: 'join', parts };
  return { intent: 'ask', parts: { near: 'join', ...parts } };
}

/** "Palędzie, Malinowa 5": which of the twins is asked, but the street is one of theirs. */
function hasStreet({ locality, streetText }: AddressReading, known: Known): boolean {
  return (
    locality.kind === 'choices' &&
    streetText !== null &&
    locality.places.some(({ sym }) => known.places.findStreets(sym, streetText).kind !== 'none')
  );
}

/**
 * "Skórzewo, Kolejowa 3", "Kolejowa 9, Palędzie", "Dopiewo, Lipowa": a place and what is called like a street, in any order,
 * though we know no such street there. Without a house number it has to be a name that streets have everywhere.
 */
function isShapedAsAddress(words: readonly string[], known: Known): boolean {
  const said = words.filter((word) => !/^(ul|ulica|ulicy|przy|na|w|we|os|osiedle)$/.test(word));
  const numbers = said.filter((word) => /^\d{1,3}[a-z]?(\/\d{1,3})?$/.test(word));
  const names = said.filter((word) => !numbers.includes(word));
  const [first = '', last = ''] = [names[0], names.at(-1)];
  const street = mentionsLocality([first], known)
    ? names.slice(1)
    : mentionsLocality([last], known)
      ? names.slice(0, -1)
      : [];
  const isNumbered = numbers.length === 1 && said[0] !== numbers[0];
  return (
    street.length >= 1 &&
    street.length <= (isNumbered ? 3 : 1) &&
    (isNumbered || numbers.length === 0) &&
    street.every((word) => /^[a-z]{4,}$/.test(word) && !foreign.test(word)) &&
    (isCommonStreetWord(street.at(-1) ?? '') || (isNumbered && streetEnding.test(street.at(-1) ?? '')))
  );
}

const streetEnding = /(owa|owej|ska|skiej|cka|ckiej|[^aeiouy]na|[^aeiouy]nej|ego|ich|ych|ow)$/;

/** "Alerty": what our categories are called, and nothing else. */
function onlyCategories(
  words: readonly string[],
  keys: readonly string[],
  known: Known,
): Understanding | null {
  const isAlert = known.categories.some(({ key, isAlert }) => isAlert === true && keys.includes(key));
  return words.length <= 4 && isAlert ? { intent: 'ask', parts: { near: 'join', categories: keys } } : null;
}

/** "Jan Kowalski Skórzewo Poznańska 12": who writes, before where they live. */
function withoutSender(words: readonly string[], known: Known): readonly string[] {
  const [first = '', second = '', third = ''] = words;
  if (!isFirstName(first)) return words;
  if (mentionsLocality([second], known) || second.startsWith('ul')) return words.slice(1);
  return mentionsLocality([third], known) || third.startsWith('ul') ? words.slice(2) : words;
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
  return { intent, parts: readParts({ after: rest, clauses: [rest] }, known) };
}

function isJoinWord(words: readonly string[], at: number): boolean {
  const word = words[at] ?? '';
  if (joinWords.has(word)) return true;
  if (/^zapisal(am|em|a|bym|abym)?$/.test(word))
    return words.some((other) => /^(bym|chetnie)$/.test(other) || /bym$/.test(other));
  if (!addWords.has(word)) return false;
  const [next = '', afterNext = ''] = words.slice(at + 1);
  if (/^(mnie|nas|moj|moja|mojego|numer|numeru|nr|siebie)$/.test(next)) return true;
  if (/^(mnie|nas|siebie)$/.test(words[at - 1] ?? '')) return true;
  return next === 'do' && /^(baz|list|system|sms|powiad|alert|grup)/.test(afterNext);
}

function isMeant({ words }: Clause, at: number): boolean {
  const verb = words[at] ?? '';
  // "Zapiszę to sobie" notes it down.
  if (words.includes('sobie') || words[at + 1] === 'ze') return false;
  const before = afterCondition(words.slice(0, at));
  if (before.slice(-4).includes('nie') || words.some((word) => foreign.test(word))) return false;
  if (before.some((word, place) => questions.has(word) && !isHow(before[place + 1]))) return false;
  if (before.includes('czy') && !words.some((word) => polite.test(word))) return false;
  if (verb !== 'start') return true;
  return (
    before.every((word) => courtesies.has(word)) &&
    words.length <= 5 &&
    !words.some((word) => /^(o|gdzie|kiedy|ktorej)$|^(bieg|rajd|wyscig|zawod|mecz|impre)/.test(word))
  );
}

/** "Jak najszybciej", "jak leci": no question. */
export function isHow(next: string | undefined): boolean {
  return /^(naj|leci$)/.test(next ?? '');
}

/** "Jeżeli nic nie kosztuje, to zapisuję się": what follows the condition. */
function afterCondition(before: readonly string[]): readonly string[] {
  const to = before.lastIndexOf('to');
  const isCondition = before.slice(0, to).some((word) => /^(jesli|jezeli|jak|ile|skoro|gdyby)$/.test(word));
  return to !== -1 && isCondition ? before.slice(to + 1) : before;
}

/** "Proszę o smsy", "chcę dostawać powiadomienia": a wish and what it is for. */
function asksForTexts({ words }: Clause, known: Known): boolean {
  if (words.includes('nie') || words.includes('bez') || words.length > 12) return false;
  // "SMS, kiedy zabierają bio", "wiadomości tak jak sąsiad": what follows them is what they are to be about.
  const upto = words.findIndex((word) => texts.test(word) || news.test(word));
  if (words.slice(0, upto === -1 ? words.length : upto).some((word) => questions.has(word))) return false;
  if (words.some((word) => word === 'czy' || foreign.test(word))) return false;
  if (words.some((word) => readLeaveVerb(word) !== null)) return false;
  if (words.some((word) => refusing.test(word))) return false;
  if (wantsToBeListed.test(words.join(' '))) return true;
  const isWish = words.some((word) => wish.test(word));
  const isSending =
    words.some((word) => sending.test(word)) || /\b(zeby|niech|niechaj)\b.*\bprzychodz/.test(words.join(' '));
  if (!isWish && !isSending) return false;
  const isAddressed = words.some((word) => texts.test(word));
  if (isAddressed) return isSending || words.filter((word) => !isNeutral(word)).length <= 3;
  const isNews = words.some((word) => news.test(word));
  const isForMe = known.sender === 'stranger' && isNews;
  // "Chcę dostawać informacje", "chcę informacje o śmieciach, Dopiewo, Polna 2".
  const isSent = isSending || /\bprosz\w+ o wiadomosci$/.test(words.join(' '));
  if (isForMe && isWish && isSent && !words.some((word) => aboutOne.test(word))) return true;
  const isNamed = takeCategories(words, known.categories).keys.length > 0;
  if (isForMe && isWish && isNamed && mentionsLocality(words, known)) return true;
  const isInforming = words.some((word) =>
    /^(informujcie|powiadamiajcie|powiadamiac|powiadamianie)$/.test(word),
  );
  return (
    isInforming ||
    (known.sender === 'stranger' && isSending && takeCategories(words, known.categories).keys.length > 0)
  );
}

const refusing =
  /^(odmawia|zabrania|zakazuj|rezygn|przesta|zaprzesta|dosc$|dosyc$|zadn|niepotrzebn|zbedn|skarg|czestsz|pozno|siana$|brak|odstap|poniech|wstrzym|0$)/;
const wantsToBeListed =
  /\b(zglaszam|zglaszamy|zglosic)( sie| swoj| moj| numer| chec| akces| udzial| telefon| nas)+ (do|na|w) (\w+ )?(system|list|powiad|sms|alert|program|baz)|\b(chce|chcialbym|chcialabym|moge)( \w+)? (wrocic|powrocic) (do|na) (list|sms|powiad|system|alert)|\b(chce|chcialbym|chcialabym|chcemy|prosze|prosimy|wole|moge)( tez| mnie| nas)? (o informowanie|o powiadamianie|byc (informowan|powiadamian|zapisan|na liscie|w systemie|dopisan)|o wpis(anie)? na liste|na liste)/;
const wish =
  /^(chce|chcem|chcialbym|chcialabym|chcemy|prosze|poprosze|prosimy|pragne|chetnie|chec|zglaszam|zalezy|prosba|wlacz|wlaczcie|aktywuj|aktywujcie|potrzebuje|potrzebujemy|interesuja|interesuje|zainteresowany|zainteresowana|zainteresowani|dawajcie|dajcie|slijcie)$/;
const sending =
  /^(dostawac|otrzymywac|otrzymac|przysylajcie|przysylac|przesylac|przesylanie|przesylajcie|wysylajcie|wysylac|wysylanie|powiadamiajcie|powiadamiac|powiadamianie|informujcie|informowac|informowanie|wlacz|wlaczcie|aktywuj|aktywujcie|otrzymywanie|otrzymywania|dostac|slijcie|slac|podsylajcie|dawajcie)$/;
const news = /^(informacj|wiadomosc|komunikat|info$)/;
const texts = /^(sms|esemes|powiadomien|alert|ostrzezen|komunikat)/;
// What an office sends to one person.
const aboutOne = /^(zwrotn|decyzj|wniosk|spraw|podat|faktur|rachun|odpowied|mojej$|mojegpostep)/;
const questions: ReadonlySet<string> = new Set('jak gdzie kiedy dlaczego czemu co ile kto ktos'.split(' '));
const polite = /^(mog[ea]|mozna|moze$|mozecie|mogl|da|mozliw|prosic)/;
const ourOwn = /^(sms|powiadom|alert|prosze|poprosze|mnie|sie|numer|zgloszenie)/;

/** Things an office is asked about that people also sign up for. */
const foreign =
  /^(przedszkol|zlob|szkol[eya]$|szkole$|basen|lekarz|wizyt|zajec|zajecia|kurs|oboz|wycieczk|szczep|kolejk|polkoloni|koloni|kolk|fitness|joga|joge|warsztat|zebrani|konkurs|bieg|turniej|zawod|studi|silown|przychodn|dentyst|dzieck|dziecko|syn|cork|wnuk|psa$|kota$|auta?$|samoch|pojazd|samochodu|monitor|nagran|chor$|choru|protok|biblio|klub|senior|orlik|sezon|schronisk|chetnych|olimpiad|festyn|swietlic|badani|spotkani)/;

/** Whether a word is of what an office lets people sign up for that is not ours. */
export function isSignUpElsewhere(word: string): boolean {
  return foreign.test(word);
}

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
    'zapisz zapiszesz zapiszecie zapisac zapisuje zapisujemy zapis zapisy zapiszcie zapisze zapiszmy zapisujcie zapisanie zapisania zapisz1 start dolacz dolaczam dolaczyc dolaczcie dolacze dolaczymy dolaczamy ' +
    'dolaczenie przylacz przylaczam przylaczyc rejestracja rejestracje rejestracji zarejestruj zarejestrowac zarejestrujcie rejestruje rejestruj rejestrowac ' +
    'zarejestrowanie subskrybuj subskrybuje subskrybowac subskrypcja subskrypcje dopisz dopisac dopiszcie dopisanie dopisuje join subscribe przystepuje przystapic rozpocznij podlaczcie sub subuje'
  ).split(' '),
);
const nouns: ReadonlySet<string> = new Set(
  'zapis zapisy rejestracja rejestracje rejestracji zapisania'.split(' '),
);
const addWords: ReadonlySet<string> = new Set(
  'dodaj dodac dodajcie dodasz dodacie dodanie wpisanie wpisz wpiszcie wpisac wciagnij'.split(' '),
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
const enterWords: ReadonlySet<string> = new Set(
  'wpisz wpisac wpisuje wpiszcie aktywuj aktywacja aktywowac'.split(' '),
);
const greetings: ReadonlySet<string> = new Set(
  'witam dzien dobry hej czesc halo prosze dziekuje pozdrawiam jestem'.split(' '),
);
