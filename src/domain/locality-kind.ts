import { fold } from './fold.ts';

/** Kinds (RM) of localities in the register. */

const kindNames: ReadonlyMap<string, string> = new Map([
  ['00', 'część miejscowości'],
  ['01', 'wieś'],
  ['02', 'kolonia'],
  ['03', 'przysiółek'],
  ['04', 'osada'],
  ['05', 'osada leśna'],
  ['06', 'osiedle'],
  ['07', 'schronisko turystyczne'],
  ['95', 'dzielnica'],
  ['96', 'miasto'],
  ['98', 'delegatura'],
  ['99', 'część miasta'],
]);
const foldedNames: ReadonlySet<string> = new Set([...kindNames.values()].map(fold));

/** The Polish word for a kind (RM) of locality. */
export function displayKind(kind: string): string {
  return kindNames.get(kind) ?? 'miejscowość';
}

/** Whether folded words are the name of a kind: "osada lesna". */
export function isKindName(words: string): boolean {
  return foldedNames.has(words);
}
