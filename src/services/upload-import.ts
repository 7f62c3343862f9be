// A file of subscribers from another system, kept for its preview only. One transaction: a kill, a bad file or a closed
// browser leaves nothing. The file itself never touches the disk outside of the database.
import { setImmediate } from 'node:timers/promises';
import { insertAudit } from '#db/audit.ts';
import { insertImportAudit, insertImportRows } from '#db/import-staging.ts';
import { inImportTransaction, insertImport } from '#db/imports.ts';
import { deleteWaitingImport } from '#db/subscriber-imports.ts';
import { type ListFileProblem, type ListRow, mostListBytes } from '#domain/list-file.ts';
import { readTable, sliceTable, type TableSlice } from '#domain/table-reader.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { isZip, readWorkbook } from './read-workbook.ts';

export type ImportUploaded =
  | { readonly ok: true; readonly id: number; readonly headers: readonly string[] }
  | { readonly ok: false; readonly problem: ListFileProblem };

class BadTable extends Error {
  override name = 'BadTable';
  readonly problem: ListFileProblem;
  constructor(problem: ListFileProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** Keeps a file as rows whose columns wait to be matched: all of it or nothing. */
export async function uploadImport(
  deps: Pick<Deps, 'db' | 'sql' | 'clock'>,
  upload: { readonly name: string; readonly chunks: readonly Uint8Array[]; readonly actor: string },
): Promise<ImportUploaded> {
  const slices = await openTable(upload.chunks);
  const { value: first } = slices.next();
  if (first?.kind === 'problem') return { ok: false, problem: first.problem };
  if (first?.kind !== 'header') return { ok: false, problem: 'empty' };
  const name =
    upload.name
      .toWellFormed()
      .replace(/\p{Cc}/gu, '')
      .slice(-100) || 'plik';
  try {
    const id = await keepRows(deps, { ...upload, name, headers: first.headers, slices: rowsOf(slices) });
    return { ok: true, id, headers: first.headers };
  } catch (error) {
    if (error instanceof BadTable) return { ok: false, problem: error.problem };
    throw error;
  }
}

/** Rows that were typed in, as if they had been a file. */
export async function uploadTyped(
  deps: Pick<Deps, 'db' | 'sql' | 'clock'>,
  typed: {
    readonly name: string;
    readonly headers: readonly string[];
    readonly rows: readonly ListRow[];
    readonly actor: string;
  },
): Promise<number> {
  return keepRows(deps, { ...typed, slices: [typed.rows] });
}

/** Throws away a file that waits, with its rows. Idempotent; `conflict` when it has been stored. */
export async function dropImport(
  deps: Pick<Deps, 'db'>,
  given: { readonly id: number; readonly actor: string },
): Promise<void> {
  const { id, actor } = given;
  await deps.db.transaction(async (tx) => {
    if (!(await deleteWaitingImport(tx, id)))
      throw new ServiceError('conflict', `import ${id} waits no more`);
    await insertAudit(tx, { actor, act: 'import.drop', subject: `import:${id}` });
  });
}

async function keepRows(
  deps: Pick<Deps, 'db' | 'sql' | 'clock'>,
  given: {
    readonly name: string;
    readonly headers: readonly string[];
    readonly actor: string;
    readonly slices: AsyncIterable<readonly ListRow[]> | Iterable<readonly ListRow[]>;
  },
): Promise<number> {
  const { name, headers, actor, slices } = given;
  return inImportTransaction(deps.sql, async (tx) => {
    const importId = await insertImport(tx, { name, headers, actor, now: deps.clock() });
    await insertImportRows(tx, { importId, slices });
    await insertImportAudit(tx, { actor, act: 'import.upload', importId, detail: {} });
    return importId;
  });
}

async function openTable(chunks: readonly Uint8Array[]): Promise<Generator<TableSlice>> {
  // However finely the browser's upload was cut.
  const head = Buffer.concat(chunks.slice(0, 4).map((chunk) => chunk.subarray(0, 4)));
  if (!isZip(head)) return readTable(chunks);
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (size > mostListBytes) return refuse('too_big');
  const parsed = await readWorkbook(Buffer.concat(chunks));
  return parsed.ok ? sliceTable(parsed.table) : refuse(parsed.problem);
}

function* refuse(problem: ListFileProblem): Generator<TableSlice> {
  yield { kind: 'problem', problem };
}

/** Others get their turn after each piece: half a million rows must not hold up an alert. */
async function* rowsOf(slices: Generator<TableSlice>): AsyncGenerator<readonly ListRow[]> {
  for (const slice of slices) {
    if (slice.kind === 'problem') throw new BadTable(slice.problem);
    if (slice.kind === 'rows') yield slice.rows;
    await setImmediate();
  }
}
