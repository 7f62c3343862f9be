import { type CategoryName, takeCategories } from './category-words.ts';
import { withoutNames } from './first-names.ts';
import { signsOf } from './leave-signs.ts';
import { isNeutral, isTarget, stopWords } from './leave-words.ts';
import { asksAbout, asksOfLater, isOfAnother } from './office-matters.ts';
import type { OptOut } from './refusal.ts';
import type { Clause } from './utterance.ts';

/**
 * Leaving by the shape of a sentence, for what no wording we know fits: an ending said of our texts or of oneself,
 * sending or wanting denied. What a verb is said of decides, so that "wyłączcie latarnię" is never taken for it.
 */
export function readByGrammar(
  clauses: readonly Clause[],
  categories: readonly CategoryName[],
): OptOut | null {
  if (isOfAnother(clauses.flatMap(({ words }) => words))) return null;
  for (const clause of clauses) {
    // Joining means alerts: who names them means all of our texts.
    const chosen = categories.filter(({ isAlert }) => isAlert !== true);
    const { keys, rest } = takeCategories(clause.words, chosen);
    const words = withoutNames(rest, isNeutral);
    if (!leaves(words, clause)) continue;
    // A category without our texts is a thing ("zrezygnować ze śmieci"), unless what is read before this knows better.
    if (keys.length > 0 && !words.some(isTarget)) continue;
    // "Co zrobić, żeby zrezygnować" asks across the comma.
    if (/^(zeby|aby|by)$/.test(words[0] ?? '') && asksAbout(clauses.flatMap((other) => other.words)))
      continue;
    if (saysStop(words) && !clauses.every((other) => other === clause || saysNothing(other))) continue;
    if (saysStop(words)) return { intent: 'leave_now', fit: 'near' };
    const isSome = keys.length > 0 && keys.length < chosen.length;
    return isSome ? { intent: 'leave_one', fit: 'near', keys } : { intent: 'leave_code', fit: 'near' };
  }
  return readAcross(clauses);
}

/** "Dziękuję za SMS-y, ale już nie potrzebuję": what is refused stands in another clause. */
function readAcross(clauses: readonly Clause[]): OptOut | null {
  const lines = clauses.map(({ words }) => signsOf(withoutNames(words, isNeutral), 'as typed'));
  // "To był numer teściowej, usuńcie go".
  const isIt = clauses.some(
    ({ words }) =>
      words.includes('go') &&
      /^[EY]+$/.test(
        signsOf(
          words.filter((word) => word !== 'go'),
          'as typed',
        ),
      ),
  );
  if (isIt && clauses.some(({ words }) => words.some((word) => /^(numer|telefon)/.test(word))))
    return { intent: 'leave_code', fit: 'near' };
  const isRefused = lines.some((signs) => /^n[mSV]*W[mS]*$/.test(signs));
  const isOfOurs = lines.some((signs) => /M/.test(signs)) && !lines.some((signs) => /[FqT]/.test(signs));
  // "Mąż nie żyje od roku, a wy ciągle piszecie".
  const all = clauses.flatMap(({ words }) => words).join(' ');
  if (
    /\b(nie zyje|zmarl\w*|odeszl\w*|odszedl)\b/.test(all) &&
    /\b(piszecie|wysylacie|przysylacie|przychodz\w*)\b/.test(all)
  )
    return { intent: 'leave_code', fit: 'near' };
  if (
    /\bjeszcze (raz|jeden|jednego)\b.*\b(dostane|przyslecie|wyslecie|przyjdzie|napiszecie)\b/.test(all) &&
    /\b(zgl\w+|skarg\w*|poli\w+|sad\w*|prokurat\w*|prawnik\w*|uodo)\b/.test(all)
  )
    return { intent: 'leave_code', fit: 'near' };
  if (saidOtherwise.some((pattern) => pattern.test(all))) return { intent: 'leave_code', fit: 'near' };
  // What is entered is struck off.
  if (
    /\b(usun|anul|skasuj|cofn|wycof)\w* (moj\w* )?(rejestracj|zapis|subskrypcj)\w*( (bardzo|prosze|dziekuje))*$/.test(
      all,
    )
  )
    return { intent: 'leave_code', fit: 'near' };
  if (/\b(sms|wiadomosci|powiadomieni)\w* mowi(e|my) nie$/.test(all))
    return { intent: 'leave_code', fit: 'near' };
  if (/\b(jesli|jezeli|jak) (mnie )?nie (zostane|bede) (wypisan|usuniet|skreslon|wykreslon)/.test(all))
    return { intent: 'leave_code', fit: 'near' };
  if (/\b(byc|zostac) (wypisan|usuniet|skreslon|wykreslon)\w*$/.test(all) && !/\b(nie|czy)\b/.test(all))
    return { intent: 'leave_code', fit: 'near' };
  if (isRefused && isOfOurs) return { intent: 'leave_code', fit: 'near' };
  return isGone(clauses) ? { intent: 'leave_code', fit: 'near' } : null;
}

const saidOtherwise: readonly RegExp[] = [
  // "Mąż zmarł, to był jego numer".
  /\b(zmarl\w*|nie zyje|umarl\w*)( \w+){0,4} to (byl|jest) (jego|jej)( stary)? (numer|telefon)$/,
  // "Właściciel numeru nie żyje".
  /\b(wlasciciel\w*|abonent\w*|adresat\w*|posiadacz\w*|uzytkowni\w*|odbiorc\w*)\b.*\b(nie zyje|zmarl\w*|zamrl\w*|umarl\w*|odesz\w*|odszed\w*)/,
  // "Co mam napisać, żebyście przestali?"
  /^co (mam|jeszcze|musze|trzeba)\b.*\b(zebyscie|abyscie|bysci) (\w+ ){0,3}(przestali|skonczyli|wypisali|usuneli|dali)\b/,
  // "Spotkamy się w sądzie, jak przyjdzie jeszcze jeden".
  /\b(jak|jesli|jezeli) (mi |was )?(jeszcze raz|jeszcze jed\w+|znow\w*|przyjdzie jeszcze|dostane jeszcze|wyslecie jeszcze)\b(?!.*\bnie\b)/,
];

/** "Już u was nie mieszkam", and nothing else: what could it ask for but this? */
function isGone(clauses: readonly Clause[]): boolean {
  const said = clauses.map(({ words }) =>
    words
      .filter((word) => !/^(ja|my|juz|od|wiec|bardzo|prosze|dziekuje|witam|dzien|dobry)$/.test(word))
      .join(' '),
  );
  const meant = said.filter((text) => text !== '');
  return meant.length === 1 && gone.test(meant[0] ?? '');
}

const gone =
  /^((u was |tu |tam |w tej gminie )?nie (mieszkam|mieszkamy|jestem mieszka\w+|jestesmy mieszka\w+)( (tu|tam|tutaj|u was|w (waszej |tej |tutejszej )?gminie( \w+)?|(waszej |tej )?gminy( \w+)?))?|(sie )?(wyprowadzil|przeprowadzil)\w+( sie)? (z (waszej |tej )?gminy( \w+)?|stad|do inne\w+ (gminy|miasta))|nie jest\w+ z (waszej|tej) gminy)$/;

/** "Leży drzewo, proszę usunąć": an ending without its object, said of what another clause names. */
export function endsAnotherThing(clauses: readonly Clause[]): boolean {
  const lines = clauses.map(({ words }) => {
    const said = withoutNames(words, isNeutral).filter((word) => word !== 'sie');
    return signsOf(said, 'as typed');
  });
  const ending = lines.filter((signs) => /^[mEDV]*[ED][mEDV]*$/.test(signs));
  // "Przypadkiem się zapisałem, proszę usunąć".
  const isOfList = clauses.some(({ words }) => words.some((word) => /^(zapisa|dopisa|zarejestr)/.test(word)));
  if (ending.length === 0 || isOfList) return false;
  const others = lines.filter((signs) => !ending.includes(signs)).join('');
  return /[FX]/.test(others) && !/[MLSYDR]/.test(others) && (/F/.test(others) || !/[VWn]/.test(others));
}

function leaves(words: readonly string[], { ends }: Clause): boolean {
  if (asksOfLater(words)) return false;
  const isAsked = words.includes('czy') || ends === 'asking';
  if (isAsked && !words.some((word) => /^(moge|moga|moz|mogl|da$|prosic)/.test(word))) return false;
  // "Jak nie przestaniecie wysyłać, idę na policję".
  if (/n[mS]*!(?:[mS]*z?[RMLS]|$)|S!/.test(signsOf(words, 'as typed'))) return true;
  const asked = afterCondition(words);
  return matchesSpelled(asked) || (asked !== words && /^[EY]+$/.test(signsOf(asked, 'as typed')));
}

/** "Jak można to wyłączyć to proszę wyłączyć": what follows the condition. */
function afterCondition(words: readonly string[]): readonly string[] {
  const at = words.lastIndexOf('to');
  return at > 1 && /^(jak|jesli|jezeli|skoro)$/.test(words[0] ?? '') ? words.slice(at + 1) : words;
}

function matchesSpelled(words: readonly string[]): boolean {
  const signs = signsOf(words, 'as typed');
  if (matches(signs)) return true;
  // Typos are looked for only where something speaks of leaving, and most of the words are known.
  const unknown = signs.replace(/[^XA]/g, '').length;
  if (unknown === 0 || unknown > 4 || signs.length === unknown) return false;
  return matches(signsOf(words, 'mended'));
}

function matches(signs: string): boolean {
  // "Odpiszcie mnie" wants off the list; "odpiszcie mi" wants an answer.
  const isOff = /[SM]/.test(signs) && !signs.includes('m');
  const meant = signs.replace(/[AN]/g, '').replaceAll('O', isOff ? 'E' : 'X');
  return without.test(signs) || patterns.some((pattern) => pattern.test(meant));
}

/** "Stop! Uwaga na dziki" warns; "Stop. Dzęki" leaves. */
function saysNothing({ words }: Clause): boolean {
  return signsOf(withoutNames(words, isNeutral), 'mended') === '';
}

function saysStop(words: readonly string[]): boolean {
  return words.some((word) => stopWords.has(word));
}

// What may stand behind our texts or the list: not another sender ("powiadomień ze szkoły").
const end = '(?![FX]|z[XF])';
const open = '^[^qnF]*';

// "Ani jednego SMS-a", "proszę nie smsy", with nothing between that could be a verb.
const without = /^V?(?:NA?|n)M(?!o?[FX])/;

const patterns: readonly RegExp[] = [
  // "Mam zamiar zrezygnować jestem już w innej gminie", "rezygnuję ze wszystkiego".
  '^[^qnFTXCIE]*Y+[mS]*(?:z?L*$|z?L*V)',
  // "Wpiszcie mnie z listy": nobody enters out of one.
  `${open}I[mS]*z[LM]`,
  // "Żeby mnie nie było na tej liście".
  '^[^qF]*n[mS]*B[mS]*L',
  // "Stop wiadomosciom".
  '^[RT]?D[MLSmREDzUK]*$',
  // "Skreślcie moją osobę z rozsyłki", "likwidację tych smsów", "wyłączcie mi te powiadomienia".
  `${open}[EY]+[RmSEo]*z?[ML]+${end}`,
  // "Wywalcie mnie", "odłączcie ten numer, bo…".
  `${open}[EY]+m?S+(?:z?$|z?[VnD]|z[SR])`,
  // "Weźcie mi to wyłączcie".
  `^[^qnF]*(?:m[LS]*E+|E+m)[mSL]*$`,
  // "Nie chcę tego dostawać".
  `^[^qF]*n[mSV]*W+[mSL]*R+[mSL]*$`,
  // "Ten numer skasujcie", "te smsy wyłączcie mi".
  `${open}(?:[MS]|zL)[LMSmRz]*[EY]+[mSL]*(?:z?$|[Vn])`,
  // "Nie podsyłajcie mi smsów", "wolę nie dostawać", "żebyście nie wysyłali".
  `^[^qF]*n[mSW]*R+(?:[mSzLEn]*M+${end}|[mSL]*(?:$|V))`,
  // "Przerwijcie wysyłanie", "dajcie mi spokój, mam już…".
  `${open}[EYD]m?R+[mS]*$`,
  `${open}[EmS]+K(?:$|[Vn]|zM)`,
  // "Te wiadomości proszę mi nie wysyłać".
  `^[^qF]*M[mSLz]*n[mSW]*R+[mSL]*(?:$|V)`,
  // "Nie chcę już tych smsów", "nie będę czytać alertów".
  `^[^qF]*n[mSV]*W+[RmSWzo]*M+${end}`,
  // "Smsy mnie nie obchodzą", "te wiadomości nie są mi potrzebne".
  `^[^qFn]*M+[mSLR]*n[mS]*W+[mSL]*(?:$|V)`,
  // "Basta tych wiadomości", "mam po dziurki w nosie waszych smsów".
  `^[^qnF]*D+[RXzV]{0,2}M+${end}`,
  // "Zbędne mi są smsy", "te powiadomienia są mi niepotrzebne".
  `^[^qF]*U[mSLR]*M+${end}`,
  `^[^qF]*M[mSLR]*U`,
].map((source) => new RegExp(source));
