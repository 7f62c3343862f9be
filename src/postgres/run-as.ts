import { chmod, chown, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ClusterError, errorCode } from './errors.ts';

/** The user under which the server runs; undefined: the one we are. */
export type RunAs = { readonly name: string; readonly uid: number; readonly gid: number };

/**
 * Chooses the user for the server, which refuses to run as root: the owner of the data if there is one already,
 * else `postgres`, else `nobody`. A data folder of somebody else is an error, found before the server says it worse.
 */
export async function chooseUser(pgDir: string): Promise<RunAs | undefined> {
  const owner = await ownerOf(pgDir);
  const uid = process.getuid?.();
  if (uid !== 0) {
    if (owner === undefined || uid === undefined || owner.uid === uid) return undefined;
    throw new ClusterError(
      'foreign_owner',
      `The data folder ${pgDir} belongs to user id ${owner.uid}, but this process runs as user id ${uid}. ` +
        'Start Wici as that user, or hand the whole folder over with chown -R.',
    );
  }
  const users = await listUsers();
  if (owner !== undefined && owner.uid !== 0) {
    return users.find((user) => user.uid === owner.uid) ?? { name: `user id ${owner.uid}`, ...owner };
  }
  const user = users.find(({ name }) => name === 'postgres') ?? users.find(({ name }) => name === 'nobody');
  if (user !== undefined) return user;
  throw new ClusterError(
    'no_user',
    'PostgreSQL refuses to run as root, and this system has neither a user "postgres" nor "nobody". ' +
      'Start Wici as an ordinary user.',
  );
}

/** Refuses, naming the folder, when the user cannot enter every folder above the path. */
export async function checkReachable({ path, user }: { path: string; user: RunAs }): Promise<void> {
  for (const folder of withParents(await realpath(dirname(path)))) {
    const { uid, gid, mode } = await stat(folder);
    const needed = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & needed) !== 0) continue;
    throw new ClusterError(
      'not_traversable',
      `PostgreSQL must run as user "${user.name}", because it refuses to run as root, but that user cannot enter ` +
        `the folder ${folder} (mode ${(mode & 0o7777).toString(8).padStart(4, '0')}) on the way to ${path}. ` +
        `Start Wici as an ordinary user, keep it outside ${folder}, or allow passage with "chmod o+x ${folder}".`,
    );
  }
}

/** Lets the server's user pass through the data folder itself, which is ours; its secrets have mode 0600. */
export async function openDataDir(dataDir: string): Promise<void> {
  const { mode } = await stat(dataDir);
  if ((mode & 0o001) === 0) await chmod(dataDir, (mode & 0o7777) | 0o001);
}

/** Gives a folder and all in it to the server's user, as after a restore made by root. */
export async function giveTo({ path, user }: { path: string; user: RunAs }): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) await giveTo({ path: child, user });
    else if (entry.isFile()) await chown(child, user.uid, user.gid);
  }
  await chown(path, user.uid, user.gid);
}

/** Who owns the folder; undefined when it does not exist. */
export async function ownerOf(path: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function withParents(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [...withParents(parent), folder];
}

async function listUsers(): Promise<readonly RunAs[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    const user = { name: name ?? '', uid: Number(uid), gid: Number(gid) };
    // macOS gives nobody the id -2, which spawn does not take.
    return user.name !== '' && user.uid > 0 && user.gid >= 0 ? [user] : [];
  });
}
