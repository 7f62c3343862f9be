import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadOffice } from '#services/office.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const database = await createTestDatabase();
const { sql } = database;
const made = await createOfficeDeps(database);
let current = made.office();
const deps = { ...made, office: () => current };
const visitor = createVisitor(createPanelApp(deps));

before(() => setUpAccount(deps, visitor, { login: 'anna', factor: 'later' }));

async function keys(): Promise<readonly string[]> {
  current = await loadOffice(deps.db);
  return current.categories.map((row) => `${row.key}${row.isActive ? '' : ' (off)'}`);
}

test('a category is added at the end, with a key made of its name, and moved up', async () => {
  const first = await keys();
  await visitor.open('/admin/ustawienia/kategorie');
  const page = await visitor.send('/admin/ustawienia/kategorie', {
    nazwa: 'Bezpłatne szczepienia',
    podstawa: 'art. 6 ust. 1 lit. a RODO: zgoda',
    klucz: '',
  });
  assert.match(page.body, /Zapisano/);
  assert.deepEqual(await keys(), [...first, 'bezplatne-szczepienia']);
  const [row] = await sql<{ id: number }[]>`select id from categories where key = 'bezplatne-szczepienia'`;
  await visitor.send(`/admin/ustawienia/kategorie/${row?.id}/wyzej`, {});
  assert.deepEqual((await keys()).at(-2), 'bezplatne-szczepienia');
  const acts = await sql<{ act: string; subject: string }[]>`
    select act, subject from audit_entries where act like 'category.%' order by id`;
  assert.deepEqual(
    acts.map(({ act, subject }) => `${act} ${subject}`),
    ['category.add category:bezplatne-szczepienia', 'category.move category:bezplatne-szczepienia'],
  );
});

test('a name alone always gives a key, also one that begins with a number or is so like another that keys would meet', async () => {
  const first = await keys();
  await visitor.open('/admin/ustawienia/kategorie');
  for (const nazwa of ['2026 imprezy', 'Sport!', 'Sport?']) {
    const page = await visitor.send('/admin/ustawienia/kategorie', {
      nazwa,
      podstawa: 'art. 6 ust. 1 lit. a RODO: zgoda',
      klucz: ' ',
    });
    assert.match(page.body, /Zapisano/, nazwa);
  }
  assert.deepEqual(await keys(), [...first, 'kategoria-2026-imprezy', 'sport-2', 'sport-3']);
});

test('a bad name, basis or key is named beside its field and stores nothing', async () => {
  const before = await keys();
  const basis = 'art. 6 ust. 1 lit. a RODO: zgoda';
  for (const [fields, words] of [
    [{ nazwa: 'x', podstawa: basis }, /od 2 do 40 znaków/],
    [{ nazwa: '2026', podstawa: basis }, /musi mieć litery/],
    [{ nazwa: 'Новини', podstawa: basis }, /musi mieć litery/],
    [{ nazwa: 'Sport 🏐 Волейбол', podstawa: basis }, /musi mieć litery/],
    [{ nazwa: 'SPORT', podstawa: basis }, /Taka kategoria już jest/],
    [{ nazwa: 'Basen', podstawa: '' }, /Wpisz podstawę prawną/],
    [{ nazwa: 'Basen', podstawa: basis, klucz: 'Ą!' }, /małe litery/],
    [{ nazwa: 'Basen', podstawa: basis, klucz: 'sport' }, /już zajęty/],
  ] as const) {
    const page = await visitor.send('/admin/ustawienia/kategorie', fields);
    assert.equal(page.status, 422);
    assert.match(page.body, words);
  }
  assert.deepEqual(await keys(), before);
});

test('a category is renamed and closed while its key stays; alerts can be renamed but not closed', async () => {
  const [sport, alerts] = await sql<{ id: number; key: string }[]>`
    select id, key from categories where key in ('sport', 'alerty') order by key desc`;
  const path = `/admin/ustawienia/kategorie/${sport?.id}`;
  await visitor.open(path);
  await visitor.send(path, { nazwa: 'Rekreacja', podstawa: 'art. 6 ust. 1 lit. a RODO', handlowa: '1' });
  await visitor.send(`/admin/ustawienia/kategorie/${alerts?.id}`, {
    nazwa: 'Zagrożenia',
    podstawa: 'art. 6 ust. 1 lit. e RODO',
  });
  await keys();
  const shown = current.categories.map(({ key, name, isActive, isCommercial }) => ({
    key,
    name,
    isActive,
    isCommercial,
  }));
  assert.deepEqual(
    shown.filter(({ key }) => key === 'sport' || key === 'alerty'),
    [
      { key: 'alerty', name: 'Zagrożenia', isActive: true, isCommercial: false },
      { key: 'sport', name: 'Rekreacja', isActive: false, isCommercial: true },
    ],
  );
});

test('how long data is kept is set within bounds', async () => {
  await visitor.open('/admin/ustawienia/przechowywanie');
  const good = {
    keepMessagesMonths: '12',
    keepInboundMonths: '6',
    keepLeftMonths: '24',
    keepRefusedDays: '30',
    keepAuditYears: '3',
  };
  const bad = await visitor.send('/admin/ustawienia/przechowywanie', { ...good, keepAuditYears: '1' });
  assert.equal(bad.status, 422);
  assert.match(bad.body, /Wpisz liczbę całkowitą od 2 do 20/);
  await visitor.send('/admin/ustawienia/przechowywanie', good);
  await keys();
  assert.deepEqual([current.settings.keepMessagesMonths, current.settings.keepAuditYears], [12, 3]);
});
