import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { claimBatches } from '#db/claims.ts';
import { acquireLease } from '#db/lease.ts';
import { createCampaign } from '#services/create-campaign.ts';
import type { Dispatcher } from '#services/dispatch.ts';
import { hashErasedNumber } from '#services/issue-code.ts';
import { launchCampaign } from '#services/launch-campaign.ts';
import { planRun } from '#services/plan-run.ts';
import { previewCampaign } from '#services/preview-campaign.ts';
import { setLegalBasis } from '#services/set-legal-basis.ts';
import { createDispatchTools, plainClaim } from '../support/dispatch-tools.ts';
import { startLedger } from '../support/ledger.ts';
import { waitFor } from '../support/service.ts';

const ledger = await startLedger();
const { database, deps, simulator } = ledger;
const { sql } = database;
const { clear, claimAndDie, assertSentOnce } = createDispatchTools(ledger);
let dispatcher: Dispatcher | undefined;
const legalBasis = 'art. 6 ust. 1 lit. e RODO';
const text = 'Dopiewo: termin platnosci mija w piatek.';

// Who subscribes, who left, who left and was erased, and two of whom nothing is known.
const people = {
  active: '+48600000001',
  left: '+48600000002',
  erased: '+48600000003',
  stranger: '+48600000004',
  other: '+48600000005',
};
const audience = { numbers: Object.values(people) };

beforeEach(async () => {
  await dispatcher?.stop();
  dispatcher = undefined;
  await clear();
  await addSubscriber(people.active, 'active');
  await addSubscriber(people.left, 'left');
  await sql`
    insert into phones (msisdn, number_hash, erased_at)
    values (null, decode(${hashErasedNumber(deps.secretKey, people.erased)}, 'hex'), now())`;
});

async function addSubscriber(msisdn: string, state: 'active' | 'left'): Promise<void> {
  await sql`
    with phone as (
      insert into phones (msisdn) values (${msisdn})
      on conflict (msisdn) do update set msisdn = excluded.msisdn
      returning id
    )
    insert into subscribers (phone_id, state, categories, source, joined_at, decided_at)
    select id, ${state}, array(select id from categories where is_alert), 'sms', now(), now() from phone`;
}

async function plan(basis: string | null): Promise<{ campaignId: number; runId: number }> {
  const campaignId = await createCampaign(deps, { actor: 'test', text, audience, lane: 'bulk' });
  if (basis !== null) await setLegalBasis(deps, { campaignId, actor: 'staff:1', legalBasis: basis });
  const { recipients } = await previewCampaign(deps, { text, audience, lane: 'bulk', legalBasis: basis });
  await launchCampaign(deps, { campaignId, actor: 'test', expectedRecipients: recipients });
  const [run] = await sql<{ id: number }[]>`select id from runs where campaign_id = ${campaignId}`;
  const runId = run?.id ?? 0;
  await planRun(deps, { runId });
  return { campaignId, runId };
}

async function outcomes(runId: number): Promise<Readonly<Record<string, string>>> {
  const rows = await sql<{ msisdn: string; outcome: string }[]>`
    select p.msisdn, m.state || coalesce(':' || m.reason, '') as outcome
    from mts m join phones p on p.id = m.phone_id where m.run_id = ${runId}`;
  return Object.fromEntries(rows.map(({ msisdn, outcome }) => [msisdn, outcome]));
}

const sentTo = (): readonly string[] =>
  simulator
    .log()
    .map(({ number }) => `+${number}`)
    .sort();

test('without a legal basis of its own a campaign passes by whoever gave no consent', async () => {
  const preview = await previewCampaign(deps, { text, audience, lane: 'bulk' });
  assert.deepEqual(
    [preview.recipients, preview.withoutConsent, preview.skippedByReason.no_consent],
    [1, 0, 4],
  );
  const { campaignId } = await plan(null);
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 1, skipped: 4 });
  assert.deepEqual(sentTo(), [people.active]);
});

test('with a legal basis it reaches numbers that never joined, and never those that left', async () => {
  const preview = await previewCampaign(deps, { text, audience, lane: 'bulk', legalBasis });
  assert.deepEqual(
    [preview.recipients, preview.withoutConsent, preview.totalSegments, preview.skippedByReason.no_consent],
    [3, 2, 3, 2],
  );
  const { campaignId, runId } = await plan(legalBasis);
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 3, skipped: 2 });
  assert.deepEqual(sentTo(), [people.active, people.stranger, people.other]);
  const told = await outcomes(runId);
  assert.equal(told[people.left], 'skipped:no_consent');
  assert.equal(told[people.erased], 'skipped:no_consent');
  assertSentOnce(3);
});

test('a STOP stored after the claim began and before it reached the number wins as well', async () => {
  const { runId } = await plan(legalBasis);
  const lease = await acquireLease(sql, 'slow');
  assert.ok(lease);
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  // The claim has its snapshot, and waits for the lease's row.
  const holding = sql.begin(async (tx) => {
    await tx`select from dispatch_lease for update`;
    await held;
  });
  await waitFor(async () => (await sql`select from dispatch_lease for update skip locked`).length === 0);
  const claiming = claimBatches(sql, {
    ...plainClaim,
    term: lease.term,
    runId,
    now: new Date(),
  });
  await waitFor(
    async () =>
      (await sql`select from pg_stat_activity where wait_event_type = 'Lock' and query like '%picked%'`)
        .length > 0,
  );
  await addSubscriber(people.stranger, 'left');
  letGo();
  await holding;
  const { batches } = await claiming;
  assert.deepEqual(
    batches.flatMap(({ rows }) => rows.map(({ msisdn }) => msisdn)).sort(),
    [people.active, people.other].sort(),
  );
  await sql`update dispatch_lease set expires_at = '-infinity'`;
});

test('a STOP between planning and sending wins over any legal basis', async () => {
  const { campaignId, runId } = await plan(legalBasis);
  await addSubscriber(people.stranger, 'left');
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 2, skipped: 3 });
  assert.equal((await outcomes(runId))[people.stranger], 'skipped:opted_out');
  assert.deepEqual(sentTo(), [people.active, people.other]);
});

test('a STOP that is being stored just now puts its number off until it is known', async () => {
  const { runId } = await plan(legalBasis);
  const lease = await acquireLease(sql, 'test');
  assert.ok(lease);
  const claim = async (): Promise<readonly string[]> => {
    const { batches } = await claimBatches(sql, { ...plainClaim, term: lease.term, runId, now: new Date() });
    return batches.flatMap(({ rows }) => rows.map(({ msisdn }) => msisdn)).sort();
  };
  await sql.begin(async (tx) => {
    await tx`
      insert into subscribers (phone_id, state, source, joined_at, decided_at)
      select id, 'left', 'sms', now(), now() from phones where msisdn = ${people.stranger}`;
    assert.deepEqual(await claim(), [people.active, people.other]);
  });
  assert.deepEqual(await claim(), []);
  assert.equal((await outcomes(runId))[people.stranger], 'skipped:opted_out');
  await sql`update dispatch_lease set expires_at = '-infinity'`;
});

test('a call of unknown outcome to numbers without consent is asked about like any other', async () => {
  const { campaignId, runId } = await plan(legalBasis);
  await claimAndDie(runId);
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 3, skipped: 2 });
  assertSentOnce(3);
});

test('people of an uploaded list are reached on a legal basis, each row a message, leavers never', async () => {
  const [list] = await sql<{ id: number }[]>`
    insert into lists (name, state, headers, fields, created_by)
    values ('podatki.csv', 'ready', array['numer', 'kwota'], array['', 'kwota'], 'test') returning id`;
  const listId = list?.id ?? 0;
  const rows = [
    [people.stranger, 0, '10'],
    [people.stranger, 2, '25'],
    [people.left, 0, '30'],
    [people.active, 0, '40'],
  ] as const;
  for (const [at, [msisdn, item, sum]] of rows.entries()) {
    await sql`
      insert into list_rows (list_id, line, cells, msisdn, item)
      values (${listId}, ${at + 2}, ${[msisdn, sum]}, ${msisdn}, ${item})`;
  }
  const draft = {
    text: 'Dopiewo: zaleglosc {kwota} zl.',
    audience: { list: listId },
    lane: 'personal',
    list: { id: listId, fields: ['', 'kwota'] },
  } as const;
  const preview = await previewCampaign(deps, { ...draft, legalBasis });
  assert.deepEqual([preview.recipients, preview.messages, preview.skippedByReason.no_consent], [2, 3, 1]);
  const campaignId = await createCampaign(deps, { actor: 'test', ...draft });
  await setLegalBasis(deps, { campaignId, actor: 'staff:1', legalBasis });
  await launchCampaign(deps, { campaignId, actor: 'test', expectedRecipients: 2 });
  const [run] = await sql<{ id: number }[]>`select id from runs where campaign_id = ${campaignId}`;
  await planRun(deps, { runId: run?.id ?? 0 });
  dispatcher = ledger.dispatch();
  await ledger.settles(campaignId, { submitted: 3, skipped: 1 });
  assert.deepEqual(sentTo(), [people.active, people.stranger, people.stranger]);
});

test('a legal basis is named in a draft only, in words, and the act is audited', async () => {
  const { campaignId } = await plan(null);
  const change = { campaignId, actor: 'staff:1', legalBasis };
  await assert.rejects(setLegalBasis(deps, change), { code: 'conflict' });
  const draft = await createCampaign(deps, { actor: 'test', text, audience, lane: 'bulk' });
  await assert.rejects(setLegalBasis(deps, { ...change, campaignId: draft, legalBasis: 'x' }), {
    code: 'invalid',
  });
  await sql`truncate audit_entries`;
  await setLegalBasis(deps, { ...change, campaignId: draft });
  await setLegalBasis(deps, { ...change, campaignId: draft, legalBasis: null });
  const acts = await sql<{ act: string; actor: string }[]>`select act, actor from audit_entries order by id`;
  assert.deepEqual(
    acts.map(({ act, actor }) => `${actor} ${act}`),
    ['staff:1 campaign.legal_basis.set', 'staff:1 campaign.legal_basis.clear'],
  );
});
