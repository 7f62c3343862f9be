// What the duty page reads: few statements over sets, each by an index or over small tables, so that it opens at once in
// a city and may be asked every few seconds.
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { lanes } from '#domain/lanes.ts';

const pulseRow = z.object({
  /** Some process holds the lease to send. */
  isDispatching: z.boolean(),
  /** A worker said within seconds that it lives. */
  isWorking: z.boolean(),
  lastInboundAt: z.date().nullable(),
  /** The oldest text from a resident that nobody has handled and that may be handled now. */
  textWaitsSince: z.date().nullable(),
  lastReceiptAt: z.date().nullable(),
  probeAt: z.date().nullable(),
  probeMs: z.number().nullable(),
  /** Points when the gateway last told them. */
  points: z.number().nullable(),
  pointsAt: z.date().nullable(),
  /** Since when each question to the gateway has failed; null: the last one was answered. */
  failingSince: z.date().nullable(),
  failures: z.number(),
  failure: z.string().nullable(),
});

export type Pulse = z.infer<typeof pulseRow>;

/** Signs of life: who works, what came last, how the gateway answers. */
export async function findPulse(db: CommonQueryMethods, now: Date): Promise<Pulse> {
  const at = sql.fragment`${now.toISOString()}::timestamptz`;
  return db.one(sql.type(pulseRow)`
    with good as (
      select max(at) as at from gateway_probes where failure is null
    ), failing as (
      select min(p.at) as since, count(*) as failures, (array_agg(p.failure order by p.at desc))[1] as failure
      from gateway_probes p, good g
      where p.failure is not null and p.at > coalesce(g.at, '-infinity')
    ), told as (
      select at, points from gateway_probes where points is not null order by at desc limit 1
    ), latest as (
      select at, took_ms from gateway_probes order by at desc limit 1
    )
    select coalesce((select expires_at > clock_timestamp() from dispatch_lease), false) as "isDispatching",
      coalesce((select max(beat_at) > clock_timestamp() - interval '10 seconds' from workers), false) as "isWorking",
      (select received_at from mos order by id desc limit 1) as "lastInboundAt",
      (select min(received_at) from mos where state = 'waiting' and (not_before is null or not_before <= ${at}))
        as "textWaitsSince",
      (select nullif(applied_at, '-infinity') from dlr_watch) as "lastReceiptAt",
      l.at as "probeAt", l.took_ms as "probeMs", t.points, t.at as "pointsAt",
      f.since as "failingSince", f.failures, f.failure
    from failing f
    left join told t on true
    left join latest l on true`);
}

const waitRow = z.object({ lane: z.enum(lanes), since: z.date().nullable() });

export type LaneWait = z.infer<typeof waitRow>;

/**
 * For each lane the instant since which its oldest message that may go now has waited, quiet hours apart. Null: of a
 * reply that neither a text, a code nor a clerk's answer dates.
 */
export async function listLaneWaits(db: CommonQueryMethods, now: Date): Promise<readonly LaneWait[]> {
  const at = sql.fragment`${now.toISOString()}::timestamptz`;
  return db.any(sql.type(waitRow)`
    with open as materialized (
      select id, lane, kind, created_at from runs where state in ('planning', 'running')
    )
    select o.lane,
      min(greatest(
        head.not_before,
        case
          when o.kind <> 'reply' then o.created_at
          else coalesce(asked.received_at, answered.at, case when t.secret_until is not null then t.created_at end)
        end
      )) as since
    from open o
    cross join lateral (
      select m.id, m.item, m.phone_id, m.text_id, m.not_before
      from mts m
      where m.run_id = o.id and m.state = 'planned' and (m.not_before is null or m.not_before <= ${at})
      order by m.id
      limit 1
    ) head
    join texts t on t.id = head.text_id
    left join mos asked on o.kind = 'reply' and head.item > 0 and asked.id = head.item / 8
    left join staff_answers answered
      on answered.phone_id = head.phone_id and answered.run_id = o.id and answered.item = head.item
    group by o.lane`);
}

const goingRow = z.object({
  runId: z.number(),
  campaignId: z.number().nullable(),
  text: z.string().nullable(),
  lane: z.enum(lanes),
  state: z.enum(['planning', 'running', 'paused']),
  pauseReason: z.string().nullable(),
  createdAt: z.date(),
  total: z.number(),
  waiting: z.number(),
  /** Counted within the last minute or so, not now. */
  isFigure: z.boolean(),
  /** Too many to be counted at each look, and no figure yet. */
  isUncounted: z.boolean(),
});

export type GoingRun = z.infer<typeof goingRow>;

/** Runs with more messages are shown as they were last counted: the page opens at once at any size. */
const largeRun = 20_000;

/** Runs under way or paused, but for replies; alerts first. */
export async function listGoingRuns(db: CommonQueryMethods, limit: number): Promise<readonly GoingRun[]> {
  return db.any(sql.type(goingRow)`
    with open as materialized (
      select r.id, r.campaign_id, r.lane, r.state, r.pause_reason, r.created_at
      from runs r
      where r.state in ('planning', 'running', 'paused') and r.kind <> 'reply'
      order by r.lane <> 'alert', r.id desc
      limit ${limit}
    ), figures as (
      select o.id, sum(f.waiting) as waiting,
        sum(f.waiting + f.unknown + f.submitted + f.delivered + f.undelivered + f.expired + f.rejected + f.skipped) as total
      from open o
      join report_messages f on f.run_id = o.id
      group by o.id
    ), taken as (
      select o.id, sum(b.size) as messages
      from figures o
      join batches b on b.run_id = o.id
      where o.total > ${largeRun} and b.state = 'answered' and b.claimed_at >= now() - interval '1 day'
      group by o.id
    ), small as (
      select o.id, count(*) as total, count(*) filter (where m.state in ('planned', 'held', 'claimed')) as waiting
      from open o
      left join figures f on f.id = o.id
      cross join lateral (select state from mts where run_id = o.id limit ${largeRun + 1}) m
      where coalesce(f.total, 0) <= ${largeRun}
      group by o.id
    )
    select o.id as "runId", o.campaign_id as "campaignId", left(c.text, 80) as text, o.lane, o.state,
      o.pause_reason as "pauseReason", o.created_at as "createdAt",
      coalesce(s.total, f.total, 0)::bigint as total,
      coalesce(s.waiting, greatest(0, least(f.waiting, f.total - t.messages)), 0)::bigint as waiting,
      coalesce(f.total > ${largeRun}, false) as "isFigure",
      coalesce(s.total > ${largeRun}, false) as "isUncounted"
    from open o
    left join campaigns c on c.id = o.campaign_id
    left join figures f on f.id = o.id
    left join small s on s.id = o.id
    left join taken t on t.id = o.id
    order by o.lane <> 'alert', o.id desc`);
}

const alertRow = z.object({ campaignId: z.number(), text: z.string(), validUntil: z.date() });

export type AlertInForce = z.infer<typeof alertRow>;

/** Alerts that are still tried and that nobody has called off, the latest first. */
export async function listAlertsInForce(db: CommonQueryMethods, now: Date): Promise<readonly AlertInForce[]> {
  return db.any(sql.type(alertRow)`
    select c.id as "campaignId", left(c.text, 80) as text, max(r.valid_until) as "validUntil"
    from campaigns c
    join runs r on r.campaign_id = c.id
    where c.lane = 'alert'
      and c.recall_of is null
      and c.state <> 'stopped'
      and r.valid_until > ${now.toISOString()}::timestamptz
      and not exists (select from campaigns a where a.recall_of = c.id and a.state <> 'draft')
    group by c.id
    order by c.id desc
    limit 5`);
}

const choresRow = z.object({
  /** Batches that nobody knows the outcome of and that the service asks about no more. */
  unknownBatches: z.number(),
  deadNumbers: z.number(),
  placeOrphans: z.number(),
  /** Requests refused in the last day because codes of the form had cost what an hour may. */
  codesRefused: z.number(),
  repliesPausedFor: z.string().nullable(),
  /** Taken by the gateway over a quarter of an hour ago, at least, and not reported on; see countOverdue. */
  overdue: z.number(),
});

export type Chores = z.infer<typeof choresRow>;

/** What waits for a person beside the inbox, the campaigns and the schedule. */
export async function findChores(
  db: CommonQueryMethods,
  of: { readonly now: Date; readonly replyRunId: number },
): Promise<Chores> {
  const now = sql.fragment`${of.now.toISOString()}::timestamptz`;
  return db.one(sql.type(choresRow)`
    select
      (
        select count(*)
        from batches b
        join runs r on r.id = b.run_id
        where b.state = 'unknown'
          and (r.state not in ('planning', 'running') or b.claimed_at <= ${now} - interval '23 hours')
      ) as "unknownBatches",
      (select count(*) from dead_numbers where revived_at is null) as "deadNumbers",
      (select count(*) from place_orphans where left_at is null) as "placeOrphans",
      (
        select coalesce(sum(refused), 0)
        from form_hours
        where hour > ${now} - interval '1 day'
      )::int4 as "codesRefused",
      (select pause_reason from runs where id = ${of.replyRunId} and state = 'paused') as "repliesPausedFor",
      ${countOverdue(now)} as overdue`);
}

// From the figures of the last two days, less all that was called for within a quarter of an hour: whatever of that is
// reported on already makes the figure too small, never too large.
function countOverdue(now: ReturnType<typeof sql.fragment>) {
  return sql.fragment`
    (
      select coalesce(sum(greatest(0, owed.messages - coalesce(young.messages, 0))), 0)::bigint
      from (
        select f.run_id, sum(f.submitted) as messages
        from report_messages f
        where f.day >= (${now} - interval '1 day')::date
        group by f.run_id
      ) owed
      left join (
        select b.run_id, sum(b.size) as messages
        from batches b
        where b.claimed_at > ${now} - interval '15 minutes'
        group by b.run_id
      ) young on young.run_id = owed.run_id
      where owed.messages > 0
    )`;
}
