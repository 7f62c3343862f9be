import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';

const keptRow = z.object({
  requestHash: z.instanceof(Uint8Array),
  /** Null while the first request is being handled (or was killed). */
  status: z.number().nullable(),
  response: z.unknown(),
  createdAt: z.date(),
});

export type KeptAnswer = z.infer<typeof keptRow>;

type KeyOf = { readonly actor: string; readonly key: string };

/** Takes the key for a request; false when it is taken already. */
export async function insertIdempotencyKey(
  db: CommonQueryMethods,
  request: KeyOf & { readonly requestHash: Uint8Array },
): Promise<boolean> {
  const result = await db.query(sql.unsafe`
    insert into idempotency_keys (actor, key, request_hash)
    values (${request.actor}, ${request.key}, ${sql.binary(Buffer.from(request.requestHash))})
    on conflict do nothing`);
  return result.rowCount === 1;
}

/** What a key was used for, and the answer if there is one. */
export async function findIdempotencyKey(
  db: CommonQueryMethods,
  { actor, key }: KeyOf,
): Promise<KeptAnswer | null> {
  return db.maybeOne(sql.type(keptRow)`
    select request_hash as "requestHash", status, response, created_at as "createdAt"
    from idempotency_keys
    where actor = ${actor} and key = ${key}`);
}

/** Keeps the answer for repeats. */
export async function updateIdempotencyAnswer(
  db: CommonQueryMethods,
  answer: KeyOf & { readonly status: number; readonly response: unknown },
): Promise<void> {
  await db.query(sql.unsafe`
    update idempotency_keys
    set status = ${answer.status}, response = ${JSON.stringify(answer.response)}::jsonb
    where actor = ${answer.actor} and key = ${answer.key}`);
}

/** Frees a key whose request did nothing, so that it may be tried again. */
export async function deleteIdempotencyKey(db: CommonQueryMethods, { actor, key }: KeyOf): Promise<void> {
  await db.query(sql.unsafe`
    delete from idempotency_keys
    where actor = ${actor} and key = ${key} and status is null`);
}
