// What is thrown away because its time is over. Rows are counted, never listed; what is counted for years stands in the
// figures of reports, and those are never touched here.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const countRow = z.object({ count: z.number() });
type Deletion = ReturnType<typeof sql.fragment>;

/** Months of the ledger, `yyyymm`, whose figures stand and that ended before a month, oldest first. */
export async function listDroppableMonths(
  db: CommonQueryMethods,
  before: number,
): Promise<readonly number[]> {
  return db.anyFirst(sql.type(z.object({ month: z.number() }))`
    select month
    from report_months
    where dropped_at is null
      and month < ${before}
    order by month`);
}

/**
 * Drops a closed month of the ledger with its batches and receipts; runs and campaigns stay, without the texts of named
 * people. Waits at most two seconds for whoever reads the ledger, then throws: sending must not queue up behind it.
 */
export async function dropLedgerMonth(
  tx: DatabaseTransactionConnection,
  dropped: { readonly month: number; readonly now: Date },
): Promise<void> {
  const { month } = dropped;
  if (!Number.isInteger(month) || month < 200_001 || month > 999_912)
    throw new RangeError(`no month: ${month}`);
  const first = sql.fragment`${month}::bigint * 1000000000`;
  const next = sql.fragment`(${month}::bigint + 1) * 1000000000`;
  const marked = await tx.anyFirst(sql.type(z.object({ month: z.number() }))`
    update report_months
    set dropped_at = ${dropped.now.toISOString()}::timestamptz
    where month = ${month} and dropped_at is null
    returning month`);
  if (marked.length === 0) return;
  await tx.query(sql.unsafe`set local lock_timeout = '2s'`);
  await tx.query(sql.unsafe`drop table if exists ${sql.identifier([`mts_${month}`])}`);
  await tx.query(sql.unsafe`delete from batches where run_id >= ${first} and run_id < ${next}`);
  await tx.query(sql.unsafe`delete from dlrs where run_id >= ${first} and run_id < ${next}`);
  await tx.query(sql.unsafe`
    update runs set text_id = null where id >= ${first} and id < ${next} and text_id is not null`);
  // Numbers, and what only named people were told.
  await tx.query(sql.unsafe`
    update campaigns c
    set text = '', audience = '{"list": 0}'
    where c.id in (select campaign_id from runs where id >= ${first} and id < ${next})
      and c.state in ('done', 'stopped')
      and jsonb_path_exists(c.audience, '$.**.numbers')
      and not exists (select from runs later where later.campaign_id = c.id and later.id >= ${next})`);
}

/**
 * Takes old texts out of reach of new messages, which look texts up by their digest. Only then can it be told whether
 * anything still needs them. At most `limit`; returns how many.
 */
export async function updateRetiredTexts(
  db: CommonQueryMethods,
  options: { readonly before: Date; readonly now: Date; readonly limit: number },
): Promise<number> {
  return countAffected(
    db,
    sql.fragment`
      update texts
      set digest = sha256(convert_to('retired/' || id, 'UTF8')), retired_at = ${options.now.toISOString()}::timestamptz
      where id in (
        select id from texts
        where created_at < ${options.before.toISOString()}::timestamptz and retired_at is null and secret_until is null
        limit ${options.limit}
      )
      returning 1`,
  );
}

/** Texts out of reach since an instant that no message, batch or run refers to. Reads the whole ledger once. */
export async function deleteRetiredTexts(db: CommonQueryMethods, before: Date): Promise<number> {
  return countAffected(
    db,
    sql.fragment`
      delete from texts t
      where t.retired_at < ${before.toISOString()}::timestamptz
        and not exists (select from mts m where m.text_id = t.id)
        and not exists (select from batches b where b.text_id = t.id)
        and not exists (select from runs r where r.text_id = t.id)
      returning 1`,
  );
}

/** Whether a month of the ledger has been dropped since an instant. */
export async function hasDroppedSince(db: CommonQueryMethods, since: Date): Promise<boolean> {
  return db.oneFirst(sql.type(z.object({ found: z.boolean() }))`
    select exists (
      select from report_months where dropped_at >= ${since.toISOString()}::timestamptz
    ) as found`);
}

/** Blanks texts people sent before an instant; the rows, their dates and what they were about stay. */
export async function updateOldMos(
  db: CommonQueryMethods,
  options: { readonly before: Date; readonly limit: number },
): Promise<number> {
  return countAffected(
    db,
    sql.fragment`
      update mos
      set text = '', sender = '', gateway_ref = null
      where id in (
        select id from mos
        where received_at < ${options.before.toISOString()}::timestamptz and state <> 'waiting' and sender <> ''
        limit ${options.limit}
      )
      returning 1`,
  );
}

/** Closed threads of the inbox with nothing newer than an instant. */
export async function deleteOldThreads(db: CommonQueryMethods, before: Date): Promise<number> {
  return countAffected(
    db,
    sql.fragment`
      delete from threads where state = 'closed' and last_at < ${before.toISOString()}::timestamptz returning 1`,
  );
}

export async function deleteOldRefusedMos(db: CommonQueryMethods, before: Date): Promise<number> {
  return countAffected(
    db,
    sql.fragment`delete from refused_mos where received_at < ${before.toISOString()}::timestamptz returning 1`,
  );
}

/** Receipts that never found their message. */
export async function deleteOldDlrs(db: CommonQueryMethods, before: Date): Promise<number> {
  return countAffected(
    db,
    sql.fragment`delete from dlrs where received_at < ${before.toISOString()}::timestamptz returning 1`,
  );
}

/** Sessions of staff and residents that are over. */
export async function deleteOverSessions(db: CommonQueryMethods, now: Date): Promise<number> {
  const at = now.toISOString();
  const staff = await countAffected(
    db,
    sql.fragment`delete from sessions where expires_at < ${at}::timestamptz returning 1`,
  );
  const residents = await countAffected(
    db,
    sql.fragment`delete from resident_sessions where expires_at < ${at}::timestamptz returning 1`,
  );
  return staff + residents;
}

/** Entries of the audit; the database refuses to delete any that is younger than two years. */
export async function deleteOldAudit(db: CommonQueryMethods, before: Date): Promise<number> {
  return countAffected(
    db,
    sql.fragment`delete from audit_entries where at < ${before.toISOString()}::timestamptz returning 1`,
  );
}

/** Marks people who left before an instant to be erased; the sweep of erasures takes them from there. */
export async function updateErasingLeft(
  db: CommonQueryMethods,
  options: { readonly before: Date; readonly now: Date; readonly limit: number },
): Promise<number> {
  return countAffected(
    db,
    sql.fragment`
      update phones
      set erasing_since = ${options.now.toISOString()}::timestamptz
      where erasing_since is null
        and id in (
          select s.phone_id from subscribers s join phones p on p.id = s.phone_id
          where s.state = 'left' and s.left_at < ${options.before.toISOString()}::timestamptz
            and p.erasing_since is null
          limit ${options.limit}
        )
      returning 1`,
  );
}

/**
 * The same for numbers that never joined and never refused, and that nobody has heard of since an instant: a sign-up that was
 * not confirmed, a question of long ago. One that forbade the form keeps its ban, an account's phone its number.
 */
export async function updateErasingPassers(
  db: CommonQueryMethods,
  options: { readonly before: Date; readonly now: Date; readonly limit: number },
): Promise<number> {
  const before = sql.fragment`${options.before.toISOString()}::timestamptz`;
  return countAffected(
    db,
    sql.fragment`
      update phones
      set erasing_since = ${options.now.toISOString()}::timestamptz
      where id in (
        select p.id
        from phones p
        where p.msisdn is not null and p.erasing_since is null and p.form_blocked_at is null and p.created_at < ${before}
          and not exists (select from subscribers s where s.phone_id = p.id)
          and not exists (select from staff a where a.phone_id = p.id)
          and not exists (select from mts m where m.phone_id = p.id)
          and not exists (select from threads t where t.phone_id = p.id)
          and not exists (select from data_requests d where d.phone_id = p.id)
          and not exists (
            select from mos m where m.phone_id = p.id and (m.received_at >= ${before} or m.state = 'waiting'))
          and not exists (select from mos m where m.sender = p.msisdn and m.received_at >= ${before})
        limit ${options.limit}
      )
      returning 1`,
  );
}

async function countAffected(db: CommonQueryMethods, change: Deletion): Promise<number> {
  return db.oneFirst(sql.type(countRow)`
    with gone as (${change})
    select count(*) as count from gone`);
}
