/**
 * What a text costs and what it may hold: segments counted exactly as the networks bill them
 * (3GPP TS 23.038 and 23.040), the way to GSM-7, gateway macros, links.
 */

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extension = '\f^{}\\[~]|€';

// Septets by UTF-16 unit, 0 = not in GSM-7. An array, because the meter and the ledger count every text.
const septetsOf = new Uint8Array(0x10000);
for (const char of basic) septetsOf[char.charCodeAt(0)] = 1;
for (const char of extension) septetsOf[char.charCodeAt(0)] = 2;

export type SegmentCount = {
  readonly encoding: 'gsm7' | 'ucs2';
  /** Septets or UTF-16 units of the whole text. */
  readonly units: number;
  /** 0 only for an empty text. */
  readonly segments: number;
  /** How many units one part holds at this length: 160/153 or 70/67. */
  readonly perSegment: number;
};

export type CostlyCharacter = {
  readonly char: string;
  /** UTF-16 offset in the text. */
  readonly index: number;
  /** `ucs2`: forces the whole text into UCS-2; `double`: two septets. */
  readonly reason: 'ucs2' | 'double';
};

/** Counts encoding, units and segments; a two-septet character or a surrogate pair is never split over two parts. */
export function countSegments(text: string): SegmentCount {
  let septets = 0;
  for (let i = 0; i < text.length; i += 1) {
    const cost = septetsOf[text.charCodeAt(i)];
    if (!cost) return countUcs2(text);
    septets += cost;
  }
  if (septets <= 160) {
    return { encoding: 'gsm7', units: septets, segments: septets === 0 ? 0 : 1, perSegment: 160 };
  }
  return { encoding: 'gsm7', units: septets, segments: packSeptets(text), perSegment: 153 };
}

/** Whether every character is in the GSM-7 tables. */
export function isGsm7(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    if (!septetsOf[text.charCodeAt(i)]) return false;
  }
  return true;
}

/** The characters that cost more than one septet, in order, for the meter to mark. */
export function costlyCharacters(text: string): CostlyCharacter[] {
  const found: CostlyCharacter[] = [];
  let index = 0;
  for (const char of text) {
    const cost = char.length === 1 ? septetsOf[char.charCodeAt(0)] : 0;
    if (!cost) found.push({ char, index, reason: 'ucs2' });
    else if (cost === 2) found.push({ char, index, reason: 'double' });
    index += char.length;
  }
  return found;
}

function countUcs2(text: string): SegmentCount {
  const units = text.length;
  if (units <= 70) return { encoding: 'ucs2', units, segments: 1, perSegment: 70 };
  let segments = 1;
  let used = 0;
  for (const char of text) {
    if (used + char.length > 67) {
      segments += 1;
      used = 0;
    }
    used += char.length;
  }
  return { encoding: 'ucs2', units, segments, perSegment: 67 };
}

function packSeptets(text: string): number {
  let segments = 1;
  let used = 0;
  for (let i = 0; i < text.length; i += 1) {
    const cost = septetsOf[text.charCodeAt(i)] ?? 0;
    if (used + cost > 153) {
      segments += 1;
      used = 0;
    }
    used += cost;
  }
  return segments;
}

const replacements: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ł: 'l',
    Ł: 'L',
    đ: 'd',
    Đ: 'D',
    ø: 'o',
    œ: 'oe',
    Œ: 'OE',
    ẞ: 'SS',
    ı: 'i',
    '„': '"',
    '”': '"',
    '“': '"',
    '‟': '"',
    '«': '"',
    '»': '"',
    '″': '"',
    '‘': "'",
    '’': "'",
    '‚': "'",
    '‛': "'",
    '′': "'",
    '`': "'",
    '´': "'",
    '‹': "'",
    '›': "'",
    '‐': '-',
    '‑': '-',
    '‒': '-',
    '–': '-',
    '—': '-',
    '―': '-',
    '−': '-',
    '•': '-',
    '·': '-',
    '×': 'x',
    '÷': ':',
    '±': '+/-',
    '≤': '<=',
    '≥': '>=',
    '¢': 'c',
    '©': '(c)',
    '®': '(R)',
    '⁄': '/',
    '\t': ' ',
    '\u2028': '\n',
    '\u2029': '\n',
    '\u0085': '\n',
  }),
);

/**
 * The text in GSM-7: diacritics stripped, typographic signs replaced, emoji and invisible characters dropped,
 * what has no likeness becomes `?`. Idempotent. Run `neutraliseMacros` after it, as wide brackets become plain.
 */
export function toGsm7(text: string): string {
  if (isGsm7(text)) return text;
  let out = '';
  for (const char of text.normalize('NFC').replace(/\s*°\s*/g, ' st. '))
    out += isGsm7(char) ? char : likeness(char);
  return out;
}

/** Breaks `[%…%]`, which the gateway would interpret, wherever it may stand. Idempotent, keeps the length. */
export function neutraliseMacros(text: string): string {
  return text.replaceAll('[%', '(%').replaceAll('%]', '%)');
}

/** Whether a gateway macro's bracket is still in the text. */
export function hasMacro(text: string): boolean {
  return text.includes('[%') || text.includes('%]');
}

// Endings that are also Polish words ("prądu.Do piątku") count only with a path or as a well-known shortener.
const plainEndings =
  'pl|com|net|org|eu|info|gov|edu|biz|io|app|dev|link|online|site|shop|store|xyz|top|club|page|live|news|tv|gle|ly|gd|gl|de|uk|cz|sk|ua|fr|ru|cc|ws|sh|waw|cloud|tech|pro|mobi|name|art|blog|space|website|fun|icu|click|help|media|social|today|world|zone|email|group|support|team|digital|city|life|vip|work';
const linkPatterns: readonly RegExp[] = [
  /\b(?:https?|ftp|mailto):\/?\/?\S/iu,
  /\bwww\d?\.\S/iu,
  new RegExp(`[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]*\\.)+(?:${plainEndings})(?![\\p{L}\\p{N}-])`, 'iu'),
  /[\p{L}\p{N}-]\.[a-z]{2,}\/[\p{L}\p{N}]/iu,
  /\b(?:idz\.do|t\.co|youtu\.be|wa\.me|fb\.me|m\.me|t\.me|g\.co|lnkd\.in|is\.gd)(?![\p{L}\p{N}-])/iu,
  /\b\d{1,3}(?:\.\d{1,3}){3}[:/]\S/u,
];

/** Whether a gateway may take some part for a link: addresses, bare domains, and e-mail addresses as well. */
export function hasLink(text: string): boolean {
  return linkPatterns.some((pattern) => pattern.test(text));
}

function likeness(char: string): string {
  const known = replacements.get(char);
  if (known !== undefined) return known;
  const compatible = char.normalize('NFKD').replace(/\p{M}+/gu, '');
  if (compatible !== '' && compatible !== char) {
    return [...compatible].map((part) => (isGsm7(part) ? part : likeness(part))).join('');
  }
  if (/^[\p{Zs}]$/u.test(char)) return ' ';
  if (/^[\p{C}\p{M}\p{Extended_Pictographic}\p{So}\p{Sk}]$/u.test(char)) return '';
  return '?';
}
