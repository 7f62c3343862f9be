import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { dayOf } from '#domain/report-period.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';
import { createResidents } from '../support/residents.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
const app = createPanelApp(deps);
const visitor = createVisitor(app);
const viewer = createVisitor(app);
const residents = createResidents(sql);

before(async () => {
  await setUpAccount(deps, visitor, { login: 'anna', factor: 'later' });
  await setUpAccount(deps, viewer, { login: 'wanda', role: 'viewer', factor: 'later' });
});

const today = dayOf(new Date());

test('access is answered by a page with everything, and entered in the register and the audit', async () => {
  const phoneId = await residents.insert('0582870', '17394');
  await sql`insert into consents (phone_id, act, door, wording) values (${phoneId}, 'join', 'import', 'karta 12/2026')`;
  const path = `/admin/odbiorcy/${phoneId}/rodo`;
  await visitor.open(path);
  const page = await visitor.send(path, { wniosek: 'access', wplynal: today });
  assert.equal(page.status, 200);
  assert.match(page.body, /Odpowiedź na wniosek nr 1/);
  for (const part of [/\+486001\d{5}/, /Skórzewo, ul\. Poznańska 5/, /karta 12\/2026/])
    assert.match(page.body, part);
  const register = (await visitor.open('/admin/odbiorcy/wnioski')).body;
  assert.match(register, /dostęp do danych/);
  assert.match(register, /Anna Nowak/);
  assert.doesNotMatch(register, /\+486001\d{5}/);
  const [entry] = await sql<{ subject: string; detail: object }[]>`
    select subject, detail from audit_entries where act = 'person.answer_request'`;
  assert.deepEqual({ ...entry }, { subject: `phone:${phoneId}`, detail: { kind: 'access', request: 1 } });
});

test('erasure takes everything chosen at once, and the register keeps no number', async () => {
  const phoneId = await residents.insert('0582870');
  const path = `/admin/odbiorcy/${phoneId}/rodo`;
  await visitor.open(path);
  assert.match(
    (await visitor.send(path, { wniosek: 'erasure', wplynal: today })).body,
    /Osoba jest wypisana/,
  );
  const [row] = await sql<{ state: string; erasing: boolean }[]>`
    select s.state, p.erasing_since is not null as erasing
    from subscribers s join phones p on p.id = s.phone_id where s.phone_id = ${phoneId}`;
  assert.deepEqual({ ...row }, { state: 'left', erasing: true });
  assert.deepEqual(await residents.listAddresses(phoneId), []);
});

test('a request without a kind, with a day to come or that is none, is refused and nothing is done', async () => {
  const phoneId = await residents.insert('0582870');
  const path = `/admin/odbiorcy/${phoneId}/rodo`;
  await visitor.open(path);
  for (const [fields, words] of [
    [{ wplynal: today }, /Wybierz, o co/],
    [{ wniosek: 'erasure', wplynal: '2999-01-01' }, /jeszcze nie nadeszła/],
    [{ wniosek: 'erasure', wplynal: '2026-02-31' }, /Wpisz dzień/],
  ] as const) {
    const page = await visitor.send(path, fields);
    assert.equal(page.status, 422);
    assert.match(page.body, words);
  }
  const requests = await sql`select from data_requests where phone_id = ${phoneId}`;
  assert.equal(requests.length, 0);
  assert.equal((await residents.listAddresses(phoneId)).length, 1);
});

test('who only looks sees neither requests nor their answers', async () => {
  const phoneId = await residents.insert('0582870');
  assert.equal((await viewer.open(`/admin/odbiorcy/${phoneId}/rodo`)).status, 403);
  assert.equal((await viewer.open('/admin/odbiorcy/wnioski')).status, 403);
  await viewer.open('/admin');
  assert.equal(
    (await viewer.send(`/admin/odbiorcy/${phoneId}/rodo`, { wniosek: 'erasure', wplynal: today })).status,
    403,
  );
});
