// The service as real processes, as an operator runs it, against a simulator in the test's own process.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type ServiceProcess = {
  /** Where the web answers; '' for a worker. */
  readonly url: string;
  readonly dataDir: string;
  /** Everything printed to standard output so far. */
  readonly output: () => string;
  readonly child: ChildProcess;
  /** Sends the signal and waits for the end; resolves to the exit code, null after a kill. */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<number | null>;
};

export const webhookSecret = 'journey-secret-0123456789';

/** Starts `wici <command>` and waits until it says it is ready. */
export async function startServiceProcess(options: {
  readonly command: 'start' | 'web' | 'worker';
  readonly databaseUrl?: string | undefined;
  readonly dataDir?: string | undefined;
  readonly port?: number | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** Another program than `wici`, which takes the command as its first argument. */
  readonly program?: string;
  /** Whether a process that is killed before it is ready counts as started. */
  readonly mayDie?: 'before it is ready' | 'never';
}): Promise<ServiceProcess> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'wici-journey-')));
  const child = spawn(process.execPath, [options.program ?? 'src/cli.ts', options.command], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dataDir,
      PORT: String(options.port ?? 0),
      WEBHOOK_SECRET: webhookSecret,
      SECRET_KEY: 'journey-key-0123456789-0123456789-0123456789',
      LOG_LEVEL: process.env.WICI_TEST_LOG ?? 'warn',
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const ended = once(child, 'exit');
  const url = await Promise.race([
    waitFor(
      () => {
        const found = /^Wici(?: worker)?: (\S+)/m.exec(output);
        return found?.[1];
      },
      { limitMs: 60_000, what: 'the service to be ready' },
    ),
    ended.then(([code]) => {
      if (options.mayDie === 'before it is ready' && code === null) return '';
      throw new Error(`wici ${options.command} ended with ${code} before it was ready`);
    }),
  ]);
  return {
    url: url === 'ready' ? '' : url,
    dataDir,
    output: () => output,
    child,
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await ended;
      }
      return child.exitCode;
    },
  };
}

/** Asks again until there is an answer; throws after the limit. */
export async function waitFor<T>(
  ask: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  options?: { readonly limitMs?: number; readonly everyMs?: number; readonly what?: string },
): Promise<T> {
  const deadline = performance.now() + (options?.limitMs ?? 15_000);
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false && answer !== null) return answer;
    if (performance.now() > deadline)
      throw new Error(`Waited in vain${options?.what ? `: ${options.what}` : ''}`);
    await sleep(options?.everyMs ?? 20);
  }
}
