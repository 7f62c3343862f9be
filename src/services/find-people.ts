import { insertAudit } from '#db/audit.ts';
import { findSubscriberByMsisdn, type ListedSubscriber } from '#db/subscribers.ts';
import { type SubscriberSearch, searchSubscribers } from '#db/subscribers-search.ts';
import { findIsWithin } from '#db/within.ts';
import type { Msisdn } from '#domain/msisdn.ts';
import type { SenderLimit } from '#domain/sender-scope.ts';
import type { Deps } from './deps.ts';

/** The whole number names one person, whatever else is asked. */
export type PeopleSearch = SubscriberSearch & { readonly number?: Msisdn };

/**
 * A page of people for staff, of those whom the account may see. Each look is audited by ids: who was searched for by
 * the whole number, or which part of the list was read.
 */
export async function findPeople(
  deps: Pick<Deps, 'db'>,
  page: {
    readonly staffId: number;
    readonly search: PeopleSearch;
    readonly within: SenderLimit;
    readonly limit: number;
    readonly before: number | undefined;
  },
): Promise<readonly ListedSubscriber[]> {
  const actor = `staff:${page.staffId}`;
  const { search, within, limit, before } = page;
  if (search.number !== undefined) {
    const found = await findSubscriberByMsisdn(deps.db, search.number);
    const isSeen = found !== null && (await findIsWithin(deps.db, { phoneId: found.phoneId, limit: within }));
    const subject = found === null || !isSeen ? {} : { subject: `phone:${found.phoneId}` };
    await insertAudit(deps.db, { actor, act: 'number.search', ...subject });
    return found === null || !isSeen ? [] : [found];
  }
  const rows = await searchSubscribers(deps.db, { ...search, within, limit, before });
  const detail = { count: rows.length, first: rows[0]?.phoneId ?? null, last: rows.at(-1)?.phoneId ?? null };
  await insertAudit(deps.db, { actor, act: 'subscribers.list', detail });
  return rows;
}
