import { type DatabaseTransactionConnection, sql } from 'slonik';
import { z } from 'zod';

const requestKinds = ['access', 'erasure', 'rectification'] as const;
type RequestKind = (typeof requestKinds)[number];

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
