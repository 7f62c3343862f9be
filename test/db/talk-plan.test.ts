import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql as query } from 'slonik';
import { lockConversations } from '#db/conversations.ts';
import { listWaitingSenders } from '#db/mos.ts';
import { updateTalks } from '#db/talk-writes.ts';
import { listTalks } from '#db/talks.ts';
import { type Msisdn, parseMsisdn } from '#domain/msisdn.ts';
import { createTestDatabase } from '../support/database.ts';
import { countRowsRead } from '../support/rows-read.ts';

const { db, sql } = await createTestDatabase();
const month = 202611;
const runId = month * 1_000_000_000;
const now = new Date();

/** Plans that read an index whole for each of 200 numbers read hundreds of millions; by key it is some ten a text. */
const mostRead = 5_000_000;

function numberAt(n: number): Msisdn {
  const parsed = parseMsisdn(`+4850${String(n).padStart(7, '0')}`);
  assert.ok(parsed.ok);
  return parsed.msisdn;
}

/** Texts from `count` numbers, handled in batches of `size` on the connection that planned for the first of them. */
async function handle(first: number, count: number, size: number): Promise<void> {
  await sql`
    with added as (
      insert into phones (msisdn)
      select '+4850' || lpad(n::text, 7, '0') from generate_series(${first}::int, ${first + count - 1}::int) n
      returning id
    )
    insert into conversations (phone_id) select id from added`;
  await sql`
    insert into mos (digest, sender, recipient, text, sent_at, state, mark)
    select sha256(n::text::bytea), '+4850' || lpad(n::text, 7, '0'), '48500100100', 'ZAPISZ', now(), 'waiting', 'none'
    from generate_series(${first}::int, ${first + count - 1}::int) n`;
  await db.connect(async (connection) => {
    for (let at = 0; at < count; at += size) {
      const senders = await listWaitingSenders(connection, { now, limit: size, except: [] });
      assert.equal(senders.length, size);
      await connection.transaction(async (tx) => {
        const msisdns = senders.map((_, n) => numberAt(first + at + n));
        const locked = await lockConversations(tx, { msisdns, limit: size });
        assert.equal(locked.length, size);
        const talks = await listTalks(tx, { phones: locked, textsPerNumber: 20, now });
        const leftOut = await updateTalks(tx, {
          now,
          runId,
          conversations: locked.map(({ phoneId }) => ({ phoneId, snapshot: {}, wakeAt: null, guard: {} })),
          newCodes: [],
          codeUses: [],
          handled: talks.flatMap(({ phoneId, mos }) =>
            mos.map(({ id }) => ({ id, phoneId, intent: 'join', mark: 'none' as const })),
          ),
          replies: talks.map(({ phoneId }) => ({
            phoneId,
            item: 8,
            text: { body: 'abc' },
            notBefore: undefined,
          })),
        });
        assert.deepEqual(leftOut, []);
      });
    }
    await connection.any(query.unsafe`select pg_stat_force_next_flush()`);
  });
}

before(async () => {
  await sql`select ensure_ledger_month(${month})`;
  for (const table of [
    'mos',
    'phones',
    'conversations',
    'codes',
    'texts',
    'threads',
    'subscribers',
    `mts_${month}`,
  ]) {
    await sql.unsafe(`alter table ${table} set (autovacuum_enabled = false)`);
  }
});

test('plans of an office that has just begun, kept, handle texts by key when it has become a city', async () => {
  await handle(0, 10, 10);
  await sql`analyze`;
  // The first connection has planned for ten rows; the pool gives it out again.
  await handle(10, 10, 10);
  await sql`
    insert into phones (msisdn) select '+4851' || lpad(n::text, 7, '0') from generate_series(1, 100000) n`;
  // What looks after foreign keys has plans of its own.
  await sql`analyze phones`;
  await sql`insert into conversations (phone_id) select id from phones on conflict do nothing`;
  await sql`
    insert into mos (digest, sender, recipient, text, sent_at, state, mark)
    select sha256(('old' || n)::bytea), '+4851' || lpad(n::text, 7, '0'), '48500100100', 'ZAPISZ', now(), 'handled', 'none'
    from generate_series(1, 100000) n`;
  const readBefore = await countRowsRead(sql);
  await handle(1_000, 2_000, 200);
  const read = (await countRowsRead(sql)) - readBefore;
  assert.ok(read < mostRead, `${read} rows`);
});
