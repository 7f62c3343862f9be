// What is to be sent in the next days and what waits for somebody, above the list of campaigns.
import { html } from 'hono/html';
import { countWaitingApprovals } from '#db/approvals.ts';
import { listCampaigns } from '#db/campaigns.ts';
import { listPlanned, type PlannedOccurrence } from '#db/schedules.ts';
import { officeTimeZone } from '#domain/quiet-hours.ts';
import { formatDay, formatPlural } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { Session } from '#services/open-session.ts';
import { renderAsked } from './campaign-schedule.ts';
import { renderCampaignTable } from './campaign-table.ts';
import { canSend } from './frame.ts';
import type { AdminContext } from './session.ts';

const daysAhead = 14;
const mostShown = 60;

/** What waits for a person: approvals and missed runs; nothing when nothing does. */
async function renderWaitingForPeople(admin: AdminContext, session: Session): Promise<Html> {
  const { db, clock } = admin.deps;
  const [approvals, planned] = await Promise.all([
    countWaitingApprovals(db, { for: `staff:${session.staffId}` }),
    listPlanned(db, { until: clock(), limit: mostShown }),
  ]);
  const asked = planned.filter(({ state }) => state === 'asked');
  const count = formatPlural(approvals, {
    one: 'wysyłka czeka',
    few: 'wysyłki czekają',
    many: 'wysyłek czeka',
  });
  return html`${
    approvals > 0 && canSend(session)
      ? renderNotice({
          kind: 'warning',
          body: html`<p><strong>${count} na Twoją zgodę.</strong> <a href="${paths.admin.campaigns}">Zobacz wysyłki</a></p>`,
        })
      : ''
  }${asked.map((one) => renderAsked({ session, campaign: { id: one.campaignId, text: one.text } }, one))}`;
}

/** The next fourteen days, day by day, and the campaigns that wait for a second person. */
export async function renderPlans(admin: AdminContext, session: Session): Promise<Html> {
  const { db, clock } = admin.deps;
  const until = new Date(clock().getTime() + daysAhead * 86_400_000);
  const [planned, waiting] = await Promise.all([
    listPlanned(db, { until, limit: mostShown }),
    listCampaigns(db, { limit: 20, states: ['waiting_approval'] }),
  ]);
  const days = Map.groupBy(
    planned.filter(({ state }) => state === 'due'),
    ({ dueAt }) => formatDay(dueAt),
  );
  return html`${await renderWaitingForPeople(admin, session)}
${waiting.length === 0 ? '' : html`<h2>Czekają na zgodę</h2>${renderCampaignTable(admin, { caption: 'Czekają na zgodę drugiej osoby', isCaptionHidden: true, campaigns: waiting, empty: '' })}`}
<h2>Najbliższe dwa tygodnie</h2>
${
  days.size === 0
    ? html`<p class="empty">Nic nie jest zaplanowane.</p>`
    : html`<dl class="calendar">${[...days].map(
        ([day, rows]) =>
          html`<dt>${day}</dt>${rows.map((row) => html`<dd>${formatTime(row.dueAt)} <a href="${paths.admin.campaign(row.campaignId)}">${shorten(row)}</a>${row.isSeries ? ' (cykl)' : ''}</dd>`)}`,
      )}</dl>`
}`;
}

function shorten({ text }: PlannedOccurrence): string {
  return text.length <= 60 ? text : `${text.slice(0, 57).trimEnd()}…`;
}

function formatTime(at: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(officeTimeZone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });
}
