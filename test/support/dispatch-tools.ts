// What the tests of the dispatcher share beside the ledger: a clean start for each, and a process that dies.
import assert from 'node:assert/strict';
import { claimBatches } from '#db/claims.ts';
import { acquireLease } from '#db/lease.ts';
import { formatIdx } from '#domain/idx.ts';
import { defaultSettings } from '#simulator/settings.ts';
import type { Ledger } from './ledger.ts';

/** What a claim asks for beside its run and term, where a test does not care. */
export const plainClaim = {
  after: 0,
  limit: 100,
  batchSize: 100,
  maxBatches: 10,
  sender: null,
  host: 'primary',
  shape: null,
} as const;

type Claim = Awaited<ReturnType<typeof claimBatches>>;

export type DispatchTools = {
  /** A ledger of its own for each test; stop the dispatcher first. */
  readonly clear: () => Promise<void>;
  /** The simulator has accepted this many messages, each for another number. */
  readonly assertSentOnce: (count: number) => void;
  /** Claims as a process would that is killed right afterwards. */
  readonly claimAndDie: (runId: number) => Promise<Claim>;
  /** Submits what was claimed, and records nothing. */
  readonly submitAs: (claim: Claim, runId: number) => Promise<void>;
};

export function createDispatchTools({ simulator, database, deps }: Ledger): DispatchTools {
  const { sql } = database;
  return {
    clear: async () => {
      simulator.faults.clear();
      simulator.clear();
      simulator.change({ ...defaultSettings, dlr: { ...defaultSettings.dlr, enabled: false } });
      await sql`truncate batches, mts, runs, campaigns, dlrs, subscribers, addresses, phones, texts, codes, conversations, mos, consents cascade`;
      await sql`update dispatch_lease set expires_at = '-infinity'`;
      await sql`update dlr_watch set applied_at = '-infinity'`;
    },
    assertSentOnce: (count) => {
      const { rows, duplicates, distinctNumbers } = simulator.summary();
      assert.deepEqual(
        { rows, duplicates, distinctNumbers },
        { rows: count, duplicates: 0, distinctNumbers: count },
      );
    },
    claimAndDie: async (runId) => {
      const lease = await acquireLease(sql, 'doomed');
      assert.ok(lease);
      const claim = await claimBatches(sql, {
        ...plainClaim,
        term: lease.term,
        runId,
        maxBatches: 1,
        now: new Date(),
      });
      await sql`update dispatch_lease set expires_at = '-infinity'`;
      return claim;
    },
    submitAs: async (claim, runId) => {
      const { epoch } = deps.office();
      for (const batch of claim.batches) {
        await deps.gateway.submit({
          text: batch.rows[0]?.text ?? '',
          from: undefined,
          recipients: batch.rows.map(({ id, msisdn, attempt }) => ({
            msisdn,
            idx: formatIdx({ epoch, runId, id, attempt }),
          })),
        });
      }
    },
  };
}
