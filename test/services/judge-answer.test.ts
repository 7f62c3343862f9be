import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Batch } from '#db/claims.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import { type CallResult, judgeAnswer } from '#services/judge-answer.ts';
import { GatewayError, type GatewayErrorKind } from '#sms/gateway.ts';

const number = parseMsisdn('+48500000001');
assert.ok(number.ok);
const { msisdn } = number;

function callOf(given: {
  readonly tries: number;
  readonly lane?: 'reply' | 'bulk';
  readonly rows?: number;
  readonly isPartlyProved?: boolean;
  readonly isDoubted?: boolean;
}) {
  const rows = Array.from({ length: given.rows ?? 2 }, (_, id) => ({ id, attempt: 1, msisdn, text: 'x' }));
  const batch: Batch = {
    id: 1,
    runId: 1,
    shape: null,
    sender: null,
    host: 'primary',
    tries: given.tries,
    term: 1,
    rows,
    dropped: given.tries > 1 ? [{ id: 9 }] : [],
    isPartlyProved: given.isPartlyProved ?? false,
    isDoubted: given.isDoubted ?? false,
  };
  return { batch, lane: given.lane ?? ('bulk' as const), idxs: rows.map(({ id }) => `idx-${id}`) };
}

const failed = (kind: GatewayErrorKind, code?: number, invalidIdx?: string[]): CallResult => ({
  kind: 'failed',
  error: new GatewayError({ kind, code, invalidIdx }),
});

const table: readonly (readonly [string, Parameters<typeof callOf>[0], CallResult, string, string | null])[] =
  [
    ['first call, retryable', { tries: 1 }, failed('retryable', 202), 'planned planned', null],
    ['first call, unknown', { tries: 1 }, failed('unknown'), 'unknown unknown', null],
    ['first call, no funds', { tries: 1 }, failed('funds', 103), 'planned planned', 'funds'],
    ['first call, account', { tries: 1 }, failed('misconfigured', 101), 'planned planned', 'gateway_101'],
    ['first call, our request', { tries: 1 }, failed('ours', 12), 'planned planned', 'gateway_12'],
    ['first call, 53', { tries: 1 }, failed('duplicate', 53), 'unknown unknown', 'idx_clash'],
    ['first call, one named', { tries: 1 }, failed('recipient', 57, ['idx-1']), 'planned rejected', null],
    ['first call, 13 naming nobody', { tries: 1 }, failed('recipient', 13), 'rejected rejected', null],
    ['first call, 57 naming nobody of two', { tries: 1 }, failed('recipient', 57), 'planned planned', null],
    ['first call, 57 naming nobody of one', { tries: 1, rows: 1 }, failed('recipient', 57), 'rejected', null],
    ['a reply, no funds', { tries: 1, lane: 'reply' }, failed('funds', 103), 'planned planned', 'funds'],
    [
      'a reply, account',
      { tries: 1, lane: 'reply' },
      failed('misconfigured', 101),
      'planned planned',
      'gateway_101',
    ],
    ['a reply, a link', { tries: 1, lane: 'reply' }, failed('misconfigured', 94), 'planned planned', null],
    ['a reply, our request', { tries: 1, lane: 'reply' }, failed('ours', 12), 'rejected rejected', null],
    ['repetition, 53 for two', { tries: 2 }, failed('duplicate', 53), 'unknown unknown unknown', null],
    ['repetition, 53 for one', { tries: 2, rows: 1 }, failed('duplicate', 53), 'submitted submitted', null],
    ['repetition, retryable', { tries: 2 }, failed('retryable', 202), 'unknown unknown unknown', null],
    ['repetition, no funds', { tries: 2 }, failed('funds', 103), 'unknown unknown unknown', 'funds'],
    [
      'repetition, account',
      { tries: 2 },
      failed('misconfigured', 14),
      'unknown unknown unknown',
      'gateway_14',
    ],
    ['repetition, our request', { tries: 2 }, failed('ours', 12), 'unknown unknown unknown', null],
    [
      'repetition, one named',
      { tries: 2 },
      failed('recipient', 13, ['idx-0']),
      'rejected unknown unknown',
      null,
    ],
  ];
for (const [name, call, result, states, pause] of table) {
  test(`${name}: ${states}${pause === null ? '' : `, pauses (${pause})`}`, () => {
    const judged = judgeAnswer(callOf(call), result);
    assert.equal(judged.outcome.rows.map((row) => row.state).join(' '), states);
    assert.equal(judged.pause, pause);
  });
}

test('row by row each answer counts for its own row, and a row without an answer stays unknown', () => {
  const judged = judgeAnswer(callOf({ tries: 1, rows: 5 }), {
    kind: 'answered',
    answers: [
      { idx: 'idx-3', kind: 'refused', error: 'retryable', code: 52 },
      { idx: 'idx-0', kind: 'accepted', gatewayRef: 'a', points: 0.165 },
      { idx: 'idx-1', kind: 'refused', error: 'recipient', code: 59 },
      { idx: 'idx-2', kind: 'missing' },
    ],
  });
  assert.equal(
    judged.outcome.rows.map((row) => row.state).join(' '),
    'submitted rejected unknown planned unknown',
  );
  assert.equal(judged.outcome.state, 'unknown');
});

test('who was left out of a repetition is spared only when all of it was accepted anew', () => {
  const accepted = (idx: string) => ({ idx, kind: 'accepted', gatewayRef: idx, points: 0 }) as const;
  const duplicate = (idx: string) => ({ idx, kind: 'duplicate' }) as const;
  const droppedAfter = (answers: Extract<CallResult, { kind: 'answered' }>['answers']): string | undefined =>
    judgeAnswer(callOf({ tries: 2 }), { kind: 'answered', answers }).outcome.rows.at(-1)?.state;
  assert.equal(droppedAfter([accepted('idx-0'), accepted('idx-1')]), 'skipped');
  assert.equal(droppedAfter([duplicate('idx-0'), duplicate('idx-1')]), 'submitted');
  assert.equal(droppedAfter([accepted('idx-0'), duplicate('idx-1')]), 'unknown');
  assert.equal(droppedAfter([]), 'unknown');
});

test('nobody is spared by an acceptance anew when others of the batch had been accepted before', () => {
  const judged = judgeAnswer(callOf({ tries: 2, rows: 1, isPartlyProved: true }), {
    kind: 'answered',
    answers: [{ idx: 'idx-0', kind: 'accepted', gatewayRef: 'a', points: 0 }],
  });
  assert.equal(judged.outcome.rows.map((row) => row.state).join(' '), 'submitted unknown');
});

test('53 for a repeated call of several rows has each of them asked about, and no first call has', () => {
  const asked = (call: Parameters<typeof callOf>[0]) =>
    judgeAnswer(callOf(call), failed('duplicate', 53)).rowsToAsk;
  assert.deepEqual(asked({ tries: 2 }), [0, 1]);
  assert.deepEqual(asked({ tries: 2, rows: 1 }), []);
  assert.deepEqual(asked({ tries: 1 }), []);
});

test('53 after a repetition that was refused for good proves nothing, and is not asked again', () => {
  const doubt = (result: CallResult, tries = 2): boolean =>
    judgeAnswer(callOf({ tries }), result).outcome.castsDoubt;
  assert.ok(doubt(failed('funds', 103)));
  assert.ok(doubt(failed('retryable', 52)));
  for (const kind of ['retryable', 'unknown'] as const) assert.ok(!doubt(failed(kind)));
  assert.ok(!doubt(failed('retryable', 202)));
  assert.ok(!doubt(failed('duplicate', 53)));
  // A first call gets new ids after its refusal.
  assert.ok(!doubt(failed('funds', 103), 1));
  for (const rows of [1, 2]) {
    const judged = judgeAnswer(callOf({ tries: 3, rows, isDoubted: true }), failed('duplicate', 53));
    assert.ok(judged.outcome.rows.every(({ state }) => state === 'unknown'));
    assert.equal(judged.outcome.state, 'refused');
    assert.deepEqual(judged.rowsToAsk, []);
  }
});

test('a clash is never resubmitted', () => {
  assert.equal(judgeAnswer(callOf({ tries: 1 }), failed('duplicate', 53)).outcome.state, 'refused');
});
