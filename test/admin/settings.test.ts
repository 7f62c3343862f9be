import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OfficeSettingKey, officeSettingKeys } from '#domain/settings.ts';
import type { Deps } from '#services/deps.ts';
import { loadOffice } from '#services/office.ts';
import { otherSettingLabels, settingsPages } from '../../src/admin/settings.table.ts';
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
const second = createVisitor(app);
await setUpAccount(deps, second, { login: 'ewa', factor: 'totp' });
const viewer = createVisitor(app);
await setUpAccount(deps, viewer, { login: 'ogladajacy', role: 'viewer', factor: 'totp' });

const pages = ['urzad', 'numer', 'koszty', 'cisza', 'wysylanie', 'przechowywanie'] as const;

async function reload(): Promise<typeof office.settings> {
  office = await loadOffice(database.db);
  return office.settings;
}

async function listChanges(subject: string): Promise<readonly { before: unknown; after: unknown }[]> {
  const rows = await sql<{ before: unknown; after: unknown }[]>`
    select before, after from setting_changes where subject = ${subject} order by id`;
  return [...rows];
}

async function lastChange(subject: string): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    select max(id) as id from setting_changes where subject = ${subject}`;
  return row?.id ?? 0;
}

test('every setting has its field on one page, and the index leads to each page', async () => {
  const shown: OfficeSettingKey[] = pages.flatMap((id) => settingsPages[id].fields.map(({ key }) => key));
  const named = [...shown, ...Object.keys(otherSettingLabels)];
  assert.deepEqual([...named].sort(), [...officeSettingKeys()].sort());
  const index = await admin.open('/admin/ustawienia');
  for (const id of pages) {
    assert.ok(index.body.includes(`href="/admin/ustawienia/${id}"`), id);
    const page = await admin.open(`/admin/ustawienia/${id}`);
    assert.equal(page.status, 200, id);
    assert.ok(page.body.includes(`<h1>${settingsPages[id].title}</h1>`), id);
  }
  const little = await viewer.open('/admin/ustawienia');
  assert.ok(!little.body.includes('/admin/ustawienia/urzad'));
  assert.match(little.body, /zmienia administrator/);
});

test('settings are checked, stored together or not at all, and audited by name', async () => {
  await admin.open('/admin/ustawienia/numer');
  const saved = await admin.send('/admin/ustawienia/numer', {
    senderName: 'Gmina',
    bulkBacklog: '5 000',
    useFast: '1',
  });
  assert.match(saved.url, /zapisano=1/);
  await admin.open('/admin/ustawienia/koszty');
  await admin.send('/admin/ustawienia/koszty', { segmentPriceGrosze: '16,5', alertReservePoints: '50,5' });
  const settings = await reload();
  assert.partialDeepStrictEqual(settings, {
    senderName: 'Gmina',
    bulkBacklog: 5_000,
    useFast: true,
    segmentPriceGrosze: 16.5,
    alertReservePoints: 50.5,
  });
  const refused = await admin.send('/admin/ustawienia/numer', {
    senderName: 'Żółta Nazwa Długa',
    dialogueNumber: '<b>48500',
    bulkBacklog: '1',
  });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /id="senderName-problem"/);
  assert.match(refused.body, /id="dialogueNumber-problem"/);
  assert.match(refused.body, /value="&lt;b&gt;48500"/);
  assert.equal((await reload()).bulkBacklog, 5_000);
  const entries = await sql<{ detail: { keys: string } }[]>`
    select detail from audit_entries where act = 'settings.change' order by id`;
  assert.deepEqual(
    entries.map(({ detail }) => detail.keys.split(',').sort()),
    [
      ['bulkBacklog', 'senderName', 'useFast'],
      ['alertReservePoints', 'segmentPriceGrosze'],
    ],
  );
  await viewer.open('/admin/ustawienia');
  assert.equal((await viewer.send('/admin/ustawienia/numer', { senderName: 'X' })).status, 403);
});

test('a preview shows what values would do and stores nothing', async () => {
  await admin.open('/admin/ustawienia/urzad');
  const shown = await admin.send('/admin/ustawienia/urzad', {
    officeShortName: 'Zagranica',
    controllerName: 'Wójt',
    podglad: '1',
  });
  assert.match(shown.body, /Nic jeszcze nie zapisano/);
  assert.match(shown.body, /Zagranica: zapisy na SMS-y/);
  assert.match(shown.body, /value="Zagranica"/);
  assert.equal((await reload()).officeShortName, 'Dopiewo');
  await admin.open('/admin/ustawienia/cisza');
  const quiet = await admin.send('/admin/ustawienia/cisza', {
    quietFrom: '22:00',
    quietUntil: '08:00',
    podglad: '1',
  });
  assert.match(quiet.body, /Alert o 22:00: wychodzi od razu/);
  assert.match(quiet.body, /Zwykła wysyłka o 22:00: czeka do .* 08:00/);
  await admin.open('/admin/ustawienia/koszty');
  const costs = await admin.send('/admin/ustawienia/koszty', {
    segmentPriceGrosze: '20',
    monthBudgetGrosze: '100',
    podglad: '1',
  });
  assert.match(costs.body, /500 SMS-ów/);
  const bad = await admin.send('/admin/ustawienia/koszty', { segmentPriceGrosze: '', podglad: '1' });
  assert.equal(bad.status, 422);
});

test('the history tells who changed what from what to what, and a former value comes back', async () => {
  await admin.open('/admin/ustawienia/urzad');
  await admin.send('/admin/ustawienia/urzad', { helpPhone: '61 814 83 31' });
  await admin.open('/admin/ustawienia/urzad');
  await admin.send('/admin/ustawienia/urzad', { helpPhone: '61 000 00 00' });
  assert.deepEqual(await listChanges('helpPhone'), [
    { before: '', after: '61 814 83 31' },
    { before: '61 814 83 31', after: '61 000 00 00' },
  ]);
  const history = await admin.open('/admin/ustawienia/historia?co=helpPhone');
  assert.match(history.body, /Anna Nowak/);
  assert.match(history.body, /61 814 83 31/);
  assert.equal(history.body.match(/ustawienia\/historia\/\d+"/g)?.length, 2);
  assert.ok((await admin.open('/admin/ustawienia/historia?strona=koszty')).body.includes('16,5 gr'));
  const id = await lastChange('helpPhone');
  const page = await admin.open(`/admin/ustawienia/historia/${id}`);
  assert.match(page.body, /Przywróć to, co było/);
  const restored = await admin.send(`/admin/ustawienia/historia/${id}/przywroc`, {});
  assert.match(restored.body, /Przywrócono/);
  assert.equal((await reload()).helpPhone, '61 814 83 31');
  assert.equal((await listChanges('helpPhone')).length, 3);
  const again = await admin.open(`/admin/ustawienia/historia/${id}`);
  assert.match(again.body, /obowiązuje dziś/);
  // The audit names the setting only.
  const [leak] = await sql`select 1 from audit_entries where detail::text like '%814%'`;
  assert.equal(leak, undefined);
  await viewer.open('/admin/ustawienia');
  assert.equal((await viewer.open(`/admin/ustawienia/historia/${id}`)).status, 403);
  assert.equal((await viewer.send(`/admin/ustawienia/historia/${id}/przywroc`, {})).status, 403);
});

test('of duty officers the history keeps how many there are, never their numbers', async () => {
  await admin.open('/admin/ustawienia/dyzurni');
  await admin.send('/admin/ustawienia/dyzurni', { kto: 'Jan Dyżurny', numer: '501 234 567' });
  assert.deepEqual(await listChanges('dutyOfficers'), [{ before: { people: 0 }, after: { people: 1 } }]);
  const page = await admin.open(`/admin/ustawienia/historia/${await lastChange('dutyOfficers')}`);
  assert.match(page.body, /1 osoba/);
  assert.ok(!page.body.includes('Przywróć to'));
  await admin.open('/admin/ustawienia');
  const refused = await admin.send(
    `/admin/ustawienia/historia/${await lastChange('dutyOfficers')}/przywroc`,
    {},
  );
  assert.equal(refused.status, 409);
});

test('categories, consents and the crest have their history; what can be brought back comes back', async () => {
  const [sport] = await sql<{ id: number }[]>`select id from categories where key = 'sport'`;
  const path = `/admin/ustawienia/kategorie/${sport?.id}`;
  await admin.open(path);
  await admin.send(path, { nazwa: 'Rekreacja', podstawa: 'art. 6 ust. 1 lit. a RODO', czynna: '1' });
  const id = await lastChange('category:sport');
  const page = await admin.open(`/admin/ustawienia/historia/${id}`);
  assert.match(page.body, /Rekreacja; art\. 6 ust\. 1 lit\. a RODO/);
  await admin.send(`/admin/ustawienia/historia/${id}/przywroc`, {});
  await reload();
  assert.equal(office.categories.find(({ key }) => key === 'sport')?.name, 'Sport');

  await admin.open('/admin/ustawienia/klauzule');
  const pl = 'Chcę dostawać SMS-y urzędu. Administrator: {administrator}. Zgodę można cofnąć.';
  await admin.send('/admin/ustawienia/klauzule', { pl, uk: '', en: '' });
  const clause = await lastChange('clause');
  await admin.open(`/admin/ustawienia/historia/${clause}`);
  await admin.send(`/admin/ustawienia/historia/${clause}/przywroc`, {});
  await reload();
  // The wording of the release again, as a version of its own: consents name the version they were given to.
  assert.equal(office.clause.version, 3);
  assert.notEqual(office.clause.texts.pl, pl);
});

test('who saves over a change made meanwhile is told so and loses nothing', async () => {
  await admin.open('/admin/ustawienia/cisza');
  await second.open('/admin/ustawienia/cisza');
  await second.send('/admin/ustawienia/cisza', { quietFrom: '22:00', quietUntil: '07:00' });
  const late = await admin.send('/admin/ustawienia/cisza', { quietFrom: '21:00', quietUntil: '06:00' });
  assert.equal(late.status, 409);
  assert.match(late.body, /W międzyczasie ktoś inny/);
  assert.match(late.body, /value="06:00"/);
  assert.equal((await reload()).quietUntil, '07:00');
  const sure = await admin.send('/admin/ustawienia/cisza', { quietFrom: '21:00', quietUntil: '06:00' });
  assert.match(sure.url, /zapisano/);
  assert.equal((await reload()).quietUntil, '06:00');
});

test('no value of a setting reaches a page or a text as markup, or a gateway macro', async () => {
  const evil = '"><script>alert(1)</script>';
  await admin.open('/admin/ustawienia/urzad');
  const page = await admin.send('/admin/ustawienia/urzad', {
    officeName: evil,
    officeShortName: '<b>[%kod%]{kod}',
    controllerName: `<img src=x onerror=alert(1)>${evil}`,
  });
  assert.equal(page.status, 200);
  await reload();
  for (const path of ['', '/urzad', '/historia', '/numer', '/tryb', '/klauzule']) {
    const { body } = await admin.open(`/admin/ustawienia${path}`);
    assert.ok(!/<script>alert|<img src=x|<b>\[/.test(body), path);
  }
  const { body } = await admin.open('/admin/ustawienia/urzad');
  assert.ok(!/\[%|%\]/.test(body.slice(body.indexOf('class="sms"'))));
});

test('a reply is worded the office’s way, with what it must keep, and comes back to what it was', async () => {
  const path = '/admin/ustawienia/tresci/askLocalityJoin';
  const list = await admin.open('/admin/ustawienia/tresci');
  assert.match(list.body, /Po ZAPISZ: pytanie o miejscowość/);
  assert.match((await admin.open(path)).body, /Przerwanie: STOP/);
  const polish = await admin.send(path, { tresc: '{urzad}: witaj! Jaka miejscowość? Koniec: STOP' });
  assert.equal(polish.status, 422);
  assert.match(polish.body, /zwiększyłyby koszt: ś ć/);
  const dropped = await admin.send(path, {
    tresc: '{urzad}: witaj! Jaka miejscowość? Koniec: STOP',
    akcja: 'bez-znakow',
  });
  assert.match(dropped.body, /Jaka miejscowosc\? Koniec: STOP<\/textarea>/);
  const tresc = '{urzad}: witaj! Jaka miejscowosc? Koniec: STOP';
  const shown = await admin.send(path, { tresc, akcja: 'podglad' });
  assert.match(shown.body, /class="sms">[^<]*: witaj! Jaka miejscowosc/);
  assert.match(shown.body, /Nic jeszcze nie zapisano/);
  await reload();
  assert.deepEqual(office.texts, {});
  assert.match((await admin.send(path, { tresc })).body, /własna treść/);
  await reload();
  assert.deepEqual(office.texts, { askLocalityJoin: tresc });
  const refused = await admin.send('/admin/ustawienia/tresci/danger', {
    tresc: 'Prosze czekac na odpowiedz.',
  });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /musi zostać „dzwon 112”/);
  const evil = await admin.send(path, { tresc: '{urzad} </textarea><script>alert(1)</script> STOP' });
  assert.ok(!evil.body.includes('<script>alert'));
  const id = await lastChange('text:askLocalityJoin');
  await admin.open(path);
  const longest = await admin.send(`${path}/najdluzsza`, { tresc });
  assert.deepEqual(JSON.parse(longest.body), { text: tresc.replace('{urzad}', 'x'.repeat(20)) });
  await admin.open(path);
  await admin.send(path, { akcja: 'domyslna' });
  await reload();
  assert.deepEqual(office.texts, {});
  await admin.open(`/admin/ustawienia/historia/${id}`);
  await admin.send(`/admin/ustawienia/historia/${id}/przywroc`, {});
  await reload();
  assert.equal(office.texts.askLocalityJoin, tresc);
  assert.equal((await admin.open('/admin/ustawienia/tresci/toString')).status, 404);
  await viewer.open('/admin/ustawienia');
  assert.equal((await viewer.send(path, { tresc })).status, 403);
});
