import { countPassedBy, countRecipients, countWithoutConsent } from '#db/audience.ts';
import { countListedWithoutConsent } from '#db/audience-list.ts';
import type { Departure } from '#db/audience-sql.ts';
import { type CampaignProblem, listPlaceholders } from '#domain/campaign.ts';
import {
  composeText,
  findShape,
  isCommonText,
  renderForPlaces,
  renderWithoutPlace,
} from './campaign-texts.ts';
import { type CampaignDraft, checkCampaign } from './create-campaign.ts';
import type { Deps } from './deps.ts';
import { findFillForm } from './fill-proof.ts';
import { renderListTexts } from './list-texts.ts';
import { departureOf, findStrangers } from './strangers.ts';
import { createTextFigures, type Sample, type TextFigures } from './text-figures.ts';

export type CampaignPreview = {
  /** People who will be sent to, as the audience stands now. */
  readonly recipients: number;
  /** Of the longest rendering. */
  readonly segments: number;
  readonly encoding: 'gsm7' | 'ucs2';
  readonly totalSegments: number;
  readonly priceGrosze: number;
  /** Of the recipients: reached on the campaign's own legal basis. */
  readonly withoutConsent: number;
  readonly skippedByReason: {
    readonly no_consent: number;
    /** By their own wish, for a while. */
    readonly paused: number;
    /** Nothing has reached them for two weeks. */
    readonly dead_number: number;
  };
  readonly problems: readonly CampaignProblem[];
  /** More than the recipients where a list has several rows of one number. */
  readonly messages: number;
  /** Different texts among them. */
  readonly distinct: number;
  /** Calls to the gateway share texts that differ in a few places. */
  readonly shared: 'yes' | 'no';
  /** Up to five different messages, exactly as they will leave. */
  readonly samples: readonly Sample[];
  /** The most frequent of them. */
  readonly sample: string;
  /** Points left at the gateway; undefined when it does not say, or not within a second. */
  readonly balance: number | undefined;
};

/** What a campaign would do and cost if it were launched now; changes nothing. */
export async function previewCampaign(
  deps: Pick<Deps, 'db' | 'office' | 'clock' | 'gateway' | 'secretKey'>,
  draft: CampaignDraft,
): Promise<CampaignPreview> {
  const problems = checkCampaign(deps, draft);
  const balance = findBalance(deps);
  const { audience, list, legalBasis = null } = draft;
  const strangers = await findStrangers(deps, { audience, listId: list?.id ?? null, legalBasis });
  const departure = departureOf(draft, deps.clock());
  const [subscribers, passedBy, skipped] = await Promise.all([
    countRecipients(deps.db, audience, departure),
    countPassedBy(deps.db, audience, departure),
    list === undefined
      ? countWithoutConsent(deps.db, audience, strangers)
      : countListedWithoutConsent(deps.db, list.id, strangers),
  ]);
  const recipients = subscribers + strangers.size;
  const { messages, samples, ...figures } = await measureTexts(deps, {
    draft,
    recipients,
    strangers,
    departure,
  });
  const { settings } = deps.office();
  const { segmentPriceGrosze } = settings;
  const canShare = findFillForm(deps) !== null && findShape(draft.text, settings) !== null;
  return {
    recipients,
    shared: canShare ? 'yes' : 'no',
    ...figures,
    priceGrosze: Math.ceil(figures.totalSegments * segmentPriceGrosze),
    withoutConsent: strangers.size,
    skippedByReason: { no_consent: skipped, paused: passedBy.paused, dead_number: passedBy.dead },
    problems,
    messages,
    samples,
    sample: samples[0]?.body ?? '',
    balance: await balance,
  };
}

/** Every message as it would leave now, added up. */
async function measureTexts(
  deps: Pick<Deps, 'db' | 'office'>,
  of: {
    readonly draft: CampaignDraft;
    readonly recipients: number;
    readonly strangers: ReadonlySet<string>;
    readonly departure: Departure;
  },
): Promise<TextFigures> {
  const { draft, recipients, strangers, departure } = of;
  const { text, audience, list } = draft;
  const { settings } = deps.office();
  const figures = createTextFigures();
  if (list !== undefined) {
    const { id, fields } = list;
    for await (const listed of renderListTexts(deps.db, { text, listId: id, fields, settings, departure })) {
      for (const { body, isReached, msisdn } of listed) {
        if (isReached || strangers.has(msisdn)) figures.add({ body, recipients: 1, hasPlace: true });
      }
    }
  } else if (isCommonText(text)) {
    figures.add({ body: composeText(text, settings), recipients, hasPlace: true });
  } else {
    const places = await renderForPlaces(deps.db, { text, audience, settings, departure });
    for (const { body, recipients: count, sym, symUl } of places) {
      const hasPlace = sym !== null && (symUl !== null || !listPlaceholders(text).includes('ulica'));
      figures.add({ body, recipients: count, hasPlace });
    }
    if (places.length === 0 || strangers.size > 0) {
      const body = renderWithoutPlace({ text, settings });
      figures.add({ body, recipients: strangers.size, hasPlace: false });
    }
  }
  return figures.end();
}

/** The gateway may hang; a preview must not. */
async function findBalance(deps: Pick<Deps, 'gateway'>): Promise<number | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), 1_000);
  });
  const balance = await Promise.race([deps.gateway.getBalance().catch(() => undefined), late]);
  clearTimeout(timer);
  return balance;
}
