import { findPhoneByMsisdn } from '#db/phones.ts';
import type { Tx } from '#db/pool.ts';
import { listSubscribersByPhone } from '#db/subscribers.ts';
import type { Msisdn } from '#domain/msisdn.ts';
import type { Deps } from './deps.ts';
import { type FormCodeSent, type FormDoor, sendFormCode } from './form-code.ts';
import { hashNumber } from './issue-code.ts';

/**
 * Starts leaving through the form or the API. Nothing is suspended before the code comes back, or anyone could
 * silence a neighbour. A number that is not joined gets no message, and the answer does not tell.
 */
export async function startUnsubscription(
  deps: Pick<Deps, 'db' | 'clock' | 'secretKey' | 'office'>,
  request: { readonly msisdn: Msisdn; readonly door: FormDoor; readonly wording: string },
): Promise<FormCodeSent> {
  const { msisdn, door, wording } = request;
  return deps.db.transaction(async (tx) =>
    sendFormCode(tx, deps, {
      act: 'leave',
      door,
      numberHash: hashNumber(deps.secretKey, msisdn),
      phoneId: await findMember(tx, msisdn),
      payload: { wording },
    }),
  );
}

async function findMember(tx: Tx, msisdn: Msisdn): Promise<number | null> {
  const phone = await findPhoneByMsisdn(tx, msisdn);
  if (phone === null || phone.formBlockedAt !== null) return null;
  const [subscriber] = await listSubscribersByPhone(tx, [phone.id]);
  return subscriber === undefined || subscriber.state === 'left' ? null : phone.id;
}
