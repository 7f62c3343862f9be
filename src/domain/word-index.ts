import { otherStemsOf, rootOf, stemOf } from './likeness.ts';
import { feminineLocativeOf } from './locative.ts';
import {
  areDerived,
  costOfTyping,
  countOtherLetters,
  forgivenCost,
  isSkeleton,
  lettersOf,
  soundOf,
} from './typing-cost.ts';

/** The distinct words of a list of names, found by what people type for them. */

export type WordHit = { readonly cost: number; readonly how: 'exact' | 'inflected' | 'shortened' | 'typo' };
/** By the word's number in the index. */
export type WordHits = ReadonlyMap<number, WordHit>;

export type WordIndex = {
  readonly find: (text: string) => number | undefined;
  /** The word itself and its inflected forms; words of another gender cost so much that they only count as a guess. */
  readonly findForms: (text: string) => WordHits;
  /** Words the text shortens: "powst", "wlkp", "poznansk". */
  readonly findShortened: (text: string) => WordHits;
  /** Words within the typos forgiven. */
  readonly findMistyped: (text: string) => WordHits;
  /** Words that begin with the text. */
  readonly findStarting: (text: string) => WordHits;
  /** Words that share many letters in a row, most alike first. */
  readonly listAlike: (text: string) => readonly { readonly id: number; readonly likeness: number }[];
};

const inflectedCost = 0.1;
// "na Osieckiej": of Osiecka Street and of Mrs Osiecka's alike.
const locativeCost = 0.03;
const otherStemCost = 0.25;
const pluralEnd = /^.{4,}ow$/;
const otherGenderCost = 1.2;
const shortenedCost = 0.3;
const soundsAlikeCost = 0.7;
const slippedEndingCost = 0.75;
const mostAlike = 40;
const mostRemembered = 8;

/** Builds the index; a word's number is its position in `words`, which holds no word twice. */
export function createWordIndex(words: readonly string[]): WordIndex {
  const ids = new Map(words.map((word, id) => [word, id]));
  const stems = words.map(stemOf);
  const byStem = groupIds(stems);
  // "kosmonauci" and "powstańcy" are of names in the plural's genitive.
  const byPlural = groupIds(words.map((word) => (pluralEnd.test(word) ? stemOf(word.slice(0, -2)) : '')));
  const sounds = words.map(soundOf);
  const bySound = groupIds(sounds);
  const byStemSound = groupIds(stems.map(soundOf));
  const letters = Int32Array.from(words, lettersOf);
  const stemLetters = Int32Array.from(stems, lettersOf);
  const locatives = words.map(feminineLocativeOf);
  const sorted = words.map((_, id) => id).sort((a, b) => compare(words[a] ?? '', words[b] ?? ''));
  const byTrigram = new Map<string, number[]>();
  words.forEach((word, id) => {
    for (const trigram of trigramsOf(word)) {
      const known = byTrigram.get(trigram);
      if (known === undefined) byTrigram.set(trigram, [id]);
      else known.push(id);
    }
  });

  function findStarting(text: string): Map<number, WordHit> {
    const hits = new Map<number, WordHit>();
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((words[sorted[middle] ?? 0] ?? '') < text) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < sorted.length; at += 1) {
      const id = sorted[at] ?? 0;
      if (!(words[id] ?? '').startsWith(text)) break;
      hits.set(id, { cost: shortenedCost, how: 'shortened' });
    }
    return hits;
  }

  function findShortened(text: string): WordHits {
    if (text.length < 3 || /\d/.test(text)) return new Map();
    if (/[aeiouy]/.test(text)) return findStarting(text);
    const hits = new Map<number, WordHit>();
    words.forEach((word, id) => {
      if (isSkeleton(text, word)) hits.set(id, { cost: shortenedCost, how: 'shortened' });
    });
    return hits;
  }

  const mistyped = new Map<string, WordHits>();
  // A text is read in several ways, each with the same words.
  function findMistyped(text: string): WordHits {
    const known = mistyped.get(text);
    if (known !== undefined) return known;
    if (mistyped.size >= mostRemembered) mistyped.clear();
    const hits = compareAll(text);
    mistyped.set(text, hits);
    return hits;
  }

  function compareAll(text: string): WordHits {
    const hits = new Map<number, WordHit>();
    const most = forgivenCost(text.length);
    if (most === 0 || /\d/.test(text)) return hits;
    const typedLetters = lettersOf(text);
    const otherLetters = (most < 1.6 ? 2 : 4) + text.length - text.replaceAll('?', '').length;
    const longestOff = Math.floor(most / 0.6);
    const stem = stemOf(text);
    const typedStemLetters = lettersOf(stem);
    const isLocative = /[ej][a-z]?[a-z]?$/.test(text);
    for (let id = 0; id < words.length; id += 1) {
      const word = words[id] ?? '';
      // "alzavkiej" is of Alzacka: endings of several letters are no slips.
      if (
        countOtherLetters(typedLetters, letters[id] ?? 0) > otherLetters &&
        countOtherLetters(typedStemLetters, stemLetters[id] ?? 0) > otherLetters
      )
        continue;
      if (Math.abs(word.length - text.length) > longestOff + 3) continue;
      const allowed = Math.min(most, forgivenCost(word.length));
      const whole = costOfTyping(text, word, allowed);
      const inStem =
        stem.length < 4
          ? whole
          : costOfTyping(stem, stems[id] ?? '', allowed - inflectedCost) + inflectedCost;
      const locative = locatives[id] ?? null;
      const inLocative =
        isLocative && locative !== null
          ? costOfTyping(text, locative, allowed - locativeCost) + locativeCost
          : whole;
      // "sikorek" is no slip for "sikorskiego", though the stems are alike.
      const isOtherParadigm = inStem < whole && isAdjective(text) !== isAdjective(word);
      const least = Math.min(whole, isOtherParadigm ? Math.max(inStem, otherGenderCost) : inStem, inLocative);
      // "Sosnówka" is no slip for "Sosnowa".
      const cost = areDerived(stem, stems[id] ?? '') ? Math.max(least, otherGenderCost) : least;
      if (cost <= allowed) hits.set(id, { cost, how: cost === 0 ? 'exact' : 'typo' });
    }
    for (const mended of mendEndings(text)) {
      for (const [id, { cost }] of findFormsOf(mended)) {
        const slipped = cost + slippedEndingCost;
        if (slipped < (hits.get(id)?.cost ?? 9)) hits.set(id, { cost: slipped, how: 'typo' });
      }
    }
    const heard = [
      ...(stem.length < 4 ? [] : (byStemSound.get(soundOf(stem)) ?? [])).map(
        (id) => [id, soundsAlikeCost + 0.05] as const,
      ),
      ...(bySound.get(soundOf(text)) ?? []).map((id) => [id, soundsAlikeCost] as const),
    ];
    for (const [id, cost] of heard) {
      const isOther =
        areOtherGenders(text, words[id] ?? '') || isAdjective(text) !== isAdjective(words[id] ?? '');
      const sounded = isOther ? otherGenderCost : cost;
      if ((hits.get(id)?.cost ?? 9) > sounded) hits.set(id, { cost: sounded, how: 'typo' });
    }
    return hits;
  }

  function findFormsOf(text: string): Map<number, WordHit> {
    const hits = new Map<number, WordHit>();
    for (const id of byStem.get(stemOf(text)) ?? []) {
      const word = words[id] ?? '';
      const isLocative = text.endsWith('ej') && word.endsWith('a');
      const cost =
        areOtherGenders(text, word) || areOtherRoots(text, word)
          ? otherGenderCost
          : isLocative
            ? locativeCost
            : inflectedCost;
      hits.set(id, { cost, how: 'inflected' });
    }
    if (hits.size === 0) {
      const stems = [stemOf(text), ...otherStemsOf(text)];
      const found = [
        ...stems.slice(1).flatMap((stem) => byStem.get(stem) ?? []),
        ...(/[iye]$/.test(text) ? stems.flatMap((stem) => byPlural.get(stem) ?? []) : []),
      ];
      for (const id of found) hits.set(id, { cost: otherStemCost, how: 'inflected' });
    }
    const same = ids.get(text);
    if (same !== undefined) hits.set(same, { cost: 0, how: 'exact' });
    return hits;
  }

  return {
    find: (text) => ids.get(text),
    findForms: findFormsOf,
    findShortened,
    findMistyped,
    findStarting,
    listAlike: (text) => {
      const typed = trigramsOf(text);
      const shared = new Map<number, number>();
      for (const trigram of typed) {
        for (const id of byTrigram.get(trigram) ?? []) shared.set(id, (shared.get(id) ?? 0) + 1);
      }
      return [...shared]
        .map(([id, count]) => ({ id, likeness: (2 * count) / (typed.length + (words[id]?.length ?? 0)) }))
        .filter(({ likeness }) => likeness >= 0.35)
        .sort((a, b) => b.likeness - a.likeness)
        .slice(0, mostAlike);
    },
  };
}

/** Whether two forms of one adjective are of different genders: "polnej" is never "Polny", "dąbrowskiej" never "Dąbrowskiego". */
function areOtherGenders(a: string, b: string): boolean {
  // "małego" is never Mała, and "wrzosów" rather the heathers' than Wrzosowa.
  if (/(?:ego|emu)$/.test(a) && b.endsWith('a')) return true;
  // "Józefów" is not Józef's, and nobody says "kosmonauty" of os. Kosmonautów but in the plural.
  if (a.endsWith('ow') && !/(?:ow|[yie])$/.test(b)) return true;
  if (b.endsWith('ow') && a.endsWith('a')) return true;
  // "sowy" are not "sowia".
  if ((/[^aeiouyi]ia$/.test(b) && isHardNoun(a)) || (/[^aeiouyi]ia$/.test(a) && isHardNoun(b))) return true;
  const [one, other] = [gendersOf(a), gendersOf(b)];
  return one !== '' && other !== '' && ![...one].some((gender) => other.includes(gender));
}

function isHardNoun(word: string): boolean {
  return /(?:[^aeioujl][ayou]|ow)$/.test(word);
}

/** Feminine, masculine, neuter, plural: the letters of those that the ending allows; none for no adjective. */
function gendersOf(word: string): string {
  if (/(?:sk|ck|zk|[nw])(?:a|iej|ej)$/.test(word)) return 'f';
  if (/(?:ego|emu|(?:sk|ck|[nw])i?[iy]m)$/.test(word)) return 'mn';
  if (/(?:(?:sk|ck)i|[nw]y)$/.test(word)) return 'm';
  if (/(?:(?:sk|ck|zk)ie|[nw]e)$/.test(word)) return 'np';
  return /(?:ych|ich|ymi|imi)$/.test(word) ? 'p' : '';
}

/**
 * Whether two words of one stem have other roots: k, g and r turn into c, dz and rz only before certain endings, so
 * "gajka" is never Gajcy's and "borowiec" never of Borówki.
 */
function areOtherRoots(a: string, b: string): boolean {
  const [one, other] = [rootOf(a), rootOf(b)];
  const [soft, hard] = /(?:c|dz)$/.test(one) ? [a, other] : [b, one];
  const softRoot = soft === a ? one : other;
  if (one === other || !/(?:c|dz)$/.test(softRoot) || !/[kgd]$/.test(hard)) return false;
  return !(soft.endsWith('e') || (/[yi]$/.test(soft) && /(?:ow|[yi])$/.test(soft === a ? b : a)));
}

function isAdjective(word: string): boolean {
  return /(?:[sc]k|zk|n|w)(?:a|i|y|e|i?ej|i?ego|i?emu|[iy]ch|i?[iy]m|ie)$/.test(word);
}

/** What a plural's ending may be meant for: "ogrodavh", "ogrodch", "ogrodahc". */
function mendEndings(text: string): readonly string[] {
  if (text.length < 6) return [];
  const plurals = [
    /a[^c]h$/.test(text) ? [text.slice(0, -3)] : [],
    /[^a]ch$/.test(text) ? [text.slice(0, -3), text.slice(0, -2)] : [],
    /ac[^h]$/.test(text) ? [text.slice(0, -3)] : [],
    /(?:ac|ah|ahc|cah|aach|acch|achh)$/.test(text)
      ? [text.replace(/(?:ac|ah|ahc|cah|aach|acch|achh)$/, '')]
      : [],
  ].flat();
  return plurals.map((stem) => `${stem}ach`);
}

function trigramsOf(word: string): string[] {
  const padded = ` ${word} `;
  return Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3));
}

function groupIds(keys: readonly string[]): ReadonlyMap<string, readonly number[]> {
  return Map.groupBy(keys.keys(), (id) => keys[id] ?? '');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
