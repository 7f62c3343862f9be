import { describeStart } from '../greeting.ts';
import type { Command } from './command.ts';
import { untilSignal } from './until-signal.ts';

export const command: Command = {
  name: 'web',
  summary: 'Web pages, API and webhooks only; run `worker` beside it.',
  usage: '',
  run: async (_args, context) => {
    // Listened for from the beginning: a stop during the start must not leave PostgreSQL behind.
    const signal = untilSignal();
    // Loaded when it is wanted: a command does not carry the memory and the start of all others.
    const { startWeb } = await import('../server.ts');
    const runtime = await context.openRuntime();
    const web = await startWeb(runtime);
    for (const line of await describeStart({ runtime, url: web.url })) context.print(line);
    await signal;
    await web.stop();
    return 0;
  },
};
