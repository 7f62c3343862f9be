// Registers for tests: the small ones beside them, and files made of them.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync } from 'node:zlib';
import type { Bulk } from '#db/pool.ts';
import { importTeryt, type TerytChanges, type TerytImport } from '#services/import-teryt.ts';
import { removeFolder } from './folder.ts';

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
  after(() => removeFolder(path));
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

export const olderEdition: readonly string[] = [
  'TERC_Urzedowy_2020-09-26.csv',
  'SIMC_Urzedowy_2020-09-26.csv',
  'ULIC_Adresowy_2020-09-26.csv',
];
export const newerEdition: readonly string[] = [
  'TERC_Urzedowy_2026-05-11.csv',
  'SIMC_Urzedowy_2026-05-11.csv',
  'ULIC_Adresowy_2026-05-11.csv',
];

type Options = { readonly gminas?: readonly string[]; readonly act?: 'store' | 'preview' };

export type TerytImporter = {
  /** Imports fixtures by name, other files by path. */
  readonly importFiles: (names: readonly string[], options?: Options) => Promise<TerytImport>;
  /** The same, and fails when anything was refused. */
  readonly importGood: (names: readonly string[], options?: Options) => Promise<TerytChanges>;
  /** All that an import may change, as one text. */
  readonly dump: () => Promise<string>;
  readonly clear: () => Promise<void>;
};

export function createTerytImporter(sql: Bulk): TerytImporter {
  const importFiles: TerytImporter['importFiles'] = (names, options = {}) =>
    importTeryt(
      { sql },
      {
        files: names.map((name) => ({ path: name.includes('/') ? name : terytFixture(name) })),
        gminas: options.gminas ?? [],
        actor: 'cli',
        act: options.act ?? 'store',
      },
    );
  return {
    importFiles,
    importGood: async (names, options) => {
      const { problems, changes } = await importFiles(names, options);
      assert.deepEqual(problems, []);
      assert.ok(changes !== null);
      return changes;
    },
    dump: async () => {
      const rows = await sql`
        select (select json_agg(c order by terc) from communes c) as communes,
          (select json_agg(l order by sym) from localities l) as localities,
          (select json_agg(s order by sym, sym_ul) from streets s) as streets,
          (select json_agg(o order by id) from place_orphans o) as orphans,
          (select json_agg(i order by id) from teryt_imports i) as imports,
          (select json_agg(s order by key) from settings s) as settings,
          (select count(*) from audit_entries) as audits`;
      return JSON.stringify(rows);
    },
    clear: async () => {
      await sql`
        truncate communes, localities, streets, place_orphans, teryt_imports, addresses, subscribers, phones,
          settings cascade`;
    },
  };
}
