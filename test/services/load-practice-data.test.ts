import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listSettings } from '#db/installation.ts';
import { countLocalities, listCategories } from '#db/places.ts';
import { loadPracticeData } from '#services/load-practice-data.ts';
import { createTestDatabase } from '../support/database.ts';

const database = await createTestDatabase();
const { db, sql } = database;

test('practice data fills an empty installation once, and keeps what the office has set', async () => {
  await sql`insert into settings (key, value, updated_by) values ('officeName', '"Urząd Gminy Nasza"', 'staff:1')`;
  assert.equal(await loadPracticeData({ db }), 'loaded');
  assert.equal(await countLocalities(db), 24);
  assert.deepEqual(
    (await listCategories(db)).map(({ key, isAlert }) => [key, isAlert]),
    [
      ['alerty', true],
      ['sport', false],
      ['kultura', false],
      ['odpady', false],
      ['prad', false],
    ],
  );
  const settings = new Map((await listSettings(db)).map(({ key, value }) => [key, value]));
  assert.equal(settings.get('officeName'), 'Urząd Gminy Nasza');
  assert.deepEqual(settings.get('tercs'), ['3021052']);
  assert.equal(await loadPracticeData({ db }), 'present');
});

test('an installation with places of its own is left alone', async () => {
  await sql`truncate streets, localities`;
  await sql`insert into localities values ('0969400', 'Poznań', '96', '0969400', '3064011')`;
  assert.equal(await loadPracticeData({ db }), 'other_places');
  assert.equal(await countLocalities(db), 1);
});
