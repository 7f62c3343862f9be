import { basename } from 'node:path';
import { updateOrphanSuccessors } from '#db/place-orphans.ts';
import {
  deleteGonePlaces,
  type GoneCounts,
  hasTerytImport,
  type ImportedFile,
  insertTerytAudit,
  insertTerytImports,
  type LocalityChanges,
  listRecodedGminas,
  mergeCommunes,
  mergeLocalities,
  mergeStreets,
  type PlaceCounts,
  stageGonePlaces,
  updateOfficeGminas,
} from '#db/teryt.ts';
import { type ChangedPlace, listChangedNames, listGoneNames } from '#db/teryt-names.ts';
import {
  deleteStagedRepetitions,
  inTerytTransaction,
  listFullEditions,
  listStagedContradictions,
  narrowStagedRows,
  stageTerytRows,
  type TerytTransaction,
} from '#db/teryt-staging.ts';
import { readTerytFile } from '#domain/teryt-file.ts';
import type { Register, TerytProblem, TerytRow } from '#domain/teryt-registers.ts';
import type { Deps } from './deps.ts';
import { ArchiveError, listPackedFiles, type PackedFile } from './teryt-archive.ts';

type TerytFile = ImportedFile & { readonly name: string };

export type TerytImport = {
  /** Files that were read to their end. */
  readonly files: readonly TerytFile[];
  /** Every bad line, by file; with any of these nothing has been stored. The first ten thousand of them. */
  readonly problems: readonly (TerytProblem & { readonly file: string })[];
  readonly problemCount: number;
  /** Null = nothing was stored. In a preview: what would be. */
  readonly changes: TerytChanges | null;
  /** The first of what a preview would change, by name; none where it is stored. */
  readonly names: readonly ChangedPlace[];
};

export type TerytChanges = {
  readonly communes: PlaceCounts;
  readonly localities: LocalityChanges;
  readonly streets: { readonly added: number; readonly changed: number };
  readonly gone: GoneCounts;
  /** The office's gminas that have another code now. */
  readonly recoded: readonly { readonly terc: string; readonly now: readonly string[] }[];
};

const mostProblems = 10_000;

/**
 * Imports TERYT files, or says what importing them would do: all of them in one transaction or nothing. People stay
 * with their places through every change of name, kind or code; what is gone but lived at is kept as an orphan for
 * a human. The same files a second time change nothing. Memory does not grow with the files.
 */
export async function importTeryt(
  deps: Pick<Deps, 'sql'>,
  request: {
    /** A name other than the path's own is given for uploads. */
    readonly files: readonly { readonly path: string; readonly name?: string }[];
    /** Seven-digit codes; empty = all the files hold. */
    readonly gminas: readonly string[];
    readonly actor: string;
    readonly act: 'store' | 'preview';
  },
): Promise<TerytImport> {
  const collected = createProblemList();
  let files: readonly TerytFile[] = [];
  const names: ChangedPlace[] = [];
  try {
    const changes = await inTerytTransaction(deps.sql, async (tx) => {
      files = await stageFiles(tx, request.files, collected);
      const result =
        collected.count() === 0 ? await merge(tx, { ...request, files, collected, names }) : null;
      if (result === null || request.act === 'preview') throw new Undone(result);
      return result;
    });
    return { files, ...collected.result(), changes, names: [] };
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
    return { files, ...collected.result(), changes: error.changes, names };
  }
}

/** Ends the transaction without a trace. */
class Undone extends Error {
  override name = 'Undone';
  readonly changes: TerytChanges | null;

  constructor(changes: TerytChanges | null) {
    super('The import was rolled back on purpose.');
    this.changes = changes;
  }
}

type ProblemList = ReturnType<typeof createProblemList>;

function createProblemList() {
  const problems: (TerytProblem & { readonly file: string })[] = [];
  let count = 0;
  return {
    add: (file: string, found: readonly TerytProblem[]): void => {
      count += found.length;
      for (const problem of found.slice(0, mostProblems - problems.length)) {
        const { line, kind, about } = problem;
        problems.push({ file, line, kind, ...(about === undefined ? {} : { about }) });
      }
    },
    count: () => count,
    result: () => ({ problems, problemCount: count }),
  };
}

async function stageFiles(
  tx: TerytTransaction,
  given: readonly { readonly path: string; readonly name?: string }[],
  collected: ProblemList,
): Promise<readonly TerytFile[]> {
  const files: TerytFile[] = [];
  for (const { path, name = basename(path) } of given) {
    try {
      for (const packed of await listPackedFiles(path)) {
        const label = packed.name === basename(path) ? name : `${name}: ${packed.name}`;
        const file = await stageFile(tx, { packed, label, number: files.length, collected });
        if (file !== null) files.push(file);
      }
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      collected.add(name, [{ line: null, kind: 'unreadable_archive', about: error.message }]);
    }
  }
  return files;
}

/** Reads one file into its staging table; null when it is not one that can be stored. */
async function stageFile(
  tx: TerytTransaction,
  given: {
    readonly packed: PackedFile;
    readonly label: string;
    readonly number: number;
    readonly collected: ProblemList;
  },
): Promise<TerytFile | null> {
  const { packed, label, number, collected } = given;
  const slices = readTerytFile(packed.chunks);
  const reading: { end: { readonly rows: number; readonly isFull: boolean } | null } = { end: null };

  async function* readRows(): AsyncGenerator<readonly TerytRow[]> {
    for await (const slice of slices) {
      if (slice.kind === 'end') reading.end = slice;
      if (slice.kind !== 'rows') continue;
      collected.add(label, slice.problems);
      // Bad files are read on for their other bad lines only.
      if (collected.count() === 0) yield slice.rows;
    }
  }

  const found = await findRegister(slices, (problems) => collected.add(label, problems));
  if (found === null) return null;
  // After a mistake nothing will be stored, and a COPY broken off has ended the transaction: only read on.
  if (collected.count() === 0) await stageTerytRows(tx, { number, ...found }, readRows());
  else for await (const _ of readRows());
  const { end } = reading;
  return end === null
    ? null
    : { name: label, ...found, rows: end.rows, isFull: end.isFull, ...readName(label) };
}

async function findRegister(
  slices: AsyncGenerator<
    | { readonly kind: 'register'; readonly register: Register; readonly stanNa: string }
    | { readonly kind: 'rows'; readonly problems: readonly TerytProblem[] }
    | { readonly kind: 'end' }
  >,
  onProblems: (problems: readonly TerytProblem[]) => void,
): Promise<{ readonly register: Register; readonly stanNa: string } | null> {
  for (;;) {
    const next = await slices.next();
    if (next.done === true) return null;
    const slice = next.value;
    if (slice.kind === 'register') return { register: slice.register, stanNa: slice.stanNa };
    if (slice.kind === 'rows') onProblems(slice.problems);
  }
}

/** The day of the download and the edition are in the file's name only. */
function readName(name: string): Pick<TerytFile, 'fileDate' | 'edition'> {
  const edition = (['urzedowy', 'adresowy', 'statystyczny'] as const).find((word) =>
    name.toLowerCase().includes(word),
  );
  const day =
    /(?<!\d)(20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d))(?!\d)|(?<!\d)(20\d\d-\d\d-3[01])(?!\d)/.exec(name);
  return { fileDate: day?.[0] ?? null, edition: edition ?? null };
}

async function merge(
  tx: TerytTransaction,
  given: {
    readonly files: readonly TerytFile[];
    readonly gminas: readonly string[];
    readonly actor: string;
    readonly collected: ProblemList;
    readonly act: 'store' | 'preview';
    /** Filled in a preview. */
    readonly names: ChangedPlace[];
  },
): Promise<TerytChanges | null> {
  const { files, gminas, actor, collected, names } = given;
  const isPreview = given.act === 'preview';
  const nameOf = (file: number) => files[file]?.name ?? '';
  for (const problem of await listOlder(tx, files)) collected.add(problem.file, [problem]);
  if (collected.count() > 0) return null;
  if (gminas.length > 0) {
    const absent = await narrowStagedRows(tx, gminas);
    collected.add(
      '',
      absent.map((about) => ({ line: null, kind: 'gmina_missing', about })),
    );
  }
  for (const problem of await deleteStagedRepetitions(tx)) collected.add(nameOf(problem.file), [problem]);
  const full = new Set(files.filter((file) => file.isFull).map((file) => file.register));
  const contradictions = await listStagedContradictions(tx, { hasAllUnits: full.has('TERC') });
  for (const problem of contradictions) collected.add(nameOf(problem.file), [problem]);
  if (collected.count() > 0) return null;

  if (isPreview) names.push(...(await listChangedNames(tx)));
  const communes = await mergeCommunes(tx, { gminas, full });
  const localities = await mergeLocalities(tx);
  const streets = await mergeStreets(tx);
  await stageGonePlaces(tx, { gminas, full });
  if (isPreview) names.push(...(await listGoneNames(tx)));
  const gone = await deleteGonePlaces(tx);
  await updateOrphanSuccessors(tx);
  const recoded = await listRecodedGminas(tx);
  if (recoded.length > 0) await updateOfficeGminas(tx, { changes: recoded, actor });
  const changes = { communes, localities, streets, gone, recoded };
  await noteImport(tx, { files, gminas, actor, changes });
  return changes;
}

/** A full edition older than the stored one would undo what the newer one brought. */
async function listOlder(
  tx: TerytTransaction,
  files: readonly TerytFile[],
): Promise<readonly (TerytProblem & { readonly file: string })[]> {
  const stored = new Map((await listFullEditions(tx)).map((edition) => [edition.register, edition]));
  return files.flatMap((file) => {
    const edition = stored.get(file.register);
    if (!file.isFull || edition === undefined) return [];
    const isOlder =
      file.stanNa < edition.stanNa ||
      (file.stanNa === edition.stanNa &&
        file.fileDate !== null &&
        edition.fileDate !== null &&
        file.fileDate < edition.fileDate);
    if (!isOlder) return [];
    const about = `stan na ${edition.stanNa}${edition.fileDate === null ? '' : `, plik z ${edition.fileDate}`}`;
    return [{ file: file.name, line: null, kind: 'older' as const, about }];
  });
}

/** Nothing is written when nothing has changed, not even that there was an import. */
async function noteImport(
  tx: TerytTransaction,
  given: {
    readonly files: readonly TerytFile[];
    readonly gminas: readonly string[];
    readonly actor: string;
    readonly changes: TerytChanges;
  },
): Promise<void> {
  const { files, gminas, actor, changes } = given;
  const isSame = await Promise.all(files.map((file) => hasTerytImport(tx, { gminas, file })));
  const added = files.filter((_, at) => !isSame[at] || hasChanges(changes));
  if (added.length === 0) return;
  await insertTerytImports(tx, { actor, gminas, files: added });
  await insertTerytAudit(tx, {
    actor,
    detail: {
      registers: added.map((file) => `${file.register} ${file.stanNa}`).join(', '),
      localities: changes.localities.added + changes.localities.changed,
      streets: changes.streets.added + changes.streets.changed,
      gone: changes.gone.localities + changes.gone.streets,
      orphans: changes.gone.orphans,
      recoded: changes.recoded.map(({ terc, now }) => `${terc}>${now.join('+')}`).join(', '),
    },
  });
}

/** Whether an import did, or would do, anything at all. */
export function hasChanges({ communes, localities, streets, gone, recoded }: TerytChanges): boolean {
  const counts = [communes, localities, streets, gone].flatMap((part) => Object.values(part));
  return recoded.length > 0 || counts.some((count) => count > 0);
}
