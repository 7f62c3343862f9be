import { type DatabaseTransactionConnection, sql } from 'slonik';
import type { Bulk } from './pool.ts';

export type NewMt = {
  readonly runId: number;
  readonly phoneId: number;
  readonly item: number;
  readonly textId: number;
  /** Not to be sent before this instant. */
  readonly notBefore?: Date | undefined;
};

/** Adds messages to be sent and wakes the dispatcher; a message with the same (run, number, item) is not added again. */
export async function insertMts(tx: DatabaseTransactionConnection, rows: readonly NewMt[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(sql.unsafe`
    with added as (
      insert into mts (run_id, phone_id, item, text_id, not_before)
      select run_id, phone_id, item, text_id, not_before
      from ${sql.unnest(
        rows.map((row) => [
          row.runId,
          row.phoneId,
          row.item,
          row.textId,
          row.notBefore?.toISOString() ?? null,
        ]),
        ['int8', 'int8', 'int8', 'int8', 'timestamptz'],
      )} with ordinality as given (run_id, phone_id, item, text_id, not_before, position)
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
    with slice as (
      select id
      from mts
      where run_id = ${slice.runId} and state in ('planned', 'held')
      order by id
      limit ${slice.limit}
      for update skip locked
    )
    update mts m
    set state = 'skipped', reason = 'stopped'
    from slice
    where m.run_id = ${slice.runId}
      and m.id = slice.id
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
