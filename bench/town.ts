// What the rows about campaigns share: a town of subscribers, a real worker process and a simulator process.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import type { Database } from '#db/pool.ts';
import { ensureLedgerMonths, insertRun } from '#db/runs.ts';
import { insertTexts } from '#db/texts.ts';
import type { Audience } from '#domain/campaign.ts';
import type { CampaignLane } from '#domain/lanes.ts';
import { createCampaign } from '#services/create-campaign.ts';
import type { Deps } from '#services/deps.ts';
import { ensureInstallation } from '#services/ensure-installation.ts';
import { launchCampaign } from '#services/launch-campaign.ts';
import { loadOffice } from '#services/office.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';

const firstNumber = 500_000_000;

/** A live installation with so many active subscribers, none of them in quiet hours. */
export async function seedTown(database: Database, subscribers: number): Promise<void> {
  const { db, sql } = database;
  await ensureInstallation(db, { hasGateway: true });
  await ensureLedgerMonths(db, new Date());
  await sql`insert into settings (key, value, updated_by) values
    ('quietFrom', '"00:00"', 'bench'), ('quietUntil', '"00:00"', 'bench')`;
  await sql`
    insert into phones (msisdn)
    select '+48' || n from generate_series(${firstNumber}::bigint, ${firstNumber + subscribers - 1}::bigint) n`;
  await sql`
    insert into subscribers (phone_id, state, source, joined_at, decided_at)
    select id, 'active', 'import', now(), now() from phones`;
  await sql`vacuum analyze`;
}

/** The first numbers of the town. */
export function listNumbersOfTown(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `48${firstNumber + n}`);
}

/** Empties the ledger, as before the next row. */
export async function clearLedger({ db, sql }: Database): Promise<void> {
  await sql`truncate mts, batches, runs, campaigns, dlrs cascade`;
  await ensureLedgerMonths(db, new Date());
  await sql`vacuum analyze`;
  await sql`checkpoint`;
}

/** A run without a campaign, for raw baselines. */
export async function addRawRun({
  db,
}: Database): Promise<{ readonly runId: number; readonly textId: number }> {
  return db.transaction(async (tx) => {
    const [textId = 0] = await insertTexts(tx, [{ body: 'raw' }]);
    const runId = await insertRun(tx, {
      campaignId: null,
      kind: 'module',
      lane: 'bulk',
      textId,
      now: new Date(),
    });
    return { runId, textId };
  });
}

export async function createDeps(database: Database): Promise<Deps> {
  const office = await loadOffice(database.db);
  return {
    ...database,
    gateway: createSmsapiGateway({ url: 'http://127.0.0.1:9', token: 'none' }),
    logger: pino({ level: 'warn' }, pino.destination(2)),
    clock: () => new Date(),
    secretKey: new Uint8Array(32),
    office: () => office,
  };
}

/** Launches a campaign; returns its run. */
export async function launch(
  deps: Deps,
  order: {
    readonly audience: Audience;
    readonly lane: CampaignLane;
    readonly text: string;
    readonly list?: { readonly id: number; readonly fields: readonly string[] };
  },
): Promise<number> {
  const campaignId = await createCampaign(deps, { actor: 'bench', ...order });
  await launchCampaign(deps, { campaignId, actor: 'bench' });
  const [row] = await deps.sql<{ id: number }[]>`select id from runs where campaign_id = ${campaignId}`;
  return row?.id ?? 0;
}

export async function waitForRun({ sql }: Pick<Database, 'sql'>, runId: number): Promise<void> {
  for (;;) {
    const [run] = await sql`select state from runs where id = ${runId}`;
    if (run?.state === 'done') return;
    if (run?.state === 'paused') throw new Error('The run was paused.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export type Plant = {
  /** Where the web answers; '' without one. */
  readonly url: string;
  /** The simulator's, for its log. */
  readonly simulatorUrl: string;
  /** The most memory that the worker held so far, in MiB. */
  readonly peakMiB: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

export const webhookSecret = 'bench-secret-0123456789';

/** `wici worker` (or `start`) beside a simulator, each in a process of its own: nothing shares their event loops. */
export async function startPlant(
  databaseUrl: string,
  gate: { readonly latencyMs: number; readonly callsPerSecond: number; readonly command?: 'start' },
): Promise<Plant> {
  const command = gate.command ?? 'worker';
  const dataDir = await mkdtemp(join(tmpdir(), 'wici-bench-worker-'));
  const settings = JSON.stringify({
    latencyMs: gate.latencyMs,
    dlr: { enabled: false },
    points: 100_000_000,
  });
  const simulator = await startNode(['src/simulator/process.ts', '--settings', settings], {});
  const { url } = JSON.parse(simulator.firstLine);
  const worker = await startNode([...(await readNodeFlags(command)), 'src/cli.ts', command], {
    PORT: '0',
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    SECRET_KEY: 'bench-key-0123456789-0123456789-0123456789',
    WEBHOOK_SECRET: webhookSecret,
    LOG_LEVEL: 'error',
    SMSAPI_URL: String(url),
    SMSAPI_TOKEN: 'bench',
    SMSAPI_NUMBER: '48500100100',
    SMSAPI_MAX_RPS: String(gate.callsPerSecond),
  });
  return {
    url: /^Wici: (\S+)/.exec(worker.firstLine)?.[1] ?? '',
    simulatorUrl: String(url),
    peakMiB: async () => {
      const status = await readFile(`/proc/${worker.child.pid}/status`, 'utf8');
      return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1_024;
    },
    stop: async () => {
      await end(worker.child, 'SIGTERM');
      await end(simulator.child, 'SIGKILL');
      await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** What Node is started with by `npm start`, or by `npm run wici`. */
async function readNodeFlags(command: 'start' | 'worker'): Promise<readonly string[]> {
  const file = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const scripts: Readonly<Record<string, string>> = JSON.parse(file).scripts;
  const [, flags = ''] = /^exec node (.*)src\/cli\.ts/.exec(scripts[command] ?? scripts.wici ?? '') ?? [];
  return flags.split(' ').filter((flag) => flag !== '');
}

async function startNode(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly child: ChildProcess; readonly firstLine: string }> {
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const said = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      const line = /^(?:Wici(?: worker)?: |\{).*/m.exec(output);
      if (line !== null) resolve(line[0]);
    });
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${args.join(' ')} ended before it was ready`);
  });
  const firstLine = await Promise.race([said, ended]);
  // It ends one day, and then nobody waits.
  ended.catch(() => undefined);
  return { child, firstLine };
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

export function perSecond(count: number, startedAt: number): number {
  return count / ((performance.now() - startedAt) / 1_000);
}
