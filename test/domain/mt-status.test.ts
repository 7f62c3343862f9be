import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isFinal, mtStates, rankOfState, statusAfterDlr } from '#domain/mt-status.ts';

describe('statusAfterDlr', () => {
  const fromSubmitted = {
    401: 'submitted',
    402: 'expired',
    403: 'submitted',
    404: 'delivered',
    405: 'undelivered',
    406: 'undelivered',
    407: 'undelivered',
    408: 'submitted',
    409: 'submitted',
    410: 'submitted',
    411: 'submitted',
    412: 'undelivered',
    999: 'submitted',
  } as const;
  for (const [code, state] of Object.entries(fromSubmitted)) {
    it(`${code} makes a submitted message ${state}`, () => {
      assert.equal(statusAfterDlr('submitted', Number(code)), state);
    });
  }

  it('a repeated or late report does not move a delivered message back', () => {
    for (let code = 400; code <= 412; code += 1) assert.equal(statusAfterDlr('delivered', code), 'delivered');
  });

  it('any report that proves acceptance lifts a row whose outcome was unknown', () => {
    assert.equal(statusAfterDlr('unknown', 409), 'submitted');
    assert.equal(statusAfterDlr('unknown', 408), 'unknown');
    assert.equal(statusAfterDlr('claimed', 404), 'delivered');
  });

  it('any order and repetition of reports gives the state of the total order', () => {
    const report = fc.integer({ min: 399, max: 413 });
    fc.assert(
      fc.property(
        fc.constantFrom(...mtStates),
        fc.array(report),
        fc.func(fc.integer()),
        (start, reports, weight) => {
          const apply = (codes: readonly number[]) => codes.reduce(statusAfterDlr, start);
          const shuffled = [...reports, ...reports].sort((a, b) => weight(a) - weight(b));
          assert.equal(apply(shuffled), apply(reports));
          assert.ok(rankOfState(apply(reports)) >= rankOfState(start));
        },
      ),
    );
  });

  it('only what no report is expected to change is final', () => {
    assert.deepEqual(
      mtStates.filter((state) => !isFinal(state)),
      ['planned', 'held', 'claimed', 'submitted', 'unknown'],
    );
  });
});
