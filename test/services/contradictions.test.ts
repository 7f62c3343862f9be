import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { parseMsisdn } from '#domain/msisdn.ts';
import { advanceConversations } from '#services/advance-conversations.ts';
import { confirmSubscription } from '#services/confirm-subscription.ts';
import { createMoReceiver } from '#services/receive-mo.ts';
import { startSubscription } from '#services/start-subscription.ts';
import { sweepDeadlines } from '#services/sweep-deadlines.ts';
import { createTestDatabase } from '../support/database.ts';
import { createOfficeDeps } from '../support/office-deps.ts';
import { readCode } from '../support/registration.ts';
import { trusted } from '../support/visitor.ts';

const database = await createTestDatabase();
const { sql } = database;
const office = await createOfficeDeps(database);
let now = new Date();
const deps = { ...office, clock: () => now };
const receiver = createMoReceiver({ sql });

let number = 504_000_000;
beforeEach(() => {
  number += 2;
  now = new Date();
});
const msisdn = () => `+48${number}`;
const neighbour = () => `+48${number + 1}`;

let count = 0;
/** A text written so many seconds after the start of the test. */
async function receive(text: string, second: number, from = msisdn()): Promise<void> {
  count += 1;
  const digest = createHash('sha256').update(`${from} ${text} ${count}`).digest();
  const sentAt = new Date(now.getTime() - 3_600_000 + second * 1000);
  await receiver.receive({ from, to: '48500100100', text, sentAt, gatewayRef: undefined, digest });
}

async function advance(): Promise<void> {
  while ((await advanceConversations(deps)) > 0);
}

async function says(text: string, second: number, from = msisdn()): Promise<void> {
  await receive(text, second, from);
  await advance();
}

async function code(from = msisdn()): Promise<string> {
  return (await readCode(sql, from)) ?? 'none';
}

async function stateOf(from = msisdn()): Promise<string | undefined> {
  const [row] = await sql<{ state: string }[]>`
    select s.state from subscribers s join phones p on p.id = s.phone_id where p.msisdn = ${from}`;
  return row?.state;
}

async function joins(from = msisdn()): Promise<void> {
  await says('ZAPISZ Skorzewo Dzialkowa 32 sport', 1, from);
  await says(await code(from), 2, from);
  assert.equal(await stateOf(from), 'active');
}

for (const [how, dates] of [
  ['one after the other', [40, 50]],
  ['with equal dates', [40, 40]],
] as const) {
  test(`two people on one phone: ZAPISZ confirmed, then STOP ${how}: leaving wins`, async () => {
    await joins();
    await receive('ZAPISZ', dates[0]);
    await receive('STOP', dates[1]);
    await advance();
    assert.equal(await stateOf(), 'left');
  });
}

test('STOP and ZAPISZ of the same second, whichever came first: leaving wins', async () => {
  for (const texts of [
    ['STOP', 'ZAPISZ Dabrowka Lipowa 3 sport'],
    ['ZAPISZ Dabrowka Lipowa 3 sport', 'STOP'],
  ]) {
    number += 2;
    await joins();
    for (const text of texts) await receive(text, 30);
    await advance();
    assert.equal(await stateOf(), 'left', texts.join(' / '));
  }
});

test('a code sent to one number confirms nothing when it is typed from another', async () => {
  await says('ZAPISZ Skorzewo Dzialkowa 32 sport', 1);
  await says('ZAPISZ Skorzewo Dzialkowa 30 sport', 1, neighbour());
  const mine = await code();
  if (mine === (await code(neighbour()))) return;
  await says(mine, 2, neighbour());
  assert.equal(await stateOf(neighbour()), undefined);
  await says(mine, 3);
  assert.equal(await stateOf(), 'active');
});

test('a talk in two doors at once: each code confirms what its own door asked', async () => {
  await says('ZAPISZ Skorzewo Dzialkowa 32 sport', 1);
  const bySms = await code();
  const parsed = parseMsisdn(msisdn());
  assert.ok(parsed.ok);
  const started = await startSubscription(deps, {
    msisdn: parsed.msisdn,
    visitor: trusted,
    addresses: [{ sym: '0582775', symUl: '11139', houseNumber: '3' }],
    categories: ['kultura'],
    door: 'form',
    wording: 'form-zapis-1',
  });
  assert.ok(started.ok);
  const confirmed = await confirmSubscription(deps, {
    id: started.id,
    code: await code(),
    visitor: trusted,
  });
  assert.deepEqual(confirmed, { ok: true });
  assert.equal(await stateOf(), 'active');
  await says(bySms, 5);
  const [kept] = await sql<{ addresses: number }[]>`
    select count(*)::int as addresses
    from addresses a join phones p on p.id = a.phone_id where p.msisdn = ${msisdn()}`;
  assert.equal(kept?.addresses, 2, 'both doors were confirmed, and both addresses stand');
});

// Midnight of both nights when the clock changes; 24 hours are 24 hours, and the notice waits for daytime.
for (const [night, writtenAt, morning] of [
  ['spring', '2027-03-27T23:30:00+01:00', '2027-03-29T07:00:00+02:00'],
  ['autumn', '2027-10-30T23:30:00+02:00', '2027-11-01T07:00:00+01:00'],
] as const) {
  test(`WYPISZ on the night of the ${night} change is final after 24 hours, and told in the morning`, async () => {
    now = new Date(writtenAt);
    await joins();
    await says('wypisz', 60);
    assert.equal(await stateOf(), 'suspended');
    now = new Date(Date.parse(writtenAt) + 23.9 * 3_600_000);
    await sweepDeadlines(deps);
    assert.equal(await stateOf(), 'suspended');
    now = new Date(Date.parse(writtenAt) + 24.1 * 3_600_000);
    await sweepDeadlines(deps);
    assert.equal(await stateOf(), 'left');
    const rows = await sql<{ notBefore: Date }[]>`
      select m.not_before as "notBefore" from mts m join phones p on p.id = m.phone_id
      where p.msisdn = ${msisdn()} and m.not_before is not null`;
    assert.deepEqual(
      rows.map(({ notBefore }) => notBefore.toISOString()),
      [new Date(morning).toISOString()],
    );
    await sweepDeadlines(deps);
    const [notices] = await sql<{ count: number }[]>`
      select count(*)::int as count from mts m join phones p on p.id = m.phone_id
      where p.msisdn = ${msisdn()} and m.not_before is not null`;
    assert.equal(notices?.count, 1, 'a second sweep says nothing twice');
  });

  test(`an unanswered question on the ${night} night is reminded of once, in daytime`, async () => {
    now = new Date(writtenAt);
    await says('ZAPISZ', 60);
    now = new Date(Date.parse(writtenAt) + 24.1 * 3_600_000);
    await sweepDeadlines(deps);
    const due = async () => {
      const [row] = await sql<{ wakeAt: Date }[]>`
        select c.wake_at as "wakeAt" from conversations c join phones p on p.id = c.phone_id
        where p.msisdn = ${msisdn()}`;
      return row?.wakeAt.toISOString();
    };
    assert.equal(await due(), new Date(morning).toISOString(), 'it waits for the morning as a whole');
    now = new Date(Date.parse(morning) + 60_000);
    await sweepDeadlines(deps);
    assert.equal(await due(), new Date(Date.parse(writtenAt) + 7 * 24 * 3_600_000).toISOString());
  });
}
