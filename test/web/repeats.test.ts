// What happens to whoever presses a button twice, or goes back and sends again.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { newNumber, openPublicDoor, whole } from '../support/public-door.ts';
import { readCode, readPerson } from '../support/registration.ts';

const door = await openPublicDoor();
const { sql, post, join, joinConfirmed, countCodes, passTime, set, nextWeb } = door;
beforeEach(door.startAnew);

const codeOf = async (number: string) => (await readCode(sql, `+48${number}`)) ?? '';
const wrongFor = (code: string) => (code === '111111' ? '222222' : '111111');
const get = async (path: string) => {
  const response = await nextWeb().request(path, { headers: { 'accept-language': 'pl' } });
  return { status: response.status, page: await response.text(), location: response.headers.get('location') };
};
const countRequests = async () =>
  Number((await sql`select count(distinct request_id) from codes where request_id is not null`)[0]?.count);
const readHour = async () =>
  (
    await sql`select codes, cost_grosze::float8 as cost, refused from form_hours order by hour desc limit 1`
  )[0];

describe('asking for a code twice', () => {
  for (const [what, path, fields] of [
    ['joining', '/zapis', { ...whole, dom: '12 a', kategorie: 'sport' }],
    ['leaving', '/wypis', {}],
    ['logging in at /moje', '/moje', {}],
  ] as const) {
    test(`${what}: both answers lead to one page of the code, known or not, and one SMS at most goes out`, async () => {
      const known = await joinConfirmed();
      passTime(3_600_000);
      for (const [numer, most] of [
        [known, 1],
        [newNumber(), path === '/zapis' ? 1 : 0],
      ] as const) {
        const [codes, requests] = [await countCodes(), await countRequests()];
        const both = await Promise.all([post(path, { ...fields, numer }), post(path, { ...fields, numer })]);
        assert.deepEqual(
          both.map(({ status }) => status),
          [303, 303],
        );
        const hour = await readHour();
        passTime(40_000);
        const again = await post(path, { ...fields, numer });
        assert.equal(again.status, 303);
        assert.equal(new Set([...both, again].map(({ location }) => location)).size, 1);
        assert.match(again.location, /\/kod\/[0-9a-f-]{36}$/);
        assert.equal(await countCodes(), codes + most);
        assert.equal(await countRequests(), requests + 1);
        assert.deepEqual(await readHour(), hour, 'nothing is counted anew');
        passTime(61_000);
      }
    });
  }

  test('erasing at /moje: the second press leads to the page of the first’s code', async () => {
    const numer = await joinConfirmed();
    passTime(3_600_000);
    const entry = await post('/moje', { numer });
    const cookie = (
      await nextWeb().request(entry.location, {
        method: 'POST',
        body: new URLSearchParams({ kod: await codeOf(numer) }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': '192.0.2.1' },
      })
    ).headers.get('set-cookie');
    const headers = { cookie: (cookie ?? '').split(';')[0] ?? '' };
    const page = await (await nextWeb().request('/moje/usun', { headers })).text();
    const _znak = /name="_znak" value="([^"]+)"/.exec(page)?.[1] ?? '';
    passTime(61_000);
    await post('/moje', { numer });
    assert.equal((await post('/moje/usun', { _znak }, { headers })).status, 429, 'logging in is another act');
    passTime(61_000);
    const both = [
      await post('/moje/usun', { _znak }, { headers }),
      await post('/moje/usun', { _znak }, { headers }),
    ];
    assert.match(both[0]?.location ?? '', /^\/moje\/usun\/[0-9a-f-]{36}$/);
    assert.equal(both[1]?.location, both[0]?.location);
  });

  test('the page it leads to takes the code that was sent', async () => {
    const numer = newNumber();
    await join(numer);
    const again = await join(numer);
    assert.equal((await post(again.location, { kod: await codeOf(numer) })).location, '/zapis/gotowe');
    assert.partialDeepStrictEqual(await readPerson(sql, `+48${numer}`), { state: 'active' });
  });

  test('another content, another act and another network get no page of that request', async () => {
    const numer = newNumber();
    const first = { ...whole, dom: '12', kategorie: 'sport', numer };
    assert.equal((await post('/zapis', first)).status, 303);
    for (const [path, fields] of [
      ['/zapis', { ...first, dom: '13' }],
      ['/zapis', { ...first, kategorie: 'odpady' }],
      ['/zapis', { ...first, ulica: 'cala' }],
      ['/wypis', { numer }],
      ['/moje', { numer }],
    ] as const) {
      const answer = await post(path, fields);
      assert.equal(answer.status, 429, `${path} ${JSON.stringify(fields)}`);
      assert.match(answer.page, /niedawno wysłano już kod/);
    }
    const inEnglish = await post('/zapis', first, { headers: { 'accept-language': 'en' } });
    assert.equal(inEnglish.status, 429, 'another wording was agreed to');
    const stranger = await post('/zapis', first, { from: '198.51.100.77' });
    assert.equal(stranger.status, 429, 'who knows the number is not who asked');
    assert.equal((await post('/zapis', first)).status, 303);
  });

  test('a request that was confirmed, guessed dead or is of the API is none to lead to; the hour’s limit stands', async () => {
    const confirmed = newNumber();
    const sent = await join(confirmed);
    await post(sent.location, { kod: await codeOf(confirmed) });
    assert.equal((await join(confirmed)).status, 429);

    const dead = newNumber();
    const guessed = await join(dead);
    for (let i = 0; i < 5; i += 1) await post(guessed.location, { kod: wrongFor(await codeOf(dead)) });
    assert.equal((await join(dead)).status, 429);

    const number = newNumber();
    const body = { number, addresses: [{ sym: whole.miejscowosc, symUl: whole.ulica }] };
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '192.0.2.1' };
    const ask = () =>
      door.api.request('/subscriptions', { method: 'POST', body: JSON.stringify(body), headers });
    assert.deepEqual(
      [(await ask()).status, (await ask()).status, (await join(number)).status],
      [202, 429, 429],
    );

    const often = newNumber();
    for (let i = 0; i < 3; i += 1) {
      assert.equal((await join(often)).status, 303);
      passTime(61_000);
    }
    assert.equal((await join(often)).status, 429);
  });

  test('a resent code is the same request; pressing "send another" twice is still told to wait', async () => {
    const numer = newNumber();
    const sent = await join(numer);
    passTime(61_000);
    assert.equal((await post(`${sent.location}/nowy`, {})).status, 303);
    assert.equal((await post(`${sent.location}/nowy`, {})).status, 429);
    assert.equal((await join(numer)).location, sent.location);
  });

  test('it is counted at the number’s neighbourhood like any request, and asked for a proof like any', async () => {
    const numer = newNumber();
    for (let i = 0; i < 10; i += 1) assert.equal((await join(numer)).status, 303);
    assert.match((await join(numer)).page, /data-challenge/);
  });

  test('the hour’s money spent meanwhile refuses no repetition', async () => {
    const numer = newNumber();
    const sent = await join(numer);
    set({ formCodesHourGrosze: 0 });
    assert.equal((await join(numer)).location, sent.location);
  });
});

describe('sending the code twice', () => {
  for (const [path, done] of [
    ['/zapis', '/zapis/gotowe'],
    ['/wypis', '/wypis/gotowe'],
  ] as const) {
    const start = async () => {
      const numer = path === '/wypis' ? await joinConfirmed() : newNumber();
      passTime(3_600_000);
      const sent = await post(path, path === '/wypis' ? { numer } : { ...whole, numer });
      return { numer, page: sent.location, kod: await codeOf(numer) };
    };

    test(`${path}: the right code twice is done twice and acts once; a wrong one is refused, and the page says it is done`, async () => {
      const { numer, page, kod } = await start();
      assert.equal((await get(page)).status, 200);
      const consents = async () =>
        (
          await sql`select count(*)::int from consents c join phones p on p.id = c.phone_id
          where p.msisdn = ${`+48${numer}`}`
        )[0]?.count;
      const before = await consents();
      const both = await Promise.all([post(page, { kod }), post(page, { kod })]);
      assert.deepEqual(
        both.map(({ status, location }) => [status, location]),
        [
          [303, done],
          [303, done],
        ],
      );
      assert.equal(await consents(), Number(before) + 1);
      const wrong = await post(page, { kod: wrongFor(kod) });
      assert.equal(wrong.status, 422);
      assert.match(wrong.page, /już nie działa/);
      const back = await get(page);
      assert.deepEqual([back.status, back.location], [303, done]);
    });

    test(`${path}: five wrong codes after the right one end it, and so does the code’s life`, async () => {
      const guessed = await start();
      assert.equal((await post(guessed.page, { kod: guessed.kod })).location, done);
      for (let i = 0; i < 5; i += 1) await post(guessed.page, { kod: wrongFor(guessed.kod) });
      assert.equal((await post(guessed.page, { kod: guessed.kod })).status, 422);
      const late = await start();
      assert.equal((await post(late.page, { kod: late.kod })).location, done);
      passTime(10 * 60_000);
      assert.equal((await post(late.page, { kod: late.kod })).status, 422);
    });
  }

  test('/moje: the right code twice leads there, and opens no second session', async () => {
    const numer = await joinConfirmed();
    passTime(3_600_000);
    const { location } = await post('/moje', { numer });
    const kod = await codeOf(numer);
    const count = async () => Number((await sql`select count(*) from resident_sessions`)[0]?.count);
    const before = await count();
    const both = await Promise.all([post(location, { kod }), post(location, { kod })]);
    // The same page for who was let in by the other of the two; why it is shut for anybody else.
    assert.deepEqual(both.map((answer) => answer.location).sort(), ['/moje', '/moje?uzyty']);
    assert.equal(await count(), before + 1);
  });
});

test('a house with a flat in words is read as the house and the flat', async () => {
  for (const [dom, stored] of [
    ['32 m. 5', '32/5'],
    ['32 m 5', '32/5'],
    ['32m5', '32/5'],
    ['32a lok. 5B', '32A/5B'],
    ['32 A, mieszkania 5', '32A/5'],
    ['32 m', '32M'],
  ] as const) {
    const numer = newNumber();
    assert.equal((await post('/zapis', { ...whole, krok: '2', dom, numer })).status, 200, dom);
    const sent = await post('/zapis', { ...whole, dom, numer });
    await post(sent.location, { kod: await codeOf(numer) });
    assert.partialDeepStrictEqual(
      await readPerson(sql, `+48${numer}`),
      { addresses: [`${whole.miejscowosc} ${whole.ulica} ${stored}`] },
      dom,
    );
  }
  for (const dom of ['32 m. 5 m. 6', 'm. 5', '32 x 5', '32/1 m 5'])
    assert.equal((await post('/zapis', { ...whole, dom, numer: newNumber() })).status, 422, dom);
});
