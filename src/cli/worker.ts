import type { Command } from './command.ts';
import { untilSignal } from './until-signal.ts';

export const command: Command = {
  name: 'worker',
  summary: 'Conversations, planning and dispatch only; several may run, one of them submits.',
  usage: '',
  run: async (_args, context) => {
    // Listened for from the beginning: a stop during the start must not leave PostgreSQL behind.
    const signal = untilSignal();
    // Loaded when it is wanted: a command does not carry the memory and the start of all others.
    const { startWorker } = await import('../worker.ts');
    const runtime = await context.openRuntime();
    const worker = await startWorker(runtime);
    context.print('Wici worker: ready');
    await signal;
    await worker.stop();
    return 0;
  },
};
