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

/** Whether folded words are the name of a kind, or tell one: "osada lesna", "lesna osada", "kol". */
export function isKindName(words: string): boolean {
  return foldedNames.has(words) || spokenKinds.has(words);
}

/** Whether a kind (RM) may be meant by folded words: "osada" is said of a forest settlement too. */
export function isKindCalled(kind: string, words: string): boolean {
  const name = fold(displayKind(kind));
  return name === words || name.startsWith(`${words} `) || spokenKinds.get(words)?.includes(kind) === true;
}

const spokenKinds: ReadonlyMap<string, readonly string[]> = new Map([
  ['wsi', ['01']],
  ['kol', ['02']],
  ['kolonii', ['02']],
  ['przys', ['03']],
  ['przysiolku', ['03']],
  ['osadzie', ['04', '05']],
  ['osady', ['04', '05']],
  ['osada', ['04', '05']],
  ['lesniczowka', ['05']],
  ['os lesna', ['05']],
  ['osadzie lesnej', ['05']],
  ['osiedlu', ['06']],
  ['miescie', ['96']],
  ['czesc', ['00', '99']],
]);
