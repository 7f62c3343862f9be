import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
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
  // Planned once for each connection: what is left out is a set looked up by hash, never an array read for each row.
  return db.any(sql.prepared('list-waiting-senders', senderRow)`
    with oldest as (
      select m.id, m.sender
      from mos m
      where m.state = 'waiting'
        and m.sender not in (select unnest(${sql.array([...options.except], 'text')}))
        and m.sender not in (
          select sender
          from mos
          where state = 'waiting' and not_before > ${options.now.toISOString()}::timestamptz
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
    select sender, (
      select c.phone_id
      from phones p
      join conversations c on c.phone_id = p.id
      where p.msisdn = sender
      limit 1
    ) is not null as "isKnown"
    from chosen`);
}

/** A text that waits to be handled. */
export const waitingRow = z.object({
  id: z.number(),
  sender: z.string(),
  text: z.string(),
  sentAt: z.date(),
  receivedAt: z.date(),
  failures: z.number(),
});

export type WaitingMo = z.infer<typeof waitingRow>;

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
