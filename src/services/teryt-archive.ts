// Opens what people have: the file as downloaded (zip), packed for keeping (gz) or plain. Zip is read here by its
// central directory: one method, one disk and a checksum are all that eTERYT's files need.
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { crc32, createGunzip, createInflateRaw } from 'node:zlib';

/** The archive can't be read to its end; the message is Polish and names why. */
export class ArchiveError extends Error {
  override name = 'ArchiveError';
}

export type PackedFile = { readonly name: string; readonly chunks: AsyncIterable<Uint8Array> };

const chunkSize = 1 << 16;

/**
 * The CSV and XML files in a file, each to be read before the next; of a pair that differs only in its ending the
 * CSV alone. Reading `chunks` throws ArchiveError when the archive is cut or its checksum does not fit.
 */
export async function listPackedFiles(path: string): Promise<readonly PackedFile[]> {
  const file = await open(path);
  try {
    const head = await readAt(file, { position: 0, length: 4 });
    const name = basename(path);
    if (head.length === 4 && head.readUInt32LE() === 0x04034b50) {
      const entries = await listZipEntries(file);
      return preferCsv(entries).map((entry) => ({ name: entry.name, chunks: readZipEntry(path, entry) }));
    }
    const isGzip = head.length >= 2 && head.readUInt16BE() === 0x1f8b;
    return [{ name, chunks: isGzip ? gunzip(path) : createReadStream(path, { highWaterMark: chunkSize }) }];
  } finally {
    await file.close();
  }
}

async function* gunzip(path: string): AsyncGenerator<Uint8Array> {
  yield* unpack(path, { transform: createGunzip({ chunkSize }) });
}

type ZipEntry = {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
};

async function listZipEntries(file: FileHandle): Promise<readonly ZipEntry[]> {
  const { size } = await file.stat();
  const tailLength = Math.min(size, 22 + 0xffff);
  const tail = await readAt(file, { position: size - tailLength, length: tailLength });
  const at = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (at === -1 || at + 22 > tail.length) throw new ArchiveError('zip bez spisu treści, więc ucięty');
  const count = tail.readUInt16LE(at + 10);
  const length = tail.readUInt32LE(at + 12);
  const position = tail.readUInt32LE(at + 16);
  if (position + length > size) throw new ArchiveError('zip ze złym spisem treści');
  const directory = await readAt(file, { position, length });
  const entries: ZipEntry[] = [];
  for (let from = 0; entries.length < count; ) {
    if (from + 46 > directory.length || directory.readUInt32LE(from) !== 0x02014b50) {
      throw new ArchiveError('zip ze złym spisem treści');
    }
    const nameLength = directory.readUInt16LE(from + 28);
    if ((directory.readUInt16LE(from + 8) & 1) === 1) throw new ArchiveError('zip z hasłem');
    entries.push({
      name: directory.toString('utf8', from + 46, from + 46 + nameLength),
      method: directory.readUInt16LE(from + 10),
      crc: directory.readUInt32LE(from + 16),
      packedSize: directory.readUInt32LE(from + 20),
      size: directory.readUInt32LE(from + 24),
      offset: directory.readUInt32LE(from + 42),
    });
    from += 46 + nameLength + directory.readUInt16LE(from + 30) + directory.readUInt16LE(from + 32);
  }
  return entries;
}

/** eTERYT packs the same rows twice, as CSV and as XML. */
function preferCsv(entries: readonly ZipEntry[]): readonly ZipEntry[] {
  const tables = entries.filter(({ name }) => /\.(?:csv|xml)$/i.test(name) && !name.startsWith('__MACOSX/'));
  const stem = (name: string) => name.replace(/\.[^.]+$/, '').toLowerCase();
  const csv = new Set(tables.filter(({ name }) => /csv$/i.test(name)).map(({ name }) => stem(name)));
  const kept = tables.filter(({ name }) => /csv$/i.test(name) || !csv.has(stem(name)));
  if (kept.length === 0) throw new ArchiveError('w zip nie ma pliku CSV ani XML');
  return kept;
}

async function* readZipEntry(path: string, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  if (entry.method !== 0 && entry.method !== 8) throw new ArchiveError('nieznany sposób pakowania zip');
  const file = await open(path);
  const local = await readAt(file, { position: entry.offset, length: 30 }).finally(() => file.close());
  if (local.length < 30 || local.readUInt32LE() !== 0x04034b50) throw new ArchiveError('zip uszkodzony');
  const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  let size = 0;
  let crc = 0;
  if (entry.packedSize > 0) {
    const transform = entry.method === 8 ? createInflateRaw({ chunkSize }) : null;
    for await (const chunk of unpack(path, { transform, start, end: start + entry.packedSize - 1 })) {
      size += chunk.length;
      // Before the chunk is handed on: a lying size must not fill the database's disk.
      if (size > entry.size) break;
      crc = crc32(chunk, crc);
      yield chunk;
    }
  }
  if (size !== entry.size || crc !== entry.crc) throw new ArchiveError('zła suma kontrolna zip');
}

async function* unpack(
  path: string,
  options: {
    readonly transform: NodeJS.ReadWriteStream | null;
    readonly start?: number;
    readonly end?: number;
  },
): AsyncGenerator<Uint8Array> {
  const { transform, start, end } = options;
  const source = createReadStream(path, {
    highWaterMark: chunkSize,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
  });
  try {
    const stream = transform === null ? source : pipeline(source, transform, () => undefined);
    for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('Z_')) throw error;
    throw new ArchiveError(code === 'Z_BUF_ERROR' ? 'ucięty' : 'uszkodzony', { cause: error });
  } finally {
    source.destroy();
  }
}

async function readAt(
  file: FileHandle,
  part: { readonly position: number; readonly length: number },
): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read({
    buffer: Buffer.alloc(part.length),
    position: part.position,
    length: part.length,
  });
  return buffer.subarray(0, bytesRead);
}
