// Batches of which the gateway has accepted something, nobody knows how much (docs/decisions/0004).
import type { Batch } from './claims.ts';
import type { Bulk } from './pool.ts';

// The run is a constant in what updates messages, as in the claim (db/claims.ts).
const splitText = `
  with lease as materialized (
    select term from dispatch_lease where term = $1 for share
  ), parent as materialized (
    update batches b
    set split_at = clock_timestamp()
    from lease
    where b.id = $3 and b.run_id = $2 and b.state = 'unknown'
    returning b.*
  ), parted as materialized (
    select m.id, m.text_id, nextval(pg_get_serial_sequence('batches', 'id')) as batch_id
    from parent p
    join mts m on m.run_id = $2 and m.id between p.first_id and p.last_id and m.batch_id = p.id
    where m.state = 'unknown' and m.id = any($4::bigint[])
  ), singles as (
    -- A second try each, so that a moment passes in which receipts may spare the call.
    insert into batches
      (id, run_id, text_id, sender, state, tries, size, first_id, last_id, lease_term, host, claimed_at, tried_at, split_from)
    overriding system value
    select r.batch_id, p.run_id, r.text_id, p.sender, 'unknown', 2, 1, r.id, r.id, p.lease_term, p.host,
      p.claimed_at, clock_timestamp(), p.id
    from parted r
    cross join parent p
  )
  update mts m
  set batch_id = r.batch_id
  from parted r
  where m.run_id = $2 and m.id = r.id and m.state = 'unknown' and m.batch_id = $3`;

/**
 * Gives each of these rows of an unknown batch a batch of its own, to be submitted again alone under the same idx: a 53
 * for one row proves that row. Rows that are not named stay behind with the old batch. Does nothing when the term is
 * over or the batch is no longer unknown; returns how many rows were parted.
 */
export async function splitBatch(
  bulk: Bulk,
  split: { readonly batch: Pick<Batch, 'id' | 'runId' | 'term'>; readonly rowIds: readonly number[] },
): Promise<number> {
  const { id, runId, term } = split.batch;
  const parted = await bulk.unsafe(splitText, [term, runId, id, [...split.rowIds]]);
  return parted.count;
}

// Its single rows have been proved before this statement, for good: nothing lifts a batch from `answered`.
const followText = `
  update mts
  set state = 'submitted', reason = null, submitted_at = coalesce(submitted_at, clock_timestamp())
  where run_id = $2
    and id between $3 and $4
    and batch_id = $1
    and state = 'unknown'
    and exists (select from batches where id = $1 and state = 'unknown')`;

/**
 * Ends unknown batches that have been proved row by row. What stayed behind with a batch when it was split (people who
 * have left since, and may not be asked about) follows the others when all of them turned out to have been accepted.
 * Returns how many batches ended.
 */
export async function updateProvedBatches(bulk: Bulk): Promise<number> {
  const proved = await bulk<{ id: number; runId: number; firstId: number; lastId: number }[]>`
    select p.id, p.run_id as "runId", p.first_id as "firstId", p.last_id as "lastId"
    from batches p
    where p.state = 'unknown'
      and p.split_at is not null
      and exists (select from batches c where c.split_from = p.id)
      and not exists (
        select from batches c
        where c.split_from = p.id
          -- Not settled, or accepted only when it was asked about.
          and (c.state <> 'answered' or c.answered_at is not null)
      )`;
  let followed = 0;
  for (const { id, runId, firstId, lastId } of proved) {
    const moved = await bulk.unsafe(followText, [id, runId, firstId, lastId]);
    followed += moved.count;
  }
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
  return Math.max(followed, ended.count);
}
