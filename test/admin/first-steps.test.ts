// The first steps as far as a browser need not show them: skipping, resuming, other people, bad input.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstSteps } from '#domain/first-steps.ts';
import type { Deps } from '#services/deps.ts';
import { loadOffice } from '#services/office.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const database = await createTestDatabase();
const { sql } = database;
const own = await createOfficeDeps(database);
let office = own.office();
const deps: Deps = { ...own, office: () => office };
const app = createPanelApp(deps);
const admin = createVisitor(app);
await setUpAccount(deps, admin, { login: 'anna', factor: 'totp' });
const editor = createVisitor(app);
await setUpAccount(deps, editor, { login: 'ewa', role: 'editor', factor: 'totp' });
await sql`delete from first_steps`;

test('an administrator is led to the steps once, others never', async () => {
  assert.equal((await editor.open('/admin')).url, '/admin');
  assert.equal((await editor.open('/admin/pierwsze-kroki')).status, 403);
  assert.equal((await admin.open('/admin')).url, '/admin/pierwsze-kroki/urzad');
  const home = await admin.open('/admin');
  assert.equal(home.url, '/admin');
  assert.match(home.body, /Pierwsze kroki: 0 z 6 za Tobą/);
});

test('a step is left for later, the place is kept, and what was left is told', async () => {
  await admin.open('/admin/pierwsze-kroki/urzad');
  const second = await admin.send('/admin/pierwsze-kroki/urzad', { akcja: 'pozniej' });
  assert.equal(second.url, '/admin/pierwsze-kroki/miejsca');
  assert.equal((await admin.open('/admin/pierwsze-kroki')).url, '/admin/pierwsze-kroki/miejsca');
  for (const step of firstSteps.slice(1)) {
    await admin.open(`/admin/pierwsze-kroki/${step}`);
    await admin.send(`/admin/pierwsze-kroki/${step}`, { akcja: 'pozniej' });
  }
  const end = await admin.open('/admin/pierwsze-kroki');
  assert.equal(end.url, '/admin/pierwsze-kroki');
  assert.match(end.body, /Twój telefon<\/a> <span class="tag warning">na później/);
  assert.ok(!end.body.includes('Wszystko gotowe'));
  assert.ok(!(await admin.open('/admin')).body.includes('Pierwsze kroki:'));
});

test('bad input is named beside its field and nothing is half done', async () => {
  await sql`delete from first_steps`;
  await admin.open('/admin/pierwsze-kroki/urzad');
  const evil = '<script>alert(1)</script>';
  const bad = await admin.send('/admin/pierwsze-kroki/urzad', {
    akcja: 'dalej',
    officeName: evil,
    officeShortName: 'X',
    controllerName: 'Y',
    tercs: '12',
  });
  assert.equal(bad.status, 422);
  assert.match(bad.body, /id="tercs-problem"/);
  assert.ok(!bad.body.includes('<script>alert'));
  office = await loadOffice(database.db);
  assert.equal(office.settings.officeShortName, 'Dopiewo');
  const wrong = await admin.send('/admin/pierwsze-kroki/telefon', { akcja: 'numer', numer: '12' });
  assert.equal(wrong.status, 422);
  const early = await admin.send('/admin/pierwsze-kroki/telefon', { akcja: 'kod', kod: '000000' });
  assert.match(early.body, /Tego kodu nie można już użyć/);
  assert.match((await admin.open('/admin/pierwsze-kroki/proba')).body, /Najpierw potwierdź swój telefon/);
  assert.equal((await admin.send('/admin/pierwsze-kroki/proba', { akcja: 'wyslij' })).status, 409);
  assert.equal((await admin.open('/admin/pierwsze-kroki/inny')).status, 404);
});

test('an office without its register practises on the practice one, or is shown where to load its own', async () => {
  await admin.open('/admin/pierwsze-kroki/urzad');
  await admin.send('/admin/pierwsze-kroki/urzad', {
    akcja: 'dalej',
    officeName: 'Urząd Gminy Inna',
    officeShortName: 'Inna',
    controllerName: 'Wójt Gminy Inna',
    tercs: '0201011',
  });
  office = await loadOffice(database.db);
  const places = await admin.open('/admin/pierwsze-kroki/miejsca');
  assert.match(places.body, /Dla gminy <strong>0201011<\/strong> nie ma jeszcze miejsc/);
  const next = await admin.send('/admin/pierwsze-kroki/miejsca', { akcja: 'cwiczenia' });
  assert.equal(next.url, '/admin/pierwsze-kroki/numer');
  assert.deepEqual((await loadOffice(database.db)).settings.tercs, ['3021052']);
});

test('the steps are put away, and stay reachable', async () => {
  await admin.open('/admin/pierwsze-kroki/numer');
  assert.equal((await admin.send('/admin/pierwsze-kroki/zamknij', {})).url, '/admin');
  assert.ok(!(await admin.open('/admin')).body.includes('Pierwsze kroki:'));
  assert.match((await admin.open('/admin/ustawienia')).body, /href="\/admin\/pierwsze-kroki"/);
  assert.equal((await admin.open('/admin/pierwsze-kroki/numer')).status, 200);
});
