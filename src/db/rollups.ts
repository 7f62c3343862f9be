// Counting of the ledger into the figures that reports are made of. A run is counted anew as a whole each time and
// replaces what was there, so that neither a crash nor a repetition can count anything twice.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import { bucketRatio, lastBucket } from '#domain/histogram.ts';
import { officeTimeZone } from '#domain/quiet-hours.ts';

const dueRunRow = z.object({
  id: z.number(),
  campaignId: z.number().nullable(),
  kind: z.enum(['reply', 'campaign', 'module']),
  lane: z.enum(['reply', 'alert', 'personal', 'bulk']),
  createdBy: z.string(),
  createdAt: z.date(),
  audience: z.unknown(),
});

export type DueRun = z.infer<typeof dueRunRow>;

/** Receipts that come later than this after a run's end are counted when its month is closed. */
const followedDays = 5;

/**
 * Runs to be counted now, the longest waiting first: those never counted, and those that may have changed since. The
 * older a run and the dearer its counting, the less often; runs of closed months never.
 */
export async function listDueRuns(
  db: CommonQueryMethods,
  options: { readonly now: Date; readonly limit: number },
): Promise<readonly DueRun[]> {
  const now = sql.fragment`${options.now.toISOString()}::timestamptz`;
  return db.any(sql.type(dueRunRow)`
    with ended as (
      select r.*, case
          when r.kind = 'reply' then make_date((r.id / 100000000000)::int, (r.id / 1000000000 % 100)::int, 1) + interval '1 month'
          else coalesce(r.ended_at, 'infinity')
        end as over_at
      from runs r
      where not exists (select from report_months m where m.month = r.id / 1000000000)
    )
    select r.id, r.campaign_id as "campaignId", r.kind, r.lane, coalesce(c.created_by, 'system') as "createdBy",
      r.created_at as "createdAt", c.audience
    from ended r
    left join campaigns c on c.id = r.campaign_id
    left join report_runs p on p.run_id = r.id
    where p.run_id is null
      or (
        p.counted_at <= ${now} - make_interval(secs => least(86400, greatest(
          50,
          p.took_ms * 20 / 1000.0,
          extract(epoch from ${now} - least(r.over_at, ${now})) / 20
        ))::int)
        and (r.over_at > ${now} or p.counted_at < r.over_at + make_interval(days => ${followedDays}))
      )
    order by p.counted_at nulls first, r.id
    limit ${options.limit}`);
}

/** Every run of a ledger month, `yyyymm`. */
export async function listRunsOfMonth(db: CommonQueryMethods, month: number): Promise<readonly DueRun[]> {
  return db.any(sql.type(dueRunRow)`
    select r.id, r.campaign_id as "campaignId", r.kind, r.lane, coalesce(c.created_by, 'system') as "createdBy",
      r.created_at as "createdAt", c.audience
    from runs r
    left join campaigns c on c.id = r.campaign_id
    where r.id >= ${month}::bigint * 1000000000 and r.id < (${month}::bigint + 1) * 1000000000
    order by r.id`);
}

/** Takes the counting for this transaction; false when another process is at it. */
export async function lockCounting(tx: DatabaseTransactionConnection): Promise<boolean> {
  return tx.oneFirst(sql.type(z.object({ locked: z.boolean() }))`
    select pg_try_advisory_xact_lock(hashtext('report-counting')) as locked`);
}

/** How many bits of phones' ids to sample by, so that about so many people stand for all. */
export async function findPeopleBits(db: CommonQueryMethods, sample: number): Promise<number> {
  const most = await db.oneFirst(sql.type(z.object({ most: z.number() }))`
    select coalesce(max(id), 0) as most from phones`);
  return Math.max(0, Math.ceil(Math.log2(most / sample)));
}

// A run's row counts on the day it was submitted; what never was, on the day it was to be.
const dayOfRow = (run: DueRun) => sql.fragment`
  (coalesce(m.submitted_at, greatest(m.not_before, ${run.createdAt.toISOString()}::timestamptz), ${run.createdAt.toISOString()}::timestamptz)
    at time zone ${officeTimeZone})::date`;
const symOfPhone = sql.fragment`
  coalesce((select a.sym from addresses a where a.phone_id = m.phone_id order by a.id + 0 limit 1), '')`;
const sentStates = sql.fragment`('submitted', 'delivered', 'undelivered', 'expired')`;

/** Replaces everything counted of a run by what the ledger says now. Call it under `lockCounting`. */
export async function replaceRunFigures(
  tx: DatabaseTransactionConnection,
  count: { readonly run: DueRun; readonly bits: number; readonly priceGrosze: number },
): Promise<void> {
  const { run, bits } = count;
  await tx.query(sql.unsafe`
    with messages as (delete from report_messages where run_id = ${run.id}),
      latencies as (delete from report_latencies where run_id = ${run.id})
    delete from report_people where run_id = ${run.id}`);
  await tx.query(sql.unsafe`
    with grouped as materialized (
      select ${dayOfRow(run)} as day, ${symOfPhone} as sym, m.state, t.segments,
        case when m.state = 'delivered' and m.reported_at is not null and m.submitted_at is not null then
          least(${lastBucket}, floor(ln(greatest(1, extract(epoch from m.reported_at - m.submitted_at)))
            / ln(${bucketRatio}::numeric)))::smallint
        end as bucket,
        count(*)::int as messages
      from mts m
      join texts t on t.id = m.text_id
      where m.run_id = ${run.id}
      group by 1, 2, 3, 4, 5
    ), latencies as (
      insert into report_latencies (day, run_id, sym, buckets, messages)
      select day, ${run.id}, sym, array_agg(bucket order by bucket), array_agg(messages order by bucket)
      from (
        select day, sym, bucket, sum(messages)::int as messages
        from grouped
        where bucket is not null
        group by day, sym, bucket
      ) as counted
      group by day, sym
    ), days as (
      insert into report_days (day, segment_price_grosze)
      select distinct day, ${count.priceGrosze}::numeric
      from grouped
      on conflict do nothing
    )
    insert into report_messages (
      day, run_id, sym, waiting, unknown, submitted, delivered, undelivered, expired, rejected, skipped, segments)
    select day, ${run.id}, sym,
      coalesce(sum(messages) filter (where state in ('planned', 'held', 'claimed')), 0),
      coalesce(sum(messages) filter (where state = 'unknown'), 0),
      coalesce(sum(messages) filter (where state = 'submitted'), 0),
      coalesce(sum(messages) filter (where state = 'delivered'), 0),
      coalesce(sum(messages) filter (where state = 'undelivered'), 0),
      coalesce(sum(messages) filter (where state = 'expired'), 0),
      coalesce(sum(messages) filter (where state = 'rejected'), 0),
      coalesce(sum(messages) filter (where state = 'skipped'), 0),
      coalesce(sum(messages::bigint * segments) filter (where state in ${sentStates}), 0)
    from grouped
    group by day, sym`);
  await tx.query(sql.unsafe`
    insert into report_people (day, run_id, phone_id, sym, bits)
    select distinct on (day, phone_id) day, ${run.id}, phone_id, sym, ${bits}::smallint
    from (
      select ${dayOfRow(run)} as day, m.phone_id, ${symOfPhone} as sym
      from mts m
      where m.run_id = ${run.id}
        and m.state in ${sentStates}
        and ${isSampled(sql.fragment`m.phone_id`, sql.fragment`${bits}`)}
    ) as sampled
    order by day, phone_id`);
}

/** Whether a phone stands for 2^bits of them: ids come in a row, so they are scattered first. */
export function isSampled(
  phoneId: ReturnType<typeof sql.fragment>,
  bits: ReturnType<typeof sql.fragment>,
): ReturnType<typeof sql.fragment> {
  return sql.fragment`((${phoneId} * 2654435761) >> 12) & ((1::bigint << ${bits}::int) - 1) = 0`;
}

/** Notes what a run was and when it was counted. */
export async function upsertCountedRun(
  tx: DatabaseTransactionConnection,
  counted: {
    readonly run: DueRun;
    readonly category: string;
    readonly now: Date;
    readonly tookMs: number;
  },
): Promise<void> {
  const { run } = counted;
  await tx.query(sql.unsafe`
    insert into report_runs (
      run_id, campaign_id, kind, lane, category, created_by, created_at, counted_at, took_ms)
    values (${run.id}, ${run.campaignId}, ${run.kind}, ${run.lane}, ${counted.category}, ${run.createdBy},
      ${run.createdAt.toISOString()}::timestamptz, ${counted.now.toISOString()}::timestamptz, ${counted.tookMs})
    on conflict (run_id) do update
    set category = excluded.category, counted_at = excluded.counted_at, took_ms = excluded.took_ms`);
}

/** The first day whose texts and acts are still to be counted; null = all of them. */
export async function findWatermark(db: CommonQueryMethods): Promise<string | null> {
  return db.maybeOneFirst(sql.type(z.object({ day: z.string() }))`
    select to_char(day, 'YYYY-MM-DD') as day from report_watermark`);
}

/** Replaces what was counted of texts, acts and codes from this day (null = ever) on. Call it under `lockCounting`. */
export async function replaceDayFigures(
  tx: DatabaseTransactionConnection,
  from: string | null,
): Promise<void> {
  const since = from ?? '2000-01-01';
  const start = sql.fragment`(${since}::date::timestamp at time zone ${officeTimeZone})`;
  await tx.query(sql.unsafe`
    with inbound as (delete from report_inbound where day >= ${since}::date),
      acts as (delete from report_consents where day >= ${since}::date)
    delete from report_funnel where day >= ${since}::date`);
  await tx.query(sql.unsafe`
    insert into report_inbound (day, intent, messages)
    select (received_at at time zone ${officeTimeZone})::date,
      case when mark = 'danger' then 'danger' else coalesce(intent, '') end, count(*)
    from mos
    where received_at >= ${start}
    group by 1, 2`);
  await tx.query(sql.unsafe`
    insert into report_consents (day, door, act, acts)
    select (at at time zone ${officeTimeZone})::date, door, act, count(*)
    from consents
    where at >= ${start}
    group by 1, 2, 3`);
  // At the form and the API a request starts with its first code; it counts as sent when it went to a phone.
  await tx.query(sql.unsafe`
    insert into report_funnel (day, door, step, people)
    select (received_at at time zone ${officeTimeZone})::date, 'sms', 'started', count(distinct phone_id)
    from mos
    where received_at >= ${start} and intent = 'join' and phone_id is not null
    group by 1
    union all
    select (created_at at time zone ${officeTimeZone})::date, door, 'started', count(distinct request_id)
    from codes
    where created_at >= ${start} and act = 'join' and door <> 'sms'
    group by 1, 2
    union all
    select (created_at at time zone ${officeTimeZone})::date, door, 'code', count(distinct phone_id)
    from codes
    where created_at >= ${start} and act = 'join' and phone_id is not null
    group by 1, 2
    union all
    select (at at time zone ${officeTimeZone})::date, door, 'joined', count(distinct phone_id)
    from consents
    where at >= ${start} and act = 'join'
    group by 1, 2`);
}

/** Moves the watermark: days before it stand as they are. */
export async function upsertWatermark(
  tx: DatabaseTransactionConnection,
  mark: { readonly day: string; readonly now: Date },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into report_watermark (day, counted_at)
    values (${mark.day}::date, ${mark.now.toISOString()}::timestamptz)
    on conflict (id) do update
    set day = greatest(report_watermark.day, excluded.day), counted_at = excluded.counted_at`);
}

/** Ledger months that are not closed, oldest first, and whether rows of them are still on their way. */
export async function listOpenMonths(
  db: CommonQueryMethods,
): Promise<readonly { readonly month: number; readonly isUnderWay: boolean }[]> {
  return db.any(sql.type(z.object({ month: z.number(), isUnderWay: z.boolean() }))`
    select (r.id / 1000000000)::int as month,
      bool_or(r.kind <> 'reply' and r.state in ('planning', 'running', 'paused')) as "isUnderWay"
    from runs r
    where not exists (select from report_months m where m.month = r.id / 1000000000)
    group by 1
    order by 1`);
}

/** Closes a month: nothing of it is counted any more. */
export async function insertClosedMonth(
  tx: DatabaseTransactionConnection,
  closed: { readonly month: number; readonly now: Date },
): Promise<void> {
  await tx.query(sql.unsafe`
    insert into report_months (month, closed_at)
    values (${closed.month}, ${closed.now.toISOString()}::timestamptz)
    on conflict do nothing`);
}
