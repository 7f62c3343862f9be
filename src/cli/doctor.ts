import { parseArgs } from 'node:util';
import { checkHealth } from '#services/check-health.ts';
import type { Deps } from '#services/deps.ts';
import { proveFill } from '#services/fill-proof.ts';
import { checkLive } from '#services/live-checks.ts';
import { GatewayError } from '#sms/gateway.ts';
import type { Command } from './command.ts';
import { describeLiveCheck } from './live-words.ts';

const marks = { good: 'ok ', bad: 'BAD', warning: '!  ', unknown: '?  ' } as const;

type Finding = { readonly name: string; readonly verdict: keyof typeof marks; readonly detail: string };

export const command: Command = {
  name: 'doctor',
  summary: 'Looks the installation over: durability settings, migrations, ledger, gateway. Sends nothing.',
  usage:
    '[--live] [--json]   --live: also what must and should be in order before it goes live, and by test calls whether the account fills values into texts',
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
      // The account that messages really go through, also before the installation goes live.
      findings.push(await checkFill({ ...deps, gateway: live.gateway ?? deps.gateway }));
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

/** Records what it sees: from then on personal texts share calls, or no longer do. */
async function checkFill(deps: Deps): Promise<Finding> {
  const name = 'personal texts';
  try {
    const proof = await proveFill(deps, { actor: 'cli' });
    return proof.ok
      ? { name, verdict: 'good', detail: `share calls: the account fills values in (${proof.form} mark)` }
      : {
          name,
          verdict: 'warning',
          detail: `a call for each: the account fills no values in (${proof.detail})`,
        };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const why = `${error.kind} ${error.code ?? ''}`.trim();
    return { name, verdict: 'unknown', detail: `could not be looked at, nothing changed: ${why}` };
  }
}

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
