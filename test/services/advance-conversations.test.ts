import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { advanceConversations } from '#services/advance-conversations.ts';
import { createMoReceiver } from '#services/receive-mo.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';

const database = await createTestDatabase();
const { sql } = database;
const logLines: string[] = [];
const deps = await createOfficeDeps(database, { logLines });
const receiver = createMoReceiver({ sql });

let number = 0;
beforeEach(() => {
  number = (number === 0 ? 502_000_000 : number) + 1;
});
const msisdn = () => `+48${number}`;

/** A text from the present test's phone; `second` dates it. */
async function receive(text: string, second: number, from = msisdn()): Promise<void> {
  const digest = createHash('sha256').update(`${from} ${text} ${second}`).digest();
  const sentAt = new Date(Date.UTC(2026, 10, 20, 12, 0, second));
  await receiver.receive({ from, to: '48500100100', text, sentAt, gatewayRef: undefined, digest });
}

async function advanceAll(): Promise<void> {
  while ((await advanceConversations(deps)) > 0);
}

async function listReplies(from = msisdn()): Promise<readonly string[]> {
  const rows = await sql<{ body: string }[]>`
    select t.body
    from mts m
    join texts t on t.id = m.text_id
    join phones p on p.id = m.phone_id
    where p.msisdn = ${from}
    order by m.id`;
  return rows.map((row) => row.body);
}

async function findState(from = msisdn()): Promise<string | undefined> {
  const [row] = await sql<{ state: string }[]>`
    select s.state from subscribers s join phones p on p.id = s.phone_id where p.msisdn = ${from}`;
  return row?.state;
}

async function join(from = msisdn()): Promise<void> {
  await receive('ZAPISZ Skorzewo Dzialkowa 32 sport', 1, from);
  await advanceAll();
  const code = /\b\d{6}\b/.exec((await listReplies(from)).at(-1) ?? '')?.[0] ?? '';
  await receive(code, 2, from);
  await advanceAll();
  assert.equal(await findState(from), 'active');
}

test('texts of one number are handled in the order of their dates, not of their arrival', async () => {
  await receive('dzialkowa 32', 3);
  await receive('skorzewo', 2);
  await receive('ZAPISZ', 1);
  await advanceAll();
  const replies = await listReplies();
  assert.equal(replies.length, 3);
  for (const [at, question] of [/miejscowosc/i, /ulica/i, /Sport/].entries())
    assert.match(replies[at] ?? '', question);
});

test('a STOP that arrives late ends what a later text had begun', async () => {
  await join();
  await receive('STOP', 0);
  await advanceAll();
  assert.equal(await findState(), 'left');
});

for (const [title, leaveAt, stayAt] of [
  ['of the same second', 9, 9],
  ['dated before it', 9, 8],
] as const) {
  test(`leaving wins over a ZOSTAJE ${title}, whichever came first`, async () => {
    await join();
    await receive('WYPISZ', leaveAt);
    await advanceAll();
    await receive('ZOSTAJE', stayAt);
    await advanceAll();
    assert.equal(await findState(), 'suspended');
    number += 100_000;
    await join();
    await receive('ZOSTAJE', stayAt);
    await receive('WYPISZ', leaveAt);
    await advanceAll();
    assert.equal(await findState(), 'suspended');
    number -= 100_000;
  });
}

test('a ZOSTAJE dated after WYPISZ takes it back', async () => {
  await join();
  await receive('WYPISZ', 9);
  await advanceAll();
  await receive('ZOSTAJE', 10);
  await advanceAll();
  assert.equal(await findState(), 'active');
});

test('a ZAPISZ dated before the STOP that overtook it is not answered', async () => {
  await join();
  await receive('STOP', 9);
  await advanceAll();
  const before = (await listReplies()).length;
  await receive('ZAPISZ', 8);
  await advanceAll();
  assert.equal((await listReplies()).length, before);
});

test('STOP from a number never seen is stored as a refusal', async () => {
  await receive('STOP', 1);
  await advanceAll();
  assert.equal(await findState(), 'left');
});

test('two workers handle hundreds of numbers at once, each text once', async () => {
  const numbers = Array.from({ length: 300 }, (_, i) => `+48503${String(i).padStart(6, '0')}`);
  await Promise.all(
    numbers.flatMap((from) => [
      receive('ZAPISZ Skorzewo Dzialkowa 32 sport', 1, from),
      receive('NOWY', 2, from),
    ]),
  );
  let idle = 0;
  const work = async () => {
    while (idle < 4) idle = (await advanceConversations(deps)) > 0 ? 0 : idle + 1;
  };
  await Promise.all([work(), work()]);
  const [row] = await sql<{ handled: number; replies: number; codes: number }[]>`
    select
      (select count(*)::int from mos where sender like '+48503%' and state = 'handled') as handled,
      (select count(*)::int from mts m join phones p on p.id = m.phone_id where p.msisdn like '+48503%') as replies,
      (select count(*)::int from codes c join phones p on p.id = c.phone_id where p.msisdn like '+48503%') as codes`;
  assert.deepEqual({ ...row }, { handled: 600, replies: 600, codes: 600 });
});

test('a text that cannot be handled is put off, parked after five failures, and holds nobody else up', async () => {
  await sql`
    create or replace function refuse_poison() returns trigger language plpgsql as $$
    begin
      if new.state = 'handled' and new.text = 'POMOC trucizna' then raise exception 'poison'; end if;
      return new;
    end $$`;
  await sql`create trigger poison before update on mos for each row execute function refuse_poison()`;
  const neighbour = '+48504000001';
  await receive('POMOC trucizna', 1);
  await receive('STOP', 2);
  await receive('ZAPISZ', 1, neighbour);
  await advanceAll();
  assert.equal((await listReplies(neighbour)).length, 1, 'the neighbour is answered at once');
  assert.equal(await findState(), undefined, 'the text behind it keeps its turn');
  for (let failure = 2; failure <= 5; failure += 1) {
    await advanceAll();
    deps.passTime(20_000);
    await advanceAll();
  }
  const rows = await sql<{ text: string; state: string; mark: string; failures: number }[]>`
    select text, state, mark, failures from mos where sender = ${msisdn()} order by id`;
  assert.deepEqual(
    rows.map((row) => [row.state, row.mark, row.failures]),
    [
      ['parked', 'staff', 5],
      ['handled', 'none', 0],
    ],
  );
  assert.equal(await findState(), 'left');
  assert.doesNotMatch(logLines.join('\n'), /trucizna|502000/);
  await sql`drop trigger poison on mos`;
});

test('a machine that answers every reply is soon left alone', async () => {
  for (let second = 0; second < 40; second += 1) {
    await receive('STATUS', second);
    await advanceAll();
  }
  assert.equal((await listReplies()).length, 3);
});

test('free text is acknowledged once in 24 hours', async () => {
  await receive('na rogu lezy drzewo', 1);
  await receive('i jeszcze jedno', 2);
  await advanceAll();
  assert.equal((await listReplies()).length, 1);
  deps.passTime(25 * 3_600_000);
  await receive('nadal lezy', 3);
  await advanceAll();
  assert.equal((await listReplies()).length, 2);
});

test('codes by SMS: five an hour, then a kind refusal; the next hour they are sent again', async () => {
  await receive('ZAPISZ Skorzewo Dzialkowa 32 sport', 1);
  for (let second = 2; second < 9; second += 1) await receive('NOWY', second);
  await advanceAll();
  const withCode = (texts: readonly string[]) => texts.filter((text) => /\b\d{6}\b/.test(text)).length;
  assert.equal(withCode(await listReplies()), 5);
  assert.ok((await listReplies()).length > 5, 'the sixth is refused in words');
});

test('a text with a code is blanked when the code expires', async () => {
  await receive('ZAPISZ Skorzewo Dzialkowa 32 sport', 1);
  await advanceAll();
  const [row] = await sql<{ isSame: boolean }[]>`
    select t.secret_until = c.expires_at as "isSame"
    from phones p
    join mts m on m.phone_id = p.id
    join texts t on t.id = m.text_id
    join codes c on c.phone_id = p.id
    where p.msisdn = ${msisdn()}`;
  assert.equal(row?.isSame, true);
});

test('a code works once, only the newest works, and five wrong tries use it up', async () => {
  await receive('ZAPISZ Skorzewo Dzialkowa 32 sport', 1);
  await advanceAll();
  const code = async () => /\b\d{6}\b/.exec((await listReplies()).at(-1) ?? '')?.[0] ?? '';
  const old = await code();
  await receive('NOWY', 2);
  await advanceAll();
  const fresh = await code();
  const wrong = fresh === '000000' ? '111111' : '000000';
  if (old !== fresh) {
    await receive(old, 3);
    await advanceAll();
    assert.equal(await findState(), undefined);
  }
  for (let second = 4; second < 9; second += 1) await receive(wrong, second);
  await receive(fresh, 10);
  await advanceAll();
  assert.equal(await findState(), undefined, 'right, but after five wrong ones');
  const [row] = await sql<{ tries: number; hash: Buffer }[]>`
    select c.tries, c.hash from codes c join phones p on p.id = c.phone_id
    where p.msisdn = ${msisdn()} order by c.created_at desc limit 1`;
  assert.equal(row?.tries, 5);
  assert.equal(row?.hash.length, 32, 'a keyed hash, not digits');
});
