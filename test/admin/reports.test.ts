import assert from 'node:assert/strict';
import { test } from 'node:test';
import readXlsxFile from 'read-excel-file/node';
import { toCsv } from '#domain/csv.ts';
import { listTicks } from '#html/chart.ts';
import { writeSheets } from '#services/write-sheets.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';
import { fillReportTown } from '../support/report-town.ts';

const database = await createTestDatabase();
const { sql } = database;
const deps = await createOfficeDeps(database);
const app = createPanelApp(deps);
const visitor = createVisitor(app);
await setUpAccount(deps, visitor, { login: 'anna', factor: 'later' });
const viewer = createVisitor(app);
await setUpAccount(deps, viewer, { login: 'ewa', role: 'viewer', factor: 'later' });

test('before anything has happened the page says so', async () => {
  const page = await visitor.open('/admin/raporty');
  assert.equal(page.status, 200);
  assert.match(page.body, /W tym okresie nic się nie działo/);
});

test('a period of two days is read; a wrong one is named beside its field, and nothing else is shown', async () => {
  const wrong = await visitor.open('/admin/raporty?od=2026-02-30&do=2026-03-01');
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /Wpisz pierwszy dzień okresu/);
  const reversed = await visitor.open('/admin/raporty?od=2026-03-02&do=2026-03-01');
  assert.match(reversed.body, /Ostatni dzień jest przed pierwszym/);
  const good = await visitor.open('/admin/raporty?od=2026-03-01&do=2026-03-31');
  assert.equal(good.status, 200);
});

let campaignId = 0;

test('a viewer reads the year: figures, drawings with tables, no number anywhere', async () => {
  campaignId = await fillReportTown(deps, new Date());
  const page = await viewer.open('/admin/raporty?okres=rok');
  const from = page.body.match(/name="od" type="date" value="(\d{4}-01-01)"/)?.[1];
  assert.ok(from, 'the year begins on its first of January');
  assert.equal(page.body.match(/<svg /g)?.length, 3);
  assert.match(page.body, /Doręczone<\/dt><dd>9\d(,\d)?%/);
  assert.match(page.body, /system 7 \(API\)/);
  assert.match(page.body, /Skórzewo/);
  assert.doesNotMatch(page.body, /6005\d{5}|600 5/);
});

test('the files hold the page’s figures, for Excel, and nothing that runs as a formula', async () => {
  const period = 'od=2020-01-01&do=2026-12-31';
  const csv = await visitor.open(`/admin/raporty/wysylki.csv?${period}`);
  assert.match(csv.headers.get('content-type') ?? '', /^text\/csv/);
  assert.match(csv.headers.get('content-disposition') ?? '', /wysylki-2020-01-01-2026-12-31\.csv/);
  // The BOM is taken off where the response is read as text.
  const lines = csv.body.split('\r\n');
  assert.match(lines[0] ?? '', /^\u{feff}?Wysyłka;Osoby;Wiadomości;/u);
  assert.equal(lines.length, 12 + 2);
  const xlsx = await app.request(`http://wici.test/admin/raporty/raport.xlsx?${period}`, {
    headers: { cookie: [...visitor.cookies].map((pair) => pair.join('=')).join('; ') },
  });
  assert.equal(xlsx.status, 200);
  const sheets = await readXlsxFile(Buffer.from(await xlsx.arrayBuffer()));
  assert.equal(sheets.length, 11);
  assert.equal((await visitor.open(`/admin/raporty/nic.csv?${period}`)).status, 404);
});

test('cells that begin like a formula are told as text in both kinds of files', async () => {
  const rows = [
    ['Nazwa', 'Liczba'],
    ...['=1+1', '+48', '-2', '@a', '\tx', '\rx', 'a;"b"'].map((text) => [text, -1.5]),
  ];
  const csv = toCsv(rows);
  assert.equal(csv.codePointAt(0), 0xfeff);
  assert.deepEqual(csv.slice(1).split('\r\n').slice(1, 5), [
    "'=1+1;-1,5",
    "'+48;-1,5",
    "'-2;-1,5",
    "'@a;-1,5",
  ]);
  assert.match(csv, /"a;""b""";-1,5/);
  assert.match(csv, /"'\rx";-1,5/);
  const [sheet] = await readXlsxFile(await writeSheets([{ name: 'Dane', rows }]));
  assert.equal(sheet?.data[1]?.[0], "'=1+1");
  assert.equal(sheet?.data[1]?.[1], -1.5);
});

test('the scale of a chart ends above its highest bar and has whole numbers only', () => {
  for (const most of [1, 2, 3, 7, 99, 100, 101, 4_999, 500_000]) {
    const ticks = listTicks(most);
    assert.ok((ticks.at(-1) ?? 0) >= most && ticks.length <= 6, `${most}: ${ticks}`);
    assert.ok(ticks.every(Number.isInteger), `${most}: ${ticks}`);
  }
});

test('messages of a campaign: masked, by state, page by page, as a file, each look audited', async () => {
  const page = await viewer.open(`/admin/wysylki/${campaignId}/wiadomosci`);
  assert.equal(page.body.match(/\+48 \*\*\* \*\*\* \d{3}/g)?.length, 100);
  assert.doesNotMatch(page.body, /6005\d{5}/);
  const next = /href="([^"]+po=[^"]+)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const second = await viewer.open(next);
  assert.equal(second.body.match(/\+48 \*\*\* \*\*\* \d{3}/g)?.length, 100);
  const failed = await viewer.open(`/admin/wysylki/${campaignId}/wiadomosci?stan=undelivered`);
  assert.equal(failed.body.match(/\+48 \*\*\* \*\*\* \d{3}/g)?.length, 11);
  const none = await viewer.open(`/admin/wysylki/${campaignId}/wiadomosci?stan=unknown`);
  assert.match(none.body, /Nie ma wiadomości w tym stanie/);
  const file = await viewer.open(`/admin/wysylki/${campaignId}/wiadomosci.csv`);
  assert.equal(file.body.trim().split('\r\n').length, 240 + 1);
  assert.doesNotMatch(file.body, /6005\d{5}/);
  const audits = await sql`select actor, detail from audit_entries where act = 'messages.list'`;
  assert.equal(audits.length, 5);
  assert.equal((await viewer.open('/admin/wysylki/999999/wiadomosci')).status, 404);
});
