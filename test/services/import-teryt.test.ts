import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { insertInstallation } from '#db/installation.ts';
import { listPlaceOrphans, listTerytEditions } from '#db/place-orphans.ts';
import { listLocalities, listStreets } from '#db/places.ts';
import { practiceLocalities } from '#domain/practice-places.ts';
import { hasChanges, importTeryt } from '#services/import-teryt.ts';
import { loadPracticeData } from '#services/load-practice-data.ts';
import { loadOffice } from '#services/office.ts';
import { settlePlaceOrphan } from '#services/settle-place-orphan.ts';
import { createTestDatabase } from '../support/database.ts';
import { createFileFolder, makeZip, readTerytFixture, terytFixture } from '../support/teryt.ts';

const database = await createTestDatabase();
const { db, sql } = database;
const write = await createFileFolder();

const older = [
  'TERC_Urzedowy_2020-09-26.csv',
  'SIMC_Urzedowy_2020-09-26.csv',
  'ULIC_Adresowy_2020-09-26.csv',
];
const newer = [
  'TERC_Urzedowy_2026-05-11.csv',
  'SIMC_Urzedowy_2026-05-11.csv',
  'ULIC_Adresowy_2026-05-11.csv',
];

beforeEach(async () => {
  await sql`truncate communes, localities, streets, place_orphans, teryt_imports, addresses, subscribers, phones, settings cascade`;
});

async function importFiles(
  names: readonly string[],
  options: { readonly gminas?: readonly string[]; readonly act?: 'store' | 'preview' } = {},
) {
  return importTeryt(
    { sql },
    {
      files: names.map((name) => ({ path: name.includes('/') ? name : terytFixture(name) })),
      gminas: options.gminas ?? [],
      actor: 'cli',
      act: options.act ?? 'store',
    },
  );
}

async function importGood(...args: Parameters<typeof importFiles>) {
  const result = await importFiles(...args);
  assert.deepEqual(result.problems, []);
  assert.ok(result.changes !== null);
  return result.changes;
}

/** All that an import may change, as one text. */
async function dump(): Promise<string> {
  const rows = await sql`
    select (select json_agg(c order by terc) from communes c) as communes,
      (select json_agg(l order by sym) from localities l) as localities,
      (select json_agg(s order by sym, sym_ul) from streets s) as streets,
      (select json_agg(o order by id) from place_orphans o) as orphans,
      (select json_agg(i order by id) from teryt_imports i) as imports,
      (select json_agg(s order by key) from settings s) as settings,
      (select count(*) from audit_entries) as audits`;
  return JSON.stringify(rows);
}

let nextNumber = 600_100_000;

async function insertResident(sym: string, symUl: string | null = null): Promise<number> {
  nextNumber += 1;
  const [row] = await sql<{ id: number }[]>`
    insert into phones (msisdn) values (${`+48${nextNumber}`}) returning id`;
  const id = row?.id ?? 0;
  await sql`
    insert into subscribers (phone_id, state, source, joined_at, decided_at)
    values (${id}, 'active', 'import', now(), now())`;
  await insertAddress(id, sym, symUl);
  return id;
}

async function insertAddress(phoneId: number, sym: string, symUl: string | null): Promise<void> {
  await sql`insert into addresses (phone_id, sym, sym_ul, house_number) values (${phoneId}, ${sym}, ${symUl}, '5')`;
}

async function listAddresses(phoneId: number): Promise<readonly string[]> {
  const rows = await sql<{ place: string }[]>`
    select concat_ws('/', sym, sym_ul, house_number) as place from addresses where phone_id = ${phoneId} order by id`;
  return rows.map((row) => row.place);
}

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
  await insertResident('9900023');
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
  const people = [await insertResident('9900023', null), await insertResident('9900017', '00157')];
  const changes = await importGood(newer);
  assert.deepEqual(changes.localities, { added: 2, changed: 4, renamed: 1, moved: 4 });
  assert.deepEqual(changes.gone, { localities: 3, streets: 4, orphans: 0, returned: 0 });
  assert.deepEqual(await Promise.all(people.map(listAddresses)), [['9900023/5'], ['9900017/00157/5']]);
  const [village] = (await listLocalities(db, ['3099022'])).filter(({ sym }) => sym === '9900023');
  assert.equal(village?.name, 'Stara Wieś Wielka');
});

test('what is gone but lived at stays for its people, is offered to nobody and gets a proposed successor', async () => {
  await insertInstallation(db, { epoch: 'aaaaaaaa', mode: 'practice' });
  await importGood(older);
  await insertResident('9900069');
  await insertResident('9900081');
  await insertResident('9900017', '47699');
  await insertResident('9900017', '99001');
  await insertResident('9800018', '11443');
  const changes = await importGood(newer);
  assert.deepEqual(changes.gone, { localities: 1, streets: 1, orphans: 5, returned: 0 });
  assert.deepEqual(
    (await listPlaceOrphans(db))
      .map((row) => [row.sym, row.symUl, row.addresses, row.basis, row.successorSym, row.successorSymUl])
      .sort(),
    [
      ['9800018', '11443', 1, 'same_street_in_city', '9800024', '11443'],
      ['9900017', '47699', 1, 'alike_name', '9900017', '47700'],
      ['9900017', '99001', 1, null, null, null],
      ['9900069', null, 1, 'same_name', '9900106', null],
      ['9900081', null, 1, 'parent', '9900017', null],
    ],
  );
  const { places } = await loadOffice(db);
  assert.equal(places.findStreets('9900017', 'Dawna').kind, 'none');
  assert.equal(places.findStreet('9900017', '99001')?.nazwa1, 'Dawna');
  assert.equal(places.findLocalities('Łąki').kind, 'none');
  assert.equal(places.findLocality('9900081')?.name, 'Łąki');
  const before = await dump();
  await importGood(newer);
  assert.equal(await dump(), before);
});

test('an orphan goes when nobody lives there any longer, and is none when the register has it again', async () => {
  await importGood(older);
  const left = await insertResident('9900069');
  await insertResident('9900017', '99001');
  await importGood(newer);
  await sql`delete from addresses where phone_id = ${left}`;
  const again = (await readTerytFixture(newer[2] ?? ''))
    .replaceAll('2026-05-10', '2026-06-30')
    .replace(';99002;ul.;Nowa;', ';99001;ul.;Dawna;');
  const file = await write('ULIC_Adresowy_2026-07-01.csv', again);
  const changes = await importGood([newer[1] ?? '', file]);
  assert.equal(changes.gone.returned, 1);
  assert.equal(changes.gone.localities, 1);
  assert.deepEqual(await listPlaceOrphans(db), []);
});

test('settling an orphan moves its people, once each, and forgets the place', async () => {
  await importGood(older);
  const moved = await insertResident('9900017', '47699');
  await insertAddress(moved, '9900017', '99001');
  await importGood(newer);
  await insertAddress(moved, '9900017', '47700');
  const [orphan] = (await listPlaceOrphans(db)).filter(({ symUl }) => symUl === '47699');
  const request = {
    orphanId: orphan?.id ?? 0,
    successor: { sym: '9900017', symUl: '47700' },
    unmatchedStreets: 'refuse',
    actor: 'staff:1',
    role: 'editor',
  } as const;
  await assert.rejects(settlePlaceOrphan({ db }, { ...request, role: 'viewer' }), { code: 'forbidden' });
  const toOrphan = { sym: '9900017', symUl: '99001' };
  await assert.rejects(settlePlaceOrphan({ db }, { ...request, successor: toOrphan }), { code: 'invalid' });
  await settlePlaceOrphan({ db }, request);
  assert.deepEqual(await listAddresses(moved), ['9900017/99001/5', '9900017/47700/5']);
  assert.deepEqual(
    (await listPlaceOrphans(db)).map(({ symUl }) => symUl),
    ['99001'],
  );
  await assert.rejects(settlePlaceOrphan({ db }, request), { code: 'not_found' });
});

test('people of a vanished locality keep their street where the successor has it, else somebody must say so', async () => {
  await importGood(older);
  await sql`insert into streets (sym, sym_ul, cecha, nazwa_1) values
    ('9900081', '17394', 'ul.', 'Poznańska'), ('9900081', '55555', 'ul.', 'Łąkowa')`;
  const people = [await insertResident('9900081', '17394'), await insertResident('9900081', '55555')];
  await importGood(newer.slice(0, 2));
  const [orphan] = await listPlaceOrphans(db);
  const request = {
    orphanId: orphan?.id ?? 0,
    successor: { sym: '9900017', symUl: null },
    actor: 'staff:1',
    role: 'admin',
  } as const;
  await assert.rejects(settlePlaceOrphan({ db }, { ...request, unmatchedStreets: 'refuse' }), {
    code: 'conflict',
  });
  const { moved } = await settlePlaceOrphan({ db }, { ...request, unmatchedStreets: 'leave_out' });
  assert.equal(moved, 2);
  assert.deepEqual(await Promise.all(people.map(listAddresses)), [['9900017/17394/5'], ['9900017/5']]);
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
  await insertResident('0582870', '03376');
  await insertResident('0582924');
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
