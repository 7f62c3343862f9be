// What became of calls, and of batches whose call nobody will answer any more.
import { type Bulk, isKeyed } from './pool.ts';
import { monthOfRun } from './runs.ts';

export type RowOutcome = { readonly id: number } & (
  | { readonly state: 'submitted'; readonly gatewayRef: string | null; readonly points: number | null }
  | { readonly state: 'rejected' | 'skipped'; readonly reason: string }
  /** A definite refusal that may pass: the next attempt has a new idx. */
  | { readonly state: 'planned'; readonly reason: string; readonly delayMs: number }
  | { readonly state: 'unknown'; readonly reason: string }
);

export type BatchOutcome = {
  readonly batchId: number;
  readonly runId: number;
  readonly tries: number;
  readonly term: number;
  readonly state: 'answered' | 'unknown' | 'refused';
  /** The gateway answered row by row. */
  readonly hasRowAnswers: boolean;
  /** This repetition was refused for good. */
  readonly castsDoubt: boolean;
  readonly errorCode: string | null;
  readonly rows: readonly RowOutcome[];
};

// An answer counts only for the very call it belongs to (tries, term): after a change of the lease's holder a late
// refusal must not free rows that the new holder is submitting. That a row was accepted is true whoever heard it.
// A receipt may have been quicker than the answer: then only the gateway's id and the price are added.
// Of one month, by the name of its partition: choosing it while the statement runs crashes PostgreSQL 18.4 (db/claims.ts).
const recordText = (month: number, is: { readonly keyed: boolean }): string => `
  with batch as materialized (
    select b.id, b.run_id, g.state, g.error_code, g.answered, g.doubt,
      b.state = 'claimed' and b.tries = g.tries and b.lease_term = g.term as is_mine
    from unnest($1::bigint[], $2::smallint[], $3::bigint[], $4::text[], $5::text[], $6::smallint[], $15::smallint[])
      as g (id, tries, term, state, error_code, answered, doubt)
    join batches b on b.id = g.id
    order by b.id
    for update of b
  ), answers as materialized (
    -- One set, so that each row is looked for by its whole key: joined here, the runs led the planner to look by the run
    -- alone, through all of it for each answer, while it knew nothing of a young month.
    select a.*, b.is_mine, a.state = 'planned' and r.state = 'stopped' as is_stopped
    from unnest($7::bigint[], $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::real[], $13::text[], $14::integer[])
      as a (batch_id, run_id, id, state, gateway_ref, points, reason, delay_ms)
    join batch b on b.id = a.batch_id
    join runs r on r.id = a.run_id
  ), moved as (
    update mts_${month} m
    set state = case
        when m.state not in ('claimed', 'unknown') then m.state
        when a.is_stopped then 'skipped'
        else a.state
      end,
      reason = case
        when m.state not in ('claimed', 'unknown') then m.reason
        when a.is_stopped then 'stopped'
        when a.state = 'submitted' then null
        else a.reason
      end,
      attempt = case when m.state in ('claimed', 'unknown') and a.state = 'planned' then m.attempt + 1 else m.attempt end,
      batch_id = case when m.state in ('claimed', 'unknown') and a.state = 'planned' then null else m.batch_id end,
      gateway_ref = coalesce(a.gateway_ref, m.gateway_ref),
      points = coalesce(a.points, m.points),
      submitted_at = case when a.state = 'submitted' then coalesce(m.submitted_at, clock_timestamp()) else m.submitted_at end,
      not_before = case when a.state = 'planned' then clock_timestamp() + make_interval(secs => a.delay_ms / 1000.0) end
    from answers a
    where m.run_id = a.run_id
      and m.id = a.id
      and m.batch_id = a.batch_id
      ${is.keyed ? 'and m.id = any($9)' : ''}
      and (a.is_mine and m.state in ('claimed', 'unknown')
        or a.state = 'submitted' and m.state in ('claimed', 'unknown', 'submitted', 'delivered', 'undelivered', 'expired'))
  )
  update batches b
  set state = g.state,
    error_code = g.error_code,
    is_doubted = b.is_doubted or g.doubt = 1,
    tried_at = case when g.state = 'unknown' then clock_timestamp() else b.tried_at end,
    answered_at = case when g.answered = 1 then clock_timestamp() else b.answered_at end
  from batch g
  where b.id = g.id and g.is_mine`;

/** Records what became of several calls, in one statement for each month. Idempotent: a repetition changes nothing. */
export async function recordOutcomes(bulk: Bulk, outcomes: readonly BatchOutcome[]): Promise<void> {
  for (const [month, ofMonth] of Map.groupBy(outcomes, ({ runId }) => monthOfRun(runId))) {
    await recordMonth(bulk, month, ofMonth);
  }
}

async function recordMonth(bulk: Bulk, month: number, outcomes: readonly BatchOutcome[]): Promise<void> {
  const rows = outcomes
    .flatMap((batch) => batch.rows.map((row) => ({ batch, row })))
    .sort((a, b) => a.batch.runId - b.batch.runId || a.row.id - b.row.id);
  const values = [
    outcomes.map((batch) => batch.batchId),
    outcomes.map((batch) => batch.tries),
    outcomes.map((batch) => batch.term),
    outcomes.map((batch) => batch.state),
    outcomes.map((batch) => batch.errorCode),
    // Not booleans: the driver takes the type of an array from its first element.
    outcomes.map((batch) => (batch.hasRowAnswers ? 1 : 0)),
    rows.map(({ batch }) => batch.batchId),
    rows.map(({ batch }) => batch.runId),
    rows.map(({ row }) => row.id),
    rows.map(({ row }) => row.state),
    rows.map(({ row }) => (row.state === 'submitted' ? row.gatewayRef : null)),
    rows.map(({ row }) => (row.state === 'submitted' ? row.points : null)),
    rows.map(({ row }) => (row.state === 'submitted' ? null : row.reason)),
    rows.map(({ row }) => (row.state === 'planned' ? row.delayMs : 0)),
    outcomes.map((batch) => (batch.castsDoubt ? 1 : 0)),
  ];
  await bulk.unsafe(recordText(month, { keyed: isKeyed(bulk) }), values, { prepare: isKeyed(bulk) });
}

/**
 * Finds claimed batches that no call of this process belongs to: the process that claimed them died, or never learned
 * that its claim was committed. They and those of their rows that no receipt has proved become `unknown`. Returns how many.
 */
export async function updateOrphans(
  bulk: Bulk,
  mine: { readonly term: number; readonly inFlight: readonly number[] },
): Promise<number> {
  const found = await bulk<{ id: number; runId: number; firstId: number; lastId: number }[]>`
    select id, run_id as "runId", first_id as "firstId", last_id as "lastId"
    from batches
    where state = 'claimed'
      and lease_term <= ${mine.term}
      and id <> all(${[...mine.inFlight]}::bigint[])
    order by id`;
  let orphans = 0;
  for (const { id, runId, firstId, lastId } of found) {
    const [orphan] = await bulk.unsafe<{ id: number }[]>(orphanText, [id, mine.term, runId, firstId, lastId]);
    if (orphan !== undefined) orphans += 1;
  }
  return orphans;
}

// A statement for each, with its rows: no transaction is open between two answers of the database. The run is a
// constant, as in the claim (db/claims.ts).
const orphanText = `
  with batch as materialized (
    update batches b
    set state = 'unknown'
    where b.id = $1
      and b.state = 'claimed'
      and b.lease_term <= $2
      and exists (select from dispatch_lease where term = $2 for share)
    returning b.id
  ), moved as (
    update mts
    set state = 'unknown'
    where run_id = $3
      and id between $4 and $5
      and batch_id = $1
      and state = 'claimed'
      and exists (select from batch)
  )
  select id from batch`;
