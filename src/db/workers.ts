import type { Bulk } from './pool.ts';

/**
 * Says that these workers (graphile-worker's pools, by whose ids jobs are locked) live, and gives back to the queue the
 * jobs of those that do not, which graphile-worker by itself would keep locked for four hours. Returns how many workers
 * held such jobs. Of ours those are free again that are not `underWay`: the library says once that a job is done or has
 * failed, and forgets it when the database is away at that moment.
 */
export async function beatWorkers(
  bulk: Bulk,
  beat: {
    readonly ids: readonly string[];
    readonly underWay: readonly string[];
    readonly deadAfterMs: number;
  },
): Promise<number> {
  const dead = await bulk<{ id: string }[]>`
    with alive as (
      insert into workers (id, beat_at)
      select id, clock_timestamp()
      from unnest(${[...beat.ids]}::text[]) as given (id)
      on conflict (id) do update set beat_at = excluded.beat_at
    )
    delete from workers
    where id <> all(${[...beat.ids]}::text[])
      and beat_at < clock_timestamp() - make_interval(secs => ${beat.deadAfterMs / 1000})
    returning id`;
  // Also whoever holds a job and never said that it lives: killed between taking the job and its first beat.
  const locked = await bulk<{ id: string }[]>`
    select distinct j.locked_by as id
    from graphile_worker.jobs j
    where j.locked_at < clock_timestamp() - make_interval(secs => ${beat.deadAfterMs / 1000})
      and case
        when j.locked_by = any(${[...beat.ids]}::text[]) then j.id <> all(${[...beat.underWay]}::bigint[])
        else not exists (select from workers w where w.id = j.locked_by)
      end`;
  const ids = [...new Set([...dead, ...locked].map((row) => row.id))];
  if (ids.length > 0) await bulk`select graphile_worker.force_unlock_workers(${ids}::text[])`;
  return ids.length;
}

/** Takes workers off the list that have ended in good order. */
export async function deleteWorkers(bulk: Bulk, ids: readonly string[]): Promise<void> {
  await bulk`delete from workers where id = any(${[...ids]}::text[])`;
}

/**
 * Lets planning that failed be tried again within a second, five times, then every 30 s without end: graphile-worker by
 * itself doubles and more (20 s after the third failure, hours after the ninth), and a database that was away for a
 * moment is no reason to keep a city waiting.
 */
export async function hastenPlanning(bulk: Bulk): Promise<void> {
  await bulk`
    select graphile_worker.reschedule_jobs(
      array[j.id],
      run_at => clock_timestamp() + make_interval(secs => case when j.attempts <= 5 then 1 else 30 end),
      attempts => least(j.attempts, 6)
    )
    from graphile_worker.jobs j
    where j.key like 'plan-%'
      and j.locked_at is null
      and j.attempts > 0
      and j.run_at > clock_timestamp() + make_interval(secs => case when j.attempts <= 5 then 1 else 30 end)`;
}
