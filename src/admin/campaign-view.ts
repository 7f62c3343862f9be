// What the campaign page, its live events and the home page say about a campaign: one reading, one wording.
import { html } from 'hono/html';
import { type Campaign, countByState, isBeingPlanned } from '#db/campaigns.ts';
import { findLargeProgress } from '#db/figures.ts';
import type { MtState } from '#domain/mt-status.ts';
import { formatCount } from '#html/format.ts';
import type { Html } from '#html/layout.ts';
import { countWords, stateWords } from './campaign-words.ts';
import type { AdminContext } from './session.ts';

export type Progress = {
  readonly total: number;
  /** Rows that nothing more is sent for. */
  readonly done: number;
  readonly counts: Readonly<Record<MtState, number>>;
  /** Of all that left or may still leave. */
  readonly segments: number;
  /** Of the submitted: without a receipt after 72 hours. */
  readonly unconfirmed: number;
  /** As last counted, within a minute or so: an exact count takes too long. */
  readonly isFigure: boolean;
  /** The list of recipients is still being made. */
  readonly isPlanning: boolean;
};

/** Campaigns with more messages are shown as they were last counted. */
export const largeCampaign = 20_000;

/** The counts now, of a large campaign as last counted; they add up to the total. */
export async function readProgress(admin: AdminContext, campaignId: number): Promise<Progress> {
  const { db } = admin.deps;
  const [counted, isPlanning] = await Promise.all([
    findLargeProgress(db, { campaignId, largerThan: largeCampaign }),
    isBeingPlanned(db, campaignId),
  ]);
  const { total, segments, unconfirmed, ...counts } =
    counted === null ? await countByState(db, campaignId) : { ...counted, claimed: 0 };
  const waiting = counts.planned + counts.held + counts.claimed;
  return {
    total,
    done: total - waiting,
    counts,
    segments,
    unconfirmed,
    isFigure: counted !== null,
    isPlanning,
  };
}

/** The ids of the page's elements and what stands in each; the live events carry the same. */
export function wordProgress(progress: Progress): Readonly<Record<string, string>> {
  return {
    'postep-opis': progress.isPlanning ? wordPlanning(progress) : wordDone(progress),
    ...Object.fromEntries(
      countWords.map(({ state }) => [`liczba-${state}`, formatCount(progress.counts[state])]),
    ),
    'liczba-razem': formatCount(progress.total),
  };
}

/** "120 z 500 (24%)". */
export function wordDone({ total, done }: Pick<Progress, 'total' | 'done'>): string {
  if (total === 0) return 'Lista odbiorców jest jeszcze pusta.';
  return `${formatCount(done)} z ${formatCount(total)} (${Math.floor((done / total) * 100)}%)`;
}

/** Half a list must not read as a whole campaign. */
function wordPlanning({ total, done }: Pick<Progress, 'total' | 'done'>): string {
  return `Lista odbiorców jeszcze powstaje: na razie ${formatCount(total)}, wyszło ${formatCount(done)}.`;
}

export function renderProgress(progress: Progress): Html {
  const texts = wordProgress(progress);
  return html`<p id="postep-opis">${texts['postep-opis']}</p>${progress.isFigure ? html`<p class="quiet small">Duża wysyłka: liczby są liczone co minutę albo rzadziej.</p>` : ''}
<progress id="pasek" aria-label="Postęp wysyłki" max="${Math.max(1, progress.total)}" value="${progress.done}"></progress>
<dl class="figures compact">
${countWords.map(({ state, label }) => html`<div><dt>${label}</dt><dd id="liczba-${state}">${texts[`liczba-${state}`]}</dd></div>`)}
<div><dt>razem</dt><dd id="liczba-razem">${texts['liczba-razem']}</dd></div>
</dl>
${progress.unconfirmed === 0 ? '' : html`<p>Brak potwierdzenia: ${formatCount(progress.unconfirmed)}. Operator przyjął te wiadomości, ale przez 72 godziny nie powiedział, czy doszły.</p>`}`;
}

export function renderState(campaign: Pick<Campaign, 'state'>): Html {
  const { label, kind } = stateWords[campaign.state];
  return html`<span class="tag ${kind}">${label}</span>`;
}

/** Whether the counts can still change by sending. */
export function isUnderWay(campaign: Pick<Campaign, 'state'>): boolean {
  return campaign.state === 'scheduled' || campaign.state === 'running' || campaign.state === 'paused';
}
