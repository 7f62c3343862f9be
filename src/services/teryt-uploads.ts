// Uploaded registers wait for the second "yes" as files in a folder of their own, so that neither memory nor a request
// holds them. The folder's name is the only key; what the browser calls a file is a label and never a path.
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { isTerc } from '#domain/terc.ts';
import { ServiceError } from './errors.ts';

export const mostUploadBytes = 200 * 1024 * 1024;
const mostFiles = 12;
const keptMs = 3_600_000;
const prefix = 'wici-teryt-';

const listSchema = z.object({
  names: z.array(z.string()),
  gminas: z.array(z.string().refine(isTerc)),
});

export type TerytUpload = {
  readonly id: string;
  readonly files: readonly { readonly path: string; readonly name: string }[];
  readonly gminas: readonly string[];
};

export class UploadTooBig extends Error {
  override name = 'UploadTooBig';
}

/**
 * Writes files as they arrive; `keep` ends the writing and gives the id that finds them for an hour. Call `drop` when
 * it goes wrong: nothing stays behind. Throws UploadTooBig past `mostBytes` in all.
 */
export async function startTerytUpload(options?: { readonly mostBytes?: number }): Promise<{
  readonly addFile: (name: string, chunks: AsyncIterable<Uint8Array>) => Promise<void>;
  readonly keep: (gminas: readonly string[]) => Promise<string>;
  readonly drop: () => Promise<void>;
}> {
  await dropOldUploads(Date.now());
  const mostBytes = options?.mostBytes ?? mostUploadBytes;
  const id = randomBytes(16).toString('hex');
  const folder = folderOf(id);
  await mkdir(folder, { mode: 0o700 });
  const names: string[] = [];
  let bytes = 0;
  return {
    addFile: async (name, chunks) => {
      if (names.length >= mostFiles) throw new UploadTooBig(`more than ${mostFiles} files`);
      const path = join(folder, String(names.length));
      names.push(name.toWellFormed().slice(0, 120));
      const counter = new Transform({
        transform: (chunk: Buffer, _encoding, done) => {
          bytes += chunk.length;
          if (bytes > mostBytes) done(new UploadTooBig(`more than ${mostBytes} bytes`));
          else done(null, chunk);
        },
      });
      await pipeline(Readable.from(chunks), counter, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
    },
    keep: async (gminas) => {
      await writeFile(join(folder, 'list.json'), JSON.stringify({ names, gminas }), { mode: 0o600 });
      // The folder goes by itself when nobody comes back; another upload sweeps what a restart forgot.
      setTimeout(() => void dropTerytUpload(id), keptMs).unref();
      return id;
    },
    drop: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The kept upload; throws `not_found` when it was stored, given up or its hour is over. */
export async function findTerytUpload(id: string): Promise<TerytUpload> {
  if (!/^[0-9a-f]{32}$/.test(id)) throw new ServiceError('not_found', 'no such upload');
  const folder = folderOf(id);
  const list = await readFile(join(folder, 'list.json'), 'utf8').catch(() => null);
  if (list === null) throw new ServiceError('not_found', 'no such upload');
  const { names, gminas } = listSchema.parse(JSON.parse(list));
  return { id, files: names.map((name, at) => ({ path: join(folder, String(at)), name })), gminas };
}

export async function dropTerytUpload(id: string): Promise<void> {
  if (/^[0-9a-f]{32}$/.test(id)) await rm(folderOf(id), { recursive: true, force: true });
}

async function dropOldUploads(now: number): Promise<void> {
  const found = (await readdir(tmpdir())).filter((name) => /^wici-teryt-[0-9a-f]{32}$/.test(name));
  for (const name of found) {
    const path = join(tmpdir(), name);
    const made = await stat(path).catch(() => null);
    if (made !== null && now - made.mtimeMs > keptMs)
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

function folderOf(id: string): string {
  return join(tmpdir(), prefix + id);
}
