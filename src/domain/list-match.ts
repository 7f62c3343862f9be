import type { ListRow } from './list-file.ts';
import { isCellTooLong } from './list-file.ts';
import { type Msisdn, type MsisdnProblem, parseMsisdn } from './msisdn.ts';

/** Matching the columns of an uploaded list: which holds the number, and what a text calls the others. */

export type ListColumns = {
  /** Index of the column with the numbers. */
  readonly number: number;
  /** By column: its name in a text; '' = not used. */
  readonly fields: readonly string[];
  /** What a number that comes again means. */
  readonly repeats: 'first' | 'each';
};

type RowProblem =
  | `number_${MsisdnProblem}`
  | 'columns'
  | `empty:${string}`
  | `long:${string}`
  | `repeated:${number}`;

export type CheckedRow = {
  readonly line: number;
  readonly msisdn: Msisdn | null;
  readonly item: number;
  readonly problem: RowProblem | null;
};

/** The columns as their headers and first rows suggest, for a person to confirm. */
export function guessColumns(headers: readonly string[], rows: readonly ListRow[]): ListColumns {
  const sample = rows.slice(0, 50);
  const scores = headers.map((header, at) => {
    const numbers = sample.filter(({ cells }) => parseMsisdn(cells[at] ?? '').ok).length;
    const isNamed = /tel|kom|numer|phone|gsm|sms/iu.test(header);
    return numbers * 2 + (isNamed ? 1 : 0);
  });
  const number = scores.indexOf(Math.max(...scores));
  const taken = new Set<string>();
  const fields = headers.map((header, at) => {
    if (at === number) return '';
    const base = toFieldName(header) || `kolumna_${at + 1}`;
    let name = base;
    for (let n = 2; taken.has(name); n += 1) name = `${base}_${n}`;
    taken.add(name);
    return name;
  });
  return { number, fields, repeats: 'first' };
}

/** A name that may stand in braces: letters, digits and underscores; '' when nothing is left. */
export function toFieldName(header: string): string {
  return header
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 30);
}

/** Judges row after row in the file's order; remembers numbers it has seen. */
export function createRowCheck(
  headers: readonly string[],
  columns: ListColumns,
): (row: ListRow) => CheckedRow {
  const seen = new Map<string, { readonly line: number; count: number }>();
  return ({ line, cells }) => {
    const bad = (problem: RowProblem): CheckedRow => ({ line, msisdn: null, item: 0, problem });
    if (cells.length > headers.length) return bad('columns');
    const number = parseMsisdn(cells[columns.number] ?? '');
    if (!number.ok) return bad(`number_${number.problem}`);
    for (const [at, field] of columns.fields.entries()) {
      if (field === '' || at === columns.number) continue;
      const cell = cells[at] ?? '';
      // An empty place in a letter to a person is worse than no letter.
      if (cell === '') return bad(`empty:${headers[at] ?? field}`);
      if (isCellTooLong(cell)) return bad(`long:${headers[at] ?? field}`);
    }
    const { msisdn } = number;
    const before = seen.get(msisdn);
    if (before === undefined) {
      seen.set(msisdn, { line, count: 1 });
      return { line, msisdn, item: 0, problem: null };
    }
    if (columns.repeats === 'first') return bad(`repeated:${before.line}`);
    before.count += 1;
    return { line, msisdn, item: before.count - 1, problem: null };
  };
}

/** One Polish sentence: what is wrong and what to do. Never a phone number. */
export function describeRowProblem(problem: string): string {
  const [kind = '', about = ''] = splitOnce(problem);
  if (kind === 'empty')
    return `Pusta komórka w kolumnie „${about}”. Uzupełnij ją albo nie używaj tej kolumny.`;
  if (kind === 'long') return `Komórka w kolumnie „${about}” ma ponad 500 znaków. Skróć ją.`;
  if (kind === 'repeated') return `Ten sam numer co w wierszu ${about}. Zostaje tylko pierwszy.`;
  return sentences[kind] ?? 'Tego wiersza nie da się użyć.';
}

const sentences: Readonly<Record<string, string>> = {
  columns:
    'Wiersz ma więcej kolumn niż nagłówek. Sprawdź, czy w komórce nie ma znaku rozdzielającego kolumny.',
  number_empty: 'Brakuje numeru telefonu.',
  number_not_a_number: 'To nie jest numer telefonu. Wpisz 9 cyfr numeru komórkowego.',
  number_foreign: 'To numer zagraniczny. Wysyłamy tylko na polskie numery komórkowe.',
  number_not_mobile: 'To nie jest numer komórkowy. SMS-y dochodzą tylko na komórki.',
  number_alphanumeric: 'W numerze telefonu są litery. Wpisz 9 cyfr numeru komórkowego.',
};

function splitOnce(text: string): readonly string[] {
  const at = text.indexOf(':');
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
