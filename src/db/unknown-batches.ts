import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import type { Bulk } from './pool.ts';

const batchRow = z.object({
  id: z.number(),
  claimedAt: z.date(),
  tries: z.number(),
  /** Messages of it whose outcome is unknown. */
  messages: z.number(),
  /** The dispatcher asks about it, or will; else only a receipt or a person settles it. */
  isAsked: z.boolean(),
});

export type UnknownBatch = z.infer<typeof batchRow>;

/** Batches of a campaign with messages of unknown outcome, oldest first. */
export async function listUnknownBatches(
  db: CommonQueryMethods,
  which: { readonly campaignId: number; readonly limit: number },
): Promise<readonly UnknownBatch[]> {
  return db.any(sql.type(batchRow)`
    select b.id, b.claimed_at as "claimedAt", b.tries, u.messages,
      b.state in ('claimed', 'unknown') and r.state in ('planning', 'running')
        and b.claimed_at > now() - interval '23 hours' as "isAsked"
    from runs r
    cross join lateral (
      select m.batch_id, count(*)::int as messages
      from mts m
      where m.run_id = r.id and m.state = 'unknown'
      group by m.batch_id
    ) u
    join batches b on b.id = u.batch_id
    where r.campaign_id = ${which.campaignId}
    order by b.id
    limit ${which.limit}`);
}

const hourRow = z.object({
  /** When the hour began in which they were claimed. */
  hour: z.date(),
  batches: z.number(),
  messages: z.number(),
  isAsked: z.boolean(),
});

export type UnknownHour = z.infer<typeof hourRow>;

/** Replies of unknown outcome by the hour they were claimed in, oldest first; those still asked about on their own. */
export async function listUnknownReplies(
  db: CommonQueryMethods,
  limit: number,
): Promise<readonly UnknownHour[]> {
  return db.any(sql.type(hourRow)`
    select date_trunc('hour', u.claimed_at) as hour, count(*)::int as batches, sum(u.messages)::int as messages,
      u.is_asked as "isAsked"
    from (${unknownReplies}) u
    group by 1, 4
    order by 1, 4
    limit ${limit}`);
}

const unknownReplies = sql.fragment`
  select b.id, b.run_id, b.claimed_at, m.messages,
    b.state in ('claimed', 'unknown') and r.state in ('planning', 'running')
      and b.claimed_at > now() - interval '23 hours'
      -- A text with a code is blanked when the code is over.
      and t.body <> '' as is_asked
  from runs r
  cross join lateral (
    select batch_id, count(*)::int as messages
    from mts
    where mts.run_id = r.id and mts.state = 'unknown'
    group by batch_id
  ) m
  join batches b on b.id = m.batch_id
  join texts t on t.id = b.text_id
  where r.kind = 'reply'`;

const ofRun = z.object({ runId: z.number(), batchIds: z.array(z.number()) });

/** Batches that a decision is about, all of one run. */
export type BatchesOfRun = z.infer<typeof ofRun>;

/** The batches of replies claimed in an hour that nobody asks about any more, by run. */
export async function listDecidableReplies(
  db: CommonQueryMethods,
  hour: Date,
): Promise<readonly BatchesOfRun[]> {
  return db.any(sql.type(ofRun)`
    select u.run_id as "runId", array_agg(u.id order by u.id) as "batchIds"
    from (${unknownReplies}) u
    where date_trunc('hour', u.claimed_at) = ${hour.toISOString()}::timestamptz and not u.is_asked
    group by u.run_id`);
}

/** The run of a batch; null when there is no such batch, or none of this campaign. */
export async function findRunOfBatch(
  db: CommonQueryMethods,
  of: { readonly batchId: number; readonly campaignId?: number | undefined },
): Promise<number | null> {
  const campaignId = of.campaignId ?? null;
  return db.maybeOneFirst(sql.type(z.object({ runId: z.number() }))`
    select r.id as "runId"
    from batches b
    join runs r on r.id = b.run_id
    where b.id = ${of.batchId} and (${campaignId}::bigint is null or r.campaign_id = ${campaignId}::bigint)`);
}

/** A reply that did not go out in these minutes helps nobody: its code is over, its answer out of date. */
const replyMinutes = 10;

// The run is a constant, as in the claim (db/claims.ts).
const settleText = `
  with run as materialized (
    select kind, state from runs where id = $1
  ), batch as (
    update batches
    set state = case when $3 = 'sent' then 'answered' else 'refused' end
    where id = any($2::bigint[]) and run_id = $1 and state in ('unknown', 'refused')
    returning id, first_id, last_id,
      (select state from run) = 'stopped' as is_stopped,
      (select kind from run) = 'reply' and claimed_at < now() - interval '${replyMinutes} minutes' as is_stale
  )
  update mts m
  set state = case when $3 = 'sent' then 'submitted' when b.is_stopped or b.is_stale then 'skipped' else 'planned' end,
    reason = case when $3 = 'sent' then null when b.is_stopped then 'stopped' when b.is_stale then 'stale' end,
    attempt = case when $3 = 'sent' then m.attempt else m.attempt + 1 end,
    batch_id = case when $3 = 'sent' then m.batch_id end,
    submitted_at = case when $3 = 'sent' then coalesce(m.submitted_at, clock_timestamp()) end
  from batch b
  where m.run_id = $1
    and m.id between b.first_id and b.last_id
    and m.batch_id = b.id
    and m.state = 'unknown'`;

/**
 * Settles the rows of batches that nobody is submitting now, as a person decided; returns how many rows it settled.
 * What was not sent is planned anew, unless its run was stopped or it is a reply that came to nothing minutes ago.
 */
export async function updateUnknownBatches(
  bulk: Bulk,
  decision: BatchesOfRun & { readonly outcome: 'sent' | 'not_sent' },
): Promise<number> {
  const { runId, batchIds, outcome } = decision;
  const settled = await bulk.unsafe(settleText, [runId, [...batchIds], outcome]);
  return settled.count;
}
