import { insertAudit } from '#db/audit.ts';
import { findCampaign } from '#db/campaigns.ts';
import { listMessages, type Message, type MessageCursor } from '#db/messages.ts';
import type { MtState } from '#domain/mt-status.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

/** A page of a campaign's messages; each look at them is audited by the campaign. */
export async function openMessages(
  deps: Pick<Deps, 'db'>,
  page: {
    readonly actor: string;
    readonly campaignId: number;
    readonly limit: number;
    readonly state?: MtState | undefined;
    readonly after?: MessageCursor | undefined;
    /** Whether whoever asks gets whole numbers. */
    readonly numbers: 'masked' | 'whole';
  },
): Promise<readonly Message[]> {
  const { actor, campaignId, numbers, ...rest } = page;
  if ((await findCampaign(deps.db, campaignId)) === null) {
    throw new ServiceError('not_found', 'no such campaign');
  }
  const messages = await listMessages(deps.db, { campaignId, ...rest });
  await insertAudit(deps.db, {
    actor,
    act: 'messages.list',
    subject: `campaign:${campaignId}`,
    detail: {
      messages: messages.length,
      numbers,
      ...(rest.state === undefined ? {} : { state: rest.state }),
    },
  });
  return messages;
}
