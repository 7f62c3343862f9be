import { type CategoryName, takeCategories } from './category-words.ts';
import { withoutNames } from './first-names.ts';
import {
  courtesies,
  isNeutral,
  isStop,
  isTarget,
  type LeaveVerb,
  readLeaveVerb,
  speaksOfSelf,
  stopWords,
} from './leave-words.ts';
import { countEdits } from './likeness.ts';
import { type OptOut, readRefusal } from './refusal.ts';
import type { Clause, Utterance } from './utterance.ts';

/** Leaving and staying: what the words of a text want. A near opt-out is an opt-out, as every one can be undone. */

type Said = {
  readonly clause: Clause;
  readonly categories: readonly CategoryName[];
  /** Whether words are a place the office knows. */
  readonly isPlace: (words: readonly string[]) => boolean;
};

export type OptOutInput = Omit<Said, 'clause'>;

/** How a text wants to leave or stay; null when it does not speak of it. */
export function readOptOut(utterance: Utterance, input: OptOutInput): OptOut | null {
  const { clauses } = utterance;
  const found = clauses.flatMap((clause) => readClause({ ...input, clause }) ?? []);
  const stop = readStop(utterance, input);
  if (stop !== null) found.push(stop);
  const wish = order.flatMap((intent) => found.find((one) => one.intent === intent) ?? [])[0];
  if (wish === undefined) return readStay(utterance);
  if (isLeaving(wish) && found.some(({ intent }) => intent === 'stay')) return suspected;
  // Only a text that says nothing else is exactly a wish to leave.
  const isAll = clauses.every(
    (clause) => readClause({ ...input, clause })?.intent === wish.intent || isIdle(clause),
  );
  return isAll || wish.intent === 'leave_now' ? wish : { ...wish, fit: 'near' };
}

// Who wants to leave and says more beside it is understood first as leaving.
const order = ['leave_now', 'leave_code', 'leave_one', 'erase', 'stay', 'wrong_number', 'suspected'] as const;
const suspected: OptOut = { intent: 'suspected', fit: 'near' };

function isLeaving({ intent }: OptOut): boolean {
  return intent === 'leave_now' || intent === 'leave_code' || intent === 'leave_one';
}

/** A clause that asks for nothing: greetings, thanks, a name. */
function isIdle({ words }: Clause): boolean {
  const rest = withoutNames(words, isNeutral).filter((word) => !isNeutral(word));
  return rest.length === 0;
}

function readClause(said: Said): OptOut | null {
  return readLeave(said) ?? readRefusal(said.clause.words, said.categories);
}

function readLeave(said: Said): OptOut | null {
  const words = withoutNames(said.clause.words, (word) => isNeutral(word) || readLeaveVerb(word) !== null);
  const at = words.findIndex((word) => readLeaveVerb(word) !== null);
  const verb = at === -1 ? null : readLeaveVerb(words[at] ?? '');
  if (verb === null || isQuestion(words.slice(0, at), said.clause)) return null;
  const before = words.slice(Math.max(0, at - 4), at);
  if (before.includes('nie') || before.includes('ani'))
    return isAsked(verb) && !words.some(isForeign) ? stays(verb) : null;
  const others = words.filter((_, index) => index !== at);
  const isUndone = words.some((word) => /^(cofn|cofam|cofac|odwol|anul|przywro)/.test(word));
  if (isUndone && verb.strength === 'strong') return stays(verb);
  if (verb.form === 'told' && words.some((word) => /^(po|o)mylk/.test(word))) return stays(verb);
  if (verb.form === 'told' && words.some((word) => /^(byc|zeby|aby|by)$/.test(word))) return leaves('near');
  if (verb.form === 'told') return stillComing(said.clause.words) ? leaves('near') : null;
  const erasing = others.some(
    (word, index) => /^(dane|danych|danymi)$/.test(word) && !/^baz/.test(others[index - 1] ?? ''),
  );
  // "Usuńcie mnie z bazy i moje dane" must at least leave: erasing takes people and days.
  const isLeavingToo = words.includes('mnie') && words.some((word) => /^(list|baz|sms|powiad)/.test(word));
  if (erasing && isLeavingToo) return leaves('near');
  if (erasing && verb.strength === 'weak') return { intent: 'erase', fit: 'exact' };
  const { keys, rest: unnamed } = takeCategories(others, said.categories);
  const rest = unnamed.filter(
    (word) => !isNeutral(word) && readLeaveVerb(word)?.form !== 'asked' && !joiners.has(word),
  );
  if (rest.length === 0) return readPlain(verb, { words, keys, categories: said.categories });
  const kept = exceptFor(rest, { keys, categories: said.categories });
  if (kept !== null) return kept;
  if (verb.strength !== 'strong') return readWeak(words, { rest, verb });
  if (said.isPlace(rest)) return leaves('near');
  return readWithMore(words, { rest, verb, at });
}

const joiners: ReadonlySet<string> = new Set('kategorii kategorie kategoria jednej tematu dzialu'.split(' '));

function isAsked(verb: LeaveVerb): boolean {
  return verb.form !== 'told' && verb.form !== 'thing' && verb.strength !== 'weaker';
}

function stays(verb: LeaveVerb): OptOut {
  return { intent: 'stay', fit: verb.fit };
}

function leaves(fit: 'exact' | 'near'): OptOut {
  return { intent: 'leave_code', fit };
}

/** "Wypisałem się, a dalej dostaję": they had wanted to leave and still do. */
function stillComing(words: readonly string[]): boolean {
  return (
    words.some((word) => /^(nadal|dalej|wciaz|ciagle|znowu)$/.test(word)) &&
    words.some((word) => /^(dosta|przychodz|wysyl|otrzymu|przysyl|pisz)/.test(word))
  );
}

function readPlain(
  verb: LeaveVerb,
  {
    words,
    keys,
    categories,
  }: { words: readonly string[]; keys: readonly string[]; categories: readonly CategoryName[] },
): OptOut | null {
  const fit = verb.fit;
  const isOnlyAlerts = keys.every((key) => categories.find((one) => one.key === key)?.isAlert === true);
  if (keys.length > 0 && isOnlyAlerts && verb.strength === 'weaker') return leaves('near');
  if (keys.length > 0 && keys.length < categories.length) {
    return verb.strength === 'weaker' && !words.some(isTarget) ? null : { intent: 'leave_one', fit, keys };
  }
  const namesCategory =
    words.some((word) => joiners.has(word)) && !words.some((word) => word.startsWith('wszystk'));
  if (namesCategory) return suspected;
  if (verb.strength !== 'weaker') return leaves(fit);
  const isAimed = words.some(isTarget) || words.some((word) => self.has(word)) || words.includes('wysylac');
  if (isAimed) return leaves('near');
  const [alone = ''] = words.filter((word) => !isNeutral(word) || readLeaveVerb(word) !== null);
  if (/^(przesta|zaprzesta|zakoncz|skoncz|dosc|dosyc|anul|wylacz)/.test(alone)) return leaves('near');
  return /^(cof|wyj|wych|opusc|opuszcz)/.test(alone) ? null : suspected;
}

const self: ReadonlySet<string> = new Set([
  'mnie',
  'sie',
  'nas',
  'numer',
  'pisac',
  'tym',
  'tego',
  'to',
  'was',
]);

/** "Ze wszystkiego oprócz sportu" keeps what is named. */
function exceptFor(
  rest: readonly string[],
  { keys, categories }: { keys: readonly string[]; categories: readonly CategoryName[] },
): OptOut | null {
  const isException = rest.length === 1 && /^(oprocz|procz|poza|bez)$/.test(rest[0] ?? '');
  if (!isException || keys.length === 0) return null;
  const left = categories.flatMap(({ key }) => (keys.includes(key) ? [] : [key]));
  return { intent: 'leave_one', fit: 'near', keys: left };
}

type More = { readonly rest: readonly string[]; readonly verb: LeaveVerb };

/** "Usuńcie mnie z tej głupiej listy", but not "usuńcie drzewo" nor "usuńcie mi drzewo". */
function readWeak(words: readonly string[], { rest, verb }: More): OptOut | null {
  if (verb.strength === 'weaker') {
    const isAimed =
      words.some(isTarget) &&
      words.some((word) => /^(wysyl|przysyl|pisa|sms|wiadom|powiad|zgod|subskr)/.test(word));
    return isAimed && rest.length <= 4 ? leaves('near') : null;
  }
  const isOfSelf =
    words.some((word) => word === 'mnie' || word === 'nas') ||
    (words.includes('numer') && words.some(isList));
  return isOfSelf && rest.length <= 4 && !rest.some(isForeign) ? leaves('near') : null;
}

function isList(word: string): boolean {
  return /^(list|baz|sms|mojego|moj$|telefonu|wasz|system)/.test(word);
}

function readWithMore(
  words: readonly string[],
  { rest, verb, at }: More & { readonly at: number },
): OptOut | null {
  if (rest.some(isForeign)) {
    if (!speaksOfSelf(words)) return null;
    return words.some((word) => /^(sms|powiad|wiadom)/.test(word)) ? leaves('near') : suspected;
  }
  if (verb.form === 'own') return readOwn(words, { rest, verb, at });
  if (speaksOfSelf(words) && rest.length <= 6) return leaves('near');
  if (verb.form === 'thing') return rest.length <= 1 ? suspected : null;
  return rest.length <= 2 ? leaves('near') : null;
}

/** "Rezygnuję, bo wyjeżdżam" is about us; "rezygnuję z karnetu" and "wójt rezygnuje" are not. */
function readOwn(words: readonly string[], { rest, at }: More & { readonly at: number }): OptOut | null {
  const isFirstPerson = !(words[at] ?? '').endsWith('uje');
  const hasSubject = words.slice(0, at).some((word) => !isNeutral(word));
  if (hasSubject && !isFirstPerson) return words.some(isTarget) ? leaves('near') : suspected;
  const of = words.findIndex((word, index) => index > at && (word === 'z' || word === 'ze'));
  const isOfSomething = of !== -1 && rest.some((word) => words.indexOf(word) > of);
  if (!isOfSomething || words.some(isTarget) || words.includes('sie')) return leaves('near');
  return rest.length <= 2 ? suspected : null;
}

/** Things an office is asked about that people also leave or have written out. */
function isForeign(word: string): boolean {
  return /^(przedszkol|zlob|szkol|zajec|basen|kurs|mandat|recept|zaswiadcz|faktur|rejestr|grunt|wyrys|szpital|umow|wnios|akt|dowod|meldunk|mieszkan|prac[ay]|etat|kolejk|oboz|obozu|wycieczk|karnet|konkurs|drzew|lamp|awari|plakat|reklam|smiec|odpad|druk|kart|formularz|dokument|skierow|zwolnien|bilet|ocen|swiadec|protok|ksieg|czek|parti|kolk|mpzp|plan|druk|podat|deklarac)/.test(
    word,
  );
}

/** "Czy możecie mnie wypisać?" asks for it; "jak się wypisać?" asks how. */
function isQuestion(before: readonly string[], clause: Clause): boolean {
  const polite = clause.words.some((word) => /^(moge|mozna|mozecie|moglib|mogl|mozliw|da|prosic)/.test(word));
  return before.some((word, at) => {
    if (word === 'czy')
      return (
        !polite &&
        (!speaksOfSelf(clause.words) ||
          clause.words.some((other) => /^(musz|trzeba|nalezy|warto)/.test(other)))
      );
    // "Jak najszybciej" asks for nothing.
    return asking.has(word) && !(before[at + 1] ?? '').startsWith('naj');
  });
}

const asking: ReadonlySet<string> = new Set(
  'jak kiedy gdzie dlaczego czemu kto ile co jaki jaka jakie ktory czyj po jesli jezeli gdy'.split(' '),
);

function readStop({ words, clauses }: Utterance, input: OptOutInput): OptOut | null {
  const tidied = clauses.flatMap((clause) => clause.words);
  if (!tidied.some(isStop)) return null;
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
  if (keys.length > 0 && keys.length < input.categories.length)
    return { intent: 'leave_one', fit: isSaid ? 'exact' : 'near', keys };
  if (others.length === 0) return { intent: 'leave_now', fit: isSaid ? 'exact' : 'near' };
  if (tidied.some((word) => asking.has(word))) return suspected;
  const isOwn =
    others.length <= 1 || speaksOfSelf(words) || tidied.some((word) => /(lem|lam|isko|uje)$/.test(word));
  return isOwn && !others.some(isForeign) ? { intent: 'leave_now', fit: 'near' } : suspected;
}

/** Words that are neither polite, nor names, nor about leaving. */
function unsaid(words: readonly string[]): readonly string[] {
  return withoutNames(words, isNeutral).filter(
    (word) => !isNeutral(word) && !isStop(word) && readLeaveVerb(word) === null && !/^(nie|chc)/.test(word),
  );
}

function isStopClause(clause: Clause, input: OptOutInput): boolean {
  const { words } = clause;
  if (!words.some(isStop) || words.some((word) => asking.has(word) || word === 'czy' || word === 'znaczy'))
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
  return rest.length === 0 || (words.some((word) => stopWords.has(word)) && input.isPlace(rest));
}

/** "Stop wycince drzew" is an opinion; one or two words more may still be somebody who wants out. */
function readStopAndMore(
  words: readonly string[],
  { clauses, categories }: { readonly clauses: readonly Clause[] } & OptOutInput,
): OptOut | null {
  const first = words.find((word) => !courtesies.has(word)) ?? '';
  if (!stopWords.has(first) || clauses.some((clause) => clause.words.some((word) => asking.has(word))))
    return null;
  const rest = unsaid(takeCategories(words, categories).rest);
  return rest.length <= 2 && !rest.some(isForeign) ? suspected : null;
}

function readStay({ clauses }: Utterance): OptOut | null {
  const said = clauses
    .flatMap((clause) => withoutNames(clause.words, isNeutral))
    .filter((word) => !courtesies.has(word));
  const meant = said.filter((word) => word !== 'jednak' && word !== 'tak' && !isNeutral(word));
  const [first = '', ...others] = meant;
  const aboutLeaving = /^(wypis|rezygn|pomylk|to$)/;
  if (stay.has(first) && others.every((word) => aboutLeaving.test(word)))
    return { intent: 'stay', fit: said.length === 1 ? 'exact' : 'near' };
  const isNear =
    said.length === 1 && ['zostaje', 'cofnij'].some((word) => countEdits(said[0] ?? '', word, 1) <= 1);
  return isNear ? { intent: 'stay', fit: 'near' } : null;
}

const stay: ReadonlySet<string> = new Set(
  'zostaje zostane zostac zostajemy zostaw cofnij cofam cofnac wracam wroc przywroc przywroccie'.split(' '),
);
