import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';

const batchRow = z.object({
  id: z.number(),
  claimedAt: z.date(),
  tries: z.number(),
  /** Messages of it whose outcome is unknown. */
  messages: z.number(),
  /** The dispatcher asks about it, or will; else only a receipt or a person settles it. */
  isAsked: z.boolean(),
});

export type UnknownBatch = z.infer<typeof batchRow>;

/** Batches of a campaign with messages of unknown outcome, oldest first. */
export async function listUnknownBatches(
  db: CommonQueryMethods,
  which: { readonly campaignId: number; readonly limit: number },
): Promise<readonly UnknownBatch[]> {
  return db.any(sql.type(batchRow)`
    select b.id, b.claimed_at as "claimedAt", b.tries, u.messages,
      b.state in ('claimed', 'unknown') and r.state in ('planning', 'running')
        and b.claimed_at > now() - interval '23 hours' as "isAsked"
    from runs r
    cross join lateral (
      select m.batch_id, count(*)::int as messages
      from mts m
      where m.run_id = r.id and m.state = 'unknown'
      group by m.batch_id
    ) u
    join batches b on b.id = u.batch_id
    where r.campaign_id = ${which.campaignId}
    order by b.id
    limit ${which.limit}`);
}
