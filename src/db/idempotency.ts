import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const keptRow = z.object({
  requestHash: z.instanceof(Uint8Array),
  /** Null while the first request is being handled (or was killed). */
  status: z.number().nullable(),
  response: z.unknown(),
});

export type KeptAnswer = z.infer<typeof keptRow>;

export type IdempotencyKey = { readonly actor: string; readonly key: string };

/**
 * Takes the key for a request, for so many seconds; null when it is taken already. A request that was killed leaves
 * its key behind: once its seconds are over the same request takes it again, and learns what the first one had made.
 */
export async function takeIdempotencyKey(
  db: CommonQueryMethods,
  request: IdempotencyKey & { readonly requestHash: Uint8Array; readonly leaseSeconds: number },
): Promise<{ readonly made: string | null } | null> {
  return db.maybeOne(sql.type(z.object({ made: z.string().nullable() }))`
    insert into idempotency_keys (actor, key, request_hash, lease_until)
    values (
      ${request.actor}, ${request.key}, ${sql.binary(Buffer.from(request.requestHash))},
      now() + make_interval(secs => ${request.leaseSeconds})
    )
    on conflict (actor, key) do update
    set lease_until = excluded.lease_until
    where idempotency_keys.status is null
      and idempotency_keys.lease_until < now()
      and idempotency_keys.request_hash = excluded.request_hash
    returning made`);
}

/** What a key was used for, and the answer if there is one. */
export async function findIdempotencyKey(
  db: CommonQueryMethods,
  { actor, key }: IdempotencyKey,
): Promise<KeptAnswer | null> {
  return db.maybeOne(sql.type(keptRow)`
    select request_hash as "requestHash", status, response
    from idempotency_keys
    where actor = ${actor} and key = ${key}`);
}

/** Notes what a request has made, in the transaction that makes it: whoever repeats it goes on from there. */
export async function updateIdempotencyMade(
  tx: DatabaseTransactionConnection,
  made: IdempotencyKey & { readonly made: string },
): Promise<void> {
  await tx.query(sql.unsafe`
    update idempotency_keys
    set made = ${made.made}
    where actor = ${made.actor} and key = ${made.key}`);
}

/** Keeps the answer for repeats. */
export async function updateIdempotencyAnswer(
  db: CommonQueryMethods,
  answer: IdempotencyKey & { readonly status: number; readonly response: unknown },
): Promise<void> {
  await db.query(sql.unsafe`
    update idempotency_keys
    set status = ${answer.status}, response = ${JSON.stringify(answer.response)}::jsonb
    where actor = ${answer.actor} and key = ${answer.key}`);
}

/** Frees a key whose request did nothing, so that it may be tried again. */
export async function deleteIdempotencyKey(
  db: CommonQueryMethods,
  { actor, key }: IdempotencyKey,
): Promise<void> {
  await db.query(sql.unsafe`
    delete from idempotency_keys
    where actor = ${actor} and key = ${key} and status is null and made is null`);
}
