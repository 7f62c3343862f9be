import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';

const durabilityRow = z.object({ name: z.string(), setting: z.string() });

/** The server's settings on which "nothing is lost" stands, and its version. */
export async function listDurabilitySettings(
  db: CommonQueryMethods,
): Promise<readonly z.infer<typeof durabilityRow>[]> {
  return db.any(sql.type(durabilityRow)`
    select name, setting
    from pg_settings
    where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'server_version')
    order by name`);
}

/** Months ('yyyymm') of which the ledger lacks a partition. */
export async function listMissingLedgerMonths(
  db: CommonQueryMethods,
  months: readonly number[],
): Promise<readonly number[]> {
  return db.anyFirst(sql.type(z.object({ month: z.number() }))`
    select month
    from unnest(${sql.array([...months], 'int4')}) as month
    where to_regclass('mts_' || month) is null
    order by month`);
}

/** Names of the migrations this database has seen. */
export async function listAppliedMigrations(db: CommonQueryMethods): Promise<readonly string[]> {
  return db.anyFirst(sql.type(z.object({ name: z.string() }))`select name from migrations order by name`);
}

const pausedRow = z.object({ lane: z.string(), reason: z.string(), runs: z.number() });

/** Runs that wait for the account, for funds or for a person, by lane and reason. */
export async function listPausedRuns(db: CommonQueryMethods): Promise<readonly z.infer<typeof pausedRow>[]> {
  return db.any(sql.type(pausedRow)`
    select lane, coalesce(pause_reason, '') as reason, count(*)::int as runs
    from runs
    where state = 'paused'
    group by lane, pause_reason
    order by lane, pause_reason`);
}

const receiptsRow = z.object({ waiting: z.number(), otherEpochs: z.number() });

/** Receipts that found no message yet, and those that another epoch of this installation caused. */
export async function countStrayReceipts(db: CommonQueryMethods): Promise<z.infer<typeof receiptsRow>> {
  return db.one(sql.type(receiptsRow)`
    select (select count(*)::int from dlrs where tries > 0) as waiting, other_epochs as "otherEpochs"
    from dlr_watch`);
}
