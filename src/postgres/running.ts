import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { ClusterError, errorCode } from './errors.ts';
import { isPostmasterOf, isRunning } from './processes.ts';

export const superuser = 'wici';
const databaseName = 'wici';

export type PidFile = { readonly pid: number; readonly port: number; readonly status: string };

export type ServerAnswer =
  | { readonly kind: 'ours'; readonly version: string }
  | { readonly kind: 'foreign'; readonly reason: string }
  | { readonly kind: 'silent'; readonly reason: string };

export type RunningCluster = { readonly url: string; readonly port: number; readonly pid: number };

/**
 * The server that another process of this installation keeps running on the data folder, if any: for commands that
 * only want to connect. Starts nothing and takes no lock.
 */
export async function findRunningCluster(options: {
  readonly dataDir: string;
}): Promise<RunningCluster | undefined> {
  const pgDir = pgDirOf(options.dataDir);
  const file = await readPidFile(pgDir);
  if (file?.status !== 'ready' || !isRunning(file.pid)) return undefined;
  const password = await readPassword(options.dataDir);
  if (password === undefined) return undefined;
  // Not before the service's database is made: a caller connects to it at once.
  const answer = await askServer({ port: file.port, password, pgDir, database: databaseName });
  if (answer.kind !== 'ours') return undefined;
  return { url: clusterUrl({ port: file.port, password }), port: file.port, pid: file.pid };
}

/**
 * A server that outlived its parent on this data folder, proved by a real connection with our password; undefined when
 * there is none (a stale pid file is cleared away where PostgreSQL itself could not tell). One that is alive on our
 * data but is not ours to use is an error: starting a second one beside it would destroy the data.
 */
export async function findSurvivor(options: {
  readonly pgDir: string;
  readonly password: string;
}): Promise<(PidFile & { readonly version: string }) | undefined> {
  const { pgDir, password } = options;
  const deadline = performance.now() + 60_000;
  for (;;) {
    const file = await readPidFile(pgDir);
    if (file === undefined || !isRunning(file.pid)) return undefined;
    const postmaster = isPostmasterOf(file.pid, pgDir);
    if (postmaster === 'no') {
      // The number now belongs to another program, and PostgreSQL would take that one for a living server.
      await rm(join(pgDir, 'postmaster.pid'), { force: true });
      return undefined;
    }
    if (file.status === 'ready') {
      const answer = await askServer({ port: file.port, password, pgDir });
      if (answer.kind === 'ours') return { ...file, version: answer.version };
      if (answer.kind === 'foreign' || performance.now() > deadline)
        throw foreignServer({ pid: file.pid, pgDir, answer });
    }
    if (performance.now() > deadline) {
      throw foreignServer({ pid: file.pid, pgDir, answer: { reason: `its status stays "${file.status}"` } });
    }
    // Starting, recovering or stopping: it will be ready or gone.
    await sleep(50);
  }
}

/** Asks the server on the port, by connecting with our password, whether it serves this data folder. */
export async function askServer(options: {
  readonly port: number;
  readonly password: string;
  readonly pgDir: string;
  readonly database?: string;
}): Promise<ServerAnswer> {
  const sql = connect(options);
  try {
    const [row] = await sql<{ dir: string; version: string }[]>`
      select current_setting('data_directory') as dir, current_setting('server_version') as version`;
    if (
      row === undefined ||
      (await realpath(row.dir).catch(() => row.dir)) !== (await realpath(options.pgDir))
    ) {
      return { kind: 'foreign', reason: 'it serves another data folder' };
    }
    return { kind: 'ours', version: row.version.split(' ')[0] ?? row.version };
  } catch (error) {
    const code = errorCode(error) ?? 'no code';
    // Class 28 is a refused log-in, 42501 a role without the right to see the data folder.
    if (code.startsWith('28'))
      return { kind: 'foreign', reason: 'it does not accept the password in pg-password' };
    if (code === '42501') return { kind: 'foreign', reason: `its role ${superuser} is no superuser` };
    return { kind: 'silent', reason: `it does not answer (${code})` };
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Makes the service's database if it is not there; repeating it changes nothing. */
export async function ensureDatabase(options: {
  readonly port: number;
  readonly password: string;
}): Promise<void> {
  const sql = connect(options);
  try {
    const found = await sql`select from pg_database where datname = ${databaseName}`;
    if (found.count === 0) await sql`create database ${sql(databaseName)}`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** What postmaster.pid says (PostgreSQL, src/include/utils/pidfile.h); undefined when absent or unfinished. */
export async function readPidFile(pgDir: string): Promise<PidFile | undefined> {
  const text = await readFile(join(pgDir, 'postmaster.pid'), 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number.parseInt(lines[3] ?? '', 10) || 0, status: (lines[7] ?? '').trim() };
}

/** The password kept beside the data; undefined when there is none yet. */
export async function readPassword(dataDir: string): Promise<string | undefined> {
  try {
    const password = (await readFile(passwordPathOf(dataDir), 'utf8')).trim();
    return password === '' ? undefined : password;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export function clusterUrl({ port, password }: { port: number; password: string }): string {
  return `postgres://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${databaseName}`;
}

export function pgDirOf(dataDir: string): string {
  return join(dataDir, 'pg');
}

export function passwordPathOf(dataDir: string): string {
  return join(dataDir, 'pg-password');
}

function connect(options: { port: number; password: string; database?: string }): postgres.Sql {
  return postgres({
    host: '127.0.0.1',
    port: options.port,
    username: superuser,
    password: options.password,
    // `postgres` is always there, even before ours is made.
    database: options.database ?? 'postgres',
    ssl: false,
    max: 1,
    connect_timeout: 5,
    fetch_types: false,
    prepare: false,
    onnotice: () => {},
  });
}

function foreignServer(options: { pid: number; pgDir: string; answer: { reason: string } }): ClusterError {
  const { pid, pgDir, answer } = options;
  return new ClusterError(
    'foreign_server',
    `A PostgreSQL server (pid ${pid}) already runs on ${pgDir}, and it was not taken over: ${answer.reason}. ` +
      `Put the right pg-password back, or stop that server with "kill -INT ${pid}" and start again.`,
  );
}
