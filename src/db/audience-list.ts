// The people of an uploaded list, in the file's order, with what a text may say of each.

import {
  type CommonQueryMethods,
  type DatabaseTransactionConnection,
  type FragmentSqlToken,
  sql,
} from 'slonik';
import { z } from 'zod';
import { type Departure, isReachedBy } from './audience-sql.ts';

const listedRow = z.object({
  line: z.number(),
  msisdn: z.string(),
  item: z.number(),
  cells: z.array(z.string()),
  /** Subscribed and, where it is told when the message leaves, not paused. */
  isReached: z.boolean(),
  locality: z.string().nullable(),
  cecha: z.string().nullable(),
  nazwa1: z.string().nullable(),
  nazwa2: z.string().nullable(),
});
export type Listed = z.infer<typeof listedRow>;

// The first address a person gave is the one a text speaks of.
const withPlace = (departure?: Departure): FragmentSqlToken => sql.fragment`
  select r.line, r.msisdn, r.item, r.cells,
    coalesce(${departure === undefined ? sql.fragment`s.state = 'active' and s.dead_at is null` : isReachedBy(departure)}, false)
      as "isReached",
    l.name as locality, t.cecha, t.nazwa_1 as "nazwa1", t.nazwa_2 as "nazwa2"
  from list_rows r
  left join phones p on p.msisdn = r.msisdn
  left join subscribers s on s.phone_id = p.id
  left join lateral (
    select a.sym, a.sym_ul from addresses a where a.phone_id = p.id order by a.id + 0 limit 1
  ) h on true
  left join localities l on l.sym = h.sym
  left join streets t on t.sym = h.sym and t.sym_ul = h.sym_ul`;

/** The next people of a list after a line of its file. */
export async function listListed(
  db: CommonQueryMethods,
  page: {
    readonly listId: number;
    readonly after: number;
    readonly limit: number;
    readonly departure?: Departure | undefined;
  },
): Promise<readonly Listed[]> {
  return db.any(sql.type(listedRow)`
    ${withPlace(page.departure)}
    where r.list_id = ${page.listId} and r.msisdn is not null and r.line > ${page.after}
    order by r.line
    limit ${page.limit}`);
}

/** People whose values are the longest, among them the longest that are not plain ASCII: which costs more is counted. */
export async function listLongestListed(
  db: CommonQueryMethods,
  of: { readonly listId: number; readonly columns: readonly number[]; readonly limit: number },
): Promise<readonly Listed[]> {
  const columns = sql.array(
    of.columns.map((at) => at + 1),
    'int4',
  );
  const value = sql.fragment`(select string_agg(x.cells[at], '') from unnest(${columns}) at)`;
  return db.any(sql.type(listedRow)`
    with measured as materialized (
      select x.line, length(v.value) as size, v.value ~ '[^\\x01-\\x7f]' as is_dear
      from list_rows x
      cross join lateral (select ${value} as value) v
      where x.list_id = ${of.listId} and x.msisdn is not null
    ), longest as (
      (select line from measured order by size desc nulls last limit ${of.limit})
      union
      (select line from measured where is_dear order by size desc nulls last limit ${of.limit})
    )
    ${withPlace()}
    where r.list_id = ${of.listId} and r.line in (select line from longest)`);
}

/** Rows of a list whose number has no active consent, nor another legal basis: planned as skipped, never sent. */
export async function countListedWithoutConsent(
  db: CommonQueryMethods,
  listId: number,
  strangers: ReadonlySet<string>,
): Promise<number> {
  return db.oneFirst(sql.type(z.object({ count: z.number() }))`
    select count(*)
    from list_rows r
    left join phones p on p.msisdn = r.msisdn
    left join subscribers s on s.phone_id = p.id
    where r.list_id = ${listId} and r.msisdn is not null
      and r.msisdn <> all(${sql.array([...strangers], 'text')})
      and (s.state = 'active' and s.dead_at is null) is not true`);
}

/**
 * Plans messages of a list's people, each its own item of the number; who has no active consent is planned as skipped,
 * unless another legal basis reaches them.
 * Their phones' rows must exist. Idempotent.
 */
export async function insertListed(
  tx: DatabaseTransactionConnection,
  plan: {
    readonly runId: number;
    readonly rows: readonly {
      readonly msisdn: string;
      readonly item: number;
      readonly textId: number;
      readonly isStranger: boolean;
    }[];
  },
): Promise<void> {
  await tx.query(sql.unsafe`select pg_advisory_xact_lock(hashtextextended('plan-run', ${plan.runId}))`);
  await tx.query(sql.unsafe`
    insert into mts (run_id, phone_id, item, text_id, state, reason)
    select ${plan.runId}::bigint, p.id, given.item, given.text_id,
      case when f.is_due then 'planned' else 'skipped' end,
      case
        when f.is_due then null
        when s.state is distinct from 'active' then 'no_consent'
        else 'dead_number'
      end
    from ${sql.unnest(
      plan.rows.map(({ msisdn, item, textId, isStranger }) => [msisdn, item, textId, isStranger]),
      ['text', 'int8', 'int8', 'bool'],
    )} as given (msisdn, item, text_id, is_stranger)
    join phones p on p.msisdn = given.msisdn
    left join subscribers s on s.phone_id = p.id
    cross join lateral (
      select coalesce(s.state = 'active' and s.dead_at is null, given.is_stranger) as is_due
    ) f
    -- Equal texts lie together, so that calls are full.
    order by given.text_id, p.id
    on conflict (run_id, phone_id, item) do nothing`);
  await tx.query(sql.unsafe`select pg_notify('wici', 'outbox')`);
}
