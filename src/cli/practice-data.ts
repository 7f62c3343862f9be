import { loadPracticeData } from '#services/load-practice-data.ts';
import type { Command } from './command.ts';

export const command: Command = {
  name: 'practice-data',
  summary: 'Loads the practice office and places (gmina Dopiewo) into an installation without places.',
  usage: '',
  run: async (args, context) => {
    if (args.length > 0) {
      context.printError(`Usage: wici ${command.name}`);
      return 2;
    }
    const { deps } = await context.openRuntime();
    const outcome = await loadPracticeData(deps);
    switch (outcome) {
      case 'loaded':
        context.print('The practice office and the places of gmina Dopiewo are loaded.');
        return 0;
      case 'present':
        context.print('The places of gmina Dopiewo are here already; nothing was changed.');
        return 0;
      case 'other_places':
        context.printError(
          'This installation has places of its own; practice data would mix with them. Nothing was changed.',
        );
        return 1;
      default:
        return outcome satisfies never;
    }
  },
};
