// `npm run bench [-- --json] [-- NAME…]`: prints a table, or one JSON object a line.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import postgres from 'postgres';
import { migrate } from '../src/migrate.ts';
import { startCluster } from '../src/postgres/cluster.ts';
import type { Bench, BenchContext, BenchRow } from './bench.ts';

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  inbound: () => import('./inbound.ts'),
  conversation: () => import('./conversation.ts'),
  receipts: () => import('./receipts.ts'),
  campaign: () => import('./campaign.ts'),
  personal: () => import('./personal.ts'),
  places: () => import('./places.ts'),
  audience: () => import('./audience.ts'),
  alert: () => import('./alert.ts'),
  flat: () => import('./flat.ts'),
  reports: () => import('./reports.ts'),
  pages: () => import('./pages.ts'),
  form: () => import('./form.ts'),
  people: () => import('./people.ts'),
};

const asJson = process.argv.includes('--json');
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const unknown = wanted.filter((name) => benches[name] === undefined);
if (unknown.length > 0) {
  console.error(`No benchmark named ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}

const dataDir = await mkdtemp(join(tmpdir(), 'wici-bench-'));
const cluster = await startCluster({ dataDir, logger: pino({ level: 'silent' }) });
try {
  const context: BenchContext = { createDatabase };
  await printMachine();
  const rows: BenchRow[] = [];
  for (const [name, load] of Object.entries(benches)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const bench = await load();
    for (const row of await bench.run(context)) {
      rows.push(row);
      if (asJson) console.log(JSON.stringify(row));
    }
  }
  if (!asJson) printTable(rows);
} finally {
  await cluster.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

async function createDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `bench_${randomBytes(4).toString('hex')}`;
  const admin = postgres(cluster.url, { max: 1, onnotice: () => undefined });
  await admin.unsafe(`create database ${name}`);
  await admin.end();
  const url = new URL(cluster.url);
  url.pathname = `/${name}`;
  await migrate(url.href);
  return {
    url: url.href,
    drop: async () => {
      const dropper = postgres(cluster.url, { max: 1, onnotice: () => undefined });
      await dropper.unsafe(`drop database if exists ${name} with (force)`);
      await dropper.end();
    },
  };
}

async function printMachine(): Promise<void> {
  const sql = postgres(cluster.url, { max: 1 });
  const [row] = await sql`
    select current_setting('server_version') as version, current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as synchronous_commit, current_setting('full_page_writes') as pages`;
  await sql.end();
  const machine = {
    machine: `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    postgresql: row?.version,
    durability: `fsync ${row?.fsync}, synchronous_commit ${row?.synchronous_commit}, full_page_writes ${row?.pages}`,
  };
  console.log(
    asJson
      ? JSON.stringify(machine)
      : Object.entries(machine)
          .map(([key, value]) => `${key}: ${value}`)
          .join('\n'),
  );
}

function printTable(rows: readonly BenchRow[]): void {
  console.log('\n| what | figure | raw baseline | ratio | baseline is |\n|---|---:|---:|---:|---|');
  for (const row of rows) {
    const cells = [
      row.name,
      `${format(row.value)} ${row.unit}`,
      `${format(row.baseline)} ${row.unit}`,
      row.ratio.toFixed(2),
      row.note,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-GB') : value.toPrecision(3);
}
