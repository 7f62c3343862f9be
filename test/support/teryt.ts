// Registers for tests: the small ones beside them, and files made of them.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync } from 'node:zlib';

const folder = new URL('../fixtures/teryt/', import.meta.url);

export function terytFixture(name: string): string {
  return fileURLToPath(new URL(name, folder));
}

export async function readTerytFixture(name: string): Promise<string> {
  return readFile(new URL(name, folder), 'utf8');
}

/** Writes files into a folder that is removed after the test file has run; gives their path. */
export async function createFileFolder(): Promise<
  (name: string, content: string | Uint8Array) => Promise<string>
> {
  const path = await mkdtemp(join(tmpdir(), 'wici-teryt-'));
  after(() => rm(path, { recursive: true, force: true }));
  return async (name, content) => {
    const file = join(path, name);
    await writeFile(file, content);
    return file;
  };
}

/** A zip as archivers make it: deflated entries, then the directory. */
export function makeZip(entries: readonly { readonly name: string; readonly content: Uint8Array }[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, Buffer.from(name)]),
    );
    locals.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, list, end]);
}
