import type { Bulk } from './pool.ts';

export type Backlog = {
  /** Ordinary messages submitted within the last quarter of an hour that no final receipt has come for. */
  readonly outstanding: number;
  /** Whether receipts come at all: some came within a week, and since the oldest message that still lacks one. */
  readonly receiptsCome: boolean;
};

/** What the gateway still owes us receipts for. Looks at the rows of recent ordinary runs: some 100 ms for a city. */
export async function findBacklog(bulk: Bulk): Promise<Backlog> {
  const [watch] = await bulk<{ comes: boolean }[]>`
    select applied_at > clock_timestamp() - interval '7 days' as comes from dlr_watch`;
  // Nobody reports to us, as in an installation whose callbacks are not set up yet: nothing to count.
  if (watch?.comes !== true) return { outstanding: 0, receiptsCome: false };
  const [row] = await bulk<{ outstanding: number; silent: boolean }[]>`
    with recent as materialized (
      select id
      from runs
      where lane = 'bulk'
        and (state in ('planning', 'running', 'paused') or ended_at > clock_timestamp() - interval '15 minutes')
    ), owed as materialized (
      select m.submitted_at
      from recent r
      cross join lateral (
        select submitted_at from mts where run_id = r.id and state = 'submitted'
      ) m
    )
    select count(*) filter (where submitted_at > clock_timestamp() - interval '15 minutes')::int as outstanding,
      coalesce(
        min(submitted_at) < clock_timestamp() - interval '15 minutes'
          and min(submitted_at) > (select applied_at from dlr_watch),
        false
      ) as silent
    from owed`;
  return { outstanding: row?.outstanding ?? 0, receiptsCome: row?.silent !== true };
}
