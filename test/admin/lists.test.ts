import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import writeXlsxFile from 'write-excel-file/node';
import type { StoredFillProof } from '#db/gateway-fill.ts';
import { deleteFinishedLists } from '#db/lists.ts';
import { launchCampaign } from '#services/launch-campaign.ts';
import { planRun } from '#services/plan-run.ts';
import { uploadList } from '#services/upload-list.ts';
import { startLedger } from '../support/ledger.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const ledger = await startLedger();
const { db, sql } = ledger.database;
let filling: StoredFillProof | null = null;
const app = createPanelApp({
  ...ledger.deps,
  office: () => ({ ...ledger.deps.office(), fillProof: filling }),
});
const clerk = createVisitor(app);
const { page: home } = await setUpAccount(ledger.deps, clerk, { login: 'anna', factor: 'later' });
const origin = 'http://wici.test';
assert.equal(home.status, 200);
// 500000000 … 500000003
await ledger.addSubscribers(4);

/** Sends a file as a browser's form does; returns where it leads and the page there. */
async function upload(
  name: string,
  bytes: Uint8Array,
): Promise<{ readonly id: number; readonly body: string }> {
  const page = await clerk.open('/admin/wyslij/listy');
  const form = new FormData();
  form.set('_znak', /name="_znak" value="([^"]+)"/.exec(page.body)?.[1] ?? '');
  form.set('plik', new File([new Uint8Array(bytes)], name));
  const cookie = [...clerk.cookies].map((pair) => pair.join('=')).join('; ');
  const response = await app.request(`${origin}/admin/wyslij/listy`, {
    method: 'POST',
    body: form,
    headers: { origin, cookie },
  });
  const location = response.headers.get('location') ?? '';
  const id = Number(/listy\/(\d+)$/.exec(location)?.[1] ?? 0);
  return { id, body: id === 0 ? await response.text() : (await clerk.open(location)).body };
}

const columns = { telefon: '0', pole_1: 'imie', pole_2: 'kwota', powtorki: 'first' };

test('a list becomes a letter to each: matched by hand, bad rows shown, the rest used when asked to', async () => {
  const csv =
    'Telefon;Imi\u00ea;Kwota\n500 000 000;\u00a3ucja;12,50\n500000001;Jan;3\n22 1234567;Ewa;4\n500000001;Jan;5\n500000009;Obcy;6\n500000002;;7\n';
  const { id, body } = await upload('podatek.csv', Buffer.from(csv, 'latin1'));
  assert.match(body, /name="telefon" value="0" checked/);
  assert.match(body, /name="pole_1"[^>]*value="imię"/);
  assert.match(body, /na przykład: Łucja, Jan/);
  const checked = await clerk.send(`/admin/wyslij/listy/${id}`, { ...columns, akcja: 'sprawdz' });
  assert.equal(checked.status, 422);
  assert.match(checked.body, /Do użycia: 3\s*wiersze. Z błędem: 3\s*wiersze/);
  assert.match(checked.body, /Ten sam numer co w wierszu 3/);
  const errors = (await clerk.open(`/admin/wyslij/listy/${id}/bledy.csv`)).body;
  assert.match(errors, /\r\n4;"To nie jest numer komórkowy/);
  assert.match(errors, /\r\n7;"Pusta komórka w kolumnie „Imię”/);
  await clerk.open(`/admin/wyslij/listy/${id}`);
  const ready = await clerk.send(`/admin/wyslij/listy/${id}`, { ...columns, akcja: 'pomin' });
  assert.equal(ready.url, `/admin/wyslij?lista=${id}`);
  assert.match(ready.body, /\{imie\}, \{kwota\}/);

  const message = { rodzaj: 'bulk', odbiorcy: `list:${id}`, tresc: '{imie}: do zapłaty {kwota} zl.' };
  const longest = await clerk.send('/admin/wyslij/najdluzsza', message);
  assert.equal(JSON.parse(longest.body).text, 'Łucja: do zapłaty 12,50 zl.');
  await clerk.open('/admin/wyslij');
  const unknown = await clerk.send('/admin/wyslij', { ...message, tresc: '{nazwisko}' });
  assert.match(unknown.body, /Nie ma pola \{nazwisko\}/);
  const preview = await clerk.send('/admin/wyslij', message);
  assert.match(preview.body, /Wyślij do 2\s*osób/);
  assert.match(preview.body, /<mark>Ł<\/mark>ucja: do zap<mark>ł<\/mark>aty 12,50 zl\./);
  assert.match(preview.body, /1 bez zgody/);
  assert.match(preview.body, /2\s*różne, każda w osobnym wywołaniu bramki/);
  const settings = async () => (await clerk.open('/admin/ustawienia/numer')).body;
  assert.match(await settings(), /Każda inna treść wychodzi w osobnym wywołaniu[^<]*wici doctor --live/);
  const account = ledger.deps.gateway.account();
  filling = { account, form: 'closed', checkedAt: new Date('2026-11-29T13:00:00Z'), detail: '' };
  assert.match((await clerk.open(preview.url)).body, /2\s*różne, po 100 osób w jednym wywołaniu bramki/);
  assert.match(await settings(), /po 100 w jednym wywołaniu bramki[^<]*29 lis 2026/);
  filling = { ...filling, form: null };
  assert.match(await settings(), /konto nie wstawia wartości w treść/);
  filling = { ...filling, form: 'closed', account: 'another account' };
  assert.match(await settings(), /wici doctor --live/);
  filling = null;
  const campaignId = Number(/wysylki\/(\d+)\//.exec(preview.url)?.[1]);
  await launchCampaign(ledger.deps, { campaignId, actor: 'test' });
  const [run] = await sql<{ id: number }[]>`select id from runs where campaign_id = ${campaignId}`;
  const runId = run?.id ?? 0;
  await planRun(ledger.deps, { runId });
  await sql`update runs set planned_at = null where id = ${runId}`;
  await planRun(ledger.deps, { runId });
  const rows = await sql`
    select p.msisdn, m.state, t.body from mts m join phones p on p.id = m.phone_id join texts t on t.id = m.text_id
    where m.run_id = ${runId} order by p.msisdn`;
  assert.deepEqual(
    rows.map(({ msisdn, state, body: text }) => [msisdn, state, text]),
    [
      ['+48500000000', 'planned', 'Łucja: do zapłaty 12,50 zl.'],
      ['+48500000001', 'planned', 'Jan: do zapłaty 3 zl.'],
      ['+48500000009', 'skipped', 'Obcy: do zapłaty 6 zl.'],
    ],
  );
  await deleteFinishedLists(db, ledger.deps.clock());
  assert.equal((await sql`select from lists where id = ${id}`).length, 1);
  await sql`update campaigns set state = 'done' where id = ${campaignId}`;
  await deleteFinishedLists(db, ledger.deps.clock());
  assert.equal((await sql`select from list_rows where list_id = ${id}`).length, 0);
});

test('five different letters are shown when a list has more, all of one length or not', async () => {
  const rows = [0, 1, 2, 3].flatMap((n) => [`50000000${n},a${n}`, `50000000${n},b${n}`]);
  const { id } = await upload('pisma.csv', Buffer.from(`numer,kwota\n${rows.join('\n')}\n`));
  await clerk.send(`/admin/wyslij/listy/${id}`, { telefon: '0', pole_1: 'kwota', powtorki: 'each' });
  const preview = await clerk.send('/admin/wyslij', {
    rodzaj: 'bulk',
    odbiorcy: `list:${id}`,
    tresc: 'Kwota: {kwota}',
  });
  const shown = [...preview.body.matchAll(/<p class="sms">(Kwota: [ab]\d)<\/p>/g)].map(([, text]) => text);
  assert.equal(new Set(shown).size, 5);
});

test('each row of a number is a message of its own when the clerk says so', async () => {
  const { id } = await upload('konta.csv', Buffer.from('numer,kwota\n500000003,1\n500000003,2\n'));
  await clerk.send(`/admin/wyslij/listy/${id}`, { telefon: '0', pole_1: 'kwota', powtorki: 'each' });
  const preview = await clerk.send('/admin/wyslij', {
    rodzaj: 'bulk',
    odbiorcy: `list:${id}`,
    tresc: 'Kwota: {kwota}',
  });
  assert.match(preview.body, /<dt>Wiadomości<\/dt><dd>2: kilka wierszy/);
});

test('a workbook is read as a person sees it', async () => {
  const sheet = [
    [{ value: 'Telefon' }, { value: 'Termin' }, { value: 'Kwota' }],
    [
      { value: 500000000, type: Number },
      { value: new Date('2026-03-31T00:00:00Z'), type: Date, format: 'dd.mm.yyyy' },
      { value: 12.5, type: Number },
    ],
  ];
  const { id, body } = await upload('lista.xlsx', await writeXlsxFile(sheet).toBuffer());
  assert.match(body, /na przykład: 31\.03\.2026/);
  assert.match(body, /na przykład: 12,5/);
  assert.notEqual(id, 0);
});

test('a workbook that would unpack to gigabytes is refused before it is unpacked, and so is a broken one', async () => {
  const answer = await uploadList(ledger.deps, {
    name: 'b.xlsx',
    bytes: makeZip(3_000_000_000),
    actor: 'test',
  });
  assert.deepEqual(answer, { ok: false, problem: 'bomb' });
  const broken = await uploadList(ledger.deps, { name: 'b.xlsx', bytes: makeZip(1_000), actor: 'test' });
  assert.deepEqual(broken, { ok: false, problem: 'workbook' });
  assert.match((await upload('nic.csv', Buffer.from(''))).body, /Wskaż plik/);
  assert.match((await upload('nic.csv', Buffer.from('numer'))).body, /jest tylko nagłówek/);
});

test('a list is uploaded only by the form of this session, and by nobody who may only look', async () => {
  const form = new FormData();
  form.set('_znak', 'obcy');
  form.set('plik', new File(['numer\n500000000'], 'a.csv'));
  const cookie = [...clerk.cookies].map((pair) => pair.join('=')).join('; ');
  const response = await app.request(`${origin}/admin/wyslij/listy`, {
    method: 'POST',
    body: form,
    headers: { origin, cookie },
  });
  assert.equal(response.status, 403);
  const viewer = createVisitor(app);
  await setUpAccount(ledger.deps, viewer, { login: 'ola', role: 'viewer', factor: 'later' });
  for (const path of ['listy', 'grupy', 'tresci']) {
    assert.equal((await viewer.open(`/admin/wyslij/${path}`)).status, 403);
  }
});

/** A zip of one part whose directory claims this size. */
function makeZip(size: number): Buffer {
  const data = deflateRawSync(Buffer.alloc(100));
  const name = Buffer.from('xl/worksheets/sheet1.xml');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(data.length, 18);
  local.writeUInt32LE(size, 22);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(data.length, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + data.length, 16);
  return Buffer.concat([local, name, data, entry, name, end]);
}
