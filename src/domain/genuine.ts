import { type Audience, partsOf } from './audience.ts';

/** Whether an SMS is one of ours: by its whole text, because a false one likes to quote a true one. */

export type Verdict = 'ours' | 'part' | 'alike' | 'unknown';

const leastPart = 20;
/** The longest a value of a placeholder is taken to be. */
const longestValue = 100;
const leastLikeness = 0.6;

/** Judges a pasted text against one that was sent; `{…}` in what was sent stands for anything but a link. */
export function judgeText(pasted: string, sent: string): Verdict {
  const given = plain(pasted);
  const ours = plain(sent);
  if (given === '' || ours === '') return 'unknown';
  const parts = ours.split(/\{[^{}]*\}/);
  if (parts.length > 1 ? fits(given, parts) : given === ours) return 'ours';
  if (given.length >= leastPart && parts.some((part) => part.includes(given))) return 'part';
  return likeness(given, parts.join(' ')) >= leastLikeness ? 'alike' : 'unknown';
}

/** Sent to named people instead of places and categories: what it says may be about one of them. */
export function isForNamed(audience: Audience): boolean {
  if ('numbers' in audience || 'list' in audience) return true;
  return !('not' in audience) && partsOf(audience).some(isForNamed);
}

/** Case, diacritics and spacing get lost on the way; dots and slashes do not: they make a link. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ł', 'l')
    .replace(/[„”“"'’]/g, '')
    .replace(/[–—]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The parts in their order, from end to end, with short gaps that hold no link. */
function fits(given: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!given.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = part.trim() === '' ? at : given.indexOf(part, at);
    if (found === -1 || !isValue(given.slice(at, found))) return false;
    at = found + part.length;
  }
  return (
    given.length - last.length >= at &&
    given.endsWith(last) &&
    isValue(given.slice(at, given.length - last.length))
  );
}

function isValue(value: string): boolean {
  return value.length <= longestValue && !/:\/\/|www|\w\.[a-z]{2,}/.test(value);
}

/** Words in common, of all the words of both (Dice). */
function likeness(a: string, b: string): number {
  const [left, right] = [wordsOf(a), wordsOf(b)];
  const common = [...left].filter((word) => right.has(word)).length;
  return left.size + right.size === 0 ? 0 : (2 * common) / (left.size + right.size);
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2));
}

/** Whether every word asked for begins a word of the text. */
export function hasWords(text: string, asked: string): boolean {
  const words = [...wordsOf(plain(text))];
  return plain(asked)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .every((word) => words.some((own) => own.startsWith(word)) || plain(text).includes(word));
}
