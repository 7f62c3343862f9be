import { countRecipients, countWithoutConsent } from '#db/audience.ts';
import type { CampaignProblem } from '#domain/campaign.ts';
import { countSegments } from '#domain/segments.ts';
import { composeText, isCommonText, renderForPlaces, renderWithoutPlace } from './campaign-texts.ts';
import { type CampaignDraft, checkCampaign } from './create-campaign.ts';
import type { Deps } from './deps.ts';

export type CampaignPreview = {
  /** People who will be sent to, as the audience stands now. */
  readonly recipients: number;
  /** Of the longest rendering. */
  readonly segments: number;
  readonly encoding: 'gsm7' | 'ucs2';
  readonly totalSegments: number;
  readonly priceGrosze: number;
  readonly skippedByReason: { readonly no_consent: number };
  readonly problems: readonly CampaignProblem[];
  /** The most frequent rendering, exactly as it will leave. */
  readonly sample: string;
  /** Points left at the gateway; undefined when it does not say, or not within a second. */
  readonly balance: number | undefined;
};

/** What a campaign would do and cost if it were launched now; changes nothing. */
export async function previewCampaign(
  deps: Pick<Deps, 'db' | 'office' | 'clock' | 'gateway'>,
  draft: CampaignDraft,
): Promise<CampaignPreview> {
  const problems = checkCampaign(deps, draft);
  const balance = findBalance(deps);
  const [recipients, withoutConsent] = await Promise.all([
    countRecipients(deps.db, draft.audience),
    countWithoutConsent(deps.db, draft.audience),
  ]);
  const texts = await listTexts(deps, { draft, recipients });
  const counted = texts.map((text) => ({ ...text, count: countSegments(text.body) }));
  const totalSegments = counted.reduce((sum, { recipients: n, count }) => sum + n * count.segments, 0);
  const { segmentPriceGrosze } = deps.office().settings;
  return {
    recipients,
    segments: Math.max(0, ...counted.map(({ count }) => count.segments)),
    encoding: counted.some(({ count }) => count.encoding === 'ucs2') ? 'ucs2' : 'gsm7',
    totalSegments,
    priceGrosze: Math.ceil(totalSegments * segmentPriceGrosze),
    skippedByReason: { no_consent: withoutConsent },
    problems,
    sample: texts[0]?.body ?? '',
    balance: await balance,
  };
}

async function listTexts(
  deps: Pick<Deps, 'db' | 'office'>,
  of: { readonly draft: CampaignDraft; readonly recipients: number },
): Promise<readonly { readonly body: string; readonly recipients: number }[]> {
  const { draft, recipients } = of;
  const { settings } = deps.office();
  if (isCommonText(draft.text)) return [{ body: composeText(draft.text, settings), recipients }];
  const rendered = await renderForPlaces(deps.db, { text: draft.text, audience: draft.audience, settings });
  return rendered.length > 0
    ? rendered
    : [{ body: renderWithoutPlace({ text: draft.text, settings }), recipients: 0 }];
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
