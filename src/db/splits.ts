// Batches of which the gateway has accepted something, nobody knows how much (docs/decisions/0004).
import type { Bulk } from './pool.ts';

/**
 * Gives each of these rows of an unknown batch a batch of its own, to be submitted again alone under the same idx: a 53
 * for one row proves that row. Rows that are not named stay behind with the old batch. Does nothing when the term is
 * over or the batch is no longer unknown; returns how many rows were parted.
 */
export async function splitBatch(
  bulk: Bulk,
  split: { readonly batchId: number; readonly term: number; readonly rowIds: readonly number[] },
): Promise<number> {
  const rowIds = [...split.rowIds];
  const parted = await bulk`
    with lease as materialized (
      select term from dispatch_lease where term = ${split.term} for share
    ), parent as materialized (
      update batches b
      set split_at = clock_timestamp()
      from lease
      where b.id = ${split.batchId} and b.state = 'unknown'
      returning b.*
    ), parted as materialized (
      select m.run_id, m.id, nextval(pg_get_serial_sequence('batches', 'id')) as batch_id
      from parent p
      join mts m on m.run_id = p.run_id and m.id between p.first_id and p.last_id and m.batch_id = p.id
      where m.state = 'unknown' and m.id = any(${rowIds}::bigint[])
    ), singles as (
      -- A second try each, so that a moment passes in which receipts may spare the call.
      insert into batches
        (id, run_id, text_id, sender, state, tries, size, first_id, last_id, lease_term, host, claimed_at, tried_at, split_from)
      overriding system value
      select r.batch_id, p.run_id, p.text_id, p.sender, 'unknown', 2, 1, r.id, r.id, p.lease_term, p.host,
        p.claimed_at, clock_timestamp(), p.id
      from parted r
      cross join parent p
    )
    update mts m
    set batch_id = r.batch_id
    from parted r
    where m.run_id = r.run_id and m.id = r.id and m.state = 'unknown' and m.batch_id = ${split.batchId}`;
  return parted.count;
}

/**
 * Ends unknown batches that have been proved row by row. What stayed behind with a batch when it was split (people who
 * have left since, and may not be asked about) follows the others when all of them turned out to have been accepted.
 * Returns how many batches ended.
 */
export async function updateProvedBatches(bulk: Bulk): Promise<number> {
  const followed = await bulk`
    with parent as (
      select p.id, p.run_id, p.first_id, p.last_id
      from batches p
      where p.state = 'unknown'
        and p.split_at is not null
        and exists (select from batches c where c.split_from = p.id)
        and not exists (
          select from batches c
          where c.split_from = p.id
            -- Not settled, or accepted only when it was asked about.
            and (c.state <> 'answered' or c.answered_at is not null)
        )
    )
    update mts m
    set state = 'submitted', reason = null, submitted_at = coalesce(m.submitted_at, clock_timestamp())
    from parent p
    where m.run_id = p.run_id
      and m.id between p.first_id and p.last_id
      and m.batch_id = p.id
      and m.state = 'unknown'`;
  const ended = await bulk`
    update batches b
    set state = 'answered'
    where b.state = 'unknown'
      and not exists (
        select from mts m
        where m.run_id = b.run_id
          and m.id between b.first_id and b.last_id
          and m.batch_id = b.id
          and m.state in ('claimed', 'unknown')
      )`;
  return Math.max(followed.count, ended.count);
}
