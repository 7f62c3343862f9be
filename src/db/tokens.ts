import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const tokenRow = z.object({ id: z.number(), name: z.string(), scopes: z.array(z.string()) });

export type ApiToken = z.infer<typeof tokenRow>;

/** The token with this SHA-256, unless it has been revoked. */
export async function findToken(db: CommonQueryMethods, hash: Uint8Array): Promise<ApiToken | null> {
  return db.maybeOne(sql.type(tokenRow)`
    select id, name, scopes
    from api_tokens
    where token_hash = ${sql.binary(Buffer.from(hash))} and revoked_at is null`);
}

/** Stores a new token by its hash; null when the name is taken. */
export async function insertToken(
  tx: DatabaseTransactionConnection,
  token: { readonly name: string; readonly hash: Uint8Array; readonly scopes: readonly string[] },
): Promise<number | null> {
  return tx.maybeOneFirst(sql.type(z.object({ id: z.number() }))`
    insert into api_tokens (name, token_hash, scopes)
    values (${token.name}, ${sql.binary(Buffer.from(token.hash))}, ${sql.array([...token.scopes], 'text')})
    on conflict (name) do nothing
    returning id`);
}

/** Notes that the token was used, to the hour: enough to find forgotten ones, and no write for each request. */
export async function updateTokenUse(
  db: CommonQueryMethods,
  token: { readonly id: number; readonly now: Date },
): Promise<void> {
  await db.query(sql.unsafe`
    update api_tokens
    set used_at = ${token.now.toISOString()}
    where id = ${token.id}
      and (used_at is null or used_at < ${token.now.toISOString()}::timestamptz - interval '1 hour')`);
}

const listedRow = tokenRow.extend({
  createdAt: z.date(),
  usedAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
});

export type ListedToken = z.infer<typeof listedRow>;

/** All tokens ever made: those in force first, then the revoked ones, the latest first. */
export async function listTokens(db: CommonQueryMethods): Promise<readonly ListedToken[]> {
  return db.any(sql.type(listedRow)`
    select id, name, scopes, created_at as "createdAt", used_at as "usedAt", revoked_at as "revokedAt"
    from api_tokens
    order by revoked_at desc nulls first, id desc`);
}

/** Ends a token for good; false when there is none in force with this id. */
export async function updateTokenRevoked(
  tx: DatabaseTransactionConnection,
  token: { readonly id: number; readonly now: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query(sql.unsafe`
    update api_tokens
    set revoked_at = ${token.now.toISOString()}
    where id = ${token.id} and revoked_at is null`);
  return rowCount > 0;
}
