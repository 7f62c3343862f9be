import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toPolish } from '#domain/foreign-words.ts';

const words = (text: string): string => toPolish(text).replace(/\s+/g, ' ').trim();

test('the few words that matter of a neighbour’s language are put into Polish', () => {
  assert.equal(words('bitte keine Nachrichten mehr'), 'prosze bez smsow wiecej');
  assert.equal(words('відпишіть мене'), 'wypisz mnie');
  assert.equal(words('please unsubscribe me'), 'wypisz');
});

test('Polish words that look like foreign ones stay', () => {
  for (const text of ['prosze o ich usuniecie', 'sie nie zgadzam na ich sms', 'die hard w kinie', 'in plus'])
    assert.equal(toPolish(text), text);
});
