import { html } from 'hono/html';
import type { Campaign } from '#db/campaigns.ts';
import { campaignStates } from '#domain/campaign.ts';
import { formatDateTime } from '#html/format.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { renderState } from './campaign-view.ts';
import { describeAudience, laneWords } from './campaign-words.ts';
import type { AdminContext } from './session.ts';

/** Drafts are previews that nobody has sent. */
export const launchedStates = campaignStates.filter((state) => state !== 'draft');

/** Campaigns as the list and the home page show them. */
export function renderCampaignTable(
  admin: AdminContext,
  table: {
    readonly caption: string;
    readonly isCaptionHidden?: true;
    readonly campaigns: readonly Campaign[];
    readonly empty: string;
  },
): Html {
  const office = admin.deps.office();
  return renderTable<Campaign>({
    ...table,
    rows: table.campaigns,
    columns: [
      {
        title: 'Treść',
        cell: (row) => html`<a href="${paths.admin.campaign(row.id)}">${shorten(row.text)}</a>`,
        isHeader: true,
      },
      { title: 'Stan', cell: renderState },
      { title: 'Do kogo', cell: (row) => describeAudience(office, row.audience) },
      { title: 'Rodzaj', cell: (row) => laneWords[row.lane] },
      { title: 'Kiedy', cell: (row) => formatDateTime(whenOf(row)), isWhole: true },
    ],
  });
}

/** A planned one when it is to leave, any other when it was ordered. */
function whenOf({ state, sendAt, launchedAt, createdAt }: Campaign): Date {
  return state === 'scheduled' && sendAt !== null ? sendAt : (launchedAt ?? createdAt);
}

/** By signs as people see them: half an emoji is none. */
function shorten(text: string): string {
  const signs = [...new Intl.Segmenter('pl').segment(text)].map(({ segment }) => segment);
  return signs.length <= 60 ? text : `${signs.slice(0, 57).join('').trimEnd()}…`;
}
