import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstClause } from '#domain/clauses.ts';
import { guessLanguage } from '../../src/web/visit.ts';
import { createWeb } from '../../src/web/web.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { readCode, readPerson } from '../support/registration.ts';

const database = await createTestDatabase();
const deps = await createOfficeDeps(database);
const config = { publicUrl: undefined, trustedProxies: [], smsapi: { number: '48500100200' } };
const web = createWeb({ deps, config });

const answers = {
  numer: '600 100 700',
  miejscowosc: '0582870',
  ulica: '17394',
  dom: '12',
  kategorie: 'sport',
};

async function send(
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Record<string, string> = {},
) {
  const response = await web.request(path, {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
  const { status } = response;
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { status, cookie, location: response.headers.get('location') ?? '', page: await response.text() };
}

for (const [header, expected] of [
  ['', 'pl'],
  ['*', 'pl'],
  ['pl-PL,pl;q=0.9,en-US;q=0.8', 'pl'],
  ['uk-UA,uk;q=0.9,ru;q=0.8', 'uk'],
  ['de-DE,de;q=0.9,pl;q=0.5,en;q=0.7', 'en'],
  ['de', 'en'],
  ['en;q=0,uk', 'uk'],
  [';;q=,\u0000', 'pl'],
] as const) {
  test(`a browser that asks for '${header}' is answered in ${expected}`, () => {
    assert.equal(guessLanguage(header), expected);
  });
}

test('a page is in the language of the browser until another is chosen, which then holds', async () => {
  const first = await web.request('/zapis', { headers: { 'accept-language': 'uk' } });
  const page = await first.text();
  assert.match(page, /<html lang="uk">/);
  assert.match(page, /Населений пункт/);
  const chosen = await web.request('/?jezyk=en', { headers: { 'accept-language': 'uk' } });
  assert.match(await chosen.text(), /<html lang="en">/);
  const cookie = (chosen.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const next = await web.request('/wypis', { headers: { 'accept-language': 'uk', cookie } });
  assert.match(await next.text(), /Unsubscribe from notices/);
  const odd = await web.request('/?jezyk=xx', { headers: { cookie: 'jezyk=<script>' } });
  assert.match(await odd.text(), /<html lang="pl">/);
});

for (const [step, kept] of [
  ['1', ['value="600 100 700"', '<option value="0582870" selected>']],
  ['2', ['<option value="17394" selected>', 'name="dom" type="text" value="12"', 'value="600 100 700"']],
  ['3', ['value="sport" checked', 'Skórzewo, ul. Poznańska 12', 'name="klauzula" value="1"']],
] as const) {
  test(`changing the language at step ${step} keeps what was typed and finds no fault`, async () => {
    const { status, page, cookie } = await send('/zapis', { ...answers, krok: step, jezyk: 'uk' });
    assert.equal(status, 200);
    assert.match(page, /<html lang="uk">/);
    assert.match(page, new RegExp(`Крок ${step} із 4`));
    for (const part of kept) assert.ok(page.includes(part), part);
    assert.doesNotMatch(page, /role="alert"/);
    assert.equal(cookie, 'jezyk=uk');
  });
}

test('a half-filled first step is not judged when the language changes', async () => {
  const { status, page } = await send('/zapis', { numer: 'abc', krok: '1', jezyk: 'en' });
  assert.equal(status, 200);
  assert.match(page, /value="abc"/);
  assert.doesNotMatch(page, /role="alert"/);
});

test('the consent names the version and the language that were on the screen', async () => {
  const headers = { cookie: 'jezyk=uk' };
  const shown = await send('/zapis', { ...answers, krok: '2' }, headers);
  assert.match(shown.page, /Вводячи код із SMS/);
  const sent = await send('/zapis', { ...answers, krok: '3', klauzula: '1' }, headers);
  assert.equal(sent.status, 303);
  const page = await send(sent.location, { kod: '12', jezyk: 'en' }, headers);
  assert.equal(page.status, 200);
  assert.match(page.page, /Enter the code to confirm/);
  assert.match(page.page, /value="12"/);
  const code = (await readCode(database.sql, '+48600100700')) ?? '';
  const done = await send(sent.location, { kod: code }, headers);
  assert.equal(done.location, '/zapis/gotowe');
  assert.partialDeepStrictEqual(await readPerson(database.sql, '+48600100700'), {
    consents: [{ act: 'join', door: 'form', wording: 'form-zapis-1-uk' }],
  });
});

test('a consent whose wording has changed meanwhile is shown anew before any code is sent', async () => {
  const number = '+48600100701';
  const changed = {
    version: 2,
    texts: { ...firstClause.texts, pl: 'Nowa treść. {administrator} https://dopiewo.pl/rodo.' },
  };
  const other = createWeb({
    deps: { ...deps, office: () => ({ ...deps.office(), clause: changed }) },
    config,
  });
  const fields = { ...answers, numer: number, krok: '3', klauzula: '1' };
  const post = async (klauzula: string) =>
    other.request('/zapis', {
      method: 'POST',
      body: new URLSearchParams({ ...fields, klauzula }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  const refused = await post('1');
  assert.equal(refused.status, 409);
  const page = await refused.text();
  assert.match(page, /Treść zgody właśnie się zmieniła/);
  assert.match(page, /Nowa treść\. Wójt Gminy Dopiewo <a href="https:\/\/dopiewo\.pl\/rodo">/);
  assert.match(page, /name="klauzula" value="2"/);
  assert.match(page, /value="sport" checked/);
  assert.equal(await readCode(database.sql, number), undefined);
  assert.equal((await post('2')).status, 303);
});

test('who starts again after the code has lapsed finds the address and the choices, but no number', async () => {
  const number = '+48600100702';
  const sent = await send('/zapis', { ...answers, numer: number, krok: '3', klauzula: '1' });
  const id = sent.location.split('/').at(-1) ?? '';
  deps.passTime(11 * 60_000);
  const code = (await readCode(database.sql, number)) ?? '';
  const late = await send(sent.location, { kod: code });
  assert.match(late.page, /stracił ważność/);
  assert.ok(late.page.includes(`/zapis?prosba=${id}`));
  const again = await (await web.request(`/zapis?prosba=${id}`)).text();
  assert.match(again, /<option value="0582870" selected>/);
  assert.match(again, /name="ulica" value="17394"/);
  assert.match(again, /name="dom" value="12"/);
  assert.match(again, /name="kategorie" value="sport"/);
  assert.doesNotMatch(again, /600\s?100\s?702/);
  deps.passTime(60 * 60_000);
  for (const lost of [id, 'x', '00000000-0000-0000-0000-000000000000']) {
    const page = await (await web.request(`/zapis?prosba=${lost}`)).text();
    assert.doesNotMatch(page, /selected/);
  }
});

test('a typed name that fits nothing is said back beside the field, and another can be typed', async () => {
  const unknown = await send('/zapis', { ...answers, krok: '1', miejscowosc: 'Palędzie' });
  assert.equal(unknown.status, 422);
  assert.match(unknown.page, /podobnych do „Palędzie” jest kilka/);
  assert.match(unknown.page, /name="miejscowosc" value=""><label[^>]*>Inna, wpiszę jeszcze raz/);
  const other = await send('/zapis', { ...answers, krok: '1', miejscowosc: '' });
  assert.match(other.page, /<select id="miejscowosc"/);
  const strange = await send('/zapis', { ...answers, krok: '1', miejscowosc: 'Qqqqqq' });
  assert.match(strange.page, /Nie znamy takiej miejscowości: „Qqqqqq”/);
  assert.match(strange.page, /data-typed="Qqqqqq"/);
  assert.match(strange.page, /<title>Błąd: /);
});
