// Reading of figures already counted. Nothing here touches the ledger, so a year of millions is a page like any other.
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import { countMembers } from '#domain/count-members.ts';
import { addHistograms, type ToldHistogram } from '#domain/histogram.ts';
import type { Period } from '#domain/report-period.ts';
import { isSampled } from './rollups.ts';

/** What figures can be told by. */
export const reportDimensions = ['campaign', 'category', 'locality', 'staff', 'module'] as const;
export type ReportDimension = (typeof reportDimensions)[number];

/** Both ends of the period included. */
function isWithin({ from, to }: Period, column: ReturnType<typeof sql.fragment>) {
  return sql.fragment`${column} between ${from}::date and ${to}::date`;
}

// The names are the columns of report_runs; a run without a campaign has none to be told by.
const keys: Readonly<Record<ReportDimension, ReturnType<typeof sql.fragment>>> = {
  campaign: sql.fragment`r.campaign_id::text`,
  category: sql.fragment`case when r.kind = 'reply' then null else r.category end`,
  locality: sql.fragment`f.sym`,
  staff: sql.fragment`case when r.kind = 'reply' then null else r.created_by end`,
  module: sql.fragment`case when r.kind = 'campaign' then r.lane else r.kind end`,
};

const figuresRow = z.object({
  key: z.string(),
  sent: z.number(),
  waiting: z.number(),
  unknown: z.number(),
  submitted: z.number(),
  delivered: z.number(),
  undelivered: z.number(),
  expired: z.number(),
  rejected: z.number(),
  skipped: z.number(),
  segments: z.number(),
  priceGrosze: z.number(),
});

export type FiguresRow = z.infer<typeof figuresRow>;

const sums = sql.fragment`
  sum(f.submitted + f.delivered + f.undelivered + f.expired)::bigint as sent,
  sum(f.waiting)::bigint as waiting, sum(f.unknown)::bigint as unknown, sum(f.submitted)::bigint as submitted,
  sum(f.delivered)::bigint as delivered, sum(f.undelivered)::bigint as undelivered,
  sum(f.expired)::bigint as expired, sum(f.rejected)::bigint as rejected, sum(f.skipped)::bigint as skipped,
  sum(f.segments)::bigint as segments, sum(f.segments * d.segment_price_grosze)::float8 as "priceGrosze"`;

/** Messages of the period by a dimension, the most first. */
export async function listFigures(
  db: CommonQueryMethods,
  report: { readonly period: Period; readonly by: ReportDimension; readonly limit: number },
): Promise<readonly FiguresRow[]> {
  const key = keys[report.by];
  return db.any(sql.type(figuresRow)`
    select ${key} as key, ${sums}
    from report_messages f
    join report_runs r on r.run_id = f.run_id
    join report_days d on d.day = f.day
    where ${isWithin(report.period, sql.fragment`f.day`)} and ${key} is not null
    group by 1
    order by sent desc, key desc
    limit ${report.limit}`);
}

/** The same by day, over everything sent. Days without messages are left out. */
export async function listDailyFigures(
  db: CommonQueryMethods,
  period: Period,
): Promise<readonly FiguresRow[]> {
  return db.any(sql.type(figuresRow)`
    select to_char(f.day, 'YYYY-MM-DD') as key, ${sums}
    from report_messages f
    join report_days d on d.day = f.day
    where ${isWithin(period, sql.fragment`f.day`)}
    group by 1
    order by 1`);
}

const toldBy = z.enum([...reportDimensions, 'all']);
const peopleRow = z.object({ told: toldBy, key: z.string(), people: z.number(), bits: z.number() });

export type PeopleRow = z.infer<typeof peopleRow>;

/** "1,2,3", as our own SQL has joined them; in a third of the time that splitting takes. */
function parseIntegers(joined: string): readonly number[] {
  return JSON.parse(`[${joined}]`) as number[];
}

/** What a run's figures count to, apart from the locality. */
const runKeysRow = z.object({
  campaign: z.string().nullable(),
  category: z.string().nullable(),
  staff: z.string().nullable(),
  module: z.string(),
});
const runKeys = sql.fragment`
  ${keys.campaign} as campaign, ${keys.category} as category, ${keys.staff} as staff, ${keys.module} as module`;

function toldKeys(
  row: z.infer<typeof runKeysRow> & { readonly sym: string },
): readonly (readonly [told: string, key: string])[] {
  const { campaign, category, staff, module, sym } = row;
  const told = Object.entries({ all: '', locality: sym, campaign, category, staff, module });
  return told.flatMap(([by, key]) => (key === null ? [] : [[by, key] as const]));
}

const sampledRow = runKeysRow.extend({
  sym: z.string(),
  /** Ids joined by commas: one value a run is read ten times as fast as one row a person. */
  phones: z.string(),
});

/** People sent to in the period by every dimension and all together (key ''), each counted once. */
export async function listPeople(db: CommonQueryMethods, period: Period): Promise<readonly PeopleRow[]> {
  const within = isWithin(period, sql.fragment`f.day`);
  const bits = await db.oneFirst(sql.type(z.object({ bits: z.number() }))`
    select coalesce(max(f.bits), 0) as bits from report_people f where ${within}`);
  // Most are sampled by just these bits, which the planner knows; what a product of ids gives it can't tell.
  const rows = await db.any(sql.type(sampledRow)`
    select ${runKeys}, f.sym, f.phones
    from (
      select f.run_id, f.sym, array_to_string(array_agg(f.phone_id), ',') as phones
      from report_people f
      where ${within} and (f.bits = ${bits} or ${isSampled(sql.fragment`f.phone_id`, sql.fragment`${bits}`)})
      group by f.run_id, f.sym
    ) f
    join report_runs r on r.run_id = f.run_id`);
  // Counted here: PostgreSQL would hash each person six times, which takes five times as long.
  const counted = countMembers(
    rows.map((row) => ({ members: parseIntegers(row.phones), keys: toldKeys(row) })),
  );
  return counted.map(({ told, key, count }) =>
    peopleRow.parse({ told, key, people: count * 2 ** bits, bits }),
  );
}

const bucketsRow = runKeysRow.extend({
  sym: z.string(),
  /** Joined by commas: read faster than arrays are. */
  buckets: z.string(),
  messages: z.string(),
});
/** Messages by how long they took to the handset, by every dimension and all together (key ''). */
export async function listLatencies(
  db: CommonQueryMethods,
  period: Period,
): Promise<readonly ToldHistogram[]> {
  const rows = await db.any(sql.type(bucketsRow)`
    select ${runKeys}, f.sym, array_to_string(f.buckets, ',') as buckets, array_to_string(f.messages, ',') as messages
    from report_latencies f
    join report_runs r on r.run_id = f.run_id
    where ${isWithin(period, sql.fragment`f.day`)}`);
  return addHistograms(
    rows.map((row) => ({
      buckets: parseIntegers(row.buckets),
      counts: parseIntegers(row.messages),
      keys: toldKeys(row),
    })),
  );
}

/** Inbound texts of the period by what they were understood as, the most first. */
export async function listInboundFigures(
  db: CommonQueryMethods,
  period: Period,
): Promise<readonly { readonly intent: string; readonly messages: number }[]> {
  return db.any(sql.type(z.object({ intent: z.string(), messages: z.number() }))`
    select intent, sum(messages)::bigint as messages
    from report_inbound
    where ${isWithin(period, sql.fragment`day`)}
    group by 1
    order by messages desc, intent`);
}

/** Inbound texts by day. */
export async function listInboundDays(
  db: CommonQueryMethods,
  period: Period,
): Promise<readonly { readonly day: string; readonly messages: number }[]> {
  return db.any(sql.type(z.object({ day: z.string(), messages: z.number() }))`
    select to_char(day, 'YYYY-MM-DD') as day, sum(messages)::bigint as messages
    from report_inbound
    where ${isWithin(period, sql.fragment`day`)}
    group by 1`);
}

/** Who joined and left, by door and day. */
export async function listMemberDays(
  db: CommonQueryMethods,
  period: Period,
): Promise<
  readonly { readonly day: string; readonly door: string; readonly act: string; readonly people: number }[]
> {
  const row = z.object({ day: z.string(), door: z.string(), act: z.string(), people: z.number() });
  return db.any(sql.type(row)`
    select to_char(day, 'YYYY-MM-DD') as day, door, act, acts as people
    from report_consents
    where ${isWithin(period, sql.fragment`day`)} and act in ('join', 'leave')
    order by day, door, act`);
}

/** How many began to join, were sent a code, and joined, by door. */
export async function listFunnel(
  db: CommonQueryMethods,
  period: Period,
): Promise<readonly { readonly door: string; readonly step: string; readonly people: number }[]> {
  return db.any(sql.type(z.object({ door: z.string(), step: z.string(), people: z.number() }))`
    select door, step, sum(people)::bigint as people
    from report_funnel
    where ${isWithin(period, sql.fragment`day`)}
    group by 1, 2`);
}

/** When the texts of today were last counted; null = never yet. */
export async function findCountedAt(db: CommonQueryMethods): Promise<Date | null> {
  return db.maybeOneFirst(sql.type(z.object({ at: z.date() }))`
    select counted_at as at from report_watermark`);
}

/** The beginnings of campaigns' texts and the names of accounts and tokens, for those that still exist. */
export async function listReportNames(
  db: CommonQueryMethods,
  wanted: { readonly campaignIds: readonly number[]; readonly actors: readonly string[] },
): Promise<readonly { readonly key: string; readonly name: string }[]> {
  return db.any(sql.type(z.object({ key: z.string(), name: z.string() }))`
    select id::text as key, left(text, 61) as name
    from campaigns
    where id = any(${sql.array([...wanted.campaignIds], 'int8')})
    union all
    select 'staff:' || id, name
    from staff
    where 'staff:' || id = any(${sql.array([...wanted.actors], 'text')})
    union all
    select 'token:' || id, name
    from api_tokens
    where 'token:' || id = any(${sql.array([...wanted.actors], 'text')})`);
}
