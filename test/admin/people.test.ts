// People in the panel: searching, a person's page, what staff change for them, and what limited roles see.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dayOf } from '#domain/report-period.ts';
import { permissions } from '../../src/admin/permissions.table.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';
import { createResidents } from '../support/residents.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
const app = createPanelApp(deps);
const admin = createVisitor(app);
await setUpAccount(deps, admin, { login: 'anna', factor: 'later' });
const local = createVisitor(app);
await setUpAccount(deps, local, { login: 'soltys', role: 'local', factor: 'later' });
const topical = createVisitor(app);
await setUpAccount(deps, topical, { login: 'kultura', role: 'topical', factor: 'later' });
const residents = createResidents(sql);
const skorzewo = '0582870';
const [dopiewo] = await sql<{ sym: string }[]>`
  select sym from localities where name = 'Dopiewo' and sym = sympod`;
const [street] = await sql<{ symUl: string; name: string }[]>`
  select sym_ul as "symUl", nazwa_1 as name from streets where sym = ${skorzewo} and nazwa_1 = 'Działkowa'`;
assert.ok(dopiewo !== undefined && street !== undefined);
const inside = await residents.insert(skorzewo, street.symUl);
const insideToo = await residents.insert(skorzewo);
const outside = await residents.insert(dopiewo.sym);
await sql`update subscribers set source = 'staff', categories = array(
  select id from categories where is_alert or key = 'sport') where phone_id = ${outside}`;
await sql`update subscribers set state = 'left', left_at = now() where phone_id = ${insideToo}`;

async function threadOf(phoneId: number, words: string): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    with p as (select id, msisdn from phones where id = ${phoneId}),
    m as (
      insert into mos (digest, sender, recipient, text, sent_at, state, phone_id, mark)
      select sha256(convert_to(${words}, 'UTF8')), msisdn, '48500100100', ${words}, now(), 'handled', id, 'staff' from p
      returning id, phone_id, received_at
    )
    insert into threads (phone_id, unread, last_mo_id, last_at) select phone_id, 1, id, received_at from m
    returning id`;
  return row?.id ?? 0;
}
const near = await threadOf(inside, 'Dziura w drodze na Działkowej');
const far = await threadOf(outside, 'Tajna sprawa z Dopiewa');
const [stranger] = await sql<{ id: number }[]>`
  insert into threads (sender, unread, last_mo_id, last_at) values ('380671234567', 1, 1, now()) returning id`;

const links = (body: string): readonly number[] =>
  [...body.matchAll(/href="\/admin\/odbiorcy\/(\d+)"/g)].map(([, id]) => Number(id)).sort((a, b) => a - b);
const sorted = (...ids: readonly number[]) => ids.toSorted((a, b) => a - b);
const acts = (subject: number, act: string) =>
  sql<{ actor: string; detail: unknown }[]>`
    select actor, detail from audit_entries where subject = ${`phone:${subject}`} and act = ${act} order by id`;
const request = (prefix: string) => ({
  [`${prefix}_zrodlo`]: 'phone',
  [`${prefix}_podstawa`]: 'consent',
  [`${prefix}_sprawa`]: 'OR.5310.12.2027',
});

describe('searching', () => {
  const found = async (query: string) => links((await admin.open(`/admin/odbiorcy?${query}`)).body);

  test('people are found by each criterion and by all of them together', async () => {
    assert.deepEqual(await found(''), sorted(inside, insideToo, outside));
    assert.deepEqual(await found('miejscowosc=Skorzewo'), sorted(inside, insideToo));
    assert.deepEqual(await found('miejscowosc=Skórzewo&ulica=ul.+Działkowa'), [inside]);
    assert.deepEqual(await found('kategoria=sport'), [outside]);
    assert.deepEqual(await found('stan=left'), [insideToo]);
    assert.deepEqual(await found('zrodlo=staff'), [outside]);
    assert.deepEqual(await found('miejscowosc=Skorzewo&stan=active&zrodlo=import'), [inside]);
    assert.deepEqual(await found('miejscowosc=Dopiewo&kategoria=sport&stan=left'), []);
  });

  test('a number is found by its last digits or whole, masked, and the look is audited by ids', async () => {
    const [phone] = await sql<{ msisdn: string }[]>`select msisdn from phones where id = ${inside}`;
    const digits = phone?.msisdn.slice(3) ?? '';
    assert.deepEqual(await found(`numer=${digits.slice(-4)}`), [inside]);
    const { body } = await admin.open(`/admin/odbiorcy?numer=${digits}`);
    assert.deepEqual(links(body), [inside]);
    assert.ok(!body.replace(/value="\d+"/g, '').includes(digits), 'only the field holds what was typed');
    assert.equal((await acts(inside, 'number.search')).length, 1);
  });

  test('a place that is not surely one is asked about beside its field, and what was typed stays', async () => {
    const { body } = await admin.open('/admin/odbiorcy?miejscowosc=Nigdziewo&stan=left');
    assert.match(body, /id="miejscowosc-problem">Nie ma takiej miejscowości/);
    assert.match(body, /value="Nigdziewo"/);
    assert.match(body, /value="left" selected/);
  });
});

describe('the page of a person', () => {
  test('shows what is known and what has happened, masked, and every look is audited', async () => {
    await sql`insert into consents (phone_id, act, door, wording, detail) values
      (${inside}, 'join', 'import', 'system SISMS', '{"consentedOn": "2020-03-31"}')`;
    const { body } = await admin.open(`/admin/odbiorcy/${inside}`);
    for (const words of ['ul. Działkowa 5', 'system SISMS', 'zgoda z 31 marca 2020', 'Dziura w drodze']) {
      assert.ok(body.includes(words), words);
    }
    assert.ok(!body.includes('600100'));
    assert.equal((await acts(inside, 'person.open')).length, 1);
    assert.equal((await admin.open('/admin/odbiorcy/987654')).status, 404);
  });

  test('a pause, its end, categories and addresses are on record with how the person asked', async () => {
    const path = `/admin/odbiorcy/${inside}`;
    await admin.open(`${path}/zmien`);
    const refused = await admin.send(`${path}/przerwa`, { p_do: 'wczoraj', p_sprawa: '600 700 800' });
    assert.equal(refused.status, 422);
    for (const name of ['p_do', 'p_zrodlo', 'p_podstawa', 'p_sprawa']) {
      assert.match(refused.body, new RegExp(`id="${name}-problem"`), name);
    }
    const day = dayOf(new Date(deps.clock().getTime() + 5 * 86_400_000));
    const paused = await admin.send(`${path}/przerwa`, { p_do: day, p_alerty: '1', ...request('p') });
    assert.match(paused.body, /Przerwa zapisana\.[\s\S]*także od alertów/);
    await admin.open(`${path}/zmien`);
    assert.match((await admin.send(`${path}/przerwa`, request('p'))).body, /Przerwa zakończona/);
    await admin.open(`${path}/zmien`);
    assert.match((await admin.send(`${path}/kategorie`, { k_sport: '1', ...request('k') })).body, /zapisane/);
    await admin.open(`${path}/zmien`);
    const address = { miejscowosc: 'Dopiewo', ulica: '', a_dom: '7 a', ...request('a') };
    assert.match((await admin.send(`${path}/adres`, address)).body, /Dopiewo 7A/);
    await admin.open(`${path}/zmien`);
    const gone = await admin.send(`${path}/adres/usun`, { u_adres: `${dopiewo.sym}||7A`, ...request('u') });
    assert.ok(!gone.body.includes('Dopiewo 7A'));
    await admin.open(`${path}/zmien`);
    const last = { u_adres: `${skorzewo}|${street.symUl}|5`, ...request('u') };
    assert.match((await admin.send(`${path}/adres/usun`, last)).body, /To jedyny adres/);
    const consents = await sql<{ act: string; door: string; detail: { request?: unknown } }[]>`
      select act, door, detail from consents where phone_id = ${inside} and door = 'staff' order by id`;
    assert.equal(consents.length, 5);
    for (const { act, detail } of consents) {
      assert.equal(act, 'change');
      assert.deepEqual(detail.request, { source: 'phone', basis: 'consent', reference: 'OR.5310.12.2027' });
    }
    const audited = await sql<{ act: string }[]>`
      select act from audit_entries where subject = ${`phone:${inside}`} and act like 'person.%'
        and act <> 'person.open' order by id`;
    assert.deepEqual(
      audited.map(({ act }) => act.slice('person.'.length)),
      ['pause', 'end_pause', 'change_categories', 'add_address', 'remove_address'],
    );
  });

  test('signing off asks for a reason, withdraws consent, skips what waits and can not be repeated', async () => {
    const leaver = await residents.insert(dopiewo.sym);
    const path = `/admin/odbiorcy/${leaver}`;
    await admin.open(`${path}/wypisz`);
    assert.match((await admin.send(`${path}/wypisz`, {})).body, /id="w_powod-problem"/);
    const done = await admin.send(`${path}/wypisz`, { w_powod: 'deceased', ...request('w') });
    assert.match(done.body, /Osoba wypisana/);
    assert.match(done.body, /powód: nie żyje; zgłoszone telefonicznie/);
    const [row] = await sql<{ state: string }[]>`select state from subscribers where phone_id = ${leaver}`;
    assert.equal(row?.state, 'left');
    const [proof] = await sql`select act, door, detail from consents where phone_id = ${leaver}`;
    assert.deepEqual(proof, {
      act: 'leave',
      door: 'staff',
      detail: {
        how: 'staff',
        request: { source: 'phone', basis: 'consent', reference: 'OR.5310.12.2027', reason: 'deceased' },
      },
    });
    await admin.open('/admin/odbiorcy');
    assert.equal((await admin.send(`${path}/wypisz`, { w_powod: 'asked', ...request('w') })).status, 409);
    await admin.open('/admin/odbiorcy');
    assert.equal((await admin.send(`${path}/przerwa`, { dalej: 'koniec', ...request('p') })).status, 409);
  });
});

test('the office’s figures stand on the first page, not beside what was searched for', async () => {
  const figures = '<dt>Zapisani</dt>';
  assert.ok((await admin.open('/admin/odbiorcy')).body.includes(figures));
  assert.ok(!(await admin.open('/admin/odbiorcy?stan=active')).body.includes(figures));
});

describe('a role limited to places', () => {
  test('sees the people and the threads of its places, masked and without acts', async () => {
    const people = await local.open('/admin/odbiorcy');
    assert.deepEqual(links(people.body), sorted(inside, insideToo));
    assert.ok(!people.body.includes('<dt>Zapisani</dt>'), 'figures of the whole office are not its own');
    const inbox = await local.open('/admin/skrzynka');
    assert.match(inbox.body, /Dziura w drodze/);
    assert.ok(!inbox.body.includes('Tajna sprawa'));
    assert.match(inbox.body, /<title>\(1\) /);
    const thread = await local.open(`/admin/skrzynka/${near}`);
    assert.match(thread.body, /Dziura w drodze/);
    assert.ok(!/<textarea|pokaż numer|Biorę tę rozmowę/.test(thread.body));
    const person = await local.open(`/admin/odbiorcy/${inside}`);
    assert.ok(!/pokaż numer|\/zmien"|\/wypisz"/.test(person.body));
    const [unread] = await sql<{ unread: number }[]>`select unread from threads where id = ${near}`;
    assert.equal(unread?.unread, 1, 'a look of who can do nothing leaves the text new');
  });

  test('reaches nobody else by any id, of any page', async () => {
    const phones = await sql<{ id: number }[]>`select id from phones`;
    const threads = await sql<{ id: number }[]>`select id from threads`;
    const own = new Set([`odbiorcy ${inside}`, `odbiorcy ${insideToo}`, `skrzynka ${near}`]);
    const ids = [
      ...phones.map(({ id }) => ['odbiorcy', id] as const),
      ...threads.map(({ id }) => ['skrzynka', id] as const),
    ];
    assert.ok(ids.length > 5 && stranger !== undefined && far > 0);
    const routes = Object.keys(permissions).flatMap((key) => {
      const [, method = '', room = '', rest = ''] =
        /^(GET|POST) \/(odbiorcy|skrzynka)\/:id(?=\/|$)(.*)$/.exec(key) ?? [];
      return room === '' ? [] : [{ method, room, rest }];
    });
    assert.ok(routes.length > 12);
    for (const [room, id] of ids) {
      if (own.has(`${room} ${id}`)) continue;
      for (const { method, rest } of routes.filter((route) => route.room === room)) {
        const path = `/admin/${room}/${id}${rest}`;
        await local.open('/admin/konto');
        const { status } = method === 'GET' ? await local.open(path) : await local.send(path, {});
        assert.ok(status === 404 || status === 403, `${method} ${path}: ${status}`);
      }
    }
    const digits = await sql<{ msisdn: string }[]>`select msisdn from phones where id = ${outside}`;
    const whole = await local.open(`/admin/odbiorcy?numer=${digits[0]?.msisdn.slice(3)}`);
    assert.match(whole.body, /Nie znaleziono nikogo/);
    assert.deepEqual(links((await local.open('/admin/odbiorcy?miejscowosc=Dopiewo')).body), []);
  });

  test('an account whose place is gone sees nobody, and one limited by subject none of these pages', async () => {
    await sql`update staff set localities = '{}', area_ids = '{98}' where login = 'soltys'`;
    assert.deepEqual(links((await local.open('/admin/odbiorcy')).body), []);
    assert.equal((await local.open(`/admin/odbiorcy/${inside}`)).status, 404);
    await sql`update staff set localities = array[${skorzewo}], area_ids = '{}' where login = 'soltys'`;
    for (const path of ['/odbiorcy', `/odbiorcy/${inside}`, '/skrzynka', `/skrzynka/${near}`]) {
      assert.equal((await topical.open(`/admin${path}`)).status, 403, path);
    }
  });
});
