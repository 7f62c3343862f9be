import { parseArgs } from 'node:util';
import { checkHealth } from '#services/check-health.ts';
import { findGoLiveObstacles } from '#services/go-live.ts';
import type { Command } from './command.ts';
import { describeObstacle } from './go-live.ts';

const marks = { good: 'ok ', bad: 'BAD', unknown: '?  ' } as const;

export const command: Command = {
  name: 'doctor',
  summary: 'Looks the installation over: durability settings, migrations, ledger, gateway. Changes nothing.',
  usage: '[--live] [--json]   --live: also what keeps it from going live',
  run: async (args, context) => {
    const options = readOptions(args);
    if (options === undefined) {
      context.printError(`Usage: wici ${command.name} ${command.usage}`);
      return 2;
    }
    const { deps, config } = await context.openRuntime();
    const findings = [...(await checkHealth(deps))];
    if (options.live === true) {
      const { token, number } = config.smsapi;
      const obstacles = await findGoLiveObstacles(deps.db, { token, number });
      for (const obstacle of obstacles) {
        findings.push({ name: 'live', verdict: 'bad', detail: describeObstacle(obstacle) });
      }
      if (obstacles.length === 0)
        findings.push({ name: 'live', verdict: 'good', detail: 'nothing in the way' });
    }
    for (const finding of findings) {
      const { name, verdict, detail } = finding;
      context.print(
        options.json === true ? JSON.stringify(finding) : `${marks[verdict]}  ${name.padEnd(20)}${detail}`,
      );
    }
    return findings.some(({ verdict }) => verdict === 'bad') ? 1 : 0;
  },
};

function readOptions(
  args: readonly string[],
): { readonly live?: boolean; readonly json?: boolean } | undefined {
  try {
    return parseArgs({ args: [...args], options: { live: { type: 'boolean' }, json: { type: 'boolean' } } })
      .values;
  } catch {
    return undefined;
  }
}
