import { isMisread, type TableRecord, type TableSlice } from './teryt-csv.ts';
import type { TerytProblem } from './teryt-registers.ts';

// One row takes some 400 characters.
const longestRow = 20_000;
const roots: ReadonlySet<string> = new Set(['teryt', 'TERC', 'SIMC', 'ULIC']);

/**
 * Reads the registers' flat XML from text as it arrives: a root, perhaps a `<catalog>`, rows of plain elements. What
 * is not exactly that is refused, so that a damaged file can't pass. Partial downloads have a comment first and
 * no catalog; empty is `<NAZWA_2 />` or blanks.
 */
export async function* readTerytXml(texts: AsyncIterable<string>): AsyncGenerator<TableSlice> {
  const frame = createFrame();
  let rest = '';
  let line = 1;
  let columns: readonly string[] | null = null;

  for await (const text of texts) {
    if (isMisread(text)) {
      const before = text.slice(0, text.search(/[\ufffd\0ĂĹÃ]/));
      yield refused(line + countLines(rest + before), 'encoding');
      return;
    }
    rest += text;
    const records: TableRecord[] = [];
    const problems: TerytProblem[] = [];
    let at = 0;
    for (;;) {
      const start = rest.indexOf('<row>', at);
      const end = start === -1 ? -1 : rest.indexOf('</row>', start);
      if (end === -1) break;
      const between = rest.slice(at, start);
      const broken = frame.take(between);
      line += countLines(between);
      if (broken !== null || !frame.isOpen()) {
        yield { kind: 'records', records, problems };
        yield refused(line, broken === 'encoding' ? 'encoding' : 'xml', broken ?? 'wiersz poza rejestrem');
        return;
      }
      const body = rest.slice(start + 5, end);
      const row = readRow(body);
      if (row !== null && columns === null) {
        columns = row.names;
        yield { kind: 'columns', columns, declared: frame.declared() };
      }
      if (row === null) problems.push({ line, kind: 'xml', about: 'zły zapis wiersza' });
      else {
        const fields = columns === null ? null : inOrder(row, columns);
        if (fields === null) problems.push({ line, kind: 'columns', about: row.names.join(', ') });
        else records.push({ line, fields });
      }
      line += countLines(body);
      at = end + 6;
    }
    yield { kind: 'records', records, problems };
    rest = rest.slice(at);
    if (rest.length > longestRow) {
      yield refused(line, 'xml', 'za długi wiersz albo brak znacznika </row>');
      return;
    }
  }
  const broken = frame.take(rest);
  if (broken !== null || !frame.isClosed()) {
    const isRoot = frame.isOpen() || frame.isClosed() || rest.includes('<row>');
    yield isRoot ? refused(line, 'cut', 'brakuje zakończenia XML') : refused(line, 'unknown_file');
    return;
  }
  if (columns === null) yield refused(null, 'empty');
  else yield { kind: 'end', isWhole: true };
}

function refused(line: number | null, kind: TerytProblem['kind'], about?: string): TableSlice {
  return { kind: 'refused', problem: { line, kind, ...(about === undefined ? {} : { about }) } };
}

type Row = { readonly names: readonly string[]; readonly values: readonly string[] };

/** The row's elements one after another; null when there is anything else between them. */
function readRow(body: string): Row | null {
  const element = /\s*<([A-Za-z_][A-Za-z0-9_]*)(?:\s*\/>|>([^<]*)<\/\1\s*>)/y;
  const names: string[] = [];
  const values: string[] = [];
  let end = 0;
  for (let match = element.exec(body); match !== null; match = element.exec(body)) {
    const value = (match[2] ?? '').trim();
    names.push(match[1] ?? '');
    values.push(value.includes('&') ? decodeEntities(value) : value);
    end = element.lastIndex;
  }
  return names.length > 0 && body.slice(end).trim() === '' ? { names, values } : null;
}

/** The values in the order of the first row's columns; null when they are not the same columns. */
function inOrder(row: Row, columns: readonly string[]): readonly string[] | null {
  if (row.names.length !== columns.length) return null;
  if (row.names.every((name, at) => name === columns[at])) return row.values;
  const values = columns.map((column) => row.values[row.names.indexOf(column)]);
  return values.every((value) => value !== undefined) ? values : null;
}

const entities: ReadonlyMap<string, string> = new Map(
  Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }),
);

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    const code =
      decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : null;
    if (code === null) return entities.get(name) ?? whole;
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** What stands around the rows, as a small machine: declaration and comments, root, catalog, and both closed again. */
function createFrame(): {
  /** Reads what stands between rows; a Polish word on what is wrong with it, or 'encoding', else null. */
  readonly take: (text: string) => string | null;
  readonly isOpen: () => boolean;
  readonly isClosed: () => boolean;
  readonly declared: () => 'full' | 'partial' | null;
} {
  const open: string[] = [];
  let isClosed = false;
  let declared: 'full' | 'partial' | null = null;

  function takeTag(tag: string): string | null {
    const [, slash, name = '', rest = ''] = /^<(\/?)([A-Za-z]+)([^<>]*)>$/.exec(tag) ?? [];
    if (slash === '/') {
      if (open.pop() !== name) return `</${name}> nie na miejscu`;
      isClosed = open.length === 0;
      return null;
    }
    const isExpected =
      open.length === 0 ? !isClosed && roots.has(name) : open.length === 1 && name === 'catalog';
    if (!isExpected) return `<${name}> nie na miejscu`;
    if (name === 'catalog') declared = /\btype\s*=\s*"ALL"/i.test(rest) ? 'full' : 'partial';
    open.push(name);
    return null;
  }

  return {
    take: (text) => {
      const token = /\s+|\uFEFF|<\?[^?]*\?>|<!--[\s\S]*?-->|<\/?[A-Za-z]+[^<>]*>/y;
      let end = 0;
      for (let match = token.exec(text); match !== null; match = token.exec(text)) {
        end = token.lastIndex;
        const [found] = match;
        if (found.startsWith('<?')) {
          const encoding = /encoding\s*=\s*["']([^"']+)["']/i.exec(found)?.[1];
          if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) return 'encoding';
        } else if (found.startsWith('<!--')) {
          if (/czę\S*ć/i.test(found) && declared === null) declared = 'partial';
        } else if (found.startsWith('<')) {
          const broken = takeTag(found);
          if (broken !== null) return broken;
        }
      }
      return end === text.length ? null : 'niespodziewana treść między wierszami';
    },
    isOpen: () => open.length > 0,
    isClosed: () => isClosed,
    declared: () => declared,
  };
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
