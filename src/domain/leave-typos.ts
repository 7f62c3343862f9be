import { courtesies } from './leave-words.ts';
import { allowedEdits, countEdits } from './likeness.ts';
import { remember } from './remembered.ts';

/** Words of leaving with a slip of the finger, for the signs of a clause. */

/** The sign of the known word that this one is, mistyped; `X` when none is near enough. */
export function signOfMistyped(word: string): string {
  return signFor(word);
}

const signFor = remember(findSign);

function findSign(word: string): string {
  if (word.length < 4 || otherWords.test(word)) return 'X';
  let best = { edits: 3, sign: 'X' };
  for (const [known, sign] of candidatesOf(word)) {
    const most = Math.min(allowedEdits(known.length), best.edits - 1);
    const edits = countEdits(word, known, most);
    // Two typos only in a word that begins alike.
    if (edits <= most && (edits < 2 || word.slice(0, 2) === known.slice(0, 2))) best = { edits, sign };
    if (best.edits === 1) break;
  }
  return best.sign;
}

const otherWords =
  /^(zapis|wpis|wypij|wypad|wypas|wyspi|wykup|napisz|opis|wysyp|wystaw|podpis|dopis|dostarcz|doslal|usiad|przesad|przesun|przesyp|dostep|stare|wiadro|wiadukt|koniecz|konce|zarejestr|wlacz|prosz)/;

// What is told, wished or of others comes first: of words equally near it is taken.
const known: readonly (readonly [string, string])[] = [
  ...signed(
    'T',
    'dostaje dostaja dostalem dostalam dostajemy otrzymuje otrzymalem otrzymalam przychodza przychodzi wysylacie przysylacie wylaczyli wylaczono zapisalem zapisalam',
  ),
  ...signed('F', 'samochod samochodu mieszkania wlaczyc wlaczcie'),
  ...signed(
    'Y',
    'wypisac wypisywac wypisujemy wypiszcie wypisanie wypisuje rezygnuje rezygnujemy zrezygnowac rezygnacje rezygnacja wyrejestrowac wyrejestrujcie',
  ),
  ...signed(
    'E',
    'usun usuncie usunac usuniecie usuniecia skasuj skasujcie skasowac skasowanie wykasujcie wykresl wykreslcie wykreslic wykreslenie skresl skreslcie skreslic skreslenie wyrzuccie wywalcie ' +
      'wymazcie wykluczcie odlaczcie odlaczyc odpiszcie odpiac zdejmijcie wylacz wylaczcie wylaczyc wylaczenie zablokujcie zablokowac zablokowanie zatrzymajcie zatrzymac zatrzymanie ' +
      'wstrzymajcie wstrzymac wstrzymanie zakonczcie zakonczyc zakonczenie skonczcie przerwijcie zaprzestancie zaprzestac zaprzestanie przestancie przestan przestac przestali likwidacje ' +
      'zlikwidujcie dezaktywacje dezaktywujcie anuluje anulujcie anulowac anulowanie cofniecie cofnijcie cofnac cofam wycofuje wycofac wycofanie odwoluje odwolac wypowiadam opuscic zniknac odejsc wymiksowac dajcie',
  ),
  ...signed(
    'R',
    'wysylac wysylajcie wysylaj wysylanie wysylania przysylac przysylajcie przysylaj przysylania przesylac przesylajcie przesylaj przesylania podsylajcie dostawac otrzymywac otrzymywania ' +
      'dostawania dostawanie czytac pisac piszcie informowac informujcie powiadamiac powiadamiajcie meczcie nekajcie zawracac wysylali dostawal dostawala niewysylanie',
  ),
  ...signed(
    'M',
    'wiadomosci wiadomosc wiadomosciom powiadomien powiadomienia powiadomieniom esemesow esemesy smsow smsy komunikatow komunikaty alertow alerty subskrypcje subskrypcji rozsylki',
  ),
  ...signed(
    'W',
    'potrzebuje potrzebujemy interesuja interesuje obchodza zycze zyczymy potrzebne zamierzam ochoty zgadzam chcemy',
  ),
  ...signed('U', 'niepotrzebne niepotrzebnie zbedne'),
  ...signed('D', 'koniec wystarczy starczy basta dziurki'),
  ...signed('K', 'spokoj spokoju'),
  ...signed('L', 'zgode systemu uslugi wszystkiego kontakt informacji'),
  ...signed('S', 'numer numeru telefon telefonu'),
  ...signed('V', 'mieszkam jestem'),
  // Courtesies say nothing, mistyped ones too.
  ...[
    ...courtesies,
    'waszej',
    'wasze',
    'panstwa',
    'wiecej',
    'natychmiast',
    'zadnych',
    'zamiar',
    'danych',
    'numerow',
  ]
    .filter((word) => word.length >= 5 && !/^(numer|telefon)/.test(word))
    .map((word) => [word, ''] as const),
];

function signed(sign: string, words: string): readonly (readonly [string, string])[] {
  return words.split(' ').map((word) => [word, sign] as const);
}

const byStart = groupBy(([word]) => word[0] ?? '');
const bySecond = groupBy(([word]) => word[1] ?? '');

/** A slip seldom takes both of the first letters. */
function candidatesOf(word: string): readonly (readonly [string, string])[] {
  const near = [...(byStart.get(word[0] ?? '') ?? []), ...(bySecond.get(word[1] ?? '') ?? [])];
  return near.filter(([other]) => Math.abs(other.length - word.length) <= 2);
}

function groupBy(
  keyOf: (entry: readonly [string, string]) => string,
): ReadonlyMap<string, readonly (readonly [string, string])[]> {
  return Map.groupBy(known, keyOf);
}
