import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  costlyCharacters,
  countSegments,
  hasLink,
  hasMacro,
  isGsm7,
  neutraliseMacros,
  toGsm7,
} from '#domain/segments.ts';

describe('countSegments', () => {
  const cases: readonly (readonly [string, string, number, number])[] = [
    ['', 'gsm7', 0, 0],
    ['a', 'gsm7', 1, 1],
    ['a'.repeat(160), 'gsm7', 160, 1],
    ['a'.repeat(161), 'gsm7', 161, 2],
    ['a'.repeat(306), 'gsm7', 306, 2],
    ['a'.repeat(307), 'gsm7', 307, 3],
    ['€'.repeat(80), 'gsm7', 160, 1],
    [`${'a'.repeat(159)}€`, 'gsm7', 161, 2],
    // The two-septet sign at the edge moves whole to the next part, and pushes the last letter into a third.
    [`${'a'.repeat(152)}€${'a'.repeat(151)}`, 'gsm7', 305, 2],
    [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 'gsm7', 306, 3],
    ['ą', 'ucs2', 1, 1],
    ['ą'.repeat(70), 'ucs2', 70, 1],
    ['ą'.repeat(71), 'ucs2', 71, 2],
    ['ą'.repeat(134), 'ucs2', 134, 2],
    ['ą'.repeat(135), 'ucs2', 135, 3],
    ['😀'.repeat(35), 'ucs2', 70, 1],
    // 67 is odd, so a pair never fits the last unit: 33 pairs a part.
    ['😀'.repeat(66), 'ucs2', 132, 2],
    ['😀'.repeat(67), 'ucs2', 134, 3],
    ['\u001b', 'ucs2', 1, 1],
    ['\n\r\f', 'gsm7', 4, 1],
    ['ç', 'ucs2', 1, 1],
    ['Ç', 'gsm7', 1, 1],
  ];
  for (const [text, encoding, units, segments] of cases) {
    it(`counts ${text.length} of ${JSON.stringify(text.slice(0, 3))} as ${segments} ${encoding}`, () => {
      const counted = countSegments(text);
      assert.deepEqual([counted.encoding, counted.units, counted.segments], [encoding, units, segments]);
    });
  }

  it('never counts less than the units need nor more than one lost unit a part would', () => {
    const sign = fc.constantFrom('a', 'Z', '€', '[', 'ą', '😀', ' ', '\n');
    fc.assert(
      fc.property(fc.array(sign, { minLength: 1, maxLength: 900 }), (signs) => {
        const { units, segments, perSegment } = countSegments(signs.join(''));
        assert.ok(segments >= Math.ceil(units / perSegment));
        assert.ok(segments <= Math.ceil(units / (perSegment - 1)));
      }),
    );
  });
});

it('costlyCharacters names each sign that costs, where it stands', () => {
  assert.deepEqual(costlyCharacters('a€😀ł'), [
    { char: '€', index: 1, reason: 'double' },
    { char: '😀', index: 2, reason: 'ucs2' },
    { char: 'ł', index: 4, reason: 'ucs2' },
  ]);
});

describe('toGsm7', () => {
  it('keeps the sense of Polish and typography', () => {
    assert.equal(toGsm7('Zażółć „gęślą” jaźń… – 25°C'), 'Zazolc "gesla" jazn... - 25 st. C');
    assert.equal(toGsm7('ŁÓDŹ\u00a0ŚĆ'), 'LODZ SC');
    assert.equal(toGsm7('woda 😀☀️!'), 'woda !');
    assert.equal(toGsm7('Grüße é'), 'Grüße é', 'letters of GSM-7 stay');
    assert.equal(toGsm7('漢'), '?');
  });

  it('always gives GSM-7 and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const once = toGsm7(text);
        assert.ok(isGsm7(once), JSON.stringify(once));
        assert.equal(toGsm7(once), once);
      }),
    );
  });
});

describe('neutraliseMacros', () => {
  it('leaves no bracket of a macro, whatever the nesting', () => {
    const piece = fc.constantFrom('[', ']', '%', 'idzdo:x', ' ', '[%', '%]');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const neutral = neutraliseMacros(text);
        assert.equal(hasMacro(neutral), false);
        assert.equal(neutral.length, text.length);
      }),
    );
  });

  it('catches wide brackets once they have become plain', () => {
    assert.equal(hasMacro(neutraliseMacros(toGsm7('［％kod％］'))), false);
  });
});

describe('hasLink', () => {
  const links = [
    ...[
      'dopiewo.pl',
      'Zobacz www.x',
      'https://a.b',
      'bit.ly/x',
      'idz.do/ab',
      'urzad@dopiewo.pl',
      'Urząd.Pl?',
    ],
    ...['http://1.2.3.4/', 'bip.dopiewo.gov.pl,', 'łódź.pl'],
  ];
  for (const text of links) it(`sees one in ${text}`, () => assert.equal(hasLink(text), true));
  const plain = [
    ...[
      'godz.15.00 Prosimy',
      'ul.Lipowa',
      'sp. z o.o.',
      'nie bedzie pradu.Do 15.00',
      'tel:601-123-123',
      '1.12.2026',
    ],
    ...['p.o. wojta', 'od 8.00 do 15.30', 'Koniec. Pl. Wolnosci'],
  ];
  for (const text of plain) it(`sees none in ${text}`, () => assert.equal(hasLink(text), false));
});
