// What a message costs when the month's ledger already holds thousands, and when it holds millions.
import { type Database, openDatabase } from '#db/pool.ts';
import type { Deps } from '#services/deps.ts';
import type { BenchContext, BenchRow } from './bench.ts';
import {
  addRawRun,
  createDeps,
  launch,
  type Plant,
  perSecond,
  seedTown,
  startPlant,
  waitForRun,
} from './town.ts';

const size = 50_000;
const fills = [10_000, 500_000, 5_000_000];
const warmUps = 1;
const rounds = 4;

type Town = {
  readonly fill: number;
  readonly deps: Deps;
  readonly rates: number[];
  readonly stop: () => Promise<void>;
};

/**
 * Campaigns of the same size to the same number of people at a gateway that answers at once, in one town for each fill,
 * in turns: what else the machine does meets all of them alike.
 */
export async function run(context: BenchContext): Promise<readonly BenchRow[]> {
  const towns: Town[] = [];
  try {
    for (const fill of fills) towns.push(await buildTown(context, fill));
    for (let round = 0; round < warmUps + rounds; round += 1) {
      for (const { deps, rates } of towns) {
        const rate = await measure(deps);
        if (round >= warmUps) rates.push(rate);
      }
    }
    const [least, ...fuller] = towns;
    const baseline = median(least?.rates ?? []);
    return fuller.map(({ fill, rates }): BenchRow => {
      const value = median(rates);
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
    for (const { stop } of towns) await stop();
  }
}

async function buildTown(context: BenchContext, fill: number): Promise<Town> {
  const { url, drop } = await context.createDatabase();
  const database = await openDatabase({ url, size: 3, statementTimeoutMs: 600_000 });
  await seedTown(database, size);
  await fillLedger(database, fill);
  const plant: Plant = await startPlant(url, { latencyMs: 0, callsPerSecond: 100_000 });
  return {
    fill,
    deps: await createDeps(database),
    rates: [],
    stop: async () => {
      await plant.stop();
      await database.end();
      await drop();
    },
  };
}

async function measure(deps: Deps): Promise<number> {
  const startedAt = performance.now();
  const text = 'Dopiewo: jutro od 8 do 14 nie bedzie wody.';
  await waitForRun(deps, await launch(deps, { audience: { all: true }, lane: 'bulk', text }));
  return perSecond(size, startedAt);
}

function median(rates: readonly number[]): number {
  const sorted = rates.toSorted((a, b) => a - b);
  const [below = Number.NaN, above = Number.NaN] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.floor(sorted.length / 2)],
  ];
  return (below + above) / 2;
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
  // The reports' counting of millions of rows at once is measured elsewhere, and would share the cores with the campaigns.
  await sql`
    insert into report_runs (run_id, campaign_id, kind, lane, category, created_by, created_at, counted_at, took_ms)
    select id, campaign_id, kind, lane, '', 'bench', created_at, now(), 3600000 from runs where id = ${runId}`;
  await sql`vacuum analyze mts`;
  await sql`checkpoint`;
}
