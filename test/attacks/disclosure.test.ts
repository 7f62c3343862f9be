// What somebody tries at the public form who wants to learn who is on the list, or to get through it where it leads not.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { type DoorAnswer, newNumber, openPublicDoor, whole } from '../support/public-door.ts';

const door = await openPublicDoor();
const { sql, api, nextWeb, post, join, joinConfirmed, countCodes, passTime } = door;
beforeEach(door.startAnew);

const anonymous = (page: string): string =>
  page
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '*')
    .replaceAll(/[0-9a-f]{32}-\d+-[\w-]{43}/g, '*')
    .replaceAll(/\d{9}/g, '*')
    .replaceAll(/\d+ (s|min)\b/g, '* $1');

describe('finding out who is on the list', () => {
  test('known, unknown and blocked numbers are answered alike at every door, also under suspicion and over budget', async () => {
    const known = await joinConfirmed();
    const blocked = await joinConfirmed();
    await sql`update phones set form_blocked_at = now() where msisdn = ${`+48${blocked}`}`;
    passTime(3_600_000);
    const before = await countCodes();
    const asked = [known, newNumber(), blocked];
    const alike = async (
      act: (number: string) => Promise<DoorAnswer>,
      what: string,
    ): Promise<readonly DoorAnswer[]> => {
      const answers: DoorAnswer[] = [];
      for (const number of asked) answers.push(await act(number));
      const said = answers.map(({ status, page, location }) => `${status} ${anonymous(page + location)}`);
      assert.equal(new Set(said).size, 1, what);
      return answers;
    };
    const left = await alike((numer) => post('/wypis', { numer }), 'leaving');
    assert.equal((await countCodes()) - before, 1, 'one of the three got a code');
    await alike((numer) => post('/wypis', { numer }), 'leaving again at once');
    let at = 0;
    const next = () => left[at++ % 3]?.location ?? '';
    await alike(() => post(next(), { kod: '000000' }), 'a wrong code');
    await alike(async () => {
      const response = await nextWeb().request(next());
      return { status: response.status, page: await response.text(), location: '' };
    }, 'the page of the code');
    passTime(61_000);
    await alike(() => post(`${next()}/nowy`, {}), 'another code');
    passTime(3_600_000);
    await alike((numer) => post('/moje', { numer }), '/moje');
    passTime(3_600_000);
    await alike(async (number) => {
      const response = await api.request('/unsubscriptions', {
        method: 'POST',
        body: JSON.stringify({ number }),
        headers: { 'content-type': 'application/json' },
      });
      const body = (await response.json()) as Record<string, unknown>;
      return { status: response.status, page: Object.keys(body).join(), location: '' };
    }, 'the API');
    await sql`update rate_limits set points = 1000`;
    await alike((numer) => post('/wypis', { numer }), 'under suspicion');
  });

  test('how long the answer takes does not tell known from unknown', async () => {
    // Every second is known; what a busy machine does to one it does to the next.
    const numbers = Array.from({ length: 100 }, newNumber);
    const known = numbers.filter((_, at) => at % 2 === 0).map((number) => `+48${number}`);
    await sql`insert into phones (msisdn) select unnest(${known}::text[])`;
    await sql`
      insert into subscribers (phone_id, state, source, joined_at, decided_at)
      select id, 'active', 'import', now(), now() from phones where msisdn = any(${known}::text[])`;
    const times: number[] = [];
    for (const [at, numer] of numbers.entries()) {
      const start = performance.now();
      const answer = await post('/wypis', { numer }, { from: `${20 + at}.5.5.5` });
      times.push(performance.now() - start);
      assert.equal(answer.status, 303);
    }
    // How often a known number took longer than an unknown one: half the time when nothing can be told. By chance alone
    // the share of 50 by 50 pairs lies within 0.2 of it in all but one of a thousand runs.
    const [forKnown, forUnknown] = [0, 1].map((odd) => times.filter((_, at) => at % 2 === odd));
    const pairs = (forKnown ?? []).flatMap((a) =>
      (forUnknown ?? []).map((b) => (a > b ? 1 : a < b ? 0 : 0.5)),
    );
    const share = pairs.reduce((sum: number, one) => sum + one, 0) / pairs.length;
    assert.ok(share > 0.2 && share < 0.8, `a known number took longer in ${share} of all pairs`);
  });
});

describe('forms of others, and what is put into fields', () => {
  test('a form that another site sends is refused at every address, and does nothing', async () => {
    const number = newNumber();
    const sent = await join(newNumber());
    const before = await countCodes();
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://zly.example', host: 'wici.example' },
      { origin: 'null', host: 'wici.example' },
    ]) {
      for (const [path, fields] of [
        ['/zapis', { ...whole, numer: number }],
        ['/wypis', { numer: number }],
        ['/moje', { numer: number }],
        [sent.location, { kod: '123456' }],
        [`${sent.location}/nowy`, {}],
        ['/moje/usun', {}],
        ['/moje/kategorie', {}],
      ] as const) {
        assert.equal(
          (await post(path, fields, { headers })).status,
          403,
          `${path} ${JSON.stringify(headers)}`,
        );
      }
    }
    assert.equal(await countCodes(), before);
    // A form cannot send JSON, and the API takes nothing else.
    const answer = await api.request('/unsubscriptions', {
      method: 'POST',
      body: JSON.stringify({ number }),
      headers: { 'content-type': 'text/plain' },
    });
    assert.equal(answer.status, 415);
  });

  test('line breaks reach no header, addresses and languages come from nowhere but us', async () => {
    const nasty = 'x\r\nset-cookie: a=b\r\nlocation: https://zly.example';
    for (const [path, fields] of [
      ['/zapis', { ...whole, numer: nasty, miejscowosc: nasty, jezyk: nasty, klauzula: nasty }],
      ['/zapis', { ...whole, numer: newNumber(), dom: nasty }],
      ['/wypis', { numer: nasty, jezyk: nasty, dowod: nasty }],
      ['/moje', { numer: nasty }],
      ['/czy-to-my', { tresc: nasty, jezyk: nasty }],
    ] as const) {
      const headers = { 'accept-language': 'x;q=1,\t"><script>', cookie: 'jezyk=%0d%0aa' };
      const answer = await post(path, fields, { headers });
      assert.ok([200, 422].includes(answer.status), `${path} ${answer.status}`);
      assert.equal(answer.location, '');
      assert.doesNotMatch(answer.page, /<script>/);
    }
    const strange = await nextWeb().request(
      `/zapis?prosba=${encodeURIComponent(nasty)}&jezyk=${encodeURIComponent(nasty)}`,
    );
    assert.equal(strange.status, 200);
    assert.equal(strange.headers.get('set-cookie'), null);
    const forwarded = await post(
      '/wypis',
      { numer: newNumber() },
      { from: `${'9'.repeat(5000)}, ::::, \t'"` },
    );
    assert.equal(forwarded.status, 303, 'an address that is none is counted as it stands');
  });

  test('formulas are no house numbers and no places, so that no table that is exported begins with one', async () => {
    for (const formula of ['=1+1', '+48', '-2', '@SUM(A1)', '=HYPERLINK("https://zly.example")', '\t=1']) {
      const house = await post('/zapis', { ...whole, numer: newNumber(), dom: formula });
      assert.equal(house.status, 422, `dom ${formula}`);
      const place = await post('/zapis', { ...whole, numer: newNumber(), miejscowosc: formula });
      assert.equal(place.status, 422, `miejscowosc ${formula}`);
      const answer = await api.request('/subscriptions', {
        method: 'POST',
        body: JSON.stringify({ number: newNumber(), addresses: [{ sym: '0582870', houseNumber: formula }] }),
        headers: { 'content-type': 'application/json' },
      });
      assert.equal(answer.status, 422, `API ${formula}`);
    }
    const [row] = await sql`select count(*)::int from codes where payload::text ~ '[=@+]'`;
    assert.equal(row?.count, 0);
  });
});
