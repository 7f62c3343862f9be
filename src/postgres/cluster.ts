import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { findPostgresBinaries, type PostgresBinaries } from './binaries.ts';
import { lockDataDir } from './data-lock.ts';
import { ClusterError } from './errors.ts';
import { ensureCluster } from './init.ts';
import { makeFolder } from './make-folder.ts';
import { choosePort, isFree } from './port.ts';
import { endOrphans } from './processes.ts';
import { checkReachable, chooseUser, giveTo, openDataDir, ownerOf, type RunAs } from './run-as.ts';
import { clusterUrl, ensureDatabase, findSurvivor, pgDirOf } from './running.ts';
import {
  launchServer,
  type Server,
  serverArguments,
  stopServer,
  waitUntilReady,
  watchServer,
} from './server.ts';
import { type ServerSettings, serverSettings } from './settings.ts';
import { type ClusterState, type Supervisor, superviseServer } from './supervise.ts';

// The room postgres/: a PostgreSQL server of our own under DATA_DIR, so that the service needs no other installation.
// It makes the cluster, starts the server, takes over one that outlived its parent, starts it again when it dies, and
// stops it. It knows nothing of the service: pools reconnect by themselves, because url and port stay the same.

export type Cluster = Supervisor & {
  /** Of the service's database, for its superuser. Holds the password: never log it. */
  readonly url: string;
  readonly port: number;
  /** True when the server had been started by a process that is gone. */
  readonly adopted: boolean;
  /** PostgreSQL's version, as `18.4`. */
  readonly version: string;
};

export type ClusterOptions = {
  readonly dataDir: string;
  readonly binDir?: string | undefined;
  readonly port?: number | undefined;
  readonly extraSettings?: ServerSettings | undefined;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly onStateChange?: ((state: ClusterState) => void) | undefined;
  /** How long another process may take to leave the data folder before we refuse; 3 s. */
  readonly lockWaitMs?: number | undefined;
  /** How long a fast stop may take before an immediate one; 30 s. */
  readonly fastStopMs?: number | undefined;
};

/** What stays the same over all starts of the server. */
type Place = {
  readonly dataDir: string;
  readonly pgDir: string;
  readonly logPath: string;
  readonly binaries: PostgresBinaries;
  readonly user: RunAs | undefined;
  readonly password: string;
  readonly options: ClusterOptions;
  readonly fastStopMs: number;
};

type Started = { readonly server: Server; readonly port: number; readonly adopted: boolean };

/**
 * Brings up the embedded server and keeps it up on one port until `stop`, which is to be called after the pools are
 * closed. One process at a time per data folder; a second one is refused with `in_use` (to connect to the first one's
 * server use `findRunningCluster`).
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  try {
    makeFolder(options.dataDir, { mode: 0o700 });
  } catch (error) {
    throw new ClusterError('no_folder', `DATA_DIR: cannot be made (${options.dataDir})`, { cause: error });
  }
  const dataDir = await realpath(options.dataDir);
  const lock = await lockDataDir({ dataDir, waitMs: options.lockWaitMs ?? 3_000 });
  try {
    const place = await preparePlace({ dataDir, options });
    const started = (await adoptServer(place)) ?? (await startServer(place));
    await ensureDatabase({ port: started.port, password: place.password });
    const supervisor = superviseServer({
      ...options,
      server: started.server,
      launch: (signal) => launch({ place, port: started.port, signal }),
      fastStopMs: place.fastStopMs,
    });
    return {
      ...supervisor,
      url: clusterUrl({ port: started.port, password: place.password }),
      port: started.port,
      adopted: started.adopted,
      version: place.binaries.version,
      stop: () => supervisor.stop().finally(lock.release),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function preparePlace(input: { dataDir: string; options: ClusterOptions }): Promise<Place> {
  const { dataDir, options } = input;
  const pgDir = pgDirOf(dataDir);
  const binaries = await findPostgresBinaries({ binDir: options.binDir });
  const user = await chooseUser(pgDir);
  if (user !== undefined) {
    await openDataDir(dataDir);
    await checkReachable({ path: pgDir, user });
    await checkReachable({ path: binaries.postgres, user });
  }
  const password = await ensureCluster({ dataDir, binaries, user });
  if (user !== undefined && (await ownerOf(pgDir))?.uid !== user.uid) await giveTo({ path: pgDir, user });
  const logPath = join(dataDir, 'pg.log');
  return {
    dataDir,
    pgDir,
    logPath,
    binaries,
    user,
    password,
    options,
    fastStopMs: options.fastStopMs ?? 30_000,
  };
}

/** Takes over a survivor; one of another version or other settings than we would start is stopped instead. */
async function adoptServer(place: Place): Promise<Started | undefined> {
  const { logger, port } = place.options;
  const survivor = await findSurvivor(place);
  if (survivor === undefined) return undefined;
  const server = watchServer(survivor.pid);
  const wanted = argumentsFor({ place, port: port ?? survivor.port });
  if (survivor.version === place.binaries.version && (await wasStartedWith({ place, wanted }))) {
    logger.info({ pid: survivor.pid, port: survivor.port }, 'took over the running PostgreSQL server');
    return { server, port: survivor.port, adopted: true };
  }
  logger.info(
    { pid: survivor.pid },
    'stopping a running PostgreSQL server of another version or other settings',
  );
  await stopServer({ server, fastMs: place.fastStopMs });
  return undefined;
}

async function startServer(place: Place): Promise<Started> {
  const { options } = place;
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await choosePort(place.dataDir));
    try {
      const server = await launch({ place, port, signal: new AbortController().signal });
      options.logger.info({ pid: server.pid, port, version: place.binaries.version }, 'started PostgreSQL');
      return { server, port, adopted: false };
    } catch (error) {
      // Somebody may have taken the port between our look and the server's.
      const isPortTaken = options.port === undefined && !(await isFree(port));
      if (!isPortTaken || attempt === 3) throw error;
    }
  }
}

async function launch(input: { place: Place; port: number; signal: AbortSignal }): Promise<Server> {
  const { place, port, signal } = input;
  const orphans = await endOrphans(place.pgDir);
  if (orphans > 0)
    place.options.logger.warn({ orphans }, 'ended what a dead PostgreSQL server had left running');
  const server = launchServer({ ...place, arguments: argumentsFor(input) });
  try {
    await waitUntilReady({ ...place, server, port, signal });
    return server;
  } catch (error) {
    await stopServer({ server, fastMs: place.fastStopMs });
    throw error;
  }
}

function argumentsFor({ place, port }: { place: Place; port: number }): readonly string[] {
  const settings = serverSettings({ port, extra: place.options.extraSettings });
  return serverArguments({ pgDir: place.pgDir, settings });
}

/** postmaster.opts holds the command line of the last start: the binary, then each argument in double quotes. */
async function wasStartedWith({
  place,
  wanted,
}: {
  place: Place;
  wanted: readonly string[];
}): Promise<boolean> {
  const text = await readFile(join(place.pgDir, 'postmaster.opts'), 'utf8').catch(() => '');
  return text.trim().endsWith(` ${wanted.map((argument) => `"${argument}"`).join(' ')}`);
}
