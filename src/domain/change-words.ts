import { withContent } from './join.ts';
import { courtesies, isNeutral, readLeaveVerb } from './leave-words.ts';
import { countEdits } from './likeness.ts';
import { isForeign } from './office-matters.ts';
import type { Known, Understanding } from './understanding.ts';
import type { Utterance } from './utterance.ts';

/** What somebody has moved to or had entered wrongly: "zmień adres", "mieszkam teraz na Leśnej, a nie na Polnej". */

/** Null where something else is changed: "zmiana rozkładu jazdy" and "zmieńcie żarówkę na Lipowej" are for people. */
export function readChange({ clauses }: Utterance, known: Known): Understanding | null {
  const words = clauses.flatMap((clause) => clause.words);
  // "Przeprowadzam się, ale SMS-y chcę dalej" changes nothing.
  const goesOn = words.some((word) => /^(dalej|nadal)$/.test(word)) && !asksToChange.test(words.join(' '));
  if (
    words.some((word) => things.test(word)) ||
    goesOn ||
    (words.includes('jak') && words.some((word) => word.startsWith('kategori')))
  )
    return null;
  return readPlainly(words, known) ?? (known.sender === 'subscriber' ? readTold(words, known) : null);
}

/** "Mam zły numer domu, ma być 12": the number of a house, which is no wrong phone number. */
export function correctsHouse(words: readonly string[]): boolean {
  const text = words.join(' ');
  if (/\b(zly|bledny|pomylony) numer (domu|mieszkania|lokalu|posesji)\b/.test(text)) return true;
  const isOfHouse =
    words.some((word) => /^(adres|ulic)/.test(word)) ||
    /\bnumer\w* (domu|mieszkania|lokalu|posesji)\b/.test(text);
  return (
    isOfHouse &&
    /\b(ma|powinno|powinien|mialo|mial) byc\b|\b\d+[a-z]? (a )?nie \d|\bnie \d+[a-z]? tylko \d|\bpoprawn\w+\b|\bmam \d/.test(
      text,
    )
  );
}

function readPlainly(words: readonly string[], known: Known): Understanding | null {
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
  if (verb === 'nowy' && !isOfAddress) return null;
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

/** Somebody whose address we have tells in more words that it is another one now, or was never right. */
function readTold(words: readonly string[], known: Known): Understanding | null {
  const text = words.join(' ');
  if (words.length > longest || words.some(speaksAgainst) || words.some(isOfOffice)) return null;
  const isSaid =
    (asksToChange.test(text) && ofAddress.test(text)) ||
    (movedFromTo.test(text) && !/\b(wiec|prosze) (\w+ )?(nie|o wypis)/.test(text)) ||
    livesElsewhere.test(text) ||
    correctsHouse(words) ||
    /\b(now[ya]|inny|aktualny|poprawny|obecny) (moj )?adres\b|\badres (\w+ )?(now[ya]|inny|zmieniony|nieaktualny)\b/.test(
      text,
    );
  if (!isSaid) return null;
  const { address, categories = [] } = withContent(
    'change',
    words.filter((word) => !courtesies.has(word) && !changeable.test(word) && !told.test(word)),
    known,
  ).parts;
  // What the new one is, is asked where it is not surely read.
  return {
    intent: 'change',
    parts:
      address === undefined || address.confidence === null ? { categories: [] } : { address, categories },
  };
}

const asksToChange =
  /\b(z(mie[nm]|mian|amie[nm]|amian)\w*|zmenic|popraw\w*|zaktualiz\w*|aktualiz\w*|przepis(z|zcie|ac)|przestaw\w*|przelacz\w*|podmien\w*|przenies(c|cie)?)\b/;
const ofAddress =
  /\b(adre?s\w*|ulic[aey]|miejscowos\w+|numer\w* (domu|mieszkania|lokalu)|(mnie|mi|moj\w*) .*\bz \w+ (na|do) \w+|zamieszkani\w+|mieszka(m|my)|przenieslismy|przenioslam|przeprowadz\w+|wyprowadz\w+)\b/;
const movedFromTo =
  /\b(przenios(l[ae]m|em)|przenieslismy|przenosze|przenosimy|przeprowadz(il[ae]m|ilismy|am)|wyprowadz(il[ae]m|ilismy)|pszeprowadz\w+)\b.*\b(do|na|teraz) \w{4,}/;
const livesElsewhere =
  /\bmieszka(m|my) (\w+ )?(teraz|juz|obecnie) (w|na|przy|pod|gdzie) |\bod (\w+ )?(soboty|niedzieli|poniedzialku|wczoraj|dzis\w*|wrzesnia|maja|stycznia|pierwszego|\w+ca|\w+nia) (\w+ )?mieszka(m|my)\b|\bmieszka(m|my) (na|w|przy) .*\b(a )?nie (na|w|przy) |\bnie mieszka(m|my) .*\b(teraz|tylko) (na |w )?\w{4,}/;
const longest = 28;
const told =
  /^(popraw\w*|przepis\w*|przestaw\w*|mieszka(m|my)|teraz|juz|obecnie|przenie\w*|przenios\w*|przeprowadz\w*|wyprowadz\w*|zly|zle|bledn\w+|jest|ma|byc|powinno|inny|now[ya]|prosz\w*|soboty|zmie\w*|zamie\w*|smsy|tam|wysylac|powiadomien\w*|aktualiz\w*)$/;

function speaksAgainst(word: string): boolean {
  return (
    /^(kiedy|dlaczego|czemu|kto|ile|jak|gdzie|jaka|jaki|jakie|zlozyc)$/.test(word) ||
    (readLeaveVerb(word) !== null && !/^(odwol|wylacz)/.test(word))
  );
}

/** Matters of the office that somebody who tells of an address does not speak of. */
function isOfOffice(word: string): boolean {
  return isForeign(word) && !/^(mieszkani|smiec|odpad)/.test(word) && !isCalledStreet(word);
}

/** What an office changes that is no address: a timetable, a bulb, the name of a street. */
const things =
  /^(rozklad|zarowk|organizac|ruch|nazw|nawierzchni|godzin|termin|tabliczk|znak|oznakow|lamp|latar|oswietl|przystan|lini[aei]|autobus|kosz|wlascicie|wywoz|harmonogram|odbior|kierun|swiat(l|e)|dokument|zglos|(wy|za)?meld)/;

/** "Szkolna", "Sportowej": what streets are called after is no matter of the office. */
export function isCalledStreet(word: string): boolean {
  return /(ow|sk|ck|[^aeiouy]n)(a|ej)$/.test(word);
}

const changeWords =
  /^(zmien|zmiana|zmienic|zmieniam|zmiencie|zmiane|zmianie|zmienil\w*|przeprowadz(il|am|ilismy)\w*|przeprowadzka|popraw|poprawcie|zaktualiz\w*|aktualiz\w*|nowy)$/;
const changeable =
  /^(adres\w*|ulic\w*|kategori\w*|numer\w*|dom\w*|mieszkani\w*|miejsc\w*|dane|zamieszkania|moje|wybor\w*|wies|na)$/;
