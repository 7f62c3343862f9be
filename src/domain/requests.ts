import { type CategoryName, takeCategories } from './category-words.ts';
import { withoutNames } from './first-names.ts';
import { isSignUpElsewhere } from './join.ts';
import { courtesies, isNeutral } from './leave-words.ts';
import { countEdits } from './likeness.ts';
import type { Intent } from './understanding.ts';
import type { Utterance } from './utterance.ts';

/** What people ask the service itself: status, help, rights, the date of a collection, the power. */

export type RequestInput = { readonly utterance: Utterance; readonly categories: readonly CategoryName[] };

type Request = Extract<Intent, 'status' | 'help' | 'rodo' | 'erase' | 'waste' | 'power'>;

/** The request a text is as a whole; null when it is none of them, or more. */
export function readRequest({ utterance, categories }: RequestInput): Request | null {
  const words = withoutNames(
    utterance.clauses.flatMap((clause) => clause.words),
    isNeutral,
  );
  const said = words.filter((word) => !courtesies.has(word));
  const text = words.join(' ');
  if (
    /\bzapomni\w+ (o )?(moj\w+ )?dan|\bzapomnian(y|a|ym|ej)\b|\bprawo do (zapomnienia|usuniecia)\b/.test(
      text,
    ) &&
    said.length <= 12
  )
    return 'erase';
  if (isAboutData(text, said)) return 'rodo';
  if (isStatus(text, said)) return 'status';
  if (isWaste(said, categories)) return 'waste';
  if (isPower(said)) return 'power';
  return isHelp(text, said) ? 'help' : null;
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

function isAboutData(text: string, said: readonly string[]): boolean {
  if (said.length <= 5 && said.some((word) => /^rodo$/.test(word))) return true;
  if (/\bjak\b.*\bprzetwarzacie\b|\bkto ma (moj|moje) (numer|dane|telefon)\b/.test(text)) return true;
  if (/\bprzetwarzani\w* (moich |naszych )?danych\b/.test(text) && said.length <= 6) return true;
  if (/\bpodstawie (macie|maja|posiadacie|dostal\w*)\b.*\b(moj|numer|dane)\b/.test(text)) return true;
  if (/\bskad (\w+ )?(\w+ )?(moj|numer)\b/.test(text)) return true;
  if (/\b(polityka prywatnosci|ochron\w* danych|klauzula)\b/.test(text) && said.length <= 8) return true;
  if (
    /\badministrator\w*/.test(text) &&
    (said.length <= 2 || /\bkto\b/.test(text) || /\bdan(e|ych)\b/.test(text))
  )
    return true;
  if (/^(moje )?dane( osobowe)?$/.test(text)) return true;
  return /\b(kto|jakie|skad|co|gdzie|po co|dlaczego|czyje)\b.*\b(moje|moich|moimi|nasze|o mnie)\b.*\bdan(e|ych|ymi)\b|\b(jakie|skad) dane\b/.test(
    text,
  );
}

function isStatus(text: string, said: readonly string[]): boolean {
  if (
    said.length <= 3 &&
    said.includes('status') &&
    said.every((word) => beside.has(word) || isNeutral(word))
  )
    return true;
  if (said.length === 1 && said[0] === 'stan') return true;
  if (
    /\bjest(em|esmy) (dalej |nadal |juz |jeszcze )?(zapisan|zarejestrowan)\w*$/.test(text) &&
    /\b(jak\w*|czy|co|gdzie|czego)\b/.test(text)
  )
    return true;
  if (/\bpod jakim\w* adres\w* jest(em|esmy)\b|\bczy mam (wlaczon|aktywn|zapisan)\w*\b/.test(text))
    return true;
  if (/\b(na co|do czego)\b.*\b(zapisal|zarejestrowal)\w*/.test(text)) return true;
  if (
    /^(jaki|jakie) (mam |moje |mam zapisane )?(adres|powiadomienia|kategorie|smsy)( mam| macie| jest| moj)?( wlaczone| zapisan\w+| w(pisan|ybran)\w+)$/.test(
      text,
    )
  )
    return true;
  if (/\b(na co|czy|do czego|gdzie|jak|pod jakim\w*)\b.*\b(zapisan|wypisan|zarejestrowan)\w*/.test(text))
    return true;
  if (/^jest(em|esmy) (juz )?(zapisan|zarejestrowan)\w*$/.test(text)) return true;
  if (/\bczy (ja )?jestem (na|w|u) (liscie|bazie|systemie|was)/.test(text)) return true;
  return /^(jaki|jakie|pod jakim|co) (\w+ )?(mam )?(adres|kategorie|subskrypcje|w zapisie)( mam| macie)?$/.test(
    text,
  );
}

const beside: ReadonlySet<string> = new Set(
  'status jaki jest podaj sprawdz sprawdzic konta zapisu pokaz'.split(' '),
);

const wasteNames =
  /^(smiec|smieci|odpad|wywoz|bioodpad|gabaryt|wielkogabaryt|kubl|kubel|kosz|popiol|plastik|szkl|papier|makulatur|bio$|zmieszan|segregow|smieciark|surowc|tworzyw|choink|worki|worek|pojemnik)/;
const whenWords =
  /^(kiedy|termin|harmonogram|dzis|jutro|najblizsz|nastepn|kolejn|jaki|jakie|ktory|ktorego|kalendarz|data)/;

function isWaste(said: readonly string[], categories: readonly CategoryName[]): boolean {
  const first = said[0] ?? '';
  if (said.length === 1 && (first === 'kiedy' || wasteBare.has(first))) return true;
  if (
    said.some((word) => /^(nie|kto|mnie|list[ay]|baz[ay])$/.test(word)) ||
    said.some((word) => complaint.test(word))
  )
    return false;
  const isCollecting = said.some((word) => collecting.test(word));
  const isNamed =
    said.some((word) => wasteNames.test(word)) ||
    (isCollecting && takeCategories(said, categories).keys.includes('odpady'));
  if (isCollecting && said.every((word) => whenWords.test(word) || collecting.test(word) || isNeutral(word)))
    return true;
  return (
    isNamed &&
    said.length <= 9 &&
    (said.some((word) => whenWords.test(word)) || (isCollecting && said.length <= 3))
  );
}

const collecting = /^(odbior|odbier|wywoz|zabier|zabior|jada|przyjezdz|przyjed|wystaw|harmonogram)/;
const wasteBare: ReadonlySet<string> = new Set(
  'smieci odpady odpad smiec wywoz gabaryty harmonogram smieciarka'.split(' '),
);
const complaint =
  /^(odebra|zabra|opozn|zalega|smierdz|przepeln|pali|pala|wyrzuc|dzikie|wysypisk|zglasz|deklarac|oplat|place|placi|cen)/;

function isPower(said: readonly string[]): boolean {
  const isLamp = said.some((word) => /^(latar|lamp|ulic|uliczn|oswietl|zarow)/.test(word));
  const isNamed = said.some((word) =>
    /^(prad|pradu|pradem|pradzie|zasilani\w*|elektryczn\w*|energii|energetyczn\w*)$/.test(word),
  );
  const isLight =
    !isLamp &&
    said.some((word) => /^swiatl[oa]$/.test(word)) &&
    !said.some((word) => /^(boisk|orlik|stop|przystan|skrzyz|przejsc|park|gimbus|autobus)/.test(word)) &&
    !said.some((word) => /^(pali|swiec)/.test(word));
  if (/^(kiedy |planowane )+(sa |beda |jest )?(planowane )?wylaczeni[ae]$/.test(said.join(' '))) return true;
  if (!isNamed && !isLight) return false;
  if (said.some((word) => /^(sms|powiad|wiadom)/.test(word)) && said.includes('nie')) return false;
  if (said.some((word) => /^(rachun|cen|taryf|licznik|oplat|dopla|dodat)/.test(word))) return false;
  const about = said.some((word) =>
    /^(kiedy|brak|nie|co|wylacz|przerw|awari|bedzie|wroci|wlacz|planowan|do)/.test(word),
  );
  // "Co z prądem".
  const isAlone = said.every((word) => isNeutral(word) || /^prad/.test(word));
  return (isNamed && isAlone) || (said.length <= 9 && about);
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
  return said.length <= 6 && questionsAboutUs.test(text);
}

const helpWords: ReadonlySet<string> = new Set(
  'pomoc info help informacja informacje menu pomocnik instrukcja komendy polecenia opcje'.split(' '),
);
const helpBeside: ReadonlySet<string> = new Set(
  'potrzebna potrzebuje o do systemu obsluga obslugi sms jak mam'.split(' '),
);
const questionsAboutUs =
  /^(co (umiesz|potrafisz|umiecie)|o co chodzi( z tym\w*| w tym)?|o co (tu|tutaj|w tym) chodzi|jakie (komendy|polecenia|slowa|hasla) (moge|mozna|mam)( tu)? (na|wy|w)?(pisac|slac|uzyc)|jak to (dziala|obslug\w*)|jak (dziala|korzysta\w*)\b.*|o co chodzi|co to( jest)?( za (numer|sms|smsy|wiadomosc))?|kto (to|pisze|to pisze)( jest)?|jak (z tego|z was|z systemu|tego) (korzysta|uzywa)\w*|co (moge|mam|mozna) (tu )?(na|od|wy)?(pisac|zrobic|robic|wyslac)( (przez|w|na) (sms\w*|tym numerze|ten numer))?|jakie (sa |mam |macie )?(komendy|polecenia|opcje|hasla|mozliwosci)( sa)?|nie (rozumiem|wiem co (robic|zrobic|napisac|odpisac))|jak (sie )?(zmienic|dodac|usunac) (adres|kategorie\w*|numer))$/;
