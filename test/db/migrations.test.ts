import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { applyMigrations, listMigrations } from '#db/migrations.ts';
import { migrate } from '../../src/migrate.ts';
import { createTestDatabase } from '../support/database.ts';
import { dumpSchema } from '../support/dump-schema.ts';

const database = await createTestDatabase();
const dumpPath = new URL('../../migrations/schema.sql', import.meta.url);

test('the committed schema dump is what the migrations make (renew it with WICI_WRITE_SCHEMA=1)', async () => {
  const dump = await dumpSchema(database.sql);
  if (process.env.WICI_WRITE_SCHEMA === '1') await writeFile(dumpPath, dump);
  assert.equal(await readFile(dumpPath, 'utf8'), dump);
});

test('a second run of the migrations changes nothing', async () => {
  assert.deepEqual(await migrate(database.url), []);
});

test('several processes may migrate one database at once', async () => {
  const results = await Promise.all([1, 2, 3].map(() => applyMigrations(database.url)));
  assert.deepEqual(results, [[], [], []]);
});

test('an older release refuses a database that a newer one has migrated', async () => {
  await database.sql`insert into migrations (name) values ('9999_future.sql')`;
  await assert.rejects(applyMigrations(database.url), /newer release \(9999_future\.sql\)/);
  await database.sql`delete from migrations where name = '9999_future.sql'`;
});

test('each migration has a number of its own', async () => {
  const numbers = (await listMigrations()).map((name) => Number(name.slice(0, 4)));
  assert.deepEqual(numbers, [...new Set(numbers)]);
});

test('consents and audit entries can be added but neither changed nor deleted', async () => {
  const { sql } = database;
  await sql`insert into audit_entries (actor, act) values ('system', 'test')`;
  await assert.rejects(sql`update audit_entries set act = 'other'`, /append-only/);
  await assert.rejects(sql`delete from audit_entries`, /append-only/);
  const [phone] = await sql`insert into phones (msisdn) values ('+48500000001') returning id`;
  await sql`insert into consents (phone_id, act, door, wording) values (${phone?.id}, 'join', 'sms', 'w1')`;
  await assert.rejects(sql`update consents set act = 'leave'`, /append-only/);
  await assert.rejects(sql`delete from consents`, /append-only/);
});
