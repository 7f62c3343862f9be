import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPasswordProblem } from '#domain/passwords.ts';

const table: readonly (readonly [string, ReturnType<typeof findPasswordProblem>])[] = [
  ['trzy zielone parasole', null],
  ['żółty-Rower-78-most', null],
  ['krótkie', 'too_short'],
  ['ąęąęąęąęąęą', 'too_short'],
  ['a'.repeat(201), 'too_long'],
  ['            ', 'obvious'],
  ['123456789012', 'obvious'],
  ['210987654321', 'obvious'],
  ['abcdefghijklm', 'obvious'],
  ['Password2026!', 'obvious'],
  ['Hasło12345678', 'obvious'],
  ['hasłohasło12', 'obvious'],
  ['sunshine202412', 'obvious'],
  ['Chocolate!2026', 'obvious'],
  ['dziewczyna1995', 'obvious'],
  ['niebieski kajak 7', null],
  ['GminaDopiewo1!', 'obvious'],
  ['Anna.Nowak.1975', 'like_login'],
  ['annaannaanna', 'obvious'],
];

for (const [password, expected] of table) {
  test(`${JSON.stringify(password.slice(0, 24))} is ${expected ?? 'accepted'}`, () => {
    assert.equal(findPasswordProblem(password, ['anna.nowak', 'Anna Nowak']), expected);
  });
}
