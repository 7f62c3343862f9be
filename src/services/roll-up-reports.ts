import {
  type DueRun,
  findPeopleBits,
  findWatermark,
  insertClosedMonth,
  listDueRuns,
  listOpenMonths,
  listRunsOfMonth,
  lockCounting,
  replaceDayFigures,
  replaceRunFigures,
  upsertCountedRun,
  upsertWatermark,
} from '#db/rollups.ts';
import { reportCategoryOf } from '#domain/report-category.ts';
import { dayOf } from '#domain/report-period.ts';
import type { Deps } from './deps.ts';

/** People that stand for all: a village is counted by each one, a city's figures stray by some 2 %. */
const peopleSample = 4_096;
const runsPerPass = 1_000;
/** A pass that takes longer goes on in the next one. */
const longestPassMs = 30_000;
/** Rows that are committed later than this after their own time would be missed. */
const lateCommitMs = 24 * 3_600_000;
/** A month's last receipts are long in by then. */
const closedAfterDays = 35;

type RollUpDeps = Pick<Deps, 'db' | 'office' | 'clock'>;

/**
 * Brings the figures of reports up to the ledger: runs that may have changed, and the texts, acts and codes of
 * yesterday and today. Each part is replaced in one transaction; any process may do it, at any time, as often as it
 * likes, and be killed at any moment. Returns how many runs were counted.
 */
export async function rollUpReports(
  deps: RollUpDeps,
  options?: { readonly peopleSample?: number },
): Promise<number> {
  const startedAt = performance.now();
  const now = deps.clock();
  const bits = await findPeopleBits(deps.db, options?.peopleSample ?? peopleSample);
  await countDays(deps, now);
  const due = await listDueRuns(deps.db, { now, limit: runsPerPass });
  let counted = 0;
  for (const run of due) {
    if (performance.now() - startedAt > longestPassMs) break;
    if (await countRun(deps, { run, bits, now })) counted += 1;
  }
  return counted;
}

/**
 * Counts months that ended long ago for the last time and closes them: from then on their figures stand, whatever
 * becomes of the ledger's rows. A month with a campaign under way waits. Returns the months closed.
 */
export async function closeReportMonths(
  deps: RollUpDeps,
  options?: { readonly peopleSample?: number },
): Promise<readonly number[]> {
  const now = deps.clock();
  const bits = await findPeopleBits(deps.db, options?.peopleSample ?? peopleSample);
  const closed: number[] = [];
  for (const { month, isUnderWay } of await listOpenMonths(deps.db)) {
    const end = Date.UTC(Math.floor(month / 100), month % 100, 1);
    if (isUnderWay || now.getTime() < end + closedAfterDays * 86_400_000) continue;
    const runs = await listRunsOfMonth(deps.db, month);
    const isClosed = await deps.db.transaction(async (tx) => {
      if (!(await lockCounting(tx))) return false;
      for (const run of runs) await replaceRun(deps, { tx, run, bits, now });
      await insertClosedMonth(tx, { month, now });
      return true;
    });
    if (isClosed) closed.push(month);
  }
  return closed;
}

type Transaction = Parameters<Parameters<Deps['db']['transaction']>[0]>[0];

async function countRun(
  deps: RollUpDeps,
  count: { readonly run: DueRun; readonly bits: number; readonly now: Date },
): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    if (!(await lockCounting(tx))) return false;
    await replaceRun(deps, { tx, ...count });
    return true;
  });
}

async function replaceRun(
  deps: RollUpDeps,
  count: { readonly tx: Transaction; readonly run: DueRun; readonly bits: number; readonly now: Date },
): Promise<void> {
  const { tx, run, bits, now } = count;
  const startedAt = performance.now();
  const priceGrosze = deps.office().settings.segmentPriceGrosze;
  await replaceRunFigures(tx, { run, bits, priceGrosze });
  const tookMs = Math.round(performance.now() - startedAt);
  await upsertCountedRun(tx, { run, category: reportCategoryOf(run.audience), now, tookMs });
}

async function countDays(deps: RollUpDeps, now: Date): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if (!(await lockCounting(tx))) return;
    await replaceDayFigures(tx, await findWatermark(tx));
    await upsertWatermark(tx, { day: dayOf(new Date(now.getTime() - lateCommitMs)), now });
  });
}
