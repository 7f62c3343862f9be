import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type Campaign, listCampaigns } from '#db/campaigns.ts';
import { countSince, findCountedProgress } from '#db/figures.ts';
import { countInbox } from '#db/inbox.ts';
import { findRun, replyRunId } from '#db/runs.ts';
import { countSubscribers } from '#db/subscribers.ts';
import { officeTimeZone } from '#domain/quiet-hours.ts';
import { formatCount, formatDay, formatDecimal } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { launchedStates, renderCampaignTable } from './campaign-table.ts';
import { isUnderWay, readProgress, renderState, wordDone } from './campaign-view.ts';
import { renderDeclarationReminder } from './declaration.ts';
import { canSend, renderAdminPage } from './frame.ts';
import { renderInboxNotices } from './inbox-notices.ts';
import { renderWaitingForPeople } from './plans.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const balanceWaitMs = 1_500;
/** Campaigns with more messages are shown as they were last counted: the page opens at once at any size. */
const largeCampaign = 20_000;

export function mountHome(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { db, clock } = admin.deps;

  app.get('/', async (c) => {
    const session = c.get('session');
    const now = clock();
    const office = admin.deps.office();
    const [today, inbox, subscribers, campaigns, balance, replies] = await Promise.all([
      countSince(db, { since: startOfDay(now), replyRunId: replyRunId(now) }),
      countInbox(db, null),
      countSubscribers(db),
      listCampaigns(db, { limit: 20, states: launchedStates }),
      readBalance(),
      findRun(db, replyRunId(now)),
    ]);
    const open = campaigns.filter(isUnderWay);
    const ended = campaigns.filter((campaign) => !isUnderWay(campaign)).slice(0, 5);
    return c.html(
      renderAdminPage(admin, {
        room: 'home',
        session,
        title: 'Dziś',
        heading: html`Dziś, ${formatDay(now)}`,
        body: html`${renderInboxNotices(session, { office, inbox })}
${replies?.state === 'paused' ? renderNotice({ kind: 'warning', body: wordHeldReplies(replies.pauseReason) }) : ''}
${await renderWaitingForPeople(admin, session)}
${await renderDeclarationReminder(admin, session)}
${canSend(session) ? html`<div class="buttons"><a class="button" href="${paths.admin.compose}">Wyślij wiadomość</a><a class="button risky" href="${paths.admin.alert}">Alert</a></div>` : ''}
<dl class="figures">
<div><dt>SMS-y od mieszkańców</dt><dd>${formatCount(today.inbound)}</dd></div>
<div><dt>Odpowiedzi systemu</dt><dd>${formatCount(today.replies)}</dd></div>
<div><dt>Rozmowy z nowymi SMS-ami</dt><dd><a href="${paths.admin.inbox}">${formatCount(inbox.unread)}</a></dd></div>
</dl>
${open.length === 0 ? '' : html`<h2>Wysyłki w toku</h2>${await Promise.all(open.map((campaign) => renderOpen(campaign)))}`}
<h2>Odbiorcy</h2>
<dl class="figures">
<div><dt>Zapisani</dt><dd><a href="${paths.admin.subscribers}">${formatCount(subscribers.active)}</a></dd></div>
<div><dt>Wstrzymani</dt><dd>${formatCount(subscribers.suspended)}</dd></div>
<div><dt>Wypisani</dt><dd>${formatCount(subscribers.left)}</dd></div>
</dl>
<h2>Ostatnie wysyłki</h2>
${renderCampaignTable(admin, { caption: 'Ostatnie wysyłki', isCaptionHidden: true, campaigns: ended, empty: 'Nie było jeszcze żadnej wysyłki.' })}
<h2>System</h2>
<dl class="facts">
<dt>Tryb</dt><dd>${office.mode === 'practice' ? 'ćwiczenia: nic nie jest wysyłane naprawdę' : 'rzeczywisty'}</dd>
<dt>Saldo u operatora</dt><dd>${balance}</dd>
<dt>Numer do rozmowy</dt><dd>${office.settings.dialogueNumber || 'nie ustawiono'}</dd>
</dl>`,
      }),
    );
  });

  async function renderOpen(campaign: Campaign): Promise<Html> {
    const counted = await findCountedProgress(db, campaign.id);
    const isLarge = counted !== null && counted.total > largeCampaign;
    const progress = isLarge ? counted : await readProgress(admin, campaign.id);
    return html`<p><a href="${paths.admin.campaign(campaign.id)}">Wysyłka ${campaign.id}</a> ${renderState(campaign)} ${wordDone(progress)}${isLarge ? html` <span class="quiet">(stan sprzed chwili)</span>` : ''}</p>
<progress aria-label="Postęp wysyłki ${campaign.id}" max="${Math.max(1, progress.total)}" value="${progress.done}"></progress>`;
  }

  /** A gateway that hangs must not hang the page that people look at first. */
  async function readBalance(): Promise<string> {
    const timeout = new Promise<'late'>((resolve) => {
      setTimeout(() => resolve('late'), balanceWaitMs).unref();
    });
    try {
      const points = await Promise.race([admin.deps.gateway.getBalance(), timeout]);
      if (points === 'late') return 'operator nie odpowiada';
      return points === undefined ? 'konto go nie pokazuje' : `${formatDecimal(points)} pkt`;
    } catch {
      // The balance is a courtesy here; what is wrong with the gateway is logged where messages are sent.
      return 'nie udało się odczytać';
    }
  }
}

function startOfDay(now: Date): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(officeTimeZone);
  return new Date(local.startOfDay().epochMilliseconds);
}

function wordHeldReplies(reason: string | null): string {
  return reason === 'funds'
    ? 'Odpowiedzi i kody nie wychodzą: na koncie u operatora skończyły się środki. Ruszą same po doładowaniu.'
    : 'Odpowiedzi i kody nie wychodzą: operator odrzuca ustawienia konta. Powiadom osobę, która prowadzi system. Gdy konto będzie w porządku, ruszą same.';
}
