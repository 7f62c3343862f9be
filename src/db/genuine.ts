import { type CommonQueryMethods, sql } from 'slonik';
import { z } from 'zod';
import type { Audience } from '#domain/audience.ts';

const sentRow = z.object({
  runId: z.number(),
  at: z.date(),
  lane: z.enum(['alert', 'personal', 'bulk']),
  /** As it went out where it was the same for everybody, else with its placeholders. */
  text: z.string(),
  audience: z.custom<Audience>((value) => typeof value === 'object' && value !== null),
  /** As last counted, at most a minute ago; 0 while it has just begun. */
  people: z.number(),
});

export type SentCampaign = z.infer<typeof sentRow>;

/**
 * Campaigns of which something has left since an instant, latest first. What began in the last five minutes is taken as
 * leaving: figures are a minute old, and an alert is asked about at once.
 */
export async function listSentCampaigns(
  db: CommonQueryMethods,
  options: { readonly since: Date; readonly now: Date; readonly limit: number },
): Promise<readonly SentCampaign[]> {
  const { since, now } = options;
  const month = since.getUTCFullYear() * 100 + since.getUTCMonth() + 1;
  return db.any(sql.type(sentRow)`
    select r.id as "runId", r.created_at as at, c.lane, coalesce(nullif(t.body, ''), c.text) as text, c.audience,
      coalesce(f.people, 0) as people
    from runs r
    join campaigns c on c.id = r.campaign_id
    left join texts t on t.id = r.text_id
    left join lateral (
      select sum(m.submitted + m.delivered + m.undelivered + m.expired)::bigint as people
      from report_messages m
      where m.run_id = r.id
    ) f on true
    where r.id >= ${month}::bigint * 1000000000
      and r.kind = 'campaign'
      and r.created_at >= ${since.toISOString()}::timestamptz
      and (f.people > 0
        or (r.state in ('planning', 'running', 'done')
          and r.created_at > ${now.toISOString()}::timestamptz - interval '5 minutes'))
    order by r.created_at desc, r.id desc
    limit ${options.limit}`);
}
