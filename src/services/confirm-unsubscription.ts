import * as z from 'zod';
import { updateConversations } from '#db/conversations.ts';
import type { Visitor } from './admit-request.ts';
import type { Deps } from './deps.ts';
import { confirmFormCode, type FormConfirmed } from './form-code.ts';
import { optOut } from './opt-out.ts';
import { loadPeople, savePeople } from './people.ts';

const payloadSchema = z.object({ wording: z.string() });

/** Leaves when the code is right. A dialogue by SMS that was under way ends with it. */
export async function confirmUnsubscription(
  deps: Pick<Deps, 'db' | 'sql' | 'clock' | 'secretKey'>,
  request: { readonly id: string; readonly code: string; readonly visitor: Visitor },
): Promise<FormConfirmed> {
  return confirmFormCode(deps, { ...request, act: 'leave' }, async (tx, confirmed) => {
    const { conversation, phoneId, door, now } = confirmed;
    const { wording } = payloadSchema.parse(confirmed.payload);
    const before = (await loadPeople(tx, [phoneId])).get(phoneId);
    if (before === undefined) return;
    const after = optOut(before, { door, wording, moId: null, decidedAt: now, now }, 'code');
    await savePeople(tx, [{ before, after }]);
    await updateConversations(tx, [{ phoneId, snapshot: null, wakeAt: null, guard: conversation.guard }]);
  });
}
