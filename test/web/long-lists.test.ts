// A city has thousands of streets: the form has them typed, with and without scripts, instead of scrolled.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadOffice } from '#services/office.ts';
import { createWeb } from '../../src/web/web.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';

const database = await createTestDatabase();
const own = await createOfficeDeps(database);
const city = '0582953';
await database.sql`
  insert into streets (sym, sym_ul, cecha, nazwa_1, nazwa_2)
  select ${city}, (90000 + n)::text, 'ul.', 'Długa ' || chr(65 + n / 26) || chr(97 + n % 26) || 'ska', ''
  from generate_series(0, 150) n`;
await database.sql`
  insert into localities (sym, name, kind, sympod, terc)
  select (9000000 + n)::text, 'Wioska ' || chr(65 + n / 26) || chr(97 + n % 26), '01', (9000000 + n)::text, '3021052'
  from generate_series(0, 120) n`;
const office = await loadOffice(database.db);
const web = createWeb({
  deps: { ...own, office: () => office },
  config: { publicUrl: undefined, trustedProxies: [], smsapi: { number: '48500100200' } },
});

async function send(fields: Readonly<Record<string, string>>) {
  const response = await web.request('/zapis', {
    method: 'POST',
    body: new URLSearchParams({ numer: '600100960', miejscowosc: city, ...fields }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  return { status: response.status, page: await response.text() };
}

test('of very many localities the name is typed, and the page stays small', async () => {
  const page = await (await web.request('/zapis')).text();
  assert.match(page, /<input id="miejscowosc" name="miejscowosc" type="text"[^>]* data-suggest="localities"/);
  assert.doesNotMatch(page, /<select/);
  assert.ok(Buffer.byteLength(page) < 8_000);
  // Going back shows the name, not the register's number.
  assert.match((await send({ krok: 'popraw' })).page, /id="miejscowosc"[^>]* value="Fiałkowo"/);
});

test('of very many streets the name is typed, and "no street" has a box of its own', async () => {
  const first = await send({ krok: '1' });
  assert.match(
    first.page,
    /<input id="ulica" name="ulica" type="text"[^>]* data-suggest="streets" data-sym="0582953"/,
  );
  assert.match(first.page, /<input type="checkbox" id="calosc" name="calosc" value="1">/);
  const empty = await send({ krok: '2', ulica: '' });
  assert.equal(empty.status, 422);
  assert.match(empty.page, /Wybierz ulicę albo całą miejscowość/);
  const whole = await send({ krok: '2', ulica: '', calosc: '1' });
  assert.match(whole.page, /Krok 3 z 4/);
  assert.match(whole.page, /<dd lang="pl">Fiałkowo<\/dd>/);
  const typed = await send({ krok: '2', ulica: 'długa aaska 7' });
  assert.match(typed.page, /<dd lang="pl">Fiałkowo, ul. Długa Aaska 7<\/dd>/);
  // The box is kept when the language changes, and so is a street that was chosen.
  assert.match((await send({ krok: '2', calosc: '1', jezyk: 'en' })).page, /name="calosc" value="1" checked/);
  assert.match(
    (await send({ krok: '2', ulica: '90000', jezyk: 'en' })).page,
    /id="ulica"[^>]* value="Długa Aaska"/,
  );
});
