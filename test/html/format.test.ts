import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCount, formatDateTime, formatDuration, formatPlural, formatPrice } from '#html/format.ts';
import { renderMarkdown } from '#html/markdown.ts';

const plain = (text: string): string => text.replace(/\s/g, ' ');

test('counts, prices and times read as in Poland', () => {
  assert.equal(plain(formatCount(1234)), '1 234');
  assert.equal(plain(formatPrice(123_456)), '1 234,56 zł');
  assert.equal(plain(formatPrice(16.5)), '0,17 zł');
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

test('the manual becomes headings, lists and bold, and nothing in it becomes markup', async () => {
  const { title, body } = renderMarkdown('# Tytuł\n\n## Część\n\nA **b** <i>\n\n- x\n- y\n\n1. z');
  assert.equal(title, 'Tytuł');
  assert.equal(
    String(await body),
    '<h2>Część</h2><p>A <strong>b</strong> &lt;i&gt;</p><ul><li>x</li><li>y</li></ul><ol><li>z</li></ol>',
  );
});
