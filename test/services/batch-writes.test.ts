// What one statement writes for a whole batch of texts, where its parts meet (db/talk-writes.ts).
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { insertTexts } from '#db/texts.ts';
import { advanceConversations } from '#services/advance-conversations.ts';
import { createMoReceiver } from '#services/receive-mo.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';

const database = await createTestDatabase();
const { db, sql } = database;
const deps = await createOfficeDeps(database);
const receiver = createMoReceiver({ sql });

let number = 511_000_000;
beforeEach(() => {
  number += 1;
});
const msisdn = () => `+48${number}`;

async function receive(text: string, second: number): Promise<void> {
  const from = msisdn();
  const digest = createHash('sha256').update(`${from} ${text} ${second}`).digest();
  const sentAt = new Date(Date.UTC(2026, 10, 20, 12, 0, second));
  await receiver.receive({ from, to: '48500100100', text, sentAt, gatewayRef: undefined, digest });
}

async function listReplies(): Promise<readonly { readonly body: string; readonly month: number }[]> {
  return sql<{ body: string; month: number }[]>`
    select t.body, (m.run_id / 1000000000)::int as month
    from mts m
    join texts t on t.id = m.text_id
    join phones p on p.id = m.phone_id
    where p.msisdn = ${msisdn()}
    order by m.id`;
}

async function listCodes() {
  const rows = await sql<{ tries: number; isUsed: boolean }[]>`
    select c.tries, c.used_at is not null as "isUsed"
    from codes c
    join phones p on p.id = c.phone_id
    where p.msisdn = ${msisdn()}
    order by c.created_at, c.used_at is null`;
  return rows.map((row) => ({ ...row }));
}

test('a code asked for and missed in one batch has lost a try; one replaced in it is used up', async () => {
  await receive('ZAPISZ Skorzewo Dzialkowa 32 sport', 1);
  await receive('NOWY', 2);
  await receive('000000', 3);
  await receive('111111', 4);
  await advanceConversations(deps);
  assert.deepEqual(await listCodes(), [
    { tries: 0, isUsed: true },
    { tries: 2, isUsed: false },
  ]);
});

test('equal replies of a batch share one text, and those with codes share none', async () => {
  const first = number + 1;
  for (let n = 0; n < 5; n += 1) {
    number += 1;
    await receive(n < 3 ? 'ZAPISZ' : 'ZAPISZ Skorzewo Dzialkowa 32 sport', 1);
  }
  await advanceConversations(deps);
  const [row] = await sql<{ replies: number; texts: number; secrets: number }[]>`
    select count(*)::int as replies, count(distinct t.id)::int as texts,
      count(distinct t.id) filter (where t.secret_until is not null)::int as secrets
    from mts m
    join texts t on t.id = m.text_id
    join phones p on p.id = m.phone_id
    where p.msisdn between ${`+48${first}`} and ${msisdn()}`;
  assert.deepEqual({ ...row }, { replies: 5, texts: 3, secrets: 2 });
});

test('a text that another transaction is just storing is waited for and shared', async () => {
  await receive('ZAPISZ', 1);
  await advanceConversations(deps);
  const [{ body = '' } = {}] = await listReplies();
  number += 1;
  await receive('ZAPISZ', 1);
  await sql`update texts set digest = sha256(digest) where body = ${body}`;
  const [other] = await Promise.all([
    db.transaction(async (tx) => {
      const [id] = await insertTexts(tx, [{ body }]);
      await sleep(300);
      return id;
    }),
    sleep(100).then(() => advanceConversations(deps)),
  ]);
  const rows = await sql<{ textId: number }[]>`
    select m.text_id as "textId" from mts m join phones p on p.id = m.phone_id where p.msisdn = ${msisdn()}`;
  assert.deepEqual(
    rows.map(({ textId }) => textId),
    [other],
  );
});

test('a reply in a month whose part of the ledger is missing makes it', async () => {
  await receive('ZAPISZ Skorzewo Dzialkowa 32 sport', 1);
  deps.passTime(200 * 24 * 3_600_000);
  const now = deps.clock();
  await advanceConversations(deps);
  const replies = await listReplies();
  assert.deepEqual(
    replies.map(({ month }) => month),
    [now.getUTCFullYear() * 100 + now.getUTCMonth() + 1],
  );
  assert.match(replies[0]?.body ?? '', /\b\d{6}\b/);
  const [row] = await sql<{ secrets: number }[]>`
    select count(*)::int as secrets from texts where secret_until > ${now}`;
  assert.equal(row?.secrets, 1, 'no second row holds the code');
});
