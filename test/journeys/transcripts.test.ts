// The dialogues the service promises, word by word from the phone's side: simulator, real client, webhooks over
// HTTP, PostgreSQL, the worker's loops.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sweepDeadlines } from '#services/sweep-deadlines.ts';
import { type Phone, startTown } from '../support/town.ts';

const logLines: string[] = [];
const town = await startTown({ logLines });

let lastNumber = 500_100_000;
const newPhone = (): Phone => {
  lastNumber += 1;
  return town.phone(String(lastNumber));
};

function only(texts: readonly string[]): string {
  assert.equal(texts.length, 1, `one reply, not: ${texts.join(' | ')}`);
  return texts[0] ?? '';
}

function codeIn(texts: readonly string[]): string {
  const code = /\b\d{6}\b/.exec(only(texts))?.[0];
  assert.ok(code !== undefined, `a code in: ${texts.join(' | ')}`);
  return code;
}

async function join(phone: Phone): Promise<void> {
  const code = codeIn(await phone.say('ZAPISZ Skorzewo Dzialkowa 32 sport kultura'));
  await phone.say(code);
  assert.equal((await phone.subscriber())?.state, 'active');
}

test('joining step by step: locality, street, two categories, the code with a space in it', async () => {
  const phone = newPhone();
  assert.match(only(await phone.say('Zapisz')), /miejscowosc/i);
  assert.match(only(await phone.say('skórzewo')), /ulic/i);
  assert.match(only(await phone.say('dzialkowa 32')), /1 Sport/);
  const summary = await phone.say('1 i 3');
  assert.match(only(summary), /Dzialkowa 32.*Sport, Odpady/);
  const code = codeIn(summary);
  assert.equal(await phone.subscriber(), undefined, 'nothing is joined before the code');
  assert.match(only(await phone.say(`${code.slice(0, 3)} ${code.slice(3)}`)), /zapisan|zapis/i);
  const subscriber = await phone.subscriber();
  assert.equal(subscriber?.state, 'active');
  assert.deepEqual(subscriber?.keys, ['alerty', 'sport', 'odpady']);
  assert.match(subscriber?.addresses.join() ?? '', /^0582870 \d{5} 32$/);
});

test('joining by inflected names, a wrong code and a new one', async () => {
  const phone = newPhone();
  assert.match(only(await phone.say('proszę mnie zapisać do dąbrówki')), /Dabrowka.*ulic/i);
  assert.match(only(await phone.say('na poznanskiej')), /1 Sport/);
  const first = codeIn(await phone.say('wszystko'));
  const wrong = first === '111111' ? '222222' : '111111';
  assert.match(only(await phone.say(wrong)), /4/);
  const second = codeIn(await phone.say('NOWY'));
  await phone.say(second);
  assert.deepEqual((await phone.subscriber())?.keys, ['alerty', 'sport', 'kultura', 'odpady', 'prad']);
});

test('two places of one name are offered by kind, and "I do not know" keeps the question open', async () => {
  const phone = newPhone();
  const list = only(await phone.say('ZAPISZ Paledzie'));
  assert.match(list, /1 .*wies.*2 .*osada lesna/i);
  assert.match(only(await phone.say('1')), /ulic/i);
  assert.match(only(await phone.say('nie wiem')), /BRAK/);
  assert.match(only(await phone.say('brak')), /1 Sport/);
});

test('of two addresses ZMIEN changes the one that was chosen, and a question while leaving goes to the office', async () => {
  const phone = newPhone();
  await join(phone);
  await phone.say('DODAJ Dąbrówka Lipowa 3');
  assert.match(only(await phone.say('ZMIEN')), /1 Skorzewo, ul. Dzialkowa 32; 2 Dabrowka, ul. Lipowa 3/);
  await phone.say('1');
  await phone.say('Dopiewo Polna 4');
  assert.deepEqual((await phone.subscriber())?.addresses, ['0582775 11139 3', '0582806 17011 4']);
  await phone.say('zmień Lipowa 3 na Dopiewo Polna 4');
  assert.deepEqual(
    (await phone.subscriber())?.addresses,
    ['0582806 17011 4'],
    'never the same address twice',
  );
  await phone.say('wypisz');
  assert.match(only(await phone.say('nie świeci lampa')), /Przekazano do urzedu.*dzwon 112/);
  assert.deepEqual(await phone.say('i jeszcze ławka'), [], 'acknowledged once in 24 hours');
  assert.equal((await phone.subscriber())?.state, 'suspended');
});

test('WYPISZ suspends at once, its code signs off, and STOP afterwards is answered by silence', async () => {
  const phone = newPhone();
  await join(phone);
  const code = codeIn(await phone.say('wypisz'));
  assert.equal((await phone.subscriber())?.state, 'suspended');
  await phone.say(code);
  assert.equal((await phone.subscriber())?.state, 'left');
  assert.deepEqual(await phone.say('STOP'), []);
});

test('STOP with courtesies signs off at once, and ZAPISZ afterwards starts anew', async () => {
  const phone = newPhone();
  await join(phone);
  assert.match(only(await phone.say('Stop. Dziękuję')), /wypisa|wypisu|nie dosta|koniec|rezygn/i);
  assert.equal((await phone.subscriber())?.state, 'left');
  assert.match(only(await phone.say('ZAPISZ')), /miejscowosc/i);
});

test('distress is answered by 112 and stands red in the inbox; free text is passed to staff', async () => {
  const phone = newPhone();
  assert.match(only(await phone.say('pomocy woda w domu')), /112/);
  assert.match(only(await phone.say('na ulicy lipowej leży drzewo')), /112/);
  assert.deepEqual(
    await phone.say('i jeszcze jedno drzewo na chodniku'),
    [],
    'acknowledged once in 24 hours',
  );
  const marks = await town.database.sql<{ mark: string }[]>`
    select mark from mos where text like '%drzewo%' or text like 'pomocy%' order by id`;
  assert.deepEqual(
    marks.map((row) => row.mark),
    ['danger', 'staff', 'staff'],
  );
});

test('ZOSTAJE takes WYPISZ back', async () => {
  const phone = newPhone();
  await join(phone);
  await phone.say('wypisz');
  await phone.say('ZOSTAJE');
  const subscriber = await phone.subscriber();
  assert.equal(subscriber?.state, 'active');
  assert.deepEqual(subscriber?.keys, ['alerty', 'sport', 'kultura']);
});

test('a code of WYPISZ that never comes: signed off after 24 hours, and ZOSTAJE undoes it', async () => {
  const phone = newPhone();
  await join(phone);
  await phone.say('wypisz');
  await sweepDeadlines(town.deps);
  assert.equal((await phone.subscriber())?.state, 'suspended', 'not before its time');
  town.deps.passTime(24 * 3_600_000 + 60_000);
  await sweepDeadlines(town.deps);
  assert.equal((await phone.subscriber())?.state, 'left');
  assert.equal(await sweepDeadlines(town.deps), 0, 'told once');
  await phone.say('ZOSTAJE');
  assert.equal((await phone.subscriber())?.state, 'active');
});

test('every act stands in the consent ledger with the text that was its proof', async () => {
  const phone = newPhone();
  await join(phone);
  await phone.say('WYPISZ');
  await phone.say('STOP');
  const acts = await town.database.sql<{ act: string; door: string; wording: string; text: string | null }[]>`
    select c.act, c.door, c.wording, m.text
    from consents c
    join phones p on p.id = c.phone_id
    left join mos m on m.id = c.mo_id
    where p.msisdn = ${`+48${lastNumber}`}
    order by c.id`;
  assert.deepEqual(
    acts.map((row) => row.act),
    ['join', 'suspend', 'leave'],
  );
  assert.match(acts[0]?.text ?? '', /^\d{6}$/);
  assert.deepEqual([acts[1]?.text, acts[2]?.text], ['WYPISZ', 'STOP']);
  assert.ok(acts.every((row) => row.door === 'sms' && row.wording.startsWith('sms-')));
});

test('no number and no text of a resident was logged', () => {
  const log = logLines.join('\n');
  assert.doesNotMatch(log, /500100\d{3}/);
  assert.doesNotMatch(log, /zapisz|wypisz|drzewo|skorzewo/i);
});
