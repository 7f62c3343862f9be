import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { listTerytEditions } from '#db/place-orphans.ts';
import { listLocalities, listStreets } from '#db/places.ts';
import { practiceLocalities } from '#domain/practice-places.ts';
import { hasChanges } from '#services/import-teryt.ts';
import { loadPracticeData } from '#services/load-practice-data.ts';
import { createTestDatabase } from '../support/database.ts';
import { createResidents } from '../support/residents.ts';
import {
  createFileFolder,
  createTerytImporter,
  makeZip,
  newerEdition as newer,
  olderEdition as older,
  readTerytFixture,
  terytFixture,
} from '../support/teryt.ts';

const database = await createTestDatabase();
const { db, sql } = database;
const write = await createFileFolder();
const residents = createResidents(sql);
const { importFiles, importGood, dump, clear } = createTerytImporter(sql);

beforeEach(clear);

test('the three registers make communes, localities and streets, repeated rows once', async () => {
  const changes = await importGood(newer);
  assert.equal(changes.communes.added, 22);
  assert.equal(changes.localities.added, 27);
  assert.equal(changes.streets.added, 28);
  const wzorowo = await listLocalities(db, ['3099025']);
  assert.deepEqual(
    wzorowo.map(({ name, kind, terc }) => [name, kind, terc]),
    [
      ['Glinki', '00', '3099025'],
      ['Mazewo "A"', '01', '3099025'],
      ['Nowinki', '06', '3099025'],
      ['Stara Wieś Wielka', '01', '3099025'],
      ['Wzorowo', '96', '3099024'],
      ['Zanikłe', '01', '3099025'],
    ],
  );
  assert.deepEqual(
    (await listTerytEditions(db)).map(({ register, stanNa, fileDate }) => [register, stanNa, fileDate]),
    [
      ['SIMC', '2026-01-01', '2026-05-11'],
      ['TERC', '2026-01-01', '2026-05-11'],
      ['ULIC', '2026-05-10', '2026-05-11'],
    ],
  );
});

test('a second import of the same files writes nothing, whatever their packing and form', async () => {
  await importGood(newer);
  await residents.insert('9900023');
  const before = await dump();
  const zip = await write(
    'wszystko_2026-05-11.zip',
    makeZip(
      await Promise.all(
        ['SIMC_Urzedowy_2026-05-11.csv', 'SIMC_Urzedowy_2026-05-11.xml'].map(async (name) => ({
          name,
          content: await readFile(terytFixture(name)),
        })),
      ),
    ),
  );
  const gz = await write('ULIC_Adresowy_2026-05-11.csv.gz', gzipSync(await readTerytFixture(newer[2] ?? '')));
  for (const names of [newer, newer.map((name) => name.replace('csv', 'xml')), [zip], [gz]]) {
    const changes = await importGood(names);
    assert.equal(hasChanges(changes), false);
    assert.equal(await dump(), before);
  }
});

test('a preview tells the changes and makes none', async () => {
  await importGood(older);
  const before = await dump();
  const preview = await importGood(newer, { act: 'preview' });
  assert.equal(await dump(), before);
  assert.deepEqual(await importGood(newer), preview);
});

test('only the wanted gminas are stored, with the town and the villages and the districts of a city', async () => {
  await importGood(newer, { gminas: ['3099022', '3064011'] });
  assert.deepEqual([...new Set((await listLocalities(db, [])).map(({ terc }) => terc))].sort(), [
    '3064011',
    '3064029',
    '3099024',
    '3099025',
  ]);
  assert.equal((await listStreets(db, ['3064011'])).length, 6);
  const [communes] = await sql`select count(*)::int as count from communes`;
  assert.equal(communes?.count, 5);
});

test('a gmina that no file holds is refused, as it must be a slip of the finger', async () => {
  const { problems, changes } = await importFiles(newer, { gminas: ['3099022', '3099102'] });
  assert.equal(changes, null);
  assert.deepEqual(
    problems.map(({ kind, about }) => [kind, about]),
    [['gmina_missing', '3099102']],
  );
});

test('a new edition renames, moves and recodes places in place, and their people stay', async () => {
  await importGood(older);
  const people = [await residents.insert('9900023', null), await residents.insert('9900017', '00157')];
  const changes = await importGood(newer);
  assert.deepEqual(changes.localities, { added: 2, changed: 4, renamed: 1, moved: 4 });
  assert.deepEqual(changes.gone, { localities: 3, streets: 4, orphans: 0, returned: 0 });
  assert.deepEqual(await Promise.all(people.map(residents.listAddresses)), [
    ['9900023/5'],
    ['9900017/00157/5'],
  ]);
  const [village] = (await listLocalities(db, ['3099022'])).filter(({ sym }) => sym === '9900023');
  assert.equal(village?.name, 'Stara Wieś Wielka');
});

test("the office's own gmina follows its new code", async () => {
  await importGood(older);
  await sql`insert into settings (key, value, updated_by) values ('tercs', '["3021052", "3099022"]', 'staff:1')`;
  const changes = await importGood(newer);
  assert.deepEqual(changes.recoded, [{ terc: '3099022', now: ['3099024', '3099025'] }]);
  const [row] = await sql`select value, updated_by from settings where key = 'tercs'`;
  assert.deepEqual(row, { value: ['3021052', '3099024', '3099025'], updated_by: 'cli' });
});

test('practice places give way to the real ones; those that people live at stay as orphans', async () => {
  await loadPracticeData({ db });
  await residents.insert('0582870', '03376');
  await residents.insert('0582924');
  const changes = await importGood(newer);
  assert.equal(changes.gone.orphans, 2);
  assert.deepEqual(
    (await listLocalities(db, ['3021052'])).map(({ name }) => name),
    ['Dąbrówka', 'Dopiewo', 'Skórzewo'],
  );
  assert.deepEqual(
    (await listStreets(db, ['3021052'])).map(({ nazwa1 }) => nazwa1),
    ['Działkowa', 'Poznańska'],
  );
});

test('a partial file adds and changes, and removes nothing but practice places of its gmina', async () => {
  await importGood(newer);
  const changes = await importGood(['ULIC_czesc_2026-06-20.xml']);
  assert.deepEqual(changes.streets, { added: 2, changed: 0 });
  assert.equal(changes.gone.streets, 0);

  await sql`truncate localities, streets, communes, teryt_imports`;
  await loadPracticeData({ db });
  const header = 'WOJ;POW;GMI;RODZ_GMI;SYM;SYM_UL;CECHA;NAZWA_1;NAZWA_2;STAN_NA';
  const part = await write(
    'ULIC_Dopiewo.csv',
    `${header}\n30;21;05;2;0582870;17394;ul.;Poznańska;;2026-05-11\n`,
  );
  await importGood([part]);
  assert.equal((await listStreets(db, [])).length, 1);
  assert.equal((await listLocalities(db, [])).length, practiceLocalities.length);
});

test('streets of unknown localities, localities of unknown units and parts of nothing are named', async () => {
  const simc = (await readTerytFixture(newer[1] ?? ''))
    .replace('02;01;01;1;96', '02;01;77;1;96')
    .replace(';9900052;9900023;', ';9900052;9999999;');
  const ulic = (await readTerytFixture(newer[2] ?? '')).replace(';0040001;', ';0049999;');
  const files = [newer[0] ?? '', await write('SIMC_x.csv', simc), await write('ULIC_x.csv', ulic)];
  const { problems, changes } = await importFiles(files);
  assert.equal(changes, null);
  assert.deepEqual(
    problems.map(({ file, line, kind, about }) => [file, line, kind, about]),
    [
      ['SIMC_x.csv', 2, 'unknown_unit', '0201771'],
      ['SIMC_x.csv', 21, 'unknown_parent', '9999999'],
      ['ULIC_x.csv', 3, 'unknown_locality', '0049999'],
    ],
  );
  assert.deepEqual(await listLocalities(db, []), []);
});

test('streets before any of their localities are one mistake, not one of each line', async () => {
  const { problems } = await importFiles([newer[2] ?? '']);
  assert.deepEqual(
    problems.map(({ line, kind }) => [line, kind]),
    [[null, 'localities_first']],
  );
});

test('registers of different days go together; a TERC that is older does not judge the newest units', async () => {
  await importGood(older);
  const changes = await importGood(newer.slice(1));
  assert.equal(changes.localities.moved, 4);
});

test('rows of one key that contradict each other are refused; of two days the later wins', async () => {
  const text = await readTerytFixture(newer[2] ?? '');
  const twice = text.replace('63311;inne;most Przemysła I;', '63311;inne;most Przemysła II;');
  const { problems } = await importFiles([...newer.slice(0, 2), await write('ULIC_y.csv', twice)]);
  assert.deepEqual(
    problems.map(({ line, kind, about }) => [line, kind, about]),
    [[26, 'contradiction', '25']],
  );

  const part = (await readTerytFixture('ULIC_czesc_2026-06-20.xml'))
    .replace('88001', '17394')
    .replaceAll('9800018', '9900017');
  await importGood([...newer, await write('ULIC_czesc.xml', part)]);
  const [street] = await sql`select nazwa_1 as name from streets where sym = '9900017' and sym_ul = '17394'`;
  assert.equal(street?.name, 'Partyzancka');
});

test('a full edition older than the stored one is refused', async () => {
  await importGood(newer);
  const { problems, changes } = await importFiles(older.slice(1, 2));
  assert.equal(changes, null);
  assert.deepEqual(
    problems.map(({ kind, about }) => [kind, about]),
    [['older', 'stan na 2026-01-01, plik z 2026-05-11']],
  );
});

test('archives that are cut or damaged are refused with a word on why', async () => {
  const content = await readFile(terytFixture(newer[1] ?? ''));
  const zip = makeZip([{ name: 'SIMC.csv', content }]);
  const gz = gzipSync(content);
  const flipped = Buffer.from(zip);
  flipped.writeUInt8(flipped.readUInt8(200) ^ 1, 200);
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['cut.zip', zip.subarray(0, zip.length - 30)],
    ['cut.gz', gz.subarray(0, gz.length - 200)],
    ['flipped.zip', flipped],
    ['empty.zip', makeZip([{ name: 'czytaj.txt', content }])],
  ];
  for (const [name, bytes] of cases) {
    const { problems, changes } = await importFiles([await write(name, bytes)]);
    assert.equal(changes, null, name);
    assert.ok(
      problems.some(({ kind }) => kind === 'unreadable_archive'),
      name,
    );
  }
  assert.deepEqual(await listLocalities(db, []), []);
});

test('mistakes of all the files are told at once, also after an archive that broke off', async () => {
  const content = gzipSync(await readTerytFixture(newer[1] ?? ''));
  const cut = await write('SIMC_uciety.csv.gz', content.subarray(0, content.length - 50));
  const bad = (await readTerytFixture(newer[2] ?? '')).replace(';77001;', ';7700;');
  const { problems, changes } = await importFiles([cut, await write('ULIC_zly.csv', bad), newer[0] ?? '']);
  assert.equal(changes, null);
  assert.deepEqual(
    problems.map(({ file, line, kind }) => [file, line, kind]),
    [
      ['SIMC_uciety.csv.gz', null, 'unreadable_archive'],
      ['ULIC_zly.csv', 27, 'sym_ul'],
    ],
  );
});

test('a village that moved to another gmina takes its people along, also when only its old gmina is imported', async () => {
  const ours = { gminas: ['3099022'] };
  await importGood(older, ours);
  const resident = await residents.insert('9900023');
  const moved = (await readTerytFixture(newer[1] ?? '')).replace(
    '30;99;02;5;01;1;Stara Wieś Wielka;',
    '02;01;01;1;01;1;Stara Wieś Wielka;',
  );
  const changes = await importGood([newer[0] ?? '', await write('SIMC_ruch.csv', moved)], ours);
  assert.equal(changes.gone.orphans, 0);
  assert.deepEqual(await residents.listAddresses(resident), ['9900023/5']);
  assert.deepEqual(
    (await listLocalities(db, ['0201011'])).map(({ name }) => name),
    ['Stara Wieś Wielka'],
  );
});

test('a partial SIMC takes the practice localities of its gmina away as well', async () => {
  await loadPracticeData({ db });
  const [header = '', ...lines] = (await readTerytFixture(newer[1] ?? ''))
    .replace('\uFEFF', '')
    .split('\r\n');
  const part = [header, ...lines.filter((line) => line.startsWith('30;21;05'))].join('\n');
  await importGood([await write('SIMC_Dopiewo.csv', part)]);
  assert.equal((await listLocalities(db, [])).length, 3);
});
