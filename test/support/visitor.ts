// Who asks, where a test calls services without a door.
import type { Visitor } from '#services/admit-request.ts';

/** Somebody a token vouches for: nothing is counted and nothing asked. */
export const trusted: Visitor = { address: null, proof: undefined };
