// `wici`: every command of the service. `start`, `web` and `worker` run until a signal; the others end by themselves.
import type { Command, CommandContext } from './cli/command.ts';
import { command as doctor } from './cli/doctor.ts';
import { command as explain } from './cli/explain.ts';
import { command as goLive } from './cli/go-live.ts';
import { command as migrate } from './cli/migrate.ts';
import { command as practiceData } from './cli/practice-data.ts';
import { command as staffAdd } from './cli/staff-add.ts';
import { command as staffReset } from './cli/staff-reset.ts';
import { command as start } from './cli/start.ts';
import { command as subscribersImport } from './cli/subscribers-import.ts';
import { command as terytImport } from './cli/teryt-import.ts';
import { command as tokenAdd } from './cli/token-add.ts';
import { command as web } from './cli/web.ts';
import { command as worker } from './cli/worker.ts';
import { ConfigError, readConfig } from './config.ts';
import { ClusterError } from './postgres/errors.ts';
import { openRuntime, type Runtime } from './runtime.ts';

const commands: readonly Command[] = [
  start,
  web,
  worker,
  migrate,
  staffAdd,
  staffReset,
  tokenAdd,
  practiceData,
  terytImport,
  subscribersImport,
  explain,
  goLive,
  doctor,
];

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<0 | 1 | 2> {
  const command = findCommand(args);
  if (command === undefined) {
    const asksForHelp = args[0] === undefined || args[0] === '--help' || args[0] === 'help';
    if (!asksForHelp) printError(`wici: unknown command '${args.join(' ')}'`);
    (asksForHelp ? print : printError)(listCommands());
    return asksForHelp ? 0 : 2;
  }
  const rest = args.slice(command.name.split(' ').length);
  if (rest.includes('--help')) {
    print(`wici ${command.name} ${command.usage}\n\n${command.summary}`);
    return 0;
  }
  const opened: Runtime[] = [];
  try {
    const config = readConfig();
    const context: CommandContext = {
      config,
      openRuntime: async () => {
        const runtime = await openRuntime({ config, database: command.name === 'start' ? 'own' : 'join' });
        opened.push(runtime);
        return runtime;
      },
      print,
      printError,
    };
    return await command.run(rest, context);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof ClusterError) {
      printError(error.message);
      return 1;
    }
    printError(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  } finally {
    for (const runtime of opened) await runtime.stop();
  }
}

function findCommand(args: readonly string[]): Command | undefined {
  return commands.find(({ name }) => args.slice(0, name.split(' ').length).join(' ') === name);
}

function listCommands(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return ['Usage: npm run wici -- <command> [--help]', '', ...lines].join('\n');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}
