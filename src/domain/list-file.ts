/** Tables that an office brings along (CSV in any of the ways people save it), before their columns are matched. */

type ListTable = {
  readonly headers: readonly string[];
  readonly rows: readonly ListRow[];
};
export type ListRow = {
  /** As an editor counts, the header being line 1. */
  readonly line: number;
  readonly cells: readonly string[];
};

export type ListFileProblem =
  | 'empty'
  | 'no_rows'
  | 'too_big'
  | 'too_many_rows'
  | 'too_many_columns'
  | 'no_text'
  | 'quote'
  | 'workbook'
  | 'bomb';

export type ParsedListFile =
  | { readonly ok: true; readonly table: ListTable }
  | { readonly ok: false; readonly problem: ListFileProblem };

export const mostListBytes = 20 * 1024 * 1024;
export const mostListRows = 200_000;
const mostColumns = 50;
const longestCell = 500;

/** Reads a text file: UTF-8 with or without BOM, UTF-16 with BOM or CP1250; `;`, `,` or tab; never throws. */
export function parseListText(bytes: Uint8Array): ParsedListFile {
  if (bytes.length > mostListBytes) return { ok: false, problem: 'too_big' };
  const text = decodeText(bytes);
  if (text.includes('\u0000')) return { ok: false, problem: 'no_text' };
  const records = splitRecords(text, findSeparator(text));
  if (records === null) return { ok: false, problem: 'quote' };
  return tableOf(records);
}

/** The table of rows as read; the first that holds anything is the header, empty ones are left out. */
export function tableOf(records: readonly ListRow[]): ParsedListFile {
  const filled = records
    .map(({ line, cells }) => ({ line, cells: cells.map(cleanCell) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const [header, ...rows] = filled;
  if (header === undefined) return { ok: false, problem: 'empty' };
  if (rows.length === 0) return { ok: false, problem: 'no_rows' };
  if (rows.length > mostListRows) return { ok: false, problem: 'too_many_rows' };
  const width = header.cells.findLastIndex((cell) => cell !== '') + 1;
  if (width > mostColumns) return { ok: false, problem: 'too_many_columns' };
  return {
    ok: true,
    table: {
      headers: header.cells.slice(0, width),
      // A row of another width would shift its cells under others' headers: kept as it is, and told as bad.
      rows: rows.map(({ line, cells }) => ({ line, cells: trimEnd(cells, width) })),
    },
  };
}

function trimEnd(cells: readonly string[], width: number): readonly string[] {
  const last = cells.findLastIndex((cell) => cell !== '') + 1;
  const kept = cells.slice(0, Math.max(last, Math.min(width, cells.length)));
  return kept;
}

/** One line of plain text; what is longer than any real cell is cut where a check will see it. */
export function cleanCell(cell: string): string {
  return cell
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, longestCell + 1);
}

export function isCellTooLong(cell: string): boolean {
  return cell.length > longestCell;
}

function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // What Polish spreadsheets save as "CSV" without a word about encoding.
    return new TextDecoder('windows-1250').decode(bytes);
  }
}

/** The sign that stands most often in the first line, outside of quotes. */
export function findSeparator(text: string): string {
  const head = (/^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text.trimStart())?.[0] ?? '').replace(
    /"(?:[^"]|"")*"/g,
    '',
  );
  const counted = [';', '\t', ','].map((sign) => ({ sign, count: head.split(sign).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).sign;
}

/** Records with their first lines (RFC 4180); null when a quoted cell never ends. */
function splitRecords(text: string, separator: string): readonly ListRow[] | null {
  const records: ListRow[] = [];
  const sign = separator === '\t' ? '\\t' : separator;
  const cell = new RegExp(
    `(?:[ ]*"((?:[^"]|"")*)"[ ]*|([^${sign}"\\r\\n][^${sign}\\r\\n]*|))(${sign}|\\r?\\n|\\r|$)`,
    'y',
  );
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const first = line;
    const cells: string[] = [];
    for (;;) {
      cell.lastIndex = at;
      const found = cell.exec(text);
      if (found === null) return null;
      at = cell.lastIndex;
      const quoted = found[1];
      cells.push(quoted?.replaceAll('""', '"') ?? found[2] ?? '');
      if (quoted !== undefined) line += quoted.split('\n').length - 1;
      if (found[3] !== separator) break;
    }
    line += 1;
    records.push({ line: first, cells });
    if (records.length > mostListRows + 100_000) break;
  }
  return records;
}
