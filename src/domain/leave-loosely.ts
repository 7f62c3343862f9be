import { withoutNames } from './first-names.ts';
import { signsOf } from './leave-signs.ts';
import { isNeutral, isTarget } from './leave-words.ts';
import { countEdits } from './likeness.ts';
import { asksAbout, asksOfLater, isForeign, isOfAnother } from './office-matters.ts';
import type { OptOut } from './refusal.ts';
import type { Clause } from './utterance.ts';

/**
 * The last look for leaving: not how a clause is built but what is in it. Something ends or is refused, it is ours or
 * the sender's own, and nothing speaks of an office's matter, of another person, or asks.
 */
export function readLoosely(clauses: readonly Clause[]): OptOut | null {
  const all = clauses.flatMap(({ words }) => words);
  // "Wypisano mnie bez powodu" complains.
  if (
    all.some((word) => /^(zosta[cjw]|wracam|wroc|wypisan[oy]|wypisali|usunieto|usuneli|skreslono)/.test(word))
  )
    return null;
  if (isOfAnother(all) || asksOfLater(all) || all.some(isForeign)) return null;
  const isLeaving = clauses.some(holdsLeaving) || isOneMistypedWord(all);
  return isLeaving ? { intent: 'leave_code', fit: 'near' } : null;
}

function holdsLeaving({ words, ends }: Clause): boolean {
  const isPolite = words.some((word) => /^(moge|moga|moz|mogl|da$|prosi)/.test(word));
  if ((words.includes('czy') || ends === 'asking') && !isPolite) return false;
  if (asksAbout(words)) return false;
  const signs = signsOf(withoutNames(words, isNeutral), 'mended');
  if (/[FqTC]/.test(signs) || (signs.match(/X/g) ?? []).length > 2) return false;
  const isOurs = words.some((word) => isTarget(word) || /^(mnie|nas|numer\w*)$/.test(word));
  // "Nie usuwajcie" keeps, "nie pisali" refuses.
  const isEnded = /(?:^|[^nmSV])m?[EY]/.test(signs) && !/n[mSR]*[EY]/.test(signs);
  const isRefused = /n[mSW]*R/.test(signs) && !/X/.test(signs);
  return (isOurs && isEnded) || isRefused;
}

/** "Konec", "wypipisz", "wylonczyc": one word, nearer to leaving than to anything else we know. */
function isOneMistypedWord(words: readonly string[]): boolean {
  const said = words.filter((word) => !isNeutral(word) || word.length > 4);
  const [only = '', ...others] = said.filter(
    (word) => !/^(prosze|dziekuje|dzieki|witam|dzien|dobry|bardzo)$/.test(word),
  );
  if (others.length > 0 || only.length < 5) return false;
  const word = soundsLike(only);
  const edits = nearest(word, leaving);
  if (leaving.some((other) => isAnagram(only, other))) return true;
  return edits <= (only.length >= 8 ? 2 : 1) && edits < nearest(word, notLeaving);
}

/** "Wpysiz": the right letters in another order. */
function isAnagram(word: string, other: string): boolean {
  return word.length >= 6 && word[0] === other[0] && [...word].sort().join('') === [...other].sort().join('');
}

function nearest(word: string, known: readonly string[]): number {
  return known.reduce((least, other) => Math.min(least, countEdits(word, other, 3)), 4);
}

/** "Wylonczyc", "skasoj": as it is said. */
function soundsLike(word: string): string {
  return word
    .replace(/o[nm](?=cz|dz|[cdt])/, 'a')
    .replace(/oj$/, 'uj')
    .replace(/^dea/, 'deza');
}

const leaving =
  'wypisz wypisac wypiszcie wypisanie wypisuje rezygnuje rezygnacja zrezygnuj zrezygnowac koniec wylacz wylaczyc wylaczcie skasuj skasowac usunac usuncie anuluj anulowac dezaktywuj dezaktywacja wyrejestruj wyloguj'.split(
    ' ',
  );
const notLeaving =
  'zapisz zapisac zapiszcie zapisanie zapisuje napisz opisz wpisz wpisac dopisz podpisz przepisz wlacz wlaczyc wlaczcie zalacz polacz odpady wypas wypad wyslij wysylac kasa kasuje ranny konto konin konwoj honor pomoc rezerwacja rezerwuje zarejestruj rejestracja rejestruj dolacz dolaczyc aktywuj napisac zapisany wypisany wypisana zapisana wylaczyl wylaczyli wylaczono'.split(
    ' ',
  );
