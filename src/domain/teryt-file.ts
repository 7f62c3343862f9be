import { readTerytCsv, type TableSlice } from './teryt-csv.ts';
import {
  isRegisterDate,
  locateColumns,
  parseTerytRow,
  type Register,
  recogniseRegister,
  registerColumns,
  type TerytProblem,
  type TerytRow,
} from './teryt-registers.ts';
import { readTerytXml } from './teryt-xml.ts';

export type TerytSlice =
  /** Comes before the first rows, once it is known which register this is, and of which day. */
  | { readonly kind: 'register'; readonly register: Register; readonly stanNa: string }
  | { readonly kind: 'rows'; readonly rows: readonly TerytRow[]; readonly problems: readonly TerytProblem[] }
  /** The last slice of a file that was read to its end. */
  | { readonly kind: 'end'; readonly rows: number; readonly stanNa: string; readonly isFull: boolean };

const allVoivodeships = 16;

/**
 * Reads one register's file, CSV or XML, as its bytes arrive; which register it is shows in its columns, not its
 * name. Never throws for what is in the file and holds one chunk at a time. Full: the whole country, by its own word
 * (XML) or by its voivodeships (CSV seen to its official end).
 */
export async function* readTerytFile(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TerytSlice> {
  let register: Register | null = null;
  let positions: readonly number[] = [];
  let declared: 'full' | 'partial' | null = null;
  let stanNa: string | null = null;
  let count = 0;
  const voivodeships = new Set<string>();

  for await (const slice of readTable(chunks)) {
    switch (slice.kind) {
      case 'columns': {
        const recognised = recogniseRegister(slice.columns);
        const problem = findColumnProblem(recognised);
        if (problem !== null || recognised === null) {
          yield { kind: 'rows', rows: [], problems: [problem ?? { line: 1, kind: 'unknown_file' }] };
          return;
        }
        ({ register } = recognised);
        declared = slice.declared;
        positions = locateColumns(register, slice.columns);
        break;
      }
      case 'records': {
        if (register === null) break;
        const rows: TerytRow[] = [];
        const problems = [...slice.problems];
        const wasDated = stanNa !== null;
        const dateAt = positions[registerColumns[register].length - 1] ?? -1;
        for (const { line, fields } of slice.records) {
          const day = fields[dateAt] ?? '';
          if (day !== stanNa) {
            if (!isRegisterDate(day)) problems.push({ line, kind: 'date', about: day.slice(0, 20) });
            else if (stanNa !== null) problems.push({ line, kind: 'date_differs', about: stanNa });
            else stanNa = day;
          }
          const ordered = positions.map((at) => fields[at] ?? '');
          const parsed = parseTerytRow(register, { line, fields: ordered });
          if ('kind' in parsed) problems.push(parsed);
          else rows.push(parsed);
          voivodeships.add(ordered[0] ?? '');
        }
        count += slice.records.length + slice.problems.length;
        problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
        if (stanNa !== null && !wasDated) yield { kind: 'register', register, stanNa };
        yield { kind: 'rows', rows, problems };
        break;
      }
      case 'refused':
        yield { kind: 'rows', rows: [], problems: [slice.problem] };
        return;
      case 'end': {
        if (count === 0 || stanNa === null) {
          if (count === 0) yield { kind: 'rows', rows: [], problems: [{ line: null, kind: 'empty' }] };
          return;
        }
        const isCountry = voivodeships.size >= allVoivodeships && slice.isWhole;
        const isFull = declared === null ? isCountry : declared === 'full';
        yield { kind: 'end', rows: count, stanNa, isFull };
        break;
      }
      default:
        return slice satisfies never;
    }
  }
}

function findColumnProblem(recognised: ReturnType<typeof recogniseRegister>): TerytProblem | null {
  if (recognised === null || recognised.missing.length === 0) return null;
  return { line: 1, kind: 'columns_missing', about: recognised.missing.join(', ') };
}

async function* readTable(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TableSlice> {
  const texts = decode(chunks);
  const first = await nextWithText(texts);
  if (first === null) {
    yield { kind: 'refused', problem: { line: null, kind: 'empty' } };
    return;
  }
  const all = startingWith(first, texts);
  yield* /^\uFEFF?\s*</.test(first) ? readTerytXml(all) : readTerytCsv(all);
}

async function* decode(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  // Kept: the BOM tells the official form.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  const last = decoder.decode();
  if (last !== '') yield last;
}

/** As much text as it takes to see how the file begins; null when there is none. */
async function nextWithText(texts: AsyncGenerator<string>): Promise<string | null> {
  let text = '';
  for (;;) {
    const next = await texts.next();
    if (next.done === true) return text === '' ? null : text;
    text += next.value;
    if (text.trim().length >= 2) return text;
  }
}

async function* startingWith(first: string, texts: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* texts;
}
