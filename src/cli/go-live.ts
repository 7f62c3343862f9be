import { type GoLiveObstacle, goLive } from '#services/go-live.ts';
import type { Command } from './command.ts';

export const command: Command = {
  name: 'go-live',
  summary: 'Ends practice mode: from then on messages are really sent. There is no way back.',
  usage: '',
  run: async (args, context) => {
    if (args.length > 0) {
      context.printError(`Usage: wici ${command.name}`);
      return 2;
    }
    const { deps, config } = await context.openRuntime();
    const answer = await goLive(deps, {
      actor: 'cli',
      access: { token: config.smsapi.token, number: config.smsapi.number },
    });
    if (answer.ok) {
      context.print('This installation is live: messages are really sent.');
      return 0;
    }
    context.printError('Not yet:');
    for (const obstacle of answer.obstacles) context.printError(`  - ${describeObstacle(obstacle)}`);
    return 1;
  },
};

/** What is missing and what to do about it. */
export function describeObstacle(obstacle: GoLiveObstacle): string {
  switch (obstacle.kind) {
    case 'no_token':
      return 'SMSAPI_TOKEN is not set';
    case 'no_number':
      return 'SMSAPI_NUMBER is not set';
    case 'no_second_factor':
      return `accounts without a second factor: ${obstacle.logins.join(', ')}`;
    case 'unfinished':
      return `practice messages still on their way: ${obstacle.messages}, campaigns not finished: ${obstacle.campaigns}; let them end or stop them`;
    default:
      return obstacle satisfies never;
  }
}
