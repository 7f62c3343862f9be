import type { CategoryName } from './category-words.ts';
import { withoutNames } from './first-names.ts';
import { isSignUpElsewhere } from './join.ts';
import { courtesies, isNeutral } from './leave-words.ts';
import { countEdits } from './likeness.ts';
import { isForeign } from './office-matters.ts';
import { mendKeyWords } from './request-words.ts';
import { asksAboutData, asksToErase } from './requests-data.ts';
import { asksForStatus } from './requests-status.ts';
import { asksAboutPower, asksForCollection } from './requests-topics.ts';
import type { Intent } from './understanding.ts';
import type { Utterance } from './utterance.ts';

/** What people ask the service itself: status, help, rights, the date of a collection, the power. */

export type RequestInput = { readonly utterance: Utterance; readonly categories: readonly CategoryName[] };

type Request = Extract<Intent, 'status' | 'help' | 'rodo' | 'erase' | 'waste' | 'power'>;

/** The request a text is as a whole; null when it is none of them, or more. */
export function readRequest({ utterance, categories }: RequestInput): Request | null {
  const sentences = utterance.clauses.map(({ words }) => readWords(words));
  const whole = readWords(utterance.clauses.flatMap(({ words }) => words));
  // What is asked may stand in one sentence beside a reason, or go on over a comma.
  const parts = sentences.length > 1 ? [whole, ...sentences] : [whole];
  if (asksToErase(whole.words)) return 'erase';
  if (parts.some(({ words, said }) => asksAboutData(words, said))) return 'rodo';
  if (parts.some(({ words, said }) => asksForStatus(words, said))) return 'status';
  if (parts.some(({ said }) => asksForCollection(said, { whole: whole.said, categories }))) return 'waste';
  if (parts.some(({ said }) => asksAboutPower(said, whole.said))) return 'power';
  return isHelp(whole.words.join(' '), whole.said) ? 'help' : null;
}

function readWords(typed: readonly string[]): {
  readonly words: readonly string[];
  readonly said: readonly string[];
} {
  // "Mają wyłączyć" is no name, though "Maja" is one.
  const verbal = typed.map((word, at) =>
    word === 'maja' && typed[at + 1]?.endsWith('c') === true ? 'ma' : word,
  );
  const words = mendKeyWords(withoutNames(verbal, isNeutral));
  return { words, said: words.filter((word) => !courtesies.has(word)) };
}

/** "pomc", "sttus": one word, one typo. */
export function readNearRequest({ clauses }: Utterance): Request | null {
  const words = withoutNames(
    clauses.flatMap((clause) => clause.words),
    isNeutral,
  );
  const said = words.filter((word) => !courtesies.has(word));
  const [first = ''] = said;
  if (said.slice(1).some((word) => !isNeutral(word)) || first.length < 4) return null;
  if (countEdits(first, 'pomoc', 1) <= 1) return 'help';
  return countEdits(first, 'status', 1) <= 1 ? 'status' : null;
}

function isHelp(text: string, said: readonly string[]): boolean {
  if (
    said.length >= 1 &&
    said.length <= 3 &&
    helpWords.has(said[0] ?? '') &&
    said.every((word) => helpWords.has(word) || helpBeside.has(word))
  )
    return true;
  if (
    /\b(jak(?! naj)|gdzie|w jaki sposob|czy (moge|mozna|da sie))\b.*\b(zapis|wypis|rejestr|wyrejestr|zrezygn|dolacz|wylogow|odsubskryb|wylacz\w* (sms|powiad|te))/.test(
      text,
    )
  )
    return !said.some(isSignUpElsewhere) && said.length <= 10;
  if (
    /\b(stop|wypisz|zapisz)\b/.test(text) &&
    /\b(jak|co znaczy|co oznacza|czy jak|jesli|jezeli)\b/.test(text)
  )
    return true;
  if (/\bco (mam|mamy|trzeba|nalezy|musze) \w+ (zeby|aby|by)\b.*\b(zapis|wypis|zrezygn|dolacz)/.test(text))
    return true;
  const isOfUse = (use.test(text) && ofOurs.test(text)) || manual.test(text) || commands.test(text);
  if (said.some(isForeign)) return false;
  if (isOfUse && said.length <= 10) return true;
  return said.length <= 6 && questionsAboutUs.test(text);
}

const helpWords: ReadonlySet<string> = new Set(
  'pomoc info help informacja informacje menu pomocnik instrukcja komendy polecenia opcje'.split(' '),
);
const helpBeside: ReadonlySet<string> = new Set(
  'potrzebna potrzebuje o do systemu obsluga obslugi sms jak mam'.split(' '),
);
/** "Jak się tym posługiwać", "jak to działa z tymi kategoriami". */
const use = /\bjak (\w+ ){0,3}(dziala|obslugiwac|obsluzyc|poslugiwac|korzystac|korzysta|uzywac|uzywa|uzyc)\b/;
const ofOurs = /\b(to|tego|tym|system\w*|serwis\w*|sms\w*|numer\w*|wasz\w*)\b/;
const manual =
  /\b(instrukcj\w*|info\w*) (obslugi|o (tym |tej )?(system|uslu|serwis)\w*)|\binstrukcj\w* jak (to|tego)\b/;
const commands =
  /\b(lista|jakie|co) (\w+ ){0,3}(komend|komendy|polecen|polecenia)\b|\bco (\w+ ){0,2}(umie|potrafi)( (ten|wasz) \w+)?$|^pomoc\b.*\b(co|jak) (\w+ ){0,2}(na)?pisac$/;
const questionsAboutUs =
  /^(co (umiesz|potrafisz|umiecie)|o co chodzi( z tym\w*| w tym)?|o co (tu|tutaj|w tym) chodzi|jakie (komendy|polecenia|slowa|hasla) (moge|mozna|mam)( tu)? (na|wy|w)?(pisac|slac|uzyc)|jak to (dziala|obslug\w*)|jak (dziala|korzysta\w*)\b.*|o co chodzi|co to( jest)?( za (numer|sms|smsy|wiadomosc))?|kto (to|pisze|to pisze)( jest)?|jak (z tego|z was|z systemu|tego) (korzysta|uzywa)\w*|co (moge|mam|mozna) (tu )?(na|od|wy)?(pisac|zrobic|robic|wyslac)( (przez|w|na) (sms\w*|tym numerze|ten numer))?|jakie (sa |mam |macie )?(komendy|polecenia|opcje|hasla|mozliwosci)( sa)?|nie (rozumiem|wiem co (robic|zrobic|napisac|odpisac))|jak (sie )?(zmienic|dodac|usunac) (adres|kategorie\w*|numer))$/;
