import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const idRow = z.object({ id: z.number() });

/** Marks numbers whose owners want everything gone; the sweep takes them from there. */
export async function updateErasing(
  tx: DatabaseTransactionConnection,
  given: { readonly phoneIds: readonly number[]; readonly now: Date },
): Promise<void> {
  if (given.phoneIds.length === 0) return;
  await tx.query(sql.unsafe`
    update phones
    set erasing_since = ${given.now.toISOString()}::timestamptz
    where id = any(${sql.array([...given.phoneIds], 'int8')})
      and erasing_since is null`);
}

/** Numbers that wait to be erased, the longest waiting first. */
export async function listErasing(db: CommonQueryMethods, limit: number): Promise<readonly number[]> {
  return db.anyFirst(sql.type(idRow)`
    select id
    from phones
    where erasing_since is not null
    order by erasing_since
    limit ${limit}`);
}

const standingRow = z.object({
  msisdn: z.string().nullable(),
  erasingSince: z.date(),
  state: z.enum(['active', 'suspended', 'left']).nullable(),
  isTalking: z.boolean(),
  hasWaitingText: z.boolean(),
  hasOpenMessage: z.boolean(),
});

/** What stands between a number and its erasure; null when it waits no more. Call it under the conversation's lock. */
export async function findErasing(
  tx: DatabaseTransactionConnection,
  phoneId: number,
): Promise<z.infer<typeof standingRow> | null> {
  return tx.maybeOne(sql.type(standingRow)`
    select p.msisdn, p.erasing_since as "erasingSince", s.state,
      coalesce(c.snapshot ->> 'state', 'idle') <> 'idle' as "isTalking",
      exists (select from mos m where m.sender = p.msisdn and m.state = 'waiting') as "hasWaitingText",
      exists (
        select from mts m
        where m.phone_id = p.id and m.state in ('planned', 'held', 'claimed', 'unknown')
      ) as "hasOpenMessage"
    from phones p
    left join subscribers s on s.phone_id = p.id
    left join conversations c on c.phone_id = p.id
    where p.id = ${phoneId}
      and p.erasing_since is not null`);
}

/**
 * Blanks the texts a person sent and the replies they were sent, up to an instant. Rows, dates, intents, marks, segments
 * and prices stay, so no count of the past changes.
 */
export async function updateErasedTexts(
  tx: DatabaseTransactionConnection,
  given: { readonly phoneId: number; readonly msisdn: string | null; readonly until: Date },
): Promise<void> {
  const { phoneId, msisdn } = given;
  const until = given.until.toISOString();
  await tx.query(sql.unsafe`
    update mos
    set text = '', sender = '', gateway_ref = null
    where phone_id = ${phoneId}
      and received_at <= ${until}::timestamptz`);
  if (msisdn !== null) {
    await tx.query(sql.unsafe`
      update mos
      set text = '', sender = '', gateway_ref = null, state = 'handled', phone_id = ${phoneId}
      where sender = ${msisdn}
        and state = 'parked'
        and received_at <= ${until}::timestamptz`);
  }
  const runIds = await tx.anyFirst(sql.type(idRow)`
    select distinct r.id
    from mts m
    join runs r on r.id = m.run_id
    where m.phone_id = ${phoneId}
      and (r.kind = 'reply' or r.lane = 'personal')`);
  for (const runId of runIds) await blankMessages(tx, { runId, phoneId, until });
}

/** Equal texts share a row, so the messages are turned to a blank one of the same length instead of blanking theirs. */
async function blankMessages(
  tx: DatabaseTransactionConnection,
  given: { readonly runId: number; readonly phoneId: number; readonly until: string },
): Promise<void> {
  const { runId, phoneId, until } = given;
  await tx.query(sql.unsafe`
    insert into texts (digest, body, encoding, segments)
    select distinct sha256(convert_to('erased/' || t.encoding || '/' || t.segments, 'UTF8')), '', t.encoding, t.segments
    from mts m
    join texts t on t.id = m.text_id
    where m.run_id = ${runId} and m.phone_id = ${phoneId}
    on conflict (digest) do nothing`);
  await tx.query(sql.unsafe`
    update mts m
    set text_id = blank.id
    from texts said, texts blank
    where m.run_id = ${runId}
      and m.phone_id = ${phoneId}
      and m.state not in ('planned', 'held', 'claimed', 'unknown')
      and said.id = m.text_id
      and said.body <> ''
      and said.created_at <= ${until}::timestamptz
      and blank.digest = sha256(convert_to('erased/' || said.encoding || '/' || said.segments, 'UTF8'))`);
}

/** Puts the subscription, its addresses, the conversation and codes away; the consent ledger keeps its ids. */
export async function deletePerson(
  tx: DatabaseTransactionConnection,
  given: { readonly phoneId: number; readonly formNumberHash: string | null },
): Promise<void> {
  const { phoneId, formNumberHash } = given;
  await tx.query(sql.unsafe`delete from addresses where phone_id = ${phoneId}`);
  await tx.query(sql.unsafe`delete from subscribers where phone_id = ${phoneId}`);
  await tx.query(sql.unsafe`delete from conversations where phone_id = ${phoneId}`);
  await tx.query(sql.unsafe`delete from threads where phone_id = ${phoneId}`);
  await tx.query(sql.unsafe`
    delete from codes
    where (phone_id = ${phoneId} and door = 'sms')
      or number_hash = decode(${formNumberHash}, 'hex')`);
}

/** The number itself goes; its keyed hash stays. */
export async function updateErasedPhone(
  tx: DatabaseTransactionConnection,
  given: { readonly phoneId: number; readonly numberHash: string | null; readonly now: Date },
): Promise<void> {
  await tx.query(sql.unsafe`
    update phones
    set msisdn = null, number_hash = decode(${given.numberHash}, 'hex'),
      erased_at = ${given.now.toISOString()}::timestamptz, erasing_since = null, form_blocked_at = null
    where id = ${given.phoneId}`);
}

/** Who has joined again is no longer to be erased. */
export async function updateNotErasing(tx: DatabaseTransactionConnection, phoneId: number): Promise<void> {
  await tx.query(sql.unsafe`update phones set erasing_since = null where id = ${phoneId}`);
}

/** Hex of the keyed hashes of erased numbers; few, as erasing is rare. */
export async function listErasedHashes(db: CommonQueryMethods): Promise<readonly string[]> {
  return db.anyFirst(sql.type(z.object({ hash: z.string() }))`
    select distinct encode(number_hash, 'hex') as hash
    from phones
    where number_hash is not null`);
}

/** The same of numbers erased after an instant. */
export async function listErasedHashesSince(db: CommonQueryMethods, since: Date): Promise<readonly string[]> {
  return db.anyFirst(sql.type(z.object({ hash: z.string() }))`
    select distinct encode(number_hash, 'hex') as hash
    from phones
    where number_hash is not null and erased_at > ${since.toISOString()}::timestamptz`);
}
