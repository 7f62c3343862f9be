import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replyRunId } from '#db/runs.ts';
import { startLedger } from '../support/ledger.ts';
import { createPanelApp, createVisitor, setUpAccount } from '../support/panel.ts';

const ledger = await startLedger();
const { sql } = ledger.database;
const app = createPanelApp(ledger.deps);
const clerk = createVisitor(app);
await setUpAccount(ledger.deps, clerk, { login: 'anna', factor: 'later' });
const phones = await ledger.addSubscribers(6);
const runId = replyRunId(new Date());
const path = '/admin/wysylki';
const act = `${path}/niepewne-odpowiedzi`;

/** A reply in a batch of its own, of which nobody knows whether it was accepted; returns its row. */
async function addReply(at: number, claimedAt: Date, state: 'unknown' | 'refused'): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    with said as (
      insert into texts (digest, body, encoding, segments)
      values (sha256(${`${at}`}::text::bytea), ${`Odpowiedz ${at}`}, 'gsm7', 1)
      on conflict (digest) do update set body = excluded.body
      returning id
    ), row as (
      insert into mts (run_id, phone_id, item, text_id, state)
      select ${runId}, ${phones[at] ?? 0}, ${at + 1}, id, 'unknown' from said
      returning id, text_id
    ), batch as (
      insert into batches (run_id, text_id, state, size, first_id, last_id, lease_term, claimed_at, tried_at)
      select ${runId}, text_id, ${state}, 1, id, id, 1, ${claimedAt}, ${claimedAt} from row
      returning id, first_id
    )
    select first_id as id from batch`;
  const id = row?.id ?? 0;
  await sql`
    update mts set batch_id = (select id from batches where first_id = ${id}) where run_id = ${runId} and id = ${id}`;
  return id;
}

async function stateOf(id: number): Promise<unknown> {
  const [row] = await sql`
    select state, reason, attempt::int as attempt from mts where run_id = ${runId} and id = ${id}`;
  return { ...row };
}

const dayAgo = new Date(Date.now() - 30 * 3_600_000);
const twoAgo = new Date(Date.now() - 54 * 3_600_000);

test('a clerk decides about replies of unknown outcome by the hour, and what is stale never leaves', async () => {
  const [first, second] = [await addReply(0, twoAgo, 'unknown'), await addReply(1, twoAgo, 'unknown')];
  const later = await addReply(2, dayAgo, 'unknown');
  const asked = await addReply(3, new Date(), 'unknown');
  const page = await clerk.open(path);
  assert.match(page.body, /<h2 id="niepewne-odpowiedzi">Niepewne odpowiedzi<\/h2>/);
  const hours = [...page.body.matchAll(/name="godzina" value="([^"]+)"/g)].map(([, hour]) => hour ?? '');
  assert.equal(hours.length, 2);
  assert.equal(page.body.match(/>system pyta</g)?.length, 1);
  const [hour = '', laterHour = ''] = hours;
  await clerk.send(act, { godzina: hour, decyzja: 'niewyslane' });
  for (const id of [first, second]) {
    assert.deepEqual(await stateOf(id), { state: 'skipped', reason: 'stale', attempt: 2 });
  }
  assert.deepEqual(await stateOf(later), { state: 'unknown', reason: null, attempt: 1 });
  await clerk.send(act, { godzina: laterHour, decyzja: 'wyslane' });
  assert.deepEqual(await stateOf(later), { state: 'submitted', reason: null, attempt: 1 });
  assert.deepEqual(await stateOf(asked), { state: 'unknown', reason: null, attempt: 1 });
  const entries = await sql<{ detail: unknown }[]>`
    select detail from audit_entries where act = 'replies.resolve' and actor like 'staff:%' order by id`;
  assert.deepEqual(
    entries.map(({ detail }) => detail),
    [
      { outcome: 'not_sent', rows: 2 },
      { outcome: 'sent', rows: 1 },
    ],
  );
  assert.match(
    (await clerk.send(act, { godzina: hour, decyzja: 'wyslane' })).body,
    /odpowiedzi właśnie się wyjaśniły/,
  );
});

test('a reply of this very minute that is known not to have left is sent after all', async () => {
  const fresh = await addReply(4, new Date(Date.now() - 5_000), 'refused');
  const page = await clerk.open(path);
  const hour = /name="godzina" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  await clerk.send(act, { godzina: hour, decyzja: 'niewyslane' });
  assert.deepEqual(await stateOf(fresh), { state: 'planned', reason: null, attempt: 2 });
});

test('nobody decides about replies without a right to, an hour or a decision', async () => {
  const reply = await addReply(5, dayAgo, 'unknown');
  const viewer = createVisitor(app);
  await setUpAccount(ledger.deps, viewer, { login: 'tylko-patrzy', role: 'viewer', factor: 'later' });
  const page = await viewer.open(path);
  assert.match(page.body, /Niepewne odpowiedzi/);
  assert.ok(!page.body.includes('Uznaj za'));
  const hour = dayAgo.toISOString();
  await viewer.open('/admin');
  assert.equal((await viewer.send(act, { godzina: hour, decyzja: 'wyslane' })).status, 403);
  await clerk.open(path);
  assert.equal((await clerk.send(act, { godzina: hour, decyzja: 'moze' })).status, 422);
  await clerk.open(path);
  assert.equal((await clerk.send(act, { godzina: 'wczoraj', decyzja: 'wyslane' })).status, 422);
  assert.deepEqual(await stateOf(reply), { state: 'unknown', reason: null, attempt: 1 });
});
