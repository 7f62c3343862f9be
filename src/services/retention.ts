import { insertAudit } from '#db/audit.ts';
import {
  deleteOldAudit,
  deleteOldDlrs,
  deleteOldRefusedMos,
  deleteOldThreads,
  deleteOverSessions,
  deleteRetiredTexts,
  dropLedgerMonth,
  hasDroppedSince,
  listDroppableMonths,
  updateErasingLeft,
  updateErasingPassers,
  updateOldMos,
  updateRetiredTexts,
} from '#db/retention.ts';
import { ledgerMonth } from '#db/runs.ts';
import type { Deps } from './deps.ts';
import { outlineError } from './failures.ts';

const dayMs = 86_400_000;
/** Rows changed by one statement: short enough that nobody waits for it. */
const slice = 5_000;
const mostSlices = 400;
const receiptDays = 60;
/** No transaction that found a text by its digest lasts as long as this. */
const retiredMs = 3_600_000;

export type Retained = {
  readonly months: number;
  readonly texts: number;
  readonly inbound: number;
  readonly threads: number;
  readonly refused: number;
  readonly receipts: number;
  readonly sessions: number;
  readonly audit: number;
  readonly people: number;
  /** Numbers that never joined. */
  readonly passers: number;
};

/**
 * Enforces how long each class of data is kept, by the office's settings. Each step commits by itself, so that it may be
 * killed anywhere and goes on the next day; one that fails holds no other. Idempotent; says how many, never which.
 * Months of the ledger go only after their figures have been closed.
 */
export async function enforceRetention(
  deps: Pick<Deps, 'db' | 'office' | 'clock' | 'logger'>,
): Promise<Retained> {
  const { db } = deps;
  const { settings } = deps.office();
  const now = deps.clock();
  const inboundBefore = monthsAgo(now, settings.keepInboundMonths);
  const attempt = async (what: string, step: () => Promise<number>): Promise<number> => {
    try {
      return await step();
    } catch (error) {
      deps.logger.error({ what, ...outlineError(error) }, 'retention could not be enforced yet');
      return 0;
    }
  };
  const retained: Retained = {
    months: await attempt('months', () => dropMonths(deps, monthsAgo(now, settings.keepMessagesMonths))),
    texts: await attempt('texts', () => dropTexts(deps, monthsAgo(now, settings.keepMessagesMonths))),
    inbound: await attempt('inbound', () =>
      inSlices(() => updateOldMos(db, { before: inboundBefore, limit: slice })),
    ),
    threads: await attempt('threads', () => deleteOldThreads(db, inboundBefore)),
    refused: await attempt('refused', () =>
      deleteOldRefusedMos(db, new Date(now.getTime() - settings.keepRefusedDays * dayMs)),
    ),
    receipts: await attempt('receipts', () =>
      deleteOldDlrs(db, new Date(now.getTime() - receiptDays * dayMs)),
    ),
    sessions: await attempt('sessions', () => deleteOverSessions(db, now)),
    audit: await attempt('audit', () => deleteOldAudit(db, monthsAgo(now, settings.keepAuditYears * 12))),
    people: await attempt('people', () => {
      const before = monthsAgo(now, settings.keepLeftMonths);
      return updateErasingLeft(db, { before, now, limit: slice });
    }),
    passers: await attempt('passers', () =>
      updateErasingPassers(db, { before: inboundBefore, now, limit: slice }),
    ),
  };
  if (Object.values(retained).some((count) => count > 0)) {
    await db.transaction((tx) =>
      insertAudit(tx, { actor: 'system', act: 'system.retention', detail: retained }),
    );
  }
  return retained;
}

/** Whole months that ended before an instant. One that somebody is reading waits for tomorrow, and the rest with it. */
async function dropMonths(deps: Pick<Deps, 'db' | 'clock'>, before: Date): Promise<number> {
  const months = await listDroppableMonths(deps.db, ledgerMonth(before));
  for (const month of months) {
    await deps.db.transaction((tx) => dropLedgerMonth(tx, { month, now: deps.clock() }));
  }
  return months.length;
}

/** A text goes in two steps: out of reach today, gone once a later pass finds that nothing refers to it. */
async function dropTexts(deps: Pick<Deps, 'db' | 'clock'>, before: Date): Promise<number> {
  const now = deps.clock();
  const { db } = deps;
  // The ledger is read as a whole for this: only in the days after a month of it has gone.
  const isDue = await hasDroppedSince(db, new Date(now.getTime() - 3 * dayMs));
  const gone = isDue ? await deleteRetiredTexts(db, new Date(now.getTime() - retiredMs)) : 0;
  await inSlices(() => updateRetiredTexts(db, { before, now, limit: slice }));
  return gone;
}

async function inSlices(step: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let at = 0; at < mostSlices; at += 1) {
    const count = await step();
    total += count;
    if (count < slice) break;
  }
  return total;
}

/** The same day and time so many calendar months ago, in UTC; the last day of a shorter month. */
function monthsAgo(now: Date, months: number): Date {
  const at = now.toTemporalInstant().toZonedDateTimeISO('UTC').subtract({ months });
  return new Date(at.epochMilliseconds);
}
