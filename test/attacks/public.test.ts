// What somebody tries at the public form who wants our money spent or a neighbour signed up.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { findTask, solve } from '../support/proof.ts';
import { inBatches, newNumber, openPublicDoor, whole } from '../support/public-door.ts';
import { readCode, readPerson } from '../support/registration.ts';

const door = await openPublicDoor();
const { sql, post, join, joinConfirmed, countCodes, passTime, set } = door;
beforeEach(door.startAnew);

describe('milking', () => {
  test('a thousand numbers from one subnet cost sixty codes; the rest have to prove first, and none is refused', async () => {
    const before = await countCodes();
    const answers = await inBatches(1000, (n) => join(newNumber(), `198.51.100.${n % 250}`));
    const sent = answers.filter(({ status }) => status === 303).length;
    assert.equal(sent, 60, 'the block’s own count, whichever process asked');
    assert.equal((await countCodes()) - before, 60);
    const challenged = answers.filter(({ page }) => findTask(page) !== undefined).length;
    assert.equal(challenged, 940, 'everybody else is asked, nobody is turned away');
    // A neighbour in the same block who only wants to join solves one task and does.
    const number = newNumber();
    const asked = await join(number, '198.51.100.7');
    assert.match(asked.page, /<h1>Jeszcze chwila<\/h1>/);
    assert.match(asked.page, /href="sms:\+48500100200\?body=ZAPISZ"/, 'the way that needs no script');
    const task = findTask(asked.page);
    assert.ok(task !== undefined);
    const dowod = solve(task);
    const admitted = await post('/zapis', { ...whole, numer: number, dowod }, { from: '198.51.100.7' });
    assert.equal(admitted.status, 303, admitted.page);
    const code = (await readCode(sql, `+48${number}`)) ?? '';
    assert.equal((await post(admitted.location, { kod: code })).location, '/zapis/gotowe');
  });

  test('one number asked for from a thousand addresses gets one code', async () => {
    const number = newNumber();
    const before = await countCodes();
    const answers = await inBatches(1000, (n) => join(number, `${20 + (n >> 8)}.${n & 255}.1.7`));
    const statuses = Map.groupBy(answers, ({ status }) => status);
    assert.equal(statuses.get(303)?.length, 1);
    assert.equal(statuses.get(429)?.length, 999);
    assert.equal((await countCodes()) - before, 1);
  });

  test('numbers in a row have to prove, from wherever they come; numbers far apart need not', async () => {
    const inRow = await inBatches(40, (n) => join(String(609_111_100 + n), `${30 + n}.1.1.1`));
    assert.equal(inRow.filter(({ status }) => status === 303).length, 10);
    const apart = await inBatches(20, (n) => join(newNumber(), `${80 + n}.1.1.1`));
    assert.deepEqual(new Set(apart.map(({ status }) => status)), new Set([303]));
  });

  test('when hardly anybody confirms, joining has to prove, and leaving need not', async () => {
    await inBatches(40, (n) => join(newNumber(), `${20 + n}.2.2.2`));
    const member = newNumber();
    const joined = await join(member, '99.1.1.1');
    passTime(5 * 60_000);
    const asked = await join(newNumber(), '98.1.1.1');
    assert.ok(findTask(asked.page) !== undefined, 'joining is asked for a proof');
    const kod = (await readCode(sql, `+48${member}`)) ?? '';
    assert.equal((await post(joined.location, { kod }, { from: '97.1.1.1' })).status, 303);
    assert.equal((await post('/wypis', { numer: member }, { from: '97.1.1.1' })).status, 303);
    passTime(3_600_000);
    assert.equal((await join(newNumber(), '98.1.1.2')).status, 303, 'an hour later all is well');
  });

  test('the hour’s money ends joining first and then everything, for known and unknown alike; SMS is shown', async () => {
    const known = await joinConfirmed();
    const alsoKnown = await joinConfirmed();
    passTime(3_600_000);
    // Ten codes an hour, of which the last two are for who leaves.
    set({ formCodesHourGrosze: 170, segmentPriceGrosze: 17 });
    const joins = await inBatches(20, (n) => join(newNumber(), `${20 + n}.3.3.3`));
    assert.equal(joins.filter(({ status }) => status === 303).length, 8);
    const [refused] = joins.filter(({ status }) => status === 429);
    assert.match(refused?.page ?? '', /tyle kodów, na ile pozwala urząd/);
    assert.match(refused?.page ?? '', /href="sms:\+48500100200\?body=ZAPISZ"/);
    const [phones] = await sql`select count(*)::int from mts where item < 0`;
    const leaving = await post('/wypis', { numer: newNumber() });
    const leavingKnown = await post('/wypis', { numer: known });
    assert.deepEqual([leaving.status, leavingKnown.status], [303, 303], 'the way out is open longer');
    const late = [await post('/wypis', { numer: newNumber() }), await post('/wypis', { numer: alsoKnown })];
    assert.deepEqual(
      late.map(({ status }) => status),
      [429, 429],
    );
    const [stored] = await sql`select count(*)::int from mts where item < 0`;
    assert.equal(stored?.count, Number(phones?.count) + 1, 'what was refused has left nothing');
    const [hour] =
      await sql`select codes, cost_grosze::float8 as cost, refused, capped_at from form_hours order by hour desc`;
    assert.deepEqual([hour?.codes, hour?.cost], [10, 170]);
    assert.ok(Number(hour?.refused) >= 13 && hour?.capped_at !== null);
    passTime(3_600_000);
    assert.equal((await join(newNumber())).status, 303, 'the next hour has money of its own');
  });
});

describe('guessing and replay', () => {
  test('a code is guessed at five times in all, whoever guesses and from wherever', async () => {
    const number = newNumber();
    const sent = await join(number);
    const code = (await readCode(sql, `+48${number}`)) ?? '';
    const wrong = code === '111111' ? '222222' : '111111';
    const guesses = await inBatches(50, (n) =>
      post(sent.location, { kod: wrong }, { from: `${20 + n}.4.4.4` }),
    );
    const left = guesses.flatMap(({ page }) => /Pozostało prób: (\d)/.exec(page)?.[1] ?? []).sort();
    assert.deepEqual(left, ['1', '2', '3', '4'], 'each of four tries counted once, the fifth was the last');
    assert.equal((await post(sent.location, { kod: code })).status, 422, 'the right one comes too late');
    assert.equal(await readPerson(sql, `+48${number}`), undefined);
  });

  test('who guesses at many codes has to prove each further guess', async () => {
    const sent = await join(newNumber());
    const guesses = await inBatches(110, () => post(sent.location, { kod: '000000' }, { from: '192.0.2.9' }));
    const [asked] = guesses.filter(({ page }) => findTask(page) !== undefined);
    assert.ok(asked !== undefined);
    assert.equal(guesses.filter(({ page }) => findTask(page) !== undefined).length, 10);
    assert.match(asked.page, /name="kod" value="000000"/, 'what was typed goes along');
  });

  test('a used code, a used proof and a form sent twice do nothing the second time', async () => {
    const number = newNumber();
    const sent = await join(number);
    const code = (await readCode(sql, `+48${number}`)) ?? '';
    const twice = await Promise.all([1, 2].map(() => post(sent.location, { kod: code })));
    assert.deepEqual(
      twice.map(({ location }) => location),
      ['/zapis/gotowe', '/zapis/gotowe'],
    );
    const [consents] = await sql`
      select count(*)::int from consents c join phones p on p.id = c.phone_id
      where p.msisdn = ${`+48${number}`}`;
    assert.equal(consents?.count, 1);

    const form = { ...whole, numer: newNumber() };
    const before = await countCodes();
    const both = await Promise.all([post('/zapis', form), post('/zapis', form)]);
    assert.equal(both[0]?.location, both[1]?.location, 'one request');
    assert.equal((await countCodes()) - before, 1);

    await sql`update rate_limits set points = 1000`;
    const numer = newNumber();
    const task = findTask((await join(numer)).page);
    assert.ok(task !== undefined);
    const dowod = solve(task);
    const other = await post('/zapis', { ...whole, numer: newNumber(), dowod });
    assert.ok(findTask(other.page) !== undefined, 'a proof for one number is none for another');
    const leaving = await post('/wypis', { numer, dowod }, { from: '192.0.2.1' });
    assert.equal(leaving.status, 303, 'leaving is counted by itself');
    await sql`update rate_limits set points = 1000`;
    passTime(61_000);
    const used = await Promise.all([1, 2, 3, 4].map(() => post('/zapis', { ...whole, numer, dowod })));
    assert.equal(used.filter(({ status }) => status === 303).length, 1, 'once, in whichever process');
    const others = used.filter(({ page }) => findTask(page) !== undefined).length;
    assert.equal(others, 3, 'the others are asked anew, before the number’s own budget is looked at');
  });

  test('a proof that is forged, cut, for another act or too old is none', async () => {
    await join(newNumber());
    const spoil = async () => sql`update rate_limits set points = 1000`;
    await spoil();
    const numer = newNumber();
    const task = findTask((await join(numer)).page);
    assert.ok(task !== undefined);
    const good = solve(task);
    const [challenge = '', numbers = ''] = good.split(':');
    const forged = [
      '',
      'x',
      `${challenge}:`,
      `${challenge}:${numbers.split('.').slice(1).join('.')}`,
      `${challenge}:${numbers
        .split('.')
        .map(() => '0')
        .join('.')}`,
      `${challenge.replace(/^./, (first) => (first === '0' ? '1' : '0'))}:${numbers}`,
      solve({ ...task, challenge: challenge.replace(/-\d+-/, '-9999999999-') }),
      `${good}.1`,
      `${challenge}:${'1.'.repeat(5000)}1`,
    ];
    for (const dowod of forged) {
      const answer = await post('/zapis', { ...whole, numer, dowod });
      assert.ok(findTask(answer.page) !== undefined, dowod.slice(0, 40));
    }
    passTime(11 * 60_000);
    await sql`update rate_limits set points = 1000, expire = expire + 3600000`;
    const late = await post('/zapis', { ...whole, numer, dowod: good });
    assert.ok(findTask(late.page) !== undefined, 'after ten minutes another one is needed');
  });
});
