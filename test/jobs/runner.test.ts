import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { enqueue } from '#db/queue.ts';
import { reviveStranded } from '#services/revive-stranded.ts';
import { type JobRunner, startJobRunner } from '../../src/jobs/runner.ts';
import { startLedger } from '../support/ledger.ts';
import { waitFor } from '../support/service.ts';

let runner: JobRunner | undefined;
after(() => runner?.stop());
const ledger = await startLedger();
const { deps, database } = ledger;
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
