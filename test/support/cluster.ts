// The PostgreSQL server that tests make their databases on. `npm test` starts one for the run (global-setup.ts);
// a test file run alone uses one that is shared by all such runs of this user and stays until it has been idle.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findRunningCluster } from '../../src/postgres/running.ts';

/** What the keeper starts the server with. Without fsync a kill of the server loses nothing, only a power cut does. */
export const testServerOptions = {
  binDir: process.env.TEST_POSTGRES_BIN,
  extraSettings: {
    max_connections: '300',
    ...(process.env.WICI_TEST_FSYNC === 'on' ? {} : { fsync: 'off' }),
  },
};

const keeperPath = fileURLToPath(new URL('./keeper.ts', import.meta.url));
const startLimitMs = 60_000;

/** URL of a superuser's database on a running server, which is started when there is none. */
export async function getTestServerUrl(): Promise<string> {
  const given = process.env.WICI_TEST_POSTGRES_URL ?? process.env.TEST_POSTGRES_URL;
  if (given !== undefined && given !== '') return given;

  const dataDir = sharedDir();
  const deadline = performance.now() + startLimitMs;
  for (let wait = 0; performance.now() < deadline; wait++) {
    if (prepare(dataDir)) {
      const running = await findRunningCluster({ dataDir });
      if (running !== undefined) return running.url;
      // Several files may come here at once: each may start a keeper, the data folder's lock lets one of them in.
      if (wait % 100 === 0) spawnSharedKeeper(dataDir);
    }
    await sleep(100);
  }
  throw new Error(`No PostgreSQL server for tests came up in ${dataDir}; see keeper.log and pg.log there.`);
}

/** Node's arguments for a keeper: `stdin` keeps the server until its standard input ends, `idle` until it is idle. */
export function keeperArguments(options: {
  readonly dataDir: string;
  readonly until: 'stdin' | 'idle';
}): string[] {
  return [keeperPath, options.dataDir, options.until];
}

/** A test runner's variables would make the keeper speak its protocol. */
export function keeperEnvironment(): NodeJS.ProcessEnv {
  const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...rest } = process.env;
  return rest;
}

/** Touched by every user of the shared server; the keeper counts idleness from it. */
export function lastUsePath(dataDir: string): string {
  return join(dataDir, 'last-use');
}

function sharedDir(): string {
  const kind = createHash('sha256').update(JSON.stringify(testServerOptions)).digest('hex').slice(0, 8);
  return join(tmpdir(), `wici-test-pg-${process.getuid?.() ?? 0}-${kind}`);
}

/** False when a keeper takes the folder away just now. */
function prepare(dataDir: string): boolean {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    if (statSync(dataDir).uid !== (process.getuid?.() ?? 0)) {
      throw new Error(`${dataDir} belongs to another user; remove it or set TEST_POSTGRES_URL.`);
    }
    const path = lastUsePath(dataDir);
    writeFileSync(path, '', { flag: 'a' });
    utimesSync(path, new Date(), new Date());
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

function spawnSharedKeeper(dataDir: string): void {
  const log = openSync(join(dataDir, 'keeper.log'), 'a');
  const child = spawn(process.execPath, keeperArguments({ dataDir, until: 'idle' }), {
    cwd: '/',
    detached: true,
    env: keeperEnvironment(),
    stdio: ['ignore', log, log],
  });
  child.unref();
  closeSync(log);
}
