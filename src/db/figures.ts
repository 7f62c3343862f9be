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

/**
 * How far the runs of a campaign were when they were last counted; null before that. A minute old at most times: the
 * exact counts of a city's campaign take longer than a page may.
 */
export async function findCountedProgress(
  db: CommonQueryMethods,
  campaignId: number,
): Promise<{ readonly total: number; readonly done: number } | null> {
  const row = await db.one(sql.type(z.object({ total: z.number(), waiting: z.number() }))`
    select
      coalesce(sum(f.waiting + f.unknown + f.submitted + f.delivered + f.undelivered + f.expired + f.rejected
        + f.skipped), 0)::bigint as total,
      coalesce(sum(f.waiting), 0)::bigint as waiting
    from report_runs r
    join report_messages f on f.run_id = r.run_id
    where r.campaign_id = ${campaignId}`);
  return row.total === 0 ? null : { total: row.total, done: row.total - row.waiting };
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
