import { findPhoneByMsisdn } from '#db/phones.ts';
import type { Tx } from '#db/pool.ts';
import { listSubscribersByPhone } from '#db/subscribers.ts';
import type { Msisdn } from '#domain/msisdn.ts';
import { admitRequest, type Visitor } from './admit-request.ts';
import type { Deps } from './deps.ts';
import { type FormCodeSent, type FormDoor, inFormTransaction, sendFormCode } from './form-code.ts';
import { hashNumber } from './issue-code.ts';

/**
 * Starts leaving through the form or the API. Nothing is suspended before the code comes back, or anyone could
 * silence a neighbour. A number that is not joined gets no message, and the answer does not tell.
 */
export async function startUnsubscription(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey' | 'office' | 'logger'>,
  request: {
    readonly msisdn: Msisdn;
    readonly visitor: Visitor;
    readonly door: FormDoor;
    readonly wording: string;
  },
): Promise<FormCodeSent> {
  const { msisdn, visitor, door, wording } = request;
  const numberHash = hashNumber(deps.secretKey, msisdn);
  const admission = await admitRequest(deps, { act: 'leave', subject: numberHash, msisdn, visitor });
  if (!admission.ok) return admission;
  return inFormTransaction(deps, async (tx) =>
    sendFormCode(tx, deps, {
      act: 'leave',
      door,
      numberHash,
      phoneId: await findMember(tx, msisdn),
      asked: { payload: { wording }, visitor },
    }),
  );
}

async function findMember(tx: Tx, msisdn: Msisdn): Promise<number | null> {
  const phone = await findPhoneByMsisdn(tx, msisdn);
  // Looked up for nobody too: the answer must not take less time for a number we have never seen.
  const [subscriber] = await listSubscribersByPhone(tx, [phone?.id ?? 0]);
  return subscriber === undefined || subscriber.state === 'left' ? null : subscriber.phoneId;
}
