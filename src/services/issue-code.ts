import { createHmac, randomInt, randomUUID } from 'node:crypto';
import type { NewCode } from '#db/codes.ts';
import { type CodeAct, type CodeDoor, codeExpiresAt, codeFromRandom } from '#domain/codes.ts';
import type { Msisdn } from '#domain/msisdn.ts';
import { networkOf } from '#domain/networks.ts';

/** A code made but not yet stored; the digits exist only here and in the text that carries them. */
export type IssuedCode = { readonly digits: string; readonly row: NewCode };

/** Makes a code bound to one number and act; only its keyed hash is for the database. */
export function issueCode(request: {
  readonly secretKey: Uint8Array;
  /** Null: a number that will get no code; the request then can never be confirmed. */
  readonly phoneId: number | null;
  readonly act: CodeAct;
  readonly door: CodeDoor;
  readonly now: Date;
  readonly form?: { readonly requestId: string; readonly numberHash: string; readonly payload: unknown };
}): IssuedCode {
  const { secretKey, phoneId, act, door, now, form } = request;
  const id = randomUUID();
  const digits = codeFromRandom(randomInt(1_000_000));
  return {
    digits,
    row: {
      id,
      phoneId,
      act,
      door,
      hash: hashCode(secretKey, { id, phoneId, act, digits }).toString('hex'),
      requestId: form?.requestId ?? null,
      numberHash: form?.numberHash ?? null,
      payload: form?.payload ?? {},
      createdAt: now,
      expiresAt: codeExpiresAt(now),
    },
  };
}

/** HMAC-SHA-256 over everything a code is bound to. */
export function hashCode(
  secretKey: Uint8Array,
  code: {
    readonly id: string;
    readonly phoneId: number | null;
    readonly act: CodeAct;
    readonly digits: string;
  },
): Buffer {
  return createHmac('sha256', deriveKey(secretKey, 'one-time-code'))
    .update(`${code.id}|${code.phoneId ?? ''}|${code.act}|${code.digits}`)
    .digest();
}

/** Keyed hash of a number, for counting requests without keeping the number of somebody we do not know. */
export function hashNumber(secretKey: Uint8Array, msisdn: Msisdn): string {
  return createHmac('sha256', deriveKey(secretKey, 'form-number')).update(msisdn).digest('hex');
}

/** Keyed hash of the network that asks for a code to a number: tells who repeats a request from who knows the number. */
export function hashAsker(
  secretKey: Uint8Array,
  asker: { readonly numberHash: string; readonly address: string },
): string {
  return createHmac('sha256', deriveKey(secretKey, 'form-asker'))
    .update(`${asker.numberHash}|${networkOf(asker.address)}`)
    .digest('hex');
}

/** Keyed hash of an erased number, of which nothing can be told but that a file names it again. */
export function hashErasedNumber(secretKey: Uint8Array, msisdn: string): string {
  return createHmac('sha256', deriveKey(secretKey, 'erased-number')).update(msisdn).digest('hex');
}

/** One key for each purpose, made once: every code typed is hashed. */
function deriveKey(secretKey: Uint8Array, purpose: string): Buffer {
  const keys = derivedKeys.get(secretKey) ?? new Map<string, Buffer>();
  derivedKeys.set(secretKey, keys);
  const known = keys.get(purpose);
  if (known !== undefined) return known;
  const key = createHmac('sha256', secretKey).update(`wici/${purpose}`).digest();
  keys.set(purpose, key);
  return key;
}

const derivedKeys = new WeakMap<Uint8Array, Map<string, Buffer>>();
