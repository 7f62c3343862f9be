/**
 * Folding: what a person typed, reduced to comparable words. Lower case, no diacritics, damaged encodings mended,
 * punctuation and emoji gone. A letter lost in transport ("D?br?wka") stays as `?` and matches any one letter.
 */

// Polish letters of CP1250 and ISO-8859-2 bytes that were read as Latin-1. Only those that are no letters of their own.
const misread: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '¹': 'ą',
    '±': 'ą',
    '¥': 'Ą',
    '³': 'ł',
    '£': 'Ł',
    '¶': 'ś',
    '\u009c': 'ś',
    œ: 'ś',
    Œ: 'Ś',
    Ÿ: 'ź',
    '\u008c': 'Ś',
    '¦': 'Ś',
    '¼': 'ź',
    '\u009f': 'ź',
    '\u008f': 'Ź',
    '¬': 'Ź',
    '¿': 'ż',
    '¯': 'Ż',
    æ: 'ć',
    Æ: 'Ć',
    ñ: 'ń',
    Ñ: 'Ń',
    ê: 'ę',
    Ê: 'Ę',
  }),
);

const plain: ReadonlyMap<string, string> = new Map(
  Object.entries({ ł: 'l', đ: 'd', ø: 'o', ß: 'ss', æ: 'ae', ı: 'i' }),
);

const ownLetter = /[\p{L}\p{N}]/u;

/** The words of a text, folded. Numbers stay whole with their letter and stroke: "12a", "32/4". */
export function foldWords(text: string): string[] {
  return (
    foldText(text)
      .match(/[a-z0-9?]+(?:\/[a-z0-9]+)*/g)
      ?.filter((word) => word.replaceAll('?', '') !== '') ?? []
  );
}

/** The folded words as one line with single spaces. */
export function fold(text: string): string {
  return foldWords(text).join(' ');
}

// Nothing to mend: most texts are typed without Polish letters.
const plainText = /^[ -\x3e@-~\r\n]*$/;

function foldText(text: string): string {
  if (plainText.test(text)) return mendNoughts(text.toLowerCase());
  const mended = markLostLetters(mendMisread(mendDoubleDecoded(text)).normalize('NFKC'));
  let out = '';
  for (const char of mended
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}\p{Cf}]+/gu, '')) {
    out += plain.get(char) ?? char;
  }
  return mendNoughts(out);
}

/** "sk0rzewo": a nought inside a word is the letter. */
function mendNoughts(text: string): string {
  return text.includes('0') ? text.replace(/(?<=[a-z])0(?=[a-z])/g, 'o') : text;
}

/** One or two `?` (or U+FFFD) before a letter are letters lost in transport; at the end of a word a question. */
function markLostLetters(text: string): string {
  return text.replaceAll('\ufffd', '?').replace(/\?+/g, (run, at: number) => {
    const before = text[at - 1] ?? ' ';
    const after = text[at + run.length] ?? ' ';
    // "Ko???taja": inside a word more of them can be lost in a row.
    const most = /\p{L}/u.test(before) ? 4 : 2;
    const startsSentence = /\p{Lu}/u.test(after) && /\p{Ll}/u.test(before);
    return run.length <= most && /\p{L}/u.test(after) && !startsSentence ? run : ' ';
  });
}

/** Signs that stand for Polish letters count as such only beside letters: "zapisa³" but not "25 m³". */
function mendMisread(text: string): string {
  const chars = [...text];
  return chars
    .map((char, at) => {
      const letter = misread.get(char);
      if (letter === undefined) return char;
      const before = chars[at - 1] ?? ' ';
      const after = chars[at + 1] ?? ' ';
      const isInWord =
        ownLetter.test(after) ||
        misread.has(after) ||
        misread.has(before) ||
        /\p{L}{2}$/u.test((chars[at - 2] ?? '') + before);
      return isInWord ? letter : char;
    })
    .join('');
}

/** UTF-8 that was read as Windows-1250, Windows-1252 or Latin-1 ("SkĂłrzewo", "SkÃ³rzewo") is read again. */
function mendDoubleDecoded(text: string): string {
  if (!/[ÄĹĂÅÃ]/.test(text)) return text;
  for (const encoding of ['windows-1250', 'windows-1252'] as const) {
    const bytes = bytesOf(text, encoding);
    if (bytes === null) continue;
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      // Not all of it in that encoding.
    }
  }
  return mendPairs(text);
}

/** A text misread in part, or with a sign lost on the way ("ProszÄ usunÄ…Ä‡"): letter by letter, the lost ones as `?`. */
function mendPairs(text: string): string {
  const mended = text.replace(/[ÄĹĂÅÃ][^\p{L}\s]?|[ÄĹĂÅÃ][ĄąĽľŚśŁłÓó]/gu, (pair) => pairs.get(pair) ?? pair);
  // Alone beside Polish letters: what stood there cannot be known.
  return mended.replace(/(?<=\p{Ll})[ÄĹ](?=\s|$|\p{Ll})[^\p{L}\s]?/gu, '?');
}

const pairs: ReadonlyMap<string, string> = new Map(
  ['windows-1250', 'windows-1252', 'iso-8859-2'].flatMap((encoding) =>
    [...'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ'].map(
      (letter) => [new TextDecoder(encoding).decode(new TextEncoder().encode(letter)), letter] as const,
    ),
  ),
);

const reverseTables = new Map<string, ReadonlyMap<string, number>>();

function bytesOf(text: string, encoding: 'windows-1250' | 'windows-1252'): Uint8Array | null {
  const table = reverseTables.get(encoding) ?? makeReverseTable(encoding);
  reverseTables.set(encoding, table);
  const bytes: number[] = [];
  for (const char of text) {
    const byte = table.get(char) ?? (char.charCodeAt(0) < 0x100 ? char.charCodeAt(0) : undefined);
    if (byte === undefined || char.length > 1) return null;
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

function makeReverseTable(encoding: string): ReadonlyMap<string, number> {
  const decoder = new TextDecoder(encoding);
  return new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
}
