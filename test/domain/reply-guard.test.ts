import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admitReply, type GuardedPurpose, parseReplyGuard, type ReplyGuard } from '#domain/reply-guard.ts';

const start = Date.UTC(2026, 10, 22, 12);

/** Which of these replies go out, sent one after another. */
function admit(
  replies: readonly (readonly [minute: number, purpose: GuardedPurpose, text: string])[],
): boolean[] {
  let guard: ReplyGuard = parseReplyGuard({});
  return replies.map(([minute, purpose, text]) => {
    const now = new Date(start + minute * 60_000);
    const answer = admitReply(guard, { text, purpose, now });
    // As it comes back from the database.
    guard = parseReplyGuard(JSON.parse(JSON.stringify(answer.guard)));
    return answer.isAdmitted;
  });
}

test('the fourth identical answer that advances nothing stays unsent', () => {
  const same = [0, 1, 2, 3].map((minute) => [minute, 'information', 'pomoc'] as const);
  assert.deepEqual(admit(same), [true, true, true, false]);
});

test('the sixth answer of an hour that advances nothing stays unsent, and the next hour is a new one', () => {
  const different = [0, 1, 2, 3, 4, 5, 61].map(
    (minute) => [minute, 'information', `tekst ${minute}`] as const,
  );
  assert.deepEqual(admit(different), [true, true, true, true, true, false, true]);
});

test('the call to dial 112 goes out after all other answers are used up, three times an hour', () => {
  const asked = [0, 1, 2, 3, 4].map((minute) => [minute, 'information', `tekst ${minute}`] as const);
  const danger = [5, 6, 7, 8].map((minute) => [minute, 'danger', 'dzwon 112'] as const);
  assert.deepEqual(admit([...asked, ...danger]).slice(5), [true, true, true, false]);
});

test('a dialogue is cut off at thirty replies an hour only', () => {
  const steps = Array.from({ length: 31 }, (_, minute) => [minute, 'dialogue', 'jaka ulica?'] as const);
  assert.deepEqual(admit(steps).indexOf(false), 30);
});

test('steps of a dialogue do not use up the answers that advance nothing', () => {
  const steps = Array.from({ length: 10 }, (_, minute) => [minute, 'dialogue', 'krok'] as const);
  assert.equal(admit([...steps, [10, 'information', 'pomoc']]).at(-1), true);
});

test('free text is acknowledged once in 24 hours', () => {
  const free = [0, 60, 24 * 60 - 1, 24 * 60].map(
    (minute) => [minute, 'acknowledgement', 'przekazano'] as const,
  );
  assert.deepEqual(admit(free), [true, false, false, true]);
});

test('notices of ours are neither counted nor stopped', () => {
  const notices = Array.from({ length: 40 }, (_, minute) => [minute, 'notice', 'wypisano'] as const);
  assert.ok(admit([...notices, [41, 'information', 'pomoc']]).every(Boolean));
});

test('a guard that cannot be read counts as a number never answered', () => {
  for (const stored of [null, 7, 'x', { replies: 'x' }, { idle: [{}] }]) {
    assert.deepEqual(parseReplyGuard(stored), { replies: [], idle: [], acknowledgedAt: null });
  }
});
