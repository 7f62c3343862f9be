import { listErasedHashes } from '#db/erasures.ts';
import {
  deleteStagedLeavers,
  deleteStagedLines,
  type ImportCounts,
  inImportTransaction,
  insertImport,
  insertStagedSubscribers,
  listStagedProblems,
  type StagedRow,
  stageImportRows,
} from '#db/imports.ts';
import { listCategories } from '#db/places.ts';
import { findSubscriberByMsisdn } from '#db/subscribers.ts';
import { dayOf } from '#domain/report-period.ts';
import {
  readSubscribersCsv,
  type SubscriberProblem,
  type SubscriberRow,
  type SubscriberRules,
} from '#domain/subscribers-csv.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { hashErasedNumber } from './issue-code.ts';

export type ImportResult = {
  /** Lines with data, good and bad. */
  readonly rows: number;
  /** Every bad line in order. With `badLines: 'refuse'` and any of these nothing has been stored. */
  readonly problems: readonly SubscriberProblem[];
  /** Lines of numbers that have left: never brought back by a file. */
  readonly leftLines: readonly number[];
  /** Null = nothing was stored. */
  readonly stored: ImportCounts | null;
};

/**
 * Imports a file of subscribers in one transaction: all or nothing, or, when asked, the good lines only. Memory
 * does not grow with the file (the list of problems does). The same file a second time changes nothing.
 */
export async function importSubscribers(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey'>,
  request: {
    readonly file: AsyncIterable<Uint8Array>;
    readonly badLines: 'refuse' | 'skip';
    readonly actor: string;
    /** What people call the file. */
    readonly name?: string;
  },
): Promise<ImportResult> {
  const categories = await listCategories(deps.db);
  const alert = categories.find((category) => category.isAlert);
  if (alert === undefined) throw new ServiceError('conflict', 'The office has no alert category yet.');
  const now = deps.clock();
  const idOf = new Map(categories.filter((row) => row.isActive).map((row) => [row.key, row.id]));
  const rules = { categoryKeys: new Set(idOf.keys()), today: dayOf(now) };

  const sieve = await startErasedSieve(deps);
  return inImportTransaction(deps.sql, async (tx) => {
    const reading = startReading(request.file, rules);
    await stageImportRows(tx, toStaged(sieve.pass(reading.slices), { alertId: alert.id, idOf }));
    const staged = reading.isWrongFile() ? [] : await listStagedProblems(tx);
    const problems = [...reading.problems, ...staged].sort((a, b) => a.line - b.line);
    const rows = reading.count();
    if (reading.isWrongFile() || (problems.length > 0 && request.badLines === 'refuse')) {
      return { rows, problems, leftLines: [], stored: null };
    }
    await deleteStagedLines(
      tx,
      staged.map((problem) => problem.line),
    );
    const leftLines = [...(await deleteStagedLeavers(tx)), ...sieve.lines()].sort((a, b) => a - b);
    const { actor, name = '' } = request;
    const importId = await insertImport(tx, { name, actor, now });
    return { rows, problems, leftLines, stored: await insertStagedSubscribers(tx, { now, actor, importId }) };
  });
}

type Sieve = {
  readonly pass: (slices: AsyncIterable<readonly SubscriberRow[]>) => AsyncIterable<readonly SubscriberRow[]>;
  readonly lines: () => readonly number[];
};

/** Holds back the lines of numbers erased at their owners' wish, unless they have joined again since. */
async function startErasedSieve(deps: Pick<Deps, 'db' | 'secretKey'>): Promise<Sieve> {
  const erased = new Set(await listErasedHashes(deps.db));
  const lines: number[] = [];
  async function isHeldBack({ msisdn }: SubscriberRow): Promise<boolean> {
    if (erased.size === 0 || !erased.has(hashErasedNumber(deps.secretKey, msisdn))) return false;
    return (await findSubscriberByMsisdn(deps.db, msisdn)) === null;
  }
  async function* pass(
    slices: AsyncIterable<readonly SubscriberRow[]>,
  ): AsyncGenerator<readonly SubscriberRow[]> {
    for await (const rows of slices) {
      const held = new Set<SubscriberRow>();
      for (const row of rows) if (await isHeldBack(row)) held.add(row);
      lines.push(...[...held].map(({ line }) => line));
      yield held.size === 0 ? rows : rows.filter((row) => !held.has(row));
    }
  }
  return { pass, lines: () => lines };
}

type Reading = {
  readonly slices: AsyncIterable<readonly SubscriberRow[]>;
  readonly problems: SubscriberProblem[];
  readonly count: () => number;
  /** The header is wrong or there is no data: no line can be trusted or stored. */
  readonly isWrongFile: () => boolean;
};

function startReading(file: AsyncIterable<Uint8Array>, rules: SubscriberRules): Reading {
  const problems: SubscriberProblem[] = [];
  let count = 0;
  async function* read(): AsyncGenerator<readonly SubscriberRow[]> {
    for await (const slice of readSubscribersCsv(file, rules)) {
      count += slice.rows.length + slice.problems.length;
      problems.push(...slice.problems);
      yield slice.rows;
    }
  }
  const isWrong = (problem: SubscriberProblem) => problem.kind === 'header' || problem.kind === 'no_rows';
  return {
    slices: read(),
    problems,
    count: () => (problems.some(isWrong) ? 0 : count),
    isWrongFile: () => problems.some(isWrong),
  };
}

async function* toStaged(
  slices: AsyncIterable<readonly SubscriberRow[]>,
  known: { readonly alertId: number; readonly idOf: ReadonlyMap<string, number> },
): AsyncGenerator<readonly StagedRow[]> {
  for await (const rows of slices) {
    yield rows.map(({ categories, ...row }) => ({
      ...row,
      categoryIds: [
        ...new Set([known.alertId, ...categories.map((key) => known.idOf.get(key) ?? known.alertId)]),
      ].sort((a, b) => a - b),
    }));
  }
}
