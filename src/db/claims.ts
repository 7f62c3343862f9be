// The dispatcher's statements: claim (here), resubmit (batches.ts), record and recover (records.ts), split (splits.ts).
// Each is one statement, so that each either happened or did not; what a crash between two of them leaves is told in
// services/dispatch.ts.
import type { Msisdn } from '#domain/msisdn.ts';
import { patternsOfShape, type TextShape } from '#domain/text-shape.ts';
import { type Bulk, isKeyed } from './pool.ts';
import { monthOfRun } from './runs.ts';

type BatchRow = {
  readonly id: number;
  readonly attempt: number;
  readonly msisdn: Msisdn;
  readonly text: string;
};

/** Rows of one run with one text, or with texts of one shape, committed as claimed: what one call submits. */
export type Batch = {
  readonly id: number;
  readonly runId: number;
  /** Null: its rows have one text. */
  readonly shape: TextShape | null;
  readonly sender: string | null;
  readonly host: 'primary' | 'backup';
  /** Calls made with this composition, the one about to be made included. */
  readonly tries: number;
  readonly term: number;
  readonly rows: readonly BatchRow[];
  /** Rows of a resubmitted batch that are left out, because their people have left since. */
  readonly dropped: readonly { readonly id: number }[];
  /** Some of its rows are known to have been accepted: by receipts of their own, or by an answer row by row. */
  readonly isPartlyProved: boolean;
  /** An earlier repetition was refused for good, which may have used up its ids: 53 proves nothing any more. */
  readonly isDoubted: boolean;
};

export type ClaimedRow = {
  readonly id: number;
  /** Of all rows; null where each has its own. */
  readonly text: string | null;
  readonly texts: readonly string[] | null;
  readonly sender: string | null;
  readonly host: 'primary' | 'backup';
  readonly tries: number;
  readonly ids: number[];
  readonly attempts: number[];
  readonly msisdns: Msisdn[];
};

/** Reason of a waiting row that must go in a call of its own, because a call refused somebody without saying whom. */
export const aloneReason = 'alone';

// Rules 2 and 3 of the product in one statement:
// - fenced: no row of the lease with our term, nothing is claimed; a new holder waits for us to commit;
// - opt-out wins: the subscriber's row is locked, so an opt-out either is seen here or waits until we have committed;
//   one that is being written just now puts its number off to the next claim (skip locked);
// - who never joined has no such row: with a legal basis of the campaign's own their number's row is locked instead,
//   and a STOP that is being stored just now, which refers to it, puts the number off as well, as does one that was
//   stored between this statement's snapshot and the lock: the number is looked up once more, as of now;
// - the batches are committed with the rows, before any call;
// - where the gateway fills values in, rows whose texts are of the run's shape share a batch, whatever their texts: what
//   each is sent is still the text of its row, and a batch all of one text is a batch like any other.
// `keyed`: planned once (see keyedPlans in pool.ts).
// The planner takes each of these sets for one row, so a join between two of them would be a nested loop over
// thousands: sets are joined to tables by key only, and batches are numbered by window functions.
// The month's partition by its name: choosing it while the statement runs crashes PostgreSQL 18.4 where a row has just
// been updated by somebody else.
const claimText = (is: {
  readonly filled: boolean;
  readonly month: number;
  readonly keyed: boolean;
}): string => `
  with lease as materialized (
    select term from dispatch_lease where term = $1 for share
  ), run as materialized (
    select r.id, r.kind = 'reply' as is_reply, r.lane = 'alert' as is_alert, coalesce(r.sender, $7) as sender,
      exists (select from campaigns c where c.id = r.campaign_id and c.legal_basis is not null) as has_basis
    from runs r, lease
    where r.id = $2 and r.state in ('planning', 'running')
  ), picked as materialized (
    select m.id, m.phone_id, m.text_id, m.attempt, coalesce(m.reason = '${aloneReason}', false) as alone
    from mts_${is.month} m
    where m.run_id = $2
      and m.id > $3
      and m.state = 'planned'
      and (m.not_before is null or m.not_before <= $6)
      and exists (select from run)
    order by m.id
    limit $4
    for update skip locked
  ), known as materialized (
    select p.id, p.text_id, p.attempt, p.alone, ph.msisdn, s.state,
      s.paused_until > $6 and (s.pauses_alerts or not (select is_alert from run)) as is_paused
    from picked p
    join subscribers s on s.phone_id = p.phone_id
    join phones ph on ph.id = p.phone_id
    where not (select is_reply from run)
    for share of s skip locked
  ), strangers as materialized (
    select p.id, p.phone_id, p.text_id, p.attempt, p.alone, ph.msisdn
    from picked p
    join phones ph on ph.id = p.phone_id
    where not (select is_reply from run)
      and (select count(*) from known) < (select count(*) from picked)
      and not exists (select from subscribers s where s.phone_id = p.phone_id)
    for update of ph skip locked
  ), judged as materialized (
    select id, text_id, attempt, alone, msisdn,
      case
        when state <> 'active' then 'opted_out'
        when msisdn is null then 'erased'
        when is_paused then 'paused'
      end as refusal
    from known
    union all
    -- Dialogue answers whoever wrote; whether they subscribe does not matter.
    select p.id, p.text_id, p.attempt, p.alone, ph.msisdn, case when ph.msisdn is null then 'erased' end
    from picked p
    join phones ph on ph.id = p.phone_id
    where (select is_reply from run)
    union all
    select id, text_id, attempt, alone, msisdn,
      case when not (select has_basis from run) then 'no_consent' when msisdn is null then 'erased' end
    from strangers
    where not has_subscriber_now(phone_id)
  ), grouped as (
    ${
      is.filled
        ? `select j.id, j.text_id, j.attempt, j.alone, j.msisdn, j.refusal, t.body, t.segments,
      case
        when case when length(t.body) <= $10 then t.body ~ $11 else t.body ~ $12 end and not j.alone then 0
        else j.text_id
      end as group_id
    from judged j
    left join texts t on t.id = j.text_id`
        : `select id, text_id, attempt, alone, msisdn, refusal, null as body, null::int as segments, text_id as group_id
    from judged`
    }
  ), numbered as (
    select id, text_id, attempt, alone, msisdn, body, segments, group_id,
      (row_number() over same_text - 1) / case when alone then 1 else $5 end as part,
      (row_number() over same_text - 1) % case when alone then 1 else $5 end = 0 as begins
    from grouped
    where refusal is null
    window same_text as (partition by group_id, alone order by id)
  ), positioned as (
    select *, count(*) filter (where begins) over (order by id) as position
    from numbered
  ), begun as (
    select *, case when begins and position <= $9 then nextval(pg_get_serial_sequence('batches', 'id')) end as new_id
    from positioned
  ), batched as materialized (
    select id, text_id, attempt, msisdn, body, segments,
      first_value(new_id) over (partition by group_id, alone, part order by id) as batch_id
    from begun
  ), listed as materialized (
    select batch_id as id, min(text_id) as text_id, min(text_id) <> max(text_id) as is_filled,
      array_agg(id order by id) as ids, array_agg(attempt order by id) as attempts,
      array_agg(msisdn order by id) as msisdns, array_agg(body order by id) as texts,
      count(*) as size, min(id) as first_id, max(id) as last_id, sum(segments) as segments
    from batched
    where batch_id is not null
    group by batch_id
  ), fresh as (
    insert into batches
      (id, run_id, text_id, sender, state, size, first_id, last_id, lease_term, host, claimed_at, is_filled, segments)
    overriding system value
    select id, $2, text_id, (select sender from run), 'claimed', size, first_id, last_id, $1, $8,
      statement_timestamp(), is_filled, case when is_filled then segments end
    from listed
  ), claimed as (
    update mts_${is.month} m
    set state = 'claimed', batch_id = b.batch_id, not_before = null, reason = null
    from batched b
    where m.run_id = $2 and m.id = b.id and b.batch_id is not null
      ${is.keyed ? 'and m.id = any(array(select id from batched))' : ''}
  ), skipped as (
    update mts_${is.month} m
    set state = 'skipped', reason = j.refusal
    from judged j
    where m.run_id = $2 and m.id = j.id and j.refusal is not null
      ${is.keyed ? 'and m.id = any(array(select id from judged))' : ''}
  ), looked as (
    select max(id) as last, count(*)::int as picked, (select min(id) from batched where batch_id is null) as left_out
    from picked
  )
  select l.id, (select sender from run) as sender, t.body as text, case when l.is_filled then l.texts end as texts,
    l.ids, l.attempts, l.msisdns, k.last, k.picked, k.left_out
  from looked k
  left join listed l on true
  left join texts t on t.id = l.text_id
  order by l.id`;

export type Claim = {
  readonly batches: readonly Batch[];
  /** The last row that need not be looked at again before the end is reached; where the next claim goes on. */
  readonly last: number;
  /** Whether this claim reached the end of what is due. */
  readonly isExhausted: boolean;
};

export type ClaimRequest = {
  readonly term: number;
  readonly runId: number;
  /** Rows up to this id are not looked at. */
  readonly after: number;
  /** Rows looked at, at most. */
  readonly limit: number;
  readonly batchSize: number;
  readonly maxBatches: number;
  readonly now: Date;
  readonly sender: string | null;
  readonly host: 'primary' | 'backup';
  /** Of the run's texts, where the gateway fills values in; null: each call has one text. */
  readonly shape: TextShape | null;
};

/** Claims rows of one run that are due, in batches of one text or one shape; rows of people without consent become skipped. */
export async function claimBatches(bulk: Bulk, request: ClaimRequest): Promise<Claim> {
  const text = claimText({
    filled: request.shape !== null,
    month: monthOfRun(request.runId),
    keyed: isKeyed(bulk),
  });
  const patterns = request.shape === null ? null : patternsOfShape(request.shape);
  const values = [
    request.term,
    request.runId,
    request.after,
    request.limit,
    request.batchSize,
    request.now,
    request.sender,
    request.host,
    request.maxBatches,
    ...(patterns === null ? [] : [patterns.upTo, patterns.short, patterns.any]),
  ];
  // Planned each time, unless only plans by key are made: a plan made while the table was small would be kept while it
  // grows by hundreds of thousands.
  const rows = await bulk.unsafe<ClaimedBatch[]>(text, values, { prepare: isKeyed(bulk) });
  const { term, runId, host, shape } = request;
  const first = rows[0];
  const leftOut = first?.left_out ?? null;
  return {
    last: leftOut === null ? (first?.last ?? request.after) : leftOut - 1,
    isExhausted: leftOut === null && (first?.picked ?? 0) < request.limit,
    batches: rows.flatMap((row) =>
      row.id === null
        ? []
        : [
            {
              ...toBatch({ ...row, id: row.id, host, tries: 1 }, { term, runId, shape }),
              dropped: [],
              isPartlyProved: false,
              isDoubted: false,
            },
          ],
    ),
  };
}

type ClaimedBatch = Omit<ClaimedRow, 'id' | 'host' | 'tries'> & {
  readonly id: number | null;
  readonly last: number | null;
  readonly picked: number;
  readonly left_out: number | null;
};

/** A batch from its row; of texts of its own only where the row has them. */
export function toBatch(
  row: ClaimedRow,
  of: { readonly term: number; readonly runId: number; readonly shape: TextShape | null },
): Omit<Batch, 'dropped' | 'isPartlyProved' | 'isDoubted'> {
  const { texts } = row;
  return {
    id: row.id,
    ...of,
    shape: texts === null ? null : of.shape,
    sender: row.sender,
    host: row.host,
    tries: row.tries,
    rows: row.ids.map((id, at) => {
      const attempt = row.attempts[at];
      const msisdn = row.msisdns[at];
      const text = texts === null ? row.text : texts[at];
      if (attempt === undefined || msisdn === undefined || typeof text !== 'string') {
        throw new Error('A claimed row lacks its number or its text.');
      }
      return { id, attempt, msisdn, text };
    }),
  };
}
