import type { CategoryName } from './category-words.ts';
import { readLeaveVerb } from './leave-words.ts';
import {
  distance,
  isAlone,
  isEnding,
  isKeeping,
  isNarrowing,
  isOneself,
  isRest,
  placesOf,
  pointsBack,
  type Words,
} from './part-signs.ts';
import { isOfElsewhere, keyOf } from './part-topics.ts';

/** A topic that a clause names, and what is said of it: whether it stays or goes, and how plainly. */
export type Topic = {
  readonly key: string | null;
  readonly isKept: boolean;
  /** "Kategoria sport". */
  readonly isNamed: boolean;
  readonly isSaid: boolean;
  readonly isEnded: boolean;
  /** Whether it is what the clause's own verb of leaving leaves: "wypiszcie mnie ze sportu". */
  readonly isObject: boolean;
  /** "Ostrzeżenia pogodowe": some of the alerts, which alone would be everything. */
  readonly isWeather: boolean;
  readonly word: string;
};

/** The topics a clause names, and whether what stands nearest to each keeps it or ends it. */
export function findTopics(
  words: Words,
  earlier: readonly Words[],
  categories: readonly CategoryName[],
): readonly Topic[] {
  // What keeps the rest says nothing of a topic beside it.
  const rest = words.findIndex(isRest);
  const all = placesOf(words, isKeeping);
  const ofRest = rest === -1 ? -1 : all.find((at) => Math.abs(at - rest) === distance(all, rest));
  const [keeps, ends] = [all.filter((at) => at !== ofRest), placesOf(words, isEnding)];
  const isSpared = sparesLast(words, earlier);
  return words.flatMap((word, at) => {
    const key = keyOf(word, categories);
    const before = words[at - 1] ?? '';
    if (key === null && !isOfElsewhere(word)) return [];
    // "Nie płacę podatków", "na zebraniu dałam": no topic of texts.
    const isTopic =
      /^(o|z|ze|od|bez|dosc|kategori\w*|tylko|sam[aey]?)$/.test(before) ||
      words.length === 1 ||
      (distance(ends, at) <= 1 && !/^(na|w)$/.test(before));
    return [
      {
        key,
        isKept: isSpared || isOnlyThis(words, at, ends) || distance(keeps, at) < distance(ends, at),
        isNamed: before.startsWith('kategori'),
        isSaid: key === null ? isTopic : keeps.length + ends.length > 0,
        isEnded: isRefused(words, at),
        isObject: isObject(words, at),
        isWeather: /^pogod/.test(words[at + 1] ?? ''),
        word,
      },
    ];
  });
}

/** "Kulturę możecie odpiąć, śmieci nie": what an ending was said of before is not said of this. */
export function sparesLast(words: Words, earlier: readonly Words[]): boolean {
  return (
    words.length <= 4 &&
    words.at(-1) === 'nie' &&
    !words.some((word) => /^(tez|takze|rowniez)$/.test(word)) &&
    earlier.some(
      (other) =>
        !other.includes('nie') &&
        other.some(
          (word) => readLeaveVerb(word) !== null || /^(odpi|odep|wywal|odznacz|odpus|konczymy)/.test(word),
        ),
    )
  );
}

/** "Same alerty proszę": it and no more is wanted. */
function isOnlyThis(words: Words, at: number, ends: readonly number[]): boolean {
  return (
    ends.length === 0 &&
    words.slice(Math.max(0, at - 2), at).some((word) => isNarrowing(word) || isAlone(word))
  );
}

/** What the verb of its own clause leaves: "wypiszcie mnie ze sportu", "kulturę możecie mi odpiąć". */
function isObject(words: Words, at: number): boolean {
  if (!words.some((word, index) => !/^(nie|ani|zadn\w*)$/.test(word) && isEnding(word, index, words)))
    return false;
  const from = words.slice(0, at).findLastIndex((word) => !besideTopic.test(word));
  return (
    /^(z|ze|od)$/.test(words[from] ?? '') ||
    /^list[aey]$/.test(words[at - 1] ?? '') ||
    (words.length <= mostOfObject && !words.some((word) => isOneself(word)))
  );
}

const mostOfObject = 6;

const besideTopic =
  /^(o|wydarzeni\w*|wiadomosci\w*|informacj\w*|powiadomie\w*|sms\w*|same(go|j)|samych|kategori\w*|tych|tego|tej|te|ten|tematu|tylko|list\w*)$/;

/** "Za dużo o sporcie, to jedno wyłączcie": a clause that ends what one before it named ends it. */
export function pointBack(
  topics: readonly (readonly Topic[])[],
  said: readonly Words[],
): readonly (readonly Topic[])[] {
  const ended = new Set(
    said.flatMap((words, at) => {
      const isSaid =
        pointsBack(words) === 'topic' && words.some((word, index) => isEnding(word, index, words));
      if ((topics[at] ?? []).length > 0 || !isSaid) return [];
      const isFitting = ({ key, isKept, word }: Topic) =>
        key !== null && !isKept && (!words.includes('niej') || /[aeyo]$/.test(word));
      const last = topics.slice(0, at).findLastIndex((named) => named.some(isFitting));
      return last === -1 ? [] : [last];
    }),
  );
  return topics.map((named, at) =>
    ended.has(at) ? named.map((topic) => ({ ...topic, isSaid: true, isObject: true })) : named,
  );
}

/** Whether the clause ends what it names, or denies just that ("sport nie"): "nie ma prądu" does neither. */
function isRefused(words: Words, at: number): boolean {
  if (words.some((word, index) => word !== 'nie' && isEnding(word, index, words))) return true;
  const no = words.indexOf('nie');
  return (
    no !== -1 &&
    (no === words.length - 1 ||
      (no === at + 1 && words.length <= 4) ||
      /^(chc|trzeba|interes|potrzeb|pisz|wysyl|przysyl|zycz)/.test(words[no + 1] ?? ''))
  );
}
