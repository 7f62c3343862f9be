// The list of those who are told of danger by SMS.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadOffice } from '#services/office.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
const admin = createVisitor(createPanelApp(deps));
await setUpAccount(deps, admin, { login: 'anna', factor: 'totp' });

test('duty officers are kept as checked Polish mobiles, masked, by administrators only', async () => {
  const path = '/admin/ustawienia/dyzurni';
  await admin.open(path);
  const refused = await admin.send(path, { kto: '', numer: '22 123 45 67' });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /id="kto-problem"[\s\S]*id="numer-problem"/);
  const added = await admin.send(path, { kto: 'Dyżurny', numer: '600 700 800' });
  assert.match(added.body, /Dyżurny[\s\S]*\+48 \*\*\* \*\*\* 800/);
  assert.match((await admin.send(path, { kto: 'Inny', numer: '600700800' })).body, /jest już na liście/);
  const stored = async () => (await loadOffice(database.db)).settings.dutyOfficers;
  assert.deepEqual(await stored(), [{ name: 'Dyżurny', number: '+48600700800' }]);
  await admin.open(path);
  assert.equal((await admin.send(`${path}/0/usun`, { nazwa: 'Kto inny' })).status, 409);
  await admin.open(path);
  await admin.send(`${path}/0/usun`, {});
  assert.deepEqual(await stored(), []);
  assert.ok(!JSON.stringify(await sql`select detail from audit_entries`).includes('600700'));
});
