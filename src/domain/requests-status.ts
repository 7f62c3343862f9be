import { isSignUpElsewhere } from './join.ts';
import { isNeutral, readLeaveVerb } from './leave-words.ts';
import { isForeign } from './office-matters.ts';
import { has } from './request-words.ts';

/** What people ask of their own entry: whether they are on the list, with which address, for what. */

/** Whether a sentence asks what is entered for the one who writes; `said` is without what is only polite. */
export function asksForStatus(words: readonly string[], said: readonly string[]): boolean {
  const text = words.join(' ');
  if (/^stan( mojego)?( konta| zapisu)?$/.test(text)) return true;
  const isWord = said.includes('status') && said.every((word) => beside.has(word) || isNeutral(word));
  if (isWord && said.length <= 3) return true;
  if (words.length > mostWords) return false;
  if (entering.test(text)) return true;
  if (words.some(isElsewhere)) return false;
  if (isOnList(words, text)) return true;
  if (has(words, complaining) || /\bnie (mam|mamy|dostaj|otrzymuj|jestem|dziala)/.test(text)) return false;
  // "Jaki adres mam podać" asks what to do.
  if (/\bmam (\w+ ){0,3}\w+[aeiyu]c\b/.test(text)) return false;
  const isAsked = has(words, asking) || has(words, showing);
  // "Jaki adres macie u mnie zapisany", "co ja tu mam włączone".
  if (isAsked && has(words, entered) && own.test(text)) return true;
  if (words.some((word) => readLeaveVerb(word) !== null)) return false;
  // "Na co się zapisałem", "przypomnijcie, co wybrałam".
  if (isAsked && has(words, chose)) return true;
  return said.length <= mostSaid && (sent.test(text) || asksForThing(words, said));
}

const mostWords = 20;
const mostSaid = 10;
const beside: ReadonlySet<string> = new Set(
  'status jaki jest podaj sprawdz sprawdzic konta zapisu pokaz plz'.split(' '),
);
const complaining = /^(dlaczego|czemu|zle|zly|jedyn[eya]|powodu|celu)$/;
const asking = /^(jak(i|ie|a|ich|im|imi|iej|iego)|co|czego|czym|ktor(e|y|a|ych)|ile|czy|gdzie)$/;
const which = /^(jak(i|ie|a|ich|im|imi|iej|iego)|ktor(e|y|a|ych)|ile)$/;
const showing =
  /^(pokaz\w*|podaj\w*|podac|podanie|wyswietl\w*|sprawdz(cie|ic|enie)?|przypomn\w*|potwierdz(cie|ic|enie)|zobaczyc|list[aey]|spis)$/;
/** "Zapisany", "włączone", "przypisany": how one is entered. */
const entered =
  /^(pozapisyw|za?pis|wpis|przypis|dopis|wlacz|zaznacz|wybr|ustawi|pod|zamowi|zarejestrow|podpi|dod)(an|on|et)(y|a|e|i|ych|o|ego)$|^aktywn/;
const chose = /^(zaznaczyl|wybral|zamowil|ustawil|(za|w)pis(yw)?al)(em|am|ismy|ysmy)$|^zapisal$/;
const own =
  /\b(mam|mamy|jestem|jestesmy|u mnie|mnie macie|macie mnie|adres\w* macie|macie adres\w*)\b|\b(moj\w*|swoj\w*|moim|tego|ten|tym) (numer|nr\b|telefon|adres|kategor|powiadom)/;
/** "O czym mnie informujecie", "jakie powiadomienia do mnie przychodzą". */
const sent =
  /\bo czym (do mnie|mnie|mi) \w+cie\b|\bjakie (sms|powiadom|wiadom)\w* (do mnie|mnie|mi) (przychodz|wysyla|przysyla)/;
const thing =
  /^(adres|kategori|kategor|powiadomien|powiadomk|ustawien|sms|esemes|wiadomosci|temat|zapis(y|ow)$|ulic|subskrypcj|stan$)/;

/** "Jakie mam ustawienia", "pod jakim adresem mnie macie", "moje kategorie", "pokaż moje zapisy". */
function asksForThing(words: readonly string[], said: readonly string[]): boolean {
  const text = words.join(' ');
  // "To jedyne wiadomości, jakie dostaję" asks nothing.
  const isThing = words.some((word, at) => thing.test(word) && !which.test(words[at + 1] ?? ''));
  if (!isThing || has(words, /^nie$/)) return false;
  if (has(words, which)) {
    if (has(words, /^(mam|mamy|dostaje|dostajemy|otrzymuje)$/)) return true;
    if (/\bmacie przy (moim|tym)\b/.test(text) && has(words, /^adres/)) return true;
    if (/\b(mnie|moim) macie\b|\bmacie (u )?mnie\b/.test(text) && has(words, /^adres/)) return true;
  }
  if (!has(words, /^(moj|moje|moich|moja|swoj|swoje|swoich)$/)) return false;
  // "Czy możecie podać mój adres kurierowi" is of something else.
  const isAll = said.every(
    (word) => thing.test(word) || showing.test(word) || bareBeside.test(word) || isNeutral(word),
  );
  if (has(words, showing)) return isAll;
  return words.length <= 3 && words.every((word) => thing.test(word) || bareBeside.test(word));
}

const bareBeside = /^(moj|moje|swoj|swoje|swoich|prosze|i|jakie)$/;

/** "Jestem zapisany?", "czy mój numer jest u was na liście". */
function isOnList(words: readonly string[], text: string): boolean {
  if (/\b(na co|czy|do czego|gdzie|jak|pod jakim\w*)\b.*\b(zapisan|wypisan|zarejestrowan)\w*/.test(text))
    return true;
  if (alone.test(text)) return true;
  if (/\bpod jakim\w* adres\w* jest(em|esmy)\b|\bczy mam (wlaczon|aktywn|zapisan)\w*\b/.test(text))
    return true;
  const isAsking = has(words, /^(czy|jakiej|gdzie)$/) || /^jestem (\w+ )?(na|w|u) /.test(text);
  const isOwn = /\bjest(em|esmy)\b|\b(moj|ten|tego|mojego) (numer|nr|telefon)/.test(text);
  return isAsking && isOwn && listed.test(text);
}

const alone = /^jest(em|esmy) (dalej |nadal |juz |jeszcze |w ogole )?(zapisan|zarejestrowan)\w*( czy nie)?$/;
/** "Czy moja rejestracja przeszła", "zapisaliście mnie już?" */
const entering =
  /\bczy (moj\w* )?(rejestracja|zapis|zapisanie) (sie )?(przeszl|doszl|udal)\w*|^(czy )?(zapisaliscie|zapisalo) (mnie|nas)( juz)?$/;
const listed =
  /\b(na|w|u) (\w+ )?(liscie|bazie|systemie|was)\b|\bjakiej liscie\b|\b(jest|nadal|dalej) aktywn/;

const ofCases = /^(termin|notari|oczekuj|dofinans|spraw[aeiy]$|nabor|projekt|wyjazd)/;

/** Other lists one is on; whose entry it is and which of our topics it is for says nothing against it. */
function isElsewhere(word: string): boolean {
  const isOurs = /^(smiec|odpad|aktywn|syn|cork|dzieck|wnuk)/.test(word);
  return !isOurs && (ofCases.test(word) || isForeign(word) || isSignUpElsewhere(word));
}
