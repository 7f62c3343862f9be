// What a campaign's page says about its time: seconds to take it back, a second person, its days.
import { html } from 'hono/html';
import { findApproval } from '#db/approvals.ts';
import type { Campaign } from '#db/campaigns.ts';
import { listOccurrences, type OccurrenceRow } from '#db/schedules.ts';
import { findClaimWindow } from '#domain/quiet-hours.ts';
import { describeRecurrence } from '#domain/recurrence-words.ts';
import { formatDateTime, formatPlural } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { renderTable } from '#html/tables.ts';
import { mayApprove } from '#services/approve-campaign.ts';
import type { Session } from '#services/open-session.ts';
import { countReached } from '#services/strangers.ts';
import { approvalWords, persons } from './campaign-words.ts';
import { canSend, renderFormToken } from './frame.ts';
import type { AdminContext } from './session.ts';
import { renderNextDates } from './when-fields.ts';

const askWords: Readonly<Record<NonNullable<OccurrenceRow['reason']>, string>> = {
  late: 'nie wyszła o czasie, bo system wtedy nie działał',
  budget: 'przekroczyłaby budżet miesiąca',
  invalid: 'nie może wyjść: zmieniły się miejsca, kategorie albo zasady treści',
};

const stateWords: Readonly<Record<OccurrenceRow['state'], string>> = {
  due: 'zaplanowana',
  started: 'wysłana',
  asked: 'czeka na decyzję',
  skipped: 'pominięta',
};

type View = { readonly session: Session; readonly campaign: Campaign };

/** Everything above the progress of a campaign that a person may have to act on. */
export async function renderSchedule(admin: AdminContext, view: View): Promise<Html> {
  const { campaign } = view;
  if (campaign.state === 'waiting_approval') return renderApproval(admin, view);
  const occurrences = await listOccurrences(admin.deps.db, { campaignId: campaign.id, limit: 20 });
  const asked = occurrences.filter(({ state }) => state === 'asked' && campaign.state === 'scheduled');
  const due = occurrences.find(({ state }) => state === 'due');
  return html`${asked.map((occurrence) => renderAsked(view, occurrence))}
${campaign.state === 'scheduled' && campaign.recurrence === null && due !== undefined ? renderWaiting(admin, { ...view, due }) : ''}
${campaign.recurrence === null ? '' : renderSeries(admin, { ...view, occurrences })}`;
}

/** The question about an occurrence that a person decides; also on the first page. */
export function renderAsked(
  of: { readonly session: Session; readonly campaign: Pick<Campaign, 'id' | 'text'> },
  occurrence: OccurrenceRow,
): Html {
  return renderNotice({ kind: 'warning', body: renderAskedBody(of, occurrence) });
}

/** The question and its two answers. */
export function renderAskedBody(
  { session, campaign }: { readonly session: Session; readonly campaign: Pick<Campaign, 'id' | 'text'> },
  occurrence: OccurrenceRow,
): Html {
  const { day, dueAt, reason } = occurrence;
  const action = paths.admin.decideOccurrence(campaign.id, day);
  return html`<p><strong>Zdecyduj:</strong> <a href="${paths.admin.campaign(campaign.id)}">wysyłka ${campaign.id}</a> z ${formatDateTime(dueAt)} ${askWords[reason ?? 'late']}.</p>
${
  canSend(session)
    ? html`<div class="buttons">
<form method="post" action="${action}">${renderFormToken(session)}<input type="hidden" name="wybor" value="send"><button>Wyślij teraz</button></form>
<form method="post" action="${action}">${renderFormToken(session)}<input type="hidden" name="wybor" value="skip"><button class="second">Pomiń</button></form>
</div>`
    : ''
}`;
}

/** Sent once and not yet: the seconds to take it back, or the time it waits for. */
function renderWaiting(admin: AdminContext, view: View & { readonly due: OccurrenceRow }): Html {
  const { session, campaign, due } = view;
  const isUndo = campaign.sendAt === null || campaign.sendAt < due.dueAt;
  const seconds = Math.max(0, Math.ceil((due.dueAt.getTime() - admin.deps.clock().getTime()) / 1_000));
  const withdraw = canSend(session)
    ? html`<form method="post" action="${paths.admin.withdrawCampaign(campaign.id)}">${renderFormToken(session)}<button class="${isUndo ? 'risky' : 'second'}">${isUndo ? 'Cofnij' : 'Wróć do szkicu'}</button></form>`
    : '';
  const window = findClaimWindow(campaign.lane, due.dueAt, admin.deps.office().settings);
  const leaves = window.open
    ? 'Zaraz wyjdzie.'
    : `Wyjdzie ${formatDateTime(window.opensAt)}, po ciszy nocnej.`;
  return isUndo
    ? renderNotice({
        kind: 'warning',
        body: html`<p class="lead"><strong>${leaves}</strong> Możesz ją jeszcze cofnąć: <strong data-undo-seconds="${seconds}">${seconds} s</strong></p><div class="buttons">${withdraw}</div>`,
      })
    : renderNotice({
        kind: 'info',
        body: html`<p>Wyjdzie ${formatDateTime(due.dueAt)}. Odbiorcy zostaną policzeni wtedy na nowo.</p><div class="buttons">${withdraw}</div>`,
      });
}

function renderSeries(
  admin: AdminContext,
  view: View & { readonly occurrences: readonly OccurrenceRow[] },
): Html {
  const { session, campaign, occurrences } = view;
  const { recurrence } = campaign;
  if (recurrence === null) return html``;
  const isGoing = campaign.state === 'scheduled';
  const isResting = campaign.suspendedAt !== null;
  const toggle = isResting ? paths.admin.resumeSeries(campaign.id) : paths.admin.suspendSeries(campaign.id);
  return html`<section aria-labelledby="cykl"><h2 id="cykl">Cykl</h2>
<p class="lead">${describeRecurrence(recurrence)}</p>
${isGoing && isResting ? renderNotice({ kind: 'warning', body: 'Cykl jest wstrzymany: jego terminy mijają bez wysyłki.' }) : ''}
${isGoing && !isResting ? html`<h3>Najbliższe terminy</h3>${renderNextDates(recurrence, admin.deps.clock())}` : ''}
${
  isGoing && canSend(session)
    ? html`<div class="buttons">
<form method="post" action="${toggle}">${renderFormToken(session)}<button class="second">${isResting ? 'Wznów cykl' : 'Wstrzymaj cykl'}</button></form>
<a class="button second" href="${paths.admin.editSeries(campaign.id)}">Zmień treść lub terminy</a>
</div>`
    : ''
}
${renderTable<OccurrenceRow>({
  caption: 'Terminy, które były lub są najbliższe',
  rows: occurrences,
  empty: 'Nie było jeszcze żadnego terminu.',
  columns: [
    { title: 'Termin', cell: ({ dueAt }) => formatDateTime(dueAt), isHeader: true, isWhole: true },
    { title: 'Stan', cell: ({ state }) => stateWords[state] },
  ],
})}
</section>`;
}

async function renderApproval(admin: AdminContext, { session, campaign }: View): Promise<Html> {
  const approval = await findApproval(admin.deps.db, campaign.id);
  if (approval === null) return html``;
  const reasons = approval.reasons.map((reason) => approvalWords[reason]).join(' i ');
  const actor = `staff:${session.staffId}`;
  const isSecond =
    canSend(session) && mayApprove(actor, { createdBy: campaign.createdBy, askedBy: approval.askedBy });
  const recipients = isSecond ? await countReached(admin.deps, campaign) : 0;
  return renderNotice({
    kind: 'warning',
    body: html`<p><strong>Czeka na zgodę drugiej osoby.</strong> Ta wysyłka ${reasons}. Nic jeszcze nie wyszło.</p>
${
  isSecond
    ? html`<div class="buttons">
<form method="post" action="${paths.admin.approveCampaign(campaign.id)}">${renderFormToken(session)}<input type="hidden" name="liczba" value="${recipients}"><button>Zgadzam się: wyślij do ${formatPlural(recipients, persons)}</button></form>
<form method="post" action="${paths.admin.rejectCampaign(campaign.id)}">${renderFormToken(session)}<button class="second">Nie zgadzam się</button></form>
</div>`
    : html`<p>Zgodzić się może każdy, kto może wysyłać, poza autorem. Poproś kogoś, żeby otworzył tę stronę.</p>
${canSend(session) ? html`<div class="buttons"><form method="post" action="${paths.admin.withdrawCampaign(campaign.id)}">${renderFormToken(session)}<button class="second">Wycofaj do szkicu</button></form></div>` : ''}`
}`,
  });
}
