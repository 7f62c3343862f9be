// Whether the gateway fills values into a text, as seen on the account (sms/smsapi-fill.ts).
import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';

const proofRow = z.object({
  /** Whose it is: as `Gateway.account` names it. */
  account: z.string(),
  /** Null: seen not to work. */
  form: z.enum(['closed', 'open']).nullable(),
  checkedAt: z.date(),
  detail: z.string(),
});

export type StoredFillProof = z.infer<typeof proofRow>;

/** What was seen last; null when nobody has looked. */
export async function findFillProof(db: CommonQueryMethods): Promise<StoredFillProof | null> {
  return db.maybeOne(sql.type(proofRow)`
    select account, form, checked_at as "checkedAt", detail from gateway_fill`);
}

/** Records what was seen, for running processes to take up within a second. */
export async function upsertFillProof(db: CommonQueryMethods, proof: StoredFillProof): Promise<void> {
  await db.query(sql.unsafe`
    with kept as (
      insert into gateway_fill (account, form, checked_at, detail)
      values (${proof.account}, ${proof.form}, ${proof.checkedAt.toISOString()}::timestamptz, ${proof.detail})
      on conflict (id) do update
      set account = excluded.account, form = excluded.form, checked_at = excluded.checked_at, detail = excluded.detail
    )
    select pg_notify('wici', 'settings')`);
}
