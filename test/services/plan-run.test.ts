import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countRecipients } from '#db/audience.ts';
import type { Audience } from '#domain/campaign.ts';
import { createCampaign } from '#services/create-campaign.ts';
import { ServiceError } from '#services/errors.ts';
import { launchCampaign } from '#services/launch-campaign.ts';
import { planRun } from '#services/plan-run.ts';
import { previewCampaign } from '#services/preview-campaign.ts';
import { startLedger } from '../support/ledger.ts';

const ledger = await startLedger();
const { deps, database } = ledger;
const { sql, db } = database;

// Skórzewo (with a street), Dąbrówka, and a person without any address.
const [skorzewo, dabrowka] = await Promise.all(['Skórzewo', 'Dąbrówka'].map(symOf));
const [street] = await sql<{ symUl: string }[]>`
  select sym_ul as "symUl" from streets where sym = ${skorzewo ?? ''} and nazwa_1 = 'Poznańska'`;
const people = await ledger.addSubscribers(6);
const [inStreet, inVillage, inDabrowka, , , gone] = people;
await sql`insert into addresses (phone_id, sym, sym_ul) values
  (${inStreet ?? 0}, ${skorzewo ?? ''}, ${street?.symUl ?? ''}),
  (${inVillage ?? 0}, ${skorzewo ?? ''}, null),
  (${inDabrowka ?? 0}, ${dabrowka ?? ''}, null),
  -- A second address: audiences by either place hold the person once.
  (${inDabrowka ?? 0}, ${skorzewo ?? ''}, ${street?.symUl ?? ''})`;
await sql`update subscribers set categories = categories || (select id from categories where key = 'sport')
  where phone_id = ${inVillage ?? 0}`;
await sql`update subscribers set joined_at = '2020-01-01' where phone_id = ${inStreet ?? 0}`;
await sql`update subscribers set state = 'left' where phone_id = ${gone ?? 0}`;
const numbers = new Map(
  (await sql<{ id: number; msisdn: string }[]>`select id, msisdn from phones`).map((row) => [
    row.id,
    row.msisdn,
  ]),
);

async function symOf(name: string): Promise<string> {
  const [row] = await sql<
    { sym: string }[]
  >`select sym from localities where name = ${name} order by kind limit 1`;
  return row?.sym ?? '';
}

async function planned(audience: Audience, text?: string) {
  const { campaignId, runId } = await ledger.plan({ audience, ...(text === undefined ? {} : { text }) });
  const rows = await sql<{ phoneId: number; state: string; reason: string | null; body: string }[]>`
    select m.phone_id as "phoneId", m.state, m.reason, t.body
    from mts m
    join texts t on t.id = m.text_id
    where m.run_id = ${runId}
    order by m.phone_id`;
  return { campaignId, runId, rows };
}

const who = (rows: readonly { readonly phoneId: number }[]): readonly number[] =>
  rows.map((row) => row.phoneId);
const active = people.slice(0, 5);

const audiences: readonly (readonly [string, Audience, readonly (number | undefined)[]])[] = [
  ['everybody', { all: true }, active],
  ['a locality', { locality: skorzewo ?? '' }, [inStreet, inVillage, inDabrowka]],
  ['a street', { street: [skorzewo ?? '', street?.symUl ?? ''] }, [inStreet, inDabrowka]],
  ['a category', { category: 'sport' }, [inVillage]],
  ['a category nobody has', { category: 'kultura' }, []],
  ['those who joined before', { joined: { before: '2021-01-01T00:00:00Z' } }, [inStreet]],
  ['those who joined since', { joined: { after: '2021-01-01T00:00:00Z' } }, active.slice(1)],
  ['any of two', { any: [{ category: 'sport' }, { locality: dabrowka ?? '' }] }, [inVillage, inDabrowka]],
  ['every of two', { every: [{ locality: skorzewo ?? '' }, { locality: dabrowka ?? '' }] }, [inDabrowka]],
  [
    'none of two',
    { not: [{ category: 'sport' }, { locality: dabrowka ?? '' }] },
    [inStreet, ...active.slice(3)],
  ],
  ['a list', { numbers: [numbers.get(inVillage ?? 0) ?? ''] }, [inVillage]],
];
for (const [name, audience, expected] of audiences) {
  test(`the audience of ${name} is counted and planned alike`, async () => {
    const { rows } = await planned(audience);
    assert.deepEqual(who(rows), expected);
    assert.equal(await countRecipients(db, audience), expected.length);
    const preview = await previewCampaign(deps, { text: 'x', audience, lane: 'bulk' });
    assert.equal(preview.recipients, expected.length);
  });
}

test('an audience and its opposite share nobody and leave nobody out', async () => {
  const leaf = fc.constantFrom<Audience>(
    { all: true },
    { category: 'sport' },
    { locality: skorzewo ?? '' },
    { street: [skorzewo ?? '', street?.symUl ?? ''] },
    { joined: { before: '2021-01-01T00:00:00Z' } },
    { numbers: [numbers.get(inDabrowka ?? 0) ?? '', '500 000 999'] },
  );
  const { tree } = fc.letrec<{ tree: Audience }>((tie) => {
    const parts = fc.array(tie('tree'), { minLength: 1, maxLength: 3 });
    return {
      tree: fc.oneof(
        { maxDepth: 3 },
        leaf,
        parts.map((any) => ({ any })),
        parts.map((every) => ({ every })),
        parts.map((not) => ({ not })),
      ),
    };
  });
  await fc.assert(
    fc.asyncProperty(tree, async (audience) => {
      const [inside, outside] = await Promise.all([
        countRecipients(db, audience),
        countRecipients(db, { not: [audience] }),
      ]);
      assert.equal(inside + outside, active.length);
    }),
    { numRuns: 60 },
  );
});

test('numbers of a list without consent are accounted for as skipped', async () => {
  const audience: Audience = {
    numbers: [numbers.get(gone ?? 0) ?? '', '600 700 800', numbers.get(inStreet ?? 0) ?? ''],
  };
  const { campaignId, rows } = await planned(audience);
  assert.deepEqual(rows.map(({ state, reason }) => [state, reason]).sort(), [
    ['planned', null],
    ['skipped', 'no_consent'],
    ['skipped', 'no_consent'],
  ]);
  const counts = await ledger.counts(campaignId);
  assert.equal(counts.total, 3);
  const preview = await previewCampaign(deps, { text: 'x', audience, lane: 'bulk' });
  assert.deepEqual(preview.skippedByReason, { no_consent: 2, paused: 0, dead_number: 0 });
});

test('a personalised text names the place of each, and the one that the audience named', async () => {
  const { rows } = await planned({ all: true }, '{miejscowosc}, {ulica}: przerwa w dostawie wody.');
  assert.deepEqual(
    rows.map((row) => row.body),
    [
      'Skorzewo, ul. Poznanska: przerwa w dostawie wody.',
      'Skorzewo, Skorzewo: przerwa w dostawie wody.',
      'Dabrowka, Dabrowka: przerwa w dostawie wody.',
      'Dopiewo, Dopiewo: przerwa w dostawie wody.',
      'Dopiewo, Dopiewo: przerwa w dostawie wody.',
    ],
  );
  const byStreet = await planned(
    { street: [skorzewo ?? '', street?.symUl ?? ''] },
    '{miejscowosc}, {ulica}: przerwa w dostawie wody.',
  );
  assert.deepEqual(
    byStreet.rows.map((row) => row.body),
    Array.from({ length: 2 }, () => 'Skorzewo, ul. Poznanska: przerwa w dostawie wody.'),
  );
  const preview = await previewCampaign(deps, {
    text: '{miejscowosc}: {ulica}',
    audience: { all: true },
    lane: 'bulk',
  });
  assert.equal(preview.encoding, 'gsm7');
  assert.equal(preview.totalSegments, 5);
});

test('planning again, or half of it twice at once, adds nothing', async () => {
  const { runId, rows } = await planned({ all: true });
  await sql`delete from mts where run_id = ${runId} and phone_id = ${inVillage ?? 0}`;
  await sql`update runs set planned_at = null, state = 'planning' where id = ${runId}`;
  await Promise.all([planRun(deps, { runId }), planRun(deps, { runId })]);
  const again = await sql<{ phoneId: number }[]>`
    select phone_id as "phoneId" from mts where run_id = ${runId} order by phone_id`;
  assert.deepEqual(who(again), who(rows));
});

test('more recipients than one slice are all planned', async () => {
  const many = await ledger.addSubscribers(1_700);
  const { rows } = await planned({ all: true });
  assert.equal(rows.length, active.length + many.length);
  await sql`update subscribers set state = 'left' where phone_id = any(${[...many]}::bigint[])`;
});

test('a campaign launched twice, changed in number or without a text is refused', async () => {
  const draft = { actor: 'test', text: 'x', audience: { all: true }, lane: 'bulk' } as const;
  const campaignId = await createCampaign(deps, draft);
  await assert.rejects(
    launchCampaign(deps, { campaignId, actor: 'test', expectedRecipients: 3 }),
    (error) => error instanceof ServiceError && error.code === 'conflict',
  );
  await launchCampaign(deps, { campaignId, actor: 'test', expectedRecipients: active.length });
  await assert.rejects(
    launchCampaign(deps, { campaignId, actor: 'test' }),
    (error) => error instanceof ServiceError && error.code === 'conflict',
  );
  await assert.rejects(
    createCampaign(deps, { ...draft, text: ' ' }),
    (error) => error instanceof ServiceError && error.code === 'invalid',
  );
});
