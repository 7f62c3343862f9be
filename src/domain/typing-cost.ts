/**
 * How likely one folded word is a mistyping of another, as a cost: a swap of neighbours, a doubled letter, a slip to
 * the next key or a letter that sounds alike cost less than any other edit; a wrong first letter costs more, as
 * people rarely get it wrong.
 */

const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const isNeighbour = neighbours();
const swapCost = 0.7;
const doubledCost = 0.6;
const missingCost = 0.9;
const neighbourCost = 0.8;
const otherCost = 1;
const firstLetterExtra = 0.4;

// Reused between calls: a look-up compares thousands of words. Longer words are cut.
const longest = 48;
const bufferA = new Float64Array(longest + 2);
const bufferB = new Float64Array(longest + 2);
const bufferC = new Float64Array(longest + 2);
const far = Number.POSITIVE_INFINITY;

/** The cost of typing `typed` for `name`; Infinity above `most`. `?` in `typed` is any one letter. */
export function costOfTyping(typed: string, name: string, most: number): number {
  if (typed === name) return 0;
  const length = Math.min(typed.length, longest);
  const width = Math.min(name.length, longest);
  const band = Math.floor(most / doubledCost);
  if (Math.abs(length - width) > band) return far;
  let [twoAbove, above, row] = [bufferA, bufferB, bufferC];
  above[0] = 0;
  for (let j = 1; j <= width; j += 1) above[j] = j * missingCost + firstLetterExtra;
  for (let i = 1; i <= length; i += 1) {
    const from = Math.max(1, i - band);
    const to = Math.min(width, i + band);
    row[from - 1] = from === 1 ? i * missingCost + firstLetterExtra : far;
    if (to < width) row[to + 1] = far;
    let best = row[from - 1] ?? far;
    const a = typed.charCodeAt(i - 1);
    const beforeA = typed.charCodeAt(i - 2);
    for (let j = from; j <= to; j += 1) {
      const b = name.charCodeAt(j - 1);
      const beforeB = name.charCodeAt(j - 2);
      let cost = above[j - 1] ?? far;
      if (a !== b && a !== lost) {
        cost += isNeighbour[a * 128 + b] === 1 ? neighbourCost : otherCost;
        if (i === 1 && j === 1) cost += firstLetterExtra;
        const extra = (above[j] ?? far) + (a === beforeA ? doubledCost : missingCost);
        if (extra < cost) cost = extra;
        const missing = (row[j - 1] ?? far) + (b === beforeB ? doubledCost : missingCost);
        if (missing < cost) cost = missing;
        if (a === beforeB && beforeA === b) {
          const swapped = (twoAbove[j - 2] ?? far) + swapCost;
          if (swapped < cost) cost = swapped;
        }
      }
      row[j] = cost;
      if (cost < best) best = cost;
    }
    if (best > most) return far;
    [twoAbove, above, row] = [above, row, twoAbove];
  }
  const cost = above[width] ?? far;
  return cost <= most ? cost : far;
}

const lost = '?'.charCodeAt(0);

/** The cost of typos forgiven in a word of this length: none below 4 letters, one edit, two from 7 letters. */
export function forgivenCost(length: number): number {
  if (length < 4) return 0;
  return length < 7 ? 1.35 : 2;
}

const soundsLike: Readonly<Record<string, string>> = { o: 'u', w: 'f', v: 'f', j: 'i', y: 'i' };

/**
 * A key shared by spellings that sound alike: ó/u, rz/ż, ch/h, om/ą, en/ę, sz/ś, cz/ć, w/f, i/j/y. What it makes equal
 * counts as one slip.
 */
export function soundOf(word: string): string {
  return word
    .replace(/ch/g, 'h')
    .replace(/trz/g, 'cz')
    .replace(/drz/g, 'dz')
    .replace(/rz|sz/g, (pair) => (pair === 'rz' ? 'z' : 's'))
    .replace(/cz/g, 'c')
    .replace(/dz/g, 'z')
    .replace(/o[mn](?=[^aeiouy?])/g, 'a')
    .replace(/e[mn](?=[^aeiouy?])/g, 'e')
    .replace(/[owvjy]/g, (letter) => soundsLike[letter] ?? letter)
    .replace(/x/g, 'ks')
    .replace(/(.)\1/g, '$1');
}

/** The letters of a word as bits: words within two edits differ in at most four. */
export function lettersOf(word: string): number {
  let bits = 0;
  for (let at = 0; at < word.length; at += 1) {
    const letter = word.charCodeAt(at) - 97;
    if (letter >= 0 && letter < 26) bits |= 1 << letter;
  }
  return bits;
}

/** How many letters only one of the two words has. */
export function countOtherLetters(a: number, b: number): number {
  let bits = a ^ b;
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

function neighbours(): Uint8Array {
  const near = new Uint8Array(128 * 128);
  const note = (a: string | undefined, b: string | undefined): void => {
    if (a === undefined || b === undefined) return;
    near[a.charCodeAt(0) * 128 + b.charCodeAt(0)] = 1;
    near[b.charCodeAt(0) * 128 + a.charCodeAt(0)] = 1;
  };
  rows.forEach((row, at) => {
    [...row].forEach((key, column) => {
      note(key, row[column + 1]);
      note(key, rows[at + 1]?.[column]);
      note(key, rows[at + 1]?.[column - 1]);
    });
  });
  return near;
}

/** Whether the stems of two words are of one root, one of them longer by a suffix: "sosnowk" and "sosnow", "ostrowk" and "ostrow". */
export function areDerived(stem: string, other: string): boolean {
  const [short, long] = stem.length < other.length ? [stem, other] : [other, stem];
  return (
    short !== long &&
    short.length >= 3 &&
    long.startsWith(short) &&
    /^(?:k|ak|ek|ik|ec|ic|an|in|n|sk|ck|ow)$/.test(long.slice(short.length))
  );
}

/** "wlkp" of "wielkopolskich": the first letter, then letters in their order. */
export function isSkeleton(text: string, word: string): boolean {
  if (text[0] !== word[0] || word.length < text.length + 3) return false;
  let at = 0;
  for (let i = 0; i < word.length && at < text.length; i += 1) if (word[i] === text[at]) at += 1;
  return at === text.length;
}
