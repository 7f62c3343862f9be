import {
  deleteIdempotencyKey,
  findIdempotencyKey,
  takeIdempotencyKey,
  updateIdempotencyAnswer,
} from '#db/idempotency.ts';
import type { Deps } from './deps.ts';

export type Answer = { readonly status: number; readonly body: unknown };

export type OnceAnswer =
  | { readonly kind: 'first' | 'repeated'; readonly answer: Answer }
  /** The key was used for another request. */
  | { readonly kind: 'reused' }
  /** The first request with the key has not ended yet, or was killed a moment ago. */
  | { readonly kind: 'unfinished' };

/** Longer than any request is handled: no statement may take more than a minute. */
const leaseSeconds = 90;

/**
 * Does `act` once for each key of an actor; a repeat of the same request gets the first answer. A refusal (400 and
 * above) or a throw frees the key, as nothing was done. After a killed process the same request is done again once
 * the key's lease is over: `act` is told what the first one had made, and goes on from there.
 */
export async function answerOnce(
  deps: Pick<Deps, 'db'>,
  request: {
    readonly actor: string;
    readonly key: string;
    readonly requestHash: Uint8Array;
    readonly act: (made: string | null) => Promise<Answer>;
  },
): Promise<OnceAnswer> {
  const { actor, key, requestHash } = request;
  const taken = await takeIdempotencyKey(deps.db, { actor, key, requestHash, leaseSeconds });
  if (taken === null) {
    const kept = await findIdempotencyKey(deps.db, { actor, key });
    if (kept === null) return { kind: 'unfinished' };
    if (Buffer.compare(kept.requestHash, requestHash) !== 0) return { kind: 'reused' };
    if (kept.status === null) return { kind: 'unfinished' };
    return { kind: 'repeated', answer: { status: kept.status, body: kept.response } };
  }
  const answer = await request.act(taken.made).catch(async (error: unknown) => {
    await deleteIdempotencyKey(deps.db, { actor, key });
    throw error;
  });
  if (answer.status >= 400) await deleteIdempotencyKey(deps.db, { actor, key });
  else await updateIdempotencyAnswer(deps.db, { actor, key, status: answer.status, response: answer.body });
  return { kind: 'first', answer };
}
