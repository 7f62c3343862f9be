// The room jobs/: one file per task of graphile-worker, and this runner. Jobs only wake: what is to be done stands in
// our rows, so a job that runs twice, late or never loses nothing.
import { EventEmitter } from 'node:events';
import {
  Logger,
  type ParsedCronItem,
  type Runner,
  run,
  type Task,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import type { JobName } from '#db/queue.ts';
import { beatWorkers, deleteWorkers, hastenPlanning } from '#db/workers.ts';
import type { Deps } from '#services/deps.ts';
import { outlineError } from '#services/failures.ts';
import { createCountAreas } from './count-areas.ts';
import { listHousekeeping } from './housekeeping.ts';
import { createPlanRun } from './plan-run.ts';
import { createRetention } from './retention.ts';
import { createRollUp } from './roll-up.ts';
import { createTidy } from './tidy.ts';

export type JobRunner = { readonly stop: () => Promise<void> };

const beatMs = 1_000;
// Three beats missed; graphile-worker by itself would wait four hours. A worker that only stood still loses nothing by
// it: a job may run twice.
const deadAfterMs = 4_000;
/** Runs jobs until stopped; starts anew when the database comes back, and frees the jobs of workers that were killed. */
export async function startJobRunner(options: {
  readonly deps: Pick<Deps, 'db' | 'sql' | 'office' | 'clock' | 'logger' | 'secretKey'>;
  readonly databaseUrl: string;
}): Promise<JobRunner> {
  const { deps } = options;
  const { logger, sql } = deps;
  const { 'plan-alert': planAlert, ...others }: Record<JobName, Task> = {
    'plan-alert': createPlanRun(deps),
    'plan-run': createPlanRun(deps),
    'count-areas': createCountAreas(deps),
    'roll-up': createRollUp(deps),
    tidy: createTidy(deps),
    retention: createRetention(deps),
  };
  // Jobs are locked by a pool's id, not by that of the worker in it that does them.
  const poolIds = new Set<string>();
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => poolIds.add(workerPool.id));
  events.on('pool:release', ({ workerPool }) => poolIds.delete(workerPool.id));
  const underWay = new Set<string>();
  events.on('job:start', ({ job }) => underWay.add(job.id));
  events.on('job:complete', ({ job }) => underWay.delete(job.id));
  const pools = [
    keepPool({ ...options, events, tasks: { 'plan-alert': planAlert }, concurrency: 1, cron: [] }),
    keepPool({ ...options, events, tasks: others, concurrency: 2, cron: listHousekeeping() }),
  ];
  events.on('job:error', ({ job, error }) =>
    logger.error({ job: job.task_identifier, ...outlineError(error) }, 'job failed, it will be tried again'),
  );

  async function beat(): Promise<void> {
    try {
      const dead = await beatWorkers(sql, { ids: [...poolIds], underWay: [...underWay], deadAfterMs });
      if (dead > 0) logger.warn({ workers: dead }, 'jobs that nobody does any more are free again');
      await hastenPlanning(sql);
    } catch (error) {
      logger.warn(outlineError(error), 'heartbeat not written');
    }
  }

  await Promise.all(pools.map((pool) => pool.started));
  await beat();
  const beating = setInterval(() => void beat(), beatMs);
  return {
    stop: async () => {
      clearInterval(beating);
      const ids = [...poolIds];
      await Promise.all(pools.map((pool) => pool.stop()));
      await deleteWorkers(sql, ids).catch(() => undefined);
    },
  };
}

/** Workers for some tasks; started anew when they end because the database went away. */
function keepPool(options: {
  readonly deps: Pick<Deps, 'logger'>;
  readonly databaseUrl: string;
  readonly events: WorkerEvents;
  readonly tasks: TaskList;
  readonly concurrency: number;
  readonly cron: readonly ParsedCronItem[];
}): { readonly started: Promise<void>; readonly stop: () => Promise<void> } {
  const { concurrency } = options;
  let isStopping = false;
  let runner: Runner | undefined;
  let restart: NodeJS.Timeout | undefined;

  async function start(): Promise<void> {
    try {
      const started = await run({
        connectionString: options.databaseUrl,
        taskList: options.tasks,
        concurrency,
        maxPoolSize: concurrency + 1,
        pollInterval: 1_000,
        noHandleSignals: true,
        parsedCronItems: [...options.cron],
        events: options.events,
        // Its own messages quote payloads; errors of jobs are logged by their job's name.
        logger: new Logger(() => () => undefined),
      });
      runner = started;
      void started.promise.then(startAgain, startAgain);
    } catch (error) {
      options.deps.logger.error(outlineError(error), 'job runner not started yet');
      startAgain();
    }
  }
  function startAgain(): void {
    runner = undefined;
    if (!isStopping) restart = setTimeout(() => void start(), 1_000);
  }
  return {
    started: start(),
    stop: async () => {
      isStopping = true;
      clearTimeout(restart);
      await runner?.stop();
    },
  };
}
