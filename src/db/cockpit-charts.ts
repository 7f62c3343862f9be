// Figures over hours and days for the duty page's charts, from samples and from what is counted already.
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { officeTimeZone } from '#domain/quiet-hours.ts';

const hourRow = z.object({ hour: z.date(), inbound: z.number(), outbound: z.number() });

export type HourOfTraffic = z.infer<typeof hourRow>;

/** Texts in and messages out by the hour, the last `hours` of them with the current one, oldest first. */
export async function listTraffic(
  db: CommonQueryMethods,
  span: { readonly now: Date; readonly hours: number },
): Promise<readonly HourOfTraffic[]> {
  const since = sql.fragment`
    date_trunc('hour', ${span.now.toISOString()}::timestamptz) - make_interval(hours => ${span.hours - 1})`;
  return db.any(sql.type(hourRow)`
    with came as (
      select date_trunc('hour', received_at) as hour, count(*) as messages
      from mos
      where received_at >= ${since}
      group by 1
    ), went as (
      select date_trunc('hour', minute) as hour, sum(messages) as messages
      from gateway_minutes
      where minute >= ${since} and outcome = 'taken'
      group by 1
    )
    select h.hour, coalesce(c.messages, 0)::bigint as inbound, coalesce(w.messages, 0)::bigint as outbound
    from generate_series(${since}, ${since} + make_interval(hours => ${span.hours - 1}), interval '1 hour') as h (hour)
    left join came c on c.hour = h.hour
    left join went w on w.hour = h.hour
    order by h.hour`);
}

const latencyRow = z.object({ hour: z.date(), bucket: z.number(), outcome: z.string(), calls: z.number() });

export type LatencySample = z.infer<typeof latencyRow>;

/** Calls to the gateway by the hour, outcome and time taken. */
export async function listCallHours(db: CommonQueryMethods, since: Date): Promise<readonly LatencySample[]> {
  return db.any(sql.type(latencyRow)`
    select date_trunc('hour', minute) as hour, bucket, outcome, sum(calls)::bigint as calls
    from gateway_minutes
    where minute >= ${since.toISOString()}::timestamptz
    group by 1, 2, 3`);
}

/** Calls since an instant by outcome and time taken. */
export async function listRecentCalls(
  db: CommonQueryMethods,
  since: Date,
): Promise<readonly { readonly bucket: number; readonly outcome: string; readonly calls: number }[]> {
  return db.any(sql.type(z.object({ bucket: z.number(), outcome: z.string(), calls: z.number() }))`
    select bucket, outcome, sum(calls)::bigint as calls
    from gateway_minutes
    where minute >= ${since.toISOString()}::timestamptz
    group by 1, 2`);
}

const dayRow = z.object({
  day: z.string(),
  sent: z.number(),
  delivered: z.number(),
  /** Reported on, for good or ill. */
  settled: z.number(),
  priceGrosze: z.number(),
});

export type DayOfDelivery = z.infer<typeof dayRow>;

/** What was sent and delivered in the last days, today included; days on which nothing was sent are left out. */
export async function listDeliveryDays(
  db: CommonQueryMethods,
  span: { readonly now: Date; readonly days: number },
): Promise<readonly DayOfDelivery[]> {
  return db.any(sql.type(dayRow)`
    select to_char(f.day, 'YYYY-MM-DD') as day,
      sum(f.submitted + f.delivered + f.undelivered + f.expired)::bigint as sent,
      sum(f.delivered)::bigint as delivered,
      sum(f.delivered + f.undelivered + f.expired)::bigint as settled,
      sum(f.segments * d.segment_price_grosze)::float8 as "priceGrosze"
    from report_messages f
    join report_days d on d.day = f.day
    where f.day > (${span.now.toISOString()}::timestamptz at time zone ${officeTimeZone})::date - ${span.days}::int
      and f.day <= (${span.now.toISOString()}::timestamptz at time zone ${officeTimeZone})::date
    group by 1
    having sum(f.submitted + f.delivered + f.undelivered + f.expired) > 0
    order by 1`);
}

/** Who joined and left today, as last counted. */
export async function findJoinsToday(
  db: CommonQueryMethods,
  now: Date,
): Promise<{ readonly joins: number; readonly leaves: number }> {
  return db.one(sql.type(z.object({ joins: z.number(), leaves: z.number() }))`
    select coalesce(sum(acts) filter (where act = 'join'), 0)::bigint as joins,
      coalesce(sum(acts) filter (where act = 'leave'), 0)::bigint as leaves
    from report_consents
    where day = (${now.toISOString()}::timestamptz at time zone ${officeTimeZone})::date`);
}
