import * as z from 'zod';
import type { Visitor } from './admit-request.ts';
import type { Deps } from './deps.ts';
import { confirmFormCode, type FormConfirmed } from './form-code.ts';
import { categoryIdsOf } from './office-categories.ts';
import { optIn } from './opt-in.ts';
import { loadPeople, savePeople } from './people.ts';

const payloadSchema = z.object({
  addresses: z.array(
    z.object({ sym: z.string(), symUl: z.string().nullable(), houseNumber: z.string().nullable() }),
  ),
  categories: z.array(z.string()),
  wording: z.string(),
});

/** Joins when the code is right: the same act as by SMS, through another door. */
export async function confirmSubscription(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey' | 'office'>,
  request: { readonly id: string; readonly code: string; readonly visitor: Visitor },
): Promise<FormConfirmed> {
  return confirmFormCode(deps, { ...request, act: 'join' }, async (tx, { phoneId, payload, door, now }) => {
    const { addresses, categories, wording } = payloadSchema.parse(payload);
    const before = (await loadPeople(tx, [phoneId])).get(phoneId);
    if (before === undefined) return;
    const act = { door, wording, moId: null, decidedAt: now, now };
    const joining = { addresses, categoryKeys: categories, categories: categoryIdsOf(deps.office()) };
    await savePeople(tx, [{ before, after: optIn(before, act, joining) }]);
  });
}
