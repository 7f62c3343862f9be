import { cleanCell, findSeparator, type ListFileProblem, type ListRow } from './list-file.ts';

/** Reads big tables (CSV in any of the ways people save it) piece by piece: memory grows with a record, not with the file. */

export type TableSlice =
  | { readonly kind: 'header'; readonly headers: readonly string[] }
  | { readonly kind: 'rows'; readonly rows: readonly ListRow[] }
  /** Ends the reading: nothing of the file may be used. */
  | { readonly kind: 'problem'; readonly problem: ListFileProblem };

export const mostTableBytes = 100 * 1024 * 1024;
const mostTableRows = 1_000_000;
const mostColumns = 50;
/** Far beyond any real record: a quote that never ends must not gather the whole file. */
const longestRecord = 256 * 1024;
const pieceBytes = 64 * 1024;

/**
 * The header, then rows as they come, with lines as an editor counts them; never throws for what is in the file. UTF-8
 * with or without BOM, UTF-16 with BOM or CP1250; `;`, `,` or tab.
 */
export function* readTable(chunks: readonly Uint8Array[]): Generator<TableSlice> {
  const decoder = new TextDecoder(findEncoding(chunks));
  const toTable = createTableMaker();
  let records: ReturnType<typeof createRecordReader> | null = null;
  let held = '';
  for (const piece of piecesOf(chunks)) {
    const text = decoder.decode(piece, { stream: true });
    if (text.includes('\u0000')) return yield { kind: 'problem', problem: 'no_text' };
    if (records === null) {
      // The separator stands in the first line, which may be longer than a piece.
      held += text;
      if (!/[\r\n]/.test(held.trimStart()) && held.length < longestRecord) continue;
      records = createRecordReader(findSeparator(held));
      yield* toTable(records.read(held));
      held = '';
    } else {
      yield* toTable(records.read(text));
    }
    if (toTable.isOver()) return;
  }
  records ??= createRecordReader(findSeparator(held));
  yield* toTable(records.read(held + decoder.decode(), 'last'));
  if (!toTable.isOver()) yield* toTable.end();
}

/** The same slices for a table that was read by other means. */
export function* sliceTable(table: {
  readonly headers: readonly string[];
  readonly rows: readonly ListRow[];
}): Generator<TableSlice> {
  yield { kind: 'header', headers: table.headers };
  for (let at = 0; at < table.rows.length; at += 1_000) {
    yield { kind: 'rows', rows: table.rows.slice(at, at + 1_000) };
  }
}

type Records = { readonly rows: readonly ListRow[]; readonly problem: ListFileProblem | null };

/** Records of a text that comes in pieces (RFC 4180); what does not end yet is kept for the next piece. */
function createRecordReader(separator: string): {
  readonly read: (text: string, end?: 'last') => Records;
} {
  const sign = separator === '\t' ? '\\t' : separator;
  const cell = new RegExp(
    `(?:[ ]*"((?:[^"]|"")*)"[ ]*|([^${sign}"\\r\\n][^${sign}\\r\\n]*|))(${sign}|\\r?\\n|\\r|$)`,
    'y',
  );
  let rest = '';
  let line = 1;

  /** One record from `at`; null when it does not end before the text does, or its quotes are wrong. */
  function readRecord(text: string, at: number) {
    const cells: string[] = [];
    let next = at;
    let lines = 1;
    for (;;) {
      cell.lastIndex = next;
      const found = cell.exec(text);
      if (found === null) return null;
      next = cell.lastIndex;
      const quoted = found[1];
      if (cells.length <= mostColumns) cells.push(quoted?.replaceAll('""', '"') ?? found[2] ?? '');
      if (quoted !== undefined) lines += quoted.split('\n').length - 1;
      if (found[3] !== separator) return { cells, next, lines, isAtEnd: next >= text.length };
    }
  }

  return {
    read: (text, end) => {
      const all = rest + text;
      const rows: ListRow[] = [];
      let at = 0;
      while (at < all.length) {
        const record = readRecord(all, at);
        // A record that reaches the end may go on in the next piece, were it by the second half of CRLF.
        if (record === null || (record.isAtEnd && end !== 'last')) break;
        rows.push({ line, cells: record.cells });
        line += record.lines;
        at = record.next;
      }
      rest = all.slice(at);
      const isBroken = rest !== '' && (end === 'last' || rest.length > longestRecord);
      return { rows, problem: isBroken ? 'quote' : null };
    },
  };
}

/** Turns records into header and rows; the first that holds anything is the header, empty ones are left out. */
function createTableMaker() {
  let headers: readonly string[] | null = null;
  let count = 0;
  let isOver = false;

  function* make({ rows, problem }: Records): Generator<TableSlice> {
    const filled = rows
      .map(({ line, cells }) => ({ line, cells: cells.map(cleanCell) }))
      .filter(({ cells }) => cells.some((one) => one !== ''));
    const [first] = filled;
    if (headers === null && first !== undefined) {
      const width = first.cells.findLastIndex((one) => one !== '') + 1;
      if (width > mostColumns) return yield stop('too_many_columns');
      headers = first.cells.slice(0, width);
      filled.shift();
      yield { kind: 'header', headers };
    }
    const width = headers?.length ?? 0;
    count += filled.length;
    if (count > mostTableRows) return yield stop('too_many_rows');
    if (filled.length > 0) {
      // One cell more than the header tells that the row is wider; what it holds does not matter.
      yield { kind: 'rows', rows: filled.map(({ line, cells }) => ({ line, cells: trim(cells, width) })) };
    }
    if (problem !== null) yield stop(problem);
  }

  function* end(): Generator<TableSlice> {
    if (headers === null) yield stop('empty');
    else if (count === 0) yield stop('no_rows');
  }

  function stop(problem: ListFileProblem): TableSlice {
    isOver = true;
    return { kind: 'problem', problem };
  }

  return Object.assign(make, { end, isOver: () => isOver });
}

function trim(cells: readonly string[], width: number): readonly string[] {
  const last = cells.findLastIndex((one) => one !== '') + 1;
  return cells.slice(0, Math.min(Math.max(last, 1), width + 1));
}

function findEncoding(chunks: readonly Uint8Array[]): string {
  const [a, b] = chunks.slice(0, 2).flatMap((chunk) => [...chunk.subarray(0, 2)]);
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  const strict = new TextDecoder('utf-8', { fatal: true });
  try {
    for (const chunk of chunks) strict.decode(chunk, { stream: true });
    strict.decode();
    return 'utf-8';
  } catch {
    // What Polish spreadsheets save as "CSV" without a word about encoding.
    return 'windows-1250';
  }
}

function* piecesOf(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += pieceBytes) yield chunk.subarray(at, at + pieceBytes);
  }
}
