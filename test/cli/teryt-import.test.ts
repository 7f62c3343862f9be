// `wici teryt import` as an operator runs it, with its arguments, outputs and exit statuses.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createFileFolder, newerEdition, readTerytFixture, terytFixture } from '../support/teryt.ts';

const database = await createTestDatabase();
await createOfficeDeps(database);
const write = await createFileFolder();
const files = newerEdition.map(terytFixture);

const folder = mkdtempSync(join(tmpdir(), 'wici-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));

type Outcome = { readonly status: number; readonly out: readonly string[]; readonly err: readonly string[] };

function run(args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['src/cli.ts', 'teryt', 'import', ...args],
      {
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
        env: { PATH: process.env.PATH, DATABASE_URL: database.url, DATA_DIR: folder, LOG_LEVEL: 'silent' },
      },
      (error, stdout, stderr) => {
        const lines = (text: string) => text.split('\n').filter((line) => line !== '');
        resolve({ status: Number(error?.code ?? 0), out: lines(stdout), err: lines(stderr) });
      },
    );
  });
}

test('without files, or with a code that is none, the command line is wrong', async () => {
  const wrong = [[], ['--gmina', '3021052'], ['a.csv', '--gmina', '302105'], ['a.csv', '--fast']];
  for (const { status, out, err } of await Promise.all(wrong.map(run))) {
    assert.deepEqual([status, out.length, err.length], [2, 0, 1]);
  }
});

test('the files and what they change are told, with the source and its day', async () => {
  const { status, out, err } = await run([...files, '--gmina', '3099022', '3064011', '--preview']);
  assert.deepEqual([status, err], [0, []]);
  assert.match(out.join('\n'), /SIMC, cały kraj, wierszy: 27, stan na 2026-01-01/);
  assert.match(out.join('\n'), /Miejscowości: nowe 8,/);
  assert.match(out.join('\n'), /podgląd: niczego nie zapisano/);
  assert.match(
    out.at(-1) ?? '',
    /^Źródło: GUS, rejestr TERYT, .*ULIC stan na 2026-05-10 \(plik z 2026-05-11\)\.$/,
  );
});

test('bad lines are named by file and number, and nothing is stored', async () => {
  const broken = (await readTerytFixture(newerEdition[1] ?? '')).replace(
    /;9900112;9900112;/,
    ';990011;990011;',
  );
  const path = await write('SIMC_zly.csv', broken);
  const { status, out, err } = await run([files[0] ?? '', path]);
  assert.equal(status, 1);
  assert.deepEqual(out, []);
  assert.deepEqual(err, [
    'SIMC_zly.csv: wiersz 23: Kolumna SYM ma mieć 7 cyfr, a jest: 990011.',
    'Błędów: 1. Niczego nie zapisano.',
  ]);
});

test('a file that is not there is named', async () => {
  const { status, err } = await run(['/nie/ma/SIMC.csv']);
  assert.equal(status, 1);
  assert.deepEqual(err, ['/nie/ma/SIMC.csv: nie ma takiego pliku']);
});
