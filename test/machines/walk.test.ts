import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { createPlaceIndex } from '#domain/places.ts';
import { practiceLocalities } from '#domain/practice-places.ts';
import { countSegments } from '#domain/segments.ts';
import { parseSnapshot, step } from '#machines/step.ts';
import { makeFacts, makePhone, makeSubscriber, type Phone } from './world.ts';

const said = fc.oneof(
  fc.constantFrom(
    ...[
      'zapisz',
      'ZAPISZ Skorzewo Dzialkowa 32 sport',
      'zapisz paledzie',
      'zapisz poznanska',
      'skorzewo',
      'lipowa 5',
    ],
    ...[
      '1',
      '2',
      '7',
      '1 3',
      'dalej',
      'brak',
      'wszystko',
      'tak',
      'nie',
      'nowy',
      'kod',
      '999999',
      'zpisz',
      'poznan',
    ],
    ...[
      'wypisz',
      'stpo',
      'zostaje',
      'wypisz sport',
      'wypisz alerty',
      'dodaj sport',
      'dodaj dabrowka',
      'zmien',
    ],
    ...[
      'status',
      'pomoc',
      'rodo',
      'usun dane',
      'nie zamawialem',
      'ratunku',
      'na ulicy lipowej lezy drzewo',
      '😀',
      '',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const move = fc.oneof(
  { weight: 8, arbitrary: said.map((text) => (phone: Phone) => phone.says(text)) },
  { weight: 2, arbitrary: fc.constant((phone: Phone) => phone.says(phone.code())) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 200 }).map((hours) => (phone: Phone) => phone.wait(hours)),
  },
);

it('any talk keeps its promises: texts cheap, joining only by code, leaving never stuck', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 25 }), fc.boolean(), (moves, hasJoined) => {
      const phone = hasJoined ? makeSubscriber() : makePhone();
      for (const act of moves) {
        const before = phone.status();
        for (const line of act(phone).split('\n')) {
          const { encoding, segments } = countSegments(line);
          assert.equal(encoding, 'gsm7', line);
          assert.ok(segments <= 2, line);
        }
        const after = phone.status();
        if (after === 'active' && before !== 'active') {
          const types = phone.effects().map((effect) => effect.type);
          assert.ok(types.includes('subscriber.join') || types.includes('subscriber.resume'));
        }
        if (after === 'suspended') assert.ok(phone.wakeAt() !== null, 'somebody leaving is always woken');
        assert.deepEqual(parseSnapshot(phone.snapshot()), phone.snapshot());
      }
      phone.says('STOP');
      assert.equal(phone.status(), 'left');
      assert.equal(phone.state(), 'idle');
      assert.equal(phone.wakeAt(), null);
      assert.equal(phone.says('STOP'), '', 'after one confirmation, silence');
      assert.equal(phone.wait(1000), '');
    }),
    { numRuns: 150 },
  );
});

it('the same input gives the same step, and an early deadline does nothing', () => {
  const now = new Date('2026-11-20T10:00:00Z');
  const input = { snapshot: null, event: { type: 'text', text: 'ZAPISZ' } as const, facts: makeFacts(), now };
  const first = step(input);
  assert.deepEqual(step(input), first);
  const early = step({ ...input, snapshot: first.snapshot, event: { type: 'deadline.passed' } });
  assert.deepEqual(early.effects, []);
  assert.deepEqual(early.snapshot, first.snapshot);
  assert.deepEqual(early.wakeAt, first.wakeAt);
});

it('a code for leaving confirms no sign-up', () => {
  const phone = makePhone();
  phone.says('ZAPISZ Skorzewo Dzialkowa 32 sport');
  const input = { snapshot: phone.snapshot(), facts: makeFacts(), now: new Date('2026-11-20T09:05:00Z') };
  const after = step({ ...input, event: { type: 'code.right', act: 'leave' } });
  assert.ok(after.effects.every((effect) => effect.type === 'reply'));
  assert.equal(after.snapshot.state, 'awaitingJoinCode');
});

it('leaving that becomes final keeps a new sign-up begun meanwhile', () => {
  const phone = makeSubscriber();
  phone.says('wypisz');
  phone.says('ZAPISZ Paledzie');
  phone.wait(24);
  assert.equal(phone.status(), 'left');
  assert.equal(phone.state(), 'choosingLocality');
  assert.match(phone.says('1'), /Paledzie wies: jaka ulica/);
});

it('a number on a paged list means the part that was shown, and "dalej" goes round', () => {
  const names =
    'Armii Brackich Cudownych Dawnych Elbląskich Francuskich Greckich Hiszpańskich Islandzkich'.split(' ');
  const streets = names.map((name, at) => {
    return { sym: '0582870', symUl: `0000${at}`, cecha: 'ul.', nazwa1: 'Męczenników Pańskich', nazwa2: name };
  });
  const facts = { places: createPlaceIndex({ localities: practiceLocalities, streets }) };
  const phone = makePhone(facts);
  const first = phone.says('ZAPISZ Skorzewo meczennikow');
  assert.match(first, /1 ul\. .*9 dalej/);
  const shown = first.match(/\d ul\./g)?.length ?? 0;
  assert.ok(shown < 8);
  assert.match(phone.says(`${shown + 1}`), /numer z listy/, 'what was not shown cannot be chosen');
  const second = phone.says('dalej');
  assert.notEqual(second, first);
  phone.says('1');
  phone.says('brak');
  phone.says(phone.code());
  assert.deepEqual(phone.addresses(), [`0582870 0000${shown} null`]);
});
