// The shape of one `wici` command; src/cli.ts lists them all.
import type { Config } from '../config.ts';
import type { Runtime } from '../runtime.ts';

export type CommandContext = {
  readonly config: Config;
  /**
   * Connects to the installation: a running service's database, or starts the embedded one for the time of the
   * command. Closed by the caller of the command.
   */
  readonly openRuntime: () => Promise<Runtime>;
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
};

export type Command = {
  /** Words after `wici`: 'token add'. */
  readonly name: string;
  readonly summary: string;
  /** Arguments and options, as printed by `--help`. */
  readonly usage: string;
  /** Exit status: 0 done, 1 refused or failed (said on standard error), 2 the command line is wrong. */
  readonly run: (args: readonly string[], context: CommandContext) => Promise<0 | 1 | 2>;
};
