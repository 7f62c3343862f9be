// When campaigns are to be sent: one row per occurrence. The row is the truth; whoever finds it due locks its campaign
// first, so that two workers, a kill or a clock that jumps can neither lose an occurrence nor send it twice.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import { campaignLanes } from '#domain/lanes.ts';

const occurrenceStates = ['due', 'started', 'asked', 'skipped'] as const;
const askReasons = ['late', 'budget', 'invalid'] as const;
export type AskReason = (typeof askReasons)[number];

const occurrenceRow = z.object({
  campaignId: z.number(),
  /** The local day, "2026-12-07". */
  day: z.string(),
  dueAt: z.date(),
  state: z.enum(occurrenceStates),
  reason: z.enum(askReasons).nullable(),
  runId: z.number().nullable(),
});

export type OccurrenceRow = z.infer<typeof occurrenceRow>;

const columns = sql.fragment`
  o.campaign_id as "campaignId", o.day::text as day, o.due_at as "dueAt", o.state, o.reason, o.run_id as "runId"`;

type Which = { readonly campaignId: number; readonly day: string };

/** Says when a campaign is to be sent next; false when that day has an occurrence already, which stays as it is. */
export async function insertOccurrence(
  tx: DatabaseTransactionConnection,
  given: Which & { readonly dueAt: Date; readonly version: number },
): Promise<boolean> {
  const result = await tx.query(sql.unsafe`
    insert into occurrences (campaign_id, day, due_at, state, version)
    values (${given.campaignId}, ${given.day}::date, ${given.dueAt.toISOString()}::timestamptz, 'due', ${given.version})
    on conflict (campaign_id, day) do nothing`);
  return result.rowCount === 1;
}

/** Occurrences whose time has come, the earliest first. */
export async function listDueOccurrences(
  db: CommonQueryMethods,
  options: { readonly now: Date; readonly limit: number },
): Promise<readonly OccurrenceRow[]> {
  return db.any(sql.type(occurrenceRow)`
    select ${columns}
    from occurrences o
    where o.state = 'due' and o.due_at <= ${options.now.toISOString()}::timestamptz
    order by o.due_at
    limit ${options.limit}`);
}

/** One occurrence; to decide on it hold its campaign's lock. */
export async function findOccurrence(
  db: CommonQueryMethods,
  { campaignId, day }: Which,
): Promise<OccurrenceRow | null> {
  return db.maybeOne(sql.type(occurrenceRow)`
    select ${columns} from occurrences o where o.campaign_id = ${campaignId} and o.day = ${day}::date`);
}

/** A campaign's occurrences, latest first. */
export async function listOccurrences(
  db: CommonQueryMethods,
  of: { readonly campaignId: number; readonly limit: number },
): Promise<readonly OccurrenceRow[]> {
  return db.any(sql.type(occurrenceRow)`
    select ${columns}
    from occurrences o
    where o.campaign_id = ${of.campaignId}
    order by o.day desc
    limit ${of.limit}`);
}

/** Moves an occurrence on; true unless it has moved before. */
export async function updateOccurrence(
  tx: DatabaseTransactionConnection,
  change: Which & {
    readonly from: readonly ('due' | 'asked')[];
    readonly now: Date;
    readonly by: string;
  } & (
      | { readonly state: 'started'; readonly runId: number }
      | { readonly state: 'asked'; readonly reason: AskReason }
      | { readonly state: 'skipped' }
    ),
): Promise<boolean> {
  const result = await tx.query(sql.unsafe`
    update occurrences
    set state = ${change.state},
      run_id = ${change.state === 'started' ? change.runId : null},
      reason = ${change.state === 'asked' ? change.reason : null},
      decided_at = ${change.now.toISOString()}::timestamptz,
      decided_by = ${change.by}
    where campaign_id = ${change.campaignId}
      and day = ${change.day}::date
      and state = any(${sql.array([...change.from], 'text')})`);
  return result.rowCount === 1;
}

/** Takes back what has not been sent: when a campaign is withdrawn, stopped, or its rule changes. */
export async function deleteOpenOccurrences(
  tx: DatabaseTransactionConnection,
  campaignId: number,
): Promise<void> {
  await tx.query(sql.unsafe`
    delete from occurrences where campaign_id = ${campaignId} and state in ('due', 'asked')`);
}

/** Gives up earlier occurrences that a person never decided about: the newest question is the only one open. */
export async function updateOlderSkipped(
  tx: DatabaseTransactionConnection,
  before: Which & { readonly now: Date },
): Promise<void> {
  await tx.query(sql.unsafe`
    update occurrences
    set state = 'skipped', decided_at = ${before.now.toISOString()}::timestamptz, decided_by = 'system'
    where campaign_id = ${before.campaignId} and day < ${before.day}::date and state = 'asked'`);
}

/** Whether anything of a campaign is still to be sent or decided. */
export async function hasOpenOccurrences(db: CommonQueryMethods, campaignId: number): Promise<boolean> {
  return db.oneFirst(sql.type(z.object({ open: z.boolean() }))`
    select exists (
      select from occurrences where campaign_id = ${campaignId} and state in ('due', 'asked')
    ) as open`);
}

const plannedRow = occurrenceRow.extend({
  text: z.string(),
  lane: z.enum(campaignLanes),
  isSeries: z.boolean(),
});

export type PlannedOccurrence = z.infer<typeof plannedRow>;

/** What is to be sent until an instant and what waits for a person, in order of time. */
export async function listPlanned(
  db: CommonQueryMethods,
  options: { readonly until: Date; readonly limit: number },
): Promise<readonly PlannedOccurrence[]> {
  return db.any(sql.type(plannedRow)`
    select ${columns}, c.text, c.lane, c.recurrence is not null as "isSeries"
    from occurrences o
    join campaigns c on c.id = o.campaign_id
    where c.state = 'scheduled'
      and c.suspended_at is null
      and (o.state = 'asked' or o.state = 'due' and o.due_at <= ${options.until.toISOString()}::timestamptz)
    order by o.due_at
    limit ${options.limit}`);
}
