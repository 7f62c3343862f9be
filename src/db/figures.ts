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
