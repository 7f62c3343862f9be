// A gateway in trouble all the time, and people who leave while a run is under way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { optOut } from '#services/opt-out.ts';
import { loadPeople, savePeople } from '#services/people.ts';
import { assertAddsUp, startLedger } from '../support/ledger.ts';
import { chooseSeed, createSeededRandom } from '../support/seeded-random.ts';
import { waitFor } from '../support/service.ts';

const seed = chooseSeed();
const ledger = await startLedger();
const { database, simulator } = ledger;
const { sql, db } = database;

for (const idxMode of ['call', 'row'] as const) {
  test(`with 1 % each of six faults everybody is reached once (53 per ${idxMode})`, async (t) => {
    const size = 20_000;
    await clear();
    await ledger.addSubscribers(size);
    const { campaignId } = await ledger.plan();
    simulator.change({ latencyMs: 5, idxMode });
    const faults = [
      { kind: 'http', status: 503 },
      { kind: 'hang' },
      { kind: 'reset' },
      { kind: 'lostAnswer' },
      { kind: 'http', status: 429 },
      { kind: 'error', code: 202 },
    ] as const;
    for (const fault of faults) simulator.faults.add({ ...fault, probability: 0.01 });
    const dispatcher = ledger.dispatch({ maxRecipients: 20 });
    let looks = 0;
    await waitFor(
      async () => {
        const counts = await ledger.counts(campaignId);
        assert.equal(counts.total, size);
        looks += 1;
        await sleep(50);
        return counts.submitted === size;
      },
      { limitMs: 120_000, what: 'everybody to be reached' },
    );
    await dispatcher.stop();
    simulator.faults.clear();
    const { rows, distinctNumbers, duplicates } = simulator.summary();
    assert.deepEqual(
      { rows, distinctNumbers, duplicates },
      { rows: size, distinctNumbers: size, duplicates: 0 },
    );
    const [met] = await sql<{ unknown: number; anew: number }[]>`
      select (select count(*) from batches where tries > 1)::int as unknown,
        (select count(*) from mts where attempt > 1)::int as anew`;
    t.diagnostic(`${met?.unknown} batches submitted again, ${met?.anew} rows with a new id, ${looks} looks`);
    assert.ok((met?.unknown ?? 0) > 0 && (met?.anew ?? 0) > 0, 'the faults were met, or this proves nothing');
  });
}

test('of a run of 100 000 nothing is claimed for anybody after their opt-out was stored', async (t) => {
  const size = 100_000;
  const leavers = 1_500;
  await clear();
  const phones = await ledger.addSubscribers(size);
  const { campaignId, runId } = await ledger.plan();
  simulator.change({ latencyMs: 10, idxMode: 'call' });
  const random = createSeededRandom(seed);
  const dispatcher = ledger.dispatch();
  const left: { readonly phoneId: number; readonly state: string; readonly at: number }[] = [];
  const chosen = new Set<number>();

  async function leaveOne(): Promise<void> {
    const [front] = await sql<{ phone: number }[]>`
      select phone_id as phone from mts
      where run_id = ${runId} and state = 'planned'
      order by id
      limit 1`;
    const first = front === undefined ? size : Math.max(0, phones.indexOf(front.phone));
    // Half of them just before their message is due: there the two race.
    const near = Math.floor(first + random() * 3_000);
    const phoneId = phones[random() < 0.5 ? Math.min(size - 1, near) : Math.floor(random() * size)];
    if (phoneId === undefined || chosen.has(phoneId)) return;
    chosen.add(phoneId);
    await leave(phoneId);
    const at = Date.now();
    // What is not claimed in a look that began after the opt-out's commit can only be claimed after it.
    const [row] = await sql<{ state: string }[]>`
      select state from mts where run_id = ${runId} and phone_id = ${phoneId}`;
    left.push({ phoneId, state: row?.state ?? '', at });
  }
  async function leaveOften(): Promise<void> {
    while (left.length < leavers) {
      await leaveOne();
      const [run] = await sql<{ state: string }[]>`select state from runs where id = ${runId}`;
      if (run?.state === 'done') return;
    }
  }
  await Promise.all(Array.from({ length: 3 }, leaveOften));
  await waitFor(
    async () => {
      const counts = await ledger.counts(campaignId);
      assertAddsUp(counts);
      return counts.submitted + counts.skipped === size;
    },
    { limitMs: 120_000, what: 'the run to end' },
  );
  await dispatcher.stop();

  const acceptedAt = new Map(simulator.log().map((mt) => [`+${mt.number}`, mt.at]));
  const rows = await sql<{ phoneId: number; msisdn: string; state: string }[]>`
    select m.phone_id as "phoneId", p.msisdn, m.state
    from mts m
    join phones p on p.id = m.phone_id
    where m.run_id = ${runId} and m.phone_id = any(${left.map(({ phoneId }) => phoneId)}::bigint[])`;
  const ended = new Map(rows.map((row) => [row.phoneId, row]));
  let early = 0;
  for (const { phoneId, state, at } of left) {
    const row = ended.get(phoneId);
    assert.ok(row);
    const sentAt = acceptedAt.get(row.msisdn);
    if (state === 'planned' || state === 'skipped') {
      early += 1;
      assert.equal(row.state, 'skipped', 'not claimed when the opt-out was stored, so never');
      assert.equal(sentAt, undefined);
    } else if (sentAt !== undefined) {
      assert.ok(sentAt - at <= 1_000, 'a call that had begun may end, within a second');
    }
  }
  t.diagnostic(`${left.length} left meanwhile, ${early} of them before their message was claimed`);
  assert.ok(early > 100 && early < left.length, 'some before, some after, or this proves little');
});

async function leave(phoneId: number): Promise<void> {
  const now = new Date();
  await db.transaction(async (tx) => {
    const before = (await loadPeople(tx, [phoneId])).get(phoneId);
    assert.ok(before);
    const act = { door: 'sms', wording: 'test', moId: null, decidedAt: now, now } as const;
    await savePeople(tx, [{ before, after: optOut(before, act, 'stop') }]);
  });
}

async function clear(): Promise<void> {
  await sql`truncate mts, batches, runs, campaigns, subscribers, addresses, phones cascade`;
  simulator.clear();
}
