import { insertAudit } from '#db/audit.ts';
import { findSubscriberByMsisdn, type ListedSubscriber, listSubscribers } from '#db/subscribers.ts';
import type { ConsentState } from '#domain/consent.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import type { Deps } from './deps.ts';

/** A page of people's records with whole numbers, for a system that may see them; each reading is audited. */
export async function openSubscribers(
  deps: Pick<Deps, 'db'>,
  page: {
    readonly actor: string;
    readonly limit: number;
    readonly before: number | undefined;
    readonly state: ConsentState | undefined;
    /** Only the one with this number. */
    readonly number: string | undefined;
  },
): Promise<readonly ListedSubscriber[] | 'bad_number'> {
  const { actor, limit, before, state } = page;
  if (page.number !== undefined) {
    const parsed = parseMsisdn(page.number);
    if (!parsed.ok) return 'bad_number';
    const person = await findSubscriberByMsisdn(deps.db, parsed.msisdn);
    const subject = person === null ? {} : { subject: `phone:${person.phoneId}` };
    await insertAudit(deps.db, { actor, act: 'number.search', ...subject });
    return person === null || (state !== undefined && person.state !== state) ? [] : [person];
  }
  const rows = await listSubscribers(deps.db, { limit, before, state });
  const [first, last] = [rows[0]?.phoneId ?? null, rows.at(-1)?.phoneId ?? null];
  await insertAudit(deps.db, { actor, act: 'subscribers.list', detail: { count: rows.length, first, last } });
  return rows;
}
