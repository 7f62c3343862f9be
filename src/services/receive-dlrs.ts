import { insertDlrs, type NewDlr, updateByGivenDlrs } from '#db/dlrs.ts';
import type { Bulk } from '#db/pool.ts';
import { monthOfRun } from '#db/runs.ts';
import { parseIdx } from '#domain/idx.ts';
import type { Dlr } from '#sms/gateway.ts';
import { createGroupCommit } from './group-commit.ts';

export type DlrReceiver = {
  /** Resolves when the reports are stored for good; throws when they could not be, and the gateway must repeat them. */
  readonly receive: (reports: readonly Dlr[]) => Promise<void>;
};

/**
 * Moves messages by their delivery reports, by group commit: what is answered has had its effect. Where that meets the
 * dispatcher at the same rows in another order, or reports of several months come together, they are stored, and
 * `apply-dlr` moves the messages afterwards.
 */
export function createDlrReceiver(options: {
  readonly sql: Bulk;
  /** The installation's present epoch: an idx of another one names rows that are no longer ours. */
  readonly epoch: () => string;
}): DlrReceiver {
  const store = createGroupCommit<NewDlr>({
    write: async (dlrs) => {
      const month = findMonth(dlrs);
      try {
        if (month !== null) return void (await updateByGivenDlrs(options.sql, { month, dlrs }));
      } catch (error) {
        if (!isForLater(error)) throw error;
      }
      await insertDlrs(options.sql, dlrs);
    },
    mostPerWrite: 2_000,
    mostWaiting: 50_000,
    // The gateway is answered within two seconds, and repeats what was not stored; a row stored twice is one row.
    limitMs: 1_500,
  });
  return {
    receive: (reports) => {
      const epoch = options.epoch();
      return store(reports.map((report) => toRow(report, epoch)));
    },
  };
}

/** The month whose rows these reports are about, nearly always the same for all; null when they differ. */
function findMonth(dlrs: readonly NewDlr[]): number | null {
  const months = new Set(dlrs.flatMap(({ runId }) => (runId === null ? [] : [monthOfRun(runId)])));
  const [month] = months;
  return months.size === 1 && month !== undefined ? month : null;
}

// A deadlock with the dispatcher; a month that has no ledger.
const forLater = new Set(['40P01', '42P01']);

function isForLater(error: unknown): boolean {
  return error instanceof Error && 'code' in error && forLater.has(String(error.code));
}

// Values beyond the columns' range can't be ours and must not take their neighbours with them.
const largestStatus = 32_767;
const longestText = 255;

function toRow(report: Dlr, epoch: string): NewDlr {
  const idx = report.idx === undefined ? null : parseIdx(report.idx);
  const isOurs = idx !== null && idx.epoch === epoch && isSafe(idx.runId) && isSafe(idx.id);
  return {
    idx: report.idx === undefined ? null : clean(report.idx),
    isOfOtherEpoch: idx !== null && idx.epoch !== epoch,
    runId: isOurs ? Number(idx.runId) : null,
    mtId: isOurs ? Number(idx.id) : null,
    attempt: isOurs && idx.attempt <= largestStatus ? idx.attempt : null,
    gatewayRef: clean(report.gatewayRef),
    status: report.status >= 0 && report.status <= largestStatus ? report.status : 0,
    doneAt: report.doneAt ?? null,
  };
}

function isSafe(value: bigint): boolean {
  return value <= BigInt(Number.MAX_SAFE_INTEGER);
}

function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed().slice(0, longestText);
}
