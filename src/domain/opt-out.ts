import { type CategoryName, takeCategories } from './category-words.ts';
import { allowedEdits, countEdits } from './likeness.ts';

/** Leaving and staying: what the words of a text want. A near opt-out is an opt-out, as every one can be undone. */

export type OptOut =
  | {
      readonly intent: 'leave_now' | 'leave_code' | 'erase' | 'stay' | 'wrong_number';
      readonly fit: 'exact' | 'near';
    }
  | { readonly intent: 'leave_one'; readonly fit: 'exact' | 'near'; readonly keys: readonly string[] };

export const courtesies: ReadonlySet<string> = new Set(
  (
    'prosze poprosze prosba dziekuje dziekujemy dzieki dziex bardzo uprzejmie witam witaj dzien dobry wieczor czesc hej halo ' +
    'pozdrawiam szanowni panstwo pan pani mnie mi nas ja sie juz to ten chce chcialbym chcialabym chcialam chcialem ' +
    'chcemy pragne moge mozna mozecie moj moje mojego numer numeru nr telefon telefonu tel o'
  ).split(' '),
);

const stopWords: ReadonlySet<string> = new Set(['stop', 'stopsms', 'stopuje']);
// A closed list: other words at one edit are places and people ("Stok", "Stary", "stoi").
const nearStop: ReadonlySet<string> = new Set(
  'stpo sotp tsop stopp sttop stoop sstop srop stpp stoo dtop atop stip stop1 stopu stopm st0p wstop stoppp'.split(
    ' ',
  ),
);

const strongLeave = [
  ...[
    'wypisz',
    'wypisac',
    'wypisuje',
    'wypisujemy',
    'wypiszcie',
    'wypis',
    'wypisanie',
    'rezygnuje',
    'rezygnujemy',
    'rezygnacja',
  ],
  ...[
    'zrezygnowac',
    'rezygnowac',
    'wyrejestruj',
    'wyrejestrowac',
    'wyrejestrowuje',
    'wyrejestrujcie',
    'odsubskrybuj',
  ],
  ...['unsubscribe', 'wypisze', 'zrezygnuj', 'zrezygnuje', 'rezygnuj', 'rezygnacje', 'rezygnacji', 'wyloguj'],
] as const;
const strong: ReadonlySet<string> = new Set(strongLeave);
// Words that mean leaving only when nothing else is asked ("usuncie drzewo", "kiedy koniec remontu").
const weak: ReadonlySet<string> = new Set(
  'usun usunac usuncie koniec konczymy koncze skasuj skasujcie wykresl wykreslcie'.split(' '),
);
// One edit from "wypisz", but other words: "wpisz" enters, "zapisz" joins.
const otherVerbs: ReadonlySet<string> = new Set(
  'wpisz wpisac wpisuje spisz opisz napisz napisac zapisz zapisac zapisuje zapis przypisz podpis wpis opis spis napis popis'.split(
    ' ',
  ),
);
const questions: ReadonlySet<string> = new Set(
  'jak czy kiedy gdzie dlaczego czemu kto ile co jaki jaka'.split(' '),
);
const neutral: ReadonlySet<string> = new Set(
  (
    'z ze od systemu system listy lista bazy sms smsy smsow smsami wiadomosci wiadomosc powiadomien powiadomienia uslugi usluge usluga ' +
    'subskrypcji gminy gmina wici alertow alertami wszystkiego wszystkich wszystko wszystkie calkowicie zupelnie natychmiast teraz ' +
    'z waszej waszych was tych tego tej kontakt kontaktu zgode zgody wysylania wysylaniu dla do'
  ).split(' '),
);
const messages = [
  'sms',
  'wiadomosc',
  'powiadomi',
  'dostawac',
  'otrzymywac',
  'alert',
  'informacji',
  'spam',
] as const;
const stay: ReadonlySet<string> = new Set(
  'zostaje zostane zostac zostajemy zostaw cofnij cofam cofnac wracam wroc'.split(' '),
);

/** How folded words want to leave or stay; null when they do not speak of it. */
export function readOptOut(words: readonly string[], categories: readonly CategoryName[]): OptOut | null {
  // "S T O P"
  if (words.length === 4 && words.join('') === 'stop') return { intent: 'leave_now', fit: 'exact' };
  const said = words.filter((word) => !courtesies.has(word));
  return (
    readPhrases(words, said) ?? readStop(said, categories) ?? readLeave(said, categories) ?? readStay(said)
  );
}

function readPhrases(words: readonly string[], said: readonly string[]): OptOut | null {
  const negated = words.flatMap((word, at) =>
    word === 'nie' ? [words[at + 1] ?? '', words[at + 2] ?? ''] : [],
  );
  const asked = ['zamawial', 'zapisywal', 'prosil', 'rejestrowal', 'wyrazal', 'wyrazil', 'zapisal'] as const;
  if (negated.some((word) => asked.some((start) => word.startsWith(start))))
    return { intent: 'wrong_number', fit: 'exact' };
  if (said.length <= 5 && said.some((word) => word.startsWith('pomylk')))
    return { intent: 'wrong_number', fit: 'exact' };
  if (said.length <= 3 && said.join(' ').includes('zly numer'))
    return { intent: 'wrong_number', fit: 'exact' };
  // "Nie wypisujcie mnie" is the contrary of leaving.
  if (negated.some((word) => word.startsWith('wypis') || word.startsWith('usuw')))
    return { intent: 'stay', fit: 'exact' };
  const refuses = words.some(
    (word, at) => word === 'nie' && /^(chce|zycz|zgadzam)/.test(words[at + 1] ?? ''),
  );
  const speaksOfMessages = words.some((word) => messages.some((start) => word.startsWith(start)));
  if (refuses && speaksOfMessages && words.length <= 12) return { intent: 'leave_code', fit: 'near' };
  const forbids = negated.some((word) => /^(wysyl|przysyl|pisz|piszcie|wyslij)/.test(word));
  const ends =
    said.some((word) => /^przesta(n|nc)/.test(word)) &&
    said.some((word) => /^(wysyl|przysyl|pisac)/.test(word));
  return (forbids && words.length <= 8) || ends ? { intent: 'leave_code', fit: 'near' } : null;
}

function readStop(said: readonly string[], categories: readonly CategoryName[]): OptOut | null {
  const first = said[0] ?? '';
  const last = said.at(-1) ?? '';
  const fit = [first, last].some((word) => stopWords.has(word)) ? 'exact' : 'near';
  if (!isStop(first) && !isStop(last)) return null;
  const others = said.filter((word) => !isStop(word));
  if (others.length > 0 && questions.has(first)) return null;
  const { keys, rest } = takeCategories(others, categories);
  if (keys.length > 0 && rest.every((word) => neutral.has(word))) return { intent: 'leave_one', fit, keys };
  const isAlone = others.every((word) => neutral.has(word) || strong.has(word) || weak.has(word));
  // "Stop wycince drzew w parku" is an opinion; a word or two more is still somebody who wants out.
  if (isAlone) return { intent: 'leave_now', fit };
  return others.length <= 2 && fit === 'exact' ? { intent: 'leave_now', fit: 'near' } : null;
}

function isStop(word: string): boolean {
  return stopWords.has(word) || nearStop.has(word);
}

function readLeave(said: readonly string[], categories: readonly CategoryName[]): OptOut | null {
  const at = said.findIndex((word) => strong.has(word) || weak.has(word) || isNearLeave(word));
  const verb = said[at];
  if (verb === undefined || said.slice(0, at).some((word) => questions.has(word))) return null;
  const others = said.filter((_, index) => index !== at);
  if (others.some((word) => /^(dane|danych)$/.test(word))) return { intent: 'erase', fit: 'exact' };
  const { keys, rest } = takeCategories(others, categories);
  const isPlain = rest.every((word) => neutral.has(word) || strong.has(word) || weak.has(word));
  const fit = isPlain && (strong.has(verb) || weak.has(verb)) ? 'exact' : 'near';
  if (keys.length > 0 && keys.length < categories.length && isPlain)
    return { intent: 'leave_one', fit, keys };
  if (weak.has(verb)) return isPlain ? { intent: 'leave_code', fit } : null;
  // Late in a long sentence it is a story about leaving, for a person to read.
  return at <= 2 && (isPlain || rest.length <= 4) ? { intent: 'leave_code', fit } : null;
}

function isNearLeave(word: string): boolean {
  if (otherVerbs.has(word) || word.length < 5) return false;
  return strongLeave.some(
    (verb) =>
      verb.length >= 6 && countEdits(word, verb, allowedEdits(verb.length)) <= allowedEdits(verb.length),
  );
}

function readStay(said: readonly string[]): OptOut | null {
  const [first = '', ...others] = said;
  if (stay.has(first)) return { intent: 'stay', fit: others.length === 0 ? 'exact' : 'near' };
  const isNear = said.length === 1 && ['zostaje', 'cofnij'].some((word) => countEdits(first, word, 1) <= 1);
  return isNear ? { intent: 'stay', fit: 'near' } : null;
}
