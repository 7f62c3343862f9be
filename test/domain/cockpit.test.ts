import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CockpitFacts, daysLeft, judgeCockpit, waitingSince } from '#domain/cockpit.ts';

const now = new Date('2026-11-20T12:00:00Z');
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);

const allWell: CockpitFacts = {
  now,
  isDispatching: true,
  isWorking: true,
  failingSince: null,
  failures: 0,
  recentCalls: { taken: 10, failed: 0 },
  textWaitsSince: null,
  waits: [],
  overdue: 0,
  lastReceiptAt: ago(1),
  balance: { grosze: 100_000, days: 30, alertGrosze: 50_000 },
  repliesPausedFor: null,
  paused: [],
  danger: 0,
  unread: 0,
  parked: 0,
  approvals: 0,
  asked: 0,
  unknownBatches: 0,
  deadNumbers: 0,
  placeOrphans: 0,
  declaration: 'fine',
  codesRefused: 0,
  isNobodyOnDuty: false,
  budgets: { day: 0.2, month: null },
};

const cases: readonly {
  readonly what: string;
  readonly facts: Partial<CockpitFacts>;
  readonly found: readonly string[];
}[] = [
  { what: 'all is well', facts: {}, found: [] },
  {
    what: 'one question to the gateway failed',
    facts: { failures: 1, failingSince: ago(1), recentCalls: { taken: 0, failed: 0 } },
    found: [],
  },
  {
    what: 'two failed in a row',
    facts: { failures: 2, failingSince: ago(2), recentCalls: { taken: 0, failed: 0 } },
    found: ['danger gateway_silent'],
  },
  {
    what: 'questions fail but messages are taken',
    facts: { failures: 3, failingSince: ago(3), recentCalls: { taken: 5, failed: 1 } },
    found: [],
  },
  {
    what: 'every call fails between two questions',
    facts: { recentCalls: { taken: 0, failed: 3 } },
    found: ['danger gateway_silent'],
  },
  {
    what: 'the worker is gone, and so is all that stands because of it',
    facts: {
      isWorking: false,
      textWaitsSince: ago(9),
      waits: [{ lane: 'alert', since: ago(9) }],
      recentCalls: { taken: 0, failed: 0 },
    },
    found: ['danger not_dispatching'],
  },
  {
    what: 'an alert waits while nothing is taken',
    facts: { waits: [{ lane: 'alert', since: ago(3) }], recentCalls: { taken: 0, failed: 0 } },
    found: ['danger queue_stands'],
  },
  {
    what: 'a city-wide campaign takes its time',
    facts: { waits: [{ lane: 'bulk', since: ago(50) }] },
    found: [],
  },
  {
    what: 'the night holds what waits',
    facts: { waits: [{ lane: 'bulk', since: null }], recentCalls: { taken: 0, failed: 0 } },
    found: [],
  },
  { what: 'texts are not handled', facts: { textWaitsSince: ago(2) }, found: ['danger texts_wait'] },
  {
    what: 'phones are off, receipts come',
    facts: { overdue: 900, lastReceiptAt: ago(2) },
    found: [],
  },
  {
    what: 'no receipt has come for long',
    facts: { overdue: 900, lastReceiptAt: ago(40) },
    found: ['warning receipts_silent'],
  },
  {
    what: 'what is left is less than one SMS to everybody',
    facts: { balance: { grosze: 49_999, days: 90, alertGrosze: 50_000 } },
    found: ['danger balance_short'],
  },
  {
    what: 'what is left lasts four days',
    facts: { balance: { grosze: 90_000, days: 4, alertGrosze: 50_000 } },
    found: ['warning balance_low'],
  },
  {
    what: 'the account hides its balance',
    facts: { balance: { grosze: null, days: null, alertGrosze: 50_000 } },
    found: [],
  },
  {
    what: 'much at once: danger before warnings, those before what has time; people before machines',
    facts: {
      unread: 4,
      deadNumbers: 2,
      approvals: 1,
      budgets: { day: 0.8, month: 1.2 },
      paused: [
        { runId: 1, lane: 'bulk' },
        { runId: 2, lane: 'alert' },
      ],
      repliesPausedFor: 'funds',
      danger: 1,
    },
    found: [
      'danger danger_threads',
      'danger replies_held',
      'danger run_paused',
      'warning run_paused',
      'warning budget',
      'warning budget',
      'warning approvals',
      'info unread',
      'info dead_numbers',
    ],
  },
];

for (const { what, facts, found } of cases) {
  test(`the duty page judges: ${what}`, () => {
    const findings = judgeCockpit({ ...allWell, ...facts });
    assert.deepEqual(
      findings.map(({ level, kind }) => `${level} ${kind}`),
      found,
    );
  });
}

test('what the night held has waited since the morning, what came by day since it came', () => {
  const hours = { quietFrom: '21:00', quietUntil: '07:00' };
  const since = (at: string, when: string, lane: 'bulk' | 'alert' = 'bulk'): string | undefined =>
    waitingSince({ lane, since: new Date(at) }, { now: new Date(when), hours })?.toISOString();
  // Warsaw is an hour ahead of UTC in November.
  assert.equal(since('2026-11-19T22:30:00Z', '2026-11-20T06:05:00Z'), '2026-11-20T06:00:00.000Z');
  assert.equal(since('2026-11-20T09:00:00Z', '2026-11-20T09:10:00Z'), '2026-11-20T09:00:00.000Z');
  assert.equal(since('2026-11-19T22:30:00Z', '2026-11-20T02:00:00Z'), undefined);
  assert.equal(since('2026-11-20T01:00:00Z', '2026-11-20T02:00:00Z', 'alert'), '2026-11-20T01:00:00.000Z');
  // Bulk is claimed no more in the last hour of the day, so that it does not wait either.
  assert.equal(since('2026-11-20T19:30:00Z', '2026-11-20T19:40:00Z'), undefined);
});

test('a balance lasts as long as the last days cost; where nothing was spent nobody can tell', () => {
  assert.equal(daysLeft({ grosze: 70_000, spentGrosze: 14_000, days: 14 }), 70);
  assert.equal(daysLeft({ grosze: -5, spentGrosze: 14_000, days: 14 }), 0);
  assert.equal(daysLeft({ grosze: 70_000, spentGrosze: 0, days: 14 }), null);
});
