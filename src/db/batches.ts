// Batches of unknown outcome: which may be submitted again, and claiming one for it (the first claim is in claims.ts).
import type { TextShape } from '#domain/text-shape.ts';
import { type Batch, type ClaimedRow, toBatch } from './claims.ts';
import type { Bulk } from './pool.ts';

/** After how long a gateway may have forgotten an idx; a batch claimed earlier is never resubmitted by itself. */
const checkWindowHours = 23;

export type Unresolved = { readonly id: number; readonly runId: number };

/** Over `r` (runs): who never joined is reached by it, too. */
function hasBasis(bulk: Bulk): ReturnType<Bulk> {
  return bulk`exists (select from campaigns c where c.id = r.campaign_id and c.legal_basis is not null)`;
}

/**
 * Batches of unknown outcome that may be submitted again now: within the check window, their run still open, their
 * back-off (1 s, doubling to 5 min) over, and somebody still consenting among their rows. A first call that was cut off
 * with its process may still be in the gateway's hands: it is asked about so many seconds later. Ages are read on the
 * database's clock, which also wrote `claimed_at`: a worker whose own clock leaps must neither give up early nor late.
 */
export async function listResubmittable(
  bulk: Bulk,
  which: { readonly limit: number; readonly cutOffSeconds: number },
): Promise<readonly (Unresolved & { readonly lane: string })[]> {
  return bulk<{ id: number; runId: number; lane: string }[]>`
    select b.id, b.run_id as "runId", r.lane
    from batches b
    join runs r on r.id = b.run_id
    join texts t on t.id = b.text_id
    where b.state = 'unknown'
      and r.state in ('planning', 'running')
      and t.body <> ''
      and b.claimed_at > statement_timestamp() - make_interval(hours => ${checkWindowHours})
      and coalesce(b.tried_at, b.claimed_at + make_interval(secs => ${which.cutOffSeconds}))
        + make_interval(secs => least(300, power(2, least(b.tries, 10) - 1))) <= statement_timestamp()
      and exists (
        select from mts m
        join phones ph on ph.id = m.phone_id
        left join subscribers s on s.phone_id = m.phone_id
        where m.run_id = b.run_id
          and m.id between b.first_id and b.last_id
          and m.batch_id = b.id
          and m.state = 'unknown'
          and ph.msisdn is not null
          and (r.kind = 'reply' or s.state = 'active' or s.phone_id is null and ${hasBasis(bulk)})
      )
    order by b.id
    limit ${which.limit}`;
}

/**
 * Claims one batch of unknown outcome for another call: the same rows under the same ids, less those whose people have
 * left since. Rows stay `unknown` meanwhile. Null when it is no longer unknown or the lease is no longer ours.
 */
export async function claimResubmission(
  bulk: Bulk,
  request: { readonly term: number; readonly batchId: number },
): Promise<Batch | null> {
  const [row] = await bulk<
    (ClaimedRow & {
      runId: number;
      shape: TextShape | null;
      dropped: number[];
      isPartlyProved: boolean;
      isDoubted: boolean;
    })[]
  >`
    with lease as materialized (
      select term from dispatch_lease where term = ${request.term} for share
    ), batch as (
      update batches b
      set state = 'claimed', tries = b.tries + 1, lease_term = lease.term, tried_at = clock_timestamp()
      from lease, runs r
      where b.id = ${request.batchId}
        and b.state = 'unknown'
        and r.id = b.run_id
        and r.state in ('planning', 'running')
      returning b.id, b.run_id, b.text_id, b.sender, b.host, b.tries, b.first_id, b.last_id, b.is_doubted,
        r.kind, case when b.is_filled then r.shape end as shape, b.is_filled
    ), judged as (
      select m.id, m.attempt, ph.msisdn, own.body,
        ph.msisdn is not null and (b.kind = 'reply' or coalesce(s.state = 'active', ${hasBasis(bulk)})) as goes
      from batch b
      join runs r on r.id = b.run_id
      join mts m on m.run_id = b.run_id and m.id between b.first_id and b.last_id and m.batch_id = b.id
      join phones ph on ph.id = m.phone_id
      left join subscribers s on s.phone_id = m.phone_id
      left join texts own on b.is_filled and own.id = m.text_id
      where m.state = 'unknown'
    )
    select b.id, b.run_id as "runId", b.shape, t.body as text, b.sender, b.host, b.tries,
      case when b.is_filled then array(select body from judged where goes order by id) end as texts,
      array(select id from judged where goes order by id) as ids,
      array(select attempt from judged where goes order by id) as attempts,
      array(select msisdn from judged where goes order by id) as msisdns,
      array(select id from judged where not goes order by id) as dropped,
      exists (
        select from mts m
        where m.run_id = b.run_id
          and m.id between b.first_id and b.last_id
          and m.batch_id = b.id
          and m.state in ('submitted', 'delivered', 'undelivered', 'expired')
      ) as "isPartlyProved",
      b.is_doubted as "isDoubted"
    from batch b
    join texts t on t.id = b.text_id`;
  if (row === undefined) return null;
  return {
    ...toBatch(row, { term: request.term, runId: row.runId, shape: row.shape }),
    dropped: row.dropped.map((id) => ({ id })),
    isPartlyProved: row.isPartlyProved,
    isDoubted: row.isDoubted,
  };
}
