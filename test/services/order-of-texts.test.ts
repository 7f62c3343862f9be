import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { lockConversation } from '#db/conversations.ts';
import { openDatabase } from '#db/pool.ts';
import { startConversations } from '#services/advance-conversations.ts';
import { createMoReceiver } from '#services/receive-mo.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { waitFor } from '../support/service.ts';

const database = await createTestDatabase({ size: 6 });
const { sql } = database;
const deps = await createOfficeDeps(database);
const second = await openDatabase({ url: database.url, size: 6 });
const receiver = createMoReceiver({ sql });
const handlers = [startConversations(deps), startConversations({ ...deps, ...second })];
database.onEnd(async () => {
  await Promise.all(handlers.map((handler) => handler.stop()));
  await second.end();
});

async function receive(from: string, text: string, second: number): Promise<void> {
  const digest = createHash('sha256').update(`${from} ${text} ${second}`).digest();
  const sentAt = new Date(Date.UTC(2026, 10, 20, 12, 0, second));
  await receiver.receive({ from, to: '48500100100', text, sentAt, gatewayRef: undefined, digest });
}

async function listHandled(from: string): Promise<readonly string[]> {
  const rows = await sql<{ text: string }[]>`
    select text from mos where sender = ${from} and state = 'handled' order by handled_at, id`;
  return rows.map((row) => row.text);
}

test('a number that somebody else holds for long keeps its own texts waiting and nobody else', async () => {
  const [held, others] = ['+48507000001', ['+48507000002', '+48507000003']];
  await receive(held, 'POMOC', 1);
  await waitFor(async () => (await listHandled(held)).length === 1);
  const [row] = await sql<{ id: number }[]>`select id from phones where msisdn = ${held}`;
  await database.db.transaction(async (tx) => {
    await lockConversation(tx, row?.id ?? 0);
    await receive(held, 'STATUS', 2);
    for (const other of others) await receive(other, 'POMOC', 1);
    for (const other of others) await waitFor(async () => (await listHandled(other)).length === 1);
    assert.deepEqual(await listHandled(held), ['POMOC'], 'it keeps its turn');
  });
  await waitFor(async () => (await listHandled(held)).length === 2);
});

test('two workers handle the texts of each number one after another, by their dates', async () => {
  const numbers = Array.from({ length: 60 }, (_, n) => `+485080000${10 + n}`);
  const steps = ['ZAPISZ', 'skorzewo', 'dzialkowa 32', '1 3', 'NOWY', 'STOP'];
  for (const [at, text] of steps.entries()) await Promise.all(numbers.map((from) => receive(from, text, at)));
  const done = `+48508%`;
  await waitFor(
    async () => {
      const waiting = await sql`select from mos where sender like ${done} and state <> 'handled' limit 1`;
      return waiting.length === 0;
    },
    { limitMs: 60_000 },
  );
  const rows = await sql<{ replies: readonly string[] }[]>`
    select array(
      select t.body
      from mts m
      join texts t on t.id = m.text_id
      where m.phone_id = p.id
      order by m.item
    ) as replies
    from phones p
    where p.msisdn like ${done}`;
  assert.equal(rows.length, numbers.length);
  const questions = [/miejscowosc/, /ulica/, /Sport/, /\b\d{6}\b/, /\b\d{6}\b/, /wypisano|nie wyslemy/];
  for (const { replies } of rows) {
    assert.equal(replies.length, steps.length);
    for (const [at, question] of questions.entries()) assert.match(replies[at] ?? '', question);
  }
});
