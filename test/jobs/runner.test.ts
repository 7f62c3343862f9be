import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { enqueue } from '#db/queue.ts';
import { reviveStranded } from '#services/revive-stranded.ts';
import { type JobRunner, startJobRunner } from '../../src/jobs/runner.ts';
import { startLedger } from '../support/ledger.ts';
import { waitFor } from '../support/service.ts';

let runner: JobRunner | undefined;
const ledger = await startLedger();
const { deps, database } = ledger;
database.onEnd(() => runner?.stop());
const { sql, db } = database;

test('a planning job that a killed worker had taken is free again within ten seconds', async () => {
  await ledger.addSubscribers(3);
  const { runId } = await ledger.plan();
  await sql`delete from mts where run_id = ${runId}`;
  await sql`update runs set state = 'planning', planned_at = null where id = ${runId}`;
  await sql`delete from graphile_worker._private_jobs`;
  await db.transaction((tx) =>
    enqueue(tx, { name: 'plan-run', payload: { runId }, key: `plan-run:${runId}` }),
  );
  await sql`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker-killed'`;
  await sql`insert into workers (id, beat_at) values ('worker-killed', now())`;
  const startedAt = performance.now();
  runner = await startJobRunner({ deps, databaseUrl: database.url });
  await waitFor(async () => (await sql`select from mts where run_id = ${runId}`).length === 3);
  assert.ok(performance.now() - startedAt < 10_000);
});

test('a job that takes longer than the dead may be silent stays with the worker that does it', async () => {
  await runner?.stop();
  const { runId } = await ledger.plan();
  await sql`delete from mts where run_id = ${runId}`;
  await sql`update runs set state = 'planning', planned_at = null where id = ${runId}`;
  const job = async () => {
    const [row] = await sql<{ lockedBy: string | null; attempts: number }[]>`
      select locked_by as "lockedBy", attempts from graphile_worker.jobs where key = ${`plan-run:${runId}`}`;
    return row;
  };
  await sql.begin(async (tx) => {
    await tx`lock table mts in exclusive mode`;
    runner = await startJobRunner({ deps, databaseUrl: database.url });
    await waitFor(async () => typeof (await job())?.lockedBy === 'string');
    const before = await job();
    await sleep(7_000);
    assert.deepEqual(await job(), before);
  });
  await waitFor(async () => (await sql`select from mts where run_id = ${runId}`).length === 3);
});

test('a job whose end could not be told to the database is done once more', async () => {
  await runner?.stop();
  const { runId } = await ledger.plan();
  await sql`delete from mts where run_id = ${runId}`;
  await sql`update runs set state = 'planning', planned_at = null where id = ${runId}`;
  const key = `plan-run:${runId}`;
  await sql`alter table mts rename to mts_elsewhere`;
  runner = await startJobRunner({ deps, databaseUrl: database.url });
  await waitFor(async () => {
    const [failed] = await sql`
      select from graphile_worker._private_jobs where key = ${key} and last_error is not null and locked_at is null`;
    return failed;
  });
  // As the worker that has done with it leaves it when PostgreSQL is away at that moment.
  await sql`
    update graphile_worker._private_jobs
    set run_at = now(), locked_at = now(), locked_by = (select max(id) from workers)
    where key = ${key}`;
  await sql`alter table mts_elsewhere rename to mts`;
  await waitFor(async () => (await sql`select from mts where run_id = ${runId}`).length === 3);
});

test('a run whose job was lost gets another', async () => {
  // Nobody may take the first job while it is being lost.
  await runner?.stop();
  const { runId } = await ledger.plan();
  await sql`delete from mts where run_id = ${runId}`;
  await sql`update runs set state = 'planning', planned_at = null where id = ${runId}`;
  await sql`delete from graphile_worker._private_jobs`;
  await reviveStranded(deps);
  runner = await startJobRunner({ deps, databaseUrl: database.url });
  await waitFor(async () => (await sql`select from mts where run_id = ${runId}`).length === 3);
});

test('an alert is planned while every worker is busy planning what can wait', async () => {
  await runner?.stop();
  const busy = await Promise.all([1, 2].map(() => ledger.plan()));
  const alert = await ledger.plan({ lane: 'alert' });
  const runIds = [...busy, alert].map(({ runId }) => runId);
  await sql`delete from mts where run_id = any(${runIds}::bigint[])`;
  await sql`update runs set state = 'planning', planned_at = null where id = any(${runIds}::bigint[])`;
  await sql`update graphile_worker._private_jobs set run_at = now(), attempts = 0, locked_at = null, locked_by = null`;
  await sql.begin(async (tx) => {
    // Planners of one run take turns: these two wait for us.
    for (const { runId } of busy)
      await tx`select pg_advisory_xact_lock(hashtextextended('plan-run', ${runId}))`;
    runner = await startJobRunner({ deps, databaseUrl: database.url });
    await waitFor(async () => {
      const [row] = await sql`
        select count(*)::int as count from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`;
      return row?.count === 2;
    });
    await waitFor(async () => (await sql`select from mts where run_id = ${alert.runId}`).length === 3);
  });
});

test('planning that has failed is tried again within seconds, however often it failed', async () => {
  await runner?.stop();
  const { runId } = await ledger.plan();
  await sql`delete from mts where run_id = ${runId}`;
  await sql`update runs set state = 'planning', planned_at = null where id = ${runId}`;
  await sql`
    update graphile_worker._private_jobs set attempts = 4, run_at = now() + interval '1 hour'
    where key = ${`plan-run:${runId}`}`;
  runner = await startJobRunner({ deps, databaseUrl: database.url });
  await waitFor(async () => (await sql`select from mts where run_id = ${runId}`).length === 3);
});
