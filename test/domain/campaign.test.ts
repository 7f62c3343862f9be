import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAudience } from '#domain/audience.ts';
import {
  campaignCan,
  campaignRequestSchema,
  campaignStates,
  findCampaignProblems,
  prepareText,
  renderText,
} from '#domain/campaign.ts';

const limits = {
  allowLinks: false,
  now: new Date('2026-11-20T12:00:00Z'),
  hasLocality: (sym: string) => sym === '0582870',
  hasStreet: (sym: string, symUl: string) => sym === '0582870' && symUl === '17394',
  hasCategory: (key: string) => key === 'sport',
  hasArea: (name: string) => name === 'Rejon 1',
};

function problemsOf(given: Record<string, unknown>): readonly string[] {
  const request = campaignRequestSchema.parse({ text: 'Test', audience: { all: true }, ...given });
  return findCampaignProblems(request, limits).map(({ kind }) => kind);
}

describe('a campaign request', () => {
  it('goes to bulk unless it says otherwise, and may be complete with a text and an audience', () => {
    const request = campaignRequestSchema.parse({ text: 'Test', audience: { all: true } });
    assert.equal(request.lane, 'bulk');
    assert.deepEqual(findCampaignProblems(request, limits), []);
  });

  it('takes every documented criterion', () => {
    const audience = {
      every: [
        { any: [{ locality: '0582870' }, { street: ['0582870', '17394'] }] },
        { category: 'sport' },
        { area: 'Rejon 1' },
        { not: [{ numbers: ['501 234 567'] }] },
        { joined: { after: '2026-01-01T00:00:00Z' } },
      ],
    };
    assert.deepEqual(problemsOf({ audience }), []);
  });

  const malformed: readonly unknown[] = [
    ...[
      null,
      {},
      [],
      'all',
      { all: false },
      { any: [] },
      { everyone: true },
      { all: true, extra: 1 },
      { locality: 582870 },
    ],
    ...[
      { street: ['0582870'] },
      { joined: {} },
      { joined: { before: 'yesterday' } },
      { category: 'Sport!' },
      { numbers: [] },
      { area: 'a\0b' },
    ],
  ];
  for (const audience of malformed) {
    it(`refuses the audience ${JSON.stringify(audience)}`, () => {
      assert.equal(campaignRequestSchema.safeParse({ text: 'a', audience }).success, false);
    });
  }

  it('refuses a tree made to exhaust the stack, without exhausting it', () => {
    let audience: unknown = { all: true };
    for (let depth = 0; depth < 50_000; depth += 1) audience = { not: [audience] };
    assert.equal(campaignRequestSchema.safeParse({ text: 'a', audience }).success, false);
    assert.equal(parseAudience({ not: [{ any: [{ all: true }] }] }).ok, true);
  });

  it('names each problem of text, audience and time', () => {
    assert.deepEqual(problemsOf({ text: '  ' }), ['text_empty']);
    assert.deepEqual(problemsOf({ text: 'a'.repeat(919) }), ['text_too_long']);
    assert.deepEqual(problemsOf({ text: 'Zobacz dopiewo.pl' }), ['text_has_link']);
    assert.deepEqual(problemsOf({ text: 'Dla {miejscowosc} i {imie}' }), ['unknown_placeholder']);
    for (const text of [
      'Woda {ulica',
      'Woda ulica}',
      'Woda {nr-domu}',
      'Woda {{ulica}}',
      'Woda { }, {ulica} }',
    ]) {
      assert.ok(problemsOf({ text }).includes('stray_brace'), text);
    }
    for (const text of ['\u200b\u200b', '\u2066 \u2069', '\u00a0', '\u0301']) {
      assert.deepEqual(problemsOf({ text }), ['text_empty'], JSON.stringify(text));
    }
    assert.deepEqual(problemsOf({ audience: { locality: '0000000' } }), ['unknown_locality']);
    assert.deepEqual(problemsOf({ audience: { street: ['0582870', '00000'] } }), ['unknown_street']);
    assert.deepEqual(problemsOf({ audience: { not: [{ category: 'kino' }] } }), ['unknown_category']);
    assert.deepEqual(problemsOf({ audience: { not: [{ area: 'Rejon 2' }] } }), ['unknown_area']);
    assert.deepEqual(problemsOf({ audience: { numbers: ['501234567', '12'] } }), ['bad_number']);
    assert.deepEqual(problemsOf({ sendAt: '2026-11-20T11:00:00Z' }), ['send_at_passed']);
    assert.deepEqual(problemsOf({ sendAt: '2031-11-01T11:00:00Z' }), []);
    assert.deepEqual(problemsOf({ sendAt: '2032-01-01T11:00:00Z' }), ['send_at_far']);
  });
});

describe('the text of a campaign', () => {
  it('is trimmed, with line ends as one sign and macros broken', () => {
    assert.equal(prepareText(' a\r\nb [%kod%] '), 'a\nb (%kod%)');
  });

  it('is filled for one recipient without letting a value bring a macro', () => {
    const values = { miejscowosc: '[%x%]', ulica: 'Lipowa' };
    assert.equal(renderText('{miejscowosc} {ulica} {inne}', values), '(%x%) Lipowa {inne}');
  });

  it('spells names without Polish letters where it has none itself', () => {
    const values = { miejscowosc: 'Skórzewo', imie: 'Michał' };
    assert.equal(renderText('{miejscowosc}: bieg w sobote', values), 'Skorzewo: bieg w sobote');
    assert.equal(
      renderText('{imie}, {miejscowosc}: bieg w sobotę', values),
      'Michał, Skórzewo: bieg w sobotę',
    );
  });
});

it('a campaign that has ended allows no act at all', () => {
  for (const [act, can] of Object.entries(campaignCan)) {
    for (const state of ['stopped', 'done'] as const) assert.equal(can(state), false, `${act} ${state}`);
  }
  assert.deepEqual(campaignStates.filter(campaignCan.stop), [
    'waiting_approval',
    'scheduled',
    'running',
    'paused',
  ]);
});
