import { fold, foldWords } from './fold.ts';
import { toGsm7 } from './segments.ts';

/** Streets' names for people: as on a sign, and short enough for an SMS. */

export type RegisterName = { readonly cecha: string; readonly nazwa1: string; readonly nazwa2: string };

// Folded words of names, beside the kind itself, that say what the column CECHA says ("al." + "Aleje Solidarności").
const sayings: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    ul: 'ul ulica uliczka',
    al: 'al aleja aleje alejka alejki',
    pl: 'pl plac placyk',
    os: 'os osiedle',
    bulw: 'bulw bulwar bulwary',
    wyb: 'wyb wybrzeze',
    skwer: 'skwer skwerek',
    ogrod: 'ogrod ogrody',
  }).map(([kind, words]) => [kind, new Set(words.split(' '))]),
);

// Streets proper whose name begins with another kind are called by that: "ul." + "Aleja Brzozowa", "ul." + "Szosa Lubelska".
const leadingKinds: ReadonlySet<string> = new Set(
  'aleja aleje plac rynek osiedle szosa droga bulwar promenada deptak pasaz skwer rondo park trakt zaulek wybrzeze ogrod'.split(
    ' ',
  ),
);

/**
 * As on a street sign: kind, NAZWA_2, NAZWA_1. A kind that the name has is not said twice and goes first
 * ("Aleja" + "Jerzego" + "Waszyngtona"); "inne" is never said, as such names hold their kind.
 */
export function writeStreet(street: RegisterName): string {
  const kind = street.cecha.trim();
  const first = tidy(street.nazwa1);
  const second = tidy(street.nazwa2);
  const name = joinNames(first, second);
  const words = foldWords(name);
  const key = fold(kind);
  if (key === '' || key === 'inne' || words.some((word) => word === key || sayings.get(key)?.has(word)))
    return name;
  const isNamedByKind = key === 'ul' && words.length > 1 && leadingKinds.has(words[0] ?? '');
  return isNamedByKind ? name : `${kind} ${name}`;
}

/** NAZWA_1 is the sort key, so what people say first stands in NAZWA_2. */
function joinNames(first: string, second: string): string {
  if (second === '') return first;
  const [kind = '', ...rest] = first.split(' ');
  const isKind = leadingKinds.has(fold(kind)) && rest.length > 0;
  return isKind ? [kind, second, ...rest].join(' ') : `${second} ${first}`;
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

// Usual abbreviations, without diacritics as they stand in an SMS. Longest phrases first.
const shortForms: readonly (readonly [RegExp, string])[] = (
  [
    ['Niezalezn\\w+ Samorzadn\\w+ Zwiazk\\w+ Zawodow\\w+', 'NSZZ'],
    ['Rzeczypospolitej Polskiej|Rzeczpospolitej Polskiej', 'RP'],
    ['Armii Krajowej', 'AK'],
    ['Narodowych Sil Zbrojnych', 'NSZ'],
    ['Wojska Polskiego', 'WP'],
    ['Aleja|Aleje', 'al.'],
    ['Plac', 'pl.'],
    ['Osiedle', 'os.'],
    ['Bulwary?', 'bulw.'],
    ['Blogoslawion\\w+', 'bl.'],
    ['Swiet(?:ego|ej|ych|y|a)', 'sw.'],
    ['Ksiedza|Ksiezy', 'ks.'],
    ['Pralata', 'pral.'],
    ['Kanonika', 'kan.'],
    ['Kapelana', 'kap.'],
    ['Kardynala', 'kard.'],
    ['Arcybiskupa', 'abp'],
    ['Biskupa', 'bp'],
    ['Generala', 'gen.'],
    ['Marszalka', 'marsz.'],
    ['Pulkownika', 'plk'],
    ['Podpulkownika', 'pplk'],
    ['Majora', 'mjr'],
    ['Kapitana', 'kpt.'],
    ['Porucznika', 'por.'],
    ['Podporucznika', 'ppor.'],
    ['Rotmistrza', 'rtm.'],
    ['Profesora', 'prof.'],
    ['Doktora', 'dr'],
    ['Prezydenta', 'prez.'],
    ['imienia|imieniem', 'im.'],
    ['Wielkopolsk(?:iego|iej|ich)', 'Wlkp.'],
  ] as const
).map(([words, short]) => [new RegExp(`(?<![\\w.])(?:${words})(?![\\w.])`, 'gi'), short]);

// What stands before a name and says who the person was; the street is found without it.
const titles =
  /(?<![\w.])(?:ks\.?|sw\.?|bl\.?|abp\.?|bp\.?|kard\.|pral\.|kan\.|kap\.|gen\.|marsz\.|plk\.?|pplk\.?|mjr\.?|kpt\.?|por\.|ppor\.|rtm\.|prof\.|dr\.?|prez\.|inz\.|o\.|hr\.) /gi;

// What stands after a name and says the same.
const appositions =
  /^((?:\S+ ){2,}\S+) (?:Bohatera|Honorow|Ostatniego|Patrona|Kawalera|Obywatela|Obroncy|Prawoslawnego|Prymasa|uczestnika|zolnierza|prez\.|Prezydenta).*$/i;

const dangling = new Set(
  'i oraz w we z ze na nad pod przy do od im ku dla po ps - im. ks. sw. bl. gen. prof. dr kpt. por. mjr plk'.split(
    ' ',
  ),
);

/** Long enough for all but one in a hundred real names, short enough for two of them in one SMS. */
export const shortStreetLength = 40;

/**
 * The street for an SMS: GSM-7 of one septet a letter, at most `shortStreetLength` of them. Only as much is left out
 * as it takes, in the order in which people leave it out: quotation marks, long titles, explanations after the
 * name, first names (to initials), titles, and last the end of the name, by whole words.
 */
export function shortStreet(street: RegisterName): string {
  const steps: readonly ((text: string) => string)[] = [
    (text) => shortForms.reduce((rest, [words, short]) => rest.replace(words, short), text),
    dropExplanation,
    dropPatron,
    (text) => text.replace(appositions, '$1'),
    (text) => initialise(text, street),
    (text) => text.replace(titles, ''),
  ];
  let text = plain(writeStreet(street));
  for (const step of steps) {
    if (text.length <= shortStreetLength) return text;
    text = tidy(step(text));
  }
  return text.length <= shortStreetLength ? text : cutAtWord(text);
}

/** Signs of two septets and quotation marks have no business in a name. */
function plain(text: string): string {
  return tidy(
    toGsm7(text)
      .replace(/["'`]/g, '')
      .replace(/[[\]{}^~|\\€\f]/g, ' '),
  );
}

/** "Rondo Jana z Lajs - zasadzcy i pierwszego soltysa": what follows only says who that was. */
function dropExplanation(text: string): string {
  const [name = ''] = text.split(/ - |[,:;(]| ps\.? /);
  return name.trim().length >= 8 ? name.trim() : text;
}

/** "Park Zdrojowy im. Hrabiego…" is known without its patron, "Park im. …" by nothing else. */
function dropPatron(text: string): string {
  const [before = '', ...after] = text.split(/(?:^| )im\. /i);
  if (after.length === 0) return text;
  return before.split(' ').length >= 2 ? before : [before, ...after].join(' ');
}

/** First names of NAZWA_2 as initials: "ul. gen. J. Piłsudskiego". */
function initialise(text: string, street: RegisterName): string {
  const firstNames = plain(street.nazwa2)
    .split(' ')
    .filter((word) => /^[A-Z][a-z]{2,}$/.test(word));
  // The first ones go first: people say the last.
  return firstNames.reduce(
    (rest, name) =>
      rest.length <= shortStreetLength ? rest : rest.replace(`${name} `, `${name.charAt(0)}. `),
    text,
  );
}

function cutAtWord(text: string): string {
  const words: string[] = [];
  for (const word of text.split(' ')) {
    const half = word.split('-')[0] ?? '';
    const fits = [word, half].find((part) => [...words, part].join(' ').length <= shortStreetLength);
    if (fits === undefined) break;
    words.push(fits);
    if (fits !== word) break;
  }
  while (words.length > 1 && dangling.has((words.at(-1) ?? '').toLowerCase())) words.pop();
  return words.length === 0 ? text.slice(0, shortStreetLength) : words.join(' ');
}
