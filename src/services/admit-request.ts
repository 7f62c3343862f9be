import { createHmac } from 'node:crypto';
import { insertSpentChallenge } from '#db/challenges.ts';
import { countConfirmedJoins } from '#db/codes.ts';
import { updateFormHourChallenged } from '#db/form-hours.ts';
import { countHits, type HitCount } from '#db/rate-limits.ts';
import {
  type Allowance,
  isConfirmedTooRarely,
  joinSample,
  listNeighbourhoods,
  listNetworkAllowances,
  type PublicAct,
} from '#domain/form-abuse.ts';
import type { Msisdn } from '#domain/msisdn.ts';
import { type Challenge, issueChallenge, judgeProof } from './challenge.ts';
import type { Deps } from './deps.ts';

/**
 * Who may ask the public door for something at once, and who has to prove first that it costs them something too. The
 * counts live in PostgreSQL, so that any number of web processes judge alike. What is counted says nothing of whether a
 * number is known. Killed between using a challenge up and the act it was for: the person solves another one.
 */

/** Who asks, as the door knows it. */
export type Visitor = {
  /** The client's address; null when a token vouches for it: then nothing is counted and nothing asked. */
  readonly address: string | null;
  /** A solved challenge, when one came along. */
  readonly proof: string | undefined;
  /** Told what is left before a challenge is asked for, by the address's own count. */
  readonly onCounted?: (left: Left) => void;
};

type Left = { readonly most: number; readonly seconds: number; readonly count: HitCount };

export type AdmissionProblem = { readonly kind: 'challenge'; readonly challenge: Challenge };

export type Admission = { readonly ok: true } | { readonly ok: false; readonly problem: AdmissionProblem };

/** Counts the request, and asks for a proof when it is suspect and brought none that is good for this very act. */
export async function admitRequest(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey'>,
  request: {
    readonly act: PublicAct;
    /** What a challenge is bound to: the keyed hash of a number, or a request's id. */
    readonly subject: string;
    /** The number that a code is asked for. */
    readonly msisdn?: Msisdn;
    readonly visitor: Visitor;
  },
): Promise<Admission> {
  const { act, subject, visitor } = request;
  if (visitor.address === null) return { ok: true };
  const now = deps.clock();
  if (!(await isSuspect(deps, { ...request, address: visitor.address, now }))) return { ok: true };
  const proof = visitor.proof ?? '';
  const verdict = judgeProof(deps.secretKey, { act, subject, proof, now });
  if (verdict.kind === 'right' && (await insertSpentChallenge(deps.db, verdict))) return { ok: true };
  await updateFormHourChallenged(deps.db, now);
  const challenge = issueChallenge(deps.secretKey, { act, subject, now });
  return { ok: false, problem: { kind: 'challenge', challenge } };
}

async function isSuspect(
  deps: Pick<Deps, 'db' | 'sql' | 'secretKey'>,
  request: {
    readonly act: PublicAct;
    readonly msisdn?: Msisdn;
    readonly visitor: Visitor;
    readonly address: string;
    readonly now: Date;
  },
): Promise<boolean> {
  const { act, msisdn, visitor, address, now } = request;
  const networks = listNetworkAllowances(act, address);
  const neighbours = msisdn === undefined ? [] : listNeighbourhoods(msisdn);
  const allowed: readonly Allowance[] = [
    ...networks,
    // Numbers of people we may know nothing of are counted without being kept.
    ...neighbours.map((hood) => ({ ...hood, key: `hood:${hashKey(deps.secretKey, hood.key)}` })),
  ];
  const counts = await countHits(deps.sql, { hits: allowed, now });
  const [own, count] = [networks[0], counts[0]];
  if (own !== undefined && count !== undefined)
    visitor.onCounted?.({ most: own.most, seconds: own.seconds, count });
  if (allowed.some(({ most }, at) => (counts[at]?.count ?? 0) > most)) return true;
  // Leaving must be as easy as joining: what strangers do at the joining form is not laid at its door.
  return act === 'join' && isBreakerOpen(deps, now);
}

/** Whether so few of the latest requests to join were confirmed that their numbers can't be their senders'. */
async function isBreakerOpen(deps: Pick<Deps, 'db'>, now: Date): Promise<boolean> {
  const sample = await countConfirmedJoins(deps.db, {
    since: new Date(now.getTime() - joinSample.toMinutes * 60_000),
    until: new Date(now.getTime() - joinSample.fromMinutes * 60_000),
    most: joinSample.most,
  });
  return isConfirmedTooRarely(sample);
}

function hashKey(secretKey: Uint8Array, text: string): string {
  const key = createHmac('sha256', secretKey).update('wici/neighbourhood').digest();
  return createHmac('sha256', key).update(text).digest('base64url').slice(0, 22);
}
