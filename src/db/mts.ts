import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { MtState } from '#domain/mt-status.ts';
import type { Bulk } from './pool.ts';

export type NewMt = {
  readonly runId: number;
  readonly phoneId: number;
  readonly item: number;
  readonly textId: number;
};

/** Adds messages to be sent and wakes the dispatcher; a message with the same (run, number, item) is not added again. */
export async function insertMts(tx: DatabaseTransactionConnection, rows: readonly NewMt[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(sql.unsafe`
    with added as (
      insert into mts (run_id, phone_id, item, text_id)
      select run_id, phone_id, item, text_id
      from ${sql.unnest(
        rows.map((row) => [row.runId, row.phoneId, row.item, row.textId]),
        ['int8', 'int8', 'int8', 'int8'],
      )} with ordinality as given (run_id, phone_id, item, text_id, position)
      order by position
      on conflict (run_id, phone_id, item) do nothing
    )
    select pg_notify('wici', 'outbox')`);
}

/** Skips what a stopped run had left to send, one slice at a time; returns how many rows were skipped, 0 = none left. */
export async function updateStoppedMts(
  bulk: Bulk,
  slice: { readonly runId: number; readonly limit: number },
): Promise<number> {
  const skipped = await bulk`
    with some as (
      select id
      from mts
      where run_id = ${slice.runId} and state in ('planned', 'held')
      order by id
      limit ${slice.limit}
      for update skip locked
    )
    update mts m
    set state = 'skipped', reason = 'stopped'
    from some
    where m.run_id = ${slice.runId}
      and m.id = some.id
      and exists (select from runs r where r.id = ${slice.runId} and r.state = 'stopped')`;
  return skipped.count;
}

/** Runs that were stopped while rows of them still wait: whoever stopped them was killed half way. */
export async function listUnfinishedStops(bulk: Bulk): Promise<readonly number[]> {
  const rows = await bulk<{ id: number }[]>`
    select r.id
    from runs r
    where r.state = 'stopped'
      and r.ended_at > now() - interval '7 days'
      and exists (select from mts m where m.run_id = r.id and m.state in ('planned', 'held'))`;
  return rows.map((row) => row.id);
}

export type MtCounts = Readonly<Record<MtState, number>>;

const countRow = z.object({
  state: z.enum([
    'planned',
    'held',
    'claimed',
    'submitted',
    'unknown',
    'delivered',
    'undelivered',
    'expired',
    'rejected',
    'skipped',
  ]),
  count: z.number(),
  segments: z.number(),
});

/**
 * A campaign's rows by state, which always add up to the total, and the segments of all that left or may still leave.
 * What waits in a paused run counts as held.
 */
export async function countByState(
  db: CommonQueryMethods,
  campaignId: number,
): Promise<{ readonly counts: MtCounts; readonly total: number; readonly segments: number }> {
  const rows = await db.any(sql.type(countRow)`
    select case when m.state = 'planned' and r.state = 'paused' then 'held' else m.state end as state,
      sum(m.count)::bigint as count,
      sum(m.count * t.segments)::bigint as segments
    from runs r
    cross join lateral (
      select state, text_id, count(*) as count
      from mts
      where mts.run_id = r.id
      group by state, text_id
    ) m
    join texts t on t.id = m.text_id
    where r.campaign_id = ${campaignId}
    group by 1`);
  const counts: Record<MtState, number> = {
    planned: 0,
    held: 0,
    claimed: 0,
    submitted: 0,
    unknown: 0,
    delivered: 0,
    undelivered: 0,
    expired: 0,
    rejected: 0,
    skipped: 0,
  };
  let total = 0;
  let segments = 0;
  for (const row of rows) {
    counts[row.state] += row.count;
    total += row.count;
    if (row.state !== 'rejected' && row.state !== 'skipped') segments += row.segments;
  }
  return { counts, total, segments };
}
