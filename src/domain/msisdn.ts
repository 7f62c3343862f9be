/**
 * The domain room: values and rules of Wici, pure (no clock, no I/O, no room imported). Everything a door takes
 * in is parsed here once into values that cannot be wrong afterwards; `Msisdn` is the first of them.
 */

declare const msisdnBrand: unique symbol;

/** A Polish mobile number as `+48` and nine digits. Made only by `parseMsisdn`. */
export type Msisdn = string & { readonly [msisdnBrand]: true };

export type MsisdnProblem = 'empty' | 'not_a_number' | 'foreign' | 'not_mobile' | 'alphanumeric';

export type ParsedMsisdn =
  | { readonly ok: true; readonly msisdn: Msisdn }
  | { readonly ok: false; readonly problem: MsisdnProblem };

// The mobile ranges of the national plan; a test holds them against libphonenumber's full metadata, which
// calls 21x mobile too: those are machine numbers, nobody reads texts there, so they are refused.
const mobile = '(?:45|5[0137]|6[069]|7[2389]|88)[0-9]{7}';
const canonical = new RegExp(`^\\+48${mobile}$`);
const national = new RegExp(`^${mobile}$`);
const separators = /[\s\-‐-―−().,/\\·\p{Cf}]+/gu;

/**
 * Reads a number as people and gateways write it: spaces, dashes, brackets, `0048`, `48`, `+48`, NBSP.
 * Anything but a Polish mobile is a problem; never throws.
 */
export function parseMsisdn(text: string): ParsedMsisdn {
  if (isCanonical(text)) return { ok: true, msisdn: text };
  // Nothing a person calls a number is longer; a longer text is not worth normalising.
  if (text.length > 64) return { ok: false, problem: /\p{L}/u.test(text) ? 'alphanumeric' : 'not_a_number' };
  const tidy = text
    .normalize('NFKC')
    .replace(/^[\s\p{Cf}]*tel\.?:?/iu, '')
    .replace(separators, '');
  if (tidy === '') return { ok: false, problem: 'empty' };
  if (/\p{L}/u.test(tidy)) return { ok: false, problem: 'alphanumeric' };
  if (!/^\+?[0-9]+$/.test(tidy)) return { ok: false, problem: 'not_a_number' };
  return parseDigits(tidy);
}

/** The number with its middle hidden, for logs and lists: `+48 *** *** 123`. */
export function maskMsisdn(msisdn: Msisdn): string {
  return `+48 *** *** ${msisdn.slice(-3)}`;
}

function isCanonical(text: string): text is Msisdn {
  return canonical.test(text);
}

function parseDigits(tidy: string): ParsedMsisdn {
  const digits = tidy.replace(/^(?:\+|00)/, '');
  const isInternational = digits.length < tidy.length;
  if (digits.startsWith('48') && (isInternational || digits.length === 11))
    return parseNational(digits.slice(2));
  if (isInternational) return { ok: false, problem: isForeignLength(digits) ? 'foreign' : 'not_a_number' };
  // Old habit: the trunk zero of before 2010.
  if (digits.length === 10 && digits.startsWith('0')) return parseNational(digits.slice(1));
  return parseNational(digits);
}

function parseNational(digits: string): ParsedMsisdn {
  if (digits.length !== 9 || digits.startsWith('0')) return { ok: false, problem: 'not_a_number' };
  if (!national.test(digits)) return { ok: false, problem: 'not_mobile' };
  const msisdn = `+48${digits}`;
  return isCanonical(msisdn) ? { ok: true, msisdn } : { ok: false, problem: 'not_a_number' };
}

function isForeignLength(digits: string): boolean {
  return digits.length >= 7 && digits.length <= 15 && !digits.startsWith('0');
}
