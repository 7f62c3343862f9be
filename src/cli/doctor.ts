import { parseArgs } from 'node:util';
import { checkHealth } from '#services/check-health.ts';
import { checkLive } from '#services/live-checks.ts';
import type { Command } from './command.ts';
import { describeLiveCheck } from './live-words.ts';

const marks = { good: 'ok ', bad: 'BAD', warning: '!  ', unknown: '?  ' } as const;

type Finding = { readonly name: string; readonly verdict: keyof typeof marks; readonly detail: string };

export const command: Command = {
  name: 'doctor',
  summary: 'Looks the installation over: durability settings, migrations, ledger, gateway. Changes nothing.',
  usage: '[--live] [--json]   --live: also what must and should be in order before it goes live',
  run: async (args, context) => {
    const options = readOptions(args);
    if (options === undefined) {
      context.printError(`Usage: wici ${command.name} ${command.usage}`);
      return 2;
    }
    const { deps, live } = await context.openRuntime();
    const findings: Finding[] = [...(await checkHealth(deps))];
    if (options.live === true) {
      for (const check of await checkLive(deps, live, { tries: 'call' })) {
        // What is required keeps the installation from going live; the rest is for a person to weigh.
        const open = check.isRequired ? 'bad' : 'warning';
        const verdict = check.state === 'open' ? open : check.state;
        findings.push({ name: `live ${check.name}`, verdict, detail: describeLiveCheck(check) });
      }
    }
    for (const finding of findings) {
      const { name, verdict, detail } = finding;
      context.print(
        options.json === true ? JSON.stringify(finding) : `${marks[verdict]}  ${name.padEnd(22)}${detail}`,
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
