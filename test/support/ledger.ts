// The ledger at work in one process: subscribers, campaigns, the dispatcher, the simulator behind the real client.
import assert from 'node:assert/strict';
import { type CampaignCounts, countByState } from '#db/campaigns.ts';
import type { Audience } from '#domain/campaign.ts';
import type { CampaignLane } from '#domain/lanes.ts';
import { type MtState, mtStates } from '#domain/mt-status.ts';
import { createCampaign } from '#services/create-campaign.ts';
import { type Dispatcher, type DispatchOptions, startDispatcher } from '#services/dispatch.ts';
import { launchCampaign } from '#services/launch-campaign.ts';
import { planRun } from '#services/plan-run.ts';
import { type Simulator, startSimulator } from '#simulator/simulator.ts';
import { createSmsapiGateway } from '#sms/smsapi.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createOfficeDeps, type OfficeDeps } from './office-deps.ts';
import { waitFor } from './service.ts';

export type Ledger = {
  readonly database: TestDatabase;
  readonly deps: OfficeDeps;
  readonly simulator: Simulator;
  /** Active subscribers with consecutive numbers; returns their phones' ids. */
  readonly addSubscribers: (count: number) => Promise<readonly number[]>;
  /** Launches a campaign and plans it; nothing is sent before a dispatcher runs. */
  readonly plan: (campaign?: {
    readonly text?: string;
    readonly audience?: Audience;
    readonly lane?: CampaignLane;
  }) => Promise<{ readonly campaignId: number; readonly runId: number }>;
  readonly dispatch: (options?: Partial<DispatchOptions>, given?: Partial<OfficeDeps>) => Dispatcher;
  readonly counts: (campaignId: number) => Promise<CampaignCounts>;
  /** Waits until these states hold exactly these counts, and the ledger adds up. */
  readonly settles: (campaignId: number, expected: Partial<Record<MtState, number>>) => Promise<void>;
};

/** Call it at the top of a test file; it stops by itself after the file's tests. */
export async function startLedger(): Promise<Ledger> {
  const database = await createTestDatabase({ size: 8 });
  const simulator = await startSimulator({ settings: { dlr: { enabled: false } } });
  const gateway = createSmsapiGateway({ url: simulator.url, token: 'practice', timeoutMs: 1_000 });
  const made = await createOfficeDeps(database, { gateway });
  // Tests run at night too, and do not wait for the half minute in which the panel lets people take back.
  const deps: OfficeDeps = {
    ...made,
    office: () => ({
      ...made.office(),
      settings: { ...made.office().settings, quietFrom: '00:00', quietUntil: '00:00', undoSeconds: 0 },
    }),
  };
  const { sql } = database;
  const running: Dispatcher[] = [];
  const listening = await sql.listen('wici', (what) => {
    for (const dispatcher of running) {
      if (what === 'outbox') dispatcher.wake('rows');
      if (what === 'runs') dispatcher.wake('runs');
    }
  });
  const counts = async (campaignId: number): Promise<CampaignCounts> => {
    const found = await countByState(database.db, campaignId);
    assertAddsUp(found);
    return found;
  };
  database.onEnd(async () => {
    await Promise.all(running.map((dispatcher) => dispatcher.stop()));
    await listening.unlisten();
    await simulator.stop();
  });
  let numbers = 0;
  return {
    database,
    deps,
    simulator,
    counts,
    addSubscribers: async (count) => {
      const first = 500_000_000 + numbers;
      numbers += count;
      const rows = await sql<{ id: number }[]>`
        with phone as (
          insert into phones (msisdn)
          select '+48' || n from generate_series(${first}::bigint, ${first + count - 1}::bigint) n
          returning id
        ), subscriber as (
          insert into subscribers (phone_id, state, categories, source, joined_at, decided_at)
          select id, 'active', array(select id from categories where is_alert), 'import', now(), now()
          from phone
        )
        select id from phone order by id`;
      return rows.map((row) => row.id);
    },
    plan: async (campaign = {}) => {
      const campaignId = await createCampaign(deps, {
        actor: 'test',
        text: campaign.text ?? 'Dopiewo: jutro od 8 do 14 nie bedzie wody.',
        audience: campaign.audience ?? { all: true },
        lane: campaign.lane ?? 'bulk',
      });
      await launchCampaign(deps, { campaignId, actor: 'test' });
      const [run] = await sql<{ id: number }[]>`select id from runs where campaign_id = ${campaignId}`;
      const runId = run?.id ?? 0;
      await planRun(deps, { runId });
      return { campaignId, runId };
    },
    dispatch: (options = {}, given = {}) => {
      const dispatcher = startDispatcher(
        { ...deps, ...given },
        {
          maxRecipients: 100,
          maxCallsPerSecond: 10_000,
          hasBackup: () => false,
          senders: { name: undefined, number: undefined },
          ...options,
        },
      );
      running.push(dispatcher);
      return dispatcher;
    },
    settles: async (campaignId, expected) => {
      let last: CampaignCounts | undefined;
      await waitFor(
        async () => {
          last = await counts(campaignId);
          return mtStates.every((state) => last?.[state] === (expected[state] ?? 0));
        },
        { limitMs: 60_000 },
      ).catch(() => {
        const seen = mtStates.flatMap((state) => (last?.[state] ? [`${state} ${last[state]}`] : []));
        throw new Error(`expected ${JSON.stringify(expected)}, the ledger stayed at ${seen.join(', ')}`);
      });
    },
  };
}

/** The counts of all states add up to the total at every moment. */
export function assertAddsUp(counts: CampaignCounts): void {
  const sum = mtStates.reduce((total, state) => total + counts[state], 0);
  assert.equal(sum, counts.total);
}
