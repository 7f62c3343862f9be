// The inbox's pages as staff use them, without JavaScript.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { advanceConversations } from '#services/advance-conversations.ts';
import { createMoReceiver } from '#services/receive-mo.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount, type Visitor } from '../support/panel.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
const receiver = createMoReceiver({ sql });
const app = createPanelApp(deps);
const admin = createVisitor(app);
const editor = createVisitor(app);
const viewer = createVisitor(app);
await setUpAccount(deps, admin, { login: 'anna', factor: 'totp' });
await setUpAccount(deps, editor, { login: 'jan', role: 'editor', factor: 'totp' });
await setUpAccount(deps, viewer, { login: 'ola', role: 'viewer', factor: 'totp' });
await sql`update staff set name = 'Jan Kowal' where login = 'jan'`;

let second = 0;

/** A text comes in and is handled; gives its thread's id, 0 when it has none. */
async function text(from: string, words: string): Promise<number> {
  second += 1;
  const digest = createHash('sha256').update(`${from} ${second}`).digest();
  const sentAt = new Date(Date.UTC(2026, 10, 20, 12, 0, 0) + second * 1000);
  await receiver.receive({ from, to: '48500100100', text: words, sentAt, gatewayRef: undefined, digest });
  while ((await advanceConversations(deps)) > 0);
  const [row] = await sql<{ id: number }[]>`
    select t.id from threads t left join phones p on p.id = t.phone_id where ${from} in (p.msisdn, t.sender)`;
  return row?.id ?? 0;
}

async function listSent(to: string): Promise<readonly string[]> {
  const rows = await sql<{ body: string }[]>`
    select t.body from mts m join texts t on t.id = m.text_id join phones p on p.id = m.phone_id
    where p.msisdn = ${to} order by m.id`;
  return rows.map((row) => row.body);
}

async function join(from: string, place = 'Skorzewo Dzialkowa 32'): Promise<void> {
  await text(from, `ZAPISZ ${place} sport`);
  await text(from, /\b\d{6}\b/.exec((await listSent(from)).at(-1) ?? '')?.[0] ?? '');
}

async function listAudit(act: string): Promise<readonly { actor: string; subject: string | null }[]> {
  return sql<{ actor: string; subject: string | null }[]>`
    select actor, subject from audit_entries where act = ${act} order by id`;
}

const resident = '+48504000001';
await join(resident);
const tree = await text(resident, '<script>alert(1)</script> na ulicy leży drzewo');
const danger = await text('+48504000002', 'pomocy woda w domu');
const swing = await text('+48504000003', 'kiedy naprawicie huśtawkę w parku');
const foreign = await text('380671234567', 'where can I pay the tax');

test('the list masks numbers, says where people live and puts danger first, in red', async () => {
  const { body } = await admin.open('/admin/skrzynka');
  const at = (id: number) => body.indexOf(`href="/admin/skrzynka/${id}"`);
  assert.ok(at(danger) > 0 && at(danger) < at(foreign) && at(foreign) < at(swing) && at(swing) < at(tree));
  assert.match(body, /tr class="danger unread"[\s\S]*?pomocy woda w domu/);
  assert.match(body, /Skórzewo, ul\. Działkowa</);
  assert.match(body, /&lt;script&gt;alert\(1\)&lt;\/script&gt; na ulicy/);
  assert.match(body, /nadawca inny niż polska komórka/);
  assert.match(body, /title="\d+ \S+ \d{4}, \d\d:\d\d">przed chwilą</);
  assert.ok(!body.includes('504000') && !body.includes('380671'));
});

test('the count of new threads stands in the navigation and the title of every page, and danger is told', async () => {
  const { body } = await viewer.open('/admin/wysylki');
  assert.match(body, /<title>\(4\) /);
  assert.match(body, /class="badge danger"[^>]*>!4</);
  assert.match(body, /\(4 nowe, zagrożenie: 1\)/);
});

test('the first page names danger, texts set aside, and that nobody is on duty', async () => {
  await sql`
    insert into mos (digest, sender, recipient, text, sent_at, state, mark)
    values ('aside', '+48504000009', '', 'odlozony tekst', now(), 'parked', 'staff')`;
  const { body } = await admin.open('/admin');
  assert.match(body, /Ktoś może być w niebezpieczeństwie:<\/strong> 1\s*otwarta rozmowa/);
  assert.match(body, /Odłożone: 1\s*SMS\./);
  assert.match(body, /Nie ma numeru dyżurnego/);
});

test('a text set aside is shown with its two acts, and ended by one of them', async () => {
  const { body } = await editor.open('/admin/skrzynka');
  assert.match(body, /odlozony tekst/);
  const [path = ''] = /\/admin\/skrzynka\/odlozone\/\d+\/zakoncz/.exec(body) ?? [];
  const after = await editor.send(path, {});
  assert.equal(after.status, 200);
  assert.ok(!after.body.includes('odlozony tekst'));
  assert.equal((await listAudit('parked.close')).length, 1);
});

test('opening a thread marks it read, except by a viewer, and is audited by ids', async () => {
  const [phone] = await sql<{ phone_id: number }[]>`select phone_id from threads where id = ${swing}`;
  const unread = async () =>
    (await sql<{ unread: number }[]>`select unread from threads where id = ${swing}`)[0]?.unread;
  const seen = await viewer.open(`/admin/skrzynka/${swing}`);
  assert.ok(!seen.body.includes('Wyślij odpowiedź') && !seen.body.includes('pokaż numer'));
  assert.equal(await unread(), 1);
  const { body } = await editor.open(`/admin/skrzynka/${swing}`);
  assert.equal(await unread(), 0);
  assert.match(body, /huśtawkę/);
  assert.ok(!body.includes('504000003'));
  const entries = await listAudit('thread.open');
  assert.deepEqual(
    entries.map(({ subject }) => subject),
    [`phone:${phone?.phone_id}`, `phone:${phone?.phone_id}`],
  );
});

test('a thread shows both ways, who wrote, delivery, address and consent, but never a code', async () => {
  const { body } = await editor.open(`/admin/skrzynka/${tree}`);
  assert.match(body, /<li class="from">[\s\S]*?ZAPISZ Skorzewo/);
  assert.match(body, /<li class="to">[\s\S]*?Kod jednorazowy: treści się nie pokazuje/);
  assert.match(body, /Skórzewo, ul\. Działkowa 32/);
  assert.match(body, /zapisana; zapis SMS-em/);
  assert.match(body, /czeka<\/p>/);
  const [code] = await sql<{ body: string }[]>`select body from texts where secret_until is not null limit 1`;
  assert.ok(!body.includes(/\b\d{6}\b/.exec(code?.body ?? '')?.[0] ?? 'x'));
});

test('filters show what they say', async () => {
  const ids = async (query: string) => {
    const { body } = await editor.open(`/admin/skrzynka?${query}`);
    return [...body.matchAll(/<th scope="row"[^>]*><a[^>]* href="\/admin\/skrzynka\/(\d+)"/g)].map(([, id]) =>
      Number(id),
    );
  };
  await editor.open(`/admin/skrzynka/${tree}`);
  await editor.send(`/admin/skrzynka/${tree}/zamknij`, {});
  assert.deepEqual(await ids('pokaz=zamkniete'), [tree]);
  assert.deepEqual(await ids('pokaz=moje'), []);
  await editor.open(`/admin/skrzynka/${swing}`);
  const [row] = await sql<{ id: number }[]>`select id from staff where login = 'jan'`;
  await editor.send(`/admin/skrzynka/${swing}/przydziel`, { komu: String(row?.id) });
  assert.deepEqual(await ids('pokaz=moje'), [swing]);
  assert.deepEqual(await ids('pokaz=nowe'), [danger, foreign]);
  assert.deepEqual((await ids('')).at(-1), tree);
  assert.match((await editor.open('/admin/skrzynka?pokaz=moje')).body, /Ktoś może być w niebezpieczeństwie/);
  await editor.open(`/admin/skrzynka/${tree}`);
  await editor.send(`/admin/skrzynka/${tree}/otworz`, {});
  assert.deepEqual(await ids('pokaz=zamkniete'), []);
});

test('a search finds words however they are written, is audited without them, and is not for viewers', async () => {
  for (const words of ['HUSTAWKE', 'huśtaw park', 'hust']) {
    const { body } = await editor.open(`/admin/skrzynka?szukaj=${encodeURIComponent(words)}`);
    assert.ok(
      body.includes(`/admin/skrzynka/${swing}"`) && !body.includes(`/admin/skrzynka/${tree}"`),
      words,
    );
  }
  assert.match((await editor.open('/admin/skrzynka?szukaj=tax')).body, new RegExp(`skrzynka/${foreign}"`));
  assert.match((await editor.open("/admin/skrzynka?szukaj=')%3B%20%26!")).body, /id="szukaj-problem"/);
  assert.match(
    (await editor.open('/admin/skrzynka?szukaj=nicategotu')).body,
    /Nie znaleziono takiej rozmowy/,
  );
  assert.equal((await viewer.open('/admin/skrzynka?szukaj=tax')).status, 403);
  const entries = await listAudit('inbox.search');
  assert.equal(entries.length, 5);
  assert.ok(!JSON.stringify(entries).includes('hust'));
});

test('pages of the list follow one another without gaps or repeats', async () => {
  await sql`
    with phone as (
      insert into phones (msisdn) select '+4851' || lpad(n::text, 7, '0') from generate_series(1, 120) n returning id, msisdn
    ), mo as (
      insert into mos (digest, sender, recipient, text, sent_at, state, mark, phone_id)
      select ('p' || id)::bytea, msisdn, '', 'tekst', now(), 'handled', 'staff', id from phone returning id, phone_id
    )
    insert into threads (phone_id, state, is_danger, last_mo_id, last_at)
    select phone_id, case when phone_id % 3 = 0 then 'closed' else 'open' end, phone_id % 5 = 0, id, now() from mo`;
  const seen: string[] = [];
  let path = '/admin/skrzynka';
  for (let pages = 0; pages < 9; pages += 1) {
    const { body } = await viewer.open(path);
    seen.push(
      ...[...body.matchAll(/<th scope="row"[^>]*><a[^>]* href="\/admin\/skrzynka\/(\d+)"/g)].map(
        (m) => m[1] ?? '',
      ),
    );
    const next = /href="(\/admin\/skrzynka\?po=[^"]+)"/.exec(body)?.[1];
    if (next === undefined) break;
    path = next;
  }
  const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`select count(*) from threads`;
  assert.equal(seen.length, Number(count));
  assert.equal(new Set(seen).size, seen.length);
  await sql`delete from threads where phone_id in (select id from phones where msisdn like '+4851%')`;
});

test('an answer is sent once by two presses of the button, and stands in the talk with its writer', async () => {
  const before = await listSent('+48504000003');
  await editor.open(`/admin/skrzynka/${swing}`);
  const form = { tresc: 'Naprawimy ją w piątek.', czynnosc: 'wyslij' };
  const twin = copyOf(editor);
  await twin.open(`/admin/skrzynka/${swing}`);
  const first = await editor.send(`/admin/skrzynka/${swing}/odpowiedz`, form);
  assert.match(first.body, /Odpowiedź wysłana\./);
  assert.match(first.body, /<strong>Jan Kowal<\/strong>[\s\S]*?Naprawimy ją w piątek\./);
  assert.deepEqual(await listSent('+48504000003'), [...before, 'Naprawimy ją w piątek.']);
  const answer = await listAudit('thread.answer');
  assert.equal(answer.length, 1);
});

test('who answers after somebody else is told so and keeps the text', async () => {
  await admin.open(`/admin/skrzynka/${swing}`);
  await editor.open(`/admin/skrzynka/${swing}`);
  await editor.send(`/admin/skrzynka/${swing}/odpowiedz`, { tresc: 'Już naprawiona.', czynnosc: 'wyslij' });
  const before = await listSent('+48504000003');
  const path = `/admin/skrzynka/${swing}/odpowiedz`;
  const late = await admin.send(path, { tresc: 'Moja odpowiedź', czynnosc: 'wyslij' });
  assert.equal(late.status, 409);
  assert.match(late.body, /W międzyczasie odpowiedział\(a\) Jan Kowal[\s\S]*„Już naprawiona\.”/);
  assert.match(late.body, /<textarea[^>]*>\nMoja odpowiedź<\/textarea>/);
  assert.deepEqual(await listSent('+48504000003'), before);
  const again = await admin.send(path, { tresc: 'Moja odpowiedź', czynnosc: 'wyslij-zamknij' });
  assert.match(again.body, /Odpowiedź wysłana, rozmowa zamknięta\./);
  assert.equal((await listSent('+48504000003')).at(-1), 'Moja odpowiedź');
});

test('who answers what is not the last text is shown the new one and keeps the text', async () => {
  await editor.open(`/admin/skrzynka/${tree}`);
  await text(resident, 'a teraz jeszcze jedno drzewo');
  const path = `/admin/skrzynka/${tree}/odpowiedz`;
  const late = await editor.send(path, { tresc: 'Jedziemy', czynnosc: 'wyslij' });
  assert.equal(late.status, 409);
  assert.match(late.body, /W międzyczasie przyszedł nowy SMS[\s\S]*jeszcze jedno drzewo/);
  assert.match(late.body, />\nJedziemy<\/textarea>/);
});

test('a thread with a new text is not closed unread', async () => {
  await editor.open(`/admin/skrzynka/${tree}`);
  await text(resident, 'i trzecie drzewo tez');
  const page = await editor.send(`/admin/skrzynka/${tree}/zamknij`, {});
  assert.match(page.body, /nie została zamknięta/);
});

test('after STOP there is no form, why is said, and a form kept open sends nothing', async () => {
  await editor.open(`/admin/skrzynka/${tree}`);
  await text(resident, 'STOP');
  const before = await listSent(resident);
  const late = await editor.send(`/admin/skrzynka/${tree}/odpowiedz`, {
    tresc: 'Jedziemy',
    czynnosc: 'wyslij',
  });
  assert.match(late.body, /Odpowiedź nie została wysłana/);
  assert.match(late.body, /Ta osoba wypisała się, więc nie wolno/);
  assert.deepEqual(await listSent(resident), before);
  const { body } = await editor.open(`/admin/skrzynka/${foreign}`);
  assert.match(body, /nie ma numeru polskiej komórki/);
  assert.ok(!body.includes('Wyślij odpowiedź'));
  const shown = await editor.send(`/admin/skrzynka/${foreign}/numer`, {});
  assert.match(shown.body, /380671234567/);
  assert.equal((await listAudit('number.reveal')).at(-1)?.subject, `thread:${foreign}`);
});

test('saved answers are added, changed, put into an answer without scripts, and removed', async () => {
  await editor.open('/admin/ustawienia/odpowiedzi');
  const refused = await editor.send('/admin/ustawienia/odpowiedzi', { nazwa: '', tresc: '' });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /id="nazwa-problem"[\s\S]*id="tresc-problem"/);
  const added = await editor.send('/admin/ustawienia/odpowiedzi', {
    nazwa: 'Godziny',
    tresc: 'Urzad czynny pn-pt 8-16.',
  });
  assert.match(added.body, /Zapisano\.[\s\S]*Urzad czynny pn-pt 8-16\.[\s\S]*1\s*SMS/);
  const twice = await editor.send('/admin/ustawienia/odpowiedzi', { nazwa: 'Godziny', tresc: 'x' });
  assert.match(twice.body, /Jest już odpowiedź o tej nazwie/);
  const [saved] = await sql<{ id: number }[]>`select id from saved_answers`;
  const path = `/admin/ustawienia/odpowiedzi/${saved?.id}`;
  await editor.open(path);
  await editor.send(path, { nazwa: 'Godziny urzędu', tresc: 'Urzad: pn-pt 8-16.' });

  await editor.open(`/admin/skrzynka/${danger}`);
  const answer = `/admin/skrzynka/${danger}/odpowiedz`;
  const begun = { tresc: 'Dzien dobry.', czynnosc: 'wstaw' };
  assert.match((await editor.send(answer, { ...begun, gotowa: '' })).body, /Wybierz gotową odpowiedź/);
  const page = await editor.send(answer, { ...begun, gotowa: String(saved?.id) });
  assert.match(page.body, />\nDzien dobry\.\nUrzad: pn-pt 8-16\.<\/textarea>/);
  assert.match(
    (await editor.send(answer, { tresc: 'ż', czynnosc: 'koszt' })).body,
    /Tyle to kosztuje: 1\s*SMS, 0,17/,
  );

  await editor.open('/admin/ustawienia/odpowiedzi');
  assert.match((await editor.send(`${path}/usun`, {})).body, /Usunięto\./);
  for (const act of ['add', 'change', 'delete'])
    assert.equal((await listAudit(`saved_answer.${act}`)).length, 1, act);
});

test('each route of the inbox lets in those it should', async () => {
  const all = [200, 200, 200];
  const clerks = [403, 200, 200];
  const onlyAdmin = [403, 403, 200];
  const reads: readonly (readonly [string, readonly number[]])[] = [
    ['/admin/skrzynka', all],
    [`/admin/skrzynka/${danger}`, all],
    ['/admin/skrzynka?szukaj=woda', clerks],
    ['/admin/ustawienia/odpowiedzi', clerks],
    ['/admin/ustawienia/dyzurni', onlyAdmin],
  ];
  const writes: readonly (readonly [string, readonly number[]])[] = [
    [`/admin/skrzynka/${danger}/odpowiedz`, [403, 422, 422]],
    [`/admin/skrzynka/${danger}/przydziel`, clerks],
    [`/admin/skrzynka/${danger}/zamknij`, clerks],
    [`/admin/skrzynka/${danger}/otworz`, clerks],
    [`/admin/skrzynka/${danger}/numer`, clerks],
    ['/admin/skrzynka/odlozone/1/ponow', clerks],
    ['/admin/skrzynka/odlozone/1/zakoncz', clerks],
    ['/admin/ustawienia/odpowiedzi', [403, 422, 422]],
    ['/admin/ustawienia/odpowiedzi/999999', [403, 422, 422]],
    ['/admin/ustawienia/odpowiedzi/999999/usun', clerks],
    ['/admin/ustawienia/dyzurni', [403, 403, 422]],
    ['/admin/ustawienia/dyzurni/0/usun', [403, 403, 409]],
  ];
  const visitors = [viewer, editor, admin];
  for (const [path, expected] of reads) {
    const statuses = [];
    for (const visitor of visitors) statuses.push((await visitor.open(path)).status);
    assert.deepEqual(statuses, expected, path);
  }
  for (const [path, expected] of writes) {
    const statuses = [];
    for (const visitor of visitors) {
      await visitor.open(`/admin/skrzynka/${swing}`);
      statuses.push((await visitor.send(path, { czynnosc: 'wyslij' })).status);
    }
    assert.deepEqual(statuses, expected, path);
  }
  for (const path of ['/admin/skrzynka/999999', '/admin/skrzynka/999999/zmiany'])
    assert.equal((await admin.open(path)).status, 404, path);
  assert.match((await createVisitor(app).open(`/admin/skrzynka/${danger}`)).url, /logowanie/);
});

function copyOf(visitor: Visitor): Visitor {
  const fresh = createVisitor(app);
  for (const [name, value] of visitor.cookies) fresh.cookies.set(name, value);
  return fresh;
}
