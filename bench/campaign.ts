// A campaign of 100 000 from planning to the last submission: at a gateway that answers at once (the service's own
// limit), and at one that takes 50 ms and 80 calls a second (the gateway's limit).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { type Database, openDatabase } from '#db/pool.ts';
import { insertRun } from '#db/runs.ts';
import { insertTexts } from '#db/texts.ts';
import { createCampaign } from '#services/create-campaign.ts';
import type { Deps } from '#services/deps.ts';
import { startDispatcher } from '#services/dispatch.ts';
import { ensureInstallation } from '#services/ensure-installation.ts';
import { launchCampaign } from '#services/launch-campaign.ts';
import { loadOffice } from '#services/office.ts';
import { planRun } from '#services/plan-run.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';
import type { BenchContext, BenchRow } from './bench.ts';

const size = 100_000;
const perStatement = 1_000;

/** Rows for campaigns; the baseline is the least that could keep the same ledger, on one connection. */
export async function run(context: BenchContext): Promise<readonly BenchRow[]> {
  const { url, drop } = await context.createDatabase();
  const database = await openDatabase({ url });
  try {
    await seed(database);
    const planBaseline = await rawPlan(database);
    const baseline = await rawLedger(database);
    const free = await campaign(database, { latencyMs: 0, callsPerSecond: 100_000 });
    const bound = await campaign(database, { latencyMs: 50, callsPerSecond: 80 });
    return [
      {
        name: `plan a campaign of ${size}`,
        value: free.plannedPerSecond,
        unit: 'messages/s',
        baseline: planBaseline,
        ratio: free.plannedPerSecond / planBaseline,
        note: 'one INSERT … SELECT into the same table',
      },
      {
        name: `campaign of ${size}, plan to submitted, 0 ms, 100 a call, no rate limit`,
        value: free.perSecond,
        unit: 'messages/s',
        baseline,
        ratio: free.perSecond / baseline,
        note: 'INSERT … SELECT and two UPDATEs by unnest of 1 000 on the same table, no gateway',
      },
      {
        name: `campaign of ${size}, first to last submission, 50 ms, 100 a call, 80 calls/s`,
        value: bound.sentPerSecond,
        unit: 'messages/s',
        baseline: 8_000,
        ratio: bound.sentPerSecond / 8_000,
        note: 'what 80 calls/s of 100 can carry',
      },
    ];
  } finally {
    await database.end();
    await drop();
  }
}

async function seed({ db, sql }: Database): Promise<void> {
  await ensureInstallation(db, { hasGateway: false });
  await sql`insert into settings (key, value, updated_by) values
    ('quietFrom', '"00:00"', 'bench'), ('quietUntil', '"00:00"', 'bench')`;
  await sql`insert into phones (msisdn) select '+48' || n from generate_series(500000000, ${500_000_000 + size - 1}) n`;
  await sql`
    insert into subscribers (phone_id, state, source, joined_at, decided_at)
    select id, 'active', 'import', now(), now() from phones`;
  await sql`vacuum analyze`;
}

async function addRawRun({ db }: Database): Promise<{ readonly runId: number; readonly textId: number }> {
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

async function rawPlan(database: Database): Promise<number> {
  const { sql } = database;
  const { runId, textId } = await addRawRun(database);
  const startedAt = performance.now();
  await sql`
    insert into mts (run_id, phone_id, text_id)
    select ${runId}, phone_id, ${textId} from subscribers where state = 'active'`;
  const rate = perSecond(startedAt);
  await clear(database);
  return rate;
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
  const rate = perSecond(startedAt);
  connection.release();
  await clear(database);
  return rate;
}

async function clear({ sql }: Database): Promise<void> {
  await sql`truncate mts, batches, runs, campaigns`;
  await sql`vacuum analyze`;
}

async function campaign(
  database: Database,
  gate: { readonly latencyMs: number; readonly callsPerSecond: number },
): Promise<{
  readonly perSecond: number;
  readonly plannedPerSecond: number;
  readonly sentPerSecond: number;
}> {
  const simulator = await startSimulatorProcess(gate.latencyMs);
  const office = await loadOffice(database.db);
  const deps: Deps = {
    ...database,
    gateway: createSmsapiGateway({ url: simulator.url, token: 'bench' }),
    logger: pino({ level: 'warn' }, pino.destination(2)),
    clock: () => new Date(),
    secretKey: new Uint8Array(32),
    office: () => office,
  };
  const dispatcher = startDispatcher(deps, {
    maxRecipients: 100,
    maxCallsPerSecond: gate.callsPerSecond,
    hasBackup: () => false,
    senders: { name: undefined, number: undefined },
  });
  const listening = await database.sql.listen('wici', (what) =>
    dispatcher.wake(what === 'runs' ? 'runs' : 'rows'),
  );
  try {
    const campaignId = await createCampaign(deps, {
      actor: 'bench',
      text: 'Dopiewo: jutro od 8 do 14 nie bedzie wody.',
      audience: { all: true },
      lane: 'bulk',
    });
    await launchCampaign(deps, { campaignId, actor: 'bench' });
    const [row] = await database.sql<{ id: number }[]>`select id from runs where campaign_id = ${campaignId}`;
    const startedAt = performance.now();
    await planRun(deps, { runId: row?.id ?? 0 });
    const plannedPerSecond = perSecond(startedAt);
    for (;;) {
      const [run] = await database.sql`select state from runs where id = ${row?.id ?? 0}`;
      if (run?.state === 'done') break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const rate = perSecond(startedAt);
    const [sent] = await database.sql<{ seconds: number }[]>`
      select extract(epoch from max(submitted_at) - min(submitted_at))::float8 as seconds
      from mts where run_id = ${row?.id ?? 0}`;
    return { perSecond: rate, plannedPerSecond, sentPerSecond: size / (sent?.seconds ?? Number.NaN) };
  } finally {
    await listening.unlisten();
    await dispatcher.stop();
    simulator.child.kill('SIGKILL');
    await clear(database);
  }
}

function perSecond(startedAt: number): number {
  return size / ((performance.now() - startedAt) / 1_000);
}

/** In a process of its own, so that it does not share our event loop. */
async function startSimulatorProcess(
  latencyMs: number,
): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const settings = JSON.stringify({ latencyMs, dlr: { enabled: false }, points: 10_000_000 });
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../src/simulator/process.ts', import.meta.url)), '--settings', settings],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const { url } = JSON.parse(String(line));
  return { url: String(url), child };
}
