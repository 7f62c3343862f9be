// What a batch of texts has made of its numbers, written by one statement (see talks.ts). Its keys stand in it twice
// (see keyedPlans in pool.ts).
import { type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import type { NewCode } from './codes.ts';
import type { MoMark } from './mos.ts';
import { measureText, type NewText } from './texts.ts';

export type TalkWrites = {
  readonly now: Date;
  readonly conversations: readonly {
    readonly phoneId: number;
    readonly snapshot: unknown;
    readonly wakeAt: Date | null;
    readonly guard: unknown;
  }[];
  readonly newCodes: readonly (NewCode & CodeState)[];
  /** Of codes stored before; tries only grow and a use stands. */
  readonly codeUses: readonly ({ readonly id: string } & CodeState)[];
  readonly handled: readonly {
    readonly id: number;
    readonly phoneId: number;
    readonly intent: string | null;
    readonly mark: MoMark;
  }[];
  /** The run of this month's replies. */
  readonly runId: number;
  /** A reply with the same (run, number, item) is not added again. */
  readonly replies: readonly {
    readonly phoneId: number;
    readonly item: number;
    readonly text: NewText;
    readonly notBefore: Date | undefined;
  }[];
};

type CodeState = { readonly tries: number; readonly usedAt: Date | null };

/** For how long after an answer of staff whatever the person writes is shown to staff as new. */
const listensForHours = 24;

const written = z.object({ leftOut: z.array(z.number()) });

/**
 * Writes conversations, codes, handled texts, the threads of staff and replies; wakes the dispatcher, and whoever alarms
 * the duty officers. The caller holds the conversations' locks. Returns the positions of replies that are still to be
 * added one statement after the other: their month is not there yet, or another is just storing the same text.
 */
export async function updateTalks(
  tx: DatabaseTransactionConnection,
  writes: TalkWrites,
): Promise<readonly number[]> {
  const row = await tx.one(sql.prepared('update-talks', written)`
    with conversation as (
      update conversations c
      set snapshot = given.snapshot, wake_at = given.wake_at, guard = given.guard, updated_at = now()
      from ${unnestConversations(writes)} as given (phone_id, snapshot, wake_at, guard)
      where c.phone_id = given.phone_id
        and c.phone_id = any(${sql.array(
          writes.conversations.map((row) => row.phoneId),
          'int8',
        )})
    ), new_code as (
      insert into codes (id, phone_id, act, door, hash, payload, created_at, expires_at, tries, used_at)
      select id, phone_id, act, door, decode(hash, 'hex'), payload, created_at, expires_at, tries, used_at
      from ${unnestNewCodes(writes)} as given
        (id, phone_id, act, door, hash, payload, created_at, expires_at, tries, used_at)
    ), code_use as (
      update codes c
      set tries = greatest(c.tries, given.tries), used_at = coalesce(c.used_at, given.used_at)
      from ${unnestCodeUses(writes)} as given (id, tries, used_at)
      where c.id = given.id
        and c.id = any(${sql.array(
          writes.codeUses.map((row) => row.id),
          'uuid',
        )})
    ), ${handledTexts(writes)}, ${queuedReplies(writes)},
    announced as materialized (
      select pg_notify('wici', what)
      from (values ('outbox', exists (select from queued)), ('danger', exists (select from noted where alarm_due_at is not null)))
        as due (what, is_due)
      where is_due
    )
    select array(select position::int - 1 from reply where text_id is null order by position) as "leftOut"
    from (select count(*) from announced) as done`);
  return row.leftOut;
}

/**
 * A text for staff opens or reopens its thread; any other text is new to staff only where a person of the office has
 * answered lately.
 */
function handledTexts({ handled, now }: TalkWrites) {
  const at = now.toISOString();
  return sql.fragment`
    handled as (
      update mos m
      set state = 'handled', phone_id = given.phone_id, intent = given.intent, mark = given.mark,
        handled_at = clock_timestamp(), not_before = null
      from ${sql.unnest(
        handled.map((row) => [row.id, row.phoneId, row.intent, row.mark]),
        ['int8', 'int8', 'text', 'text'],
      )} as given (id, phone_id, intent, mark)
      where m.id = given.id
        and m.id = any(${sql.array(
          handled.map((row) => row.id),
          'int8',
        )})
      returning m.id, m.phone_id, m.mark, m.received_at
    ), heard as materialized (
      select phone_id, max(id) as last_mo_id, (array_agg(received_at order by id desc))[1] as last_at, count(*) as texts,
        count(*) filter (where mark <> 'none') as for_staff, bool_or(mark = 'danger') as is_danger
      from handled
      group by phone_id
    ), noted as (
      insert into threads as t (phone_id, is_danger, unread, last_mo_id, last_at, alarm_due_at)
      select h.phone_id, h.is_danger, case when h.for_staff > 0 then h.for_staff else h.texts end, h.last_mo_id, h.last_at,
        case when h.is_danger then ${at}::timestamptz end
      from heard h
      where h.for_staff > 0 or exists (
        select from threads known
        where known.phone_id = h.phone_id
          and known.state = 'open'
          and known.answered_at > ${at}::timestamptz - make_interval(hours => ${listensForHours}::integer)
      )
      order by h.phone_id
      on conflict (phone_id) do update
      set state = 'open',
        is_danger = excluded.is_danger or (t.is_danger and t.state = 'open'),
        unread = excluded.unread + case when t.state = 'open' then t.unread else 0 end,
        last_mo_id = greatest(t.last_mo_id, excluded.last_mo_id),
        last_at = greatest(t.last_at, excluded.last_at),
        alarm_due_at = coalesce(t.alarm_due_at, excluded.alarm_due_at)
      returning t.alarm_due_at
    )`;
}

/**
 * A secret text is always new and gets its id at once; any other is looked up, and added where it is new. The ids of
 * those added are looked up in one object: a join of two small sets would be planned as a loop over both.
 */
function queuedReplies(writes: TalkWrites) {
  return sql.fragment`
    given_reply as materialized (
      select given.*, has_run,
        case
          when secret_until is null then (select t.id from texts t where t.digest = decode(given.digest, 'hex'))
          when has_run then nextval((select pg_get_serial_sequence('texts', 'id')))
        end as known_id
      from ${unnestReplies(writes)} with ordinality as given
        (phone_id, item, digest, body, encoding, segments, secret_until, not_before, position)
      cross join (select exists (select from runs where id = ${writes.runId}) as has_run) as month
    ), secret as (
      insert into texts (id, digest, body, encoding, segments, secret_until)
      overriding system value
      select known_id, decode(digest, 'hex'), body, encoding, segments, secret_until
      from given_reply
      where known_id is not null and secret_until is not null
    ), fresh as (
      insert into texts (digest, body, encoding, segments)
      select decode(digest, 'hex'), min(body), min(encoding), min(segments)
      from given_reply
      where known_id is null and secret_until is null
      group by digest
      -- Sorted, so that two writers of the same new texts wait for each other instead of deadlocking.
      order by digest
      on conflict (digest) do nothing
      returning id, digest
    ), fresh_ids as materialized (
      select jsonb_object_agg(encode(digest, 'hex'), id) as ids from fresh
    ), reply as materialized (
      select phone_id, item, not_before, position,
        case when has_run then coalesce(known_id, ((select ids from fresh_ids) ->> digest)::bigint) end as text_id
      from given_reply
    ), queued as (
      insert into mts (run_id, phone_id, item, text_id, not_before)
      select ${writes.runId}, phone_id, item, text_id, not_before
      from reply
      where text_id is not null
      order by position
      on conflict (run_id, phone_id, item) do nothing
      returning item
    )`;
}

function unnestConversations({ conversations }: TalkWrites) {
  return sql.unnest(
    conversations.map((row) => [
      row.phoneId,
      row.snapshot === null ? null : JSON.stringify(row.snapshot),
      row.wakeAt?.toISOString() ?? null,
      JSON.stringify(row.guard),
    ]),
    ['int8', 'jsonb', 'timestamptz', 'jsonb'],
  );
}

function unnestNewCodes({ newCodes }: TalkWrites) {
  return sql.unnest(
    newCodes.map((row) => [
      row.id,
      row.phoneId,
      row.act,
      row.door,
      row.hash,
      JSON.stringify(row.payload ?? {}),
      row.createdAt.toISOString(),
      row.expiresAt.toISOString(),
      row.tries,
      row.usedAt?.toISOString() ?? null,
    ]),
    ['uuid', 'int8', 'text', 'text', 'text', 'jsonb', 'timestamptz', 'timestamptz', 'int2', 'timestamptz'],
  );
}

function unnestCodeUses({ codeUses }: TalkWrites) {
  return sql.unnest(
    codeUses.map((row) => [row.id, row.tries, row.usedAt?.toISOString() ?? null]),
    ['uuid', 'int2', 'timestamptz'],
  );
}

function unnestReplies({ replies }: TalkWrites) {
  return sql.unnest(
    replies.map((row) => {
      const { digest, body, encoding, segments, secretUntil } = measureText(row.text);
      return [
        row.phoneId,
        row.item,
        digest.toString('hex'),
        body,
        encoding,
        segments,
        secretUntil?.toISOString() ?? null,
        row.notBefore?.toISOString() ?? null,
      ];
    }),
    ['int8', 'int8', 'text', 'text', 'text', 'int2', 'timestamptz', 'timestamptz'],
  );
}
