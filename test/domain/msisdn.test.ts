import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { maskMsisdn, parseMsisdn } from '#domain/msisdn.ts';

describe('parseMsisdn', () => {
  const accepted = [
    '+48501234567',
    '48501234567',
    '501234567',
    '501 234 567',
    '0048-501-234-567',
    '+48 (501) 234 567',
    '+48\u00a0501\u00a0234\u00a0567',
    '\u202a+48 501 234 567\u202c',
    '0501234567',
    'tel. 501-234-567',
    '５０１２３４５６７',
  ];
  for (const text of accepted) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseMsisdn(text), { ok: true, msisdn: '+48501234567' });
    });
  }

  // Digits too many by a slip say nothing of another country; only a "+" or "00" does.
  const slips = ['6001002000', '60010020000', '4915112345678', '486001002001'];
  const refused = {
    empty: ['', '  ', ' - '],
    not_a_number: ['71234', '112', '12', '+', '501234#67', '+48 501 234', '000000000', '1'.repeat(70)].concat(
      slips,
    ),
    foreign: ['+4915112345678', '00380501234567', '+1 202 555 0123'],
    not_mobile: ['612345678', '+48 22 123 45 67', '212345678', '800123456', '48700123456'],
    alphanumeric: ['SMSAPI', 'Urzad Gminy', 'UG Dopiewo1', '50I234567', 'a'.repeat(70)],
  } as const;
  for (const [problem, texts] of Object.entries(refused)) {
    for (const text of texts) {
      it(`refuses ${JSON.stringify(text.slice(0, 20))} as ${problem}`, () => {
        assert.deepEqual(parseMsisdn(text), { ok: false, problem });
      });
    }
  }

  it('agrees with the full metadata of libphonenumber on every Polish range, but for 21x', () => {
    for (let range = 100; range <= 999; range += 1) {
      for (const rest of ['000000', '123456', '999999']) {
        const digits = `${range}${rest}`;
        const theirs = parsePhoneNumberFromString(digits, 'PL');
        const isMobile =
          theirs?.isValid() === true && theirs.getType() === 'MOBILE' && !digits.startsWith('21');
        assert.equal(parseMsisdn(digits).ok, isMobile, digits);
      }
    }
  });

  it('never throws, and what it accepts it accepts again unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const parsed = parseMsisdn(text);
        if (!parsed.ok) return;
        assert.match(parsed.msisdn, /^\+48\d{9}$/);
        assert.deepEqual(parseMsisdn(parsed.msisdn), parsed);
      }),
    );
  });
});

it('maskMsisdn shows the last three digits only', () => {
  const parsed = parseMsisdn('501234567');
  assert.ok(parsed.ok);
  assert.equal(maskMsisdn(parsed.msisdn), '+48 *** *** 567');
});
