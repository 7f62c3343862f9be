import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { judgeReview } from '#domain/declaration.ts';
import { createWeb } from '../../src/web/web.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const visitor = createVisitor(createPanelApp(deps));
const web = createWeb({
  deps,
  config: { publicUrl: undefined, trustedProxies: [], smsapi: { number: undefined } },
});
const path = '/admin/ustawienia/dostepnosc';

before(() => setUpAccount(deps, visitor, { login: 'anna', factor: 'later' }));

const complete = {
  status: 'partial',
  body: 'Urząd Gminy Dopiewo',
  url: 'https://sms.dopiewo.pl',
  publishedOn: '2026-01-10',
  updatedOn: '2026-02-01',
  exceptions: 'Nagrania nie mają audiodeskrypcji.\nMapy: wyłączone z ustawy.',
  burdenUrl: '',
  preparedOn: '2026-02-02',
  reviewedOn: '2026-03-01',
  auditor: '',
  contactName: 'Jan <b>Kowalski</b>',
  contactEmail: 'dostepnosc@dopiewo.pl',
  contactPhone: '61 814 83 31',
  architecture: 'Wejście bez progu od ulicy Leśnej.',
  apps: 'Urząd nie ma aplikacji mobilnej.',
};

async function readPublic() {
  const [page, home] = await Promise.all([web.request('/dostepnosc'), web.request('/')]);
  return { status: page.status, page: await page.text(), home: await home.text() };
}

test('an incomplete declaration is kept as a draft but not published, and nothing links to it', async () => {
  await visitor.open(path);
  assert.match((await visitor.send(path, { body: 'Urząd Gminy', dalej: 'szkic' })).body, /Szkic zapisany/);
  const refused = await visitor.send(path, {
    ...complete,
    reviewedOn: '',
    architecture: '',
    dalej: 'publikuj',
  });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /href="#reviewedOn"/);
  assert.match(refused.body, /href="#architecture"/);
  const { status, home } = await readPublic();
  assert.equal(status, 404);
  assert.doesNotMatch(home, /\/dostepnosc/);
});

test('each field that is wrong is named', async () => {
  await visitor.open(path);
  for (const [fields, words] of [
    [{ reviewedOn: '2999-01-01' }, /jeszcze nie nadeszła/],
    [{ reviewedOn: '2026-02-31' }, /Wpisz datę/],
    [{ reviewedOn: '2026-01-01' }, /wcześniejsza/],
    [{ url: 'javascript:alert(1)' }, /razem z https/],
    [{ contactEmail: 'jan' }, /adres e-mail/],
    [{ exceptions: '' }, /Uzupełnij/],
    [{ status: '' }, /Uzupełnij/],
  ] as const) {
    const page = await visitor.send(path, { ...complete, ...fields, dalej: 'publikuj' });
    assert.equal(page.status, 422, JSON.stringify(fields));
    assert.match(page.body, words);
  }
  assert.equal((await readPublic()).status, 404);
});

test('a complete one is published with every part where programs look for it, and a later draft does not change it', async () => {
  await visitor.open(path);
  assert.match(
    (await visitor.send(path, { ...complete, dalej: 'publikuj' })).body,
    /Deklaracja opublikowana/,
  );
  await visitor.send(path, { ...complete, body: 'Inny podmiot', dalej: 'szkic' });
  const { status, page, home } = await readPublic();
  assert.equal(status, 200);
  assert.match(home, /href="\/dostepnosc"/);
  const ids =
    'wstep podmiot url data-publikacja data-aktualizacja status data-sporzadzenie data-przeglad kontakt osoba email telefon procedura architektura aplikacje';
  for (const id of ids.split(' ')) {
    assert.equal(page.split(`id="a11y-${id}"`).length, 2, id);
  }
  assert.match(page, /<span id="a11y-podmiot">Urząd Gminy Dopiewo<\/span>/);
  assert.match(page, /<time id="a11y-data-przeglad" datetime="2026-03-01">1 marca 2026<\/time>/);
  assert.match(page, /częściowo zgodna/);
  assert.match(page, /<li>Mapy: wyłączone z ustawy\.<\/li>/);
  assert.match(page, /Jan &lt;b&gt;Kowalski/);
  assert.doesNotMatch(page, /a11y-audytor|a11y-ocena/);
});

test('the yearly review is due by the end of March', () => {
  assert.equal(judgeReview('2026-03-01', '2026-12-31'), 'fresh');
  assert.equal(judgeReview('2026-03-01', '2027-01-31'), 'fresh');
  assert.equal(judgeReview('2026-03-01', '2027-02-01'), 'due');
  assert.equal(judgeReview('2026-03-01', '2027-03-31'), 'due');
  assert.equal(judgeReview('2026-03-01', '2027-04-01'), 'overdue');
  assert.equal(judgeReview('2025-12-31', '2027-01-02'), 'overdue');
  assert.equal(judgeReview('2027-01-05', '2027-04-01'), 'fresh');
});
