import { takeCategories } from './category-words.ts';
import { withoutNames } from './first-names.ts';
import { courtesies, isNeutral, isStop, readLeaveVerb, speaksOfSelf, stopWords } from './leave-words.ts';
import { asksAbout, isForeign } from './office-matters.ts';
import type { OptOutInput } from './opt-out.ts';
import type { OptOut } from './refusal.ts';
import type { Clause, Utterance } from './utterance.ts';

/** STOP: the sender's own word, a sign at a crossing, or an opinion. */

const suspected: OptOut = { intent: 'suspected', fit: 'near' };

/** What a text with STOP, or a near form of it, wants; null when it is another stop. */
export function readStop({ words, clauses }: Utterance, input: OptOutInput): OptOut | null {
  const tidied = clauses.flatMap((clause) => clause.words);
  if (!tidied.some(isStop)) return null;
  const text = tidied.join(' ');
  // "Ile razy mam pisać stop!", "pisałam stop, a dalej przychodzi".
  if (/\bpisal[ae]m (juz )?stop\b.*(dalej|nadal|znow|wciaz)|^(juz )?(na)?pisal[ae]m (juz )?stop$/.test(text))
    return { intent: 'leave_now', fit: 'near' };
  if (/\b(cof\w+|odwoluj\w*|anuluj\w*) (ten |moj )?stop\b/.test(text)) return { intent: 'stay', fit: 'near' };
  if (saysItself(tidied)) return { intent: 'leave_now', fit: 'near' };
  // "Piszecie «odpisz STOP», a mi się nie wysyła".
  if (/\b(piszecie|piszesz|napisane|pisze ze|jest napis)\b.*\bstop\b/.test(text)) return suspected;
  if (/\bile razy\b/.test(text) && !/\bnie\b/.test(text)) return { intent: 'leave_now', fit: 'near' };
  if (/\b(ile razy|drugi raz|trzeci raz|kolejny raz|raz kolejny|ponownie)\b.*\bstop\b/.test(text))
    return { intent: 'leave_now', fit: 'near' };
  const at = clauses.findIndex((clause) => isStopClause(clause, input));
  if (at === -1) return readStopAndMore(tidied, { clauses, ...input });
  const clause = clauses[at]?.words ?? [];
  const isSaid = clause.some((word) => stopWords.has(word));
  const { keys } = takeCategories(
    clause.filter((word) => !isStop(word)),
    input.categories,
  );
  const others = clauses.filter((_, index) => index !== at).flatMap((other) => unsaid(other.words));
  if (!isSaid && others.length > 0) return null;
  const isAlertsOnly = keys.every((key) => input.categories.find((one) => one.key === key)?.isAlert === true);
  if (keys.length > 0 && !isAlertsOnly && keys.length < input.categories.length)
    return { intent: 'leave_one', fit: isSaid ? 'exact' : 'near', keys };
  // "To nie ja pisałam to stop" needs a second look.
  if (others.length === 0)
    return { intent: 'leave_now', fit: isSaid && !clause.includes('nie') ? 'exact' : 'near' };
  if (clauses.some((other) => asksAbout(other.words.slice(0, 3)))) return suspected;
  const isOwn =
    others.length <= 1 || speaksOfSelf(words) || tidied.some((word) => /(lem|lam|isko|uje)$/.test(word));
  return isOwn && !others.some(isForeign) ? { intent: 'leave_now', fit: 'near' } : suspected;
}

/** "Mówię stop", "powiedziałem: stop". */
function saysItself(words: readonly string[]): boolean {
  const said = unsaid(words);
  const isSaying = said.length === 1 && saying.test(said[0] ?? '');
  return isSaying && !asksAbout(words) && !words.includes('nie') && !words.includes('czy');
}

const saying =
  /^(mowie|pisze|wpisuje|wysylam|odpisuje|odpowiadam|powiedzial[ae]m|napisal[ae]m|daje|dajcie|zawsze)$/;

/** Words that are neither polite, nor names, nor about leaving. */
function unsaid(words: readonly string[]): readonly string[] {
  return withoutNames(words, isNeutral).filter(
    (word) => !isNeutral(word) && !isStop(word) && readLeaveVerb(word) === null && !/^(nie|chc)/.test(word),
  );
}

function isStopClause(clause: Clause, input: OptOutInput): boolean {
  const { words } = clause;
  if (!words.some(isStop) || asksAbout(words) || words.some((word) => word === 'czy' || word === 'znaczy'))
    return false;
  // "non stop", "znak stop": another stop.
  if (
    words.some(
      (word, at) =>
        isStop(word) &&
        /^(nie$|non$|znak|znaki|znaku|auto|swiatlo|swiatla|przycisk|tram)/.test(words[at - 1] ?? ''),
    )
  )
    return false;
  const rest = unsaid(takeCategories(words, input.categories).rest);
  return rest.length === 0 || (words.some((word) => stopWords.has(word)) && isPlaceOnly(rest, input));
}

/** "Stop, Skórzewo", but not "stop tirom w Palędziu": a place with nothing before it. */
function isPlaceOnly(words: readonly string[], { isPlace }: OptOutInput): boolean {
  return isPlace(words) && (words.length === 1 || isPlace(words.slice(0, 1)) || !isPlace(words.slice(1)));
}

/** "Stop wycince drzew" is an opinion; one or two words more may still be somebody who wants out. */
function readStopAndMore(
  words: readonly string[],
  { clauses, categories }: { readonly clauses: readonly Clause[] } & OptOutInput,
): OptOut | null {
  const first = words.find((word) => !courtesies.has(word)) ?? '';
  if (!stopWords.has(first)) return null;
  // "Stop sprzedałem mieszkanie": two sentences in one.
  const next = words[words.indexOf(first) + 1] ?? '';
  const isRefusing =
    next === 'nie' &&
    /^(wiem|znam|zamawia|chc|wysyl|mieszk|prosi|zycz|pisz|pisa|potrzeb|interes)/.test(
      words[words.indexOf(first) + 2] ?? '',
    );
  const isOfDead =
    /\b(nie zyje|zmarl[aoy]?)$/.test(words.join(' ')) && words.length - words.indexOf(first) <= 5;
  if (
    isRefusing ||
    isOfDead ||
    /(lem|lam)$|^(mieszkam|mieszkamy|jestem|mam|wyprowadzam|zly|bledny|pomylka)$/.test(next)
  )
    return { intent: 'leave_now', fit: 'near' };
  if (clauses.some((clause) => asksAbout(clause.words))) return null;
  const rest = unsaid(takeCategories(words, categories).rest);
  return rest.length <= 2 && !rest.some(isForeign) ? suspected : null;
}
