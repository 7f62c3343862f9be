import { signOfMistyped } from './leave-typos.ts';
import { courtesies, isNeutral, readLeaveVerb } from './leave-words.ts';
import { countEdits } from './likeness.ts';
import { isForeign } from './office-matters.ts';

/**
 * A clause as a line of signs, one for each word that matters, so that ways of leaving are patterns over signs and
 * not lists of sentences. Words that change nothing leave no sign.
 *
 * `Y` leaves, `E` ends something (order, wish, noun), `I` enters, `D` enough of it, `R` sending or receiving, `W` wanting or needing,
 * `O` strikes off or answers, `U` needless, `B` being, `n` not, `N` without, `M` our texts, `L` where one is listed, `S` the sender's own self or number, `m` to me,
 * `A` what kind, `z` out of, `o` about, `q` a question, `C` cannot, `K` in peace, `T` told, `V` what a new sentence begins with, `F` a matter of the office
 * or somebody else's, `!` what is threatened for, `X` anything else.
 */
export function signsOf(words: readonly string[], spelling: 'as typed' | 'mended'): string {
  const isWished = words.some(
    (word) => /^(zeby|aby|by$|oby|niech)/.test(word) || (word === 'wiecej' && words.includes('nie')),
  );
  return words
    .map((word, at) => {
      const before = words[at - 1] ?? '';
      // "Jak nie przestaniecie wysyłać, to…": a threat is a wish.
      if (threatened.test(word) && isThreat(words.slice(0, at))) return '!';
      return signOf(word, { before, after: words[at + 1] ?? '', isWished, spelling });
    })
    .join('');
}

/** Whether what comes next is threatened for: "jak nie…". */
export function isThreat(before: readonly string[]): boolean {
  const no = before.lastIndexOf('nie');
  const from = before.findLastIndex((word) => /^(jak|jesli|jezeli|dopoki)$/.test(word));
  return no !== -1 && from !== -1 && no - from <= 3 && before.length - no <= 3;
}

const threatened = /^(przestan|wypis|usun|skasuj|wykresl|skresl|wylacz|skoncz)[a-z]*(cie|sz)$/;

const plain: ReadonlySet<string> = new Set(
  'ej no wezcie wez wezta ziom ziomek mordo uwage za swiety swietego swiynty ktorego ktory moga mogliby moglibyscie zechciejcie zostawcie zostaw sa jest mego swoja moich niczego nic zadne'.split(
    ' ',
  ),
);

type Beside = {
  readonly before: string;
  readonly after: string;
  readonly isWished: boolean;
  readonly spelling: 'as typed' | 'mended';
};

function signOf(word: string, { before, after, isWished, spelling }: Beside): string {
  if (named.test(word) && namedThing.test(after)) return 'F';
  if (word === 'na' && /^(mo[jg]|ten|numer|nr|telefon)/.test(after)) return '';
  if (word === 'liscie') return /^(na|w|tej|waszej|panstwa|gminnej|jakiejs)$/.test(before) ? 'L' : 'F';
  if (before === 'nie' && /^(moge|moga|umiem|potrafie|udaje|udalo|da)$/.test(word)) return 'C';
  if (isWished && /^(byl[oa]?|byc|figurow\w*|widni\w*)$/.test(word)) return 'B';
  if (word === 'co')
    return /^(zrobic|robic|napisac|pisac|wpisac|wyslac|odpisac|mam|trzeba|nalezy|musze|to|za|znaczy|oznacza)$/.test(
      after,
    )
      ? 'q'
      : '';
  if (word === 'jak' && /^(pisz|mowi|prosz|naj|juz|nie$)/.test(after)) return '';
  if (/^odpis(z|a|u)/.test(word)) return 'O';
  // "Wycofajcie się z tego" is said to them.
  if (after === 'sie' && /^wycof\w+cie$/.test(word)) return 'X';
  if (word === 'po') return after === 'co' ? 'q' : before === 'mi' ? 'D' : '';
  if (before === 'nie' && word.length >= 4 && countEdits(word, 'chce', 1) === 1) return 'W';
  if (others.test(word)) return 'F';
  for (const [sign, pattern] of signs) {
    if (!pattern.test(word)) continue;
    if (sign !== 'E' && sign !== 'R') return sign;
    if (told.test(word) && !orders.test(word))
      // "Chciałbym zostać usunięty".
      return /^(zostac|byc|zostal\w*)$/.test(before) || (isWished && !/(any|ana|ane|ete|eta|ety)$/.test(word))
        ? sign
        : 'T';
    return sign;
  }
  if (word.startsWith('wpis')) return 'I';
  if (/^wypis[uy]?$/.test(word)) return 'F';
  if (word === 'wniosek' && (after === 'o' || readLeaveVerb(after) !== null)) return '';
  if (isForeign(word)) return texts.test(after) || /^(odbiorc|numer)/.test(after) ? 'L' : 'F';
  const verb = readLeaveVerb(word);
  if (verb?.strength === 'strong' && (verb.form !== 'told' || (isWished && /l[iy]$/.test(word)))) return 'Y';
  if (courtesies.has(word) || isNeutral(word) || plain.has(word)) return '';
  const sign = spelling === 'mended' ? signOfMistyped(word) : 'X';
  // "Z tych durnych smsów": what kind of texts they are.
  const isKind = /(ych|ich|ymi|imi|ego|ej|e|a)$/.test(word) && (texts.test(after) || relatives.test(after));
  return sign === 'X' && isKind ? 'A' : sign;
}

const texts =
  /^(sms|esemes|esmes|smes|sns|wiadomosc|wiadomos[a-z]*|powiad[ao]m|alert|komunikat|newsletter|subskry|rozsylk|spam|przypomnien|mailing|eska|eski|esek)/;
const relatives = /^(babk|babci|mame|matk|tesciow|zone|meza|ojca|tate|dziadk)/;
const named = /^(numer|nr|telefon|konto|list[aey])/;
const namedThing =
  /^(domu|konta|rejestracyjn|posesji|budynk|ewidencyjn|dzialki|alarmow|wniosku|sprawy|do|obecnosci|wyborc|kolejkow|oczekuj|chetnych|uczniow|dluznik|zakup|lokator|przebojow|rankingow|podatnik|mieszkancow|poszkodowan)/;
// Texts and lists that are not ours.
const others =
  /^(librus|szkoln|bankow|kurier|orange|play|tmobile|plus|allegro|facebook|maile?$|poczt|przedszkoln|vulcan|sasiad|paczkomat|inpost|zus|krus|nfz|policj)/;

// "Wyłączyliście", "usuwają", "wyłączono": what happened or happens, not what is wished.
const told =
  /(l|la|lo|li|ly|lem|lam|lismy|lysmy|liscie|lyscie|les|las|acie|iecie|ycie|icie|aja|uja|iono|ono|ano|eto|any|ana|ane|ony|ona|one|nieto|ete|eta|ety)$|^(dostaj|dostan|otrzymuj|przychodz[ia]|dochodz)/;
const orders = /^(skresl|wykresl|usuniecie|cofniecie|odpiecie|zdjecie|wypiecie|przyjmij)$/;

// Whole words and stems, the first that fits.
const signs: readonly (readonly [string, RegExp])[] = [
  ['n', /^nie$/],
  ['N', /^(ani|bez|zero|nigdy|zadn(ego|ej|ych|ymi))$/],
  ['q', /^(jak|kiedy|gdzie|dlaczego|czemu|kto|ile|jesli|jezeli|gdy|skad|jaki|jakie|jakim|sposob)$/],
  ['T', /^(otrzymuj|otrzyma[lm]|dostaj|dosz[el])/],
  ['z', /^(z|ze|od|spod|stad|precz)$/],
  ['o', /^(o|nt|dot|dotyczac\w*)$/],
  ['m', /^(mi|nam|mnje)$/],
  [
    'S',
    /^(mnie|nas|sie|osob[ey]|siebie|mna|babk[ei]|babci[ei]|dziadka|mame|mamy|tate|taty|ojca|matk[ei]|meza|zon[ey]|tescia|tesciowej|numer\w{0,3}|nr|telefon\w{0,3}|tel|komork[eai]|nasze?go?)$/,
  ],
  ['M', texts],
  [
    'L',
    /^(list[aye]?|listach|wykaz(?:u|ie)?|spisu?|spisie|rozdzielnik\w*|baz(a|y|ie|e|ach)|system\w*|uslug\w*|grup[ay]|serwis\w*|wici|zgod[ayei]|subskr\w*|tego|tym|wszystkiego|wysylk\w*|informacj\w*|kontakt\w*|skrzynk[eia]|odbiorc\w*|abonament\w*)$/,
  ],
  [
    'U',
    /^(niepotrzebn|zbedn|zbyteczn|nieprzydatn|niechcian|bezuzyteczn|przeszkadz|denerwuj|irytuj|drazni|uciazliw)/,
  ],
  ['K', /^(spok[oj]|pokoj$)/],
  [
    'D',
    /^(dosc|dosyc|basta|starczy|wystarczy|wystarczajaco|uszu|uszy|dziurki|koniec|stop|precz|won|idz|idzcie|spadaj|spadajcie|wynocha|wynoscie|siana)$/,
  ],
  [
    'W',
    /^(chc|zycz|potrzeb|interes|zainteres|obchodz|bed[ez]|bedziemy|zamierz|ochot|zamiar|wyraza|zgadzam|korzyst|przyda|pozwal|upowazni|dotycz|pragn|zalezy)/,
  ],
  [
    'R',
    /^(nie)?(wysyl|przysyl|przesyl|podsyl|posyl|poslij|rozsyl|nadsyl|dosyl|wysl|przysl|przesl|slij|slac|pisz|pisac|pisal|pisani|dublow|napisz|dostaw(?!c)|dostow|dostac$|otrzymywa[cn]|otrzymywal|otrzymac$|otrzymani|dostal|odbierac|odbioru|czyta|przychodz|inform|powiad[ao]m|zawiad|spam|nek|mecz|gneb|drecz|wkurz|kontakt|niepok|zawraca|widziec|smsuj|smsow|esemesow|zasyp|fatyg|trudz|zasmiec|bombard|molest|dawa[cj])/,
  ],
  [
    'E',
    /^(usun|usuw|uson|usum|wypasc|zabierz|odinstal|kas[uo]j?|skas|wykas|wykresl|wykrel|skresl|skrel|wymaz|wyrzuc|wyzuc|wywal|zdejm|zdjac|zdjec|wyklucz|odlacz|odpia[cl]|odepn|wypiac|wypnij|wyczysc|wyelimin|eliminuj|znik|zniknac|odejsc|odchodz|opusc|opuszcz|wymiks|wyjsc|wychodz|wyjme|wyjm|odmeld|wymeld|wyplat(?!y|a)|wypowiad|wypowiedz|cofa|cofn|wycof|odwol|anul|wylacz(?!ni)|zablok|blok|zatrzym|wstrzym|zakoncz|skoncz|koncz|przerw|przeryw|zaprzest|przesta[nc]|przestali|likwid|zlikwid|dezaktyw|zdezaktyw|wygas|zawies|wycisz|uwoln|zwolni[jc]|pozby|odhacz|odznacz|wyprowadzcie|darujcie|daruj|odpusc|zaniecha|poniech|odstap|odstep|dajcie|wykop|ukroc|uniewazn|zakaz)/,
  ],
  [
    'V',
    /^(mieszka(m|my|lam|lem)|jestem|jestesmy|mam|sprzeda\w*|wyprowadz\w*|przeprowadz\w*|zmarl\w*|zmieni(am|lam|lem)|kupil\w*|dosta(lem|lam|je)|nic|wyjezdzam|wyjechal\w*|maz|corka|syn|mama|tata|zyje)$/,
  ],
];
