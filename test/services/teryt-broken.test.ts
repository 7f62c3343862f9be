// Files broken at random: whatever happens to them, either all of the file is stored or nothing.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { importTeryt, type TerytImport } from '#services/import-teryt.ts';
import { createTestDatabase } from '../support/database.ts';
import { createFileFolder, makeZip, terytFixture } from '../support/teryt.ts';

const { sql } = await createTestDatabase();
const write = await createFileFolder();
const names = [
  'SIMC_Urzedowy_2026-05-11.csv',
  'SIMC_Urzedowy_2026-05-11.xml',
  'TERC_Urzedowy_2026-05-11.csv',
  'TERC_Urzedowy_2026-05-11.xml',
  'ULIC_Adresowy_2026-05-11.csv',
  'ULIC_Adresowy_2026-05-11.xml',
] as const;
const contents = await Promise.all(names.map((name) => readFile(terytFixture(name))));
await importFile(terytFixture('SIMC_Urzedowy_2020-09-26.csv'));
await importFile(terytFixture('ULIC_Adresowy_2020-09-26.csv'));

async function importFile(path: string): Promise<TerytImport> {
  return importTeryt({ sql }, { files: [{ path }], gminas: [], actor: 'cli', act: 'store' });
}

/** Everything stored, as one digest. */
async function digest(): Promise<string> {
  const [row] = await sql<{ all: string }[]>`
    select md5(concat(
      (select string_agg(c::text, '|' order by terc) from communes c),
      (select string_agg(l::text, '|' order by sym) from localities l),
      (select string_agg(s::text, '|' order by sym, sym_ul) from streets s),
      (select string_agg(i::text, '|' order by id) from teryt_imports i),
      (select count(*) from audit_entries), (select count(*) from place_orphans)
    )) as all`;
  return row?.all ?? '';
}

async function assertRefused(name: string, bytes: Uint8Array): Promise<void> {
  const before = await digest();
  const result = await importFile(await write(name, bytes));
  assert.equal(result.changes, null);
  assert.ok(result.problemCount > 0);
  assert.equal(await digest(), before);
}

const anyFile = fc.nat({ max: names.length - 1 });
const settings = { seed: 20261122, numRuns: 25, endOnFailure: true };

test('a file cut anywhere is refused, packed or not', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyFile,
      fc.double({ min: 0, max: 0.9999, noNaN: true }),
      fc.constantFrom('', '.gz', '.zip'),
      async (file, share, packing) => {
        const content = contents[file] ?? Buffer.alloc(0);
        const name = names[file] ?? '';
        const bytes =
          packing === '.gz' ? gzipSync(content) : packing === '.zip' ? makeZip([{ name, content }]) : content;
        // The last byte of the empty line at the end says nothing by itself.
        await assertRefused(`${name}${packing}`, bytes.subarray(0, Math.floor((bytes.length - 1) * share)));
      },
    ),
    settings,
  );
});

test('a file that lost a column, a date or its encoding is refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyFile,
      fc.nat({ max: 6 }),
      fc.constantFrom('column', 'day', 'latin'),
      async (file, at, damage) => {
        const text = contents[file]?.toString('utf8') ?? '';
        const name = names[file] ?? '';
        await assertRefused(
          name,
          Buffer.from(break_(text, { at, damage }), damage === 'latin' ? 'latin1' : 'utf8'),
        );
      },
    ),
    settings,
  );
});

function break_(
  text: string,
  how: { readonly at: number; readonly damage: 'column' | 'day' | 'latin' },
): string {
  if (how.damage === 'latin') return text.replace(/[^\0-\x7f\uFEFF]/gu, '\u00b3').replace('\uFEFF', '');
  if (how.damage === 'day') {
    const days = [...text.matchAll(/20\d\d-\d\d-\d\d(?=\r|<)/g)];
    const day = days[Math.floor((days.length * (how.at + 1)) / 8)];
    const start = day?.index ?? 0;
    return `${text.slice(0, start)}2024-01-01${text.slice(start + 10)}`;
  }
  if (text.startsWith('<')) {
    const tag = [...text.matchAll(/<([A-Z_0-9]+)>/g)][how.at + 2]?.[1] ?? 'NAZWA';
    return text.replaceAll(new RegExp(`\\s*<${tag}(?: />|>[^<]*</${tag}>)`, 'g'), (found) =>
      tag === 'SIMC' || tag === 'ULIC' ? '' : found.replace(/[\s\S]*/, ''),
    );
  }
  return text
    .split('\r\n')
    .map((line) => (line === '' ? '' : line.split(';').toSpliced(how.at, 1).join(';')))
    .map((line, at) => (at === 0 ? `\uFEFF${line.replace('\uFEFF', '')}` : line))
    .join('\r\n');
}

test('bytes changed at random are refused without a trace, or every row of the file is stored', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyFile,
      fc.array(fc.tuple(fc.double({ min: 0, max: 0.9999, noNaN: true }), fc.nat({ max: 255 })), {
        minLength: 1,
        maxLength: 4,
      }),
      async (file, changes) => {
        const bytes = Buffer.from(contents[file] ?? '');
        for (const [share, value] of changes) bytes.writeUInt8(value, Math.floor(bytes.length * share));
        const before = await digest();
        const result = await importFile(await write(names[file] ?? '', bytes));
        if (result.changes === null) return assert.equal(await digest(), before);
        const [given] = result.files;
        const [row] = await sql<{ stored: number }[]>`
          select (case ${given?.register ?? ''}
            when 'SIMC' then (select count(*) from localities where in_register)
            when 'ULIC' then (select count(*) + 1 from streets where in_register)
            else (select count(*) + 33 from communes where in_register)
          end)::int as stored`;
        assert.equal(row?.stored, given?.rows);
      },
    ),
    { ...settings, numRuns: 40 },
  );
});
