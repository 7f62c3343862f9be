import { countEdits } from './likeness.ts';

/** Danger: words that must never be answered by a menu. A false alarm costs a look; a missed one may cost a life. */

// One word is enough.
const alarming: ReadonlySet<string> = new Set(
  (
    'ratunku ratujcie ratuj sos porzar porzaru pozarr pozra poazr pozary tonie tone toniemy topie topi tonacy pozar pozaru pozarze plonie plona zalewa zalewaja zalalo zalane ' +
    'udar udaru zaslabl zaslabla porazenie poparzyl poparzyla potracil potracila potracony potracona potraceni strzaly strzal niewybuch niewypal zaginal zaginela zaginelo zaginiecie zginal zginela zginelo zwloki ' +
    'zalani powodz wybuch wybuchlo eksplozja czad zaczadzenie zawal zemdlal zemdlala umiera umieram krwawi krwawie dusi ' +
    'nieprzytomny nieprzytomna nieprzytomni topielec ogien potracil potracili potracila ranny ranna ranni ranne strzela strzelanina samoboj samobojca samobojstwo napad napadli porwal pobili uwieziony uwieziona uwiezieni ' +
    'wybuchl wybuchla zatonal utonal zalewalo podtopienie topia pozarze karetka karetke karetki zaczadzeni strzelaja wlamanie wlamuja wlamuje wlamal wlamali zaleje przygniotl przygniotlo porwano wykrwawia zadlawil dlawi'
  ).split(' '),
);

// Every word of one group has to be there, each by its beginning.
const together: readonly (readonly string[])[] = [
  ['bije', 'zon'],
  ['slychac', 'krzyk'],
  ['lod', 'peka'],
  ['zatru', 'czad'],
  ['gaz', 'budynk'],
  ['dym', 'plomien'],
  ['lezy', 'bez', 'ruchu'],
  ['woda', 'dom'],
  ['woda', 'mieszkani'],
  ['woda', 'piwnic'],
  ['wode', 'dom'],
  ['wody', 'piwnic'],
  ['woda', 'wdziera'],
  ['woda', 'podwork'],
  ['woda', 'przelewa'],
  ['wal', 'przerwa'],
  ['pali', 'sie'],
  ['pala', 'sie'],
  ['ogien', 'dom'],
  ['ogien', 'las'],
  ['gaz', 'ulatnia'],
  ['gaz', 'czuc'],
  ['gaz', 'wyciek'],
  ['gazu', 'wyciek'],
  ['nie', 'oddycha'],
  ['nie', 'moge', 'oddychac'],
  ['potrzebn', 'karetk'],
  ['wezwijcie', 'pogotowie'],
  ['wezwijcie', 'karetk'],
  ['wezwijcie', 'straz'],
  ['lezy', 'czlowiek'],
  ['lezy', 'nieprzytom'],
  ['wypadek', 'ranni'],
  ['wypadek', 'ranny'],
  ['sa', 'ranni'],
  ['zerwal', 'dach'],
  ['zerwalo', 'dach'],
  ['atak', 'serca'],
  ['dziecko', 'wpadlo'],
  ['zabic', 'sie'],
  ['chce', 'umrzec'],
  ['smierdzi', 'gaz'],
  ['czuje', 'gaz'],
  ['czujemy', 'gaz'],
  ['strac', 'przytom'],
  ['pod', 'lod'],
  ['wal', 'pekl'],
  ['wal', 'peka'],
  ['spadl', 'czlowiek'],
  ['spadlo', 'na', 'dom'],
  ['nie', 'rusza', 'lezy'],
  ['wpadl', 'do', 'wody'],
  ['wpadl', 'do', 'stawu'],
  ['wpadl', 'do', 'studni'],
  ['wpadl', 'do', 'rzeki'],
  ['wpadl', 'do', 'jezior'],
  ['zarwal', 'lod'],
  ['pod', 'lodem'],
  ['przewod', 'iskrz'],
  ['kabel', 'iskrz'],
  ['linia', 'iskrz'],
  ['slup', 'iskrz'],
  ['zerwan', 'linia'],
  ['palimy', 'sie'],
  ['woda', 'wlewa'],
  ['slup', 'spadl'],
  ['slup', 'przewrocil'],
  ['dym', 'piwnic'],
  ['zapach', 'gazu'],
  ['wody', 'kolan'],
  ['wystapil', 'brzeg'],
  ['nie', 'otwiera', 'nie', 'zyje'],
  ['lezy', 'drodze', 'motocyklist'],
  ['lezy', 'rowerzyst'],
  ['lezy', 'kobiet'],
  ['lezy', 'mezczyzn'],
  ['dzwoncie', 'straz'],
  ['dzwoncie', 'pogotow'],
  ['dzwoncie', 'polic'],
  ['przewod', 'zerwan'],
  ['slup', 'przewroc', 'dom'],
  ['spadlo', 'na', 'samochod'],
  ['spadlo', 'na', 'auto'],
  ['spadlo', 'na', 'ludzi'],
  ['mnie', 'bije'],
  ['grozi', 'nozem'],
  ['grozi', 'bronia'],
  ['grozi', 'zabi'],
  ['soba', 'skonczyc'],
  ['dusze', 'sie'],
  ['odebrac', 'zycie'],
  ['dym', 'okn'],
  ['dym', 'okien'],
  ['dym', 'dachu'],
  ['dym', 'kuchni'],
  ['czlowiek', 'wodzie'],
  ['dziecko', 'wodzie'],
  ['ktos', 'wodzie'],
  ['z', 'nozem'],
  ['z', 'bronia'],
  ['upadl', 'nie', 'wstaje'],
  ['wypadl', 'okna'],
  ['drzewo', 'na', 'domu'],
  ['zerwan', 'dach'],
  ['pod', 'napieciem'],
  ['dym', 'klatce'],
  ['dym', 'garaz'],
  ['lod', 'pekl'],
  ['bija', 'czlowiek'],
  ['bija', 'mnie'],
  ['wylala', 'rzek'],
  ['gniazd', 'iskrz'],
  ['skrzynk', 'iskrz'],
  ['dym', 'dom'],
  ['dym', 'mieszkani'],
  ['dzwoncie', 'na', '112'],
  ['upadl', 'wstac'],
  ['nie', 'moge', 'wstac', 'sama'],
  ['nie', 'moge', 'wstac', 'sam'],
  ['nie', 'moge', 'sie', 'podniesc'],
  ['wyszl', 'nie', 'wrocil'],
  ['boli', 'piersi'],
  ['boli', 'klatce'],
  ['reka', 'dretwieje'],
];
// Beginnings that are enough.
const alarmingStarts = /^(iskrz|uton(e|al|ie)|utopi|podpal|wykrwaw|zaczadz|zadlawi|samoboj|potracen|podpal)/;
const emergencyNumbers: ReadonlySet<string> = new Set(['112', '997', '998', '999']);
// "Na wypadek awarii" and a street light that is out are no accidents.
const lights = /^(latar|lamp|swiat|oswietl|zarow|kontrolk|diod)/;
// "Pomocy społecznej", "pierwszej pomocy": an office or a course by its name.
const named =
  /^(spoleczn|prawn|materialn|finansow|psycholog|domow|naukow|pierwsz|osrod|centrum|kurs|fundusz|bez|stypend|socjaln|zywnosciow)/;

// "Pomocy" is a call; asking for help with signing up is not.
const ownBusiness: readonly string[] = [
  'zapis',
  'wypis',
  'rejestr',
  'kod',
  'sms',
  'formularz',
  'wypeln',
  'wnios',
  'dokument',
  'adres',
  'podat',
  'aplikacj',
  'stron',
  'zmian',
  'rodo',
];
const mistypedCalls = ['ratunku', 'pomocy', 'toniemy', 'pomozcie'] as const;
const notCalls: ReadonlySet<string> = new Set([
  'pomoc',
  'pomoca',
  'pomoce',
  'pomogl',
  'rachunku',
  'pomorzy',
  'promocy',
]);

// "Topię się z gorąca", "zalewacie mnie smsami": what nobody is saved from.
const figurative =
  /\b((opask|przycisk|bransolet)\w* sos|ogien (zapalu|sztuczn\w*|milosci|na stadionie)|z (goraca|upalu|nudow|nudy|ciekawosci|smiechu|wstydu|zazdrosci|zachwytu|radosci|tesknoty)|(zalal\w*|zalewa\w*|topi\w*|tone|toniemy|toniecie) (\w+ ){0,2}(sms\w*|esemes\w*|papier\w*|dokument\w*|reklam\w*|wiadomosci\w*|powiadomieni\w*|pism\w*|ulotk\w*|robot\w*|prac\w*|krew|spam\w*)|krew (mnie )?zalewa|ugasz(on|en)\w*|za gaszenie|atak smiechu)\b/;

/** Whether folded words tell of danger to life or home. */
export function tellsOfDanger(words: readonly string[]): boolean {
  if (words.length > 2 && figurative.test(words.join(' '))) return false;
  // "Pozaar", "ratuunku".
  if (words.some((word) => /([aeiouy])\1/.test(word) && alarming.has(word.replace(/([aeiouy])\1+/g, '$1'))))
    return true;
  if (
    words.some(
      (word) =>
        alarmingStarts.test(word) || alarming.has(word) || (word.includes('?') && isAlarmingDamaged(word)),
    )
  )
    return true;
  if (words.length === 1 && emergencyNumbers.has(words[0] ?? '')) return true;
  if (words.some((word, at) => word === 'wypadek' && words[at - 1] !== 'na' && !words.includes('kiedy')))
    return true;
  const isLight = words.some((word) => lights.test(word));
  const isTogether = (group: readonly string[]) =>
    group.every((start) => words.some((word) => startsAs(word, start)));
  if (together.some((group) => isTogether(group) && !(isLight && group.includes('sie')))) return true;
  const calls = words.filter((word, at) => isCall(word) && !isNamed(words, at));
  if (calls.length === 0) return false;
  const isOwnBusiness = words.some((word) => ownBusiness.some((start) => word.startsWith(start)));
  return !isOwnBusiness || calls.some((word) => word.startsWith('rat'));
}

/** "po?ar": a letter lost in transport. */
function isAlarmingDamaged(word: string): boolean {
  return word.length >= 5 && [...alarming].some((known) => countEdits(word, known, 0) === 0);
}

function startsAs(word: string, start: string): boolean {
  // Short beginnings are whole words: "wal" is not "walka".
  return start.length <= 4 && start !== 'dom'
    ? word === start || (start === 'gaz' && word === 'gazem')
    : word.startsWith(start);
}

function isNamed(words: readonly string[], at: number): boolean {
  return [words[at - 1], words[at + 1], words[at - 2]].some((word) => word !== undefined && named.test(word));
}

function isCall(word: string): boolean {
  if (notCalls.has(word)) return false;
  return mistypedCalls.some((call) => countEdits(word, call, 1) <= 1);
}
