import { countRecipients, hasRecipients } from '#db/audience.ts';
import type { Departure } from '#db/audience-sql.ts';
import { listErasedHashes } from '#db/erasures.ts';
import type { Reads } from '#db/pool.ts';
import { listListedStrangers, listStrangers } from '#db/strangers.ts';
import type { Audience } from '#domain/audience.ts';
import type { CampaignLane } from '#domain/lanes.ts';
import type { Deps } from './deps.ts';
import { hashErasedNumber } from './issue-code.ts';

/** Whom a campaign is for, as far as it decides who gets it without consent. */
export type Addressed = {
  readonly audience: Audience;
  readonly listId: number | null;
  /** Why numbers without consent may be sent to; null: they may not. */
  readonly legalBasis: string | null;
};

/**
 * Numbers without consent that a campaign with a legal basis of its own reaches: they neither joined nor left. Whoever
 * sent STOP is none of them, nor who left and had everything erased. Empty without a basis.
 */
export async function findStrangers(
  deps: Pick<Deps, 'secretKey'> & { readonly db: Reads },
  of: Addressed,
): Promise<ReadonlySet<string>> {
  const { audience, listId, legalBasis } = of;
  if (legalBasis === null) return new Set();
  const found =
    listId === null ? await listStrangers(deps.db, audience) : await listListedStrangers(deps.db, listId);
  const erased = found.length === 0 ? [] : await listErasedHashes(deps.db);
  if (erased.length === 0) return new Set(found);
  const hashes = new Set(erased);
  return new Set(found.filter((msisdn) => !hashes.has(hashErasedNumber(deps.secretKey, msisdn))));
}

/** Whether a campaign would reach anybody now: as `countReached`, without counting a city. */
export async function isAnyoneReached(
  deps: Pick<Deps, 'secretKey'> & { readonly db: Reads },
  of: Addressed,
): Promise<boolean> {
  return (await hasRecipients(deps.db, of.audience)) || (await findStrangers(deps, of)).size > 0;
}

/** When a campaign leaves as things stand; a series is counted as of now. */
export function departureOf(
  campaign: {
    readonly lane: CampaignLane;
    readonly sendAt?: Date | null | undefined;
    readonly recurrence?: unknown;
  },
  now: Date,
): Departure {
  const { lane, sendAt = null, recurrence = null } = campaign;
  const at = recurrence === null && sendAt !== null && sendAt > now ? sendAt : now;
  return { at, isAlert: lane === 'alert' };
}

/** How many people a campaign would reach: active subscribers who have not paused, and who has another legal basis. */
export async function countReached(
  deps: Pick<Deps, 'secretKey' | 'clock'> & { readonly db: Reads },
  of: Addressed & Parameters<typeof departureOf>[0],
): Promise<number> {
  const strangers = await findStrangers(deps, of);
  return strangers.size + (await countRecipients(deps.db, of.audience, departureOf(of, deps.clock())));
}
