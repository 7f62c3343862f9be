import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatBalance,
  formatCount,
  formatDateTime,
  formatDuration,
  formatPlural,
  formatPrice,
} from '#html/format.ts';
import { renderMarkdown } from '#html/markdown.ts';

const plain = (text: string): string => text.replace(/\s/g, ' ');

test('counts, prices and times read as in Poland', () => {
  assert.equal(plain(formatCount(1234)), '1 234');
  assert.equal(plain(formatPrice(123_456)), '1 234,56 zł');
  assert.equal(plain(formatPrice(16.5)), '0,17 zł');
  assert.equal(plain(formatBalance(1234.5)), '1 234,50 zł (1 234,5 pkt)');
  assert.equal(plain(formatDateTime(new Date('2026-07-01T22:30:00Z'))), '2 lip 2026, 00:30');
});

test('nouns follow their numbers', () => {
  const forms = { one: 'wiadomość', few: 'wiadomości', many: 'wiadomości!' };
  const words = [0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 101, 112, 122].map(
    (n) => formatPlural(n, forms).split(/\s/)[1],
  );
  const [few, many] = [forms.few, forms.many];
  assert.deepEqual(words, [
    many,
    forms.one,
    few,
    few,
    many,
    many,
    many,
    many,
    many,
    few,
    many,
    many,
    many,
    few,
  ]);
});

test('a wait is told roughly', () => {
  assert.equal(formatDuration(10), 'mniej niż minutę');
  assert.equal(plain(formatDuration(61)), 'około 2 minuty');
  assert.equal(plain(formatDuration(900)), 'około 15 minut');
  assert.equal(plain(formatDuration(3600)), 'około 1 godzinę');
  assert.equal(plain(formatDuration(5400)), 'około 1,5 godziny');
});

test('the manual becomes headings, lists, tables and pictures, and nothing in it becomes markup', async () => {
  const { title, parts, body } = renderMarkdown(
    '# Tytuł\n\n# Zagrożenie\n\n## Część ó\n\nA **b** <i> `c` [d](#czesc-o) [e](javascript:f)\n\n- x\n- y\n\n1. z\n\n| A | B |\n|---|---|\n| c | **d** |\n\n![Słowa](images/jest.png)\n\n![Same słowa](images/nie-ma.png)',
    (name) => (name === 'jest.png' ? { href: '/jest.png', width: 2, height: 1 } : null),
  );
  assert.equal(title, 'Tytuł');
  assert.deepEqual(parts, [
    { title: 'Zagrożenie', id: 'czesc-zagrozenie', chapters: [{ title: 'Część ó', id: 'czesc-o' }] },
  ]);
  assert.equal(
    String(await body),
    '<h2 id="czesc-zagrozenie" class="part">Zagrożenie</h2><h3 id="czesc-o">Część ó</h3>' +
      '<p>A <strong>b</strong> &lt;i&gt; <code>c</code> <a href="#czesc-o">d</a> [e](javascript:f)</p>' +
      '<ul><li>x</li><li>y</li></ul><ol><li>z</li></ol>' +
      '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead><tbody><tr><th scope="row">c</th><td data-title="B"><strong>d</strong></td></tr></tbody></table>' +
      '<figure><img src="/jest.png" alt="Słowa" width="2" height="1" loading="lazy"><figcaption>Słowa</figcaption></figure><p>Same słowa</p>',
  );
});
