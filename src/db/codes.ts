import {
  type CommonQueryMethods,
  type DatabaseTransactionConnection,
  type FragmentSqlToken,
  sql,
} from 'slonik';
import { z } from 'zod';
import type { CodeAct, CodeDoor } from '#domain/codes.ts';

/** A code as stored, whoever asked for it. */
export const codeRow = z.object({
  id: z.string(),
  phoneId: z.number().nullable(),
  act: z.enum(['join', 'leave', 'self', 'erase']),
  /** Hex of the keyed hash. */
  hash: z.string(),
  tries: z.number(),
  payload: z.unknown(),
  createdAt: z.date(),
  expiresAt: z.date(),
  usedAt: z.date().nullable(),
});

export type StoredCode = z.infer<typeof codeRow>;

const formCodeRow = codeRow.extend({ door: z.enum(['form', 'api']), numberHash: z.string() });

export type FormCode = z.infer<typeof formCodeRow>;

const columns = sql.fragment`
  id, phone_id as "phoneId", act, encode(hash, 'hex') as hash, tries, payload,
  created_at as "createdAt", expires_at as "expiresAt", used_at as "usedAt"`;

export type NewCode = {
  readonly id: string;
  readonly phoneId: number | null;
  readonly act: CodeAct;
  readonly door: CodeDoor;
  readonly hash: string;
  /** Form and API: the request this code confirms; asking again keeps it. */
  readonly requestId: string | null;
  readonly numberHash: string | null;
  readonly payload: unknown;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

/** Stores codes as keyed hashes; the digits themselves are never stored. */
export async function insertCodes(
  tx: DatabaseTransactionConnection,
  codes: readonly NewCode[],
): Promise<void> {
  if (codes.length === 0) return;
  await tx.query(sql.unsafe`
    insert into codes (id, phone_id, act, door, hash, request_id, number_hash, payload, created_at, expires_at)
    select id, phone_id, act, door, decode(hash, 'hex'), request_id, decode(number_hash, 'hex'), payload, created_at, expires_at
    from ${sql.unnest(
      codes.map((row) => [
        row.id,
        row.phoneId,
        row.act,
        row.door,
        row.hash,
        row.requestId,
        row.numberHash,
        JSON.stringify(row.payload ?? {}),
        row.createdAt.toISOString(),
        row.expiresAt.toISOString(),
      ]),
      ['uuid', 'int8', 'text', 'text', 'text', 'uuid', 'text', 'jsonb', 'timestamptz', 'timestamptz'],
    )} as given (id, phone_id, act, door, hash, request_id, number_hash, payload, created_at, expires_at)`);
}

/** Records tries and use; a code's tries only grow and its use stands. */
export async function updateCodes(
  tx: DatabaseTransactionConnection,
  codes: readonly { readonly id: string; readonly tries: number; readonly usedAt: Date | null }[],
): Promise<void> {
  if (codes.length === 0) return;
  await tx.query(sql.unsafe`
    update codes c
    set tries = greatest(c.tries, given.tries), used_at = coalesce(c.used_at, given.used_at)
    from ${sql.unnest(
      codes.map((row) => [row.id, row.tries, row.usedAt?.toISOString() ?? null]),
      ['uuid', 'int2', 'timestamptz'],
    )} as given (id, tries, used_at)
    where c.id = given.id`);
}

/** A request at the form or the API, by its latest code; null when there is none. */
export async function findFormCode(
  db: CommonQueryMethods,
  request: { readonly requestId: string; readonly act: CodeAct },
): Promise<FormCode | null> {
  return db.maybeOne(selectFormCode(request, sql.fragment``));
}

/** The same, locked until the transaction ends, so that tries made at once are counted one by one. */
export async function lockFormCode(
  tx: DatabaseTransactionConnection,
  request: { readonly requestId: string; readonly act: CodeAct },
): Promise<FormCode | null> {
  return tx.maybeOne(selectFormCode(request, sql.fragment`for update`));
}

function selectFormCode(
  request: { readonly requestId: string; readonly act: CodeAct },
  lock: FragmentSqlToken,
) {
  return sql.type(formCodeRow)`
    select ${columns}, door, encode(number_hash, 'hex') as "numberHash"
    from codes
    where request_id = ${request.requestId} and act = ${request.act}
    order by created_at desc
    limit 1
    ${lock}`;
}

/**
 * When form and API asked for codes to a number since an instant. Holds that number's budget until the
 * transaction ends, so that requests made at the same time count one another.
 */
export async function lockFormRequests(
  tx: DatabaseTransactionConnection,
  options: { readonly numberHash: string; readonly since: Date },
): Promise<readonly Date[]> {
  await tx.query(sql.unsafe`select pg_advisory_xact_lock(hashtextextended(${options.numberHash}, 1))`);
  return tx.anyFirst(sql.type(z.object({ createdAt: z.date() }))`
    select created_at as "createdAt"
    from codes
    where number_hash = decode(${options.numberHash}, 'hex')
      and created_at > ${options.since.toISOString()}::timestamptz`);
}

const openRequestRow = z.object({ id: z.string(), expiresAt: z.date() });

/** The form's request of the same act and content whose code was sent since an instant and is still open; null when none. */
export async function findOpenFormRequest(
  tx: DatabaseTransactionConnection,
  request: {
    readonly numberHash: string;
    readonly act: CodeAct;
    readonly payload: unknown;
    readonly since: Date;
    readonly mostTries: number;
  },
): Promise<z.infer<typeof openRequestRow> | null> {
  return tx.maybeOne(sql.type(openRequestRow)`
    select request_id as id, expires_at as "expiresAt"
    from codes
    where number_hash = decode(${request.numberHash}, 'hex')
      and created_at > ${request.since.toISOString()}::timestamptz
      and act = ${request.act}
      and door = 'form'
      and payload = ${JSON.stringify(request.payload)}::jsonb
      and used_at is null
      and tries < ${request.mostTries}
    order by created_at desc
    limit 1`);
}

const joinSampleRow = z.object({ asked: z.number(), confirmed: z.number() });

/**
 * Of the latest requests to join through form and API between two instants, at most so many: how many there were, and
 * how many have been confirmed. Another code for a request is no other request.
 */
export async function countConfirmedJoins(
  db: CommonQueryMethods,
  sample: { readonly since: Date; readonly until: Date; readonly most: number },
): Promise<z.infer<typeof joinSampleRow>> {
  return db.one(sql.type(joinSampleRow)`
    select count(*) as asked, count(*) filter (where is_confirmed) as confirmed
    from (
      select bool_or(used_at is not null) as is_confirmed
      from (
        select request_id, used_at
        from codes
        where act = 'join'
          and door <> 'sms'
          and created_at >= ${sample.since.toISOString()}::timestamptz
          and created_at < ${sample.until.toISOString()}::timestamptz
        order by created_at desc
        limit ${sample.most}
      ) as latest
      group by request_id
    ) as requests`);
}
