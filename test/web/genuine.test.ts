import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { createWeb } from '../../src/web/web.ts';
import { startLedger } from '../support/ledger.ts';

const ledger = await startLedger();
const { deps, database } = ledger;
const { sql } = database;
const config = { publicUrl: undefined, trustedProxies: [], smsapi: { number: '48500100200' } };
let web = createWeb({ deps, config });

const common = 'Dopiewo: jutro od 8:00 nie bedzie wody w Skorzewie. Beczkowoz stoi przy szkole.';

before(async () => {
  await ledger.addSubscribers(25);
  await ledger.plan({ text: common, audience: { locality: '0582870' } });
  await ledger.plan({
    text: 'Dopiewo: {miejscowosc}, w sobote odbior odpadow.',
    audience: { category: 'odpady' },
  });
  await ledger.plan({ text: 'Dopiewo: Pani dowod jest gotowy.', audience: { numbers: ['600000001'] } });
});

// Each test has its own process, so to speak: what was read is kept for a minute.
beforeEach(() => {
  web = createWeb({ deps, config });
});

async function get(query = '') {
  const response = await web.request(`/czy-to-my${query}`);
  return { page: await response.text(), headers: response.headers };
}

async function paste(tresc: string) {
  const response = await web.request('/czy-to-my', {
    method: 'POST',
    body: new URLSearchParams({ tresc }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  return { status: response.status, page: await response.text(), headers: response.headers };
}

test('what went to many is shown with its area in words; values and what went to named people are not', async () => {
  const { page, headers } = await get();
  assert.match(page, /Beczkowoz stoi przy szkole/);
  assert.match(page, /Skórzewo<\/td>/);
  assert.match(page, /Dopiewo: …, w sobote odbior odpadow/);
  assert.match(page, /kategoria: /);
  assert.doesNotMatch(page, /dowod jest gotowy/);
  assert.doesNotMatch(page, /600000001|\+48600/);
  assert.equal(headers.get('cache-control'), 'public, max-age=60');
});

test('words find messages, with or without diacritics', async () => {
  const found = (await get('?slowa=szko%C5%82')).page;
  assert.match(found, /Znaleziono: 1/);
  assert.doesNotMatch(found, /odbior odpadow/);
  assert.match((await get('?slowa=krokodyl')).page, /Nie ma wiadomości z takimi słowami/);
});

test('a pasted SMS is judged by its whole text', async () => {
  assert.match((await paste(common)).page, /Tak, to nasza wiadomość/);
  assert.match((await paste('Dopiewo: Skórzewo, w sobote odbior odpadow.')).page, /Tak, to nasza wiadomość/);
  assert.match((await paste('Dopiewo: Pani dowod jest gotowy.')).page, /Tak, to nasza wiadomość/);
  assert.match((await paste(`${common} Oplata: http://zle.pl`)).page, /podobna do naszej, ale inna/);
  const unknown = await paste('Twoja paczka czeka, doplac 2 zl');
  assert.match(unknown.page, /Nie znamy takiej wiadomości/);
  assert.match(unknown.page, /8080/);
  assert.equal(unknown.headers.get('cache-control'), 'no-store');
  assert.equal((await paste('  ')).status, 422);
});

test('a draft, a campaign stopped before anything left, and one of four months ago are not ours to show', async () => {
  await sql`
    insert into campaigns (state, lane, text, audience, created_by)
    values ('draft', 'bulk', 'Dopiewo: szkic nie wyszedl.', '{"all": true}', 'staff:1')`;
  const stopped = await ledger.plan({ text: 'Dopiewo: to zatrzymano.', audience: { all: true } });
  await sql`update runs set state = 'stopped', ended_at = now() where id = ${stopped.runId}`;
  const old = await ledger.plan({ text: 'Dopiewo: to bylo dawno.', audience: { all: true } });
  await sql`update runs set created_at = now() - interval '120 days' where id = ${old.runId}`;
  const { page } = await get();
  for (const text of [/szkic nie wyszedl/, /to zatrzymano/, /to bylo dawno/]) assert.doesNotMatch(page, text);
});

test('the list is read once a minute, however many ask', async () => {
  await get();
  await ledger.plan({ text: 'Dopiewo: swiezy komunikat.', audience: { all: true } });
  assert.doesNotMatch((await get()).page, /swiezy komunikat/);
  deps.passTime(61_000);
  assert.match((await get()).page, /swiezy komunikat/);
});
