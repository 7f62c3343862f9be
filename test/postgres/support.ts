import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import postgres from 'postgres';
import type { ClusterOptions } from '../../src/postgres/cluster.ts';
import { endOrphans } from '../../src/postgres/processes.ts';
import { removeFolder } from '../support/folder.ts';

const parentPath = fileURLToPath(new URL('./parent.ts', import.meta.url));

/** A new data folder; after the file's tests, whatever server still runs in it is ended and the folder removed. */
export async function makeDataDir(): Promise<string> {
  const base = await mkdtemp(join(tmpdir(), 'wici-cluster-'));
  // The server's user must pass when the tests run as root.
  await chmod(base, 0o755);
  const dataDir = join(base, 'data');
  after(async () => {
    await endOrphans(join(dataDir, 'pg'));
    await removeFolder(base);
  });
  return dataDir;
}

export function clusterOptions(dataDir: string): ClusterOptions {
  return {
    dataDir,
    binDir: process.env.TEST_POSTGRES_BIN,
    logger: pino({ level: 'silent' }),
    lockWaitMs: 0,
    fastStopMs: 10_000,
  };
}

/** Runs statements on a connection of its own. */
export async function query(url: string, statement: string): Promise<readonly postgres.Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Another process that starts the cluster of the folder and then waits to be killed. */
export function spawnParent(dataDir: string): ChildProcess {
  return spawn(process.execPath, [parentPath, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** What the other process tells when its server is ready. */
export async function readParent(parent: ChildProcess): Promise<{ port: number; pid: number; url: string }> {
  if (parent.stdout === null) throw new Error('the parent process has no output');
  for await (const chunk of parent.stdout) return JSON.parse(String(chunk));
  throw new Error('the parent process ended without a word');
}

/** Looks until the condition holds; fails after ten seconds. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('it did not come true within ten seconds');
    await sleep(5);
  }
}
