import assert from 'node:assert/strict';
import { it } from 'node:test';
import { understand } from '#domain/keywords.ts';
import { samplesDigest } from '#domain/leave-evidence.table.ts';
import { tellEvidence, weighLeaving } from '#domain/leave-evidence.ts';
import { createPlaceIndex } from '#domain/places.ts';
import { practiceCategories, practiceLocalities, practiceStreets } from '#domain/practice-places.ts';
import { readUtterance } from '#domain/utterance.ts';
import { digestSamples } from './learning.ts';

const places = createPlaceIndex({ localities: practiceLocalities, streets: practiceStreets });

function read(text: string) {
  return understand(text, { open: null, categories: practiceCategories, places, sender: 'subscriber' });
}

function weigh(text: string): number {
  return weighLeaving(readUtterance(text).clauses);
}

it('what was learned was learned from the samples as they are', () => {
  assert.equal(samplesDigest, digestSamples(), 'Run: node scripts/learn-leaving.ts');
});

it('what no rule knows leaves if the samples speak for it, can be undone, and says by which words', () => {
  const { intent, parts } = read('Pani Aniu stop');
  assert.equal(intent, 'leave_code');
  assert.equal(parts.near, 'leave');
  assert.equal(parts.evidence?.[0], 'stop');
});

it('what is well known needs no evidence', () => {
  for (const text of ['STOP', 'WYPISZ', 'proszę mnie wypisać', 'nie chcę smsów'])
    assert.equal(read(text).parts.evidence, undefined);
});

it('greetings, thanks, names and case weigh nothing', () => {
  for (const text of ['idźcie w cholerę z tymi smsami', 'leży drzewo na drodze'])
    for (const changed of [`Dzień dobry, ${text}`, `${text}. Pozdrawiam, Anna Nowak`, text.toUpperCase()])
      assert.equal(weigh(changed), weigh(text), changed);
});

it('matters of the office weigh against leaving, and nothing said weighs nothing', () => {
  for (const text of ['proszę usunąć drzewo z drogi', 'kiedy odbiór śmieci?', 'Dąbrówka, Lipowa 5'])
    assert.ok(weigh(text) < 0, text);
  assert.equal(weigh('dzień dobry'), Number.NEGATIVE_INFINITY);
  assert.deepEqual(tellEvidence(readUtterance('dzień dobry').clauses), []);
});
