import { type ReplyKey, type ReplyText, replyTexts } from './reply-texts.table.ts';
import { countSegments, hasLink, hasMacro, isGsm7, toGsm7 } from './segments.ts';

/**
 * The dialogue's sentences in the office's own words. A wording is taken only if even its longest text is GSM-7 and as
 * short as the one it replaces, keeps every gap that tells a resident something, and says what rules promise: 112 and
 * "nobody reads on the spot" in danger, who holds the data in the summary, the word that ends it.
 */

/** Wordings of the office, by key; what is not there is as it comes with the release. */
export type ReplyTexts = Readonly<Partial<Record<ReplyKey, string>>>;

export type ReplyTextProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'not_gsm7'; readonly characters: readonly string[] }
  | { readonly kind: 'unknown_gap'; readonly name: string }
  | { readonly kind: 'missing_gap'; readonly name: string }
  | { readonly kind: 'two_codes' }
  | { readonly kind: 'stray_brace' }
  | { readonly kind: 'missing_words'; readonly words: string }
  | { readonly kind: 'macro' }
  | { readonly kind: 'link' }
  | { readonly kind: 'too_long'; readonly units: number; readonly segments: number; readonly most: number };

const gap = /\{([a-z]+)\}/g;

export const replyKeys: readonly ReplyKey[] = Object.keys(replyTexts).filter(isReplyKey);

export function isReplyKey(key: string): key is ReplyKey {
  return Object.hasOwn(replyTexts, key);
}

/** The sentence's row with the types of the table widened. */
export function findReplyText(key: ReplyKey): ReplyText {
  return replyTexts[key];
}

/** One line, without the spaces around it: what is stored. */
export function tidyReplyText(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Without Polish letters and typographic signs, and otherwise the same. */
export function dropDiacritics(text: string): string {
  return toGsm7(text);
}

/** Everything that keeps a wording from being taken; empty = it may be. */
export function findReplyTextProblems(
  key: ReplyKey,
  text: string,
  { allowLinks }: { readonly allowLinks: boolean },
): readonly ReplyTextProblem[] {
  const { rooms, free = [], must = [], most } = findReplyText(key);
  if (text.trim() === '') return [{ kind: 'empty' }];
  const gaps = [...text.matchAll(gap)].map(([, name = '']) => name);
  const unknown = gaps.filter((name) => !Object.hasOwn(rooms, name));
  const missing = Object.keys(rooms).filter((name) => !gaps.includes(name) && !free.includes(name));
  const odd = [...new Set(text)].filter((character) => !isGsm7(character));
  // Signs that cost are told by themselves: without them it may well be short enough.
  const { units, segments } = countSegments(fillLongest(key, toGsm7(text)));
  return [
    ...(odd.length > 0 ? [{ kind: 'not_gsm7' as const, characters: odd }] : []),
    ...[...new Set(unknown)].map((name) => ({ kind: 'unknown_gap' as const, name })),
    ...missing.map((name) => ({ kind: 'missing_gap' as const, name })),
    ...(gaps.filter((name) => name === 'kod').length > 1 ? [{ kind: 'two_codes' as const }] : []),
    ...(/[{}]/.test(text.replace(gap, '')) ? [{ kind: 'stray_brace' as const }] : []),
    ...must.filter((words) => !says(text, words)).map((words) => ({ kind: 'missing_words' as const, words })),
    ...(hasMacro(text) ? [{ kind: 'macro' as const }] : []),
    ...(!allowLinks && hasLink(text.replace(gap, 'x')) ? [{ kind: 'link' as const }] : []),
    ...(segments > most ? [{ kind: 'too_long' as const, units, segments, most }] : []),
  ];
}

/** The longest text this wording can become: every gap filled as far as it may be. */
export function fillLongest(key: ReplyKey, text: string): string {
  const { rooms } = findReplyText(key);
  return text.replace(gap, (whole, name: string) => {
    const room = rooms[name];
    return room === undefined ? whole : 'x'.repeat(room);
  });
}

const prefix = 'text:';

/** The key of the stored setting that holds an office's wording. */
export function replySettingKey(key: ReplyKey): string {
  return `${prefix}${key}`;
}

/**
 * The office's wordings among its stored settings. One that no longer fits (a later release asks for more of it) is
 * left out, and the sentence of the release is said instead: nobody is left without the word that matters.
 */
export function parseReplyTexts(
  rows: readonly { readonly key: string; readonly value: unknown }[],
  rules: { readonly allowLinks: boolean },
): ReplyTexts {
  const texts: Partial<Record<ReplyKey, string>> = {};
  for (const { key, value } of rows) {
    const name = key.startsWith(prefix) ? key.slice(prefix.length) : '';
    if (!isReplyKey(name) || typeof value !== 'string') continue;
    if (findReplyTextProblems(name, value, rules).length === 0) texts[name] = value;
  }
  return texts;
}

/** A word to text back stands as it is; a promise may begin a sentence, and must not be denied. */
function says(text: string, words: string): boolean {
  const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '\\s+');
  const isKeyword = words === words.toUpperCase();
  const pattern = new RegExp(`(?<![A-Za-z0-9{])${escaped}(?![A-Za-z0-9}])`, isKeyword ? 'g' : 'gi');
  return [...text.matchAll(pattern)].some(({ index }) => !/\bnie\s+$/i.test(text.slice(0, index)));
}
