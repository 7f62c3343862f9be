// The service as a process that kills itself at one named point, so that a proof can say where the kill came.
// Usage: victim.ts start|worker; VICTIM_POINT names the point, VICTIM_AFTER how many times it is passed first.
import type { Deps } from '#services/deps.ts';
import { readConfig } from '../../src/config.ts';
import { openRuntime } from '../../src/runtime.ts';
import { startWeb } from '../../src/server.ts';
import { startWorker } from '../../src/worker.ts';

const role = process.argv[2];
const point = process.env.VICTIM_POINT ?? '';
let passes = Number(process.env.VICTIM_AFTER ?? 0);

const runtime = await openRuntime({ config: readConfig(), database: 'join' });
const armed = { ...runtime, deps: arm(runtime.deps) };
if (point === 'planning') {
  // The first slice has been committed when it is announced; the next one is being written then.
  await runtime.deps.sql.listen('wici', (what) => {
    if (what === 'outbox') setTimeout(die, 15);
  });
}
const web = role === 'start' ? await startWeb(armed) : undefined;
await startWorker(armed);
process.stdout.write(web === undefined ? 'Wici worker: ready\n' : `Wici: ${web.url}\n`);

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

function isDue(): boolean {
  passes -= 1;
  return passes < 0;
}

function arm(deps: Deps): Deps {
  return {
    ...deps,
    gateway: {
      ...deps.gateway,
      submit: async (call) => {
        if (point === 'claimed' && isDue()) return new Promise(die);
        const answer = deps.gateway.submit(call);
        // The gateway of the proofs takes 20 ms before it accepts anything.
        if (point === 'calling' && isDue()) setTimeout(die, 10);
        const answers = await answer;
        if (point === 'answered' && isDue()) return new Promise(die);
        return answers;
      },
    },
    sql: point === 'receipts' ? armReceipts(deps.sql) : deps.sql,
  };
}

/** Dies when receipts have moved rows and the transaction has not been committed yet; nobody has been told `OK`. */
function armReceipts(sql: Deps['sql']): Deps['sql'] {
  return new Proxy(sql, {
    get: (target, name) => {
      if (name !== 'unsafe') return Reflect.get(target, name);
      return (text: string, given: never[]) => {
        if (!text.includes('into dlrs')) return target.unsafe(text, given);
        return target.begin(async (tx) => {
          const rows = await tx.unsafe(text, given);
          if (Number(rows[0]?.moved) > 0 && isDue()) await new Promise(die);
          return rows;
        });
      };
    },
  });
}
