import { insertAudit } from '#db/audit.ts';
import { insertCampaign } from '#db/campaigns.ts';
import { type Audience, type CampaignProblem, findCampaignProblems } from '#domain/campaign.ts';
import type { CampaignLane } from '#domain/lanes.ts';
import { nextInstants, type Recurrence } from '#domain/recurrence.ts';
import { composeText } from './campaign-texts.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';

export type CampaignDraft = {
  readonly text: string;
  readonly audience: Audience;
  readonly lane: CampaignLane;
  readonly sendAt?: Date | undefined;
  /** A series: one run for each occurrence of the rule. */
  readonly recurrence?: Recurrence | undefined;
  /** Of alerts: how many hours the gateway keeps trying; the office's setting when left out. */
  readonly validHours?: number | undefined;
};

/** What keeps a campaign from being sent, as the office stands now; empty = nothing. */
export function checkCampaign(
  deps: Pick<Deps, 'office' | 'clock'>,
  draft: CampaignDraft,
): readonly CampaignProblem[] {
  const { settings, categories, places, areas } = deps.office();
  const { audience, lane, sendAt } = draft;
  const text = composeText(draft.text, settings);
  const now = deps.clock();
  const { recurrence } = draft;
  const isOver = recurrence !== undefined && nextInstants(recurrence, now, 1).length === 0;
  const problems = findCampaignProblems(
    { text, audience, lane, ...(sendAt === undefined ? {} : { sendAt: sendAt.toISOString() }) },
    {
      allowLinks: settings.allowLinks,
      now,
      hasLocality: (sym) => places.findLocality(sym) !== null,
      hasStreet: (sym, symUl) => places.findStreet(sym, symUl) !== null,
      hasCategory: (key) => categories.some((category) => category.isActive && category.key === key),
      hasArea: (name) => areas.some((area) => area.name === name),
    },
  );
  return isOver ? [...problems, { kind: 'series_over' }] : problems;
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
      recurrence: draft.recurrence ?? null,
      validHours: draft.lane === 'alert' ? (draft.validHours ?? deps.office().settings.alertHours) : null,
      createdBy: draft.actor,
    });
    await insertAudit(tx, { actor: draft.actor, act: 'campaign.create', subject: `campaign:${id}` });
    return id;
  });
}
