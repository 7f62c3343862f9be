import { goLive } from '#services/go-live.ts';
import type { Command } from './command.ts';
import { describeLiveCheck } from './live-words.ts';

export const command: Command = {
  name: 'go-live',
  summary: 'Ends practice mode: from then on messages are really sent. There is no way back.',
  usage: '',
  run: async (args, context) => {
    if (args.length > 0) {
      context.printError(`Usage: wici ${command.name}`);
      return 2;
    }
    const { deps, live } = await context.openRuntime();
    const answer = await goLive(deps, { actor: 'cli', access: live });
    if (answer.ok) {
      context.print('This installation is live: messages are really sent.');
      return 0;
    }
    context.printError('Not yet:');
    for (const obstacle of answer.obstacles) context.printError(`  - ${describeLiveCheck(obstacle)}`);
    return 1;
  },
};
