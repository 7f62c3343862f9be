/** Where one lives: the locative of folded names of places, by the commonest endings, to find slips made in it. */

type Rule = readonly [ending: RegExp, locative: string];

// Only a part of a longer name is surely an adjective: "Nowe Miasto", "Wola Wielka".
const adjectives: readonly Rule[] = [
  [/(?<=(?:[sc]k|zk|elk))a$/, 'iej'],
  [/(?<=(?:[^aeiouy]n|ow|st?ar|mal|duz|rz|sz|cz|[io]n))a$/, 'ej'],
  [/(?<=(?:[sc]k|zk|elk))ie?$/, 'im'],
  [/(?<=(?:[^aeiouy]n|now|star|mal|duz|rz|sz|cz))[ey]$/, 'ym'],
];
const nouns: readonly Rule[] = [
  [/(?<=[iy]c)e$/, 'ach'],
  [/ow$/, 'owie'],
  [/(?<=[^aeiouy])ew$/, 'wie'],
  [/(?<=[wnmpbf])[oa]$/, 'ie'],
  [/(?<=[^aeiouy])iec$/, 'cu'],
  [/ec$/, 'cu'],
  [/ek$/, 'ku'],
  [/ka$/, 'ce'],
  [/ga$/, 'dze'],
  [/(?<=[kg])i$/, 'ach'],
  [/ko$/, 'ku'],
  [/ra$|ro$/, 'rze'],
  [/sta$|sto$/, 'scie'],
  [/ta$|to$/, 'cie'],
  [/da$|do$/, 'dzie'],
  [/la$|lo$/, 'le'],
  [/ia$/, 'i'],
  [/ie$/, 'iu'],
  [/(?<=[^aeiouy])y$/, 'ach'],
  [/(?<=n)$/, 'ie'],
  [/(?<=sk)$/, 'u'],
];

/** "miloszycach" of "miloszyce", "nowym dworze" of none: null where the endings are none of the usual ones. */
export function locativeOf(words: readonly string[]): readonly string[] | null {
  const placed = words.map((word) => inflect(word, words.length > 1 ? [...adjectives, ...nouns] : nouns));
  return placed.some((word) => word === null) ? null : placed.filter((word) => word !== null);
}

/** "polnej" of "polna", as streets are called; null for what is no feminine adjective. */
export function feminineLocativeOf(word: string): string | null {
  if (!/[^aeiouy]i?a$/.test(word) || word.length < 4) return null;
  return /[kg]a$/.test(word) ? `${word.slice(0, -1)}iej` : `${word.slice(0, -1)}ej`;
}

function inflect(word: string, rules: readonly Rule[]): string | null {
  const rule = rules.find(([ending]) => ending.test(word));
  return rule === undefined || word.length < 3 ? null : word.replace(rule[0], rule[1]);
}
