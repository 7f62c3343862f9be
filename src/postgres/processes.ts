import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './errors.ts';

/** Is there a process of this id that still runs (a zombie nobody has reaped does not)? */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if (errorCode(error) !== 'EPERM') return false;
  }
  return readStat(pid)?.state !== 'Z';
}

/** When the process started, in the kernel's ticks; tells apart two processes that had the same id. Linux only. */
export function startTicks(pid: number): string | undefined {
  return readStat(pid)?.startTicks;
}

/** Sends the signal; a process that is gone is no error. */
export function signal(pid: number, name: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/**
 * Is the process a postmaster on this data folder, by its command line? `unknown` where the system does not say.
 * The pid file alone proves nothing: in a container the same small numbers come back after each start.
 */
export function isPostmasterOf(pid: number, pgDir: string): 'yes' | 'no' | 'unknown' {
  const command = readCommand(pid);
  if (command === undefined) return 'unknown';
  const program = basename(command[0] ?? '');
  if (program !== 'postgres' && program !== 'postmaster') return 'no';
  const dir = command[command.indexOf('-D') + 1];
  return dir !== undefined && realPath(dir) === realPath(pgDir) ? 'yes' : 'no';
}

/**
 * Ends the server's (and initdb's) processes that work in the folder though nobody is their master: a backend in the
 * middle of a long statement notices the death of its postmaster only at the statement's end, and until then no new
 * server may start. Linux only. Safe only while no postmaster runs there.
 */
export async function endOrphans(folder: string): Promise<number> {
  const dir = realPath(folder);
  const ended = new Set<number>();
  // Looked for again after each round: one that was just being forked is in no list yet, and the shared memory is free
  // only when the last of them is gone, some milliseconds after the signal.
  for (let round = 0; round < 100; round++) {
    const orphans = listProcesses().filter((pid) => isServerProcessIn(pid, dir));
    if (orphans.length === 0) break;
    for (const pid of orphans) {
      signal(pid, 'SIGKILL');
      ended.add(pid);
    }
    await sleep(20);
  }
  return ended.size;
}

function isServerProcessIn(pid: number, dir: string): boolean {
  try {
    const cwd = readlinkSync(`/proc/${pid}/cwd`);
    const program = basename(readlinkSync(`/proc/${pid}/exe`));
    return (cwd === dir || cwd.startsWith(`${dir}/`)) && (program === 'postgres' || program === 'initdb');
  } catch {
    return false;
  }
}

function listProcesses(): readonly number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function readCommand(pid: number): readonly string[] | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const line = execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
    return line.trim().split(' ');
  } catch {
    return undefined;
  }
}

function readStat(pid: number): { state: string; startTicks: string | undefined } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // proc(5), /proc/pid/stat: the name may hold spaces and brackets, so count from the last bracket.
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startTicks: fields[19] };
  } catch {
    return undefined;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
