// Keeps a throwaway PostgreSQL server for tests, as a process of its own: the server must end even when the test
// runner is killed, and a shared one must outlive the runs that use it. Usage: keeper.ts DATA_DIR stdin|idle
import { rename, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import postgres from 'postgres';
import { startCluster } from '../../src/postgres/cluster.ts';
import { ClusterError } from '../../src/postgres/errors.ts';
import { lastUsePath, testServerOptions } from './cluster.ts';
import { removeFolder } from './folder.ts';

const idleLimitMs = 30 * 60_000;
const lookEveryMs = 60_000;

const [dataDir, until] = process.argv.slice(2);
if (dataDir === undefined || (until !== 'stdin' && until !== 'idle')) {
  console.error('usage: keeper.ts DATA_DIR stdin|idle');
  process.exit(2);
}

const told = new Promise<void>((resolve) => {
  process.once('SIGTERM', () => resolve());
  // Ctrl-C reaches the whole group; the runner ends our input when its tests have ended.
  process.on('SIGINT', () => undefined);
});

try {
  const cluster = await startCluster({
    ...testServerOptions,
    dataDir,
    logger: pino({ level: 'warn' }),
    lockWaitMs: 0,
    fastStopMs: 5_000,
  });
  console.log('ready');
  await Promise.race([told, until === 'stdin' ? endOfInput() : idleness(cluster.url)]);
  // Out of the way first: whoever comes now makes a new one. The server keeps working inside the moved folder.
  const gone = `${dataDir}.gone-${process.pid}`;
  await rename(dataDir, gone);
  await cluster.stop();
  await removeFolder(gone);
  process.exit(0);
} catch (error) {
  // Another keeper was quicker, and its server will do.
  if (error instanceof ClusterError && error.code === 'in_use') process.exit(0);
  throw error;
}

function endOfInput(): Promise<void> {
  return new Promise((resolve) => {
    process.stdin.resume();
    process.stdin.once('end', resolve);
    process.stdin.once('error', () => resolve());
  });
}

async function idleness(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, idle_timeout: 5, onnotice: () => undefined });
  for (let lastUse = Date.now(); Date.now() - lastUse < idleLimitMs; ) {
    await sleep(lookEveryMs);
    if (await hasClients(sql)) lastUse = Date.now();
    lastUse = Math.max(lastUse, await lastAsked());
  }
  await sql.end({ timeout: 1 });
}

async function hasClients(sql: postgres.Sql): Promise<boolean> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count
    from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid()`.catch(() => []);
  return (row?.count ?? 0) > 0;
}

async function lastAsked(): Promise<number> {
  const file = await stat(lastUsePath(dataDir ?? '')).catch(() => undefined);
  return file?.mtimeMs ?? 0;
}
