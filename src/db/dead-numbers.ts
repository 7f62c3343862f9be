// Numbers that have failed for weeks. Kept beside the subscriber, who still subscribes: nothing is planned for them.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

/**
 * Marks numbers whose last messages failed for good: three or more since anything was last delivered, the first and the
 * last of them at least fourteen days apart. One statement over the ledger; what a person or the number itself has
 * undone counts from then on only. Returns how many were marked now.
 */
export async function insertDeadNumbers(
  tx: DatabaseTransactionConnection,
  rule: {
    readonly now: Date;
    readonly failures: number;
    readonly days: number;
    readonly lookBackDays: number;
  },
): Promise<number> {
  const now = rule.now.toISOString();
  const result = await tx.query(sql.unsafe`
    with told as (
      select m.phone_id, m.state = 'delivered' as is_good, coalesce(m.reported_at, m.submitted_at) as at
      from mts m
      where coalesce(m.reported_at, m.submitted_at) > ${now}::timestamptz - make_interval(days => ${rule.lookBackDays})
        and (
          m.state in ('undelivered', 'delivered')
          -- The gateway's own words for a number that is none: smsapi.md, error codes.
          or m.state = 'rejected' and m.reason in ('gateway_13', 'gateway_59')
        )
    ), since as (
      select t.phone_id, greatest(max(t.at) filter (where t.is_good), max(d.revived_at)) as good_at
      from told t
      left join dead_numbers d on d.phone_id = t.phone_id
      group by t.phone_id
      having count(*) filter (where not t.is_good) >= ${rule.failures}
    ), failed as (
      select t.phone_id, count(*) as failures, min(t.at) as first_at, max(t.at) as last_at
      from told t
      join since s on s.phone_id = t.phone_id
      where not t.is_good and (s.good_at is null or t.at > s.good_at)
      group by t.phone_id
      having count(*) >= ${rule.failures} and max(t.at) - min(t.at) >= make_interval(days => ${rule.days})
    ), marked as (
      update subscribers s
      set dead_at = ${now}::timestamptz
      from failed f
      where s.phone_id = f.phone_id and s.dead_at is null and s.state = 'active'
      returning f.*
    )
    insert into dead_numbers (phone_id, found_at, failures, first_failed_at, last_failed_at)
    select phone_id, ${now}::timestamptz, failures, first_at, last_at
    from marked
    on conflict (phone_id) do update
    set found_at = excluded.found_at, failures = excluded.failures, first_failed_at = excluded.first_failed_at,
      last_failed_at = excluded.last_failed_at, revived_at = null, revived_by = null`);
  return result.rowCount;
}

/** Lets numbers live again that have texted since they were marked. Returns how many. */
export async function updateTextedAlive(tx: DatabaseTransactionConnection, now: Date): Promise<number> {
  const result = await tx.query(sql.unsafe`
    with alive as (
      update dead_numbers d
      set revived_at = ${now.toISOString()}::timestamptz, revived_by = 'system'
      where d.revived_at is null
        and exists (
          select from mos m where m.phone_id = d.phone_id and m.received_at > d.found_at
        )
      returning d.phone_id
    )
    update subscribers s
    set dead_at = null
    from alive a
    where s.phone_id = a.phone_id`);
  return result.rowCount;
}

/** Lets one number live again; false when it was not marked. */
export async function updateAlive(
  tx: DatabaseTransactionConnection,
  of: { readonly phoneId: number; readonly now: Date; readonly by: string },
): Promise<boolean> {
  const result = await tx.query(sql.unsafe`
    with alive as (
      update dead_numbers
      set revived_at = ${of.now.toISOString()}::timestamptz, revived_by = ${of.by}
      where phone_id = ${of.phoneId} and revived_at is null
      returning phone_id
    )
    update subscribers s
    set dead_at = null
    from alive a
    where s.phone_id = a.phone_id`);
  return result.rowCount === 1;
}

const deadRow = z.object({
  phoneId: z.number(),
  msisdn: z.string().nullable(),
  failures: z.number(),
  firstFailedAt: z.date(),
  lastFailedAt: z.date(),
});

export type DeadNumber = z.infer<typeof deadRow>;

/** Marked numbers, the latest first. */
export async function listDeadNumbers(db: CommonQueryMethods, limit: number): Promise<readonly DeadNumber[]> {
  return db.any(sql.type(deadRow)`
    select d.phone_id as "phoneId", p.msisdn, d.failures, d.first_failed_at as "firstFailedAt",
      d.last_failed_at as "lastFailedAt"
    from dead_numbers d
    join phones p on p.id = d.phone_id
    join subscribers s on s.phone_id = d.phone_id
    where d.revived_at is null and s.dead_at is not null
    order by d.found_at desc, d.phone_id
    limit ${limit}`);
}
