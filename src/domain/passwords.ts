import { isCommonPassword } from './common-passwords.ts';
import { fold } from './fold.ts';

/** What a password of the panel must be: long, and nothing that is tried first. */

const shortestPassword = 12;
const longestPassword = 200;

export type PasswordProblem = 'too_short' | 'too_long' | 'obvious' | 'like_login';

// What people make of twelve letters when told to; compared after folding and without digits and signs at the ends.
const obviousWords =
  'password haslo hasloadmin admin administrator qwerty qwertyuiop qwertyuiopas asdfghjkl zxcvbnm zaqwsx qazwsxedc ' +
  'urzadgminy urzad gmina gminadopiewo dopiewo wici sekretariat samorzad wojt burmistrz polska polskagurom warszawa ' +
  'poznan krakow kochamcie kochamciebie lechpoznan legiawarszawa iloveyou letmein welcome witaj trudnehaslo mojehaslo ' +
  'tajnehaslo nowehaslo zmienmnie dupadupa misiaczek kasia bartek agnieszka mateusz password haslohaslo adminadmin test ' +
  // The list of breaches knows few Polish words.
  'dziewczyna kochanie kochanieciebie piotrek karolina monika marcin michal kwiatuszek zajaczek stokrotka skarbie ' +
  'kacper natalia komputer sloneczko gmina123gmina urzadmiasta wiosna lato jesien zima matematyka biedronka';
const obvious: ReadonlySet<string> = new Set(obviousWords.split(' '));

/** Why a password may not be used; null when it may. `names`: the login and the person's name. */
export function findPasswordProblem(password: string, names: readonly string[]): PasswordProblem | null {
  const length = [...password].length;
  if (length < shortestPassword) return 'too_short';
  if (length > longestPassword) return 'too_long';
  const folded = fold(password).replaceAll(' ', '');
  if (new Set(folded).size < 5 || isRun(folded) || obvious.has(coreOf(folded))) return 'obvious';
  if (isCommonPassword(folded) || isCommonPassword(coreOf(folded))) return 'obvious';
  const isLikeName = names
    .map((name) => fold(name).replaceAll(' ', ''))
    .some((name) => name.length >= 3 && coreOf(folded) === coreOf(name));
  return isLikeName ? 'like_login' : null;
}

/** The word without the digits and signs people hang on its ends, and said once when repeated. */
function coreOf(folded: string): string {
  const bare = folded.replace(/^[^a-z]+|[^a-z]+$/g, '');
  const once = /^(.+?)\1+$/.exec(bare);
  return once?.[1] ?? bare;
}

/** "1234567890123", "abcdefghijkl": each sign follows the one before, up or down, nines meeting noughts. */
function isRun(folded: string): boolean {
  const steps = [...folded].slice(1).map((char, i) => char.charCodeAt(0) - folded.charCodeAt(i));
  const neighbours = steps.filter((step) => Math.abs(step) === 1 || Math.abs(step) === 9);
  return neighbours.length >= steps.length * 0.9;
}
