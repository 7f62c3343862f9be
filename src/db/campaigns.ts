import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import { type Audience, type CampaignState, campaignStates } from '#domain/campaign.ts';
import { type CampaignLane, campaignLanes } from '#domain/lanes.ts';
import { type MtState, mtStates } from '#domain/mt-status.ts';
import { type Recurrence, recurrenceSchema } from '#domain/recurrence.ts';

const campaignRow = z.object({
  id: z.number(),
  state: z.enum(campaignStates),
  lane: z.enum(campaignLanes),
  text: z.string(),
  // Checked by the domain's schema before it was stored, and by nobody else written.
  audience: z.custom<Audience>((value) => typeof value === 'object' && value !== null),
  sendAt: z.date().nullable(),
  createdBy: z.string(),
  createdAt: z.date(),
  launchedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  /** Who matches when a run is planned, or who matched at launch. */
  audienceMode: z.enum(['each_run', 'frozen']),
  /** The uploaded list it is for, and what a text calls its columns; both null once the list is deleted. */
  listId: z.number().nullable(),
  listFields: z.array(z.string()).nullable(),
  /** Why it waits for a person or for funds; null unless paused. */
  pauseReason: z.string().nullable(),
  /** Set: a series, one run for each occurrence; it stays `scheduled` until its last one. */
  recurrence: recurrenceSchema.nullable(),
  /** Grows with each change of the series. */
  version: z.number(),
  /** Since when the series makes no runs; null: it does. */
  suspendedAt: z.date().nullable(),
  /** Of alerts: how long the gateway keeps trying. */
  validHours: z.number().nullable(),
  /** The alert that this all-clear ends. */
  recallOf: z.number().nullable(),
  /** The ground on which numbers without consent get it; null: they don't. */
  legalBasis: z.string().nullable(),
  /** Whether any run of it has been made. */
  hasRuns: z.boolean(),
});

export type Campaign = z.infer<typeof campaignRow>;

const columns = sql.fragment`
  c.id, c.state, c.lane, c.text, c.audience, c.send_at as "sendAt", c.created_by as "createdBy",
  c.created_at as "createdAt", c.launched_at as "launchedAt", c.ended_at as "endedAt", c.recurrence, c.version,
  c.suspended_at as "suspendedAt", c.valid_hours as "validHours", c.recall_of as "recallOf",
  c.legal_basis as "legalBasis",
  exists (select from runs r where r.campaign_id = c.id) as "hasRuns",
  c.audience_mode as "audienceMode", c.list_id as "listId",
  (select l.fields from lists l where l.id = c.list_id) as "listFields",
  (select r.pause_reason from runs r where r.campaign_id = c.id and r.state = 'paused' limit 1) as "pauseReason"`;

/** One campaign, or null. */
export async function findCampaign(db: CommonQueryMethods, id: number): Promise<Campaign | null> {
  return db.maybeOne(sql.type(campaignRow)`select ${columns} from campaigns c where c.id = ${id}`);
}

/** Whether messages are still being made for it: what is counted so far is not all. */
export async function isBeingPlanned(db: CommonQueryMethods, campaignId: number): Promise<boolean> {
  return db.exists(sql.unsafe`
    select 1 from runs where campaign_id = ${campaignId} and planned_at is null and ended_at is null`);
}

/** A page of campaigns, latest first. `before`: the last id of the page before this one. */
export async function listCampaigns(
  db: CommonQueryMethods,
  options: {
    readonly limit: number;
    readonly before?: number | undefined;
    readonly states?: readonly CampaignState[] | undefined;
    readonly createdBy?: string | undefined;
  },
): Promise<readonly Campaign[]> {
  const states = options.states ?? campaignStates;
  return db.any(sql.type(campaignRow)`
    select ${columns}
    from campaigns c
    where (${options.before ?? null}::bigint is null or c.id < ${options.before ?? null}::bigint)
      and c.state = any(${sql.array([...states], 'text')})
      and (${options.createdBy ?? null}::text is null or c.created_by = ${options.createdBy ?? null}::text)
    order by c.id desc
    limit ${options.limit}`);
}

/** Stores a draft; returns its id. */
export async function insertCampaign(
  tx: DatabaseTransactionConnection,
  campaign: {
    readonly lane: CampaignLane;
    readonly text: string;
    readonly audience: Audience;
    readonly sendAt: Date | null;
    readonly createdBy: string;
    readonly recurrence?: Recurrence | null | undefined;
    readonly validHours?: number | null | undefined;
    readonly audienceMode?: 'each_run' | 'frozen' | undefined;
    readonly listId?: number | undefined;
  },
): Promise<number> {
  const { recurrence = null, validHours = null } = campaign;
  return tx.oneFirst(sql.type(z.object({ id: z.number() }))`
    insert into campaigns (state, lane, text, audience, send_at, created_by, recurrence, valid_hours, audience_mode, list_id)
    values (
      'draft', ${campaign.lane}, ${campaign.text}, ${JSON.stringify(campaign.audience)}::jsonb,
      ${campaign.sendAt?.toISOString() ?? null}::timestamptz, ${campaign.createdBy},
      ${recurrence === null ? null : JSON.stringify(recurrence)}::jsonb, ${validHours},
      ${campaign.audienceMode ?? 'each_run'}, ${campaign.listId ?? null}
    )
    returning id`);
}

/** Holds a campaign until the transaction ends, so that two acts on it come one after the other; null if there is none. */
export async function lockCampaign(tx: DatabaseTransactionConnection, id: number): Promise<Campaign | null> {
  await tx.query(sql.unsafe`select from campaigns where id = ${id} for update`);
  return findCampaign(tx, id);
}

/** Moves a locked campaign on. */
export async function updateCampaignState(
  tx: DatabaseTransactionConnection,
  change: { readonly id: number; readonly state: CampaignState; readonly now: Date },
): Promise<void> {
  const { id, state } = change;
  const now = change.now.toISOString();
  await tx.query(sql.unsafe`
    update campaigns
    set state = ${state},
      launched_at = case
        when ${state} = 'draft' then null
        when ${state} in ('waiting_approval', 'scheduled', 'running') then coalesce(launched_at, ${now}::timestamptz)
        else launched_at
      end,
      ended_at = case when ${state} in ('stopped', 'done') then ${now}::timestamptz else ended_at end
    where id = ${id}`);
}

/** Names the ground on which a locked campaign reaches numbers without consent; null takes it back. */
export async function updateLegalBasis(
  tx: DatabaseTransactionConnection,
  change: { readonly id: number; readonly legalBasis: string | null },
): Promise<void> {
  await tx.query(sql.unsafe`update campaigns set legal_basis = ${change.legalBasis} where id = ${change.id}`);
}

/** Changes what is given of a locked series. */
export async function updateSeries(
  tx: DatabaseTransactionConnection,
  change: {
    readonly id: number;
    readonly suspendedAt?: Date | null;
    readonly text?: string;
    readonly recurrence?: Recurrence;
    readonly version?: number;
  },
): Promise<void> {
  const { id, suspendedAt, text, recurrence, version } = change;
  await tx.query(sql.unsafe`
    update campaigns
    set suspended_at = ${
      suspendedAt === undefined
        ? sql.fragment`suspended_at`
        : sql.fragment`${suspendedAt?.toISOString() ?? null}::timestamptz`
    },
      text = coalesce(${text ?? null}, text),
      recurrence = coalesce(${recurrence === undefined ? null : JSON.stringify(recurrence)}::jsonb, recurrence),
      version = coalesce(${version ?? null}::integer, version)
    where id = ${id}`);
}

type MtCounts = Readonly<Record<MtState, number>>;
export type CampaignCounts = MtCounts & {
  readonly total: number;
  readonly segments: number;
  /** Of the submitted: 72 hours have passed without a final receipt, and none will come any more. */
  readonly unconfirmed: number;
};

const countRow = z.object({
  state: z.enum(mtStates),
  count: z.number(),
  segments: z.number(),
  unconfirmed: z.number(),
});

/**
 * A campaign's rows by state, which always add up to the total, and the segments of all that left or may still leave.
 * What waits in a paused run counts as held.
 */
export async function countByState(db: CommonQueryMethods, campaignId: number): Promise<CampaignCounts> {
  const rows = await db.any(sql.type(countRow)`
    select case when m.state = 'planned' and r.state = 'paused' then 'held' else m.state end as state,
      sum(m.count)::bigint as count,
      sum(m.count * t.segments)::bigint as segments,
      sum(m.unconfirmed)::bigint as unconfirmed
    from runs r
    cross join lateral (
      select state, text_id, count(*) as count,
        count(*) filter (where state = 'submitted' and submitted_at < now() - interval '72 hours') as unconfirmed
      from mts
      where mts.run_id = r.id
      group by state, text_id
    ) m
    join texts t on t.id = m.text_id
    where r.campaign_id = ${campaignId}
    group by 1`);
  const counts: Record<MtState, number> = {
    planned: 0,
    held: 0,
    claimed: 0,
    submitted: 0,
    unknown: 0,
    delivered: 0,
    undelivered: 0,
    expired: 0,
    rejected: 0,
    skipped: 0,
  };
  let total = 0;
  let segments = 0;
  let unconfirmed = 0;
  for (const row of rows) {
    unconfirmed += row.unconfirmed;
    counts[row.state] += row.count;
    total += row.count;
    if (row.state !== 'rejected' && row.state !== 'skipped') segments += row.segments;
  }
  // Months whose rows are gone: what was counted of them stands.
  const old = await db.one(sql.type(droppedRow)`
    select coalesce(sum(f.waiting), 0)::bigint as planned, coalesce(sum(f.unknown), 0)::bigint as unknown,
      coalesce(sum(f.submitted), 0)::bigint as submitted, coalesce(sum(f.delivered), 0)::bigint as delivered,
      coalesce(sum(f.undelivered), 0)::bigint as undelivered, coalesce(sum(f.expired), 0)::bigint as expired,
      coalesce(sum(f.rejected), 0)::bigint as rejected, coalesce(sum(f.skipped), 0)::bigint as skipped,
      coalesce(sum(f.segments), 0)::bigint as segments
    from runs r
    join report_months d on d.month = r.id / 1000000000 and d.dropped_at is not null
    join report_messages f on f.run_id = r.id
    where r.campaign_id = ${campaignId}`);
  const { segments: oldSegments, ...oldCounts } = old;
  for (const state of mtStates) {
    const count = state === 'held' || state === 'claimed' ? 0 : oldCounts[state];
    counts[state] += count;
    total += count;
  }
  return { ...counts, total, segments: segments + oldSegments, unconfirmed };
}

const droppedRow = z.object({
  planned: z.number(),
  unknown: z.number(),
  submitted: z.number(),
  delivered: z.number(),
  undelivered: z.number(),
  expired: z.number(),
  rejected: z.number(),
  skipped: z.number(),
  segments: z.number(),
});
