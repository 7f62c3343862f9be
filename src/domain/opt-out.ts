import { type CategoryName, takeCategories } from './category-words.ts';
import { withoutNames } from './first-names.ts';
import { endsAnotherThing, readByGrammar } from './leave-grammar.ts';
import { isThreat } from './leave-signs.ts';
import { isNeutral, isStop, isTarget, type LeaveVerb, readLeaveVerb, speaksOfSelf } from './leave-words.ts';
import { asksAbout, asksOfLater, isForeign, isOfAnother } from './office-matters.ts';
import { type OptOut, readRefusal } from './refusal.ts';
import { readStay } from './stay-words.ts';
import { readStop } from './stop-word.ts';
import type { Clause, Utterance } from './utterance.ts';

/** Leaving and staying: what the words of a text want. A near opt-out is an opt-out, as every one can be undone. */

type Said = {
  readonly clause: Clause;
  readonly categories: readonly CategoryName[];
  /** Whether words are a place the office knows. */
  readonly isPlace: (words: readonly string[]) => boolean;
  /** The words of every clause. */
  readonly all: readonly string[];
};

export type OptOutInput = Omit<Said, 'clause' | 'all'>;

/** How a text wants to leave or stay; null when it does not speak of it. */
export function readOptOut(utterance: Utterance, input: OptOutInput): OptOut | null {
  const { clauses } = utterance;
  const all = clauses.flatMap(({ words }) => words);
  // "Nie chciałam stop": a slip, or two sentences in one.
  if (/\bnie chcial[ae]m (\w+ac )?stop$/.test(all.join(' '))) return suspected;
  const found = clauses.flatMap((clause) => readClause({ ...input, all, clause }) ?? []);
  const stop = readStop(utterance, input);
  if (stop !== null) found.push(stop);
  const one = found.find(({ intent }) => intent === 'leave_one');
  // "Prąd mnie nie interesuje, wypisz": of what was named before, unless they say that it is about themselves.
  const isOfOne = one !== undefined && !/\b(mnie|nas|numer|wszystk\w*|list\w*)\b/.test(verbClause(clauses));
  const wish =
    isOfOne && found.every(({ intent }) => intent !== 'leave_now' && intent !== 'erase')
      ? one
      : order.flatMap((intent) => found.find((other) => other.intent === intent) ?? [])[0];
  if (wish === undefined || wish.intent === 'suspected')
    return readByGrammar(clauses, input.categories) ?? wish ?? readStay(utterance);
  // "Nie wiem, skąd macie mój numer, proszę go usunąć" is more than a wrong number.
  if (wish.intent === 'wrong_number') {
    const grammar = readByGrammar(clauses, input.categories);
    if (grammar !== null) return grammar;
  }
  if (wish.intent === 'leave_code' && endsAnotherThing(clauses)) return null;
  // "Wypisano mnie, a ja nie prosiłem" is for people.
  if (wish.intent === 'wrong_number' && all.some((word) => /^(wypisan|wypisal|usuniet)/.test(word)))
    return null;
  if (isLeaving(wish) && found.some(({ intent }) => intent === 'stay')) return suspected;
  // Only a text that says nothing else is exactly a wish to leave.
  const isAll = clauses.every(
    (clause) => readClause({ ...input, all, clause })?.intent === wish.intent || isIdle(clause),
  );
  return isAll || wish.intent === 'leave_now' ? wish : { ...wish, fit: 'near' };
}

/** The words of the clauses that hold a verb of leaving. */
function verbClause(clauses: readonly Clause[]): string {
  return clauses
    .filter(({ words }) => words.some((word) => readLeaveVerb(word) !== null))
    .flatMap(({ words }) => words)
    .join(' ');
}

// Who wants to leave and says more beside it is understood first as leaving.
const order = ['leave_now', 'leave_code', 'leave_one', 'erase', 'stay', 'wrong_number', 'suspected'] as const;
const suspected: OptOut = { intent: 'suspected', fit: 'near' };

function isLeaving({ intent }: OptOut): boolean {
  return intent === 'leave_now' || intent === 'leave_code' || intent === 'leave_one';
}

/** A clause that asks for nothing: greetings, thanks, a name. */
function isIdle({ words }: Clause): boolean {
  return withoutNames(words, isNeutral).every(isNeutral);
}

function readClause(said: Said): OptOut | null {
  return readLeave(said) ?? readRefusal(said.clause.words, said.categories);
}

function readLeave(said: Said): OptOut | null {
  const words = withoutNames(said.clause.words, (word) => isNeutral(word) || readLeaveVerb(word) !== null);
  // "Co zrobić, żeby zrezygnować" asks across the comma.
  if (/^(zeby|aby|by)$/.test(words[0] ?? '') && asksAbout(said.all)) return null;
  if (isOfAnother(said.all)) return null;
  if (words.some((word) => /^odpis(z|ac|uj)/.test(word)))
    return readWriteOff(said.clause.words, said.categories);
  const at = words.findIndex((word) => readLeaveVerb(word) !== null);
  const verb = at === -1 ? null : readLeaveVerb(words[at] ?? '');
  if ((verb?.form === 'told' || verb?.form === 'thing') && stillComing(said.all)) return leaves('near');
  // "Jeśli mnie nie wypiszecie, złożę skargę": a threat is a wish.
  const threatensFor = words.slice(at + 1, at + 3).filter((word) => !word.startsWith('skarg'));
  if (verb !== null && isThreat(words.slice(0, at)) && !threatensFor.some(isForeign)) return leaves('near');
  if (verb === null || isQuestion(words.slice(0, at), said.clause) || words.includes('wymaluj')) return null;
  // Leaves of a tree, not "on the list".
  if (verb.strength === 'weak' && words.some((word, index) => word === 'liscie' && words[index - 1] !== 'na'))
    return null;
  // "Nie mogę się wypisać" has tried to.
  const tries = words
    .slice(0, at)
    .some((word, index) => /^(moge|umiem|potrafie|udaje|da)$/.test(word) && words[index - 1] === 'nie');
  if (tries && verb.strength === 'strong' && !words.some(isForeign)) return leaves('near');
  const others = words.filter((_, index) => index !== at);
  const isOwn = speaksOfSelf(words) || others.every(isNeutral);
  if (isNegated(words, at)) return isOwn && isAsked(verb) && !words.some(isForeign) ? stays(verb) : null;
  // "Wypisywać się nie chcę".
  if (
    /^nie (chc|mam|zamierz|bede|musz|trzeba)/.test(
      words
        .slice(at + 1)
        .filter((word) => !/^(sie|mnie|juz)$/.test(word))
        .join(' '),
    ) &&
    /[aiy]c$/.test(words[at] ?? '')
  )
    return stays(verb);
  const isUndone = words.some((word) =>
    /^(cofn|cofam|cofac|odwol|anul|przywro|zignor|ignor|uniewazn|nieaktualn|niewazn)/.test(word),
  );
  if (isUndone && words.some((word) => readLeaveVerb(word)?.strength === 'strong')) return stays(verb);
  if (verb.form === 'told' && words.some((word) => /^(po|o)mylk/.test(word))) return stays(verb);
  if (verb.form === 'told' && words.some((word) => /^(byc|zostac|zeby|aby|by)$/.test(word)))
    return leaves('near');
  const isOwnAct = /[ae]m$/.test(words[at] ?? '') && said.clause.ends !== 'asking';
  if (
    verb.form === 'told' &&
    isOwnAct &&
    isIdle({ ...said.clause, words: words.filter((_, index) => index !== at) })
  )
    return leaves('near');
  if (verb.form === 'told') return null;
  const erasing = others.some(
    (word, index) => /^(dane|danych|danymi)$/.test(word) && !/^baz/.test(others[index - 1] ?? ''),
  );
  // "Usuńcie mnie z bazy i moje dane" must at least leave: erasing takes people and days.
  const isLeavingToo =
    words.some((word, index) => word === 'listy' && words[index + 1]?.startsWith('wysylk') === true) ||
    (words.includes('mnie') && words.some((word) => /^(list|baz|sms|powiad)/.test(word)));
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
  if (said.isPlace(rest)) return { intent: 'leave_code', fit: 'near', place: rest };
  return readWithMore(words, { rest, verb, at });
}

/** "Odpiszcie mnie" wants off the list; "odpiszcie mi" and "proszę odpisać" want an answer. */
function readWriteOff(words: readonly string[], categories: readonly CategoryName[]): OptOut | null {
  // "Piszecie «odpisz STOP», a mi się nie wysyła".
  if (words.some(isStop)) return null;
  const isOff =
    words.some((word) => /^(mnie|nas|sie)$/.test(word)) ||
    words.some((word, at) => isListAfter(word, words[at - 1]));
  const { keys, rest } = takeCategories(words, categories);
  const others = rest.filter((word) => !isNeutral(word) && !word.startsWith('odpis'));
  if (isOff && others.length <= 1 && keys.length > 0) return { intent: 'leave_one', fit: 'near', keys };
  if (isOff && others.length <= 2) return leaves('near');
  return others.length === 0 && words.length === 1 && words[0] !== 'odpisz' ? suspected : null;
}

function isListAfter(word: string, before: string | undefined): boolean {
  return (
    /^(list|baz|system|sms|powiad|subskr)/.test(word) &&
    /^(z|ze|od|tej|tych|tego|waszej|tymi)$/.test(before ?? '')
  );
}

/** "Nie chcę się wypisać", but not "tata nie żyje, proszę o wypisanie" nor "nie chce tego, wypiszcie go". */
function isNegated(words: readonly string[], at: number): boolean {
  const before = words.slice(Math.max(0, at - 4), at);
  const no = Math.max(before.lastIndexOf('nie'), before.lastIndexOf('ani'));
  if (no === -1) return false;
  const between = before.slice(no + 1);
  if (between.some((word) => /^prosil/.test(word))) return true;
  if (between.some((word) => /^(prosz|prosimy|o$|wiec$|to$)/.test(word))) return false;
  const isTold = /(sz|cie|un|uj|uje|ujemy)$/.test(words[at] ?? '');
  return !isTold || between.every((word) => /^(mnie|nas|mi|nam|sie|go|ja|juz|mojego|numeru)$/.test(word));
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
    !words.some((word) => /^(jej|jemu|mu|im|on|ona)$/.test(word)) &&
    words.some((word) => /^(nadal|dalej|wciaz|ciagle|znowu|znow)$/.test(word)) &&
    words.some((word) => /^(dosta|przychodz|przysz|wysyl|otrzymu|przysyl|pisz)/.test(word))
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
  const isAll = words.some((word) => /^(wszystk|calkowi|calosc)/.test(word));
  if (keys.length > 0 && keys.length < categories.length && !isAll) {
    // "Wyłącz prąd" and "dość śmieci" may be about the things themselves.
    const isSwitchedOff = words.some((word) => /^(wylacz|dezakt)/.test(word));
    const isThing =
      !words.some(isTarget) &&
      !keys.every((key) => isOnlyMessage(key) || (isSwitchedOff && /^(odpad|smiec)/.test(key)));
    const isUnclear =
      isThing && (verb.strength === 'weaker' || (words.includes('czy') && !speaksOfSelf(words)));
    return isUnclear ? null : { intent: 'leave_one', fit, keys };
  }
  const namesCategory =
    words.some((word) => joiners.has(word)) && !words.some((word) => word.startsWith('wszystk'));
  if (namesCategory) return suspected;
  if (verb.strength !== 'weaker') return leaves(fit);
  const isAimed = words.some(isTarget) || words.some((word) => self.has(word)) || words.includes('wysylac');
  if (isAimed) return leaves('near');
  const [alone = ''] = words.filter((word) => !isNeutral(word) || readLeaveVerb(word) !== null);
  if (/^(przesta|zaprzesta|zakoncz|skoncz|dosc|dosyc|anul|wylacz|zablok|dezaktyw|odlacz)/.test(alone))
    return leaves('near');
  return /^(cof|wyj|wych|opusc|opuszcz)/.test(alone) ? null : suspected;
}

/** Categories that nobody asks the office to switch off or to take away. */
function isOnlyMessage(key: string): boolean {
  return !/^(prad|odpad|smiec|wod|gaz|drog|ruch|komunikac)/.test(key);
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
    // "Wypisać mi zaświadczenie" is a paper.
    if (!speaksOfSelf(words.filter((word) => word !== 'mi'))) return null;
    return words.some((word) => /^(sms|powiad|wiadom)/.test(word)) ? leaves('near') : suspected;
  }
  if (verb.form === 'own') return readOwn(words, { rest, verb, at });
  if (speaksOfSelf(words) && rest.length <= 6) return leaves('near');
  // "Wypisać córkę z chóru": somebody else, of something we know nothing about.
  const of = words.findIndex((word, index) => index > at && /^(z|ze|od)$/.test(word));
  if (of !== -1 && rest.includes(words[of + 1] ?? '') && !words.some(isTarget)) return suspected;
  if (verb.form === 'thing') return rest.length <= 1 ? suspected : null;
  return rest.length <= 2 ? leaves('near') : null;
}

/** "Rezygnuję, bo wyjeżdżam" is about us; "rezygnuję z karnetu" and "wójt rezygnuje" are not. */
function readOwn(words: readonly string[], { rest, at }: More & { readonly at: number }): OptOut | null {
  const isWanted = words.some((word) =>
    /^(chc|prosz|prosi|musz|zamierz|prag|wol|moge|potrzeb|trzeba|zycz)/.test(word),
  );
  const isFirstPerson = (words[at] ?? '').endsWith('ac') ? isWanted : !(words[at] ?? '').endsWith('uje');
  const hasSubject = words.slice(0, at).some((word) => !isNeutral(word));
  if (hasSubject && !isFirstPerson) return words.some(isTarget) ? leaves('near') : suspected;
  const of = words.findIndex((word, index) => index > at && (word === 'z' || word === 'ze'));
  const isOfSomething = of !== -1 && rest.some((word) => words.indexOf(word) > of);
  if (!isOfSomething || words.some(isTarget) || words.includes('sie')) return leaves('near');
  return rest.length <= 2 ? suspected : null;
}

/** "Czy możecie mnie wypisać?" asks for it; "jak się wypisać?" asks how. */
function isQuestion(before: readonly string[], clause: Clause): boolean {
  const polite = clause.words.some((word) =>
    /^(moge|mozna|mozecie|moglib|mogl|mozliw|da$|prosic)/.test(word),
  );
  if (asksOfLater(clause.words)) return true;
  const musing = clause.words.some((other) => /^(musz|trzeba|nalezy|warto)/.test(other));
  if (before.includes('czy') && !polite && (!speaksOfSelf(clause.words) || musing)) return true;
  return asksAbout(before);
}
