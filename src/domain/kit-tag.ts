/**
 * The tag a poster adds to ZAPISZ, "#K105" in the QR code's text and "K105" where people type it: the letter K, the
 * kit's number and a check digit. A mistyped tag counts for nobody (Damm's digit finds every wrong digit and every
 * swap of neighbours) and is still taken out of the text, so that it can't be read as a house number or a place.
 */

/** Two digits before the check digit from the first kit on: no house number is written K105. */
const firstNumber = 10;

/** "K105" for kit 1. */
export function tagOfKit(kitId: number): string {
  const number = String(kitId + firstNumber - 1);
  return `K${number}${checkDigit(number)}`;
}

/** The kit of a tag's digits; null when they are mistyped. */
function kitOfDigits(digits: string): number | null {
  if (digits.length < 3 || digits.length > 9 || digits.startsWith('0') || checkDigit(digits) !== 0)
    return null;
  return Number(digits.slice(0, -1)) - firstNumber + 1;
}

export type TagReading = {
  /** The kit whose tag it is, whether there is such a kit or not; null when the tag is damaged. */
  readonly kitId: number | null;
  /** The text without the tag. */
  readonly rest: string;
};

/** What was printed, and what phones and fingers make of it; null where there is nothing like a tag. */
export function readTag(text: string): TagReading | null {
  const plain = decodeLink(text);
  for (const form of forms) {
    const found = form.exec(plain);
    if (found === null) continue;
    const before = found[1] ?? '';
    const digits = (found[2] ?? '').replaceAll(/o/gi, '0').replaceAll(/[il]/gi, '1');
    const kitId = kitOfDigits(digits);
    // "Dom 12 K 105": letters apart from digits are a tag only when the check digit says so.
    if (kitId === null && form === spaced) continue;
    const end = found.index + found[0].length;
    return { kitId, rest: `${plain.slice(0, found.index)}${before} ${plain.slice(end)}`.trim() };
  }
  return null;
}

/** A few phones put the link's own signs into the message. */
function decodeLink(text: string): string {
  return /%23 ?k/i.test(text) ? text.replaceAll(/%20|\+/g, ' ').replaceAll('%23', '#') : text;
}

// "#K105", "# k 105", "#k1O5", a bare "#K"; letters for digits only where no word follows ("#K105Oborniki").
const marked = /()#\s*k(?:[\s.:-]*(\d(?:[\doil]*(?![\p{L}\d])|\d*))|(?![\p{L}\d]))/iu;
// "ZAPISZ #105": the letter was lost, and only the word stands before it.
const lostLetter = /^(\s*\p{L}+\s*)#\s*(\d{3,6})(?!\d)/u;
// Typed by hand, "ZAPISZ K105": right after the word, or last of all.
const glued = /^(\s*\p{L}+[\s.,:;-]+)k(\d{2,})(?![\p{L}\d])/iu;
const last = /((?<![\p{L}\d])(?:))k(\d{3,6})[\s.!]*$/iu;
const spaced = /^(\s*\p{L}+[\s.,:;-]+)k[\s.-]+(\d{3,6})(?![\p{L}\d])/iu;
const alone = /^(\s*)k[\s.-]?(\d{3,6})[\s.!]*$/iu;
const forms = [marked, lostLetter, glued, last, spaced, alone];

/** H. M. Damm, "Total anti-symmetrische Quasigruppen" (2004); 0 for a number that ends with its own check digit. */
function checkDigit(digits: string): number {
  return [...digits].reduce((interim, digit) => Number(damm[interim]?.[Number(digit)] ?? 0), 0);
}

const damm = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];
