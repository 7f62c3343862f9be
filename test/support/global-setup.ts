// For `node --test --test-global-setup`: one throwaway PostgreSQL server for the whole run. Test files are child
// processes and inherit its address through the environment.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findRunningCluster } from '../../src/postgres/running.ts';
import { keeperArguments, keeperEnvironment } from './cluster.ts';
import { queueVariable } from './test-queue.ts';

let keeper: ChildProcess | undefined;
let queue: string | undefined;

export async function globalSetup(): Promise<void> {
  // Hundreds of processes load the same modules: stripped of types and compiled once, each starts in half the time.
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
    new URL('../../node_modules/.cache/compiled/', import.meta.url),
  );
  queue = await mkdtemp(join(tmpdir(), 'wici-test-queue-'));
  process.env[queueVariable] = queue;
  const given = process.env.TEST_POSTGRES_URL;
  if (given !== undefined && given !== '') {
    process.env.WICI_TEST_POSTGRES_URL = given;
    return;
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'wici-test-run-'));
  keeper = spawn(process.execPath, keeperArguments({ dataDir, until: 'stdin' }), {
    env: keeperEnvironment(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await sayReady(keeper);
  const running = await findRunningCluster({ dataDir });
  if (running === undefined) throw new Error(`The PostgreSQL server for tests in ${dataDir} is gone again.`);
  process.env.WICI_TEST_POSTGRES_URL = running.url;
}

export async function globalTeardown(): Promise<void> {
  if (queue !== undefined) await rm(queue, { recursive: true, force: true });
  if (keeper === undefined || keeper.exitCode !== null || keeper.signalCode !== null) return;
  const ended = once(keeper, 'exit');
  keeper.stdin?.end();
  await ended;
}

function sayReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', (code) =>
      reject(new Error(`The PostgreSQL server for tests ended (exit status ${code}).`)),
    );
    child.once('error', reject);
  });
}
