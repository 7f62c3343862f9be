// A service on a durable PostgreSQL of its own that a proof kills again and again, and what is watched meanwhile.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { countByState } from '#db/campaigns.ts';
import { upsertFillProof } from '#db/gateway-fill.ts';
import { type Database, openDatabase } from '#db/pool.ts';
import { ensureLedgerMonths } from '#db/runs.ts';
import { createCampaign } from '#services/create-campaign.ts';
import type { Deps } from '#services/deps.ts';
import { ensureInstallation } from '#services/ensure-installation.ts';
import { launchCampaign } from '#services/launch-campaign.ts';
import { loadPracticeData } from '#services/load-practice-data.ts';
import { loadOffice } from '#services/office.ts';
import type { SettingsPatch } from '#simulator/settings.ts';
import { type Simulator, startSimulator } from '#simulator/simulator.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';
import { migrate } from '../../src/migrate.ts';
import { type Cluster, startCluster } from '../../src/postgres/cluster.ts';
import { assertAddsUp } from './ledger.ts';
import { type ServiceProcess, startServiceProcess, waitFor, webhookSecret } from './service.ts';

export type Point = 'claimed' | 'calling' | 'accepted' | 'answered' | 'planning' | 'receipts';

export type KilledService = {
  readonly database: Database;
  readonly simulator: Simulator;
  readonly campaignId: number;
  /**
   * Starts what is not running; each dies at the point after passing it so many times, perhaps before it is ready.
   * Returns what will die so.
   */
  readonly start: (at?: {
    readonly point: Point;
    readonly passes: number;
  }) => Promise<readonly ServiceProcess[]>;
  /** Calls a second of what is started from now on. */
  readonly setPace: (callsPerSecond: number) => void;
  readonly workers: number;
  readonly processes: () => readonly ServiceProcess[];
  readonly killPostgres: () => Promise<void>;
  /** Looks at the ledger until stopped: it adds up, it never grows less, it never says more than the gateway knows. */
  readonly watch: () => { readonly stop: () => Promise<number> };
  readonly stop: () => Promise<void>;
};

export type KillPlan = {
  readonly dataDir: string;
  readonly size: number;
  readonly text: string;
  /** Personal texts share calls. */
  readonly fill?: 'seen' | undefined;
  readonly workers: 1 | 2;
  readonly callsPerSecond: number;
  readonly port: number;
  readonly simulator: SettingsPatch;
  readonly seed: number;
};

/** Prepares a live installation with so many subscribers and a launched campaign; nothing of it runs yet. */
export async function prepareKilledService(plan: KillPlan): Promise<KilledService> {
  let announce = (): void => undefined;
  const cluster: Cluster = await startCluster({
    dataDir: plan.dataDir,
    logger: pino({ level: 'silent' }),
    onStateChange: ({ state }) => {
      if (state === 'ready') announce();
    },
  });
  await migrate(cluster.url);
  const database = await openDatabase({ url: cluster.url, size: 4 });
  const callbacks = `http://127.0.0.1:${plan.port}/webhooks/smsapi/${webhookSecret}`;
  const simulator = await startSimulator({
    officeNumber: '48500100100',
    callbackUrl: { mo: `${callbacks}/mo`, dlr: `${callbacks}/dlr` },
    seed: plan.seed,
    settings: { latencyMs: 20, retryMaxMs: 1_000, ...plan.simulator },
  });
  const campaignId = await seed(database, { ...plan, url: simulator.url }).catch(async (error: unknown) => {
    await Promise.all([simulator.stop(), database.end()]);
    await cluster.stop();
    throw error;
  });
  const running: ServiceProcess[] = [];
  const over = new AbortController();
  let { callsPerSecond } = plan;

  async function start(at?: {
    readonly point: Point;
    readonly passes: number;
  }): Promise<readonly ServiceProcess[]> {
    const armed: ServiceProcess[] = [];
    const roles = ['start', 'worker'] as const;
    const started = roles.slice(0, plan.workers).map(async (command, i) => {
      if (running[i] !== undefined && isAlive(running[i])) return;
      // Receipts come to the web, and are applied there.
      const isArmed = at !== undefined && (at.point !== 'receipts' || command === 'start');
      const child = await startServiceProcess({
        mayDie: isArmed ? 'before it is ready' : 'never',
        command,
        program: 'test/support/victim.ts',
        databaseUrl: cluster.url,
        dataDir: plan.dataDir,
        port: plan.port,
        env: {
          SMSAPI_URL: simulator.url,
          SMSAPI_TOKEN: token,
          SMSAPI_NUMBER: '48500100100',
          SMSAPI_MAX_RECIPIENTS: '20',
          SMSAPI_MAX_RPS: String(callsPerSecond),
          LOG_LEVEL: process.env.WICI_TEST_LOG ?? 'silent',
          ...(isArmed ? { VICTIM_POINT: at.point, VICTIM_AFTER: String(at.passes) } : {}),
        },
      });
      running[i] = child;
      if (isArmed) armed.push(child);
    });
    await Promise.all(started);
    return armed;
  }

  return {
    database,
    simulator,
    campaignId,
    start,
    setPace: (calls) => {
      callsPerSecond = calls;
    },
    workers: plan.workers,
    processes: () => running.filter(isAlive),
    killPostgres: async () => {
      const ready = new Promise<void>((resolve) => {
        announce = resolve;
      });
      process.kill(cluster.pid(), 'SIGKILL');
      await ready;
    },
    watch: () => watch({ database, simulator, campaignId, over: over.signal }, plan),
    stop: async () => {
      over.abort();
      await Promise.all(running.map((child) => child.end('SIGKILL')));
      await simulator.stop();
      await database.end();
      await cluster.stop();
    },
  };
}

export function isAlive({ child }: ServiceProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

const token = 'journey-token';

/** As if `wici doctor --live` had looked. */
export async function rememberFill(db: Database['db'], url: string): Promise<void> {
  const account = createSmsapiGateway({ url, token }).account();
  await upsertFillProof(db, { account, form: 'closed', checkedAt: new Date(), detail: '' });
}

async function seed({ db, sql }: Database, plan: KillPlan & { readonly url: string }): Promise<number> {
  await ensureInstallation(db, { hasGateway: true });
  await loadPracticeData({ db });
  await ensureLedgerMonths(db, new Date());
  await sql`update installation set mode = 'live', live_at = now()`;
  await sql`insert into settings (key, value, updated_by) values
    ('quietFrom', '"00:00"', 'test'), ('quietUntil', '"00:00"', 'test')
    on conflict (key) do update set value = excluded.value`;
  await sql`
    with phone as (
      insert into phones (msisdn)
      select '+48' || n from generate_series(500000000::bigint, ${500_000_000 + plan.size - 1}::bigint) n
      returning id
    )
    insert into subscribers (phone_id, state, categories, source, joined_at, decided_at)
    select id, 'active', array(select id from categories where is_alert), 'import', now(), now() from phone`;
  await sql`
    with place as (
      select sym, sym_ul, row_number() over (order by sym, sym_ul) as n, count(*) over () as places
      from (select sym, sym_ul from streets order by sym, sym_ul limit 40) chosen
    )
    insert into addresses (phone_id, sym, sym_ul)
    select s.phone_id, p.sym, p.sym_ul
    from subscribers s
    join place p on p.n = s.phone_id % p.places + 1`;
  await sql`analyze`;
  if (plan.fill !== undefined) await rememberFill(db, plan.url);
  const office = await loadOffice(db);
  const deps: Deps = {
    db,
    sql,
    gateway: createSmsapiGateway({ url: 'http://127.0.0.1:9', token: 'none' }),
    logger: pino({ level: 'silent' }),
    clock: () => new Date(),
    secretKey: new Uint8Array(32),
    office: () => office,
  };
  const order = { actor: 'test', text: plan.text, audience: { all: true }, lane: 'bulk' } as const;
  const campaignId = await createCampaign(deps, order);
  await launchCampaign(deps, { campaignId, actor: 'test' });
  return campaignId;
}

function watch(
  of: Pick<KilledService, 'database' | 'simulator' | 'campaignId'> & { readonly over: AbortSignal },
  plan: KillPlan,
): { readonly stop: () => Promise<number> } {
  let isStopping = false;
  let looks = 0;
  let failure: unknown;
  let last = 0;
  async function look(): Promise<void> {
    const counts = await countByState(of.database.db, of.campaignId).catch(() => null);
    // PostgreSQL is away just now.
    if (counts === null) return;
    looks += 1;
    assertAddsUp(counts);
    assert.ok(counts.total >= last && counts.total <= plan.size, 'rows are neither lost nor added');
    last = counts.total;
    const said = counts.submitted + counts.delivered + counts.undelivered + counts.expired;
    assert.ok(said <= of.simulator.log().length, 'nothing counts as sent that the gateway has not seen');
  }
  async function loop(): Promise<void> {
    while (!isStopping && !of.over.aborted && failure === undefined) {
      await look().catch((error: unknown) => {
        failure = error;
      });
      await sleep(200);
    }
  }
  const looking = loop();
  return {
    stop: async () => {
      isStopping = true;
      await looking;
      if (failure !== undefined) throw failure;
      return looks;
    },
  };
}

/** Waits until the gateway has accepted so many more rows than `before`; how long that took since `since`. */
export async function waitForProgress(
  { simulator }: Pick<KilledService, 'simulator'>,
  goal: { readonly rows: number; readonly since: number; readonly limitMs: number },
): Promise<number> {
  await waitFor(() => simulator.log().length >= goal.rows, {
    limitMs: goal.limitMs,
    what: 'sending to go on',
  });
  return performance.now() - goal.since;
}
