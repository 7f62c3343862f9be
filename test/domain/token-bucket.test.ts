import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fullBucket, msUntilToken, type Rate, refill, take } from '#domain/token-bucket.ts';

test('no window of time sees more calls than the rate and one burst allow', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 300 }),
      (perSecond, pauses) => {
        const rate: Rate = { perSecond, burst: Math.max(1, perSecond / 10) };
        let now = 0;
        let bucket = fullBucket(rate, now);
        let calls = 0;
        for (const pause of pauses) {
          now += pause;
          bucket = refill(bucket, rate, now);
          while (msUntilToken(bucket, rate) === 0) {
            bucket = take(bucket, 1);
            calls += 1;
          }
        }
        assert.ok(calls <= rate.burst + (now / 1000) * perSecond + 1e-6);
      },
    ),
  );
});

test('after the time it names a token is there', () => {
  const rate: Rate = { perSecond: 80, burst: 8 };
  const empty = take(fullBucket(rate, 0), 8);
  assert.equal(msUntilToken(empty, rate), 12.5);
  assert.equal(msUntilToken(refill(empty, rate, 12.5), rate), 0);
});

test('a clock that jumps back gives nothing away', () => {
  const rate: Rate = { perSecond: 1_000, burst: 10 };
  const empty = take(fullBucket(rate, 100), 10);
  assert.equal(refill(empty, rate, 50).tokens, 0);
});
