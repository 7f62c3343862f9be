import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkCodeBudget, codeFromRandom, findTypedCode, judgeCode } from '#domain/codes.ts';
import { actStands } from '#domain/consent.ts';
import { formatIdx, parseIdx } from '#domain/idx.ts';
import {
  findClaimWindow,
  findGap,
  instantOfLocal,
  isQuiet,
  isShownTwice,
  nextLoudInstant,
} from '#domain/quiet-hours.ts';
import { defaultOfficeSettings, parseSettings } from '#domain/settings.ts';

const now = new Date('2026-11-20T12:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

describe('one-time codes', () => {
  const code = { tries: 0, expiresAt: ago(-600), usedAt: null };

  it('give five tries, then only a new code helps, even for the right digits', () => {
    assert.deepEqual(judgeCode({ code, hash: 'different', now }), { kind: 'wrong', triesLeft: 4 });
    assert.deepEqual(judgeCode({ code: { ...code, tries: 4 }, hash: 'different', now }), { kind: 'spent' });
    assert.deepEqual(judgeCode({ code: { ...code, tries: 4 }, hash: 'equal', now }), { kind: 'right' });
    assert.deepEqual(judgeCode({ code: { ...code, tries: 5 }, hash: 'equal', now }), { kind: 'spent' });
  });

  it('are taken once, and not at the instant they expire', () => {
    assert.deepEqual(judgeCode({ code: { ...code, usedAt: ago(1) }, hash: 'equal', now }), { kind: 'spent' });
    assert.deepEqual(judgeCode({ code: { ...code, expiresAt: now }, hash: 'equal', now }), {
      kind: 'expired',
    });
  });

  it('asked by SMS: five an hour', () => {
    const four = [10, 20, 30, 40].map(ago);
    assert.deepEqual(checkCodeBudget({ door: 'sms', issuedAt: four, now }), { ok: true });
    const five = [...four, ago(3000)];
    assert.deepEqual(checkCodeBudget({ door: 'sms', issuedAt: five, now }), {
      ok: false,
      retryAfterSeconds: 600,
    });
  });

  it('asked at the form: one a minute, three an hour, five a day', () => {
    const check = (seconds: readonly number[]) =>
      checkCodeBudget({ door: 'form', issuedAt: seconds.map(ago), now });
    assert.deepEqual(check([59]), { ok: false, retryAfterSeconds: 1 });
    assert.deepEqual(check([60]), { ok: true });
    assert.deepEqual(check([60, 120, 3599]), { ok: false, retryAfterSeconds: 1 });
    assert.deepEqual(check([4000, 5000, 6000, 7000, 86_000]), { ok: false, retryAfterSeconds: 400 });
    assert.deepEqual(check([4000, 5000, 6000, 7000, 86_400]), { ok: true });
  });

  it('are found in a text whose point they are, in any grouping', () => {
    for (const text of [
      '482913',
      '482 913',
      '48 29-13',
      ' Kod: 482913, dziękuję.',
      '4 8 2 9 1 3',
      '482.913',
      '４８２９１３',
    ]) {
      assert.equal(findTypedCode(text), '482913', text);
    }
    for (const text of ['48291', '4829134', 'mam 482913 litrów', 'tel 501234567', '12 lipowa 3456', '']) {
      assert.equal(findTypedCode(text), null, text);
    }
  });

  it('have six digits, leading zeros too', () => {
    assert.equal(codeFromRandom(7), '000007');
    assert.throws(() => codeFromRandom(1_000_000), RangeError);
  });
});

describe('idx', () => {
  it('comes back as it was written, within the signs and length the gateway takes', () => {
    const id = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
    const epoch = fc.stringMatching(/^[a-z0-9]{8}$/);
    fc.assert(
      fc.property(epoch, id, id, fc.integer({ min: 0, max: 99_999 }), (epoch, runId, id, attempt) => {
        if (runId >= 10n ** 19n || id >= 10n ** 19n) return;
        const text = formatIdx({ epoch, runId, id, attempt });
        assert.match(text, /^[A-Za-z0-9_-]{1,64}$/);
        assert.deepEqual(parseIdx(text), { epoch, runId, id, attempt });
      }),
    );
  });

  it('of another system on the account is not ours', () => {
    for (const text of [
      '',
      'my-id',
      'abcdefgh-1-2',
      'abcdefgh-01-2-3',
      'ABCDEFGH-1-2-3',
      'abcdefgh-1-2-3-4',
    ]) {
      assert.equal(parseIdx(text), null, text);
    }
  });
});

describe('quiet hours', () => {
  const hours = { quietFrom: '21:00', quietUntil: '07:00' };
  const at = (local: string) => instantOfLocal(Temporal.PlainDateTime.from(local));

  it('begin at 21:00 and end at 7:00 in Warsaw, in winter and in summer', () => {
    for (const day of ['2026-01-15', '2026-07-15']) {
      assert.equal(isQuiet(at(`${day}T20:59:59`), hours), false);
      assert.equal(isQuiet(at(`${day}T21:00`), hours), true);
      assert.equal(isQuiet(at(`${day}T06:59`), hours), true);
      assert.equal(isQuiet(at(`${day}T07:00`), hours), false);
      assert.deepEqual(nextLoudInstant(at(`${day}T23:30`), hours), at(`${day.slice(0, 8)}16T07:00`));
    }
  });

  it('hold bulk from 19:55 with expiry at 21:00, and never alerts or replies', () => {
    assert.deepEqual(findClaimWindow('bulk', at('2026-11-20T19:54'), hours), {
      open: true,
      expiresAt: at('2026-11-20T21:00'),
    });
    assert.deepEqual(findClaimWindow('bulk', at('2026-11-20T19:56'), hours), {
      open: false,
      opensAt: at('2026-11-21T07:00'),
    });
    assert.deepEqual(findClaimWindow('personal', at('2026-11-21T03:00'), hours), {
      open: false,
      opensAt: at('2026-11-21T07:00'),
    });
    for (const lane of ['alert', 'reply'] as const) {
      assert.deepEqual(findClaimWindow(lane, at('2026-11-21T03:00'), hours), { open: true, expiresAt: null });
    }
  });

  it('have an expiry the gateway takes all day long', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
        (date) => {
          const window = findClaimWindow('bulk', date, hours);
          if (!window.open) {
            assert.equal(isQuiet(window.opensAt, hours), false);
            return;
          }
          const minutes = ((window.expiresAt?.getTime() ?? 0) - date.getTime()) / 60_000;
          assert.ok(minutes >= 65 && minutes <= 720, String(minutes));
        },
      ),
    );
  });

  it('mean the next valid minute in the spring gap and the first of two in autumn', () => {
    assert.equal(at('2026-03-29T02:30').toISOString(), '2026-03-29T01:00:00.000Z');
    assert.equal(at('2026-10-25T02:30').toISOString(), '2026-10-25T00:30:00.000Z');
  });

  it('names the hours around a time that is none, and knows one that is shown twice', () => {
    const local = (text: string) => Temporal.PlainDateTime.from(text);
    assert.deepEqual(findGap(local('2027-03-28T02:00')), { from: '2:00', to: '3:00' });
    assert.deepEqual(findGap(local('2027-03-28T02:59')), { from: '2:00', to: '3:00' });
    for (const time of ['2027-03-28T01:59', '2027-03-28T03:00', '2027-10-31T02:30', '2027-06-01T02:30'])
      assert.equal(findGap(local(time)), null, time);
    assert.equal(isShownTwice(at('2027-10-31T02:30')), true);
    assert.equal(isShownTwice(new Date(at('2027-10-31T02:30').getTime() + 3_600_000)), false);
    assert.equal(isShownTwice(at('2027-10-31T03:00')), false);
  });

  it('may be switched off, or lie within a day', () => {
    assert.equal(isQuiet(at('2026-11-20T03:00'), { quietFrom: '07:00', quietUntil: '07:00' }), false);
    assert.equal(isQuiet(at('2026-11-20T13:30'), { quietFrom: '13:00', quietUntil: '14:00' }), true);
    assert.equal(isQuiet(at('2026-11-20T03:00'), { quietFrom: '13:00', quietUntil: '14:00' }), false);
  });
});

describe('consent', () => {
  it('leaving stands whatever the dates; joining only when strictly later', () => {
    assert.equal(actStands({ act: 'leave', decidedAt: ago(60) }, now), true);
    assert.equal(actStands({ act: 'join', decidedAt: now }, now), false);
    assert.equal(actStands({ act: 'join', decidedAt: ago(-1) }, now), true);
    assert.equal(actStands({ act: 'join', decidedAt: now }, null), true);
  });
});

describe('settings', () => {
  it('fall back to their default one by one, and name what did not fit', () => {
    const { settings, problems } = parseSettings([
      { key: 'officeShortName', value: 'Dopiewo' },
      { key: 'quietFrom', value: '25:00' },
      { key: 'ofAnOlderRelease', value: 1 },
    ]);
    assert.equal(settings.officeShortName, 'Dopiewo');
    assert.equal(settings.quietFrom, defaultOfficeSettings.quietFrom);
    assert.deepEqual(problems, ['quietFrom']);
  });
});
