import { insertAudit } from '#db/audit.ts';
import { type Campaign, insertCampaign, updateLegalBasis } from '#db/campaigns.ts';
import { type IdempotencyKey, updateIdempotencyMade } from '#db/idempotency.ts';
import {
  type Audience,
  type CampaignProblem,
  findCampaignProblems,
  findTimeProblem,
} from '#domain/campaign.ts';
import type { CampaignLane } from '#domain/lanes.ts';
import { nextInstants, type Recurrence } from '#domain/recurrence.ts';
import { composeText } from './campaign-texts.ts';
import type { Deps } from './deps.ts';
import { ServiceError } from './errors.ts';
import { limitDraft } from './sender-limit.ts';

export type CampaignDraft = {
  readonly text: string;
  readonly audience: Audience;
  readonly lane: CampaignLane;
  readonly sendAt?: Date | undefined;
  /** A series: one run for each occurrence of the rule. */
  readonly recurrence?: Recurrence | undefined;
  /** Of alerts: how many hours the gateway keeps trying; the office's setting when left out. */
  readonly validHours?: number | undefined;
  /** Whether later runs go to who matches then (default) or to who matched at launch. */
  readonly audienceMode?: 'each_run' | 'frozen' | undefined;
  /** The ground on which given numbers without consent are sent to; that the maker may name one, the caller checks. */
  readonly legalBasis?: string | null | undefined;
  /** The uploaded list that the audience is, with what a text calls its columns. */
  readonly list?: { readonly id: number; readonly fields: readonly string[] } | undefined;
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
  const problems = findCampaignProblems(
    { text, audience, lane, ...(sendAt === undefined ? {} : { sendAt: sendAt.toISOString() }) },
    {
      allowLinks: settings.allowLinks,
      now,
      hasLocality: (sym) => places.findLocality(sym) !== null,
      hasStreet: (sym, symUl) => places.findStreet(sym, symUl) !== null,
      hasCategory: (key) => categories.some((category) => category.isActive && category.key === key),
      hasArea: (name) => areas.some((area) => area.name === name),
      columns: draft.list?.fields.filter((field) => field !== ''),
    },
  );
  return recurrence === undefined
    ? problems
    : [...problems, ...findSeriesProblems(recurrence, { sendAt, now })];
}

function findSeriesProblems(
  recurrence: Recurrence,
  { sendAt, now }: { readonly sendAt: Date | undefined; readonly now: Date },
): readonly CampaignProblem[] {
  const [first] = nextInstants(recurrence, now, 1);
  const isFar = first !== undefined && findTimeProblem(first.at, now) === 'send_at_far';
  return [
    ...(sendAt === undefined ? [] : [{ kind: 'two_times' } as const]),
    ...(first === undefined ? [{ kind: 'series_over' } as const] : []),
    ...(isFar ? [{ kind: 'series_far' } as const] : []),
  ];
}

/** The list of a stored campaign as `checkCampaign` takes it. */
export function listOf(
  campaign: Pick<Campaign, 'listId' | 'listFields'>,
): { readonly id: number; readonly fields: readonly string[] } | undefined {
  const { listId, listFields } = campaign;
  return listId === null ? undefined : { id: listId, fields: listFields ?? [] };
}

/**
 * Stores a campaign as a draft and returns its id. Refuses with `invalid` what `previewCampaign` names as problems. The
 * audience of a limited account is cut down to its places or categories, or refused with `forbidden`.
 */
export async function createCampaign(
  deps: Pick<Deps, 'db' | 'office' | 'clock'>,
  draft: CampaignDraft & {
    readonly actor: string;
    /** Of the request that asks for it: whoever repeats the request finds the draft by it. */
    readonly key?: IdempotencyKey | undefined;
  },
): Promise<number> {
  const problems = checkCampaign(deps, draft);
  if (problems.length > 0) {
    throw new ServiceError('invalid', `campaign: ${problems.map((problem) => problem.kind).join(', ')}`);
  }
  return deps.db.transaction(async (tx) => {
    const audience = await limitDraft({ ...deps, db: tx }, draft);
    const id = await insertCampaign(tx, {
      lane: draft.lane,
      text: draft.text,
      audience,
      sendAt: draft.sendAt ?? null,
      recurrence: draft.recurrence ?? null,
      validHours: draft.lane === 'alert' ? (draft.validHours ?? deps.office().settings.alertHours) : null,
      audienceMode: draft.audienceMode,
      listId: draft.list?.id,
      createdBy: draft.actor,
    });
    if (draft.key !== undefined) await updateIdempotencyMade(tx, { ...draft.key, made: `campaign:${id}` });
    const subject = `campaign:${id}`;
    await insertAudit(tx, { actor: draft.actor, act: 'campaign.create', subject });
    if (typeof draft.legalBasis === 'string') {
      await updateLegalBasis(tx, { id, legalBasis: draft.legalBasis });
      await insertAudit(tx, { actor: draft.actor, act: 'campaign.legal_basis.set', subject });
    }
    return id;
  });
}
