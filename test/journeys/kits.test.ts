// A poster from the panel to the counted sign-up: its QR code is read from the printed file by another library, the
// phone texts what the code says, and the panel counts it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import jsqrModule from 'jsqr';
import { PNG } from 'pngjs';
import { writePng } from '#domain/png.ts';
import { dayOf } from '#domain/report-period.ts';
import type { Deps } from '#services/deps.ts';
import { completeErasures, erasePerson } from '#services/erase-person.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';
import {
  type Bitmap,
  findLetters,
  findStrings,
  paintFigure,
  readPdf,
  readStructure,
} from '../support/pdf.ts';
import { startTown } from '../support/town.ts';

const town = await startTown();
const { sql } = town.database;
let extra: Partial<ReturnType<Deps['office']>> = {};
const deps: Deps = { ...town.deps, office: () => ({ ...town.deps.office(), ...extra }) };
const app = createPanelApp(deps, {
  smsapi: { token: undefined, number: '48500100200', maxRecipients: 100, maxCallsPerSecond: 80 },
});
const clerk = createVisitor(app);
await setUpAccount(deps, clerk, { login: 'anna', factor: 'later' });

/** jsqr is CommonJS: its function is the module or its default, as the loader likes. */
function decodeQr({ data, width, height }: Bitmap): string | undefined {
  const decode = typeof jsqrModule === 'function' ? jsqrModule : jsqrModule.default;
  return decode(data, width, height)?.data;
}

async function openFile(path: string): Promise<Uint8Array> {
  const response = await app.request(`http://wici.test${path}`, {
    headers: { cookie: [...clerk.cookies].map((pair) => pair.join('=')).join('; ') },
  });
  assert.equal(response.status, 200, path);
  assert.equal(response.headers.get('content-type'), 'application/pdf');
  return new Uint8Array(await response.arrayBuffer());
}

/** What stands beside a kit on the list: texted, joined. */
async function counted(name: string): Promise<readonly [string, string]> {
  const { body } = await clerk.open('/admin/odbiorcy/plakaty');
  const row = body.split('<tr').find((part) => part.includes(`>${name}</a>`)) ?? '';
  const cell = (title: string): string =>
    new RegExp(`data-title="${title}"[^>]*>(\\d+)<`).exec(row)?.[1] ?? '';
  return [cell('Napisali'), cell('Zapisali się')];
}

const link = 'sms:+48500100200?body=ZAPISZ%20%23K101';

test('a poster is made by its name and place; a name is needed, and taken once', async () => {
  await clerk.open('/admin/odbiorcy/plakaty');
  const empty = await clerk.send('/admin/odbiorcy/plakaty', { nazwa: ' ', miejsce: '' });
  assert.equal(empty.status, 422);
  assert.match(empty.body, /Wpisz, gdzie to zawiśnie/);
  const nowhere = await clerk.send('/admin/odbiorcy/plakaty', { nazwa: 'Szkoła', miejsce: 'rejon 99' });
  assert.match(nowhere.body, /Tego miejsca już nie ma/);
  const made = await clerk.send('/admin/odbiorcy/plakaty', {
    nazwa: 'Tablica w Skórzewie',
    miejsce: 'miejscowosc 0582870',
  });
  assert.match(made.url, /\/plakaty\/\d+$/);
  assert.match(made.body, /Znacznik na tym plakacie to <strong>K101<\/strong>/);
  await clerk.open('/admin/odbiorcy/plakaty');
  const again = await clerk.send('/admin/odbiorcy/plakaty', { nazwa: 'Tablica w  Skórzewie', miejsce: '' });
  assert.match(again.body, /Jest już plakat o tej nazwie/);
});

test('the QR codes of every sheet and of the page open ZAPISZ with the tag, as a phone reads them', async () => {
  for (const [name, codes] of [
    ['plakat-a4', 1],
    ['plakat-a5', 1],
    ['ulotka-a5', 1],
    ['ulotka-a4', 2],
  ] as const) {
    const pdf = readPdf(await openFile(`/admin/odbiorcy/plakaty/1/${name}.pdf`));
    for (let nth = 0; nth < codes; nth += 1)
      assert.equal(decodeQr(paintFigure(pdf, { nth, side: 180 })), link, name);
  }
  const { body } = await clerk.open('/admin/odbiorcy/plakaty/1');
  const png = /src="data:image\/png;base64,([^"]+)" alt="Kod QR/.exec(body)?.[1] ?? '';
  const { data, width, height } = PNG.sync.read(Buffer.from(png, 'base64'));
  assert.equal(decodeQr({ data: new Uint8ClampedArray(data), width, height }), link);
  for (const words of ['ZAPISZ K101', '500 100 200', 'STOP', 'Wójt Gminy Dopiewo', 'bezpłatne', 'Skórzewo'])
    assert.ok(body.includes(words), words);
});

test('the file is tagged: language, title, words for the code, headings and lists in order, Polish letters', async () => {
  const rgba = new Uint8Array(40 * 50 * 4).fill(200);
  extra = {
    crest: {
      digest: 'x',
      png: new Uint8Array(writePng({ width: 40, height: 50, rgba })),
      width: 40,
      height: 50,
    },
  };
  const pdf = readPdf(await openFile('/admin/odbiorcy/plakaty/1/plakat-a4.pdf'));
  extra = {};
  const all = [...pdf.objects.values()].join('\n');
  assert.match(all, /\/MarkInfo/);
  assert.match(all, /\/Marked true/);
  assert.match(all, /\/DisplayDocTitle true/);
  assert.match([...pdf.streams.values()].join('\n'), /<pdfuaid:part>1</);
  assert.deepEqual(findStrings(pdf, 'Lang'), ['pl-PL']);
  assert.match(findStrings(pdf, 'Title')[0] ?? '', /Skórzewo.*Plakat A4.*K101/);
  assert.deepEqual(findStrings(pdf, 'Alt'), [
    'Kod QR: otwiera w telefonie SMS o treści ZAPISZ #K101 na numer 500 100 200',
  ]);
  assert.equal(
    readStructure(pdf).replaceAll(/\s+/g, ' ').trim(),
    'Document P P H1 P P P P P Figure P H2 L LI Lbl LBody LI Lbl LBody LI Lbl LBody H2 L LI Lbl LBody LI Lbl LBody H2 P H2 P H2 P H2 P P',
  );
  assert.equal(all.match(/\/Type \/Page\b(?!s)/g)?.length, 1, 'one sheet is one page');
  assert.match(all, /\/FontFile2/);
  const letters = findLetters(pdf);
  assert.deepEqual(
    [...'ĆWICZENAąćęłńóśżz'].filter((letter) => !letters.has(letter)),
    [],
  );
  assert.match(all, /\/Subtype \/Image/);
});

test('what the QR code says, texted by a phone, becomes a sign-up that the poster is credited with', async () => {
  const phone = town.phone('500300001');
  const said = decodeURIComponent(new URL(link).searchParams.get('body') ?? '');
  assert.equal(said, 'ZAPISZ #K101');
  assert.match((await phone.say(said)).join(), /W jakiej miejscowosci/);
  assert.deepEqual(await counted('Tablica w Skórzewie'), ['1', '0']);
  await phone.say('skorzewo');
  await phone.say('dzialkowa 32');
  const code = /kodem (\d{6})/.exec((await phone.say('brak')).join())?.[1] ?? '';
  await phone.say(code);
  assert.equal((await phone.subscriber())?.addresses.join(), '0582870 04572 32');
  assert.deepEqual(await counted('Tablica w Skórzewie'), ['1', '1']);

  // By hand, mistyped, and of no kit of ours: sign-ups all the same.
  const others = [
    'ZAPISZ k101 Skorzewo Dzialkowa 32',
    'ZAPISZ #K108 Skorzewo Dzialkowa 32',
    'ZAPISZ #K117 Skorzewo Dzialkowa 32',
  ];
  for (const [at, text] of others.entries()) {
    const other = town.phone(`50030001${at}`);
    const summary = (await other.say(text)).join() + (await other.say('brak')).join();
    await other.say(/kodem (\d{6})/.exec(summary)?.[1] ?? '');
    assert.equal((await other.subscriber())?.state, 'active', text);
  }
  assert.deepEqual(await counted('Tablica w Skórzewie'), ['2', '2']);
  // Who joins again within the week counts once.
  await phone.say('STOP');
  await phone.say('ZAPISZ #K101 Skorzewo Dzialkowa 32');
  assert.deepEqual(await counted('Tablica w Skórzewie'), ['2', '2']);

  const days = `od=2020-01-01&do=${dayOf(new Date())}`;
  const csv = await clerk.open(`/admin/raporty/plakaty.csv?${days}`);
  assert.match(csv.body, /Plakat;Znacznik;Napisali;Zapisali się\r\nTablica w Skórzewie;K101;2;2\r\n/);
});

test('erasing a person leaves what a poster has brought, and going live leaves practice behind', async () => {
  const [row] = await sql<{ id: number }[]>`select id from phones where msisdn = '+48500300010'`;
  const phoneId = row?.id ?? 0;
  await erasePerson(deps, { phoneId, actor: 'staff:1' });
  await sql`update mts set state = 'skipped' where phone_id = ${phoneId} and state in ('planned', 'held', 'claimed', 'unknown')`;
  await completeErasures(deps);
  const [gone] = await sql<{ msisdn: string | null }[]>`select msisdn from phones where id = ${phoneId}`;
  assert.equal(gone?.msisdn, null);
  assert.deepEqual(await counted('Tablica w Skórzewie'), ['2', '2']);
  await sql`update installation set live_at = now()`;
  assert.deepEqual(await counted('Tablica w Skórzewie'), ['0', '0']);
  await sql`update installation set live_at = null`;
});

test('a poster is put away and taken back, each noted; viewers may print but not add', async () => {
  await clerk.open('/admin/odbiorcy/plakaty/1');
  const away = await clerk.send('/admin/odbiorcy/plakaty/1/schowaj', {});
  assert.match(away.body, /schowany/);
  await clerk.open('/admin/odbiorcy/plakaty/1');
  await clerk.send('/admin/odbiorcy/plakaty/1/schowaj', { stan: 'uzywany' });
  const acts = await sql<{ act: string }[]>`
    select act from audit_entries where subject = 'kit:1' order by id`;
  assert.deepEqual(
    acts.map(({ act }) => act),
    ['kit.create', 'kit.archive', 'kit.restore'],
  );
  const viewer = createVisitor(app);
  await setUpAccount(deps, viewer, { login: 'ewa', role: 'viewer', factor: 'later' });
  const list = await viewer.open('/admin/odbiorcy/plakaty');
  assert.doesNotMatch(list.body, /Nowy plakat/);
  assert.equal((await viewer.send('/admin/odbiorcy/plakaty', { nazwa: 'X y', miejsce: '' })).status, 403);
  assert.equal((await viewer.open('/admin/odbiorcy/plakaty/77')).status, 404);
});
