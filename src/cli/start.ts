import { describeStart } from '../greeting.ts';
import type { Command } from './command.ts';
import { untilSignal } from './until-signal.ts';

export const command: Command = {
  name: 'start',
  summary: 'The whole service on one machine: PostgreSQL if DATABASE_URL is unset, web and worker.',
  usage: '',
  run: async (_args, context) => {
    // Listened for from the beginning: a stop during the start must not leave PostgreSQL behind.
    const signal = untilSignal();
    // Loaded when they are wanted: a command does not carry the memory and the start of all others.
    const [{ startWeb }, { startWorker }] = await Promise.all([
      import('../server.ts'),
      import('../worker.ts'),
    ]);
    const runtime = await context.openRuntime();
    const web = await startWeb(runtime);
    const worker = await startWorker(runtime);
    for (const line of await describeStart({ runtime, url: web.url })) context.print(line);
    await signal;
    // First no new requests, then the calls under way, then the database (closed by the caller).
    await web.stop();
    await worker.stop();
    return 0;
  },
};
