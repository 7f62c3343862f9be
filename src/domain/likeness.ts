/** How alike two folded words are: edits with a bound, and stems that forgive Polish inflection. */

/** Edits (insert, delete, replace, swap of neighbours) between two folded words; `?` equals any one letter. Above `most` it says `most + 1`. */
export function countEdits(a: string, b: string, most: number): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > most) return most + 1;
  // What both begin and end with costs nothing, and most of two alike words is that.
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  const shorter = Math.min(a.length, b.length) - start;
  while (end < shorter && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return countMiddleEdits(a.slice(start, a.length - end), b.slice(start, b.length - end), most);
}

function countMiddleEdits(a: string, b: string, most: number): number {
  if (a.length === 0 || b.length === 0) return Math.min(a.length + b.length, most + 1);
  if (most === 1 && !a.includes('?') && !b.includes('?')) {
    const isSwap = a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0];
    return isSwap || (a.length === 1 && b.length === 1) ? 1 : 2;
  }
  let [before, above, row] = [
    new Uint16Array(b.length + 1),
    new Uint16Array(b.length + 1),
    new Uint16Array(b.length + 1),
  ];
  for (let j = 0; j <= b.length; j += 1) above[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    // Further from the diagonal nothing within the bound can be.
    const [from, to] = [Math.max(1, i - most), Math.min(b.length, i + most)];
    row.fill(most + 1);
    row[0] = i;
    let best = i;
    for (let j = from; j <= to; j += 1) {
      const cost = isSameLetter(a[i - 1], b[j - 1]) ? 0 : 1;
      let edits = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      }
      row[j] = edits;
      if (edits < best) best = edits;
    }
    if (best > most) return most + 1;
    [before, above, row] = [above, row, before];
  }
  return Math.min(above[b.length] ?? most + 1, most + 1);
}

/** Typos forgiven in a word of this length: none below 4 letters, 1, and 2 from 7 letters. */
export function allowedEdits(length: number): number {
  if (length < 4) return 0;
  return length < 7 ? 1 : 2;
}

// Longest first. Covers the cases a place name is used in after "w", "na", "do", "z", "od".
const endings = [
  ...[
    'iego',
    'iemu',
    'iach',
    'iami',

    'iej',
    'ego',
    'emu',
    'ach',
    'ami',
    'iom',
    'ych',
    'ich',
    'imi',
    'ymi',
  ],
  ...['iem', 'ej', 'om', 'em', 'im', 'ym', 'ia', 'ie', 'iu', 'io', 'a', 'e', 'i', 'o', 'u', 'y'],
] as const;

/**
 * A stem shared by the inflected forms of a name: "dabrowka dabrowki dabrowce", "paledzie paledziu",
 * "poznanska poznanskiej", "dopiewiec dopiewca". Coarse on purpose; callers require that it leads to one place.
 */
export function stemOf(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  if (stems.size >= mostStems) stems.clear();
  const stem = findStem(word);
  stems.set(word, stem);
  return stem;
}

// A text is compared with the names of all categories and of many places, most of them the same for every text.
const stems = new Map<string, string>();
const mostStems = 20_000;

function findStem(word: string): string {
  const irregular = irregularStems.get(word);
  if (irregular !== undefined) return irregular;
  if (/\d/.test(word) || word.length < 4) return word;
  return harden(rootOf(word));
}

/** The word without its ending, consonants as they stand. */
export function rootOf(word: string): string {
  return dropFleetingVowel(dropEnding(word));
}

/**
 * Other stems a typed form may have where its own leads nowhere: "hucie" of Huta, "dębie" of Dąb, "gwieździe" of
 * Gwiazda, "kątów" of Kąty, "lubnia" of Lubień.
 */
export function otherStemsOf(word: string): readonly string[] {
  if (/\d/.test(word) || word.length < 4) return [];
  const stem = stemOf(word);
  // "hucie" of Huta, "kosmonauci" of kosmonauta.
  const before = /cie?$/.test(word) ? word.replace(/cie?$/, 't') : null;
  const open = (text: string): string => text.replace(/i?e([^aeiouy]+)$/, 'a$1');
  const stems = [
    before,
    before === null ? null : open(before),
    word.endsWith('e') ? open(stem) : null,
    // "kosynierzy" of kosynier.
    dropFleetingVowel(stem),
    word.length >= 6 && word.endsWith('ow') ? stemOf(word.slice(0, -2)) : null,
    word.length >= 6 ? stem.replace(/([^aeiouy])([nwt])$/, '$1ie$2') : null,
    stem.replace(/([^aeiouy])([nwt])$/, '$1e$2'),
  ];
  const others = stems.filter((other) => other !== null);
  return [...new Set(others)].filter((other) => other !== stem && other.length >= 3);
}

// Locatives that change the root.
const irregularStems: ReadonlyMap<string, string> = new Map([
  ['swiecie', 'swiat'],
  ['miescie', 'miast'],
  ['lesie', 'las'],
  ['lasu', 'las'],
  ['lasy', 'las'],
  ['wsi', 'wies'],
]);

function dropEnding(word: string): string {
  for (const ending of endings) {
    if (word.length - ending.length >= 3 && word.endsWith(ending)) return word.slice(0, -ending.length);
  }
  return word;
}

/** "lisowek" is "lisowk-i", "dopiewiec" is "dopiewc-a", "aleksander" is "aleksandr-a". */
function dropFleetingVowel(stem: string): string {
  if (stem.length <= 4) return stem;
  // "orzeł" is "orł-a", "kozioł" "kozł-a".
  return stem.replace(/i?e([cklr])$|(?<=[zc])io(l)$/, '$1$2').replace(/rz([kl])$/, 'r$1');
}

/** "dabrowc-e" is "dabrowk-a", "drodz-e" is "drog-a", "wildz-i-e" is "wild-a", "jezierz-e" is "jezior-o". */
function harden(stem: string): string {
  return stem
    .replace(/dz$|g$/, 'd')
    .replace(/rz$/, 'r')
    .replace(/c$/, 'k')
    .replace(/i$/, '');
}

function isSameLetter(a: string | undefined, b: string | undefined): boolean {
  return a === b || a === '?' || b === '?';
}
