import { countAlarms, insertAlarm, listPhoneIds, lockDueAlarms, updateAlarmSpared } from '#db/alarms.ts';
import { insertAudit } from '#db/audit.ts';
import { listOwnItems } from '#db/conversations.ts';
import { insertMissingPhones } from '#db/phones.ts';
import type { Tx } from '#db/pool.ts';
import { listSubscribersByPhone } from '#db/subscribers.ts';
import { alarmPeriodMs, decideAlarm, writeAlarm } from '#domain/duty-alarm.ts';
import { type Msisdn, parseMsisdn } from '#domain/msisdn.ts';
import { displayStreet } from '#domain/places.ts';
import type { Deps, Office } from './deps.ts';
import { insertReplies } from './queue-reply.ts';

const mostAtOnce = 100;

/**
 * Tells the duty officers by SMS of each thread in danger that they have not been told of: what is due stands in the
 * thread's row, so a killed process leaves it due, and the message and its note commit together. Safe to run in
 * several processes. Returns how many alarms were raised.
 */
export async function alarmDuty(deps: Pick<Deps, 'db' | 'office' | 'clock'>): Promise<number> {
  const office = deps.office();
  const officers = office.settings.dutyOfficers.flatMap(({ number }): Msisdn[] => {
    const parsed = parseMsisdn(number);
    return parsed.ok ? [parsed.msisdn] : [];
  });
  await insertMissingPhones(deps.db, officers);
  return deps.db.transaction(async (tx) => {
    const due = await lockDueAlarms(tx, mostAtOnce);
    if (due.length === 0) return 0;
    const now = deps.clock();
    const recipients = await listPhoneIds(tx, officers);
    const before = await countAlarms(tx, new Date(now.getTime() - alarmPeriodMs));
    const places = await findPlaces(tx, { office, phoneIds: due.flatMap((thread) => thread.phoneId ?? []) });
    let raised = 0;
    for (const thread of due) {
      const decision = decideAlarm({ alarmedAt: thread.alarmedAt, raised: before + raised, now });
      if (decision === 'spare' || recipients.length === 0) {
        await updateAlarmSpared(tx, thread.id);
        continue;
      }
      raised += 1;
      const place = thread.phoneId === null ? 'numer spoza Polski' : (places.get(thread.phoneId) ?? null);
      const text = writeAlarm({ decision, officeShortName: office.settings.officeShortName, place });
      const items = await listOwnItems(tx, recipients.length);
      const replies = recipients.flatMap((phoneId, at) => {
        const item = items[at];
        return item === undefined ? [] : [{ phoneId, item, text }];
      });
      await insertReplies(tx, { replies, now });
      await insertAlarm(tx, { threadId: thread.id, at: now, recipients: recipients.length });
      await insertAudit(tx, {
        actor: 'system',
        act: 'duty.alarm',
        subject: thread.phoneId === null ? `thread:${thread.id}` : `phone:${thread.phoneId}`,
        detail: { officers: recipients.length },
      });
    }
    return raised;
  });
}

/** Locality and street of each person, without the house. */
async function findPlaces(
  tx: Tx,
  given: { readonly office: Office; readonly phoneIds: readonly number[] },
): Promise<ReadonlyMap<number, string>> {
  const { places } = given.office;
  const people = await listSubscribersByPhone(tx, given.phoneIds);
  return new Map(
    people.flatMap((person): [number, string][] => {
      const [address] = person.addresses;
      const locality = address === undefined ? null : places.findLocality(address.sym);
      if (address === undefined || locality === null) return [];
      const street = address.symUl === null ? null : places.findStreet(address.sym, address.symUl);
      return [
        [person.phoneId, [locality.name, ...(street === null ? [] : [displayStreet(street)])].join(', ')],
      ];
    }),
  );
}
