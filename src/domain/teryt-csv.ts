import type { TerytProblem } from './teryt-registers.ts';

/** What a register's file says before its codes are understood, slice by slice; CSV and XML give the same. */
export type TableSlice =
  | {
      readonly kind: 'columns';
      readonly columns: readonly string[];
      /** What the file says of itself; null when it says nothing. */
      readonly declared: 'full' | 'partial' | null;
    }
  | {
      readonly kind: 'records';
      readonly records: readonly TableRecord[];
      readonly problems: readonly TerytProblem[];
    }
  /** Nothing of the file can be trusted; the last slice. */
  | { readonly kind: 'refused'; readonly problem: TerytProblem }
  /** The last slice. Whole: the end itself was seen, so that the file can't have been cut. */
  | { readonly kind: 'end'; readonly isWhole: boolean };

export type TableRecord = { readonly line: number; readonly fields: readonly string[] };

const longestLine = 4_000;

/**
 * Reads the official CSV from text as it arrives: `;`, no quoting at all (quotation marks are part of names), line
 * numbers as an editor counts them. The official form (BOM, CRLF) ends with an empty line: without it the file was
 * cut. Files that went through another program need not have it, and then nobody knows whether they are whole.
 */
export async function* readTerytCsv(texts: AsyncIterable<string>): AsyncGenerator<TableSlice> {
  let rest = '';
  let line = 0;
  let width = 0;
  let isOfficial = false;
  let isLastBlank = false;

  function* take(lines: readonly string[]): Generator<TableSlice> {
    const records: TableRecord[] = [];
    const problems: TerytProblem[] = [];
    for (const text of lines) {
      line += 1;
      if (isMisread(text)) {
        yield { kind: 'records', records, problems };
        yield { kind: 'refused', problem: { line, kind: 'encoding' } };
        return;
      }
      const fields = text.split(';');
      if (line === 1) {
        isOfficial = text.startsWith('\uFEFF') && text.endsWith('\r');
        width = fields.length;
        yield {
          kind: 'columns',
          columns: fields.map((name) => name.replace('\uFEFF', '').trim()),
          declared: null,
        };
        continue;
      }
      isLastBlank = text === '' || text === '\r';
      if (isLastBlank) continue;
      if (text.length > longestLine) problems.push({ line, kind: 'too_long' });
      else if (fields.length !== width)
        problems.push({ line, kind: 'columns', about: String(fields.length) });
      else records.push({ line, fields: fields.map((field) => field.trim()) });
    }
    yield { kind: 'records', records, problems };
  }

  for await (const text of texts) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const slice of take(lines)) {
      yield slice;
      if (slice.kind === 'refused') return;
    }
    if (rest.length > longestLine) {
      yield { kind: 'refused', problem: { line: line + 1, kind: line === 0 ? 'unknown_file' : 'too_long' } };
      return;
    }
  }
  const isClosed = rest === '' || rest === '\r';
  if (rest !== '') {
    for (const slice of take([rest])) {
      yield slice;
      if (slice.kind === 'refused') return;
    }
  }
  if (isOfficial && !(isClosed && isLastBlank)) {
    const about = 'brakuje pustego wiersza, którym kończą się pliki z eTERYT';
    yield { kind: 'refused', problem: { line, kind: 'cut', about } };
    return;
  }
  yield { kind: 'end', isWhole: isOfficial };
}

/**
 * Bytes that were not UTF-8 arrive as U+FFFD; UTF-8 that somebody read as CP1250 or Latin-1 and saved anew shows as
 * Ă, Ĺ and Ã, which no Polish name holds.
 */
export function isMisread(text: string): boolean {
  return /[\ufffd\0ĂĹÃ]/.test(text);
}
