import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { Msisdn } from '#domain/msisdn.ts';
import type { Bulk } from './pool.ts';

export type MoMark = 'none' | 'staff' | 'danger';

export type NewMo = {
  readonly digest: Uint8Array;
  /** '+48…' when it is a Polish mobile, else as the gateway gave it. */
  readonly sender: string;
  readonly recipient: string;
  readonly text: string;
  readonly gatewayRef: string | null;
  readonly sentAt: Date;
  readonly state: 'waiting' | 'kept';
  readonly mark: MoMark;
};

/**
 * Stores inbound texts in the order given, those already stored left out, and wakes the handlers: one statement,
 * durable when it returns. Those that are kept for staff open their senders' threads.
 */
export async function insertMos(bulk: Bulk, mos: readonly NewMo[]): Promise<void> {
  // Arrays of strings only: the driver takes the type of a list from its first item, and errs with others.
  await bulk`
    with added as (
      insert into mos (digest, sender, recipient, text, gateway_ref, sent_at, state, mark)
      select decode(digest, 'hex'), sender, recipient, text, gateway_ref, sent_at, state, mark
      from unnest(
        ${mos.map((mo) => Buffer.from(mo.digest).toString('hex'))}::text[],
        ${mos.map((mo) => mo.sender)}::text[],
        ${mos.map((mo) => mo.recipient)}::text[],
        ${mos.map((mo) => mo.text)}::text[],
        ${mos.map((mo) => mo.gatewayRef)}::text[],
        ${mos.map((mo) => mo.sentAt.toISOString())}::timestamptz[],
        ${mos.map((mo) => mo.state)}::text[],
        ${mos.map((mo) => mo.mark)}::text[]
      ) with ordinality as given (digest, sender, recipient, text, gateway_ref, sent_at, state, mark, position)
      order by position
      on conflict (digest) do nothing
      returning id, sender, state, mark, received_at
    ), kept as (
      insert into threads as t (sender, is_danger, unread, last_mo_id, last_at, alarm_due_at)
      select sender, bool_or(mark = 'danger'), count(*), max(id), max(received_at),
        max(received_at) filter (where mark = 'danger')
      from added
      where state = 'kept'
      group by sender
      order by sender
      on conflict (sender) do update
      set state = 'open',
        is_danger = excluded.is_danger or (t.is_danger and t.state = 'open'),
        unread = excluded.unread + case when t.state = 'open' then t.unread else 0 end,
        last_mo_id = greatest(t.last_mo_id, excluded.last_mo_id),
        last_at = greatest(t.last_at, excluded.last_at),
        alarm_due_at = coalesce(t.alarm_due_at, excluded.alarm_due_at)
    )
    select pg_notify('wici', what)
    from (values ('inbox', 'waiting'), ('danger', 'kept')) as announced (what, state)
    where exists (select from added a where a.state = announced.state and (what = 'inbox' or a.mark = 'danger'))`;
}

/** Keeps what a webhook could not read, as it came. */
export async function insertRefusedMo(
  bulk: Bulk,
  refused: { readonly problem: string; readonly raw: Uint8Array },
): Promise<void> {
  await bulk`
    insert into refused_mos (problem, raw)
    values (${refused.problem}, ${Buffer.from(refused.raw)})`;
}

const senderRow = z.object({ sender: z.string(), isKnown: z.boolean() });

/** A number with texts to handle; known once it has a conversation. */
export type WaitingSender = z.infer<typeof senderRow>;

/**
 * Numbers with texts to be handled, the oldest text's first, those in `except` left out. A number whose text is put
 * off after a failure waits as a whole, so that its texts stay in order.
 */
export async function listWaitingSenders(
  db: CommonQueryMethods,
  options: { readonly now: Date; readonly limit: number; readonly except: readonly string[] },
): Promise<readonly WaitingSender[]> {
  return db.any(sql.type(senderRow)`
    with oldest as (
      select m.id, m.sender
      from mos m
      where m.state = 'waiting'
        and m.sender <> all(${sql.array([...options.except], 'text')})
        and not exists (
          select from mos put_off
          where put_off.sender = m.sender
            and put_off.state = 'waiting'
            and put_off.not_before > ${options.now.toISOString()}::timestamptz
        )
      order by m.id
      limit ${options.limit * 3}
    ), chosen as (
      select sender
      from oldest
      group by sender
      order by min(id)
      limit ${options.limit}
    )
    select sender, exists (
      select from phones p
      join conversations c on c.phone_id = p.id
      where p.msisdn = sender
    ) as "isKnown"
    from chosen`);
}

const waitingRow = z.object({
  id: z.number(),
  sender: z.string(),
  text: z.string(),
  sentAt: z.date(),
  receivedAt: z.date(),
  failures: z.number(),
});

export type WaitingMo = z.infer<typeof waitingRow>;

/** The waiting texts of these numbers in the order to handle them, at most `perSender` of each. Call it under the locks. */
export async function listWaitingMos(
  tx: DatabaseTransactionConnection,
  options: { readonly senders: readonly Msisdn[]; readonly now: Date; readonly perSender: number },
): Promise<readonly WaitingMo[]> {
  return tx.any(sql.type(waitingRow)`
    select waiting.id, waiting.sender, waiting.text, waiting.sent_at as "sentAt",
      waiting.received_at as "receivedAt", waiting.failures
    from unnest(${sql.array([...options.senders], 'text')}) as given (sender)
    cross join lateral (
      select m.*
      from mos m
      where m.sender = given.sender and m.state = 'waiting'
      order by m.sent_at, m.id
      limit ${options.perSender}
    ) as waiting
    where not exists (
      select from mos put_off
      where put_off.sender = given.sender
        and put_off.state = 'waiting'
        and put_off.not_before > ${options.now.toISOString()}::timestamptz
    )
    order by waiting.sender, waiting.sent_at, waiting.id`);
}

/** Marks texts as handled. */
export async function updateHandledMos(
  tx: DatabaseTransactionConnection,
  rows: readonly {
    readonly id: number;
    readonly phoneId: number;
    readonly intent: string | null;
    readonly mark: MoMark;
  }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(sql.unsafe`
    update mos m
    set state = 'handled', phone_id = given.phone_id, intent = given.intent, mark = given.mark,
      handled_at = clock_timestamp(), not_before = null
    from ${sql.unnest(
      rows.map((row) => [row.id, row.phoneId, row.intent, row.mark]),
      ['int8', 'int8', 'text', 'text'],
    )} as given (id, phone_id, intent, mark)
    where m.id = given.id`);
}

/** Counts a failure: the text is put off, or parked for staff. */
export async function updateFailedMo(
  db: CommonQueryMethods,
  failed: {
    readonly id: number;
    readonly failures: number;
    readonly outcome: 'parked' | { readonly notBefore: Date };
  },
): Promise<void> {
  const notBefore = failed.outcome === 'parked' ? null : failed.outcome.notBefore.toISOString();
  await db.query(sql.unsafe`
    update mos
    set failures = ${failed.failures},
      not_before = ${notBefore}::timestamptz,
      state = case when ${notBefore}::timestamptz is null then 'parked' else state end,
      mark = case when ${notBefore}::timestamptz is null and mark = 'none' then 'staff' else mark end
    where id = ${failed.id}
      and state = 'waiting'`);
}
