import { countEdits } from './likeness.ts';

/**
 * The vocabulary of Polish place names: kinds of streets, titles, number words, first names, and the words that
 * stand around a name in speech. Folded. What a word is decides whether it may be left out (title, first name) or
 * must be said.
 */

/** Each row: the short form, then every form that means the same. */
const kindRows = [
  'ul ulica ulicy ulice ulic ulcia',
  'os osiedle osiedlu osiedla osiedli osiedlem',
  'al aleja alei aleje alejach aleji alejka',
  'pl plac placu placem placyk',
  'rondo ronda rondzie rondem',
  'skwer skweru skwerze skw',
  'park parku parkiem',
  'rynek rynku rynkiem',
  'bulw bulwar bulwaru bulwarze',
  'szosa szosy szosie',
  'droga drogi drodze',
  'most mostu moscie',
  'wyb wybrzeze wybrzeza wybrzezu',
  'zaulek zaulku zaulka',
  'wiadukt wiaduktu wiadukcie',
  'pasaz pasazu',
  'trakt traktu trakcie',
  'wyspa wyspie wyspy',
  'ogrod ogrodu ogrodzie',
  'nabrzeze nabrzeza nabrzezu',
  'tunel tunelu',
  'deptak deptaku',
];

const titleRows = [
  'ks ksiadz ksiedza ksiedzu',
  'sw swiety swietego swietej swieta swietych swietym',
  'bl blogoslawiony blogoslawionego blogoslawionej',
  'o ojca ojciec',
  'br brata brat',
  's siostry siostra',
  'braci bracia',
  'bp bpa biskupa biskup',
  'abp abpa arcybiskupa arcybiskup',
  'kard kardynala kardynal',
  'prymasa prymas',
  'papieza papiez',
  'gen gena generala general',
  'plk plka pulkownika pulkownik',
  'pplk podpulkownika',
  'mjr mjra majora major',
  'kpt kpta kapitana kapitan',
  'por porucznika',
  'ppor podporucznika',
  'rtm rotmistrza',
  'marsz marszalka marszalek',
  'adm admirala admiral',
  'kontradm kontradmirala',
  'kmdr komandora',
  'sierz sierzanta',
  'kpr kaprala',
  'chor chorazego',
  'hm harcmistrza',
  'dh druha druh',
  'pil pilota',
  'hetm hetmana hetman',
  'dr dra doktora doktor',
  'prof profesora profesor',
  'inz inzyniera',
  'mgr magistra',
  'mec mecenasa',
  'red redaktora',
  'prez prezydenta prezydent',
  'hr hrabiego hrabiny',
  'ksiecia ksiaze',
  'ksiezny ksiezna ksiezniczki',
  'krola krol',
  'krolowej krolowa',
  'archaniola archaniol',
  'apostola apostol',
  'ewangelisty',
  'meczennika',
  'krolewicza',
  'im imienia',
  'hab',
  'med',
  'lek',
];

const monthRows = [
  'stycznia styczen styczniu',
  'lutego luty lutym',
  'marca marzec marcu',
  'kwietnia kwiecien kwietniu',
  'maja maj maju',
  'czerwca czerwiec czerwcu',
  'lipca lipiec lipcu',
  'sierpnia sierpien sierpniu',
  'wrzesnia wrzesien wrzesniu',
  'pazdziernika pazdziernik pazdzierniku',
  'listopada listopad listopadzie',
  'grudnia grudzien grudniu',
];

/** Said around a name, never a part of one. */
const fillers = setOf(
  'we ze od dla nr numer mieszkam mieszkamy mieszkanie miejscowosc miejscowosci wies wsi wioska wiosce solectwo solectwie parafia parafii miasto miasteczko sie mnie prosze ' +
    'chce bym adres to jest ja moja moj moim dziekuje dzieki witam dzien dobry gmina gminie gminy gm zameldowany zameldowana nasza ' +
    'nasz ktora i oraz adresem okolice okolicy kod pocztowy poczta bez zapisac zapisz zapisuje',
);
/** May belong to a name ("Na Skarpie") or stand before one ("na Lipowej"). */
const prepositions = setOf('w na nad pod za przy do z u ku przed miedzy od kolo obok blisko');
const houseWords = setOf(
  'm nr numer dom domu lok lokal lokalu uzytkowy mieszkanie mieszkania mieszk miesz d posesja dzialka dzialki dz numeru przez blok bloku bl bud budynek budynku paw pawilon pawilonu',
);
/** The number or letter after them says where in the house. */
const insideWords = setOf('klatka klatce kl pietro wejscie domofon kod p pok pokoj segment boks');
const floorWords = setOf('pietro pietrze p');
const insidePhrases = setOf('domofonu parter parterze poddasze poddaszu oficyna oficynie suterena schodowa');

const firstNames = setOf(
  'adama adolfa agnieszki aleksandra aleksandry alfonsa alfreda alicji aliny ambrozego anastazego andrzeja anieli anny ' +
    'antoniego antoniny apolinarego arkadiusza artura augusta augustyna barbary bartosza bartlomieja benedykta bernarda ' +
    'blazeja bogdana bohdana bogumila boguslawa boleslawa bonifacego bronislawa brunona cecylii celestyna cezarego cyryla cypriana czeslawa ' +
    'czeslawy damiana daniela danuty dawida dezyderego dobieslawa dominika edmunda edwarda elizy elzbiety emila emilii ernesta ' +
    'eustachego eugeniusza eugenii ewy fabiana feliksa felicji ferdynanda filipa floriana franciszka franciszki fryderyka gabriela ' +
    'gabrieli genowefy gerarda grazyny grzegorza gustawa haliny hanny heleny henryka henryki hieronima hilarego hipolita ' +
    'hugona huberta ignacego igora ireny ireneusza iwana izabeli izydora jacka jadwigi jakuba jana janiny janusza jaroslawa ' +
    'jerzego jedrzeja joachima joanny jozefa jozefy juliana julii juliusza justyny kacpra kaspra kajetana kamili kamila karola ' +
    'karoliny katarzyny kazimierza kazimiery klemensa klementyny konrada konstantego krystiana krystyny krzysztofa ksawerego ' +
    'kornela leokadii leona leonarda leopolda leszka lidii lucjana lucyny ludwika ludwiki lukasza macieja magdaleny maksymiliana ' +
    'malgorzaty marcelego marcina marii mariana marianny mariusza marka marty mateusza matyldy maurycego melchiora ' +
    'michala mieczyslawa mikolaja mirona miroslawa narcyza natalii nikodema norberta olgi onufrego oskara pawla piotra ' +
    'poli przemyslawa rafala reginy roberta romana romualda rozy rudolfa ryszarda sebastiana seweryna sergiusza stanislawa ' +
    'stanislawy stefana stefanii sylwestra szczepana szymona tadeusza telesfora teodora teofila teresy tomasza tytusa ' +
    'urszuli waclawa waldemara walentego walerego waleriana wandy wawrzynca wieslawa wiktora ' +
    'wiktorii wilhelma wincentego wita witolda wladyslawa wladyslawy wlodzimierza wojciecha zbigniewa zdzislawa zenona ' +
    'wislawy zofii zuzanny zygmunta',
);

const unitStems = [
  ['pierwsz', 1],
  ['drug', 2],
  ['trzec', 3],
  ['czwart', 4],
  ['piat', 5],
  ['szost', 6],
  ['siodm', 7],
  ['osm', 8],
  ['dziewiat', 9],
  ['dziesiat', 10],
  ['jedenast', 11],
  ['dwunast', 12],
  ['trzynast', 13],
  ['czternast', 14],
  ['pietnast', 15],
  ['szesnast', 16],
  ['siedemnast', 17],
  ['osiemnast', 18],
  ['dziewietnast', 19],
  ['dwudziest', 20],
  ['trzydziest', 30],
  ['czterdziest', 40],
  ['piecdziesiat', 50],
  ['szescdziesiat', 60],
  ['siedemdziesiat', 70],
  ['osiemdziesiat', 80],
  ['dziewiecdziesiat', 90],
] as const;
const hardEndings = ['y', 'a', 'ego', 'ej', 'e', 'ym'];
// "drugi", "trzeci"; what is typed of the others now and then is "ósmiego".
const softEndings = ['i', 'a', 'ia', 'iego', 'iej', 'ie', 'im', 'ego', 'ej'];
const ordinals = new Map(
  unitStems.flatMap(([stem, value]) =>
    (value === 2 || value === 3 ? softEndings : [...hardEndings, 'iego']).map(
      (ending) => [stem + ending, value] as const,
    ),
  ),
);
const cardinals = new Map([
  ...['jeden', 'dwa', 'trzy', 'cztery', 'piec', 'szesc', 'siedem', 'osiem', 'dziewiec', 'dziesiec'].map(
    (word, at) => [word, at + 1] as const,
  ),
  ...['dwoch', 'trzech', 'czterech', 'pieciu', 'szesciu', 'siedmiu', 'osmiu', 'dziewieciu', 'dziesieciu'].map(
    (word, at) => [word, at + 2] as const,
  ),
  ...[
    ...['jedenascie', 'dwanascie', 'trzynascie', 'czternascie', 'pietnascie', 'szesnascie', 'siedemnascie'],
    ...['osiemnascie', 'dziewietnascie'],
  ].map((word, at) => [word, at + 11] as const),
  ['dwadziescia', 20],
  ['trzydziesci', 30],
  ['czterdziesci', 40],
  ...['piec', 'szesc', 'siedem', 'osiem', 'dziewiec'].map(
    (word, at) => [`${word}dziesiat`, 10 * (at + 5)] as const,
  ),
  ['sto', 100],
  ['dwiescie', 200],
  ['trzysta', 300],
  ['czterysta', 400],
  ['piecset', 500],
] as const);
const romanDigits: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10 };

const kinds = formsOf(kindRows);
const titles = formsOf(titleRows);
const months = formsOf(monthRows);
const longKinds = [...kinds.keys()].filter((form) => form.length >= 5);
const ulSlips = setOf(
  'u uk il yl ull uul ulk uli ulc ulci ulca ulcy uluca ulic ulics ulicz ullica ilica ylica iul oss osd ossiedle all aal pll',
);

/** The short form of a kind of street ("ulicy" → "ul"); null for any other word. */
export function findKind(word: string): string | null {
  return lookUp(kinds, word);
}

/** The short form of a title ("generala" → "gen"); null for any other word. */
export function findTitle(word: string): string | null {
  return lookUp(titles, word);
}

/** "ull", "osidle", "alejee": a slip in a word for a kind of street. */
export function isMistypedKind(word: string): boolean {
  return ulSlips.has(word) || (word.length >= 5 && longKinds.some((form) => countEdits(word, form, 1) === 1));
}

/** A word with letters lost in transport is the one form that it can be. */
function lookUp(forms: ReadonlyMap<string, string>, word: string): string | null {
  if (!word.includes('?') || word.length < 2) return forms.get(word) ?? null;
  const like = new RegExp(`^${word.replaceAll('?', '.')}$`);
  const found = new Set([...forms].flatMap(([form, short]) => (like.test(form) ? [short] : [])));
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}

/** A month as it stands in the name of a day ("grudzień" → "grudnia"); null for any other word. */
export function findMonth(word: string): string | null {
  return months.get(word) ?? null;
}

export function isFiller(word: string): boolean {
  return fillers.has(word);
}

export function isPreposition(word: string): boolean {
  return prepositions.has(word);
}

/** Words before the number of a house or flat: "nr", "m", "lok". */
export function isHouseWord(word: string): boolean {
  return houseWords.has(word);
}

/** "klatka 2", "piętro 3": no part of the address, nor is what follows. */
export function isInsideWord(word: string): boolean {
  return insideWords.has(word);
}

/** "2 piętro": no part of the address, nor is the number before. */
export function isFloorWord(word: string): boolean {
  return floorWords.has(word);
}

/** "parter": says by itself where in the house. */
export function isInsidePhrase(word: string): boolean {
  return insidePhrases.has(word);
}

export function isFirstName(word: string): boolean {
  return firstNames.has(word);
}

/** The value of a number word or of a Roman number of two signs or more (and "v"); null for any other word. */
export function findNumber(word: string): number | null {
  const spoken = ordinals.get(word) ?? cardinals.get(word);
  if (spoken !== undefined) return spoken;
  if (word !== 'v' && !/^(?=..)x{0,3}(?:ix|iv|v?i{0,3})$/.test(word)) return null;
  const values = [...word].map((sign) => romanDigits[sign] ?? 0);
  return values.reduce((sum, value, at) => (value < (values[at + 1] ?? 0) ? sum - value : sum + value), 0);
}

function formsOf(rows: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    rows.flatMap((row) => {
      const forms = row.split(' ');
      return forms.map((form) => [form, forms[0] ?? form] as const);
    }),
  );
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
