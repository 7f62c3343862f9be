import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isForNamed, judgeText } from '#domain/genuine.ts';

const sent = 'Dopiewo: zebranie wiejskie w piątek o 18:00 w świetlicy. Więcej: dopiewo.pl/zebranie';
const template = 'Dopiewo: {miejscowosc}, brak wody na {ulica} do 15:00. Beczkowóz stoi przy szkole.';

test('a text is ours whatever case, diacritics and spaces it lost on the way', () => {
  assert.equal(judgeText(sent, sent), 'ours');
  assert.equal(
    judgeText(
      '  DOPIEWO: zebranie wiejskie w piatek  o 18:00 w swietlicy.\nWiecej: dopiewo.pl/zebranie',
      sent,
    ),
    'ours',
  );
});

test('a text with another link, or with one added, is not ours but alike', () => {
  for (const fake of [
    sent.replace('dopiewo.pl', 'dopiewo-pl.com'),
    sent.replace('dopiewo.pl', 'dopiewo-pl'),
    `${sent} Doplac 1,20 zl: http://bit.ly/x`,
  ]) {
    assert.equal(judgeText(fake, sent), 'alike', fake);
  }
});

test('a whole passage of ours is a part, and a few letters are nothing', () => {
  assert.equal(judgeText('zebranie wiejskie w piatek o 18:00', sent), 'part');
  assert.equal(judgeText('w piatek', sent), 'unknown');
  assert.equal(judgeText('Twoja paczka czeka na doplate', sent), 'unknown');
  assert.equal(judgeText('', sent), 'unknown');
});

test('a placeholder stands for a value, but never for a link or a story', () => {
  const filled = (place: string, street: string) =>
    template.replace('{miejscowosc}', place).replace('{ulica}', street);
  assert.equal(judgeText(filled('Skórzewo', 'ul. Poznańska'), template), 'ours');
  assert.notEqual(judgeText(filled('Skórzewo http://zle.pl', 'ul. Lipowa'), template), 'ours');
  assert.notEqual(judgeText(filled('Skórzewo', 'zle.pl/woda'), template), 'ours');
  assert.notEqual(judgeText(filled('Skórzewo', 'x'.repeat(200)), template), 'ours');
});

test('an audience of numbers or of a list is of named people, wherever they stand in it; leaving some out is not', () => {
  assert.equal(isForNamed({ every: [{ locality: '0582870' }, { numbers: ['600100200'] }] }), true);
  assert.equal(isForNamed({ list: 3 }), true);
  assert.equal(isForNamed({ every: [{ all: true }, { not: [{ numbers: ['600100200'] }] }] }), false);
});
