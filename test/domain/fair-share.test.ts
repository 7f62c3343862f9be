import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseLane, joinShares, noShares, type Shares, useShare } from '#domain/fair-share.ts';
import { type Lane, lanes } from '#domain/lanes.ts';

/** How 1 000 calls are shared out while these lanes always have work. */
function shareOut(waiting: readonly Lane[]): Record<Lane, number> {
  const calls: Record<Lane, number> = { reply: 0, alert: 0, personal: 0, bulk: 0 };
  let used: Shares = noShares;
  for (let i = 0; i < 1_000; i += 1) {
    const lane = chooseLane(used, waiting);
    assert.ok(lane);
    calls[lane] += 1;
    used = useShare(used, { lane, calls: 1, waiting });
  }
  return calls;
}

test('while alerts wait they get half of the calls and replies a quarter', () => {
  const calls = shareOut(lanes);
  assert.ok(calls.alert >= 495 && calls.reply >= 245, JSON.stringify(calls));
  assert.ok(calls.personal > 0 && calls.bulk > 0);
});

test('a campaign that can wait does not halve the pace of an alert', () => {
  const calls = shareOut(['alert', 'bulk']);
  assert.ok(calls.alert >= 900 && calls.bulk > 0, JSON.stringify(calls));
});

test('without alerts replies go first, and bulk still moves', () => {
  const calls = shareOut(['reply', 'personal', 'bulk']);
  assert.ok(calls.reply >= 700, JSON.stringify(calls));
  assert.ok(calls.bulk >= 50, JSON.stringify(calls));
});

test('the only lane with work gets every call', () => {
  assert.equal(shareOut(['bulk']).bulk, 1_000);
  assert.equal(chooseLane(noShares, []), null);
});

test('a lane that was idle does not catch up on what it never missed', () => {
  let used: Shares = noShares;
  for (let i = 0; i < 1_000; i += 1) used = useShare(used, { lane: 'bulk', calls: 1, waiting: ['bulk'] });
  used = joinShares(used, { before: ['bulk'], now: ['personal', 'bulk'] });
  let personalInARow = 0;
  while (chooseLane(used, ['personal', 'bulk']) === 'personal') {
    used = useShare(used, { lane: 'personal', calls: 1, waiting: ['personal', 'bulk'] });
    personalInARow += 1;
  }
  assert.ok(personalInARow <= 3, String(personalInARow));
});
