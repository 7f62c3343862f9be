import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countRecipients } from '#db/audience.ts';
import { listDeadNumbers } from '#db/dead-numbers.ts';
import { markDeadNumbers, reviveNumber } from '#services/dead-numbers.ts';
import { startLedger } from '../support/ledger.ts';

const ledger = await startLedger();
const { sql, db } = ledger.database;
const { deps } = ledger;
const [dead = 0, quick = 0, better = 0, rejected = 0, left = 0] = await ledger.addSubscribers(5);

/** A message of its own run, so many days ago. */
async function told(phoneId: number, daysAgo: number, state: string, reason?: string): Promise<void> {
  const { runId } = await ledger.plan();
  const at = new Date(deps.clock().getTime() - daysAgo * 86_400_000);
  await sql`delete from mts where run_id = ${runId} and phone_id <> ${phoneId}`;
  await sql`
    update mts
    set state = ${state}, reason = ${reason ?? null}, submitted_at = ${at}, reported_at = ${at}
    where run_id = ${runId} and phone_id = ${phoneId}`;
}

async function listDead(): Promise<readonly number[]> {
  return (await listDeadNumbers(db, 10)).map(({ phoneId }) => phoneId).sort((a, b) => a - b);
}

test('a number that failed three times over two weeks is left alone until it writes or a person undoes it', async () => {
  for (const days of [20, 10, 1]) await told(dead, days, 'undelivered');
  for (const days of [20, 10, 1]) await told(rejected, days, 'rejected', 'gateway_13');
  for (const days of [10, 5, 1]) await told(quick, days, 'undelivered');
  for (const days of [30, 20, 1]) await told(better, days, 'undelivered');
  await told(better, 10, 'delivered');
  // The person's inbox full or the phone off proves nothing about the number.
  for (const days of [20, 10, 1]) await told(left, days, 'expired');
  assert.deepEqual(await markDeadNumbers(deps), { dead: 2, alive: 0 });
  assert.deepEqual(await listDead(), [dead, rejected]);
  assert.equal(await countRecipients(db, { all: true }), 3, 'the preview tells the truth');
  const { runId } = await ledger.plan();
  const rows = await sql`select from mts where run_id = ${runId}`;
  assert.equal(rows.length, 3, 'nothing is planned for them');
  assert.deepEqual(await markDeadNumbers(deps), { dead: 0, alive: 0 }, 'a second look changes nothing');

  await reviveNumber(deps, { phoneId: dead, actor: 'staff:1' });
  await sql`
    insert into mos (digest, sender, recipient, text, sent_at, state, phone_id)
    values ('\\x01', '+48500000003', '48500100100', 'x', now(), 'handled', ${rejected})`;
  assert.deepEqual(await markDeadNumbers(deps), { dead: 0, alive: 1 }, 'failures before that count no more');
  assert.deepEqual(await listDead(), []);
  assert.equal(await countRecipients(db, { all: true }), 5);
});
