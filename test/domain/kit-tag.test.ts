import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { understand } from '#domain/keywords.ts';
import { readTag, tagOfKit } from '#domain/kit-tag.ts';
import { createPlaceIndex } from '#domain/places.ts';
import { practiceCategories, practiceLocalities, practiceStreets } from '#domain/practice-places.ts';
import type { Known } from '#domain/understanding.ts';

const stranger: Known = {
  open: null,
  categories: practiceCategories,
  places: createPlaceIndex({ localities: practiceLocalities, streets: practiceStreets }),
  sender: 'stranger',
};
const streetAsked: Known = { ...stranger, open: { kind: 'street', sym: '0582870' } };
const kits = fc.integer({ min: 1, max: 5_000 });

test('a tag is read as printed and as phones and fingers spoil it', () => {
  assert.equal(tagOfKit(1), 'K101');
  for (const text of [
    'ZAPISZ #K101',
    'ZAPISZ K101',
    'zapisz k101.',
    'Zapisz#k101',
    'ZAPISZ # K 101',
    'ZAPISZ K 101',
    'ZAPISZ K-101',
    'ZAPISZ #K1Ol',
    'ZAPISZ%20%23K101',
    'ZAPISZ #101',
    'ZAPISZ Skorzewo Poznanska 12 K101',
    'ZAPISZ #K101 Skorzewo',
    'ZAPISZ #K101Skorzewo',
    '#K101',
    'k101',
  ]) {
    assert.equal(readTag(text)?.kitId, 1, text);
    const { intent, parts } = understand(text, stranger);
    assert.deepEqual([intent, parts.kitId], ['join', 1], text);
  }
});

test('a damaged tag counts for nobody and leaves the sign-up what it was', () => {
  const address = (text: string): unknown => {
    const { intent, parts } = understand(text, stranger);
    return { intent, address: parts.address, categories: parts.categories ?? [] };
  };
  const plain = address('ZAPISZ Skorzewo Dzialkowa 32 sport');
  for (const tag of ['#K101', '#K109', '#K', '#K1', '# k 1O', '#K1l1l1', '#K99999999', 'K108']) {
    assert.deepEqual(address(`ZAPISZ ${tag} Skorzewo Dzialkowa 32 sport`), plain, tag);
    if (tag.length > 2) assert.deepEqual(address(`ZAPISZ ${tag}`), address('ZAPISZ'), tag);
  }
  assert.equal(understand('ZAPISZ K108', stranger).parts.kitId, undefined);
});

test('places, house numbers and other wishes are not taken for tags', () => {
  for (const text of [
    'ZAPISZ Komorniki',
    'ZAPISZ #Komorniki',
    'ZAPISZ Skorzewo Lipowa 12 K 3',
    'ZAPISZ Lipowa #12',
    'K3',
  ])
    assert.equal(readTag(text), null, text);
  const { parts } = understand('Poznańska 12 K101', streetAsked);
  assert.equal(parts.answer?.kind === 'address' ? parts.answer.reading.houseNumber : null, '12');
  assert.equal(understand('pomocy woda w domu #K101', stranger).intent, 'danger');
  assert.equal(understand('STOP #K101', { ...stranger, sender: 'subscriber' }).intent, 'leave_now');
  assert.equal(understand('lampa #K2 nie świeci', stranger).intent, 'staff');
});

test('no wrong digit and no swap of neighbours makes the tag of another kit', () => {
  fc.assert(
    fc.property(kits, fc.nat(), fc.integer({ min: 1, max: 9 }), (kit, place, step) => {
      const digits = tagOfKit(kit).slice(1);
      assert.equal(readTag(`ZAPISZ #K${digits}`)?.kitId, kit);
      const at = place % digits.length;
      const wrong = (Number(digits[at]) + step) % 10;
      const mistyped = `${digits.slice(0, at)}${wrong}${digits.slice(at + 1)}`;
      assert.equal(readTag(`ZAPISZ #K${mistyped}`)?.kitId, null, mistyped);
      const swapped = `${digits.slice(0, at)}${digits[at + 1] ?? ''}${digits[at]}${digits.slice(at + 2)}`;
      if (swapped !== digits) assert.equal(readTag(`ZAPISZ #K${swapped}`)?.kitId, null, swapped);
    }),
    { numRuns: 2_000, seed: 8 },
  );
});

test('whatever else stands in a text, taking the tag out of it never throws and leaves the other words', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), kits, (text, kit) => {
      readTag(text);
      understand(`${text} #${tagOfKit(kit)} ${text}`, stranger);
    }),
    { numRuns: 300, seed: 8 },
  );
});
