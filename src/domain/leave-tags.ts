import { signOfMistyped } from './leave-typos.ts';
import { isTarget, readLeaveVerb } from './leave-words.ts';
import { isForeign } from './office-matters.ts';
import { remember } from './remembered.ts';

/**
 * What a word is about, as two signs: its field ("ends something", "is liked", "another person") and its form ("an order", "the
 * past"). Coarser than the word and finer than the signs of the grammar, so that what one word taught serves its like.
 */
export const tagOf: (word: string) => string = remember((word) => fieldOf(word) + formOf(word));

function fieldOf(word: string): string {
  const known = whole.get(word);
  if (known !== undefined) return known;
  for (const [field, stem] of stems) if (stem.test(word)) return field;
  const verb = readLeaveVerb(word);
  if (verb !== null) return verb.strength === 'strong' ? 'Y' : 'E';
  if (isForeign(word)) return 'F';
  if (isTarget(word)) return 'L';
  if (/^[#\d]/.test(word)) return '#';
  const sign = signOfMistyped(word);
  return mistyped.get(sign) ?? 'x';
}

// Fields of the words that `leave-typos.ts` knows with a slip.
const mistyped: ReadonlyMap<string, string> = new Map(
  Object.entries({ Y: 'Q', E: 'E', R: 'R', M: 'M', W: 'W', U: 'B', D: 'D', L: 'L', S: 'A', T: 'R' }),
);

/** An order, a wish, the past, one's own act: by its ending, roughly. */
function formOf(word: string): string {
  if (word.length < 4) return '';
  if (/(cie|jta|zta|my)$/.test(word)) return 'o';
  if (/(aj|uj|ij|sz|un|zcie)$/.test(word)) return 'o';
  if (/(alem|alam|ilem|ilam|elam|alismy|ilismy)$/.test(word)) return 'i';
  if (/(al|ala|il|ila|yl|yla|ali|ili|alo|ilo|ely|aly|eto|ano|ono)$/.test(word)) return 'p';
  if (/(any|ana|ane|ony|ona|one|eta|ete)$/.test(word)) return 'd';
  if (/(ac|ic|yc|ec|uc)$/.test(word)) return 'c';
  if (/(anie|enie|cie|acja|acje|acji|ania|enia)$/.test(word)) return 'n';
  if (/(uje|am|em)$/.test(word)) return 'j';
  return '';
}

const whole: ReadonlyMap<string, string> = new Map(
  Object.entries({
    n: 'nie',
    N: 'ani bez zero nigdy brak beze won out off',
    q: 'jak kiedy gdzie dlaczego czemu kto ile skad jaki jakie jakim jaka ktory co po',
    c: 'czy',
    f: 'jesli jezeli gdyby jakby gdybym jakbym gdy jakbyscie gdybyscie',
    k: 'dalej nadal wciaz ciagle jeszcze caly zawsze',
    g: 'juz wiecej wiencej dluzej',
    s: 'mnie mi nas nam moj moja moje mojego mojej mojemu mna sie siebie sobie swoj swoje',
    o: 'jego jej on ona oni ich mu jemu ktos inni kazdy niech',
    j: 'ja my',
    h: 'was wam wy wasz wasze waszych waszej panstwa',
    v: 'tylko jedynie wylacznie samo sama sam sama samego same samych ino',
    t: 'ale lecz jednak natomiast choc chociaz',
    z: 'z ze od spod stad',
    a: 'o na nt dot',
    r: 'to tego te tych tym ten ta tej tymi',
    l: 'tak ok okej git spoko super dobrze fajnie swietnie dobra',
    w: 'chce chcem chcemy chcial chciala',
    u: 'bo poniewaz gdyz',
    d: 'zmarl zmarla zmarly zmarlego zmarlej zyje smierci smierc pogrzeb pogrzebie nieboszczyk',
  }).flatMap(([field, words]) => words.split(' ').map((word) => [word, field] as const)),
);

const stems: readonly (readonly [string, RegExp])[] = [
  [
    'M',
    /^(sms|esemes|esmes|wiadomosc|powiadom|alert|komunikat|newsletter|subskry|rozsylk|spam|mailing|ostrzez|przypomnien)/,
  ],
  ['S', /^(zs?ost?a?[cjwnlm]|zsot|pozosta[cjwnlm]|zostan)/],
  ['H', /^(reszt|pozostal|inn[aey]|innych|innymi)/],
  [
    'P',
    /^(lubi|fajn|super|swietn|przyda|wazn|chetn|podoba|ciesz|wdziecz|pomaga|pomocn|ciekaw|uzyteczn|brakuje|brakowal|dobrz|czeka|korzyst|swietni|rewelac|przywro|chwal|kocha)/,
  ],
  [
    'B',
    /^(wkurz|denerw|irytuj|drazni|nudn|glup|durn|mecz[ay]|przeszkadz|zawrac|budz|pika|brzecz|piszcz|niepotrz|zbedn|zbyteczn|uciazliw|nachaln|natret|idioty|beznadz|bzdur|smiec[ei]|rzyg|nienawidz|szlag|cholern)/,
  ],
  [
    'D',
    /^(dosc|dosyc|koniec|basta|starcz|wystarcz|stop|przesyt|powyzej|dziurki|won$|precz|zegna|finito|finisz|kropka|amen)/,
  ],
  ['W', /^(chc|zycz|zyczy|pragn|wol[ei]|wolal|zamierz|zalezy|prosz|prosil|prosi|zada)/],
  ['I', /^(interes|zainteres|obchodz|potrzeb|dotycz|reflektuj|zalez)/],
  [
    'R',
    /^(wysyl|przysyl|przesyl|podsyl|posyl|rozsyl|nadsyl|dosyl|wysl|przysl|slij|slac|pisz|pisa|pisuj|dosta[wjcln]|otrzym|odbier|czyta|przychodz|inform|powiad|zawiad|dochodz|przyjdz|przyszed|napis|nekac|nekaj|kontakt|smsuj|dzwon)/,
  ],
  ['J', /^(zapis|wpis|dopis|dolacz|podlacz|zarejestr|rejestr|przylacz|wciagn)/],
  [
    'T',
    /^(maz|meza|mezowi|zon[aey]|zonie|syn|cork|corc|brat|siostr|sasiad|koleg|kolez|tesc|mam[aey]|mamie|tat[aey]|ojci?ec|ojca|matk|babci|dziad|wnuk|wnucz|ciot|wujk|wujek|szwag|ziec|dziec|kuzyn|szef|znajom|narzecz)/,
  ],
  ['C', /^(zgod|consent)/],
  ['Q', /^(wypis|rezygn|zrezygn|wyrejestr|odrejestr|odsubskr|unsub)/],
  [
    'E',
    /^(usun|usuw|kasuj|skas|wykas|wykresl|skresl|wymaz|wyrzuc|wywal|zdejm|zdjac|wyklucz|odlacz|odpi[ae]|odepn|wypn|wypia|wyczysc|znik|odejsc|odchodz|opusc|wymiks|wyjsc|wychodz|wymeld|wypowiad|wypowiedz|cofa|cofn|wycof|odwol|anul|wylacz|zablok|blok|zatrzym|wstrzym|zakoncz|skoncz|koncz|przerw|zaprzest|przesta|likwid|zlikwid|dezaktyw|wygas|zawies|wycisz|uwoln|zwolni|pozby|odhacz|odznacz|daruj|odpusc|zaniech|poniech|odst[ae]p|wypad|oszczedz|omij|pomij|odczep|odmaw|zabrani|zakaz|nie$)/,
  ],
  [
    'G',
    /^(sport|kultur|smiec|odpad|prad|wod[aeyo]|wodzie|podat|zebra|koncert|mecz|festyn|impre|zawod|turniej|bieg|kategori|temat)/,
  ],
  ['A', /^(numer|nr|telefon|komork|aparat)/],
  ['X', /^(adres|ulic|mieszka|dom[uy]?$|dzialk|wyprowadz|przeprowadz|sprzeda)/],
  ['m', /^(bede|bedz|byc|byl|jest|jestem|sa$|mam$|mial|miec)/],
  ['p', /^(mog[aelo]|mozec|mozna|moglib|da$|trzeba|musz|musi|umiem|potraf|powin)/],
  ['i', /^(wiem|wiedz|rozumi|mysl|sadz|uwaz|boj[ei]|liczy)/],
  ['e', /^(gmin|urzad|urzed|wojt|soltys|pan$|pani$)/],
];
