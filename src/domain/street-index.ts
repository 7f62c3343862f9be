import { isCommonStreetWord } from './common-streets.ts';
import type { Confidence } from './name-index.ts';
import { findKind, findTitle, isFirstName, isPreposition } from './name-words.ts';
import { type PlaceWord, readPlaceWords } from './place-words.ts';
import { type NamePart, type OfficialName, readStreetName, type StreetName } from './street-name.ts';
import { type ScoredName, scoreName, type TypedWord } from './street-score.ts';
import { createWordIndex, type WordHits, type WordIndex } from './word-index.ts';

/**
 * Finds the streets of one list by the words typed: exact and inflected forms first, then words written together or
 * apart and abbreviations, then typos. Every word typed must be accounted for, so what is unknown is not guessed.
 */

export type StreetHit<T> = {
  /** The best first; those that are told apart by nothing that was said. */
  readonly places: readonly T[];
  readonly confidence: Confidence;
  /** False where the words only suggest the place: it has to be asked about. */
  readonly isSure: boolean;
  /** The lower, the better. */
  readonly cost: number;
};

export type StreetIndex<T> = {
  readonly findNamed: (words: readonly PlaceWord[]) => StreetHit<T> | null;
  readonly findMistyped: (words: readonly PlaceWord[]) => StreetHit<T> | null;
  /** Words that are a name, but of another kind than said, read as typos too ("os. Sobeskiego"): never sure. */
  readonly findContradicted: (words: readonly PlaceWord[]) => StreetHit<T> | null;
  /** At most three whose words look alike. */
  readonly listNearest: (words: readonly PlaceWord[]) => readonly T[];
  /** Streets of which the last word typed is the beginning, best first. */
  readonly listStarting: (words: readonly PlaceWord[]) => readonly T[];
};

type Entry<T> = { readonly place: T; readonly name: StreetName; readonly ids: readonly number[] };
type Scored<T> = ScoredName & { readonly place: T; readonly name: StreetName };

// Streets that differ by less than this are told apart by nothing that was said.
const sameCost = 0.04;
// Which of several mistyped names was meant is for the person to say.
const alikeCost = 0.35;
const guessCost = 0.6;
const rareCost = 0.15;
const spokenCost = 0.2;
const shortLength = 6;

/** Builds the index; of places that score alike `rank` puts the lowest first. */
export function createStreetIndex<T extends OfficialName>(
  places: readonly T[],
  rank: (place: T) => number,
): StreetIndex<T> {
  const names = places.map((place) => ({ place, name: readStreetName(place) }));
  const words = [...new Set(names.flatMap(({ name }) => name.parts.map(({ text }) => text)))];
  const wordIndex = createWordIndex(words);
  const entries = names.map(({ place, name }): Entry<T> => {
    return { place, name, ids: name.parts.map(({ text }) => wordIndex.find(text) ?? -1) };
  });
  const byWord = Map.groupBy(
    entries.flatMap((entry) => [...new Set(entry.ids)].map((id) => ({ id, entry }))),
    ({ id }) => id,
  );
  const byAcronym = Map.groupBy(
    entries.flatMap((entry) => entry.name.acronyms.map((acronym) => ({ acronym, entry }))),
    ({ acronym }) => acronym,
  );
  const byWhole = Map.groupBy(
    entries.flatMap((entry) => gluedNames(entry.name).map((glued) => ({ glued, entry }))),
    ({ glued }) => glued,
  );

  function score(typed: readonly TypedWord[], needs?: 'core' | 'any'): readonly Scored<T>[] {
    const needed = typed.filter(({ isNeeded, role }) => isNeeded && role !== 'initial');
    const [rarest] = needed
      .map(({ hits }) => [...hits.keys()].flatMap((id) => byWord.get(id) ?? []))
      .sort((a, b) => a.length - b.length);
    const candidates = new Set((rarest ?? []).map(({ entry }) => entry));
    return [...candidates].flatMap((entry) => {
      const scored = scoreName(entry, typed, needs);
      return scored === null ? [] : [{ ...scored, place: entry.place, name: entry.name }];
    });
  }

  function choose(scored: readonly Scored<T>[], isShort = false): StreetHit<T> | null {
    const cost = Math.min(...scored.map((one) => one.cost));
    const isTypo = scored.some((one) => one.cost === cost && one.confidence === 'typo');
    const isGuess = scored.some((one) => one.cost === cost && !one.isSure);
    // A square of that very name is rather a street of a name much like it.
    const isRare = scored.every((one) => one.cost > cost + sameCost || rank(one.place) > 0);
    // "na Murawie" may be os. Na Murawie and ul. Murawa.
    const isSpoken = scored.some((one) => one.cost === cost && one.name.parts.some(isNa));
    const close = isSpoken ? spokenCost : isRare ? rareCost : sameCost;
    const range = isGuess ? guessCost : isTypo ? alikeCost : close;
    const best = scored
      .filter((one) => one.cost <= cost + range)
      .sort(
        (a, b) =>
          (isTypo || isGuess ? a.cost - b.cost : 0) ||
          rank(a.place) - rank(b.place) ||
          a.missing - b.missing ||
          a.cost - b.cost,
      );
    const [first] = best;
    if (first === undefined) return null;
    const confidence = best.some((one) => one.confidence === 'typo') ? 'typo' : first.confidence;
    return {
      places: [...new Set(best.map(({ place }) => place))],
      confidence,
      // Nobody's address is a square of a name that was said otherwise.
      isSure:
        first.isSure &&
        cost < sureBelow(first.name, isShort) &&
        !(rank(first.place) > 0 && isBareForm(first)),
      cost,
    };
  }

  function findByLetters(words: readonly PlaceWord[]): StreetHit<T> | null {
    const glue = (...without: readonly PlaceWord['role'][]): string =>
      words.flatMap(({ text, role }) => (without.includes(role) ? [] : text)).join('');
    const glued = glue('kind', 'filler', 'preposition');
    const whole = glue('filler');
    const kinds = words.flatMap(({ role, text }) => (role === 'kind' && text !== 'ul' ? [text] : []));
    const found = [
      ...(byAcronym.get(glued) ?? []),
      ...(byAcronym.get(glued.replace(/ii$/, '2')) ?? []),
      ...(glued.length >= 5 ? (byWhole.get(glued) ?? []) : []),
      ...(whole.length >= 5 ? (byWhole.get(whole) ?? []) : []),
    ].map(({ entry }) => entry);
    if (found.length === 0) return null;
    const isStreet = kinds.length === 0 && words.some(({ text }) => text === 'ul');
    const ofKind = found.filter(({ name }) => {
      const own = isStreet ? ['ul'] : kinds;
      return own.every((kind) => kind === name.kind || name.parts.some(({ text }) => text === kind));
    });
    if (ofKind.length === 0 && kinds.length > 0) return null;
    const places = (ofKind.length > 0 ? ofKind : found).map(({ place }) => place);
    const distinct = [...new Set(places)].sort((a, b) => rank(a) - rank(b));
    return { places: distinct, confidence: 'inflected', isSure: true, cost: 0.3 };
  }

  return {
    findNamed: (typed) => {
      const named = choose(score(typedWords(typed, (text) => wordIndex.findForms(text))));
      if (named?.isSure && named.cost < 0.5) return named;
      const lettered = findByLetters(typed);
      if (lettered !== null) return lettered;
      const forms = (words: readonly PlaceWord[]): StreetHit<T> | null =>
        choose(score(typedWords(words, (text) => wordIndex.findForms(text))));
      const split = typed.flatMap((word) => splitGlued(word, wordIndex));
      const apart = split.length === typed.length ? null : forms(split);
      const spelled = spellOut(typed);
      const whole = spelled === null ? null : forms(spelled);
      const shortened = choose(
        score(
          typedWords(typed, (text) => {
            const forms = wordIndex.findForms(text);
            const isWhole = [...forms.values()].some(({ how }) => how === 'exact');
            return isWhole ? forms : new Map([...wordIndex.findShortened(text), ...forms]);
          }),
        ),
      );
      return cheapestOf([named, apart, whole, shortened]);
    },
    findMistyped: (typed) =>
      choose(
        score(
          typedWords(typed, (text) => {
            const forms = wordIndex.findForms(text);
            // A name that streets commonly have is meant as typed: "Lipowa" is no typo of "Lipcowa".
            if (isCommonStreetWord(text) || [...forms.values()].some(({ cost }) => cost === 0)) return forms;
            return new Map([...wordIndex.findMistyped(text), ...forms]);
          }),
        ),
        typed.every(({ text, role }) => role !== 'word' || text.length < shortLength),
      ),
    findContradicted: (typed) => {
      const hit = choose(
        score(
          typedWords(
            typed,
            (text) => new Map([...wordIndex.findMistyped(text), ...wordIndex.findForms(text)]),
          ),
        ),
      );
      return hit === null ? null : { ...hit, confidence: 'typo', isSure: false };
    },
    listNearest: (typed) => {
      const alike = new Map<Entry<T>, number>();
      for (const { text, role } of typed) {
        if (role !== 'word') continue;
        for (const { id, likeness } of wordIndex.listAlike(text)) {
          for (const { entry } of byWord.get(id) ?? []) {
            if (entry.name.parts[entry.ids.indexOf(id)]?.role !== 'core') continue;
            alike.set(entry, Math.max(alike.get(entry) ?? 0, likeness - rank(entry.place) / 100));
          }
        }
      }
      const best = [...alike].sort((a, b) => b[1] - a[1]).slice(0, 3);
      return best.map(([entry]) => entry.place);
    },
    listStarting: (typed) => {
      const last = typed.findLast(({ role }) => role !== 'filler');
      const scored = score(
        typed.map((word): TypedWord => {
          if (word !== last || word.role === 'number')
            return typedWord(word, wordIndex.findForms(word.text), word.role === 'word');
          return { ...word, role: 'word', hits: wordIndex.findStarting(word.raw), isNeeded: true };
        }),
        'any',
      );
      const byCost = scored.toSorted((a, b) => a.cost - b.cost || rank(a.place) - rank(b.place));
      return [...new Set(byCost.map(({ place }) => place))];
    },
  };
}

function isNa({ role, text }: NamePart): boolean {
  return role === 'preposition' && text === 'na';
}

/** Inflected or mistyped, and nothing but that said: neither the kind nor a first name. */
function isBareForm({ confidence, missing, name }: ScoredName & { readonly name: StreetName }): boolean {
  return confidence !== 'exact' && missing > 0 && missing >= name.parts.length - 1;
}

/** The words with what each may stand for; words are needed, and where there are none, kinds and titles are. */
function typedWords(words: readonly PlaceWord[], find: (text: string) => WordHits): readonly TypedWord[] {
  const hasWord = words.some(({ role }) => role === 'word');
  const hasSurname = words.some(
    ({ role, raw, text }) => role === 'word' && !isFirstName(raw) && find(text).size > 0,
  );
  return words.map((word) => {
    const hits = word.role === 'initial' ? new Map() : find(word.text);
    // "fr", "wl", "krz" stand for first names.
    const isInitial = word.role === 'word' && hits.size === 0 && /^(?:..|[^aeiouy?]{3})$/.test(word.text);
    if (isInitial) return { ...typedWord(word, hits, false), role: 'initial' };
    const isKind = word.role === 'kind' || word.role === 'title';
    // "Jana i Jędrzeja Śniadeckich": people know who a street is named after better than its sign tells.
    const isExtra = word.role === 'word' && hasSurname && isFirstName(word.raw);
    const isNeeded = word.role === 'word' || word.role === 'number' || (!hasWord && isKind);
    return typedWord(word, hits, isNeeded && !isExtra);
  });
}

function typedWord(word: PlaceWord, hits: WordHits, isNeeded: boolean): TypedWord {
  return { ...word, hits, isNeeded };
}

/**
 * From this cost on a single place is asked about, not taken. A slip in a short word is soon another name, unless
 * the name is one that streets commonly have.
 */
function sureBelow({ heads }: StreetName, isShort: boolean): number {
  if ([...heads].some(isCommonStreetWord)) return isShort ? 0.85 : 0.95;
  return isShort ? 0.75 : 0.85;
}

function cheapestOf<T>(hits: readonly (StreetHit<T> | null)[]): StreetHit<T> | null {
  const found = hits.filter((hit) => hit !== null);
  return found.toSorted((a, b) => Number(b.isSure) - Number(a.isSure) || a.cost - b.cost)[0] ?? null;
}

/** "boh. II WŚ", "Żołnierzy AK", "Szopena": initials in full, foreign names as spelled; null where there are none. */
function spellOut(words: readonly PlaceWord[]): readonly PlaceWord[] | null {
  if (!words.some(({ text }) => inFull.has(text))) return null;
  return readPlaceWords(words.map(({ text }) => inFull.get(text) ?? text).join(' '));
}

const inFull: ReadonlyMap<string, string> = new Map([
  ['ws', 'wojny swiatowej'],
  ['ak', 'armii krajowej'],
  ['wp', 'wojska polskiego'],
  ['rp', 'rzeczypospolitej polskiej'],
  ['bch', 'batalionow chlopskich'],
  ['nmp', 'najswietszej maryi panny'],
  ['ken', 'komisji edukacji narodowej'],
  ['jp', 'jana pawla'],
  ['jp2', 'jana pawla 2'],
  ['jpii', 'jana pawla 2'],
  ...['szopena', 'szopen', 'shopena', 'chopena'].map((heard) => [heard, 'chopina'] as const),
  ...['ruzwelta', 'rozwelta', 'ruswelta', 'rusvelta', 'ruzvelta', 'roswelta', 'ruzwelt'].map(
    (heard) => [heard, 'roosevelta'] as const,
  ),
  ...['kenediego', 'kenedego', 'keneddiego', 'kenedy'].map((heard) => [heard, 'kennedyego'] as const),
  ['szekspira', 'shakespearea'],
  ['woltera', 'voltairea'],
]);

/** The name written without spaces: whole, and without what may be left out. */
function gluedNames({ parts }: StreetName): readonly string[] {
  const named = parts.filter(({ role }) => role !== 'kind');
  const core = named.filter(({ role }) => role !== 'first' && role !== 'title' && role !== 'year');
  const surname = named.filter(({ role }) => role !== 'title');
  return [...new Set([parts, named, core, surname].map((list) => list.map(({ text }) => text).join('')))];
}

/** "ulabpaantoniegobaraniaka" is words of one name; a word of the index stays whole. */
function splitGlued(word: PlaceWord, index: WordIndex): readonly PlaceWord[] {
  if (word.role !== 'word' || word.text.length < 6 || index.find(word.text) !== undefined) return [word];
  const [, name = word.text, roman = ''] = /^(.{4,}?)(i{1,3}|i?v|vi{1,3}|i?x)$/.exec(word.text) ?? [];
  const parts = takeApart(word.text, index, mostGlued) ?? numbered(takeApart(name, index, mostGlued), roman);
  return parts === null ? [word] : readPlaceWords(parts.join(' '));
}

/** "janapawlaii": the Roman number goes last. */
function numbered(parts: readonly string[] | null, roman: string): readonly string[] | null {
  return parts === null || roman === '' ? null : [...parts, roman];
}

/** The fewest words, long ones first; null when some part is none. */
function takeApart(text: string, index: WordIndex, most: number): readonly string[] | null {
  if (most < 2) return null;
  for (let at = text.length - 3; at >= 2; at -= 1) {
    const [head, tail] = [text.slice(0, at), text.slice(at)];
    const isLocative = gluedPrepositions.has(head) && /(?:ej|ach|im|ym)$/.test(tail);
    const isWord = at >= 3 && !isPreposition(head) && index.findForms(head).size > 0;
    const isHead = isGluedHead(head) || isLocative || isWord;
    if (isHead && index.findForms(tail).size > 0) return [head, tail];
  }
  for (let at = text.length - 5; at >= 2; at -= 1) {
    const head = text.slice(0, at);
    const isWord = at >= 4 && !isPreposition(head) && index.findForms(head).size > 0;
    const isHead = isGluedHead(head) || isWord;
    const rest = isHead ? takeApart(text.slice(at), index, most - 1) : null;
    if (rest !== null) return [head, ...rest];
  }
  return null;
}

/** Kinds, and titles that are no beginning of other words. */
function isGluedHead(head: string): boolean {
  const isLong = head.length >= 4 || gluedTitles.has(head);
  return findKind(head) !== null || (isLong && findTitle(head) !== null);
}

const mostGlued = 4;
const gluedTitles: ReadonlySet<string> = new Set('ks sw bp abp bpa gen plk mjr kpt'.split(' '));
const gluedPrepositions: ReadonlySet<string> = new Set(['na', 'przy']);
