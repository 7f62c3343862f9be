import { courtesies, isNeutral } from './leave-words.ts';
import { remember } from './remembered.ts';

/** "niechcejuzsmsow": words typed without spaces come apart where nothing but words we know is left. */

/** The words that a run of letters is made of; null when it is a word itself, or not made of known words only. */
export function separateGlued(run: string): readonly string[] | null {
  return partsOf(run);
}

const partsOf = remember(findParts);

function findParts(run: string): readonly string[] | null {
  if (run.length < 7 || !/^[a-z]+$/.test(run) || isKnown(run)) return null;
  const parts = split(run);
  // "Zamoimi" is made of small words by chance; one that matters has to be there.
  return parts !== null && parts.length > 1 && parts.some((part) => anchors.has(part)) ? parts : null;
}

/** The fewest known words that are the whole run. */
function split(run: string): readonly string[] | null {
  const best: (readonly string[] | null)[] = [[]];
  for (let end = 1; end <= run.length; end += 1) {
    let found: readonly string[] | null = null;
    for (let start = Math.max(0, end - longest); start < end; start += 1) {
      const before = best[start] ?? null;
      if (before === null || (found !== null && before.length + 1 >= found.length)) continue;
      const part = run.slice(start, end);
      if (isPart(part)) found = [...before, part];
    }
    best[end] = found;
  }
  return best[run.length] ?? null;
}

const longest = 16;

function isPart(part: string): boolean {
  if (part.length < 3) return small.has(part);
  return anchors.has(part) || between.has(part) || courtesies.has(part);
}

function isKnown(word: string): boolean {
  return anchors.has(word) || between.has(word) || isNeutral(word);
}

const small: ReadonlySet<string> = new Set('z i w o na do od mi to te ze ja sa my ten bo'.split(' '));

const anchors: ReadonlySet<string> = new Set(
  (
    'prosze stop wypisz wypisac wypiszcie wypisuje wypisanie rezygnuje rezygnacja rezygnowac zrezygnowac zrezygnuje zrezygnuj zrezygnujcie usun usunac usuncie usuniecie skasuj skasujcie wykresl wykreslic wykreslcie skresl skreslic skreslcie wylacz wylaczcie ' +
    'wylaczyc wyrejestruj wyrejestrujcie wyrejestrowac koniec dosc przestan przestancie zaprzestac cofam odsubskrybuj anuluj ' +
    'zapisz zapisac zapiszcie zapisuje zapisanie dolacz dolaczam dolaczyc dopisz dopisac zarejestruj ' +
    'wysylac wysylaj wysylajcie przysylac przysylaj przysylajcie przesylac przesylajcie slijcie dostawac otrzymywac chce chcem chcemy zycze potrzebuje sms smsy smsow smsami ' +
    'wiadomosci powiadomien powiadomienia kiedy smieci status pomoc zmien adres adresow adresy dodaj'
  ).split(' '),
);
const between: ReadonlySet<string> = new Set(
  (
    'wylacznie nie sie mnie nas nam was wam juz tego tych wiecej zadnych moj mojego numer numeru listy liste bazy systemu prosze dziekuje bardzo dajcie spokoj sobie waszych wasze wasz gminy urzedu gmina ' +
    'wszystkiego natychmiast zamawialem zamawialam bylo jest dane moje odbior wywoz brak pradu tej jak byc jestem zainteresowany zainteresowana zgody zgode wyrazam zgadzam'
  ).split(' '),
);
