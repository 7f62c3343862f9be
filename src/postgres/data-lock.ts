import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterError } from './errors.ts';

export type DataLock = { release(): void };

/**
 * Takes the data folder for this process until `release` or its death, by whatever signal.
 *
 * Node has no flock(2), and a file with a pid cannot be trusted (PIDs repeat in containers, and a second container
 * sees other PIDs). An exclusive transaction on an empty SQLite file is a kernel lock that dies with its holder and
 * is seen by every process on this kernel. Nothing is ever stored in it. Nobody may open it by other means:
 * closing any descriptor of the file would drop the POSIX lock, so the holder's pid stands in a file of its own.
 */
export async function lockDataDir(options: {
  readonly dataDir: string;
  readonly waitMs: number;
}): Promise<DataLock> {
  const ownerPath = join(options.dataDir, 'pg.owner');
  const deadline = performance.now() + options.waitMs;
  for (;;) {
    const lock = tryLock(join(options.dataDir, 'pg.lock'));
    if (lock !== undefined) {
      writeFileSync(ownerPath, `${process.pid}\n`, { mode: 0o600 });
      return lock;
    }
    if (performance.now() >= deadline) {
      throw new ClusterError(
        'in_use',
        `The data folder ${options.dataDir} is in use by another Wici process (pid ${readOwner(ownerPath)}). ` +
          'Stop that one first, or give this one a DATA_DIR of its own.',
      );
    }
    await sleep(50);
  }
}

function tryLock(path: string): DataLock | undefined {
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    file.exec('begin exclusive');
    return { release: () => file.close() };
  } catch (error) {
    file.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  // SQLITE_BUSY: another process, or another holder in this one, has the file.
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}

function readOwner(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
