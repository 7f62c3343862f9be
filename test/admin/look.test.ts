import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPng, writePng } from '#domain/png.ts';
import { loadOffice } from '#services/office.ts';
import { createWeb } from '../../src/web/web.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const database = await createTestDatabase();
const own = await createOfficeDeps(database);
let office = own.office();
const deps = { ...own, office: () => office };
const app = createPanelApp(deps);
const web = createWeb({
  deps,
  config: { publicUrl: undefined, trustedProxies: [], smsapi: { number: undefined } },
});
const admin = createVisitor(app);
await setUpAccount(deps, admin, { login: 'anna', factor: 'later' });
const clerk = createVisitor(app);
await setUpAccount(deps, clerk, { login: 'jan', role: 'editor', factor: 'later' });
const origin = 'http://wici.test';

/** What running processes do within a second of a change. */
async function takeUp(): Promise<void> {
  office = await loadOffice(database.db);
}

async function sendCrest(file: Uint8Array) {
  const page = await admin.open('/admin/ustawienia/wyglad');
  const form = new FormData();
  form.set('_znak', /name="_znak" value="([^"]+)"/.exec(page.body)?.[1] ?? '');
  form.set('herb', new File([new Uint8Array(file)], 'herb.png', { type: 'image/png' }));
  const cookie = [...admin.cookies].map((pair) => pair.join('=')).join('; ');
  const headers = { origin, cookie };
  const response = await app.request(`${origin}/admin/ustawienia/wyglad/herb`, {
    method: 'POST',
    body: form,
    headers,
  });
  return { status: response.status, body: await response.text() };
}

async function listAudit(act: string): Promise<number> {
  const [row] = await database.sql`select count(*)::int as count from audit_entries where act = ${act}`;
  return row?.count ?? 0;
}

/** A picture that hardly packs. */
function noisy(side: number): Uint8Array {
  let state = 1;
  const rgba = Uint8Array.from({ length: side * side * 4 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
  return writePng({ width: side, height: side, rgba });
}

test('a colour too light is refused with its contrast and a darker one of the same hue; a dark one holds', async () => {
  await admin.open('/admin/ustawienia/wyglad');
  const refused = await admin.send('/admin/ustawienia/wyglad', { kolor: '#FFCC00' });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /kontrast z białym tłem wynosi 1,\d:1, a potrzeba co najmniej 4,5:1/);
  assert.match(refused.body, /value="#ffcc00"/);
  const offered = /dość ciemny: (#[0-9a-f]{6})/.exec(refused.body)?.[1] ?? '';
  assert.match((await admin.send('/admin/ustawienia/wyglad', { kolor: 'zielony' })).body, /Wpisz krzyżyk/);
  const saved = await admin.send('/admin/ustawienia/wyglad', { kolor: offered });
  assert.match(saved.url, /zapisano/);
  await takeUp();
  const page = await (await web.request('/')).text();
  const sheet = /href="(\/barwy\/[0-9a-f]{6}\.css)"/.exec(page)?.[1] ?? '';
  const style = await web.request(sheet);
  assert.equal(style.headers.get('content-type'), 'text/css; charset=utf-8');
  assert.ok((await style.text()).includes(`--accent:${offered}`));
  assert.equal((await web.request('/barwy/ffcc00.css')).status, 404);
});

test('a crest is drawn anew, small and without what else the file held, and served for a year', async () => {
  const secret = Buffer.from('tEXtAuthor\u0000Jan Kowalski');
  const file = noisy(120);
  const sent = await sendCrest(Buffer.concat([file, secret]));
  assert.equal(sent.status, 303, sent.body);
  await takeUp();
  const page = await (await web.request('/zapis')).text();
  const [, source = '', width, height] =
    /<img class="crest" src="([^"]+)" alt="" width="(\d+)" height="(\d+)">/.exec(page) ?? [];
  assert.deepEqual([width, height], ['40', '40']);
  const image = await web.request(source);
  assert.equal(image.headers.get('content-type'), 'image/png');
  assert.match(image.headers.get('cache-control') ?? '', /immutable/);
  const png = new Uint8Array(await image.arrayBuffer());
  assert.ok(png.length <= 8 * 1024, `${png.length} bytes`);
  const read = readPng(png);
  assert.ok(read.ok && read.picture.height <= 80);
  assert.doesNotMatch(Buffer.from(png).toString('latin1'), /Kowalski/);
  assert.equal((await web.request('/herb/0000000000000000.png')).status, 404);
  assert.equal(await listAudit('crest.change'), 1);

  await admin.open('/admin/ustawienia/wyglad');
  await admin.send('/admin/ustawienia/wyglad/herb/usun', {});
  await takeUp();
  assert.doesNotMatch(await (await web.request('/zapis')).text(), /<img/);
  assert.equal((await web.request(source)).status, 404);
});

for (const [what, file, expected] of [
  ['no file', new Uint8Array(), 'Wskaż plik z herbem'],
  [
    'an SVG',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
    'To nie jest plik PNG',
  ],
  ['a file above 100 kB', Buffer.alloc(100 * 1024 + 1), 'najwyżej 100 kB'],
] as const) {
  test(`${what} instead of a crest is refused with a sentence, and nothing is stored`, async () => {
    const { status, body } = await sendCrest(file);
    assert.equal(status, 422);
    assert.ok(body.includes(expected), body);
    assert.match(body, /aria-invalid="true"/);
    await takeUp();
    assert.equal(office.crest, null);
  });
}

const wording =
  'Zgadzam się na SMS-y urzędu.\n\nAdministrator: {administrator}. Rezygnacja: STOP na {numer}.';

test('a new wording of the consent is a new version; the form shows it and the old one stays to be read', async () => {
  const before = await admin.open('/admin/ustawienia/klauzule');
  assert.match(before.body, /form-zapis-1: tekst, z którym przychodzi program/);
  const refused = await admin.send('/admin/ustawienia/klauzule', { pl: 'Zgoda.', uk: '', en: '' });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /od 40 do 4000 znaków/);
  assert.match(refused.body, />\n?Zgoda\.<\/textarea>/);
  const strange = await admin.send('/admin/ustawienia/klauzule', { pl: `${wording} {imie}`, uk: '', en: '' });
  assert.match(strange.body, /Nie znamy pola \{imie\}/);
  await admin.open('/admin/ustawienia/klauzule');
  const saved = await admin.send('/admin/ustawienia/klauzule', { pl: wording, uk: '', en: '' });
  assert.match(saved.url, /zapisano/);
  assert.match(saved.body, /form-zapis-2: od /);
  await takeUp();
  const answers = { krok: '2', numer: '600100900', miejscowosc: '0582870', ulica: 'cala' };
  const shown = await web.request('/zapis', {
    method: 'POST',
    body: new URLSearchParams(answers).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'uk' },
  });
  const page = await shown.text();
  assert.match(
    page,
    /<div class="clause" lang="pl"><p>Zgadzam się na SMS-y urzędu\.<\/p><p>Administrator: Wójt Gminy Dopiewo/,
  );
  assert.match(page, /name="klauzula" value="2"/);
  assert.equal(await listAudit('clause.change'), 1);
});

test('of two who change the consent at once the second is told, and nothing is lost', async () => {
  const open = await admin.open('/admin/ustawienia/klauzule');
  assert.match(open.body, /name="wersja" value="2"/);
  await admin.send('/admin/ustawienia/klauzule', { pl: `${wording} A.`, uk: '', en: '' });
  await admin.open('/admin/ustawienia/klauzule');
  const second = await admin.send('/admin/ustawienia/klauzule', {
    pl: `${wording} B.`,
    uk: '',
    en: '',
    wersja: '2',
  });
  assert.equal(second.status, 409);
  const [row] = await database.sql`select count(*)::int as count from clauses`;
  assert.equal(row?.count, 2);
});

test('who is no administrator neither sees these pages nor changes anything by them', async () => {
  await clerk.open('/admin/wyslij');
  for (const path of ['/admin/ustawienia/wyglad', '/admin/ustawienia/klauzule']) {
    assert.equal((await clerk.open(path)).status, 403, path);
    await clerk.open('/admin/wyslij');
    assert.equal((await clerk.send(path, { kolor: '#000000', pl: wording, wersja: '3' })).status, 403, path);
  }
  await takeUp();
  assert.equal(office.clause.version, 3);
  assert.notEqual(office.settings.brandColour, '#000000');
});
