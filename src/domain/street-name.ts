import { isFirstName } from './name-words.ts';
import { type PlaceWord, readPlaceWords } from './place-words.ts';

/** The official name of a street, in words with the part each plays in naming it. */

export type NamePart = {
  readonly text: string;
  /**
   * `core` must be said, and so must a `number` and a `preposition`; `first` (first names, pseudonyms), `title`,
   * `year`, `kind` and `link` may be left out.
   */
  readonly role: 'core' | 'number' | 'preposition' | 'first' | 'title' | 'year' | 'kind' | 'link';
};

export type StreetName = {
  /** Kind first, then as spoken. */
  readonly parts: readonly NamePart[];
  readonly kind: string;
  /** Words of the core that name the street by themselves: the last one, and both halves of a double surname. */
  readonly heads: ReadonlySet<string>;
  /** "jp2", "ak": initials of a name of several words, none of them a first name said before a surname. */
  readonly acronyms: readonly string[];
};

export type OfficialName = { readonly cecha: string; readonly nazwa1: string; readonly nazwa2: string };

// "Przemysła I" is a number, "Julii i Antoniego" is not; folding would make them alike.
const loneRoman = /(?<=^|\s)I(?=\s|$|\.)/gu;

export function readStreetName({ cecha, nazwa1, nazwa2 }: OfficialName): StreetName {
  const kind = readPlaceWords(cecha)[0]?.text ?? '';
  const first = readPlaceWords(nazwa2.replace(loneRoman, '1')).map((word) => partOfSecond(word));
  const quoted = new Set(
    [...nazwa1.matchAll(/["„”]([^"„”]+)["„”]/gu)].flatMap(([, words = '']) =>
      readPlaceWords(words).map(({ text }) => text),
    ),
  );
  const words = readPlaceWords(nazwa1.replace(loneRoman, '1'));
  const main = words.map((word, at): NamePart => {
    if (quoted.has(word.text) && quoted.size < words.length) return { text: word.text, role: 'first' };
    // "Jana III Sobieskiego": a king's number is left out with his first name.
    const isKings = word.role === 'number' && isFirstName(words[at - 1]?.raw ?? '') && at + 1 < words.length;
    return isKings ? { text: word.text, role: 'year' } : partOfFirst(word, words.slice(at + 1));
  });
  // "ks. mjra Rudolfa Marszałka": the surname is the core, whatever else it means.
  const isNamedByMain = first.length > 0 && main.every(({ role }) => role === 'title');
  const named = ensureCore([
    ...first,
    ...(isNamedByMain ? main.map((part): NamePart => ({ ...part, role: 'core' })) : main),
  ]);
  const rest =
    named.some((part) => part.role === 'kind' && part.text === kind) || kind === '' || kind === 'inne';
  return {
    parts: rest ? named : [{ text: kind, role: 'kind' }, ...named],
    kind: kind === 'inne' ? (named.find(({ role }) => role === 'kind')?.text ?? '') : kind,
    heads: headsOf(named, nazwa1),
    acronyms: nazwa2.trim() === '' ? acronymsOf(named) : [],
  };
}

function partOfSecond({ text, role }: PlaceWord): NamePart {
  if (role === 'number') return { text, role: 'number' };
  return { text, role: role === 'title' ? 'title' : 'first' };
}

function partOfFirst({ text, raw, role }: PlaceWord, after: readonly PlaceWord[]): NamePart {
  switch (role) {
    case 'number':
      return { text, role: /^\d{4}$/.test(text) && text !== '1000' ? 'year' : 'number' };
    case 'kind':
    case 'title':
    case 'preposition':
      return { text, role };
    case 'filler':
      return { text, role: 'link' };
    case 'initial':
      return { text, role: 'first' };
    case 'word':
      return {
        text,
        role: isFirstName(raw) && after.some((word) => word.role === 'word') ? 'first' : 'core',
      };
    default:
      return role satisfies never;
  }
}

/** A name needs a core: "Jana Pawła II" is all first names, "Rynek" all kind. */
function ensureCore(parts: readonly NamePart[]): readonly NamePart[] {
  const cores = parts.filter(({ role }) => role === 'core');
  const [only] = cores;
  // "Jana Pawła II": after a first name comes only another, and a number.
  if (cores.length === 1 && only !== undefined && isFirstName(only.text) && parts.at(-1)?.role === 'number')
    return parts.map((part) => (part.role === 'first' ? { ...part, role: 'core' } : part));
  if (cores.length > 0) return parts;
  const promoted = (['first', 'title', 'kind', 'link', 'preposition'] as const).find((wanted) =>
    parts.some(({ role }) => role === wanted),
  );
  return parts.map((part) => (part.role === promoted ? { ...part, role: 'core' } : part));
}

function headsOf(parts: readonly NamePart[], nazwa1: string): ReadonlySet<string> {
  const last = parts.findLast(({ role }) => role === 'core');
  const halves = [...nazwa1.matchAll(/\p{L}+(?:-\p{L}+)+/gu)].flatMap(([double]) =>
    readPlaceWords(double).map(({ text }) => text),
  );
  return new Set([...(last === undefined ? [] : [last.text]), ...halves]);
}

function acronymsOf(parts: readonly NamePart[]): readonly string[] {
  const said = parts.filter(({ role }) => role === 'core' || role === 'number');
  if (said.length < 2 || parts.some(({ role }) => role === 'first' || role === 'title')) return [];
  // Two letters are soon something else: those that stand for a name are known ("AK").
  if (said.length === 2 && said.every(({ role }) => role !== 'number')) return [];
  return [said.map(({ text, role }) => (role === 'number' ? text : text.slice(0, 1))).join('')];
}
