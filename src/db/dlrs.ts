import { findReportedState, mtStates, rankOfState } from '#domain/mt-status.ts';
import type { Bulk } from './pool.ts';

export type NewDlr = {
  /** As the gateway sent it; null when it sent none. */
  readonly idx: string | null;
  /** Read from the idx; null when it is none of ours, or of an earlier epoch. */
  readonly runId: number | null;
  /** Its idx was made by this service before a restore, or by a copy of it. */
  readonly isOfOtherEpoch: boolean;
  readonly mtId: number | null;
  readonly attempt: number | null;
  readonly gatewayRef: string;
  readonly status: number;
  readonly doneAt: Date | null;
};

/** Stores reports without applying them, durable when it returns, and wakes whoever applies them. */
export async function insertDlrs(bulk: Bulk, dlrs: readonly NewDlr[]): Promise<void> {
  const ofOtherEpochs = dlrs.filter((row) => row.isOfOtherEpoch).length;
  await bulk`
    with added as (
      insert into dlrs (idx, run_id, mt_id, attempt, gateway_ref, status, done_at)
      select *
      from unnest(
        ${dlrs.map((row) => row.idx)}::text[],
        ${dlrs.map((row) => row.runId)}::bigint[],
        ${dlrs.map((row) => row.mtId)}::bigint[],
        ${dlrs.map((row) => row.attempt)}::smallint[],
        ${dlrs.map((row) => row.gatewayRef)}::text[],
        ${dlrs.map((row) => row.status)}::smallint[],
        ${dlrs.map((row) => row.doneAt?.toISOString() ?? null)}::timestamptz[]
      )
    ), counted as (
      update dlr_watch
      set other_epochs = other_epochs + ${ofOtherEpochs}::bigint
      where ${ofOtherEpochs}::bigint > 0
    )
    select pg_notify('wici', 'dlrs')`;
}

// The domain's table as SQL, so that the rule stands in one place: which state a report proves, and its rank.
const provedStates = Array.from({ length: 1000 }, (_, status) => ({
  status,
  state: findReportedState(status),
})).flatMap(({ status, state }) => (state === null ? [] : [{ status, state }]));
const stateOfStatus = `case d.status ${provedStates
  .map(({ status, state }) => `when ${status} then '${state}'`)
  .join(' ')} end`;

function rankOf(column: string): string {
  return `case ${column} ${mtStates
    .map((state) => `when '${state}' then ${rankOfState(state)}`)
    .join(' ')} else -1 end`;
}

// What both ways of applying share: `taken` holds the reports, with an id of their own and what they prove. Which
// partitions are meant must be plain before the statement runs: choosing while rows are updated by others crashes
// PostgreSQL 18.4.
const moveRows = (mts: string, ofMonths: string): string => `
  found as materialized (
    -- The row's attempt must be the reported one: an earlier attempt was definitely refused.
    select t.*, m.state as old_state
    from taken t
    join ${mts} m on m.run_id = t.run_id and m.id = t.mt_id and m.attempt = t.attempt
    where ${ofMonths}
  ), best as (
    select distinct on (run_id, mt_id) run_id, mt_id, proved, gateway_ref, done_at, received_at
    from found
    where ${rankOf('proved')} > ${rankOf('old_state')}
    order by run_id, mt_id, ${rankOf('proved')} desc, coalesce(done_at, received_at)
  ), moved as (
    update ${mts} m
    set state = b.proved,
      reason = null,
      gateway_ref = coalesce(m.gateway_ref, nullif(b.gateway_ref, '')),
      submitted_at = coalesce(m.submitted_at, b.received_at),
      reported_at = case when b.proved = 'submitted' then m.reported_at else coalesce(b.done_at, b.received_at) end
    from best b
    where ${ofMonths}
      and m.run_id = b.run_id
      and m.id = b.mt_id
      and ${rankOf('b.proved')} > ${rankOf('m.state')}
    returning m.run_id
  ), seen as (
    -- Once a second is enough to tell that receipts come at all.
    update dlr_watch
    set applied_at = clock_timestamp()
    where id in (
        select id from dlr_watch where applied_at < clock_timestamp() - interval '1 second' for update skip locked
      )
      and exists (select from moved)
  )`;

/** Of one month, so that the statement names its partition and its plan can be kept. */
const applyGivenText = (month: number): string => `
  with taken as materialized (
    select d.*, clock_timestamp() as received_at, ${stateOfStatus} as proved
    from unnest(
        $1::text[], $2::bigint[], $3::bigint[], $4::smallint[], $5::text[], $6::smallint[], $7::timestamptz[]
      ) with ordinality as d (idx, run_id, mt_id, attempt, gateway_ref, status, done_at, id)
  ), ${moveRows(`mts_${month}`, 'true')}, kept as (
    insert into dlrs (idx, run_id, mt_id, attempt, gateway_ref, status, done_at, tries)
    select idx, run_id, mt_id, attempt, gateway_ref, status, done_at, 1
    from taken t
    where not exists (select from found f where f.id = t.id)
  ), counted as (
    update dlr_watch
    set other_epochs = other_epochs + $8::bigint
    where $8::bigint > 0
  )
  select (select count(*)::int from taken) as taken, (select count(*)::int from moved) as moved`;

/**
 * Applies reports of one month as they come, in one statement that is durable when it returns: each row moves to the
 * highest state reported, never back; reports that find no row are kept. A deadlock with the dispatcher is thrown
 * (40P01), as is a month without a ledger (42P01), and nothing has changed then.
 */
export async function updateByGivenDlrs(
  bulk: Bulk,
  given: { readonly month: number; readonly dlrs: readonly NewDlr[] },
): Promise<AppliedDlrs> {
  const { dlrs } = given;
  const [row] = await bulk.unsafe<AppliedDlrs[]>(
    applyGivenText(given.month),
    [
      dlrs.map((dlr) => dlr.idx),
      dlrs.map((dlr) => dlr.runId),
      dlrs.map((dlr) => dlr.mtId),
      dlrs.map((dlr) => dlr.attempt),
      dlrs.map((dlr) => dlr.gatewayRef),
      dlrs.map((dlr) => dlr.status),
      dlrs.map((dlr) => dlr.doneAt?.toISOString() ?? null),
      dlrs.filter((dlr) => dlr.isOfOtherEpoch).length,
    ],
    // Planning it takes longer than moving the rows of a few calls.
    { prepare: true },
  );
  return { taken: row?.taken ?? 0, moved: row?.moved ?? 0 };
}

const applyStoredText = `
  with taken as materialized (
    select d.id, d.run_id, d.mt_id, d.attempt, d.gateway_ref, d.done_at, d.received_at, ${stateOfStatus} as proved
    from dlrs d
    where d.tries = 0
    order by d.id
    limit $2
    for update skip locked
  ), ${moveRows('mts', 'm.run_id = any($1::bigint[])')}, gone as (
    delete from dlrs d using found f where d.id = f.id
  ), kept as (
    update dlrs d
    set tries = 1
    from taken t
    where d.id = t.id
      and not exists (select from found f where f.id = t.id)
      -- Stored since the runs were listed: the next set's.
      and (t.run_id is null or t.run_id = any($1::bigint[]))
  )
  select (select count(*)::int from taken) as taken, (select count(*)::int from moved) as moved`;

export type AppliedDlrs = {
  /** Reports looked at; fewer than the limit = none were left. */
  readonly taken: number;
  /** Rows whose state changed. */
  readonly moved: number;
};

/**
 * Applies stored reports, those that could not be applied as they came: each row moves to the highest state reported,
 * never back. Reports that find no row stay for later. A report proves its own row; the others of a lost call are asked
 * about, because it may have been accepted in part. Safe to run in several processes; a deadlock with the dispatcher is
 * thrown and nothing has changed then.
 */
export async function updateByDlrs(bulk: Bulk, limit: number): Promise<AppliedDlrs> {
  const runs = await bulk<{ id: number | null }[]>`select distinct run_id as id from dlrs where tries = 0`;
  if (runs.length === 0) return { taken: 0, moved: 0 };
  const runIds = runs.flatMap(({ id }) => (id === null ? [] : [id]));
  const [row] = await bulk.unsafe<AppliedDlrs[]>(applyStoredText, [runIds, limit]);
  return { taken: row?.taken ?? 0, moved: row?.moved ?? 0 };
}

/**
 * Tries reports again that found no row by idx, now by the gateway's id as well, and drops those older than 72 hours.
 * One statement over the ledger's recent months; meant for once a minute, and quick when there is nothing.
 */
export async function updateUnmatchedDlrs(bulk: Bulk, now: Date): Promise<number> {
  await bulk`delete from dlrs where tries > 0 and received_at < ${now}::timestamptz - interval '72 hours'`;
  const [waiting] = await bulk<{ any: boolean }[]>`
    select exists (select from dlrs where tries > 0 and run_id is null and gateway_ref <> '') as any`;
  if (waiting?.any !== true) return 0;
  const found = await bulk<{ id: number }[]>`
    with refs as materialized (
      select d.id, d.gateway_ref
      from dlrs d
      where d.tries > 0 and d.run_id is null and d.gateway_ref <> ''
      limit 10000
    )
    update dlrs d
    set run_id = m.run_id, mt_id = m.id, attempt = m.attempt, tries = 0
    from refs r
    join mts m on m.gateway_ref = r.gateway_ref
    where d.id = r.id
      and m.run_id >= (extract(year from ${now}::timestamptz - interval '4 days') * 100
        + extract(month from ${now}::timestamptz - interval '4 days'))::bigint * 1000000000
    returning d.id`;
  return found.length;
}
