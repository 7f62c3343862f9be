import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { officeTimeZone } from '#domain/quiet-hours.ts';

const todayRow = z.object({
  inbound: z.number(),
  replies: z.number(),
});

/**
 * What came in and went out since the beginning of a day. `replyRunId`: the month's run of replies, whose figure is a
 * minute old: a city's month of replies is too long to be counted for every look at the page.
 */
export async function countSince(
  db: CommonQueryMethods,
  period: { readonly since: Date; readonly replyRunId: number },
): Promise<z.infer<typeof todayRow>> {
  const since = period.since.toISOString();
  return db.one(sql.type(todayRow)`
    select
      (select count(*) from mos where received_at >= ${since}::timestamptz) as inbound,
      (select coalesce(sum(submitted + delivered + undelivered + expired), 0)::bigint
        from report_messages
        where run_id = ${period.replyRunId}
          and day >= (${since}::timestamptz at time zone ${officeTimeZone})::date) as replies`);
}

/** Messages that have not left yet, and campaigns that are not over: they keep practice from becoming live. */
export async function countUnfinished(
  db: CommonQueryMethods,
): Promise<{ readonly messages: number; readonly campaigns: number }> {
  return db.one(sql.type(z.object({ messages: z.number(), campaigns: z.number() }))`
    select
      (select count(*) from mts where state in ('planned', 'held', 'claimed')) as messages,
      (select count(*) from campaigns where state in ('scheduled', 'running', 'paused')) as campaigns`);
}

const countedRow = z.object({
  isWhole: z.boolean(),
  total: z.number(),
  planned: z.number(),
  held: z.number(),
  unknown: z.number(),
  submitted: z.number(),
  delivered: z.number(),
  undelivered: z.number(),
  expired: z.number(),
  rejected: z.number(),
  skipped: z.number(),
  segments: z.number(),
  unconfirmed: z.number(),
  /** Of the runs that are open: counted as gone, and taken by the gateway by now. */
  goneOfOpen: z.number(),
  takenOfOpen: z.number(),
});

export type CountedProgress = Omit<z.infer<typeof countedRow>, 'isWhole' | 'goneOfOpen' | 'takenOfOpen'>;

/**
 * A large campaign's rows by state as they were last counted, a minute ago at most while it goes out: exact counts of a
 * city's campaign take longer than a page may. What the gateway has taken since is told by its calls. Null for a smaller one, and until every run of it has been counted; also
 * while what waits has texts of its own, whose segments are not counted. What is claimed counts as planned.
 */
export async function findLargeProgress(
  db: CommonQueryMethods,
  of: { readonly campaignId: number; readonly largerThan: number },
): Promise<CountedProgress | null> {
  const { isWhole, goneOfOpen, takenOfOpen, ...counted } = await db.one(sql.type(countedRow)`
    with counted as (
      select r.state, r.text_id, p.run_id is not null as is_counted, f.*,
        f.day < (now() - interval '72 hours')::date as is_late
      from runs r
      left join report_runs p on p.run_id = r.id
      left join report_messages f on f.run_id = r.id
      where r.campaign_id = ${of.campaignId}
    )
    select coalesce(bool_and(c.is_counted and (c.text_id is not null or coalesce(c.waiting, 0) = 0)), false) as "isWhole",
      coalesce(sum(c.waiting + c.unknown + c.submitted + c.delivered + c.undelivered + c.expired + c.rejected
        + c.skipped), 0)::bigint as total,
      coalesce(sum(c.waiting) filter (where c.state <> 'paused'), 0)::bigint as planned,
      coalesce(sum(c.waiting) filter (where c.state = 'paused'), 0)::bigint as held,
      coalesce(sum(c.unknown), 0)::bigint as unknown, coalesce(sum(c.submitted), 0)::bigint as submitted,
      coalesce(sum(c.delivered), 0)::bigint as delivered, coalesce(sum(c.undelivered), 0)::bigint as undelivered,
      coalesce(sum(c.expired), 0)::bigint as expired, coalesce(sum(c.rejected), 0)::bigint as rejected,
      coalesce(sum(c.skipped), 0)::bigint as skipped,
      coalesce(sum(c.segments + (c.waiting + c.unknown) * coalesce(t.segments, 1)), 0)::bigint as segments,
      coalesce(sum(c.submitted) filter (where c.is_late), 0)::bigint as unconfirmed,
      coalesce(sum(c.unknown + c.submitted + c.delivered + c.undelivered + c.expired + c.rejected)
        filter (where c.state in ('planning', 'running', 'paused')), 0)::bigint as "goneOfOpen",
      (
        select coalesce(sum(b.size), 0)::bigint
        from runs o
        join batches b on b.run_id = o.id
        where o.campaign_id = ${of.campaignId}
          and o.state in ('planning', 'running', 'paused')
          and b.state = 'answered'
          -- The calls of a day are a few blocks; a run that has stood for longer is counted by its figures.
          and b.claimed_at >= greatest(o.created_at, now() - interval '1 day')
          and b.claimed_at >= now() - interval '1 day'
      ) as "takenOfOpen"
    from counted c
    left join texts t on t.id = c.text_id`);
  if (!isWhole || counted.total <= of.largerThan) return null;
  const since = Math.min(counted.planned, Math.max(0, takenOfOpen - goneOfOpen));
  return { ...counted, planned: counted.planned - since, submitted: counted.submitted + since };
}
