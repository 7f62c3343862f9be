// A campaign from planning to the last submission: at a gateway that answers at once (the service's own limit), and at
// one that takes 50 ms and 80 calls a second (the gateway's limit).
import { type Database, openDatabase } from '#db/pool.ts';
import { planRun } from '#services/plan-run.ts';
import type { BenchContext, BenchRow } from './bench.ts';
import {
  addRawRun,
  clearLedger,
  createDeps,
  launch,
  perSecond,
  seedTown,
  startPlant,
  waitForRun,
} from './town.ts';

const size = 500_000;
const perStatement = 1_000;
const rounds = 3;
const order = {
  audience: { all: true },
  lane: 'bulk',
  text: 'Dopiewo: jutro od 8 do 14 nie bedzie wody.',
} as const;

/** Rows for campaigns; the baseline is the least that could keep the same ledger, on one connection. */
export async function run(context: BenchContext): Promise<readonly BenchRow[]> {
  const { url, drop } = await context.createDatabase();
  const database = await openDatabase({ url });
  try {
    await seedTown(database, size);
    return [
      await measurePlan(database),
      ...(await measureFree(database, url)),
      await measureBound(database, url),
    ];
  } finally {
    await database.end();
    await drop();
  }
}

async function measurePlan(database: Database): Promise<BenchRow> {
  const results: { readonly raw: number; readonly ours: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    results.push({ raw: await rawPlan(database), ours: await plan(database) });
  }
  // The middle round by ratio: neighbours on the machine come and go.
  const middle = results.toSorted((a, b) => a.ours / a.raw - b.ours / b.raw)[Math.floor(rounds / 2)];
  const { ours, raw } = middle ?? { ours: Number.NaN, raw: Number.NaN };
  return {
    name: `plan a campaign of ${size}`,
    value: ours,
    unit: 'messages/s',
    baseline: raw,
    ratio: ours / raw,
    note: 'one INSERT … SELECT into the same table',
  };
}

async function rawPlan(database: Database): Promise<number> {
  const { runId, textId } = await addRawRun(database);
  const startedAt = performance.now();
  await insertRaw(database.sql, { runId, textId });
  const rate = perSecond(size, startedAt);
  await clearLedger(database);
  return rate;
}

async function plan(database: Database): Promise<number> {
  const deps = await createDeps(database);
  const runId = await launch(deps, order);
  const startedAt = performance.now();
  await planRun(deps, { runId });
  const rate = perSecond(size, startedAt);
  await database.sql`truncate graphile_worker._private_jobs`;
  await clearLedger(database);
  return rate;
}

async function insertRaw(
  connection: Pick<Database, 'sql'>['sql'],
  of: { readonly runId: number; readonly textId: number },
): Promise<void> {
  await connection`
    insert into mts (run_id, phone_id, text_id)
    select ${of.runId}, phone_id, ${of.textId} from subscribers where state = 'active'`;
}

async function measureFree(database: Database, url: string): Promise<readonly BenchRow[]> {
  const baseline = await rawLedger(database);
  const plant = await startPlant(url, { latencyMs: 0, callsPerSecond: 100_000 });
  const startedAt = performance.now();
  await waitForRun(database, await launch(await createDeps(database), order));
  const rate = perSecond(size, startedAt);
  const peak = await plant.peakMiB();
  await plant.stop();
  await clearLedger(database);
  return [
    {
      name: `campaign of ${size}, launch to last submission, 0 ms, 100 a call, no rate limit`,
      value: rate,
      unit: 'messages/s',
      baseline,
      ratio: rate / baseline,
      note: 'INSERT … SELECT and two UPDATEs by unnest of 1 000 on the same table, no gateway',
    },
    {
      name: 'the worker’s memory at its peak meanwhile',
      value: peak,
      unit: 'MiB',
      baseline: 300,
      ratio: 300 / peak,
      note: 'the limit of 300 MiB',
    },
  ];
}

async function rawLedger(database: Database): Promise<number> {
  const { sql } = database;
  const { runId, textId } = await addRawRun(database);
  const connection = await sql.reserve();
  const startedAt = performance.now();
  await connection`
    insert into mts (run_id, phone_id, text_id)
    select ${runId}, phone_id, ${textId} from subscribers where state = 'active'`;
  const rows = await connection<{ id: number }[]>`select id from mts where run_id = ${runId} order by id`;
  for (const state of ['claimed', 'submitted']) {
    for (let at = 0; at < rows.length; at += perStatement) {
      const ids = rows.slice(at, at + perStatement).map((row) => row.id);
      await connection`
        update mts m set state = ${state}
        from unnest(${ids}::bigint[]) as given (id)
        where m.run_id = ${runId} and m.id = given.id`;
    }
  }
  const rate = perSecond(size, startedAt);
  connection.release();
  await clearLedger(database);
  return rate;
}

async function measureBound(database: Database, url: string): Promise<BenchRow> {
  const { sql } = database;
  const baseline = 8_000;
  const plant = await startPlant(url, { latencyMs: 50, callsPerSecond: 80 });
  const runId = await launch(await createDeps(database), order);
  await waitForRun(database, runId);
  const [sent] = await sql<{ seconds: number }[]>`
    select extract(epoch from max(submitted_at) - min(submitted_at))::float8 as seconds
    from mts where run_id = ${runId}`;
  await plant.stop();
  await clearLedger(database);
  const rate = size / (sent?.seconds ?? Number.NaN);
  return {
    name: `campaign of ${size}, first to last submission, 50 ms, 100 a call, 80 calls/s`,
    value: rate,
    unit: 'messages/s',
    baseline,
    ratio: rate / baseline,
    note: 'what 80 calls/s of 100 can carry',
  };
}
