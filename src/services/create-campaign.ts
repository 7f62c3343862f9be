import { insertAudit } from '#db/audit.ts';
import { insertCampaign } from '#db/campaigns.ts';
import { type Audience, type CampaignProblem, findCampaignProblems } from '#domain/campaign.ts';
import type { CampaignLane } from '#domain/lanes.ts';
import { composeText } from './campaign-texts.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

export type CampaignDraft = {
  readonly text: string;
  readonly audience: Audience;
  readonly lane: CampaignLane;
  readonly sendAt?: Date | undefined;
};

/** What keeps a campaign from being sent, as the office stands now; empty = nothing. */
export function checkCampaign(
  deps: Pick<Deps, 'office' | 'clock'>,
  draft: CampaignDraft,
): readonly CampaignProblem[] {
  const { settings, categories, places, areas } = deps.office();
  const { audience, lane, sendAt } = draft;
  const text = composeText(draft.text, settings);
  return findCampaignProblems(
    { text, audience, lane, ...(sendAt === undefined ? {} : { sendAt: sendAt.toISOString() }) },
    {
      allowLinks: settings.allowLinks,
      now: deps.clock(),
      hasLocality: (sym) => places.findLocality(sym) !== null,
      hasStreet: (sym, symUl) => places.findStreet(sym, symUl) !== null,
      hasCategory: (key) => categories.some((category) => category.isActive && category.key === key),
      hasArea: (name) => areas.some((area) => area.name === name),
    },
  );
}

/** Stores a campaign as a draft and returns its id. Refuses with `invalid` what `previewCampaign` names as problems. */
export async function createCampaign(
  deps: Pick<Deps, 'db' | 'office' | 'clock'>,
  draft: CampaignDraft & { readonly actor: string },
): Promise<number> {
  const problems = checkCampaign(deps, draft);
  if (problems.length > 0) {
    throw new ServiceError('invalid', `campaign: ${problems.map((problem) => problem.kind).join(', ')}`);
  }
  return deps.db.transaction(async (tx) => {
    const id = await insertCampaign(tx, {
      lane: draft.lane,
      text: draft.text,
      audience: draft.audience,
      sendAt: draft.sendAt ?? null,
      createdBy: draft.actor,
    });
    await insertAudit(tx, { actor: draft.actor, act: 'campaign.create', subject: `campaign:${id}` });
    return id;
  });
}
