import { allowedEdits, countEdits } from './likeness.ts';
import { remember } from './remembered.ts';

/** The words of leaving: which are verbs of it, which say what is left, and which are only polite. */

export const courtesies: ReadonlySet<string> = new Set(
  (
    'prosze poprosze prosba prosilbym prosilabym dziekuje dziekujemy dziekuej dzieki dziex bardzo uprzejmie grzecznie witam witaj dzien dobry wieczor ' +
    'czesc hej halo pozdrawiam pozdrawiamy pozdrowienia powazaniem wyrazami szacunku szanowni szanowny panstwo panstwa pan pani panie mnie mi nas nam ja my sie juz to ten ' +
    'chce chcem chcialbym chcialabym chcialam chcialem chcielibysmy chcemy pragne moge mozna mozecie moglibyscie moj moje mojego moja moich numer numeru ' +
    'numerem nr telefon telefonu tel o milego dnia poki co serdecznie pls please moi drodzy kochani'
  ).split(' '),
);

/** Words that may stand beside a verb of leaving without changing what it means. */
const neutral: ReadonlySet<string> = new Set(
  (
    'z ze od do dla na w we u i a oraz lub ani tez no ok tak wici gminy gmina gminie urzad urzedu wszystkiego wszystkich wszystkim wszystko wszystkie calkowicie zupelnie ' +
    'calkiem natychmiast natychmiastowo teraz zaraz dzis dzisiaj szybko pilnie kategorycznie stanowczo definitywnie stad waszej waszych wasz wasze was wam ' +
    'tych tego tej tym te tymi ta tamtych takich takie jego jej ich mojego mojej swoj swojego wiecej nigdy wcale dalsze dalszych dalszego ' +
    'kontakt kontaktu wysylania wysylaniu wysylanie wysylac przysylania przesylania otrzymywania otrzymywac dostawania dostawac odbierac czytac cholery kurwa ' +
    'kurde spam spamu glupoty glupot bzdury bzdur wyprowadzam wyprowadzilam wyprowadzilem przeprowadzilam przeprowadzilem wszelkich wszelkie ' +
    'wszystkimi danych osobowych przetwarzanie przetwarzania mailingowej moim imie nazwisko nazywam jestem stop koniec dosc dosyc jako abonent mieszkaniec mieszkanka ponownie kolejny raz ' +
    'nie bede mam ' +
    'musze musimy niestety prosimy prosilibysmy skladam skladamy zglaszam wnosze wnioskuje postanowilem postanowilam zdecydowalem zdecydowalam ' +
    'oswiadczam informuje zadam zadamy domagam wole trzeba naprawde serio wreszcie koncu bym zeby aby zebyscie abyscie sobie ode me jeszcze ' +
    'rowniez takze zatem sprawie pilne mieszkamy mieszkam tu tutaj zone zony meza mame mamy tate babcie dziadka corke jestesmy zainteresowana zainteresowany byc czy dobra dobrze okej okay najszybciej szybciej jak smsow wysylki chwili momentu rodziny lat miesiac kartki ' +
    'corki corka corce syn syna ojca ojciec matki matka siostry siostra siostre brata brat wnuka wnuczki tescia tesciowej rodzicow meza jego tego ' +
    'wczoraj przedwczoraj temu tydzien tygodnia tygodniu miesiacu rano wieczorem ostatnio ostatni ostatnia dawno dawna znowu znow ' +
    'gowna gowno badziewia badziewie syfu szajsu cholerstwa dziadostwa bzdet bzdetow pierdol dupereli chlamu tamtego ' +
    'bylbym bylabym wdzieczny wdzieczna wdzieczni bede ' +
    'mna litosc litosci boska boga jezu rany matko milosc czlowiekowi ludziom ' +
    'babci ' +
    'natychmiastowego natychmiastowej calkowitego ' +
    'plis tyle iz glowe glowy leczyc ' +
    'calkowita pelna natychmiastowa ostateczna wysylam ponawiam przypominam powtarzam podtrzymuje przesylam potwierdzam potwierdzic imieniu raz razie pana ' +
    'jednak tylko prosic zona mezem zona mama tata babcia podstawie rodo razy trzeci drugi swojej sama sam osobiscie stanowczo dluzej odwolania skutkiem natychmiastowym trybie zgodnie'
  ).split(' '),
);

// What one leaves, by its beginning.
const targets =
  /^(sms|esemes|wiadomosc|powiadom|powiadam|alert|list(a|y|e|ach|ami)$|liscie$|baz(a|y|ie)$|subskry|uslug|newsletter|zgod|system|kont(o|a)$|zapis(u|ow)?$|komunikat|spam|informacj|odbiorc|kontakt|serwis|grup(y|a)$|numer|mailing|program|wasz|przypomnien|ostrzez)/;

export function isTarget(word: string): boolean {
  return targets.test(word);
}

// "Jak już mówiłam", "zmieniłem zdanie".
const saidBefore = /^(mowil|pisal|prosil|dzwonil|zmienil)(em|am|ismy|ysmy)$|^zdanie$/;

export function isNeutral(word: string): boolean {
  return (
    courtesies.has(word) || neutral.has(word) || isTarget(word) || /^\d+$/.test(word) || saidBefore.test(word)
  );
}

/** Whether the words are about the person who writes. */
export function speaksOfSelf(words: readonly string[]): boolean {
  return words.some((word) => self.has(word));
}
const self: ReadonlySet<string> = new Set('mnie sie nas moj moja mojego nasz mi my numer numeru'.split(' '));

export const stopWords: ReadonlySet<string> = new Set(
  'stop stopsms stopuje stopujcie stopuj stopujemy stopowac zastopuj zastopujcie zastopowac'.split(' '),
);
// A closed list: other words at one edit are places and people ("Stok", "Stary", "stoi", "stół", "strop").
const nearStop: ReadonlySet<string> = new Set(
  (
    'stp stpo sotp tsop stpp stoo dtop atop wtop ztop xtop etop qtop srop syop sfop sgop s5op s6op stip st0p st9p stlp stkp sto0 stol0 stop1 stop2 stop0 ' +
    'stopp sttop stoop sstop stoip sytop srtop strop1 stiop stpop sotop tstop stopu stopo stopm stopl stopy stup stap wstop xstop astop zstop dstop setop ' +
    'topp soptt sotpp stpoo stob stopb szop1 sztop szczop ctop ctob shtop stopt stopsz stopik stopek stoppe stopcie stopujesz osotp sopt stpu stpop stropp sropp stoiop'
  ).split(' '),
);

/** "Styop", "stlop": one letter too many, wherever; closed all the same, as what is a word stands aside. */
const lengthened: ReadonlySet<string> = new Set(
  [...'abcdefghijklmnopqrstuvwxyz'].flatMap((letter) =>
    [0, 1, 2, 3, 4]
      .map((at) => 'stop'.slice(0, at) + letter + 'stop'.slice(at))
      .filter((form) => !/^(stopa|stope|stopi|strop|stolp|stomp|estop)$/.test(form)),
  ),
);

/** "Stppo", "sttopp": its letters and no others; "spot" and Sopot are words. */
function hasItsLetters(word: string): boolean {
  return /^s[stop]{3,5}$/.test(word) && new Set(word).size === 4 && !/^(spot|sopot|stopo)/.test(word);
}

export function isStop(word: string): boolean {
  return hasItsLetters(word) || stopWords.has(word) || nearStop.has(word) || lengthened.has(word);
}

export type LeaveVerb = {
  /** `weak`: also said of trees and lamps. */
  readonly strength: 'strong' | 'weak' | 'weaker';
  readonly fit: 'exact' | 'near';
  /** `told`: what happened; `thing`: a noun ("wypis"), also a paper of the land register. */
  readonly form: 'asked' | 'own' | 'told' | 'thing';
};

/** The verb of leaving a word is, if any; one mistyped is one too unless it is nearer to another verb. */
export function readLeaveVerb(word: string): LeaveVerb | null {
  return verbOf(word);
}

const verbOf = remember(findLeaveVerb);

function findLeaveVerb(word: string): LeaveVerb | null {
  if (asked.has(word.replace(/^wi/, 'wy')) && !asked.has(word))
    return { strength: 'strong', fit: 'near', form: 'asked' };
  if (weak.test(word) && !toldPattern.test(word)) return { strength: 'weak', fit: 'exact', form: 'asked' };
  if (weaker.test(word)) return { strength: 'weaker', fit: 'exact', form: 'asked' };
  if (/^(wypis|odpis|wyrejestr|odrejestr)/.test(word) || /^z?rezygn/.test(word)) {
    if (toldPattern.test(word)) return { strength: 'strong', fit: 'exact', form: 'told' };
    if (thing.has(word)) return { strength: 'strong', fit: 'exact', form: 'thing' };
  }
  if (own.has(word)) return { strength: 'strong', fit: 'exact', form: 'own' };
  if (asked.has(word)) return { strength: 'strong', fit: 'exact', form: 'asked' };
  // "Wypisk" and "wypisow" are of papers, "Wypisowa" is a street.
  if (/^wypi(z|zs|zc|sc|si|ss|dz|zz|sn)[a-z]{0,3}$|^wypis[bcdfghjlmnpqrstvxz]{1,3}$/.test(word))
    return { strength: 'strong', fit: 'near', form: 'asked' };
  if (asked.has(word) || /^wypis(z|u|a|y)|^(wyrejestr|odrejestr|odsubskr|rezygn|zrezygn)/.test(word))
    return { strength: 'strong', fit: 'exact', form: 'asked' };
  return isMistypedLeave(word) ? { strength: 'strong', fit: 'near', form: 'asked' } : null;
}

const endsOfPis = 'z ac ze uj uje ujemy zcie zmy emy zemy anie ania ywac ujcie'.split(' ');
const asked: ReadonlySet<string> = new Set([
  ...endsOfPis.map((end) => `wypis${end}`),
  ...(
    'zrezygnuj rezygnuj zrezygnowanie rezygnowanie wyrejestruj wyrejestrujcie wyrejestrowac wyrejestrowanie wyrejestrowania odrejestruj odrejestrowac ' +
    'odsubskrybuj odsubskrybowac unsubscribe unsubscribed unsub wyloguj wylogujcie wylogowac cancel wypisanko wypsz'
  ).split(' '),
]);
const own: ReadonlySet<string> = new Set(
  'rezygnuje rezygnujemy zrezygnowac rezygnowac zrezygnuje wypisuje wypisujemy wyrejestrowuje wyrejestrowuj'.split(
    ' ',
  ),
);
const thing: ReadonlySet<string> = new Set([
  'wypis',
  'wypisu',
  'wypisy',
  'rezygnacja',
  'rezygnacje',
  'rezygnacji',
]);
const toldPattern =
  /(al|any|ana|ani|ano|eto|eta|ety|ono|ony|ona|ala|alem|alam|[ae]li|alo|[ae]lismy|[ae]liscie|[ae]l[is]*cie|al[ei]s|ales|alas|owal|owala|owalem|owalam|owali)$/;
const weak =
  /^(usun|uson|usum|usnun|usuw|usuni|kasuj|skasuj|skasow|wykas|wykresl|skresl|wymaz|kon(iec|eic|iecc|ieec|iev|iex)$|koncz(e|my|cie|ymy|yc)$)/;
const weaker =
  /^(wylacz|wylaczyc|wylaczcie|wylaczenie|zakoncz|zakonczyc|zakonczcie|zakonczenie|anuluj|anulujcie|anulowac|anuluje|anulowanie|wycofuje|wycofac|wycofanie|wycofujemy|odwoluje|odwolac|odwolujemy|cofam|cofnac|cofamy|zablokuj|zablokowac|zablokujcie|wstrzymaj|wstrzymac|wstrzymajcie|dosc|dosyc|przerwij|przerwac|zaprzestac|zaprzestancie|zaprzestania|przestan|przestac|przestancie|wyjsc|wychodze|opuscic|opuszczam|blokuje|blokujemy|skonczcie|skoncz|odlacz|odlaczcie|odlaczyc|dezaktywuj|dezaktywacja|dezaktywacje|dezaktywowac|wyrzuc|wyrzuccie|sprzeciw|sprzeciwiam|zdejmij|zdejmijcie|zamknij|zamknijcie|odmawiam|odmawiamy|zabraniam|zabraniamy|zakazuje|odpusccie|odpusc|starczy|wystarczy|skonczyc|zaprzestaj|zaprzestajcie|zdezaktywuj|zdezaktywujcie|dezaktywujcie|wykluczcie|wyklucz|zlikwidujcie|zlikwiduj|zdjac|wyrzucic|wykluczyc|zamknac|skonczyc|dezaktywowanie|wylaczac|zaprzestanie)$/;

const mistypable = [...asked, ...own, 'rezygnacja', 'rezygnacje'].filter((verb) => verb.length >= 6);
const otherVerbs: readonly string[] = [
  ...'za o s na pod do prze przy od roz po wy'
    .split(' ')
    .filter((prefix) => prefix !== 'wy')
    .flatMap((prefix) => endsOfPis.map((end) => `${prefix}pis${end}`)),
  ...'wpisz wpisac wpisuje wpisanie zapis opis spis napis podpis dopis przepis odpis rozpis wyslij wyslac wysle wypij wykaz zarejestrowac zarejestruj rejestracja rejestruje wypada'.split(
    ' ',
  ),
];

function isMistypedLeave(word: string): boolean {
  // "Wypisowa" is a street.
  if (word.length < 5 || toldPattern.test(word) || /^wypis[a-z]{2}/.test(word)) return false;
  // Every verb of leaving begins with one of these; a typo seldom takes both letters. Spares most words the comparison.
  if (!/^[wrzou]|^.[yezdn]/.test(word)) return false;
  let best = 3;
  for (const verb of mistypable) {
    const most = Math.min(allowedEdits(verb.length), best - 1);
    // Two typos only in a word that begins alike, or every long word would be near.
    const edits = countEdits(word, verb, most);
    if (edits <= most && (edits < 2 || word.slice(0, 2) === verb.slice(0, 2))) best = edits;
  }
  return (
    best < 3 &&
    otherVerbs.every((verb) => countEdits(word, verb, best) > (verb.startsWith('wpis') ? 0 : best))
  );
}

/** A word with letters lost in transport ("wi?cej", "prosz"), as the known word it fits; itself when it fits none. */
export function mendDamaged(word: string): string {
  const whole = truncated.get(word);
  if (whole !== undefined || !word.includes('?')) return whole ?? word;
  return damageable.find((known) => known.length === word.length && countEdits(word, known, 0) === 0) ?? word;
}

const withDiacritics = (
  'możecie można możliwe proszę chcę chciałbym chciałabym chciałam chciałem mogę się już mój moją mnie wypisać wypisuję wypisałem wypisałam zapisać zapisuję zarejestrować rezygnuję ' +
  'zrezygnować rezygnację usunąć usuńcie usuń usunięcie usunięcia wyłącz wyłączcie wyłączyć skreślcie wykreślić wykreślcie skreślić dołącz dołączyć dołączam ' +
  'wysyłać wysyłajcie wysyłanie wysyłania przysyłać przysyłajcie przesyłać przesyłajcie wysłać dostawać dostaję otrzymywać otrzymuję więcej wiadomości ' +
  'powiadomień usługi usługę zgodę zgodą smsów spokój życzę zyczę dość dosyć potrzebuję interesują odbiorców listę przestańcie przestać zakończyć kończę dziękuję ' +
  'pomyłka zamawiałem zamawiałam zapisywałem zapisywałam prosiłem prosiłam zostaję cofnąć zmień zmienić śmieci prąd prądu dane rodziną imię pożar powódź czuć ' +
  'tonę wybuchł ratunku wycofuję odwołuję cofam anuluję złe zły'
).split(' ');
const unaccented = (word: string): string =>
  word.replaceAll('ł', 'l').normalize('NFD').replace(/\p{M}/gu, '');
const damageable = withDiacritics.map(unaccented);
// What is left of words whose last letter was lost, where that is no word.
const truncated: ReadonlyMap<string, string> = new Map(
  withDiacritics.flatMap((word) =>
    /[ąćęłńóśźż]$/.test(word) &&
    !/^(usuń|rezygnuję|potrzebuję|kończę|tonę|zyczę|zły|zmień|wypisuję|zapisuję|moją|wycofuję|odwołuję|anuluję|czuć|dostaję|otrzymuję|powódź|zgodą|rodziną|.*s[ył]*łać)$/.test(
      word,
    )
      ? [[unaccented(word).slice(0, -1), unaccented(word)] as const]
      : [],
  ),
);
