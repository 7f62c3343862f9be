// A worker whose clock runs ahead by what VICTIM_AHEAD_MS says, so that a proof can let days fall due and jump back.
// With VICTIM_POINT=occurrence it kills itself inside the transaction that starts an occurrence.
import { readConfig } from '../../src/config.ts';
import { openRuntime } from '../../src/runtime.ts';
import { startWorker } from '../../src/worker.ts';

const ahead = Number(process.env.VICTIM_AHEAD_MS ?? 0);
let reads = Number(process.env.VICTIM_AFTER ?? Number.POSITIVE_INFINITY);

const runtime = await openRuntime({ config: readConfig(), database: 'join' });
const deps = {
  ...runtime.deps,
  clock: () => new Date(Date.now() + ahead),
  db: Object.assign(Object.create(runtime.deps.db), {
    // Each act of a schedule is one transaction: to die after its last statement is to die before its commit.
    transaction: (act: Parameters<typeof runtime.deps.db.transaction>[0], retries?: number) =>
      runtime.deps.db.transaction(async (tx) => {
        const result = await act(tx);
        reads -= 1;
        if (reads < 0) process.kill(process.pid, 'SIGKILL');
        return result;
      }, retries),
  }),
};
await startWorker({ ...runtime, deps });
process.stdout.write('Wici worker: ready\n');
