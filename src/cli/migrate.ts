import type { Command } from './command.ts';

export const command: Command = {
  name: 'migrate',
  summary: 'Brings the database to this release; every start does it too.',
  usage: '',
  run: async (_args, context) => {
    await context.openRuntime();
    context.print('The database is at this release.');
    return 0;
  },
};
