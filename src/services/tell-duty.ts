import { listPhoneIds } from '#db/alarms.ts';
import { listOwnItems } from '#db/conversations.ts';
import { insertMissingPhones } from '#db/phones.ts';
import type { Tx } from '#db/pool.ts';
import { type Msisdn, parseMsisdn } from '#domain/msisdn.ts';
import { toGsm7 } from '#domain/segments.ts';
import type { Deps } from './deps.ts';
import { insertReplies } from './queue-reply.ts';

const longestQuote = 70;

/** Tells the duty officers by SMS, in the caller's transaction, that somebody has sent an alert or its all-clear. */
export async function insertDutyNotice(
  deps: Pick<Deps, 'office' | 'clock'>,
  tx: Tx,
  notice: { readonly name: string; readonly text: string; readonly kind: 'alert' | 'recall' },
): Promise<void> {
  const { settings } = deps.office();
  const numbers = settings.dutyOfficers.flatMap(({ number }): Msisdn[] => {
    const parsed = parseMsisdn(number);
    return parsed.ok ? [parsed.msisdn] : [];
  });
  if (numbers.length === 0) return;
  await insertMissingPhones(tx, numbers);
  const phoneIds = await listPhoneIds(tx, numbers);
  const items = await listOwnItems(tx, phoneIds.length);
  const what = notice.kind === 'alert' ? 'alert' : 'odwolanie alertu';
  const quote = notice.text.length > longestQuote ? `${notice.text.slice(0, longestQuote)}...` : notice.text;
  const text = toGsm7(
    `${settings.officeShortName}: ${notice.name.slice(0, 30)} wysyla ${what}: ${quote.replaceAll('\n', ' ')}`,
  );
  await insertReplies(tx, {
    replies: phoneIds.flatMap((phoneId, at) => {
      const item = items[at];
      return item === undefined ? [] : [{ phoneId, item, text }];
    }),
    now: deps.clock(),
  });
}
