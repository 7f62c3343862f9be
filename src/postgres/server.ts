import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresBinaries } from './binaries.ts';
import { ClusterError } from './errors.ts';
import { serverEnvironment } from './init.ts';
import { isRunning, signal, startTicks } from './processes.ts';
import type { RunAs } from './run-as.ts';
import { askServer, readPidFile } from './running.ts';
import type { ServerSettings } from './settings.ts';

/** A postmaster, ours or adopted; `exited` tells how it ended and never rejects. */
export type Server = { readonly pid: number; readonly exited: Promise<string> };

const maxLogBytes = 10 * 1024 * 1024;

/** Arguments of `postgres`, in the order that postmaster.opts will show. */
export function serverArguments({
  pgDir,
  settings,
}: {
  pgDir: string;
  settings: ServerSettings;
}): readonly string[] {
  return ['-D', pgDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Starts a postmaster in a session of its own, so that Ctrl-C does not end it before the service has drained. */
export function launchServer(options: {
  readonly binaries: PostgresBinaries;
  readonly arguments: readonly string[];
  readonly user: RunAs | undefined;
  readonly logPath: string;
}): Server {
  rotate(options.logPath);
  const log = openSync(options.logPath, 'a', 0o600);
  try {
    const child = spawn(options.binaries.postgres, [...options.arguments], {
      ...(options.user && { uid: options.user.uid, gid: options.user.gid }),
      cwd: '/',
      env: serverEnvironment(),
      detached: true,
      stdio: ['ignore', log, log],
    });
    const exited = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, name) => resolve(name ?? `exit status ${code}`));
    });
    child.unref();
    if (child.pid === undefined) {
      throw new ClusterError(
        'start_failed',
        `The PostgreSQL binary ${options.binaries.postgres} could not be run.`,
      );
    }
    return { pid: child.pid, exited };
  } finally {
    closeSync(log);
  }
}

/** Watches a postmaster that is not our child, by looking for its pid (and start time, for pids come back). */
export function watchServer(pid: number): Server {
  const started = startTicks(pid);
  const isSame = () => isRunning(pid) && startTicks(pid) === started;
  const exited = new Promise<string>((resolve) => {
    const timer = setInterval(() => {
      if (isSame()) return;
      clearInterval(timer);
      resolve('its process is gone');
    }, 100);
    timer.unref();
  });
  return { pid, exited };
}

/** Waits until the server has recovered and answers as ours; an error with the log's end when it ends before. */
export async function waitUntilReady(options: {
  readonly server: Server;
  readonly pgDir: string;
  readonly port: number;
  readonly password: string;
  readonly logPath: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { server, pgDir } = options;
  let ended: string | undefined;
  void server.exited.then((reason) => {
    ended = reason;
  });
  for (;;) {
    // No time limit: recovery may be long, and ending it would only start it anew.
    await sleep(20, undefined, { signal: options.signal });
    if (ended !== undefined) throw startFailed({ reason: ended, logPath: options.logPath });
    const file = await readPidFile(pgDir);
    if (file?.pid !== server.pid || file.status !== 'ready') continue;
    const answer = await askServer(options);
    if (answer.kind === 'ours') return;
    if (answer.kind === 'foreign') {
      throw new ClusterError(
        'foreign_server',
        `The PostgreSQL server on ${pgDir} was started, but ${answer.reason}.`,
      );
    }
  }
}

/**
 * Stops the server: fast (open transactions roll back, a checkpoint is written), after `fastMs` at once (the next
 * start recovers from the log).
 */
export async function stopServer({ server, fastMs }: { server: Server; fastMs: number }): Promise<void> {
  // One that has ended must get no signal: its number may be somebody else's by now.
  if (await endsWithin(server, 0)) return;
  signal(server.pid, 'SIGINT');
  if (await endsWithin(server, fastMs)) return;
  signal(server.pid, 'SIGQUIT');
  // The postmaster itself kills what has not obeyed within 5 s.
  if (await endsWithin(server, 10_000)) return;
  signal(server.pid, 'SIGKILL');
  await endsWithin(server, 10_000);
}

async function endsWithin(server: Server, ms: number): Promise<boolean> {
  const timeout = new AbortController();
  const ended = server.exited.then(() => true);
  const late = sleep(ms, false, { signal: timeout.signal }).catch(() => false);
  try {
    return await Promise.race([ended, late]);
  } finally {
    timeout.abort();
  }
}

function startFailed({ reason, logPath }: { reason: string; logPath: string }): ClusterError {
  return new ClusterError(
    'start_failed',
    `PostgreSQL did not start (${reason}). The end of its log ${logPath}:\n${readEnd(logPath)}`,
  );
}

function readEnd(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
}

function rotate(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > maxLogBytes) renameSync(path, `${path}.1`);
}
