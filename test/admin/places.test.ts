// Places in the panel: registers uploaded and previewed, vanished places settled, other names, areas.
import assert from 'node:assert/strict';
import { mkdtemp, readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, beforeEach, test } from 'node:test';
import { createAdaptorServer } from '@hono/node-server';
import { upsertAreaPeople } from '#db/areas.ts';
import { loadOffice } from '#services/office.ts';
import { startTerytUpload, UploadTooBig } from '#services/teryt-uploads.ts';
import { createTestDatabase } from '../support/database.ts';
import { removeFolder } from '../support/folder.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, type Page, setUpAccount, type Visitor } from '../support/panel.ts';
import { createResidents } from '../support/residents.ts';
import { newerEdition, olderEdition, readTerytFixture } from '../support/teryt.ts';

const database = await createTestDatabase();
const { sql } = database;
const base = await createOfficeDeps(database);
let office = base.office();
const deps = { ...base, office: () => office };
const app = createPanelApp(deps);
const admin = createVisitor(app);
await setUpAccount(deps, admin, { login: 'anna', factor: 'totp' });
const editor = createVisitor(app);
await setUpAccount(deps, editor, { login: 'redaktor', role: 'editor', factor: 'totp' });
const residents = createResidents(sql);
// Other test files upload at the same time.
const folder = await mkdtemp(join(tmpdir(), 'wici-uploads-'));
const { TMPDIR = tmpdir() } = process.env;
process.env.TMPDIR = folder;
after(() => {
  process.env.TMPDIR = TMPDIR;
  return removeFolder(folder);
});
await sql`delete from settings where key = 'tercs'`;

/** What running processes do within a second of a change. */
async function renewOffice(): Promise<void> {
  office = await loadOffice(database.db);
}

beforeEach(renewOffice);

async function listUploads(): Promise<readonly string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('wici-teryt-')).sort();
}

async function upload(
  visitor: Visitor,
  files: readonly { readonly name: string; readonly content: string }[],
  options?: { readonly token?: string; readonly order?: 'files_first' },
): Promise<Page> {
  const page = await visitor.open('/admin/miejsca');
  const token = options?.token ?? /name="_znak" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const parts = files.map(
    ({ name, content }) =>
      `--XX\r\nContent-Disposition: form-data; name="pliki"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n${content}\r\n`,
  );
  const head = [`--XX\r\nContent-Disposition: form-data; name="_znak"\r\n\r\n${token}\r\n`];
  const all = options?.order === 'files_first' ? [...parts, ...head] : [...head, ...parts];
  const bytes = Buffer.from(`${all.join('')}--XX--\r\n`);
  let at = 0;
  // Small pieces, so that a delimiter is cut in two somewhere.
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      controller.enqueue(bytes.subarray(at, at + 777));
      at += 777;
      if (at >= bytes.length) controller.close();
    },
  });
  const response = await app.request(
    'http://wici.test/admin/miejsca/pliki',
    {
      method: 'POST',
      body,
      duplex: 'half',
      headers: {
        origin: 'http://wici.test',
        'content-type': 'multipart/form-data; boundary=XX',
        cookie: [...visitor.cookies].map((pair) => pair.join('=')).join('; '),
      },
    } as RequestInit,
    { incoming: { socket: { remoteAddress: '192.0.2.1', remotePort: 1, remoteFamily: 'IPv4' } } },
  );
  const location = response.headers.get('location');
  if (location !== null) return visitor.open(location);
  return { status: response.status, url: '', body: await response.text(), headers: response.headers };
}

async function readEdition(names: readonly string[]): Promise<readonly { name: string; content: string }[]> {
  return Promise.all(names.map(async (name) => ({ name, content: await readTerytFixture(name) })));
}

async function listAudit(act: string): Promise<readonly string[]> {
  const rows = await sql<
    { subject: string }[]
  >`select subject from audit_entries where act = ${act} order by id`;
  return rows.map(({ subject }) => subject);
}

test('pages of places are for administrators only', async () => {
  const paths = ['', '/nazwy', '/rejony', '/rejony/1', '/znikle/1', `/pliki/${'0'.repeat(32)}`];
  for (const path of paths) {
    const { status } = await editor.open(`/admin/miejsca${path}`);
    assert.ok(status === 403 || (path.startsWith('/pliki') && status === 404), path);
  }
  await editor.open('/admin/ustawienia');
  assert.equal((await editor.send('/admin/miejsca/rejony', { nazwa: 'Moje' })).status, 403);
  assert.equal(
    (await editor.send('/admin/miejsca/nazwy', { nazwa: 'Moje', miejscowosc: 'Dopiewo' })).status,
    403,
  );
  const before = await listUploads();
  assert.equal((await upload(editor, [{ name: 'a.csv', content: 'x' }], { token: 'x' })).status, 403);
  assert.deepEqual(await listUploads(), before);
});

test("an upload without the form's token in front is refused and leaves no file", async () => {
  const before = await listUploads();
  const file = { name: 'a.csv', content: 'x'.repeat(5000) };
  assert.equal((await upload(admin, [file], { token: 'zly' })).status, 403);
  assert.equal((await upload(admin, [file], { order: 'files_first' })).status, 403);
  assert.deepEqual(await listUploads(), before);
});

test('bad files are named line by line, may be downloaded as a list, and nothing is stored', async () => {
  const [terc = '', simc = ''] = newerEdition;
  const content = (await readTerytFixture(simc)).replace(/;9900017;/, ';99000;');
  const page = await upload(admin, [
    ...(await readEdition([terc])),
    { name: '../../../etc/SIMC.csv', content },
  ]);
  assert.equal(page.status, 200);
  assert.match(page.body, /wiersz \d+: Kolumna SYM ma mieć 7 cyfr, a jest: 99000\./);
  assert.match(page.body, /Niczego nie zmieniono/);
  assert.ok(!page.body.includes('>Wczytaj<'));
  const list = await admin.open(`${page.url}/bledy.txt`);
  assert.match(list.headers.get('content-disposition') ?? '', /attachment/);
  assert.match(list.body, /SIMC\.csv: wiersz \d+/);
  await admin.open(page.url);
  const refused = await admin.send(`${page.url}/wczytaj`, {});
  assert.equal(refused.status, 422);
  const [count] = await sql`select count(*)::int as n from teryt_imports`;
  assert.equal(count?.n, 0);
  await admin.send(`${page.url}/porzuc`, {});
  assert.equal((await admin.open(page.url)).status, 404);
});

test('a preview stores nothing; "Wczytaj" stores it all, once, and the source is named with its day', async () => {
  const page = await upload(admin, await readEdition(olderEdition));
  assert.match(page.body, /Miejscowości/);
  assert.match(page.body, />Wczytaj</);
  const [before] = await sql`select count(*)::int as n from teryt_imports`;
  assert.equal(before?.n, 0);
  const stored = await admin.send(`${page.url}/wczytaj`, {});
  assert.match(stored.body, /Wczytano/);
  assert.match(stored.body, /Źródło: GUS, rejestr TERYT, stan na 1 stycznia/);
  assert.equal((await admin.send(`${page.url}/wczytaj`, {})).status, 404);
  assert.deepEqual(await listUploads(), []);
  const again = await upload(admin, await readEdition(olderEdition));
  assert.match(again.body, /Nic by się nie zmieniło/);
  await admin.send(`${again.url}/porzuc`, {});
});

test('an upload too big is refused and its files are gone', async () => {
  const before = await listUploads();
  const kept = await startTerytUpload({ mostBytes: 1000 });
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < 3; at += 1) yield new Uint8Array(400);
  }
  await assert.rejects(kept.addFile('a.csv', chunks()), UploadTooBig);
  await kept.drop();
  assert.deepEqual(await listUploads(), before);
  const page = await upload(admin, []);
  assert.equal(page.status, 422);
  assert.match(page.body, /Wskaż co najmniej jeden plik/);
});

test('200 MB and more over HTTP are refused without being held in memory or on disk', async () => {
  const before = await listUploads();
  const form = await admin.open('/admin/miejsca');
  const token = /name="_znak" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const slice = Buffer.alloc(1 << 20, 'x');
  function* body(): Generator<Buffer | string> {
    yield `--XX\r\nContent-Disposition: form-data; name="_znak"\r\n\r\n${token}\r\n`;
    yield `--XX\r\nContent-Disposition: form-data; name="pliki"; filename="a.csv"\r\n\r\n`;
    for (let sent = 0; sent < 202; sent += 1) yield slice;
    yield '\r\n--XX--\r\n';
  }
  let most = 0;
  const started = process.memoryUsage().rss;
  const answer = await new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
    const sent = request(
      {
        port: address.port,
        method: 'POST',
        path: '/admin/miejsca/pliki',
        headers: {
          host: 'wici.test',
          origin: 'http://wici.test',
          'content-type': 'multipart/form-data; boundary=XX',
          cookie: [...admin.cookies].map((pair) => pair.join('=')).join('; '),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.on('drain', () => {
      most = Math.max(most, process.memoryUsage().rss);
    });
    Readable.from(body()).pipe(sent);
  }).finally(() => server.close());
  assert.equal(answer.status, 413);
  assert.match(answer.text, /razem mogą mieć najwyżej 200 MB/);
  assert.deepEqual(await listUploads(), before);
  assert.ok(most - started < 150 * (1 << 20), `${(most - started) >> 20} MB`);
});

test('people of a vanished place go where a human says: the proposal, another place, or they stay', async () => {
  const byProposal = await residents.insert('9900069');
  const byHand = await residents.insert('9900017', '99001');
  const staying = await residents.insert('9900081');
  const page = await upload(admin, await readEdition(newerEdition));
  assert.match(page.body, /znikają, choć ktoś tam jest zapisany: 3/);
  assert.match(page.body, /<summary>Nowe: miejscowości \(\d+\)/);
  assert.match(page.body, /<summary>Znikają: miejscowości \(\d+\)/);
  assert.match(page.body, /<li>[^<]+ \(dotąd: [^<]+\)<\/li>/);
  const list = await admin.send(`${page.url}/wczytaj`, {});
  assert.match(list.body, /Do rozstrzygnięcia: 3/);
  await renewOffice();
  const rows = await sql<{ id: number; sym: string }[]>`select id, sym from place_orphans`;
  const orphan = (sym: string) => `/admin/miejsca/znikle/${rows.find((row) => row.sym === sym)?.id}`;

  assert.match((await admin.open(orphan('9900069'))).body, /Propozycja: /);
  const moved = await admin.send(orphan('9900069'), { wybor: 'propozycja' });
  assert.match(moved.body, /Przeniesiono adresy/);
  assert.deepEqual(await residents.listAddresses(byProposal), ['9900106/5']);

  await admin.open(orphan('9900017'));
  const unknown = await admin.send(orphan('9900017'), { miejscowosc: 'Nibylandia' });
  assert.equal(unknown.status, 422);
  assert.match(unknown.body, /Nie ma takiej miejscowości/);
  await admin.send(orphan('9900017'), { miejscowosc: '9900017', ulica: '47700' });
  assert.deepEqual(await residents.listAddresses(byHand), ['9900017/47700/5']);

  await admin.open(orphan('9900081'));
  const left = await admin.send(`${orphan('9900081')}/zostaw`, {});
  assert.match(left.body, /zostawiono/);
  assert.ok(!left.body.includes('Do rozstrzygnięcia'));
  assert.deepEqual(await residents.listAddresses(staying), ['9900081/5']);
  assert.deepEqual(await listAudit('place_orphan.settle'), ['9900069', '9900017 99001']);
  assert.deepEqual(await listAudit('place_orphan.leave'), ['9900081']);
  assert.equal((await admin.open(orphan('9900069'))).status, 404);
});

test('a name that people use leads to the place; one that another place has is refused in plain words', async () => {
  await sql`
    insert into localities (sym, name, kind, sympod, terc) values
      ('0582841', 'Palędzie', '01', '0582841', '3021052'), ('0582798', 'Palędzie', '05', '0582798', '3021052')`;
  await renewOffice();
  await admin.open('/admin/miejsca/nazwy');
  const send = (nazwa: string, miejscowosc: string, ulica = '') =>
    admin.send('/admin/miejsca/nazwy', { nazwa, miejscowosc, ulica });
  const clash = await send('palędzie', 'Dopiewo');
  assert.equal(clash.status, 422);
  assert.match(clash.body, /Tę nazwę ma już inne miejsce: Palędzie/);
  assert.match((await send('Górka', 'Nibylandia')).body, /Nie ma takiej miejscowości/);
  assert.match((await send('Górka', 'Palędzie')).body, /Pasuje tu: .*Palędzie \(osada leśna\)/);
  assert.match((await send('Górka', 'Dopiewo', 'Nieistniejąca')).body, /Nie ma takiej ulicy/);
  assert.match((await send('', 'Dopiewo')).body, /Wpisz nazwę/);
  const added = await send('<Przy Stawie>', 'Skórzewo', 'Poznańska');
  assert.match(added.body, /&lt;Przy Stawie&gt;/);
  await renewOffice();
  const skorzewo = office.places.findLocalities('Skórzewo');
  assert.ok(skorzewo.kind === 'match');
  const found = office.places.findStreets(skorzewo.place.sym, 'przy stawie 5');
  assert.equal(found.kind === 'match' && found.place.nazwa1, 'Poznańska');
  const id = /nazwy\/(\d+)\/usun/.exec(added.body)?.[1];
  const removed = await admin.send(`/admin/miejsca/nazwy/${id}/usun`, {});
  assert.match(removed.body, /Nie ma jeszcze żadnej/);
  await renewOffice();
  assert.equal(office.places.findStreets(skorzewo.place.sym, 'przy stawie 5').kind, 'none');
});

test('an area holds localities, streets and numbers, counts its people and is an audience by name', async () => {
  const skorzewo = office.places.findLocalities('Skórzewo');
  assert.ok(skorzewo.kind === 'match');
  const street = office.places.findStreets(skorzewo.place.sym, 'Poznańska');
  assert.ok(street.kind === 'match');
  const { sym, symUl } = street.place;
  for (let person = 0; person < 2; person += 1) await residents.insert(sym, symUl);
  await admin.open('/admin/miejsca/rejony');
  assert.match((await admin.send('/admin/miejsca/rejony', { nazwa: ' ' })).body, /Wpisz nazwę/);
  const area = await admin.send('/admin/miejsca/rejony', { nazwa: 'Rejon Północ' });
  assert.match(area.body, /Rejon jest jeszcze pusty/);
  const fields = { miejscowosc: 'Skórzewo', ulica: 'poznańska', od: '1', do: '9', strona: 'odd' };
  assert.match((await admin.send(area.url, { ...fields, od: '12a' })).body, /Wpisz liczbę od 1 do 9999/);
  assert.match((await admin.send(area.url, { ...fields, od: '10' })).body, /mniejszy niż/);
  const filled = await admin.send(area.url, fields);
  assert.match(filled.body, /od 1 do 9, nieparzyste/);
  assert.match(filled.body, /2\u00a0osoby|2 osoby/);
  assert.match((await admin.send(area.url, fields)).body, /już jest w rejonie/);
  const figure = /Rejon Północ<\/a><\/th><td[^>]*>1<\/td><td[^>]*>(\d+)</;
  assert.equal(figure.exec((await admin.open('/admin/miejsca/rejony')).body)?.[1], '2');
  await residents.insert(sym, symUl);
  await upsertAreaPeople(database.db, 'all');
  assert.equal(figure.exec((await admin.open('/admin/miejsca/rejony')).body)?.[1], '3');
  assert.match((await admin.send('/admin/miejsca/rejony', { nazwa: 'REJON PÓŁNOC' })).body, /Jest już rejon/);

  await renewOffice();
  const compose = await admin.open('/admin/wyslij');
  assert.match(compose.body, /Tylko rejon: Rejon Północ/);
  const preview = await admin.send('/admin/wyslij', {
    odbiorcy: 'area:Rejon Północ',
    rodzaj: 'bulk',
    tresc: 'Jutro nie ma wody.',
  });
  assert.match(preview.body, /3\s*osób|3\s*osoby|do 3/);
  assert.match(preview.body, /rejon: Rejon Północ/);

  await sql`update campaigns set state = 'scheduled'`;
  await admin.open(area.url);
  assert.match((await admin.send(`${area.url}/usun`, {})).body, /wysyłki, która jeszcze trwa/);
  const renamed = await admin.send(`${area.url}/nazwa`, { nazwa: 'Inny' });
  assert.match(renamed.body, /wysyłki, która jeszcze trwa/);
  await sql`update campaigns set state = 'done'`;
  assert.match((await admin.send(`${area.url}/nazwa`, { nazwa: 'Rejon 2' })).body, /<h1>Rejon 2</);
  const question = await admin.open(`${area.url}/usun`);
  assert.match(question.body, /<h1>Usunąć rejon Rejon 2\?</);
  assert.match(question.body, /Nie usuwaj/);
  assert.equal((await listAudit('area.delete')).length, 0);
  const gone = await admin.send(`${area.url}/usun`, {});
  assert.match(gone.body, /Usunięto rejon/);
  assert.equal((await listAudit('area.delete')).length, 1);
});
