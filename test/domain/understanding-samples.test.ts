import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { assertReadAlike, bare, firm, leaves, readSample } from './changed-samples.ts';
import { type SampleGroup, samples, sets } from './understanding-samples.ts';

type Miss = { readonly text: string; readonly intent: string };

/** The samples of a kind that were read otherwise. */
function missesOf(
  half: SampleGroup['half'],
  kind: SampleGroup['kind'],
): { misses: readonly Miss[]; of: number } {
  const groups = samples.filter((group) => group.half === half && group.kind === kind);
  const all = groups.flatMap((group) =>
    group.texts.map((text) => ({ text, intent: readSample(text, group), accept: group.accept })),
  );
  const misses = all.filter(({ intent, accept }) => !accept.includes(intent));
  return { misses, of: all.length };
}

for (const half of sets) {
  it(`of the ${half} set no opt-out goes unheard and few are asked back, none is accidental, and at least 98 in 100 sign-ups are heard`, (test) => {
    const [leave, other, join] = [missesOf(half, 'leave'), missesOf(half, 'other'), missesOf(half, 'join')];
    const part = missesOf(half, 'part');
    for (const { misses, of } of [leave, other, join, part])
      test.diagnostic(`${of - misses.length} of ${of} read as meant`);
    const missed = leave.misses.filter(({ intent }) => !leaves(intent));
    assert.deepEqual(
      missed.filter(({ text, intent }) => intent !== 'ask' && text !== cryForHelp),
      [],
    );
    assert.ok(missed.length <= 1 + leave.of / 200, JSON.stringify(missed));
    assert.deepEqual(
      [...other.misses, ...join.misses, ...part.misses].filter(({ intent }) => leaves(intent)),
      [],
    );
    assert.ok(other.misses.length <= other.of * 0.03, JSON.stringify(other.misses));
    assert.ok(join.misses.length <= Math.max(1, join.of * 0.02), JSON.stringify(join.misses));
  });
}

// Danger comes first, whatever else is said.
const cryForHelp = 'ratunku, zabierzcie ode mnie te powiadomienia';

it('however a text was changed on its way, an opt-out stays one and nothing becomes one', () => {
  assertReadAlike(12);
});

it('any words in any order are read without throwing, and alike whatever the case', () => {
  const words = [...new Set(firm.flatMap(({ text }) => text.split(/\s+/)))];
  const texts = fc
    .array(fc.constantFrom(...words), { minLength: 1, maxLength: 10 })
    .map((list) => list.join(' '));
  fc.assert(
    fc.property(texts, (text) => {
      assert.equal(
        readSample(bare(text).toLowerCase(), { sender: 'stranger' }),
        readSample(bare(text).toUpperCase(), { sender: 'stranger' }),
      );
    }),
    { numRuns: 300 },
  );
});
