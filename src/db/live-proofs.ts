// Test messages out to a phone and back to the number.
import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const proofRow = z.object({
  id: z.number(),
  word: z.string(),
  createdAt: z.date(),
  state: z.enum(['asked', 'sent', 'failed', 'unknown']),
  code: z.string().nullable(),
  returnedAt: z.date().nullable(),
});

export type LiveProof = z.infer<typeof proofRow>;

const columns = sql.fragment`
  id, word, created_at as "createdAt", state, code, returned_at as "returnedAt"`;

/** Keeps a proof before the gateway is called; its id makes the message's own. */
export async function insertLiveProof(
  tx: DatabaseTransactionConnection,
  proof: { readonly word: string; readonly by: string; readonly now: Date },
): Promise<number> {
  return tx.oneFirst(sql.type(z.object({ id: z.number() }))`
    insert into live_proofs (word, created_at, created_by, state)
    values (${proof.word}, ${proof.now.toISOString()}::timestamptz, ${proof.by}, 'asked')
    returning id`);
}

/** What became of the call. */
export async function updateLiveProof(
  tx: DatabaseTransactionConnection,
  proof: {
    readonly id: number;
    readonly state: 'sent' | 'failed' | 'unknown';
    readonly code: string | null;
  },
): Promise<void> {
  await tx.query(sql.unsafe`
    update live_proofs set state = ${proof.state}, code = ${proof.code} where id = ${proof.id}`);
}

/** Notes once when the word came back. */
export async function updateProofReturned(
  tx: DatabaseTransactionConnection,
  proof: { readonly id: number; readonly at: Date },
): Promise<void> {
  await tx.query(sql.unsafe`
    update live_proofs
    set returned_at = ${proof.at.toISOString()}::timestamptz
    where id = ${proof.id} and returned_at is null`);
}

/** The last proof whose word came back; where none did, the last one; null before the first. */
export async function findLiveProof(db: CommonQueryMethods): Promise<LiveProof | null> {
  return db.maybeOne(sql.type(proofRow)`
    select ${columns}
    from live_proofs
    order by returned_at desc nulls last, id desc
    limit 1`);
}

/** When a text with this word came in after an instant, within a day; null while none did. */
export async function findProofText(
  db: CommonQueryMethods,
  proof: { readonly word: string; readonly since: Date },
): Promise<Date | null> {
  const since = proof.since.toISOString();
  return db.maybeOneFirst(sql.type(z.object({ receivedAt: z.date() }))`
    select received_at as "receivedAt"
    from mos
    where received_at >= ${since}::timestamptz
      and received_at < ${since}::timestamptz + interval '1 day'
      and position(${proof.word} in upper(regexp_replace(text, '\\s', '', 'g'))) > 0
    order by id
    limit 1`);
}
