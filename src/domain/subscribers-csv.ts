import { type Msisdn, type MsisdnProblem, parseMsisdn } from './msisdn.ts';

/** The file of subscribers an office brings along: UTF-8, `;`, one header, one address of one person a line. */

export const subscribersHeader = 'numer;sym;sym_ul;nr_domu;kategorie;zrodlo_zgody;data_zgody';

export type SubscriberRow = {
  readonly line: number;
  readonly msisdn: Msisdn;
  readonly sym: string;
  readonly symUl: string | null;
  readonly houseNumber: string | null;
  /** Keys as written, each once; the alert category need not be among them. */
  readonly categories: readonly string[];
  readonly source: string;
  /** ISO date. */
  readonly consentedOn: string;
};

type SubscriberProblemKind =
  | 'header'
  | 'no_rows'
  | 'unreadable'
  | 'too_long'
  | 'quote'
  | 'columns'
  | `number_${MsisdnProblem}`
  | 'sym'
  | 'sym_ul'
  | 'house_number'
  | 'category'
  | 'source'
  | 'date'
  | 'date_future'
  | 'unknown_locality'
  | 'unknown_street'
  | 'repeated';

export type SubscriberProblem = {
  readonly line: number;
  readonly kind: SubscriberProblemKind;
  /** What the sentence names: the unknown key, the code, the other line. Never a phone number. */
  readonly about?: string;
};

export type SubscriberSlice = {
  readonly rows: readonly SubscriberRow[];
  readonly problems: readonly SubscriberProblem[];
};

export type SubscriberRules = {
  readonly categoryKeys: ReadonlySet<string>;
  /** ISO date in Warsaw; a consent can't be of tomorrow. */
  readonly today: string;
};

/** Far beyond any real row; a file without line ends is not read into memory. */
const longestLine = 4_000;

/**
 * Reads the file as it arrives and gives rows and problems slice by slice, with line numbers as an editor counts
 * them; never throws for what is in the file, never holds more than one chunk. BOM, CRLF, quoted fields and empty
 * lines are tolerated. A wrong header ends the reading: `header` is then the only problem.
 */
export async function* readSubscribersCsv(
  chunks: AsyncIterable<Uint8Array>,
  rules: SubscriberRules,
): AsyncGenerator<SubscriberSlice> {
  const decoder = new TextDecoder('utf-8');
  const parse = createRowParser(rules);
  let rest = '';
  let line = 0;
  let count = 0;
  let isSkipping = false;

  function* take(lines: readonly string[]): Generator<SubscriberSlice> {
    const rows: SubscriberRow[] = [];
    const problems: SubscriberProblem[] = [];
    for (const text of lines) {
      line += 1;
      if (line === 1) {
        if (text.trimEnd() === subscribersHeader) continue;
        yield { rows: [], problems: [{ line, kind: 'header' }] };
        return;
      }
      if (isSkipping) {
        isSkipping = false;
        continue;
      }
      if (isBlank(text)) continue;
      count += 1;
      const parsed = parse(text, line);
      if ('kind' in parsed) problems.push(parsed);
      else rows.push(parsed);
    }
    yield { rows, problems };
  }

  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const slice of take(lines)) {
      yield slice;
      if (isWrongHeader(slice)) return;
    }
    if (rest.length > longestLine) {
      if (line === 0) {
        yield { rows: [], problems: [{ line: 1, kind: 'header' }] };
        return;
      }
      if (!isSkipping) {
        count += 1;
        yield { rows: [], problems: [{ line: line + 1, kind: 'too_long' }] };
      }
      isSkipping = true;
      rest = '';
    }
  }
  rest += decoder.decode();
  // A file that ends without a line end still has its last line; an empty file has a wrong header.
  if (rest !== '' || line === 0) {
    for (const slice of take([rest])) {
      yield slice;
      if (isWrongHeader(slice)) return;
    }
  }
  if (count === 0) yield { rows: [], problems: [{ line: line + 1, kind: 'no_rows' }] };
}

/** One Polish sentence: what is wrong and what to do. */
export function describeSubscriberProblem(problem: SubscriberProblem): string {
  const about = problem.about ?? '';
  return sentences[problem.kind].replace('{}', () => about);
}

const sentences: Readonly<Record<SubscriberProblemKind, string>> = {
  header: `Pierwszy wiersz musi brzmieć dokładnie: ${subscribersHeader}`,
  no_rows: 'Plik nie ma ani jednego wiersza z danymi.',
  unreadable: 'Są tu znaki, których nie da się odczytać. Zapisz plik w kodowaniu UTF-8.',
  too_long: 'Wiersz jest za długi. Sprawdź, czy wiersze są rozdzielone znakiem końca wiersza.',
  quote: 'Cudzysłów otwarty na początku pola nie jest zamknięty na jego końcu.',
  columns: 'Liczba kolumn to {}, a ma być 7, rozdzielonych średnikiem.',
  number_empty: 'Brakuje numeru telefonu.',
  number_not_a_number: 'To nie jest numer telefonu. Wpisz 9 cyfr numeru komórkowego.',
  number_foreign: 'To numer zagraniczny. Można zapisać tylko polski numer komórkowy.',
  number_not_mobile: 'To nie jest numer komórkowy. SMS-y dochodzą tylko na polskie numery komórkowe.',
  number_alphanumeric: 'W numerze telefonu są litery. Wpisz 9 cyfr numeru komórkowego.',
  sym: 'Kolumna sym ma mieć 7 cyfr (sprawdź, czy arkusz nie uciął zera na początku).',
  sym_ul: 'Kolumna sym_ul ma być pusta albo mieć 5 cyfr (sprawdź, czy arkusz nie uciął zera na początku).',
  house_number: 'Numer domu może mieć najwyżej 20 znaków: cyfry, litery, ukośnik, myślnik, kropka.',
  category: 'Nie ma kategorii „{}”. Wpisz klucze kategorii rozdzielone przecinkiem.',
  source: 'Brakuje źródła zgody (najwyżej 100 znaków), na przykład: formularz papierowy.',
  date: 'Data zgody ma mieć postać RRRR-MM-DD, na przykład 2025-03-31.',
  date_future: 'Data zgody jest z przyszłości.',
  unknown_locality: 'Nie ma miejscowości o numerze SYM {}.',
  unknown_street: 'W tej miejscowości nie ma ulicy o numerze SYM_UL {}.',
  repeated: 'Powtórzony wiersz: to samo co w wierszu {}.',
};

function isWrongHeader(slice: SubscriberSlice): boolean {
  return slice.problems[0]?.kind === 'header';
}

/** Spreadsheets leave `;;;;;;` behind where rows were deleted. */
function isBlank(text: string): boolean {
  return /^[\s;]*$/.test(text);
}

function createRowParser(
  rules: SubscriberRules,
): (text: string, line: number) => SubscriberRow | SubscriberProblem {
  // A file of 500 000 lines has a handful of distinct values here.
  const categoriesOf = remember((text) => parseCategories(text, rules.categoryKeys));
  const dateProblemOf = remember((text) => findDateProblem(text, rules.today));

  return (text, line) => {
    if (text.length > longestLine) return { line, kind: 'too_long' };
    if (isUnreadable(text)) return { line, kind: 'unreadable' };
    const fields = splitFields(text);
    if (fields === undefined) return { line, kind: 'quote' };
    if (fields.length !== 7) return { line, kind: 'columns', about: String(fields.length) };
    const [number = '', sym = '', symUl = '', house = '', keys = '', source = '', date = ''] = fields;

    const parsed = parseMsisdn(number);
    if (!parsed.ok) return { line, kind: `number_${parsed.problem}` };
    if (!/^\d{7}$/.test(sym)) return { line, kind: 'sym' };
    if (!/^(\d{5})?$/.test(symUl)) return { line, kind: 'sym_ul' };
    if (!/^([\p{L}\d][\p{L}\d ./-]{0,19})?$/u.test(house)) return { line, kind: 'house_number' };
    const categories = categoriesOf(keys);
    if (typeof categories === 'string') return { line, kind: 'category', about: categories };
    if (source === '' || source.length > 100) return { line, kind: 'source' };
    const dateProblem = dateProblemOf(date);
    if (dateProblem !== null) return { line, kind: dateProblem };
    return {
      line,
      msisdn: parsed.msisdn,
      sym,
      symUl: symUl === '' ? null : symUl,
      // "12 a" and "12A" are one house, as at every other door.
      houseNumber: house === '' ? null : house.replace(/\s+/g, '').toUpperCase(),
      categories,
      source,
      consentedOn: date,
    };
  };
}

/** Bytes that were not UTF-8 arrive as U+FFFD; control characters have no business in a table. */
function isUnreadable(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit === 0xfffd || unit === 0x7f) return true;
    if (unit < 0x20 && unit !== 0x09 && !(unit === 0x0d && i === text.length - 1)) return true;
  }
  return false;
}

/** Fields of one line, trimmed; undefined when a quoted field does not end. A quote inside a bare field is data. */
function splitFields(text: string): string[] | undefined {
  if (!text.includes('"')) return text.split(';').map((field) => field.trim());
  const fields: string[] = [];
  const pattern = /\s*(?:"((?:[^"]|"")*)"\s*|([^";][^;]*|))(;|$)/y;
  const line = text.trimEnd();
  for (let end = ''; end !== '$'; ) {
    const found = pattern.exec(line);
    if (found === null) return undefined;
    fields.push((found[1]?.replaceAll('""', '"') ?? found[2] ?? '').trim());
    end = found[3] === ';' ? ';' : '$';
  }
  return fields;
}

/** The keys, each once, or the first unknown one (a string). */
function parseCategories(text: string, known: ReadonlySet<string>): readonly string[] | string {
  const keys = text
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');
  return keys.find((key) => !known.has(key))?.slice(0, 40) ?? [...new Set(keys)];
}

function findDateProblem(text: string, today: string): 'date' | 'date_future' | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '1990') return 'date';
  try {
    Temporal.PlainDate.from(text);
  } catch {
    return 'date';
  }
  return text > today ? 'date_future' : null;
}

function remember<Value>(compute: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = compute(text);
    if (known.size < 10_000) known.set(text, value);
    return value;
  };
}
