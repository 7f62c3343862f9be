/**
 * Texts composed by a grammar: ways to leave, and what is near to them in words but is not leaving. Seeded, so a text
 * once read wrongly comes again. Slots: `{name}` is one of the words of that name; `[x|y]` one of these; `(x)` or nothing.
 */

export type Composed = { readonly text: string; readonly pattern: string };

/** A source of numbers below 1 that repeats itself for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

type Random = () => number;

export function composeLeave(random: Random): Composed {
  return compose(random, pick(random, leaving));
}

export function composeOther(random: Random): Composed {
  return compose(random, pick(random, other));
}

function compose(random: Random, pattern: string): Composed {
  const core = expand(random, pattern);
  const parts = [
    random() < 0.3 ? `${pick(random, greetings)} ` : '',
    core,
    random() < 0.3 ? pick(random, closings) : '',
  ];
  return { text: parts.join('').replace(/\s+/g, ' ').trim(), pattern };
}

function expand(random: Random, pattern: string): string {
  let text = pattern;
  for (let round = 0; round < 8 && /[[({]/.test(text); round += 1) {
    text = text
      .replace(/\{(\w+)\}/g, (_, name: string) => pick(random, slots[name] ?? [`<${name}>`]))
      .replace(/\[([^[\](){}]*)\]/g, (_, choice: string) => pick(random, choice.split('|')))
      .replace(/\(([^[\](){}]*)\)/g, (_, maybe: string) =>
        random() < 0.5 ? pick(random, maybe.split('|')) : '',
      );
  }
  return text;
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('Nothing to choose from.');
  return item;
}

/** The text with a slip of the finger in one of its words of so many letters and more: a letter lost, doubled, swapped, or its neighbour. */
export function mistype(random: Random, text: string, letters = 6): string {
  const words = text.split(' ');
  const long = words.flatMap((word, at) => (/^\p{L}+$/u.test(word) && word.length >= letters ? [at] : []));
  if (long.length === 0) return text;
  const at = pick(random, long);
  words[at] = slip(random, words[at] ?? '');
  return words.join(' ');
}

function slip(random: Random, word: string): string {
  const at = 1 + Math.floor(random() * (word.length - 1));
  const letter = word[at] ?? '';
  const [before, after] = [word.slice(0, at), word.slice(at + 1)];
  switch (Math.floor(random() * 4)) {
    case 0:
      return before + after;
    case 1:
      return before + letter + letter + after;
    case 2:
      return before + (after[0] ?? '') + letter + after.slice(1);
    default:
      return before + (neighbours.get(letter.toLowerCase()) ?? letter) + after;
  }
}

const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const neighbours: ReadonlyMap<string, string> = new Map(
  rows.flatMap((row) =>
    [...row].map((letter, at) => [letter, row[at + 1] ?? row[at - 1] ?? letter] as const),
  ),
);

function list(text: string): readonly string[] {
  return text.split(/\s*[,\n]\s*/).filter((item) => item !== '');
}

const greetings = [
  ...list('Dzień dobry, Witam,, Witam, Dobry wieczór, Szanowni Państwo, Hej, Halo, Cześć, Moi drodzy'),
  'Dzień dobry,',
  'Dzien dobry.',
  'Witam serdecznie,',
];
const closings = [
  '. Dziękuję',
  ', dziękuję.',
  '. Pozdrawiam',
  ' dzieki',
  '. Z poważaniem Jan Kowalski',
  '!!!',
  '!',
  '.',
  ' 🙏',
  ' 😡',
  ' pozdrawiam',
  '. Miłego dnia',
  ' z góry dziękuję',
  '\nHalina Nowak',
];

const slots: Readonly<Record<string, readonly string[]>> = {
  remove: list(
    'wypisz, wypiszcie, wypisać, usuń, usuńcie, usunąć, wykreśl, wykreślcie, wykreślić, skreśl, skreślcie, skasujcie, skasować, wyrejestruj, wyrejestrujcie, wyrejestrować, wyrzućcie, wywalcie, zdejmijcie, wymażcie, wykluczcie, odpiszcie, odłączcie, wypisujcie, wykasujcie, proszę wypisać, proszę usunąć, proszę wykreślić, proszę skreślić, możecie wypisać, możecie usunąć, czy możecie wypisać, czy mogą państwo usunąć, wypisywać, wypisz pan, zechciejcie wypisać',
  ),
  own: list(
    'mnie, mój numer, nas, ten numer, mnie i żonę, mój telefon, numer mojej mamy, mnie natychmiast, moją osobę',
  ),
  from: [
    ...list(
      'z listy, z bazy, z systemu, z tych SMS-ów, z powiadomień, z waszej listy, od was, z tego, z usługi, z listy odbiorców, ze wszystkiego, z tych wiadomości, z Wici, z subskrypcji, z bazy danych, z bazy numerów, stąd, z listy mailingowej, z rozsyłki, z esemesów, z alertów, z państwa bazy, z listy powiadomień gminy',
    ),
    '',
    '',
  ],
  wish: list(
    'chcę, chcemy, chciałbym, chciałabym, pragnę, muszę, zamierzam, postanowiłam, wolałbym, mam zamiar, zdecydowałem się, chciałem, chcielibyśmy, proszę, bardzo proszę, prosiłabym, wolę, życzę sobie, mam ochotę, potrzebuję, trzeba mi, chce',
  ),
  leave: list(
    'się wypisać, zrezygnować, z tego zrezygnować, wypisać się z listy, wyjść z systemu, opuścić listę, zrezygnować z powiadomień, zakończyć subskrypcję, wycofać zgodę, wyłączyć smsy, cofnąć zgodę na smsy, zniknąć z waszej bazy, zrezygnować z otrzymywania wiadomości, wyłączyć te powiadomienia, anulować subskrypcję, odwołać zgodę, zrezygnować z usługi, wyrejestrować numer, wyrejestrować się, odsubskrybować, wypisać się, zrezygnować z tych smsów, przestać dostawać wiadomości, przestać otrzymywać smsy, odpiąć się od tych powiadomień, wymiksować się z tego, odejść z listy, wstrzymać wysyłkę smsów, zablokować te smsy',
  ),
  stopIt: list(
    'przestańcie wysyłać, przestańcie pisać, przestań przysyłać, proszę zaprzestać wysyłania, zaprzestańcie przysyłania, proszę przestać wysyłać, skończcie wysyłać, skończcie z wysyłaniem, koniec wysyłania, proszę wstrzymać wysyłanie, wstrzymajcie wysyłkę, przerwijcie wysyłanie, proszę nie wysyłać, proszę nie przysyłać, proszę więcej nie wysyłać, nie wysyłajcie, nie wysyłaj, nie przysyłajcie, nie przysyłaj, nie przesyłajcie, nie ślijcie, nie podsyłajcie, żebyście nie wysyłali, żebyście przestali wysyłać, proszę o niewysyłanie, proszę o zaprzestanie wysyłania, macie nie wysyłać, żądam zaprzestania wysyłania, przestańcie mi wysyłać, weźcie nie wysyłajcie, możecie nie wysyłać, możecie już nie przysyłać, możecie przestać wysyłać',
  ),
  tome: ['', '', ...list('mi, do mnie, na ten numer, nam, na mój telefon, tu, mi już')],
  texts: list(
    'smsów, SMS-ów, tych SMS-ów, wiadomości, powiadomień, tych powiadomień, waszych smsów, esemesów, tych esemesów, alertów, komunikatów, informacji, takich wiadomości, sms, tych wiadomości, sms z gminy, żadnych smsów, żadnych wiadomości, żadnych informacji, niczego, tego, tych waszych powiadomień, więcej smsów, więcej wiadomości, więcej tych powiadomień, takich sms',
  ),
  named: list(
    'smsów, SMS-ów, tych SMS-ów, wiadomości, powiadomień, tych powiadomień, waszych smsów, esemesów, tych esemesów, alertów, komunikatów, tych wiadomości, sms z gminy, waszych wiadomości, sms od was',
  ),
  theTexts: list(
    'te smsy, SMS-y, wiadomości, powiadomienia, smsy, esemesy, te wiadomości, wasze smsy, te powiadomienia, alerty, te komunikaty, wysyłanie smsów',
  ),
  unwanted: list(
    'nie chcę, nie chcemy, nie chcę już, już nie chcę, nie życzę sobie, nie życzymy sobie, nie potrzebuję, już nie potrzebuję, nie zgadzam się na dostawanie, nie wyrażam zgody na wysyłanie, nie chcę dostawać, nie chcę otrzymywać, nie chcę więcej, nie chcę już dostawać, nie chciałbym dostawać, nie chciałabym już otrzymywać, nie życzę sobie otrzymywać, nie życzę sobie dostawania, nie mam ochoty dostawać, nie zamierzam dostawać, nie potrzebuje, nie chce, nie będę czytać, nie chcę czytać, nie chcę widzieć, nie chcę odbierać, nie potrzebujemy, wolałbym nie dostawać, wolałabym nie otrzymywać, wolę nie dostawać, proszę żebym nie dostawał, mam dość, mam dosyć, mam już dość, dość mam, dosyć mam już, mam po dziurki w nosie, mam powyżej uszu',
  ),
  reason: list(
    'bo się wyprowadziłam, bo już tu nie mieszkam, bo to mnie nie dotyczy, bo za dużo tego, bo mam nowy telefon, bo mąż nie żyje, mieszkam w Poznaniu, jestem już w innej gminie, bo budzą mnie w nocy, ponieważ nie są mi potrzebne, bo to nudne, gdyż sprzedałem dom, bo zapycha mi telefon, bo nie czytam, mam to w internecie, mam już aplikację, bo nic z nich nie mam, bo zmieniam operatora',
  ),
  foreignOf: list(
    'ze żłobka, z przedszkola, z odbioru śmieci, ze szkoły, z basenu, z kursu, z zajęć, z miejsca parkingowego, z umowy na wodę, z dzierżawy, z posiłków w szkole, z członkostwa w OSP, z funkcji sołtysa, z mieszkania komunalnego, z obiadów, z kompostownika, z pojemnika na bio, z wycieczki seniorów, z karty dużej rodziny, z dodatku osłonowego, z działki, z dopłaty do pieca',
  ),
  thing: list(
    'drzewo przy drodze, latarnię na Polnej, reklamę z płotu, śnieg z chodnika, śmieci z rowu, wrak samochodu, gałęzie, stary znak, błoto z jezdni, gniazdo os, padłą sarnę, azbest z posesji, liście, plakaty wyborcze, graffiti z przystanku, kałużę, rusztowanie, psa sąsiada, ogłoszenie z tablicy',
  ),
  place: list('Dąbrówce, Skórzewie, Palędziu, Dopiewie, Konarzewie, Zakrzewie, Gołuskach'),
};

const leaving: readonly string[] = [
  '{remove} {own} {from}',
  '{remove} {own} {from} {reason}',
  '{remove} {own} {from}, {reason}',
  '(proszę ){own} {remove} {from}',
  '{wish} {leave}',
  '{wish} {leave} {reason}',
  '{wish} {leave}, {reason}',
  '{stopIt} {tome} {texts}',
  '{stopIt} {tome} {texts}, {reason}',
  '{stopIt} {texts} {tome}',
  '{unwanted} {named}',
  '{unwanted} {named}, {reason}',
  '{unwanted} {named} {reason}',
  '{unwanted} (tych|waszych) {named}. {remove} {own}',
  '{reason}. {remove} {own} {from}',
  '{reason}, {remove} {own}',
  '[rezygnuję|rezygnujemy|zrezygnuję|rezygnuje|wypisuję się|wypisujemy się|wyrejestrowuję się] ({from}) ({reason})',
  '[rezygnuję|rezygnujemy|rezygnuje] (już) [z|ze] {named} ({reason})',
  '[rezygnacja|rezygnacja z|składam rezygnację z|zgłaszam rezygnację z] {named}',
  '(proszę o|prośba o|uprzejmie proszę o|wnoszę o|wniosek o) [wypisanie|usunięcie|wykreślenie|skreślenie|wyrejestrowanie|skasowanie] [mnie|mojego numeru|numeru|nas|mego numeru|tego numeru] {from}',
  '[proszę o|bardzo proszę o] [wyłączenie|zatrzymanie|wstrzymanie|zakończenie|anulowanie|zablokowanie|dezaktywację|likwidację] {named}',
  '[wyłącz|wyłączcie|proszę wyłączyć|odłączcie|anulujcie|zablokujcie|zakończcie|wstrzymajcie|skończcie|dezaktywujcie|zatrzymajcie|zlikwidujcie] (mi|nam) {theTexts}',
  '[cofam|wycofuję|odwołuję|anuluję|cofnąć|proszę o cofnięcie|proszę o wycofanie|wypowiadam] [zgodę|zgody|zgodę na smsy|zgodę na przesyłanie wiadomości|zgodę na kontakt|swoją zgodę|zgody na powiadomienia]',
  '[koniec|dość|dosyć|basta|starczy|wystarczy] (już) (tych|waszych) {named}',
  '[stop|STOP|Stop|stop stop|stop!] (proszę|dziękuję|już|smsom|wiadomościom|powiadomieniom|wysyłaniu smsów|tym smsom|natychmiast)',
  '[nie interesują mnie|nie są mi potrzebne|niepotrzebne mi są|zbędne mi są|nie są mi już potrzebne|nie obchodzą mnie|niepotrzebne mi] {theTexts}',
  '{theTexts} [mnie nie interesują|nie są mi potrzebne|są mi niepotrzebne|są mi zbędne], [proszę wypisać|wypiszcie mnie|rezygnuję|proszę nie wysyłać|proszę mnie wykreślić|wypisuję się]',
  '[dajcie mi spokój|dajcie spokój|odczepcie się|zostawcie mnie w spokoju|nie piszcie do mnie|nie pisz do mnie|nie piszcie więcej|proszę nie pisać|proszę do mnie nie pisać|już do mnie nie piszcie|proszę nie zawracać mi głowy|nie męczcie mnie|nie nękajcie mnie] ({reason})',
  '[już się wyprowadziłem|nie mieszkam już w gminie|mama zmarła|sprzedałam dom w {place}|to numer firmowy|mieszkam za granicą], [proszę o wypisanie|proszę wypisać|wypiszcie|proszę usunąć numer|proszę mnie skreślić z listy|rezygnuję|proszę nie wysyłać smsów|proszę o usunięcie z bazy]',
];

const other: readonly string[] = [
  '[rezygnuję|chcę zrezygnować|jak zrezygnować|chciałabym zrezygnować|rezygnujemy|proszę o rezygnację|zgłaszam rezygnację|składam rezygnację|rezygnacja|córka rezygnuje|syn zrezygnował] {foreignOf}',
  '[chcę wypisać|proszę wypisać|jak wypisać|chciałam wypisać|muszę wypisać] [syna|córkę|dziecko|wnuczkę|córeczkę] [ze żłobka|z przedszkola|ze szkoły|z kółka plastycznego|z obiadów|z półkolonii|z zajęć|ze świetlicy]',
  '[proszę usunąć|usuńcie|usuńcie wreszcie|kiedy usuniecie|proszę o usunięcie|trzeba usunąć|czy możecie usunąć|proszę natychmiast usunąć|kto usunie] {thing} ([w|koło kościoła w|na rogu w] {place})',
  '[wyłączcie|proszę wyłączyć|kiedy wyłączycie|proszę o wyłączenie|czemu wyłączyliście|możecie wyłączyć] [latarnię|lampę przed domem|oświetlenie|syrenę|sygnalizację|fontannę|światło na boisku|latarnie w dzień|prąd na Polnej]',
  '[nie działa|zepsuł się|przewrócony|brakuje|zasłonięty|krzywo stoi] znak stop (przy|koło) [szkoły|kościoła|torów|ronda] w {place}',
  '[auto|kierowca|tir|busy|samochody] nie [zatrzymuje się|staje|zatrzymują się] na stopie [w|koło] {place}',
  '[kiedy|o której|gdzie jest|czy będzie|ile trwa] [koniec remontu|koniec zapisów|koniec objazdu|przystanek autobusu|koniec prac na Lipowej|koniec naboru do żłobka]( w {place})?',
  '[potrzebuję|proszę o|ile kosztuje|jak dostać|kiedy odbiorę|gdzie złożyć wniosek o] [wypis z rejestru gruntów|wypis i wyrys|wypis z planu|wypis z MPZP|wypis ze szpitala|wypis z księgi wieczystej|wypis aktu urodzenia]',
  '[nie rezygnuję|nie wypisujcie mnie|nie chcę się wypisać|nie usuwajcie mnie|nie wypisuj|proszę mnie nie wypisywać|nie chcę rezygnować|wcale nie rezygnuję|proszę nie usuwać mojego numeru|nie wyłączajcie mi powiadomień] (proszę|bo są przydatne|z tej listy|z bazy)',
  '[nie dostaję|nie dostałem|nie przyszedł|nie otrzymałam|nie otrzymuję|nie przychodzą|czemu nie dostaję|dlaczego nie przychodzą|nie dostałam żadnego|nie doszedł] [smsów o śmieciach|smsa z kodem|powiadomień|wiadomości o awarii|sms|alertów|smsy]',
  '[nie chcę|nie chcemy|nie zgadzam się na|sprzeciwiam się|nie życzę sobie|mam dość] [masztu 5G|budowy bloków|wiatraków|hałasu z boiska|fermy norek|nowej drogi przez las|dziur w drodze|kurzu z budowy|smrodu z oczyszczalni|dzików na osiedlu]',
  '[stop|STOP] [wycince drzew|smogowi|wiatrakom|podwyżkom|betonozie|tirom w {place}|fermie drobiu|budowie spalarni w {place}]',
  '[czy|kiedy|o której] [odwołany jest koncert|będzie prąd|zabierają śmieci|wyłączą wodę|będzie czynny urząd|można zapisać dziecko do żłobka|otwieracie PSZOK] [w {place}|jutro|w sobotę]?',
  '[przystanek|wiata na przystanku|rozkład na przystanku] w {place} [jest rozbity|wymaga naprawy|nieczytelny|bez dachu|do remontu]',
  '[koniec świata z tą drogą|na końcu ulicy leży gałąź|końcówka ulicy nieodśnieżona|na końcu wsi nie ma światła|do końca roku miała być droga|pod koniec ulicy jest dziura]',
  '[wodociągi przestały działać|pompa przestała działać|przestało świecić światło|przestał jeździć autobus 727|przestali odśnieżać drogę|skończył się remont?|skończył się nam worek na bio] ({place})',
  '[nie wysłali|nie wysyłacie|nie przysłali] [śmieciarki|pługu|decyzji|faktury|ekipy] [od tygodnia|do nas|na Polną|w terminie]',
  '[zmarł|zgubił się|uciekł|znaleziono] [pies|kot|piesek] [w|pod] {place}, (kto szuka|co robić)',
  '[jak|gdzie|w jaki sposób|czy można] [wyrejestrować psa|wyrejestrować samochód|wymeldować się|zrezygnować z karty mieszkańca|zrezygnować z odbioru bio|odwołać wizytę w urzędzie|cofnąć wniosek 500+]',
  '[czekam na|gdzie jest|nie ma|proszę o] [odpowiedź na wniosek|decyzję o wycince|zwrot podatku|numer konta|plan zagospodarowania|harmonogram odbioru]',
];
