import { type CommonQueryMethods, type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

export const requestKinds = ['access', 'erasure', 'rectification'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** Enters an answered request in the register. `receivedOn`: the ISO date on which the person asked. */
export async function insertDataRequest(
  tx: DatabaseTransactionConnection,
  request: {
    readonly phoneId: number;
    readonly kind: RequestKind;
    readonly door: 'form' | 'staff';
    readonly receivedOn: string;
    readonly answeredAt: Date;
    readonly answeredBy: string;
  },
): Promise<number> {
  return tx.oneFirst(sql.type(z.object({ id: z.number() }))`
    insert into data_requests (phone_id, kind, door, received_on, answered_at, answered_by)
    values (
      ${request.phoneId}, ${request.kind}, ${request.door}, ${request.receivedOn}::date,
      ${request.answeredAt.toISOString()}::timestamptz, ${request.answeredBy})
    returning id`);
}

const listedRow = z.object({
  id: z.number(),
  phoneId: z.number(),
  kind: z.enum(requestKinds),
  door: z.enum(['form', 'staff']),
  receivedOn: z.string(),
  answeredAt: z.date(),
  answeredBy: z.string(),
  /** Null once the person is erased. */
  msisdn: z.string().nullable(),
});
export type ListedRequest = z.infer<typeof listedRow>;

/** A page of the register, latest first. */
export async function listDataRequests(
  db: CommonQueryMethods,
  page: { readonly limit: number; readonly before?: number | undefined },
): Promise<readonly ListedRequest[]> {
  const before = page.before ?? null;
  return db.any(sql.type(listedRow)`
    select r.id, r.phone_id as "phoneId", r.kind, r.door, r.received_on::text as "receivedOn",
      r.answered_at as "answeredAt", coalesce(s.name, r.answered_by) as "answeredBy", p.msisdn
    from data_requests r
    join phones p on p.id = r.phone_id
    left join staff s on r.answered_by = 'staff:' || s.id
    where ${before}::bigint is null or r.id < ${before}::bigint
    order by r.id desc
    limit ${page.limit}`);
}
