// What a newer edition no longer has but people live at.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { insertInstallation } from '#db/installation.ts';
import { listPlaceOrphans } from '#db/place-orphans.ts';
import { loadOffice } from '#services/office.ts';
import { settlePlaceOrphan } from '#services/settle-place-orphan.ts';
import { createTestDatabase } from '../support/database.ts';
import { createResidents } from '../support/residents.ts';
import {
  createFileFolder,
  createTerytImporter,
  newerEdition as newer,
  olderEdition as older,
  readTerytFixture,
} from '../support/teryt.ts';

const database = await createTestDatabase();
const { db, sql } = database;
const write = await createFileFolder();
const residents = createResidents(sql);
const { importGood, dump, clear } = createTerytImporter(sql);

beforeEach(clear);

test('what is gone but lived at stays for its people, is offered to nobody and gets a proposed successor', async () => {
  await insertInstallation(db, { epoch: 'aaaaaaaa', mode: 'practice' });
  await importGood(older);
  await residents.insert('9900069');
  await residents.insert('9900081');
  await residents.insert('9900017', '47699');
  await residents.insert('9900017', '99001');
  await residents.insert('9800018', '11443');
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
  const left = await residents.insert('9900069');
  await residents.insert('9900017', '99001');
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
  const moved = await residents.insert('9900017', '47699');
  await residents.insertAddress(moved, '9900017', '99001');
  await importGood(newer);
  await residents.insertAddress(moved, '9900017', '47700');
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
  assert.deepEqual(await residents.listAddresses(moved), ['9900017/99001/5', '9900017/47700/5']);
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
  const people = [await residents.insert('9900081', '17394'), await residents.insert('9900081', '55555')];
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
  assert.deepEqual(await Promise.all(people.map(residents.listAddresses)), [
    ['9900017/17394/5'],
    ['9900017/5'],
  ]);
});
