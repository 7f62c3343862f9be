import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';

const todayRow = z.object({
  inbound: z.number(),
  replies: z.number(),
});

/** What came in and went out since an instant. `replyRunId`: the month's run of replies. */
export async function countSince(
  db: CommonQueryMethods,
  period: { readonly since: Date; readonly replyRunId: number },
): Promise<z.infer<typeof todayRow>> {
  const since = period.since.toISOString();
  return db.one(sql.type(todayRow)`
    select
      (select count(*) from mos where received_at >= ${since}::timestamptz) as inbound,
      (select count(*) from mts
        where run_id = ${period.replyRunId} and submitted_at >= ${since}::timestamptz) as replies`);
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
