import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  contrastOf,
  contrastOnPages,
  darkenForPages,
  deriveScheme,
  isColour,
  leastContrast,
} from '#domain/colour.ts';
import { parseSettings } from '#domain/settings.ts';

const colours = fc
  .integer({ min: 0, max: 0xff_ff_ff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('contrast is WCAG’s: 21 for black on white, 1 for a colour on itself, and the known one of a grey', () => {
  assert.equal(contrastOf('#000000', '#ffffff'), 21);
  assert.equal(contrastOf('#0a5a52', '#0a5a52'), 1);
  assert.equal(Math.round(contrastOf('#767676', '#ffffff') * 100) / 100, 4.54);
  assert.equal(contrastOf('#ffffff', '#767676'), contrastOf('#767676', '#ffffff'));
});

test('any colour darkened for pages can be read there, and one that can be read stays as it is', () => {
  fc.assert(
    fc.property(colours, (colour) => {
      const dark = darkenForPages(colour);
      assert.ok(isColour(dark));
      assert.ok(contrastOnPages(dark) >= leastContrast);
      if (contrastOnPages(colour) >= leastContrast) assert.equal(dark, colour);
    }),
  );
});

test('whatever readable colour an office has, letters stand out in the light and in the dark', () => {
  fc.assert(
    fc.property(colours, (given) => {
      const { light, dark } = deriveScheme(darkenForPages(given));
      assert.ok(contrastOf(light.accent, light.ink) >= leastContrast);
      assert.ok(contrastOf(dark.accent, '#1d2321') >= leastContrast, 'on dark paper');
      assert.ok(contrastOf(dark.accent, '#141817') >= leastContrast, 'on the dark ground');
      assert.ok(contrastOf(dark.accent, dark.ink) >= leastContrast, 'on a button in the dark');
      // Ordinary letters stand on the soft ground.
      assert.ok(contrastOf('#1c2321', light.soft) >= leastContrast);
      assert.ok(contrastOf('#eceeec', dark.soft) >= leastContrast);
    }),
  );
});

test('a colour too light to be read is no setting, and the service’s own holds in its place', () => {
  for (const [value, expected] of [
    ['#003366', '#003366'],
    ['#ffcc00', ''],
    ['red', ''],
    ['#036', ''],
    ['', ''],
  ]) {
    assert.equal(parseSettings([{ key: 'brandColour', value }]).settings.brandColour, expected);
  }
});
