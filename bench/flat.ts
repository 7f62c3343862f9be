// What a message costs when the month's ledger already holds thousands, and when it holds millions.
import { type Database, openDatabase } from '#db/pool.ts';
import type { BenchContext, BenchRow } from './bench.ts';
import { addRawRun, createDeps, launch, perSecond, seedTown, startPlant, waitForRun } from './town.ts';

const size = 50_000;
const fills = [10_000, 500_000, 5_000_000];
const warmUps = 1;
const rounds = 3;

/** Campaigns of the same size at a gateway that answers at once, before each of them a fuller ledger. */
export async function run(context: BenchContext): Promise<readonly BenchRow[]> {
  const { url, drop } = await context.createDatabase();
  const database = await openDatabase({ url, statementTimeoutMs: 600_000 });
  await seedTown(database, size);
  const plant = await startPlant(url, { latencyMs: 0, callsPerSecond: 100_000 });
  try {
    const rates: number[] = [];
    let filled = 0;
    for (const fill of fills) {
      await fillLedger(database, fill - filled);
      filled = fill;
      rates.push(await measure(database));
    }
    return fills.slice(1).map((fill, i): BenchRow => {
      const value = rates[i + 1] ?? Number.NaN;
      const baseline = rates[0] ?? Number.NaN;
      return {
        name: `campaign of ${size} beside ${fill} older rows of the same month`,
        value,
        unit: 'messages/s',
        baseline,
        ratio: value / baseline,
        note: `the same beside ${fills[0]} older rows`,
      };
    });
  } finally {
    await plant.stop();
    await database.end();
    await drop();
  }
}

async function measure(database: Database): Promise<number> {
  const deps = await createDeps(database);
  const rates: number[] = [];
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const startedAt = performance.now();
    const text = 'Dopiewo: jutro od 8 do 14 nie bedzie wody.';
    await waitForRun(database, await launch(deps, { audience: { all: true }, lane: 'bulk', text }));
    if (round >= warmUps) rates.push(perSecond(size, startedAt));
  }
  return rates.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}

/** Delivered rows of this month: so many of each subscriber of the town, in one run. */
async function fillLedger(database: Database, rows: number): Promise<void> {
  const { sql } = database;
  const { runId, textId } = await addRawRun(database);
  await sql`
    insert into mts (run_id, phone_id, item, text_id, state, gateway_ref, submitted_at, reported_at)
    select ${runId}, s.phone_id, n, ${textId}, 'delivered', md5(s.phone_id::text), now(), now()
    from generate_series(1, ${Math.ceil(rows / size)}::integer) n
    cross join (select phone_id from subscribers order by phone_id limit ${Math.min(size, rows)}) s`;
  await sql`update runs set state = 'done', planned_at = now(), ended_at = now() where id = ${runId}`;
  await sql`vacuum analyze mts`;
  await sql`checkpoint`;
}
