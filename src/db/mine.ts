// What is kept about one person, as they are shown it: read by id, so that a page of it costs the same in a city.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import { mtStates } from '#domain/mt-status.ts';

const pauseRow = z.object({ until: z.date(), holdsAlerts: z.boolean() });
export type Pause = z.infer<typeof pauseRow>;

/** The person's own pause that is not over yet. */
export async function findPause(
  db: CommonQueryMethods,
  options: { readonly phoneId: number; readonly now: Date },
): Promise<Pause | null> {
  return db.maybeOne(sql.type(pauseRow)`
    select paused_until as until, pauses_alerts as "holdsAlerts"
    from subscribers
    where phone_id = ${options.phoneId}
      and paused_until > ${options.now.toISOString()}::timestamptz`);
}

/** Begins a pause, or ends it (null). The caller holds the conversation's lock. */
export async function updatePause(
  tx: DatabaseTransactionConnection,
  pause: { readonly phoneId: number; readonly until: Date | null; readonly holds: 'all' | 'all but alerts' },
): Promise<void> {
  await tx.query(sql.unsafe`
    update subscribers
    set paused_until = ${pause.until?.toISOString() ?? null}::timestamptz,
      pauses_alerts = ${pause.until !== null && pause.holds === 'all'}
    where phone_id = ${pause.phoneId}`);
}

const sentRow = z.object({
  id: z.number(),
  at: z.date(),
  kind: z.enum(['reply', 'campaign', 'module']),
  state: z.enum(mtStates),
  reason: z.string().nullable(),
  /** Null once it is not kept any more, and while it holds a one-time code. */
  text: z.string().nullable(),
});
export type SentToMe = z.infer<typeof sentRow>;

/** Messages to a number, latest first; what was planned but held back by the person themselves is among them. */
export async function listSentTo(
  db: CommonQueryMethods,
  page: { readonly phoneId: number; readonly limit: number; readonly before?: number | undefined },
): Promise<readonly SentToMe[]> {
  const before = page.before ?? null;
  return db.any(sql.type(sentRow)`
    select m.id, coalesce(m.submitted_at, m.not_before, t.created_at) as at, r.kind, m.state, m.reason,
      case when t.secret_until is null and t.body <> '' then t.body end as text
    from mts m
    join runs r on r.id = m.run_id
    join texts t on t.id = m.text_id
    where m.phone_id = ${page.phoneId}
      and (${before}::bigint is null or m.id < ${before}::bigint)
    order by m.id desc
    limit ${page.limit}`);
}

const receivedRow = z.object({ id: z.number(), at: z.date(), text: z.string().nullable() });

/** Texts a number has sent us, latest first. */
export async function listReceivedFrom(
  db: CommonQueryMethods,
  page: { readonly phoneId: number; readonly limit: number },
): Promise<readonly z.infer<typeof receivedRow>[]> {
  return db.any(sql.type(receivedRow)`
    select id, received_at as at, nullif(text, '') as text
    from mos
    where phone_id = ${page.phoneId}
    order by id desc
    limit ${page.limit}`);
}

const consentRow = z.object({
  at: z.date(),
  act: z.enum(['join', 'suspend', 'resume', 'leave', 'change']),
  door: z.enum(['sms', 'form', 'api', 'import', 'staff']),
  wording: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type MyConsent = z.infer<typeof consentRow>;

/** Every act on record, latest first. */
export async function listConsentsOf(db: CommonQueryMethods, phoneId: number): Promise<readonly MyConsent[]> {
  return db.any(sql.type(consentRow)`
    select at, act, door, wording, detail
    from consents
    where phone_id = ${phoneId}
    order by at desc, id desc
    limit 10000`);
}

const requestRow = z.object({
  id: z.number(),
  kind: z.enum(['access', 'erasure', 'rectification']),
  door: z.enum(['form', 'staff']),
  receivedOn: z.string(),
  answeredAt: z.date(),
});

/** Requests about their data that this person has made. */
export async function listRequestsOf(
  db: CommonQueryMethods,
  phoneId: number,
): Promise<readonly z.infer<typeof requestRow>[]> {
  return db.any(sql.type(requestRow)`
    select id, kind, door, received_on::text as "receivedOn", answered_at as "answeredAt"
    from data_requests
    where phone_id = ${phoneId}
    order by id desc`);
}
