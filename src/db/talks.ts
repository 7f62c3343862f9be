// Everything about a few numbers, for whoever has locked their conversations: read by one statement and written by one
// (talk-writes.ts), however many texts there are. A small batch costs what its statements cost: each waits its turn on
// both sides, and PostgreSQL takes longer to plan one than to run it. So these are planned once for each connection, by
// key only (see `byKey` in conversations.ts).
import { type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';
import { codeRow } from './codes.ts';
import { waitingRow } from './mos.ts';
import { parseTimestamp } from './pool.ts';
import { subscriberRow } from './subscribers.ts';

const jsonDate = z.string().transform(parseTimestamp);

const talkRow = z.object({
  phoneId: z.number(),
  /** Null: the number has never joined and never refused. */
  subscriber: subscriberRow
    .extend({
      joinedAt: jsonDate,
      suspendedAt: jsonDate.nullable(),
      leftAt: jsonDate.nullable(),
      decidedAt: jsonDate,
    })
    .nullable(),
  /** Codes asked for by SMS, newest first. */
  codes: z.array(codeRow.extend({ createdAt: jsonDate, expiresAt: jsonDate, usedAt: jsonDate.nullable() })),
  /** Texts to be handled, in the order to handle them. */
  mos: z.array(waitingRow.extend({ sentAt: jsonDate, receivedAt: jsonDate })),
});

export type TalkRow = z.infer<typeof talkRow>;

// More than the hourly budget, so that the budget can be counted and the latest of each act is among them.
const rememberedCodes = 12;

/**
 * What is known of these numbers, and the texts that wait of each, at most `textsPerNumber`; none of a number whose text
 * is put off. Call it under the locks, in a statement of its own: what others have handled meanwhile no longer waits.
 */
export async function listTalks(
  tx: DatabaseTransactionConnection,
  options: {
    readonly phones: readonly { readonly phoneId: number; readonly msisdn: string | null }[];
    readonly textsPerNumber: number;
    readonly now: Date;
  },
): Promise<readonly TalkRow[]> {
  // Looked up number by number, never joined: the plan of a young table is kept while it grows, and must not read it
  // whole. Texts that wait are few when plans are made and many in a rush, so they are looked through once for all numbers.
  return tx.any(sql.prepared('list-talks', talkRow)`
    with waiting as materialized (
      select id, sender, text, sent_at, received_at, failures,
        row_number() over (partition by sender order by sent_at, id) as turn,
        bool_or(coalesce(not_before > ${options.now.toISOString()}::timestamptz, false)) over (partition by sender) as is_put_off
      from mos
      where state = 'waiting'
        -- "Is true" keeps it a look into a hash: joined, it would be a loop over both.
        and (sender in (select unnest(${sql.array(
          options.phones.flatMap(({ msisdn }) => msisdn ?? []),
          'text',
        )}))) is true
    ), texts as materialized (
      select jsonb_object_agg(sender, mos) as by_sender
      from (
        select sender, jsonb_agg(jsonb_build_object(
          'id', id, 'sender', sender, 'text', text, 'sentAt', sent_at, 'receivedAt', received_at, 'failures', failures
        ) order by turn) as mos
        from waiting
        where turn <= ${options.textsPerNumber} and not is_put_off
        group by sender
      ) as of_sender
    )
    select given.phone_id as "phoneId",
      (
        select json_build_object(
          'phoneId', s.phone_id, 'state', s.state, 'categoryIds', s.categories, 'source', s.source,
          'joinedAt', s.joined_at, 'suspendedAt', s.suspended_at, 'leftAt', s.left_at, 'decidedAt', s.decided_at,
          'addresses', coalesce((
            select json_agg(json_build_object('sym', a.sym, 'symUl', a.sym_ul, 'houseNumber', a.house_number) order by a.id)
            from (select * from addresses where phone_id = s.phone_id offset 0) as a
          ), '[]')
        )
        from subscribers s
        where s.phone_id = given.phone_id
      ) as subscriber,
      coalesce((
        select json_agg(json_build_object(
          'id', c.id, 'phoneId', c.phone_id, 'act', c.act, 'hash', encode(c.hash, 'hex'), 'tries', c.tries,
          'payload', c.payload, 'createdAt', c.created_at, 'expiresAt', c.expires_at, 'usedAt', c.used_at
        ) order by c.created_at desc)
        from (
          select *
          from codes
          where phone_id = given.phone_id and door = 'sms'
          order by created_at desc
          limit ${rememberedCodes}
        ) as c
      ), '[]') as codes,
      coalesce((select by_sender from texts) -> given.msisdn, '[]') as mos
    from ${sql.unnest(
      options.phones.map(({ phoneId, msisdn }) => [phoneId, msisdn]),
      ['int8', 'text'],
    )} as given (phone_id, msisdn)`);
}
