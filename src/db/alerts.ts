// Alerts: forms that send once, runs that end, all-clears, and how many people live where.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import { isReachedBy } from './audience-sql.ts';
import type { Bulk } from './pool.ts';

const idRow = z.object({ id: z.number() });

/** Ties a campaign to the form it was sent by; false when that form has sent one already. */
export async function updateRequestKey(
  tx: DatabaseTransactionConnection,
  of: { readonly campaignId: number; readonly key: string },
): Promise<boolean> {
  const result = await tx.query(sql.unsafe`
    update campaigns
    set request_key = ${of.key}
    where id = ${of.campaignId} and not exists (select from campaigns where request_key = ${of.key})`);
  return result.rowCount === 1;
}

/** The campaign that a form has sent; null when it has sent none. */
export async function findCampaignByKey(db: CommonQueryMethods, key: string): Promise<number | null> {
  return db.maybeOneFirst(sql.type(idRow)`select id from campaigns where request_key = ${key}`);
}

/** Says that a campaign is the all-clear of an alert. */
export async function updateRecallOf(
  tx: DatabaseTransactionConnection,
  of: { readonly campaignId: number; readonly alertId: number },
): Promise<void> {
  await tx.query(sql.unsafe`update campaigns set recall_of = ${of.alertId} where id = ${of.campaignId}`);
}

/** The all-clear of an alert; null while there is none. */
export async function findRecall(db: CommonQueryMethods, alertId: number): Promise<number | null> {
  return db.maybeOneFirst(sql.type(idRow)`
    select id from campaigns where recall_of = ${alertId} and state <> 'draft' order by id limit 1`);
}

/** The runs of a campaign, oldest first. */
export async function listRunIds(db: CommonQueryMethods, campaignId: number): Promise<readonly number[]> {
  return db.anyFirst(sql.type(idRow)`select id from runs where campaign_id = ${campaignId} order by id`);
}

/** How many people an all-clear goes to: who has got the alert, or may have. */
export async function countReached(db: CommonQueryMethods, alertId: number): Promise<number> {
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`
    select count(distinct m.phone_id)
    from runs r
    join mts m on m.run_id = r.id
    join subscribers s on s.phone_id = m.phone_id
    where r.campaign_id = ${alertId}
      and m.state in ('claimed', 'submitted', 'delivered', 'unknown')
      and s.state = 'active'`);
}

/**
 * Plans the all-clear for the next people of an alert's run who have got it, or may have. Idempotent: who has a row
 * gets no second. Null when nobody is left.
 */
export async function insertRecallSlice(
  tx: DatabaseTransactionConnection,
  slice: {
    readonly runId: number;
    readonly alertRunId: number;
    readonly textId: number;
    readonly after: number;
    readonly size: number;
  },
): Promise<{ readonly upto: number } | null> {
  const upto = await tx.oneFirst(sql.type(z.object({ upto: z.number().nullable() }))`
    select max(phone_id) as upto
    from (
      select phone_id
      from mts
      where run_id = ${slice.alertRunId} and phone_id > ${slice.after}
      order by phone_id
      limit ${slice.size}
    ) part`);
  if (upto === null) return null;
  await tx.query(sql.unsafe`
    insert into mts (run_id, phone_id, text_id)
    select distinct on (m.phone_id) ${slice.runId}::bigint, m.phone_id, ${slice.textId}::bigint
    from mts m
    join subscribers s on s.phone_id = m.phone_id
    where m.run_id = ${slice.alertRunId}
      and m.phone_id > ${slice.after} and m.phone_id <= ${upto}
      and m.state in ('claimed', 'submitted', 'delivered', 'unknown')
      and s.state = 'active'
    order by m.phone_id
    on conflict (run_id, phone_id, item) do nothing`);
  await tx.query(sql.unsafe`select pg_notify('wici', 'outbox')`);
  return { upto };
}

/** Ends runs past their time: what of them has not left would do harm now. Returns how many. */
export async function updateStaleRuns(bulk: Bulk, now: Date): Promise<number> {
  const stale = await bulk<{ id: number }[]>`
    select id from runs where state in ('planning', 'running', 'paused') and valid_until <= ${now}`;
  let ended = 0;
  // One by one with the run as a constant: see the claim in batches.ts.
  for (const { id } of stale) {
    const rows = await bulk`
      with stale as (
        update runs
        set state = 'stopped', ended_at = now(), pause_reason = 'stale'
        where id = ${id}
          and state in ('planning', 'running', 'paused')
          and (
            planned_at is null
            or exists (select from mts m where m.run_id = ${id} and m.state in ('planned', 'held'))
          )
        returning campaign_id
      ), ended as (
        update campaigns c
        set state = 'stopped', ended_at = now()
        from stale
        where c.id = stale.campaign_id and c.state in ('running', 'paused')
      )
      select 1 as one from stale, pg_notify('wici', 'runs')`;
    ended += rows.length;
  }
  return ended;
}

const peopleRow = z.object({ sym: z.string(), name: z.string(), people: z.number() });

/** Localities, parts counted in, with the people of each who get messages; most people first. */
export async function listPeopleByLocality(
  db: CommonQueryMethods,
  options: { readonly limit: number; readonly at: Date },
): Promise<readonly z.infer<typeof peopleRow>[]> {
  return db.any(sql.type(peopleRow)`
    select w.sym, w.name, count(distinct a.phone_id) as people
    from addresses a
    join subscribers s on s.phone_id = a.phone_id and ${isReachedBy({ at: options.at, isAlert: true })}
    join localities l on l.sym = a.sym
    join localities w on w.sym = coalesce(nullif(l.sympod, ''), l.sym)
    group by w.sym, w.name
    order by people desc, w.name
    limit ${options.limit}`);
}

const readyTextRow = z.object({ id: z.number(), name: z.string(), body: z.string() });

/** The office's ready texts for alerts, by name. */
export async function listAlertTexts(
  db: CommonQueryMethods,
): Promise<readonly z.infer<typeof readyTextRow>[]> {
  return db.any(
    sql.type(readyTextRow)`select id, name, body from templates where is_alert order by lower(name)`,
  );
}
