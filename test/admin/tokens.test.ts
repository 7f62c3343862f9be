// Access of outside systems, given and taken away in the panel.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApi } from '../../src/api/api.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, type Page, setUpAccount } from '../support/panel.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
const app = createPanelApp(deps);
const api = createApi({ deps });
const admin = createVisitor(app);
await setUpAccount(deps, admin, { login: 'anna', factor: 'totp' });
const editor = createVisitor(app);
await setUpAccount(deps, editor, { login: 'redaktor', role: 'editor', factor: 'totp' });

const path = '/admin/ustawienia/systemy';
const readToken = (page: Page): string => /wici_[A-Za-z0-9_-]{43}/.exec(page.body)?.[0] ?? '';
const report = async (token: string): Promise<number> => {
  const headers = { authorization: `Bearer ${token}` };
  return (await api.request('/reports?from=2026-01-01&to=2026-01-31', { headers })).status;
};

test('an administrator gives a system a token, which is shown once, works at once and ends at once', async () => {
  await admin.open(path);
  const made = await admin.send(path, { nazwa: '  Strona  gminy ', 'zakres-reports': '1' });
  assert.equal(made.status, 200);
  const token = readToken(made);
  assert.equal(await report(token), 200);
  const headers = { authorization: `Bearer ${token}` };
  assert.equal((await api.request('/subscribers', { headers })).status, 403);

  const list = await admin.open(path);
  assert.equal(readToken(list), '');
  assert.match(list.body, /Strona gminy/);
  assert.match(list.body, /raporty/);
  assert.doesNotMatch(list.body, />nigdy</);
  const [stored] = await sql`select to_jsonb(t)::text as row from api_tokens t where name = 'Strona gminy'`;
  assert.ok(!String(stored?.row).includes(token), 'only a hash is stored');

  const link = /\/admin\/ustawienia\/systemy\/\d+/.exec(list.body)?.[0] ?? '';
  const asked = await admin.open(link);
  assert.match(asked.body, /nie da się tego cofnąć/);
  assert.equal(await report(token), 200);
  const revoked = await admin.send(`${link}/uniewaznij`, {});
  assert.match(revoked.body, /Unieważniono/);
  assert.match(revoked.body, /unieważniony/);
  assert.equal(await report(token), 401);
  assert.equal((await admin.open(link)).status, 404);

  const acts = await sql<
    { act: string }[]
  >`select act from audit_entries where act like 'token.%' order by id`;
  assert.deepEqual(
    acts.map(({ act }) => act),
    ['token.create', 'token.revoke'],
  );
  const audit = await sql`select jsonb_agg(to_jsonb(a))::text as all from audit_entries a`;
  assert.ok(!String(audit[0]?.all).includes(token.slice(5)), 'the log does not hold the token');
});

test('what is missing or taken is named, and nothing is made', async () => {
  const count = async () => (await sql`select count(*)::int as n from api_tokens`)[0]?.n;
  const before = await count();
  await admin.open(path);
  const empty = await admin.send(path, {});
  assert.equal(empty.status, 422);
  assert.match(empty.body, /Wpisz nazwę systemu/);
  assert.match(empty.body, /Zaznacz co najmniej jedną rzecz/);
  const taken = await admin.send(path, { nazwa: 'Strona gminy', 'zakres-places': '1' });
  assert.equal(taken.status, 422);
  assert.match(taken.body, /zajęta/);
  assert.match(taken.body, /id="zakres-places" name="zakres-places" value="1" checked/);
  assert.equal(await count(), before);
});

test('only an administrator sees the systems, and a form from elsewhere gives nobody access', async () => {
  assert.equal((await editor.open(path)).status, 403);
  await admin.open(path);
  const forged = await admin.send(path, { nazwa: 'Obcy', 'zakres-places': '1', _znak: 'x' });
  assert.equal(forged.status, 403);
  assert.equal((await sql`select 1 from api_tokens where name = 'Obcy'`).length, 0);
  assert.match((await createVisitor(app).open(path)).url, /^\/admin\/logowanie/);
});
