import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { Msisdn } from '#domain/msisdn.ts';
import { keyedPlans } from './pool.ts';

const conversationRow = z.object({
  phoneId: z.number(),
  msisdn: z.string().nullable(),
  snapshot: z.unknown(),
  wakeAt: z.date().nullable(),
  guard: z.unknown(),
});

/** Held: nobody else handles this number until the transaction ends. Snapshot and guard are parsed by their users. */
export type LockedConversation = z.infer<typeof conversationRow>;

// For the rest of the transaction: what is planned is planned once for each connection, and looks rows up by key. Else
// statements that take less than their planning would be planned each time, and a plan of a young table, kept while it
// grows, would read it whole.
const byKey = sql.fragment`
  by_key as materialized (
    select ${sql.join(
      Object.entries(keyedPlans).map(([name, value]) => sql.fragment`set_config(${name}, ${value}, true)`),
      sql.fragment`, `,
    )}
  )`;

const columns = sql.fragment`
  c.phone_id as "phoneId", p.msisdn, c.snapshot, c.wake_at as "wakeAt", c.guard`;

/**
 * Gives every number its phone and its conversation. One statement, sorted, so that two callers can't deadlock; a number
 * that another is just storing is left to the next time. It does not wait for the disk: nothing is lost with it, and
 * whatever refers to it is written behind it.
 */
export async function insertMissingSenders(
  db: CommonQueryMethods,
  msisdns: readonly Msisdn[],
): Promise<void> {
  if (msisdns.length === 0) return;
  await db.query(sql.unsafe`
    with relaxed as materialized (
      select set_config('synchronous_commit', 'off', true)
    ), known as materialized (
      select p.id, given.msisdn
      from unnest(${sql.array([...msisdns], 'text')}) as given (msisdn)
      cross join relaxed
      left join phones p on p.msisdn = given.msisdn
    ), added as (
      insert into phones (msisdn)
      select msisdn from known where id is null order by msisdn
      on conflict do nothing
      returning id
    )
    insert into conversations (phone_id)
    select id
    from (
      select id from added
      union
      select id from known where id is not null
    ) as phone
    where not exists (select from conversations c where c.phone_id = phone.id)
    order by id
    on conflict do nothing`);
}

/** Gives one number its conversation row by its id, an erased one included. */
export async function insertMissingConversation(db: CommonQueryMethods, phoneId: number): Promise<void> {
  await db.query(sql.unsafe`
    insert into conversations (phone_id)
    values (${phoneId})
    on conflict do nothing`);
}

/** Locks the conversations of these numbers that nobody else holds, the first `limit` of them as given. */
export async function lockConversations(
  tx: DatabaseTransactionConnection,
  options: { readonly msisdns: readonly Msisdn[]; readonly limit: number },
): Promise<readonly LockedConversation[]> {
  // One number after the other, as given: none is locked beyond the limit.
  return tx.any(sql.prepared('lock-conversations', conversationRow)`
    with ${byKey}
    select locked.*
    from by_key
    cross join unnest(${sql.array([...options.msisdns], 'text')}) as given (msisdn)
    cross join lateral (
      select ${columns}
      from phones p
      join conversations c on c.phone_id = p.id
      where p.msisdn = given.msisdn
      for update of c skip locked
    ) as locked
    limit ${options.limit}`);
}

/** Locks the conversation of one number, waiting for whoever holds it. Its row must exist. */
export async function lockConversation(
  tx: DatabaseTransactionConnection,
  phoneId: number,
): Promise<LockedConversation> {
  return tx.one(sql.type(conversationRow)`
    select ${columns}
    from conversations c
    join phones p on p.id = c.phone_id
    where c.phone_id = ${phoneId}
    for update of c`);
}

/** Locks conversations whose deadline has come and that nobody else holds. */
export async function lockDueConversations(
  tx: DatabaseTransactionConnection,
  options: { readonly now: Date; readonly limit: number },
): Promise<readonly LockedConversation[]> {
  return tx.any(sql.type(conversationRow)`
    with ${byKey}
    select ${columns}
    from by_key
    cross join conversations c
    join phones p on p.id = c.phone_id
    where c.wake_at <= ${options.now.toISOString()}::timestamptz
    order by c.wake_at
    limit ${options.limit}
    for update of c skip locked`);
}

/** Writes what the steps left; the rows must be locked by this transaction. */
export async function updateConversations(
  tx: DatabaseTransactionConnection,
  rows: readonly {
    readonly phoneId: number;
    readonly snapshot: unknown;
    readonly wakeAt: Date | null;
    readonly guard: unknown;
  }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(sql.unsafe`
    update conversations c
    set snapshot = given.snapshot, wake_at = given.wake_at, guard = given.guard, updated_at = now()
    from ${sql.unnest(
      rows.map((row) => [
        row.phoneId,
        row.snapshot === null ? null : JSON.stringify(row.snapshot),
        row.wakeAt?.toISOString() ?? null,
        JSON.stringify(row.guard),
      ]),
      ['int8', 'jsonb', 'timestamptz', 'jsonb'],
    )} as given (phone_id, snapshot, wake_at, guard)
    where c.phone_id = given.phone_id`);
}

/** Numbers for replies that answer no inbound text; their items are the negatives. */
export async function listOwnItems(
  tx: DatabaseTransactionConnection,
  count: number,
): Promise<readonly number[]> {
  if (count === 0) return [];
  return tx.anyFirst(sql.type(z.object({ item: z.number() }))`
    select -nextval('own_item_seq') as item
    from generate_series(1, ${count})`);
}

const answerRow = z.object({ phoneId: z.number(), answeredAt: z.date() });

/** When replies with one of these items were first on their way to the gateway; numbers without one are left out. */
export async function listAnswerTimes(
  db: CommonQueryMethods,
  asked: readonly { readonly phoneId: number; readonly firstItem: number; readonly items: number }[],
): Promise<readonly z.infer<typeof answerRow>[]> {
  return db.any(sql.type(answerRow)`
    select asked.phone_id as "phoneId", min(b.claimed_at) as "answeredAt"
    from ${sql.unnest(
      asked.map((row) => [row.phoneId, row.firstItem, row.items]),
      ['int8', 'int8', 'int8'],
    )} as asked (phone_id, first_item, items)
    join mts m on m.phone_id = asked.phone_id
      and m.item >= asked.first_item
      and m.item < asked.first_item + asked.items
    join batches b on b.id = m.batch_id
    group by asked.phone_id`);
}
