// An alert while a city-wide bulk send has the gateway busy (50 ms, 80 calls a second).
import { type Database, openDatabase } from '#db/pool.ts';
import type { Deps } from '#services/deps.ts';
import type { BenchContext, BenchRow } from './bench.ts';
import { createDeps, launch, listNumbersOfTown, seedTown, startPlant } from './town.ts';

const size = 500_000;
const small = { alerts: 20, recipients: 50 };
const large = 10_000;

/** How soon an alert begins, and how soon 10 000 of it are submitted, while bulk waits in hundreds of thousands. */
export async function run(context: BenchContext): Promise<readonly BenchRow[]> {
  const { url, drop } = await context.createDatabase();
  const database = await openDatabase({ url });
  const plant = await startPlant(await prepare(database, url), { latencyMs: 50, callsPerSecond: 80 });
  try {
    const deps = await createDeps(database);
    const bulk = await launch(deps, { audience: { all: true }, lane: 'bulk', text: 'Dopiewo: festyn.' });
    await waitUntilSending(database, bulk);
    const firsts: number[] = [];
    for (let n = 0; n < small.alerts; n += 1) {
      const spent = await sendAlert(deps, { count: small.recipients, text: `Dopiewo: powodz ${n}.` });
      firsts.push(spent.first);
    }
    const whole = await sendAlert(deps, { count: large, text: 'Dopiewo: ewakuacja.' });
    const [left] = await database.sql<{ count: number }[]>`
      select count(*)::int as count from mts where run_id = ${bulk} and state = 'planned'`;
    if ((left?.count ?? 0) === 0) throw new Error('The bulk run had ended: nothing was measured.');
    return toRows(firsts, whole.last);
  } finally {
    await plant.stop();
    await database.end();
    await drop();
  }
}

function toRows(firsts: readonly number[], whole: number): readonly BenchRow[] {
  const sorted = firsts.toSorted((a, b) => a - b);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
  return [
    {
      name: `alert while ${size} of bulk wait: launch to first submission, p95 of ${small.alerts}`,
      value: p95,
      unit: 's',
      baseline: 1,
      ratio: 1 / p95,
      note: 'the limit of 1 s',
    },
    {
      name: `alert of ${large} while bulk waits: launch to last submission`,
      value: whole,
      unit: 's',
      baseline: 3,
      ratio: 3 / whole,
      note: 'the limit of 3 s; 1.25 s is what 80 calls/s of 100 take',
    },
  ];
}

async function prepare(database: Database, url: string): Promise<string> {
  await seedTown(database, size);
  return url;
}

async function waitUntilSending({ sql }: Database, runId: number): Promise<void> {
  for (;;) {
    const [row] = await sql`
      select planned_at is not null as planned,
        exists (select from mts where run_id = ${runId} and state = 'submitted') as sending
      from runs where id = ${runId}`;
    if (row?.planned === true && row.sending === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function waitForSubmissions(
  { sql }: Pick<Deps, 'sql'>,
  goal: { readonly runId: number; readonly count: number },
): Promise<void> {
  for (;;) {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from mts where run_id = ${goal.runId} and state = 'submitted'`;
    if ((row?.count ?? 0) >= goal.count) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Seconds from the act of launching to the first and to the last submission, by the database's clock. */
async function sendAlert(
  deps: Deps,
  alert: { readonly count: number; readonly text: string },
): Promise<{ readonly first: number; readonly last: number }> {
  const { sql } = deps;
  const [before] = await sql<{ at: Date }[]>`select clock_timestamp() as at`;
  const audience = { numbers: listNumbersOfTown(alert.count) };
  const runId = await launch(deps, { audience, lane: 'alert', text: alert.text });
  await waitForSubmissions(deps, { runId, count: alert.count });
  const [sent] = await sql<{ first: number; last: number; count: number }[]>`
    select extract(epoch from min(submitted_at) - ${before?.at ?? new Date()}::timestamptz)::float8 as first,
      extract(epoch from max(submitted_at) - ${before?.at ?? new Date()}::timestamptz)::float8 as last,
      count(*)::int as count
    from mts where run_id = ${runId} and state = 'submitted'`;
  if (sent?.count !== alert.count) throw new Error(`${sent?.count} of ${alert.count} alerts were submitted.`);
  return sent;
}
