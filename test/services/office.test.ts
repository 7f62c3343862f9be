import assert from 'node:assert/strict';
import { test } from 'node:test';
import pino from 'pino';
import { upsertSetting } from '#db/installation.ts';
import { ensureInstallation } from '#services/ensure-installation.ts';
import { loadPracticeData } from '#services/load-practice-data.ts';
import { watchOffice } from '#services/office.ts';
import { createTestDatabase } from '../support/database.ts';
import { waitFor } from '../support/service.ts';

const database = await createTestDatabase();
const { db, sql } = database;
await ensureInstallation(db, { hasGateway: false });
let changes = 0;
const watch = await watchOffice({
  db,
  sql,
  logger: pino({ level: 'silent' }),
  onChange: async () => {
    changes += 1;
  },
});
database.onEnd(() => watch.stop());

test('places and categories loaded by another process are known within a second', async () => {
  assert.equal(watch.current().places.findLocality('0582870'), null);
  await loadPracticeData({ db });
  await waitFor(() => watch.current().places.findLocality('0582870'), { limitMs: 1_000 });
  assert.deepEqual(
    watch.current().categories.map((row) => row.key),
    ['alerty', 'sport', 'kultura', 'odpady', 'prad'],
  );
  assert.ok(changes >= 1);
});

test('a changed setting is known within a second, and one that fits no more keeps its default', async () => {
  await db.transaction(async (tx) => {
    await upsertSetting(tx, { key: 'officeShortName', value: 'Gmina X', by: 'test' });
    await upsertSetting(tx, { key: 'quietFrom', value: 'wieczorem', by: 'test' });
  });
  await waitFor(() => watch.current().settings.officeShortName === 'Gmina X', { limitMs: 1_000 });
  assert.equal(watch.current().settings.quietFrom, '21:00');
});

test('when reading fails the last office holds, and it is read again later', async () => {
  await sql`alter table categories rename to categories_away`;
  await sql`select pg_notify('wici', 'settings')`;
  await watch.settled();
  assert.equal(watch.current().settings.officeShortName, 'Gmina X');
  await sql`alter table categories_away rename to categories`;
  await sql`update categories set name = 'Imprezy' where key = 'kultura'`;
  await waitFor(() => watch.current().categories.some((row) => row.name === 'Imprezy'), { limitMs: 3_000 });
});
