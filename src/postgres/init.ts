import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries.ts';
import { ClusterError, errorCode } from './errors.ts';
import { endOrphans } from './processes.ts';
import type { RunAs } from './run-as.ts';
import { passwordPathOf, pgDirOf, readPassword, superuser } from './running.ts';

const run = promisify(execFile);
const unfinishedPrefix = 'pg.new-';

/**
 * Makes the data folder's cluster, or checks the one that is there; returns the superuser's password. The cluster
 * appears by one rename, after the password is stored: killed at any instant, it leaves all or nothing.
 * Needs the data folder's lock.
 */
export async function ensureCluster(options: {
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  readonly user: RunAs | undefined;
}): Promise<string> {
  await removeUnfinished(options.dataDir);
  const major = await readMajor(pgDirOf(options.dataDir));
  const password = await readPassword(options.dataDir);
  if (major !== undefined) {
    checkMajor({ ...options, major });
    return password ?? refuseWithoutPassword(options.dataDir);
  }
  const kept = password ?? (await makePassword(options.dataDir));
  await initCluster({ ...options, password: kept });
  return kept;
}

async function readMajor(pgDir: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(join(pgDir, 'PG_VERSION'), 'utf8'), 10);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function checkMajor(options: { dataDir: string; binaries: PostgresBinaries; major: number }): void {
  const { binaries, major } = options;
  if (major === binaries.major) return;
  const pgDir = pgDirOf(options.dataDir);
  throw new ClusterError(
    'other_major',
    `The data in ${pgDir} was made by PostgreSQL ${major}, but this release of Wici brings PostgreSQL ${binaries.major}, ` +
      'which cannot read it; nothing was changed. Go back to the release that ran before and make a backup there ' +
      `("npm run wici -- backup create"), then move ${pgDir} aside and restore that backup with this release. ` +
      `Or set DATABASE_URL to a PostgreSQL ${major} server of your own.`,
  );
}

function refuseWithoutPassword(dataDir: string): never {
  throw new ClusterError(
    'password_missing',
    `The database in ${pgDirOf(dataDir)} is there, but its password in ${passwordPathOf(dataDir)} is missing. ` +
      'Put that file back from a copy of the data folder, or restore a backup into an empty DATA_DIR.',
  );
}

async function makePassword(dataDir: string): Promise<string> {
  const password = randomBytes(24).toString('hex');
  const unfinished = join(dataDir, `${unfinishedPrefix}password`);
  await writeFile(unfinished, `${password}\n`, { mode: 0o600 });
  await rename(unfinished, passwordPathOf(dataDir));
  return password;
}

async function initCluster(options: {
  dataDir: string;
  binaries: PostgresBinaries;
  user: RunAs | undefined;
  password: string;
}): Promise<void> {
  const { dataDir, binaries, user, password } = options;
  const unfinished = join(dataDir, `${unfinishedPrefix}${randomBytes(6).toString('hex')}`);
  const passwordFile = join(unfinished, 'password');
  const data = join(unfinished, 'pg');
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== undefined) {
    await chown(passwordFile, user.uid, user.gid);
    await chown(unfinished, user.uid, user.gid);
  }
  await runInitdb({ initdb: binaries.initdb, data, passwordFile, user });
  await rename(data, pgDirOf(dataDir));
  await rm(unfinished, { recursive: true, force: true });
}

async function runInitdb(options: {
  initdb: string;
  data: string;
  passwordFile: string;
  user: RunAs | undefined;
}): Promise<void> {
  const { initdb, data, passwordFile, user } = options;
  const args = [
    `--pgdata=${data}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=icu',
    '--icu-locale=pl-PL',
    '--locale=C',
    '--data-checksums',
  ];
  try {
    await run(initdb, args, {
      ...(user && { uid: user.uid, gid: user.gid }),
      cwd: dirname(data),
      env: serverEnvironment(),
    });
  } catch (cause) {
    const stderr = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new ClusterError(
      'init_failed',
      `PostgreSQL could not make its data folder ${data}: ${stderr || 'initdb failed'}. Nothing was left behind.`,
      { cause },
    );
  }
}

/** PG… and locale variables of the operator's shell would change what the server does. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(unfinishedPrefix)) continue;
    const path = join(dataDir, name);
    // An initdb whose parent was killed may still be writing there.
    await endOrphans(path);
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}
