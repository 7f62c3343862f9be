import type { ImportCounts } from '#db/imports.ts';
import { type SubscriberProblem, subscribersHeader } from '#domain/subscribers-csv.ts';
import type { Deps } from './deps.ts';
import { importSubscribers } from './import-subscribers.ts';

export type SubscriberRecord = {
  readonly number: string;
  readonly sym: string;
  readonly symUl?: string | null | undefined;
  readonly houseNumber?: string | null | undefined;
  readonly categories: readonly string[];
  readonly consentSource: string;
  readonly consentedOn: string;
};

export type RecordsResult = {
  readonly rows: number;
  /** Every bad row, by its index. With any of these nothing was stored. */
  readonly problems: readonly { readonly row: number; readonly problem: SubscriberProblem }[];
  /** Rows of people who have left. */
  readonly leftRows: readonly number[];
  readonly stored: ImportCounts | null;
};

/**
 * Imports records as the same lines of a file would be, in one transaction: all or nothing. No field may hold a
 * control character (the door sees to it): each record is one line.
 */
export async function importRecords(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey'>,
  request: { readonly rows: readonly SubscriberRecord[]; readonly actor: string },
): Promise<RecordsResult> {
  const { rows, actor } = request;
  const result = await importSubscribers(deps, { file: toFile(rows), badLines: 'refuse', actor });
  return {
    rows: result.rows,
    problems: result.problems.map((problem) => ({
      row: rowOf(problem.line),
      problem:
        problem.kind === 'repeated' ? { ...problem, about: String(rowOf(Number(problem.about))) } : problem,
    })),
    leftRows: result.leftLines.map(rowOf),
    stored: result.stored,
  };
}

// The header is line 1.
function rowOf(line: number): number {
  return line - 2;
}

async function* toFile(rows: readonly SubscriberRecord[]): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(`${subscribersHeader}\n`);
  for (let at = 0; at < rows.length; at += 1_000) {
    const lines = rows
      .slice(at, at + 1_000)
      .map((row) =>
        [
          row.number,
          row.sym,
          row.symUl ?? '',
          row.houseNumber ?? '',
          row.categories.join(','),
          row.consentSource,
          row.consentedOn,
        ]
          .map(quote)
          .join(';'),
      );
    yield encoder.encode(`${lines.join('\n')}\n`);
  }
}

function quote(field: string): string {
  return /[;"]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
