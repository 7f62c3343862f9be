import assert from 'node:assert/strict';
import { it } from 'node:test';
import { understand } from '#domain/keywords.ts';
import { createPlaceIndex } from '#domain/places.ts';
import { practiceCategories, practiceLocalities, practiceStreets } from '#domain/practice-places.ts';
import { type Composed, composeLeave, composeOther, createRandom, mistype } from './opt-out-grammar.ts';

const places = createPlaceIndex({ localities: practiceLocalities, streets: practiceStreets });

function leaves(text: string): boolean {
  const known = { open: null, categories: practiceCategories, places, sender: 'subscriber' } as const;
  return understand(text, known).intent.startsWith('leave_');
}

/** Texts composed from a seed that are, or are not, taken for leaving. */
function readComposed(
  count: number,
  {
    seed,
    compose,
    typos,
  }: {
    readonly seed: number;
    readonly compose: (random: () => number) => Composed;
    readonly typos: 'one' | 'none';
  },
): { readonly leaving: readonly string[]; readonly others: readonly string[] } {
  const random = createRandom(seed);
  const texts = Array.from({ length: count }, () => {
    const { text } = compose(random);
    return typos === 'one' ? mistype(random, text) : text;
  });
  return { leaving: texts.filter(leaves), others: texts.filter((text) => !leaves(text)) };
}

it('of opt-outs composed by a grammar none is missed', () => {
  const { others } = readComposed(1_200, { seed: 20_261, compose: composeLeave, typos: 'none' });
  assert.deepEqual(others, []);
});

it('of opt-outs with a typo in a long word at most two in a hundred go to staff', () => {
  const { others } = readComposed(600, { seed: 20_262, compose: composeLeave, typos: 'one' });
  assert.ok(others.length <= 12, others.join('\n'));
});

it('of matters of the office that sound like leaving none is taken for it', () => {
  const { leaving } = readComposed(1_200, { seed: 20_263, compose: composeOther, typos: 'none' });
  assert.deepEqual(leaving, []);
});

it('of such matters with a typo at most one in two hundred is taken for leaving, which can be undone', () => {
  const { leaving } = readComposed(600, { seed: 20_264, compose: composeOther, typos: 'one' });
  assert.ok(leaving.length <= 3, leaving.join('\n'));
});
