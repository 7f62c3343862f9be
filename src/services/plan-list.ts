import { insertListed } from '#db/audience-list.ts';
import type { Campaign } from '#db/campaigns.ts';
import { insertMissingPhones } from '#db/phones.ts';
import type { Run } from '#db/runs.ts';
import { insertTexts } from '#db/texts.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import type { Deps } from './deps.ts';
import { renderListTexts } from './list-texts.ts';
import { findStrangers } from './strangers.ts';

/**
 * Makes the rows of a run that is for an uploaded list, each person's text with them. Idempotent and safe to kill: the
 * file's line numbers make the items, what is planned is not planned again. False when the run ended meanwhile.
 */
export async function planList(
  deps: Pick<Deps, 'db' | 'office' | 'secretKey'>,
  plan: {
    readonly run: Run;
    readonly campaign: Campaign;
    readonly listId: number;
    readonly isEnded: () => Promise<boolean>;
  },
): Promise<boolean> {
  const { run, campaign, listId } = plan;
  const { settings } = deps.office();
  const fields = campaign.listFields ?? [];
  const strangers = await findStrangers(deps, campaign);
  for await (const listed of renderListTexts(deps.db, { text: campaign.text, listId, fields, settings })) {
    if (await plan.isEnded()) return false;
    const numbers = listed.flatMap(({ msisdn }) => {
      const parsed = parseMsisdn(msisdn);
      return parsed.ok ? [parsed.msisdn] : [];
    });
    await insertMissingPhones(deps.db, numbers);
    await deps.db.transaction(async (tx) => {
      const ids = await insertTexts(
        tx,
        listed.map(({ body }) => ({ body })),
      );
      const rows = listed.flatMap(({ msisdn, item }, at) => {
        const textId = ids[at];
        return textId === undefined ? [] : [{ msisdn, item, textId, isStranger: strangers.has(msisdn) }];
      });
      await insertListed(tx, { runId: run.id, rows });
    });
  }
  return true;
}
