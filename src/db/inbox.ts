// What the inbox shows: the list of threads, the texts of one, those that could not be handled.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { SenderLimit } from '#domain/sender-scope.ts';
import { whereWithin } from './within.ts';

const countsRow = z.object({
  unread: z.number(),
  danger: z.number(),
  parked: z.number(),
  /** The last text for staff; 0 = none yet. */
  lastMoId: z.number(),
});

export type InboxCounts = z.infer<typeof countsRow>;

/**
 * Open threads with new texts (a thousand stands for more), open threads in danger, texts set aside. Who is limited to
 * places hears of the threads there only.
 */
export async function countInbox(db: CommonQueryMethods, within: SenderLimit): Promise<InboxCounts> {
  if (within !== null) return countInboxWithin(db, within);
  return db.one(sql.type(countsRow)`
    select
      (select count(*) from (select from threads where unread > 0 and state = 'open' limit 1000) as listed) as unread,
      (select count(*) from threads where rank = 2) as danger,
      (select count(*) from (select from mos where state = 'parked' limit 1000) as listed) as parked,
      coalesce((select max(id) from mos where mark <> 'none'), 0) as "lastMoId"`);
}

async function countInboxWithin(db: CommonQueryMethods, within: SenderLimit): Promise<InboxCounts> {
  const isWithin = whereWithin(within, sql.fragment`t.phone_id`);
  return db.one(sql.type(countsRow)`
    select
      count(*) filter (where t.unread > 0 and t.state = 'open') as unread,
      count(*) filter (where t.rank = 2) as danger,
      0 as parked,
      coalesce(max(t.last_mo_id), 0) as "lastMoId"
    from threads t
    where t.phone_id is not null and ${isWithin}`);
}

const listedRow = z.object({
  id: z.number(),
  phoneId: z.number().nullable(),
  sender: z.string().nullable(),
  state: z.enum(['open', 'closed']),
  isDanger: z.boolean(),
  rank: z.number(),
  unread: z.number(),
  lastMoId: z.number(),
  lastAt: z.date(),
  isAnswered: z.boolean(),
  assigneeName: z.string().nullable(),
  text: z.string(),
});

export type ListedThread = z.infer<typeof listedRow>;

/** Where the page before ended. */
export type ThreadCursor = { readonly rank: number; readonly moId: number };

export type ThreadFilter =
  | { readonly kind: 'all' | 'unread' | 'closed' }
  | { readonly kind: 'mine'; readonly staffId: number }
  /** Threads with a text from `firstMoId` on that has every word, each by its beginning. */
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly firstMoId: number };

/**
 * The first text for staff that came since an instant; where none has, an id that no text has. Texts are searched from
 * an id: a range of ids meets the index of words row by row, a range of time page by page, which is fifty times slower.
 */
export async function findFirstMoSince(db: CommonQueryMethods, since: Date): Promise<number> {
  const found = await db.maybeOneFirst(sql.type(z.object({ id: z.number() }))`
    select id
    from mos
    where mark <> 'none' and received_at >= ${since.toISOString()}::timestamptz
    order by received_at
    limit 1`);
  return found ?? Number.MAX_SAFE_INTEGER;
}

/** A page of threads: danger, then the open, then the closed; within each the latest text first. */
export async function listThreads(
  db: CommonQueryMethods,
  options: {
    readonly filter: ThreadFilter;
    readonly within: SenderLimit;
    readonly limit: number;
    readonly after?: ThreadCursor | undefined;
  },
): Promise<readonly ListedThread[]> {
  const { after, within } = options;
  const isSeen = whereWithin(within, sql.fragment`t.phone_id`);
  const isAfter =
    after === undefined
      ? sql.fragment`true`
      : sql.fragment`(t.rank, t.last_mo_id) < (${after.rank}::smallint, ${after.moId}::bigint)`;
  return db.any(sql.type(listedRow)`
    select t.id, t.phone_id as "phoneId", coalesce(p.msisdn, t.sender) as sender, t.state, t.is_danger as "isDanger",
      t.rank, t.unread, t.last_mo_id as "lastMoId", t.last_at as "lastAt",
      coalesce(t.answered_at >= t.last_at, false) as "isAnswered", s.name as "assigneeName",
      left(coalesce(m.text, ''), 300) as text
    from threads t
    left join phones p on p.id = t.phone_id
    left join staff s on s.id = t.assignee_id
    left join mos m on m.id = t.last_mo_id
    where ${whereFilter(options.filter)} and ${isSeen} and ${isAfter}
    order by t.rank desc, t.last_mo_id desc
    limit ${options.limit}`);
}

function whereFilter(filter: ThreadFilter) {
  switch (filter.kind) {
    case 'all':
      return sql.fragment`true`;
    case 'unread':
      return sql.fragment`t.unread > 0 and t.state = 'open'`;
    case 'closed':
      return sql.fragment`t.rank = 0`;
    case 'mine':
      return sql.fragment`t.assignee_id = ${filter.staffId} and t.state = 'open'`;
    case 'words': {
      const query = filter.words.map((word) => `${word}:*`).join(' & ');
      // Materialized: the texts are found once, whatever the planner makes of a word it knows nothing of.
      return sql.fragment`
        t.id in (
          with said as materialized (
            select distinct m.phone_id, case when m.phone_id is null then m.sender end as sender
            from mos m
            where m.mark <> 'none'
              and inbox_words(m.text) @@ to_tsquery('simple', ${query})
              and m.id >= ${filter.firstMoId}
          )
          select f.id from said join threads f on f.phone_id = said.phone_id
          union all
          select f.id from said join threads f on f.sender = said.sender
        )`;
    }
    default:
      return filter satisfies never;
  }
}

const messageRow = z.object({
  direction: z.enum(['in', 'out']),
  id: z.number(),
  at: z.date(),
  /** Null: a one-time code, which nobody is shown. Empty: erased. */
  text: z.string().nullable(),
  /** Of a text to us: its mark; of one from us: its state in the ledger. */
  state: z.string(),
  kind: z.enum(['person', 'staff', 'system', 'campaign']),
  staffName: z.string().nullable(),
});

export type ThreadMessage = z.infer<typeof messageRow>;

/** The texts both ways, the latest `limit` before an instant, oldest first. */
export async function listThreadMessages(
  db: CommonQueryMethods,
  options: {
    readonly phoneId: number | null;
    readonly sender: string | null;
    readonly before: Date;
    readonly limit: number;
  },
): Promise<readonly ThreadMessage[]> {
  const { phoneId, sender, limit } = options;
  const before = options.before.toISOString();
  const ofThread =
    phoneId === null
      ? sql.fragment`m.state = 'kept' and m.sender = ${sender}`
      : sql.fragment`m.phone_id = ${phoneId}`;
  // A message has no date of its own before it is submitted: an answer's is its text's, else it is being sent now.
  const latest = await db.any(sql.type(messageRow)`
    with received as (
      select 'in' as direction, m.id, m.received_at as at,
        case when m.intent is distinct from 'code' then m.text end as text, m.mark as state, 'person' as kind,
        null::text as staff_name
      from mos m
      where ${ofThread} and m.received_at < ${before}::timestamptz
      order by m.id desc
      limit ${limit}
    ), dated as (
      select m.id, m.text_id, m.state, r.kind as run_kind, a.staff_id,
        coalesce(
          m.submitted_at, a.at, asked.received_at,
          case when m.state in ('planned', 'held', 'claimed', 'unknown') then now() end, r.created_at
        ) as at
      from mts m
      join runs r on r.id = m.run_id
      left join staff_answers a on a.phone_id = m.phone_id and a.run_id = m.run_id and a.item = m.item
      left join mos asked on r.kind = 'reply' and m.item > 0 and asked.id = m.item / 8
      where m.phone_id = ${phoneId}
    ), sent as (
      select 'out' as direction, d.id, d.at, case when t.secret_until is null and t.body <> '' then t.body end as text,
        d.state, case when d.staff_id is not null then 'staff' when d.run_kind = 'reply' then 'system' else 'campaign' end as kind,
        s.name as staff_name
      from dated d
      join texts t on t.id = d.text_id
      left join staff s on s.id = d.staff_id
      where d.at < ${before}::timestamptz and d.state <> 'skipped'
      order by d.at desc, d.id desc
      limit ${limit}
    )
    select direction, id, at, text, state, kind, staff_name as "staffName"
    from (select * from received union all select * from sent) as both_ways
    order by at desc, direction desc, id desc
    limit ${limit}`);
  return latest.toReversed();
}

const parkedRow = z.object({
  id: z.number(),
  sender: z.string(),
  text: z.string(),
  receivedAt: z.date(),
});

/** Texts that failed too often and were set aside, oldest first. */
export async function listParkedMos(
  db: CommonQueryMethods,
  limit: number,
): Promise<readonly z.infer<typeof parkedRow>[]> {
  return db.any(sql.type(parkedRow)`
    select id, sender, text, received_at as "receivedAt"
    from mos
    where state = 'parked'
    order by id
    limit ${limit}`);
}

/** Lets a text that was set aside be handled once more (`waiting`), or ends it; false when it is aside no longer. */
export async function updateParkedMo(
  tx: DatabaseTransactionConnection,
  change: { readonly id: number; readonly state: 'waiting' | 'handled' },
): Promise<boolean> {
  const changed = await tx.query(sql.unsafe`
    update mos m
    set state = ${change.state}, failures = 0, not_before = null,
      phone_id = coalesce(m.phone_id, (select p.id from phones p where p.msisdn = m.sender)),
      handled_at = case when ${change.state} = 'handled' then now() end
    where id = ${change.id} and state = 'parked'`);
  if (changed.rowCount > 0) await tx.query(sql.unsafe`select pg_notify('wici', 'inbox')`);
  return changed.rowCount > 0;
}
