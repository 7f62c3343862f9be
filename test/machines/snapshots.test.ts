import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { conversationStates, parseSnapshot, step } from '#machines/step.ts';
import { makeFacts } from './world.ts';

const current = 3;
const versions = [1, 2, 3] as const;
const now = new Date('2026-11-20T10:00:00Z');
const transient = ['deciding', 'joiningAgain'];

function readFixtures(version: number): Record<string, unknown> {
  const file = new URL(`../fixtures/snapshots/conversation-v${version}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

it('there is a snapshot of every state that this version can store', () => {
  assert.deepEqual(
    Object.keys(readFixtures(current)).sort(),
    conversationStates.filter((state) => !transient.includes(state)).sort(),
  );
});

for (const version of versions)
  describe(`snapshots of version ${version}`, () => {
    const fixtures = readFixtures(version);
    for (const [state, stored] of Object.entries(fixtures)) {
      it(`${state} still loads and keeps waiting for the same`, () => {
        const snapshot = parseSnapshot(stored);
        const status = state === 'awaitingLeaveCode' ? 'suspended' : 'unknown';
        const facts = makeFacts({ status });
        const after = step({ snapshot, event: { type: 'text', text: 'POMOC' }, facts, now });
        assert.equal(after.snapshot.state, state);
        assert.equal(after.effects.length, 1);
        const [reply] = after.effects;
        assert.ok(reply?.type === 'reply' && !reply.text.includes('wygasla'), 'it did not restart');
        assert.equal(after.snapshot.version, current);
      });
    }
  });

describe('a snapshot that cannot be read', () => {
  const context = { draft: null };
  const broken: readonly unknown[] = [
    'text',
    42,
    [],
    {},
    { machine: 'conversation', version: 1, state: 'awaitingMoon', context },
    { machine: 'conversation', version: 1, state: 'awaitingStreet', context },
    { machine: 'conversation', version: 99, state: 'idle', context },
    { machine: 'other', version: 1, state: 'idle', context },
    { machine: 'conversation', version: 1, state: 'awaitingStreet', context: null },
  ];
  for (const stored of broken) {
    it(`restarts politely: ${JSON.stringify(stored).slice(0, 60)}`, () => {
      const input = { snapshot: parseSnapshot(stored), facts: makeFacts(), now };
      const after = step({ ...input, event: { type: 'text', text: 'ZAPISZ' } });
      assert.equal(after.snapshot.state, 'awaitingLocality');
      const [reply] = after.effects;
      assert.ok(reply?.type === 'reply' && reply.text.startsWith('Poprzednia rozmowa wygasla.'));
    });
  }

  it('does not let somebody who is leaving stay suspended for ever', () => {
    const facts = makeFacts({ status: 'suspended' });
    const after = step({ snapshot: parseSnapshot({}), event: { type: 'text', text: 'hm' }, facts, now });
    assert.deepEqual(after.wakeAt, new Date(now.getTime() + 24 * 3_600_000));
  });
});
