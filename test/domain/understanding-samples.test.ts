import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { understand } from '#domain/keywords.ts';
import { createPlaceIndex } from '#domain/places.ts';
import { practiceCategories, practiceLocalities, practiceStreets } from '#domain/practice-places.ts';
import { type SampleGroup, samples } from './understanding-samples.ts';

const places = createPlaceIndex({ localities: practiceLocalities, streets: practiceStreets });

function read(text: string, { sender }: Pick<SampleGroup, 'sender'>): string {
  return understand(text, { open: null, categories: practiceCategories, places, sender }).intent;
}

type Miss = { readonly text: string; readonly intent: string };

/** The samples of a kind that were read otherwise. */
function missesOf(
  half: SampleGroup['half'],
  kind: SampleGroup['kind'],
): { misses: readonly Miss[]; of: number } {
  const groups = samples.filter((group) => group.half === half && group.kind === kind);
  const all = groups.flatMap((group) =>
    group.texts.map((text) => ({ text, intent: read(text, group), accept: group.accept })),
  );
  const misses = all.filter(({ intent, accept }) => !accept.includes(intent));
  return { misses, of: all.length };
}

function leaves(intent: string): boolean {
  return intent.startsWith('leave_');
}

for (const half of ['first', 'second'] as const) {
  describe(`the ${half} half of the samples`, () => {
    it('no opt-out is missed', (test) => {
      const { misses, of } = missesOf(half, 'leave');
      test.diagnostic(`${half} half: ${of - misses.length} of ${of} opt-outs read as meant`);
      assert.deepEqual(
        misses.filter(({ intent }) => !leaves(intent)),
        [],
      );
    });

    it('nothing else is taken for an opt-out, and at least 95 in 100 are read as meant', (test) => {
      const { misses, of } = missesOf(half, 'other');
      test.diagnostic(`${half} half: ${of - misses.length} of ${of} other texts read as meant`);
      const joins = missesOf(half, 'join').misses;
      assert.deepEqual(
        [...misses, ...joins].filter(({ intent }) => leaves(intent)),
        [],
      );
      assert.ok(misses.length <= of * 0.05, JSON.stringify(misses));
    });

    it('at least 98 in 100 sign-ups are heard', (test) => {
      const { misses, of } = missesOf(half, 'join');
      test.diagnostic(`${half} half: ${of - misses.length} of ${of} sign-ups read as meant`);
      assert.ok(misses.length <= of * 0.02, JSON.stringify(misses));
    });
  });
}

function bare(text: string): string {
  return text.replaceAll('ł', 'l').replaceAll('Ł', 'L').normalize('NFD').replace(/\p{M}/gu, '');
}

function misread(text: string, encoding: string): string {
  return new TextDecoder(encoding).decode(new TextEncoder().encode(text));
}

const changes: Readonly<Record<string, (text: string) => string>> = {
  'in capitals': (text) => text.toUpperCase(),
  'in small letters': (text) => text.toLowerCase(),
  'without diacritics': bare,
  'in capitals without diacritics': (text) => bare(text).toUpperCase(),
  decomposed: (text) => text.normalize('NFD'),
  'with hard spaces': (text) => text.replaceAll(' ', '\u00a0'),
  'read as CP1250': (text) => misread(text, 'windows-1250'),
  'read as CP1252': (text) => misread(text, 'windows-1252'),
  quoted: (text) => `„${text}”`,
  'with emoji': (text) => `🙏 ${text} 😡😡`,
  'with a greeting': (text) => `Dzień dobry, ${text}`,
  signed: (text) => `${text}\nAnna Nowak`,
};

// Texts that are damaged already mean something else once damaged again.
const latin = /^[a-z0-9ąćęłńóśźż\s.,:;!()@'"„”/*-]+\??$/i;
const firm = samples.flatMap((group) =>
  group.texts.filter((text) => latin.test(text)).map((text) => ({ text, group, intent: read(text, group) })),
);

for (const [name, change] of Object.entries(changes)) {
  it(`an opt-out stays one ${name}, and nothing becomes one`, () => {
    for (const { text, group, intent } of firm) {
      assert.equal(leaves(read(change(text), group)), leaves(intent), change(text));
    }
  });
}

it('case and diacritics change no intent', () => {
  for (const { text, group, intent } of firm) {
    for (const changed of [text.toUpperCase(), text.toLowerCase(), bare(text)]) {
      assert.equal(read(changed, group), intent, changed);
    }
  }
});

it('any words in any order are read without throwing, and alike whatever the case', () => {
  const words = [...new Set(firm.flatMap(({ text }) => text.split(/\s+/)))];
  const texts = fc
    .array(fc.constantFrom(...words), { minLength: 1, maxLength: 10 })
    .map((list) => list.join(' '));
  fc.assert(
    fc.property(texts, (text) => {
      assert.equal(
        read(bare(text).toLowerCase(), { sender: 'stranger' }),
        read(bare(text).toUpperCase(), { sender: 'stranger' }),
      );
    }),
    { numRuns: 300 },
  );
});
