// Statements that do for nobody what others do for somebody, and leave nothing: where the number of round trips would tell
// whether a number is known.
import { type DatabaseTransactionConnection, sql } from 'slonik';

/** As many statements as storing a code's text and its message take, the announcement included. */
export async function rehearseReply(tx: DatabaseTransactionConnection): Promise<void> {
  await tx.query(sql.unsafe`
    insert into texts (digest, body, encoding, segments, secret_until)
    select digest, body, encoding, segments, secret_until
    from texts
    where id = 0
    on conflict (digest) do nothing
    returning id, digest`);
  await tx.query(sql.unsafe`
    with added as (
      insert into mts (run_id, phone_id, item, text_id, not_before)
      select run_id, phone_id, item, text_id, not_before
      from unnest('{}'::int8[], '{}'::int8[], '{}'::int8[], '{}'::int8[], '{}'::timestamptz[])
        as given (run_id, phone_id, item, text_id, not_before)
      on conflict (run_id, phone_id, item) do nothing
    )
    select pg_notify('wici', 'outbox')`);
}

/** As many statements as making and locking a number's conversation take. */
export async function rehearseConversationLock(tx: DatabaseTransactionConnection): Promise<void> {
  await tx.query(sql.unsafe`
    insert into conversations (phone_id)
    select id from phones where id = 0
    on conflict do nothing`);
  await tx.query(sql.unsafe`
    select c.snapshot
    from conversations c
    join phones p on p.id = c.phone_id
    where c.phone_id = 0
    for update of c`);
}
