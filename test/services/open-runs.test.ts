import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replyRunId } from '#db/runs.ts';
import { createGathering } from '#services/dispatch-gather.ts';
import { createOpenRuns } from '#services/dispatch-runs.ts';

const thisMonth = replyRunId(new Date('2026-11-22T12:00:00Z'));
const nextMonth = replyRunId(new Date('2026-12-01T00:00:00Z'));
const nothing = { last: 0, isExhausted: true, found: 0 };

function open(replyRun = { id: thisMonth }): ReturnType<typeof createOpenRuns> {
  const runs = createOpenRuns({ replyRun: () => replyRun.id });
  const run = {
    campaignId: null,
    lane: 'reply' as const,
    state: 'running' as const,
    textId: null,
    shape: null,
    pauseReason: null,
    plannedAt: null,
    validUntil: null,
  };
  runs.replace([
    { id: thisMonth, ...run },
    { id: nextMonth, ...run },
  ]);
  return runs;
}

test('what is announced while a claim is under way is looked for once more', () => {
  const runs = open();
  runs.claimed(runs.next('reply')?.run.id ?? 0, nothing);
  runs.claimed(runs.next('reply')?.run.id ?? 0, nothing);
  assert.deepEqual(runs.lanesWithWork(), []);
  runs.wakeAll();
  const runId = runs.next('reply')?.run.id ?? 0;
  runs.wakeAll();
  runs.claimed(runId, nothing);
  assert.deepEqual(runs.lanesWithWork(), ['reply']);
});

test('the replies of another month take no turns from this one’s, until that month is here', () => {
  const month = { id: thisMonth };
  const runs = open(month);
  for (const _ of [1, 2]) runs.claimed(runs.next('reply')?.run.id ?? 0, nothing);
  for (const _ of [1, 2, 3]) {
    runs.wakeAll();
    const runId = runs.next('reply')?.run.id;
    assert.equal(runId, thisMonth);
    runs.claimed(thisMonth, { ...nothing, found: 1 });
  }
  month.id = nextMonth;
  runs.wakeAll();
  const seen = [1, 2].map(() => runs.next('reply')?.run.id);
  assert.ok(seen.includes(nextMonth));
});

test('replies wait for equal ones where calls are few, and not when they have waited for their turn', () => {
  let now = 100;
  const clock = (): number => now;
  const few = createGathering({ callsPerSecond: 80, clock });
  const many = createGathering({ callsPerSecond: 10_000, clock });
  assert.equal(few.msLeft(), 0);
  for (const gathering of [few, many]) gathering.announced();
  now += 10;
  assert.deepEqual([few.msLeft(), many.msLeft()], [10, 0]);
  few.claimed({ isExhausted: false });
  assert.equal(few.msLeft(), 0);
});
