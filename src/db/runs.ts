import {
  type CommonQueryMethods,
  type DatabaseTransactionConnection,
  type FragmentSqlToken,
  sql,
} from 'slonik';
import { z } from 'zod';
import type { Lane } from '#domain/lanes.ts';
import type { TextShape } from '#domain/text-shape.ts';
import type { Bulk } from './pool.ts';

// A run id is yyyymm * 10^9 + n, so that a month of rows is one partition (migrations/0005_ledger.sql).
const perMonth = 1_000_000_000;

/** The ledger's month of an instant, as yyyymm in UTC. */
export function ledgerMonth(now: Date): number {
  return now.getUTCFullYear() * 100 + now.getUTCMonth() + 1;
}

/** The ledger's month of a run, as yyyymm. */
export function monthOfRun(runId: number): number {
  return Math.floor(runId / perMonth);
}

/** The run that holds the replies of this month. */
export function replyRunId(now: Date): number {
  return ledgerMonth(now) * perMonth;
}

/** Makes the partitions of this month and the next, and their runs of replies. Idempotent; quick when they are there. */
export async function ensureLedgerMonths(db: CommonQueryMethods, now: Date): Promise<void> {
  const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  for (const month of [ledgerMonth(now), ledgerMonth(next)]) await ensureLedgerMonth(db, month);
}

/** The same for the month that something is about to be written to. */
export async function ensureLedgerMonth(db: CommonQueryMethods, month: number): Promise<void> {
  const known = await db.maybeOne(sql.type(z.object({ id: z.number() }))`
    select id from runs where id = ${month * perMonth}`);
  if (known === null) await db.query(sql.unsafe`select ensure_ledger_month(${month}::integer)`);
}

/** Adds a run of this month in state `planning` and wakes the dispatcher; returns its id. */
export async function insertRun(
  tx: DatabaseTransactionConnection,
  run: {
    readonly campaignId: number | null;
    readonly kind: 'campaign' | 'module';
    readonly lane: Exclude<Lane, 'reply'>;
    /** Null: the texts differ, each row names its own. */
    readonly textId: number | null;
    /** Of texts that differ in a few places only. */
    readonly shape?: TextShape | null | undefined;
    readonly now: Date;
    /** After it nothing more is claimed, and the gateway gives up. */
    readonly validUntil?: Date | null | undefined;
  },
): Promise<number> {
  const month = ledgerMonth(run.now);
  await ensureLedgerMonth(tx, month);
  return tx.oneFirst(sql.type(z.object({ id: z.number() }))`
    with added as (
      insert into runs (id, campaign_id, kind, lane, state, text_id, shape, valid_until)
      values (
        ${month}::bigint * ${perMonth}::bigint + nextval('run_seq'), ${run.campaignId}, ${run.kind}, ${run.lane},
        'planning', ${run.textId}, ${toArray(run.shape)}, ${run.validUntil?.toISOString() ?? null}::timestamptz
      )
      returning id
    )
    select id from added, pg_notify('wici', 'runs')`);
}

function toArray(shape: TextShape | null | undefined): FragmentSqlToken {
  return shape === null || shape === undefined
    ? sql.fragment`null`
    : sql.fragment`${sql.array([...shape], 'text')}`;
}

const runRow = z.object({
  id: z.number(),
  campaignId: z.number().nullable(),
  lane: z.enum(['reply', 'alert', 'personal', 'bulk']),
  state: z.enum(['planning', 'running', 'paused', 'stopped', 'done']),
  textId: z.number().nullable(),
  /** What stands around the places in which its texts differ; null: they don't, or in too many. */
  shape: z.tuple([z.string()], z.string()).nullable(),
  pauseReason: z.string().nullable(),
  plannedAt: z.date().nullable(),
  /** Of alerts: a stale one does harm. */
  validUntil: z.date().nullable(),
});

export type Run = z.infer<typeof runRow>;

const columns = sql.fragment`
  id, campaign_id as "campaignId", lane, state, text_id as "textId", shape, pause_reason as "pauseReason",
  planned_at as "plannedAt", valid_until as "validUntil"`;

/** One run, or null. */
export async function findRun(db: CommonQueryMethods, id: number): Promise<Run | null> {
  return db.maybeOne(sql.type(runRow)`select ${columns} from runs where id = ${id}`);
}

/** Runs that may have something to send or to finish, in the order they were made. */
export async function listOpenRuns(db: CommonQueryMethods): Promise<readonly Run[]> {
  return db.any(sql.type(runRow)`
    select ${columns}
    from runs
    where state in ('planning', 'running', 'paused')
    order by id`);
}

/** Says that every recipient of a run has its row; a paused run stays paused. Idempotent. */
export async function updateRunPlanned(bulk: Bulk, id: number): Promise<void> {
  await bulk`
    with planned as (
      update runs
      set planned_at = coalesce(planned_at, now()),
        state = case when state = 'planning' then 'running' else state end
      where id = ${id} and state in ('planning', 'running', 'paused')
    )
    select pg_notify('wici', 'runs')`;
}

/** Pauses a run and its campaign; true when it was not paused before. */
export async function updateRunPaused(
  bulk: Bulk,
  pause: { readonly runId: number; readonly reason: string },
): Promise<boolean> {
  const paused = await bulk`
    with run as (
      update runs
      set state = 'paused', pause_reason = ${pause.reason}
      where id = ${pause.runId} and state in ('planning', 'running')
      returning campaign_id
    ), campaign as (
      update campaigns c
      set state = 'paused'
      from run
      where c.id = run.campaign_id and c.state = 'running'
    )
    select 1 as one from run, pg_notify('wici', 'runs')`;
  return paused.length > 0;
}

/** Lets paused runs go on: those of one campaign, one run, or all that wait for the same reason. Returns how many. */
export async function updateRunsResumed(
  bulk: Bulk,
  which: { readonly campaignId: number } | { readonly runId: number } | { readonly reason: string },
): Promise<number> {
  const runId = 'runId' in which ? which.runId : null;
  const campaignId = 'campaignId' in which ? which.campaignId : null;
  const reason = 'reason' in which ? which.reason : null;
  const resumed = await bulk`
    with run as (
      update runs
      set state = case when planned_at is null then 'planning' else 'running' end, pause_reason = null
      where state = 'paused'
        and (campaign_id = ${campaignId}::bigint or id = ${runId}::bigint or pause_reason = ${reason}::text)
      returning campaign_id
    ), campaign as (
      update campaigns c
      set state = 'running'
      from run
      where c.id = run.campaign_id and c.state = 'paused'
    )
    select 1 as one from run, pg_notify('wici', 'runs')`;
  return resumed.length;
}

/** Ends a run, and its campaign, once nothing of it is open any more; true when it ended now. Never ends replies. */
export async function updateRunDone(bulk: Bulk, id: number): Promise<boolean> {
  const ended = await bulk`
    with run as (
      update runs r
      set state = 'done', ended_at = now()
      where r.id = ${id}
        and r.kind <> 'reply'
        and r.state = 'running'
        and r.planned_at is not null
        and not exists (
          select from mts m
          where m.run_id = ${id} and m.state in ('planned', 'held', 'claimed', 'unknown')
        )
      returning r.campaign_id
    ), campaign as (
      update campaigns c
      set state = 'done', ended_at = now()
      from run
      where c.id = run.campaign_id
        and c.state in ('running', 'paused')
        -- Of a series the run before the last may be the last to end.
        and not exists (
          select from runs o
          where o.campaign_id = c.id and o.id <> ${id} and o.state in ('planning', 'running', 'paused')
        )
    )
    select 1 as one from run, pg_notify('wici', 'runs')`;
  return ended.length > 0;
}

/** Ends the runs of a stopped campaign: nothing more is claimed from the commit on. Returns their ids. */
export async function updateRunsStopped(
  tx: DatabaseTransactionConnection,
  campaignId: number,
): Promise<readonly number[]> {
  return tx.anyFirst(sql.type(z.object({ id: z.number() }))`
    with stopped as (
      update runs
      set state = 'stopped', ended_at = now()
      where campaign_id = ${campaignId} and state in ('planning', 'running', 'paused')
      returning id
    )
    select id from stopped, pg_notify('wici', 'runs')`);
}

/** Runs not yet planned that no job stands for: their job was lost or given up. */
export async function listStranded(db: CommonQueryMethods): Promise<readonly number[]> {
  return db.anyFirst(sql.type(z.object({ id: z.number() }))`
    select r.id
    from runs r
    where r.state in ('planning', 'paused')
      and r.planned_at is null
      and not exists (select from graphile_worker.jobs j where j.key = 'plan-run:' || r.id)`);
}
