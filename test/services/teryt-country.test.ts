// The whole country's files, where WICI_TERYT_DATA says they are; they are too large to keep with the code.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { listPlaceOrphans } from '#db/place-orphans.ts';
import { createTestDatabase } from '../support/database.ts';
import { createResidents } from '../support/residents.ts';
import { createTerytImporter } from '../support/teryt.ts';

const folder = process.env.WICI_TERYT_DATA;
const skip = folder === undefined ? 'WICI_TERYT_DATA names no folder with the files of GUS' : false;
const limitMs = 12_000;

/** Runs the import as an operator does; gives its memory at the highest, in MB. */
async function runImport(
  url: string,
  files: readonly string[],
): Promise<{ ms: number; mb: number; out: string }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'wici-country-'));
  after(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  const measure = `process.on('exit', () => console.error('maxRSS', process.resourceUsage().maxRSS))`;
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [
        '--import',
        `data:text/javascript,${encodeURIComponent(measure)}`,
        'src/cli.ts',
        'teryt',
        'import',
        ...files.map((name) => join(folder ?? '', name)),
      ],
      {
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
        env: { PATH: process.env.PATH, DATABASE_URL: url, DATA_DIR: dataDir, LOG_LEVEL: 'silent' },
      },
      (error, out, err) => {
        if (error) return reject(new Error(err, { cause: error }));
        const kilobytes = Number(/maxRSS (\d+)/.exec(err)?.[1]);
        return resolve({ ms: performance.now() - startedAt, mb: kilobytes / 1000, out });
      },
    );
  });
}

test('the country is imported within 12 s and 300 MB, and a second time nothing changes', {
  skip,
}, async (t) => {
  const database = await createTestDatabase();
  const { dump } = createTerytImporter(database.sql);
  const files = [
    'TERC_Urzedowy_2026-05-11.csv',
    'SIMC_Urzedowy_2026-05-11.csv.gz',
    'ULIC_SYNTETYCZNY_kraj.csv.gz',
  ];
  const first = await runImport(database.url, files);
  t.diagnostic(`first: ${Math.round(first.ms)} ms, ${Math.round(first.mb)} MB`);
  const [counts] = await database.sql`
    select (select count(*)::int from localities) as localities, (select count(*)::int from streets) as streets`;
  assert.deepEqual({ ...counts }, { localities: 101_865, streets: 323_161 });
  const before = await dump();
  const second = await runImport(database.url, files);
  t.diagnostic(`second: ${Math.round(second.ms)} ms, ${Math.round(second.mb)} MB`);
  assert.match(second.out, /Nic się nie zmieniło/);
  assert.equal(await dump(), before);
  assert.ok(first.ms <= limitMs && second.ms <= limitMs);
  assert.ok(first.mb <= 300 && second.mb <= 300);
});

test('from 2020-09-26 to 2026-05-11: people stay with their places, the vanished wait for a human', {
  skip,
}, async (t) => {
  const database = await createTestDatabase();
  const { sql } = database;
  const { importGood } = createTerytImporter(sql);
  const residents = createResidents(sql);
  const path = (name: string) => join(folder ?? '', name);
  await importGood([path('TERC_Urzedowy_2020-09-26.csv'), path('SIMC_Urzedowy_2020-09-26.csv.gz')]);
  await sql`insert into settings (key, value, updated_by) values ('tercs', '["3021052"]', 'staff:1')`;
  // Somebody lives everywhere, so that nothing may be lost.
  await residents.insert('0582870');
  await sql`
    with numbered as (select sym, row_number() over (order by sym) as n from localities),
      people as (
        insert into phones (msisdn) select '+48' || (700000000 + n) from numbered returning id, msisdn
      ), joined as (
        insert into subscribers (phone_id, state, source, joined_at, decided_at)
        select id, 'active', 'import', now(), now() from people returning phone_id
      )
    insert into addresses (phone_id, sym)
    select p.id, n.sym from people p join numbered n on '+48' || (700000000 + n.n) = p.msisdn
    where p.id in (select phone_id from joined)`;
  const startedAt = performance.now();
  const changes = await importGood([
    path('TERC_Urzedowy_2026-05-11.csv'),
    path('SIMC_Urzedowy_2026-05-11.csv.gz'),
  ]);
  const ms = performance.now() - startedAt;
  t.diagnostic(`update with people at every place: ${Math.round(ms)} ms`);
  assert.equal(changes.localities.added, 107);
  assert.equal(changes.localities.renamed, 164);
  assert.equal(changes.gone.localities, 0);
  assert.equal(changes.gone.orphans, 1_155);
  const [lost] = await sql`
    select count(*)::int as count from addresses a where not exists (select from localities l where l.sym = a.sym)`;
  assert.equal(lost?.count, 0);
  const orphans = await listPlaceOrphans(database.db);
  const proposed = orphans.filter(({ basis }) => basis !== null).length;
  t.diagnostic(`${proposed} of ${orphans.length} vanished places have a proposed successor`);
  assert.ok(proposed > 900);
  assert.ok(ms <= limitMs);
});
