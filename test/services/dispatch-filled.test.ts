// Personal texts that share calls where the gateway fills values in: the same ledger, the same texts, fewer calls.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createCampaign } from '#services/create-campaign.ts';
import type { Dispatcher } from '#services/dispatch.ts';
import { findFillForm, proveFill } from '#services/fill-proof.ts';
import { launchCampaign } from '#services/launch-campaign.ts';
import { loadOffice } from '#services/office.ts';
import { planRun } from '#services/plan-run.ts';
import type { FillForm } from '#sms/gateway.ts';
import { createDispatchTools } from '../support/dispatch-tools.ts';
import { startLedger } from '../support/ledger.ts';
import { waitFor } from '../support/service.ts';

const ledger = await startLedger();
const { simulator, database, deps } = ledger;
const { sql, db } = database;
const { clear, assertSentOnce } = createDispatchTools(ledger);
let dispatcher: Dispatcher | undefined;
let form: FillForm | null = 'closed';

const filling: typeof deps = {
  ...deps,
  office: () => ({
    ...deps.office(),
    fillProof: { account: deps.gateway.account(), form, checkedAt: new Date(), detail: '' },
  }),
};

beforeEach(async () => {
  await dispatcher?.stop();
  dispatcher = undefined;
  form = 'closed';
  await clear();
  await sql`truncate lists, gateway_fill cascade`;
});

const dispatch = () => {
  dispatcher = ledger.dispatch({ cutOffSeconds: 0 }, filling);
  return dispatcher;
};

/** Subscribers and a list of them, planned; `values` gives the cells of the n-th. */
async function plan(count: number, values: (n: number) => readonly [string, string]) {
  const phones = await ledger.addSubscribers(count);
  const [list] = await sql<{ id: number }[]>`
    insert into lists (name, state, headers, fields, created_by)
    values ('lista.csv', 'ready', '{numer,imie,kwota}', '{"",imie,kwota}', 'test')
    returning id`;
  const cells = phones.map((_, n) => values(n));
  await sql`
    insert into list_rows (list_id, line, cells, msisdn)
    select ${list?.id ?? 0}, g.at + 1, array[p.msisdn, g.name, g.sum], p.msisdn
    from unnest(${phones}::bigint[], ${cells.map(([name]) => name)}::text[], ${cells.map(([, sum]) => sum)}::text[])
      with ordinality as g (phone_id, name, sum, at)
    join phones p on p.id = g.phone_id`;
  const campaignId = await createCampaign(deps, {
    actor: 'test',
    text: 'Dopiewo: {imie}, do zapłaty {kwota} zł.',
    audience: { list: list?.id ?? 0 },
    lane: 'personal',
    list: { id: list?.id ?? 0, fields: ['', 'imie', 'kwota'] },
  });
  await launchCampaign(deps, { campaignId, actor: 'test' });
  const [run] = await sql<{ id: number }[]>`select id from runs where campaign_id = ${campaignId}`;
  await planRun(deps, { runId: run?.id ?? 0 });
  return { campaignId, phones };
}

const person = (n: number): readonly [string, string] => [`Osoba ${n}`, `${n},50`];

/** Each phone shows exactly the text of its row in the ledger, and it was charged by that text. */
async function assertTexts(): Promise<void> {
  const rows = await sql<{ number: string; body: string; points: number | null; segments: number }[]>`
    select ltrim(p.msisdn, '+') as number, t.body, m.points, t.segments
    from mts m
    join phones p on p.id = m.phone_id
    join texts t on t.id = m.text_id
    where m.state = 'submitted'`;
  const shown = new Map(simulator.log().map((mt) => [mt.number, mt]));
  assert.equal(shown.size, rows.length);
  for (const { number, body, points, segments } of rows) {
    const mt = shown.get(number);
    assert.equal(mt?.text, body);
    assert.equal(mt?.segments, segments);
    if (points !== null) assert.ok(Math.abs(points - (mt?.points ?? 0)) < 1e-4);
  }
}

const countBatches = async () =>
  await sql<{ size: number; isFilled: boolean; segments: number | null; texts: number }[]>`
    select size, is_filled as "isFilled", segments,
      (select sum(t.segments)::int from mts m join texts t on t.id = m.text_id where m.batch_id = b.id) as texts
    from batches b order by id`;

test('texts of their own leave a hundred to a call, each with its own words and its own price', async () => {
  // Every third takes two parts.
  const { campaignId } = await plan(250, (n) => [
    n % 3 === 0 ? 'Żaneta '.repeat(8) + n : `Ola ${n}`,
    `${n},50`,
  ]);
  dispatch();
  await ledger.settles(campaignId, { submitted: 250 });
  assertSentOnce(250);
  await assertTexts();
  const batches = await countBatches();
  assert.deepEqual(
    batches.map(({ size, isFilled }) => [size, isFilled]),
    [
      [100, true],
      [100, true],
      [50, true],
    ],
  );
  for (const { segments, texts } of batches) assert.equal(segments, texts);
});

test('what can’t be handed over, and equal texts, leave in calls of one text beside them', async () => {
  const { campaignId } = await plan(9, (n) =>
    n < 3 ? person(n) : n < 6 ? ['Biuro | Dom', String(n)] : ['Jan', '10,00 | 5'],
  );
  dispatch();
  await ledger.settles(campaignId, { submitted: 9 });
  await assertTexts();
  const sizes = (await countBatches()).map(({ size, isFilled }) => `${size}${isFilled ? ' filled' : ''}`);
  assert.deepEqual(sizes.sort(), ['1', '1', '1', '3', '3 filled']);
});

for (const idxMode of ['call', 'row'] as const) {
  test(`lost answers, refusals and people who leave change nobody’s text and double nobody (53: ${idxMode})`, async () => {
    const { campaignId, phones } = await plan(120, person);
    simulator.change({ idxMode });
    simulator.faults.add({ kind: 'lostAnswer', next: 2 });
    simulator.faults.add({ kind: 'error', code: 202, next: 1 });
    dispatcher = ledger.dispatch({ cutOffSeconds: 0, maxRecipients: 20 }, filling);
    await waitFor(async () => (await sql`select from batches where state = 'unknown'`).length > 0);
    await sql`update subscribers set state = 'left' where phone_id = any(${phones.slice(100)}::bigint[])`;
    await waitFor(
      async () => {
        const { planned, claimed, unknown, total } = await ledger.counts(campaignId);
        const [left] = await sql<{ count: number }[]>`
          select count(*)::int as count from mts m join subscribers s on s.phone_id = m.phone_id
          where m.state = 'unknown' and s.state = 'left'`;
        // Whom nobody may ask about may stay unknown; nobody else.
        return total === 120 && planned + claimed + unknown === (left?.count ?? 0);
      },
      { limitMs: 30_000, what: 'everybody who stayed to be reached' },
    );
    assert.equal(simulator.summary().duplicates, 0);
    const bodies = await sql<{ number: string; body: string; state: string }[]>`
      select ltrim(p.msisdn, '+') as number, t.body, m.state
      from mts m join phones p on p.id = m.phone_id join texts t on t.id = m.text_id`;
    const shown = new Map(simulator.log().map((mt) => [mt.number, mt.text]));
    for (const { number, body, state } of bodies) {
      if (state === 'submitted') assert.equal(shown.get(number), body);
      else if (state === 'skipped') assert.equal(shown.get(number), undefined);
    }
    assert.ok(
      (await sql`select from batches where tries > 1 and is_filled`).length > 0,
      'or this proves nothing',
    );
  });
}

test('a batch of unknown outcome whose account no longer fills is asked about row by row, each with its own text', async () => {
  const { campaignId } = await plan(6, person);
  simulator.faults.add({ kind: 'lostAnswer', next: 1 });
  simulator.change({ idxMode: 'row' });
  dispatch();
  await waitFor(() => simulator.summary().rows === 6);
  form = null;
  await ledger.settles(campaignId, { submitted: 6 });
  assertSentOnce(6);
  await assertTexts();
  assert.equal((await sql`select from batches where split_from is not null`).length, 6);
});

test('an account that refuses the values gets single texts at once, and the proof is withdrawn', async () => {
  const { campaignId } = await plan(5, person);
  simulator.faults.add({ kind: 'error', code: 18, next: 1 });
  dispatch();
  await ledger.settles(campaignId, { submitted: 5 });
  assertSentOnce(5);
  await assertTexts();
  const [proof] = await sql`select form, detail from gateway_fill`;
  assert.deepEqual({ ...proof }, { form: null, detail: 'error 18' });
});

for (const [fill, seen] of [
  ['closed', 'closed'],
  ['open', 'open'],
  ['ignored', null],
] as const) {
  test(`the account is looked at by test calls: ${fill} → ${seen ?? 'each text in a call of its own'}`, async () => {
    simulator.change({ fill });
    const proof = await proveFill(deps, { actor: 'test' });
    assert.equal(proof.ok ? proof.form : null, seen, JSON.stringify(proof));
    assert.equal(simulator.summary().rows, 0, 'nothing is sent');
    const office = await loadOffice(db);
    assert.equal(findFillForm({ gateway: deps.gateway, office: () => office }), seen);
    const other = { ...deps.gateway, account: () => 'another account' };
    assert.equal(findFillForm({ gateway: other, office: () => office }), null);
  });
}
