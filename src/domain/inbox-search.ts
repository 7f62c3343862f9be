/** Searching residents' texts: words as the index holds them (`inbox_words` in migrations/0011_inbox.sql). */

const mostWords = 8;
const shortestWord = 2;

const polish: ReadonlyMap<string, string> = new Map(
  [...'ąćęłńóśżź'].map((letter, at) => [letter, [...'acelnoszz'][at] ?? letter]),
);

/** The words of a search: no case, no Polish letters; those too short to tell anything are left out. */
export function readSearchWords(text: string): readonly string[] {
  const plain = [...text.slice(0, 200).normalize('NFC').toLowerCase()]
    .map((letter) => polish.get(letter) ?? letter)
    .join('');
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= shortestWord);
  return [...new Set(words)].slice(0, mostWords);
}
