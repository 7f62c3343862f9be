import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PublicAct } from '#domain/form-abuse.ts';

/**
 * A proof of work, asked for under suspicion: numbers such that SHA-256 of "challenge.round.number" begins with so many
 * zero bits, one for each round. Nothing is stored when a challenge is given out (a flood of requests must not fill a
 * table); it carries a keyed proof of what it was made for and until when.
 */
export type Challenge = {
  readonly challenge: string;
  readonly rounds: number;
  readonly bits: number;
  readonly expiresAt: Date;
};

// 16 × 2¹⁰ hashes: Chromium slowed down six times, as a cheap phone is, takes one second, at most two. Many short rounds
// instead of one long search, or every twentieth person would wait three times as long as the others.
const proofRounds = 16;
const proofBits = 10;
const lifeMs = 10 * 60_000;
/** A proof in full; whatever is longer is none. */
const longestProof = 400;

/** What a challenge is good for: one act on one number or request, nothing else. */
export type ChallengeFor = { readonly act: PublicAct; readonly subject: string };

/** A fresh challenge for one act on one subject. */
export function issueChallenge(
  secretKey: Uint8Array,
  request: ChallengeFor & { readonly now: Date },
): Challenge {
  const expiresAt = new Date(Math.floor((request.now.getTime() + lifeMs) / 1000) * 1000);
  const id = randomBytes(16).toString('hex');
  const expires = String(expiresAt.getTime() / 1000);
  const mac = sign(secretKey, { ...request, id, expires });
  return { challenge: `${id}-${expires}-${mac}`, rounds: proofRounds, bits: proofBits, expiresAt };
}

export type ProofVerdict =
  /** To be used up by its id before it counts. */
  { readonly kind: 'right'; readonly id: string; readonly expiresAt: Date } | { readonly kind: 'wrong' };

/** Judges "challenge:number.number.…" as it comes back. The signature first: only what we gave out is worth hashing. */
export function judgeProof(
  secretKey: Uint8Array,
  request: ChallengeFor & { readonly proof: string; readonly now: Date },
): ProofVerdict {
  const wrong = { kind: 'wrong' } as const;
  const { proof, now } = request;
  if (proof.length > longestProof) return wrong;
  const parts = /^(([0-9a-f]{32})-(\d{1,12})-([\w-]{43})):(\d{1,10}(?:\.\d{1,10})*)$/.exec(proof);
  if (parts === null) return wrong;
  const [, challenge = '', id = '', expires = '', mac = '', numbers = ''] = parts;
  const expected = Buffer.from(sign(secretKey, { ...request, id, expires }));
  if (!timingSafeEqual(expected, Buffer.from(mac))) return wrong;
  const expiresAt = new Date(Number(expires) * 1000);
  if (expiresAt <= now) return wrong;
  const found = numbers.split('.');
  const isSolved =
    found.length === proofRounds &&
    found.every((number, round) => startsWithZeros(`${challenge}.${round}.${number}`));
  return isSolved ? { kind: 'right', id, expiresAt } : wrong;
}

function startsWithZeros(text: string): boolean {
  return createHash('sha256').update(text).digest().readUInt32BE() >>> (32 - proofBits) === 0;
}

function sign(
  secretKey: Uint8Array,
  of: ChallengeFor & { readonly id: string; readonly expires: string },
): string {
  const key = createHmac('sha256', secretKey).update('wici/challenge').digest();
  const { act, subject, id, expires } = of;
  return createHmac('sha256', key)
    .update(`${act}|${subject}|${id}|${expires}|${proofRounds}|${proofBits}`)
    .digest('base64url');
}
