import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type Campaign, findCampaign, listCampaigns } from '#db/campaigns.ts';
import { campaignCan } from '#domain/campaign.ts';
import { isLimited } from '#domain/roles.ts';
import { formatCount, formatDateTime, formatPrice } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { resumeCampaign, stopCampaign } from '#services/stop-campaign.ts';
import { renderAlertLinks } from './alert.ts';
import { renderSchedule } from './campaign-schedule.ts';
import { launchedStates, renderCampaignTable } from './campaign-table.ts';
import { isUnderWay, type Progress, readProgress, renderProgress, renderState } from './campaign-view.ts';
import { describeAudience, laneWords, wordPause, wordQuietHours } from './campaign-words.ts';
import { refuseViewer } from './compose.ts';
import { canSend, renderAdminPage, renderFormToken } from './frame.ts';
import { parseId } from './inbox.ts';
import { renderPlans } from './plans.ts';
import type { AdminContext, AdminEnv } from './session.ts';
import { renderUnknownBatches } from './unknown-batches.ts';
import { renderUnknownReplies } from './unknown-replies.ts';

const pageSize = 50;

export function mountCampaigns(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/wysylki', async (c) => {
    const before = parseId(c.req.query('przed'));
    const session = c.get('session');
    // A limited sender sees its own only: drafts and planned ones stand with the rest.
    const own = isLimited(session.role) ? `staff:${session.staffId}` : undefined;
    const found = await listCampaigns(admin.deps.db, {
      limit: pageSize + 1,
      before,
      ...(own === undefined ? { states: launchedStates } : { createdBy: own }),
    });
    const page = found.slice(0, pageSize);
    const last = page.at(-1);
    return c.html(
      renderAdminPage(admin, {
        room: 'campaigns',
        session,
        title: 'Wysyłki',
        body: html`${before === undefined && own === undefined ? html`${await renderUnknownReplies(admin, { session, wasTooLate: c.req.query('niepewne') === 'zajete' })}${await renderPlans(admin, c.get('session'))}` : ''}
<h2>${own === undefined ? 'Wysłane i w toku' : 'Moje wysyłki'}</h2>
${renderCampaignTable(admin, { caption: 'Wysyłki, od najnowszej', campaigns: page, empty: 'Nie było jeszcze żadnej wysyłki.' })}
${found.length > pageSize && last !== undefined ? html`<p><a href="${paths.admin.campaigns}?przed=${last.id}">Starsze wysyłki</a></p>` : ''}`,
      }),
    );
  });

  app.get('/wysylki/:id{[0-9]{1,15}}', async (c) => {
    const campaign = await getCampaign(Number(c.req.param('id')));
    if (campaign.state === 'draft') return c.redirect(paths.admin.campaignPreview(campaign.id), 303);
    const wasTooLate = c.req.query('niepewne') === 'zajete';
    const wasChanged = c.req.query('zmiana') === '1';
    return c.html(await renderCampaign({ session: c.get('session'), campaign, wasTooLate, wasChanged }));
  });

  app.get('/wysylki/:id{[0-9]{1,15}}/zatrzymaj', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const campaign = await getCampaign(Number(c.req.param('id')));
    if (!campaignCan.stop(campaign.state)) return c.redirect(paths.admin.campaign(campaign.id), 303);
    const progress = await readProgress(admin, campaign.id);
    return c.html(
      renderAdminPage(admin, {
        room: 'campaigns',
        session,
        title: 'Zatrzymać wysyłkę?',
        width: 'narrow',
        body: html`<p class="lead">Wysyłka ${campaign.id}: jeszcze czeka ${formatCount(progress.total - progress.done)}. Te wiadomości nie wyjdą.</p>
<p>Wiadomości, które już wyszły, nie da się cofnąć. Zatrzymanej wysyłki nie można wznowić.</p>
<div class="buttons">
<form method="post" action="${paths.admin.stopCampaign(campaign.id)}">${renderFormToken(session)}<button class="risky">Zatrzymaj wysyłkę</button></form>
<a class="button second" href="${paths.admin.campaign(campaign.id)}">Nie zatrzymuj</a>
</div>`,
      }),
    );
  });

  app.post('/wysylki/:id{[0-9]{1,15}}/zatrzymaj', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const campaign = await getCampaign(Number(c.req.param('id')));
    // Stopping what has ended by itself, or was stopped by a colleague, is what the person wanted.
    if (campaignCan.stop(campaign.state)) {
      await stopCampaign(admin.deps, { campaignId: campaign.id, actor: `staff:${session.staffId}` });
    }
    return c.redirect(paths.admin.campaign(campaign.id), 303);
  });

  app.post('/wysylki/:id{[0-9]{1,15}}/wznow', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const campaign = await getCampaign(Number(c.req.param('id')));
    if (campaign.pauseReason !== null) {
      await resumeCampaign(admin.deps, { campaignId: campaign.id, actor: `staff:${session.staffId}` });
    }
    return c.redirect(paths.admin.campaign(campaign.id), 303);
  });

  async function getCampaign(id: number): Promise<Campaign> {
    const campaign = await findCampaign(admin.deps.db, id);
    if (campaign === null) throw new ServiceError('not_found', 'no such campaign');
    return campaign;
  }

  async function renderCampaign(page: {
    readonly session: Session;
    readonly campaign: Campaign;
    readonly wasTooLate: boolean;
    readonly wasChanged: boolean;
  }): Promise<Html> {
    const { session, campaign, wasTooLate, wasChanged } = page;
    const unknown = await renderUnknownBatches(admin, { session, campaignId: campaign.id, wasTooLate });
    const progress = await readProgress(admin, campaign.id);
    const isOpen = isUnderWay(campaign);
    const { lane } = campaign;
    const office = admin.deps.office();
    const isLeaving = campaign.state === 'running' && progress.done < progress.total;
    const quiet = isLeaving ? wordQuietHours(office, { lane, now: admin.deps.clock() }) : undefined;
    return renderAdminPage(admin, {
      room: 'campaigns',
      session,
      title: `Wysyłka ${campaign.id}`,
      heading: html`Wysyłka ${campaign.id} ${renderState(campaign)}`,
      scripts: [
        ...(isOpen || progress.counts.submitted > 0 ? ['progress.js'] : []),
        ...(campaign.state === 'scheduled' ? ['undo.js'] : []),
      ],
      ...(isOpen ? { refreshSeconds: 5 } : {}),
      body: html`${wasChanged ? renderNotice({ kind: 'warning', body: 'W międzyczasie coś się tu zmieniło, na przykład liczba odbiorców. Sprawdź jeszcze raz.' }) : ''}
${await renderSchedule(admin, { session, campaign })}
${await renderAlertLinks(admin, { session, campaign })}
${campaign.state === 'stopped' ? renderNotice({ kind: 'info', body: wordStopped(progress) }) : ''}
${campaign.pauseReason !== null ? renderNotice({ kind: 'warning', body: wordPause(campaign.pauseReason) }) : ''}
${quiet === undefined ? '' : renderNotice({ kind: 'info', body: quiet })}
<div class="columns">
<section aria-labelledby="postep" data-progress="${paths.admin.campaignEvents(campaign.id, campaign.state)}">
<h2 id="postep">Postęp</h2>
${campaign.hasRuns ? renderProgress(progress) : html`<p>Jeszcze nic nie wyszło.</p>`}
${progress.total === 0 || isLimited(session.role) ? '' : html`<p><a href="${paths.admin.campaignMessages(campaign.id)}">Zobacz każdą wiadomość</a></p>`}
${
  isOpen && canSend(session)
    ? html`<div class="buttons">
${campaign.pauseReason !== null ? html`<form method="post" action="${paths.admin.resumeCampaign(campaign.id)}">${renderFormToken(session)}<button>Wznów wysyłkę</button></form>` : ''}
<a class="button second" href="${paths.admin.stopCampaign(campaign.id)}">Zatrzymaj wysyłkę…</a>
</div>`
    : ''
}
</section>
<section aria-labelledby="tresc-wysylki">
<h2 id="tresc-wysylki">Treść</h2>
<p class="sms">${campaign.text}</p>
<dl class="facts">
<dt>Do kogo</dt><dd>${describeAudience(office, campaign.audience)}</dd>
${campaign.legalBasis === null ? '' : html`<dt>Podstawa prawna bez zgody</dt><dd>${campaign.legalBasis}</dd>`}
<dt>Rodzaj</dt><dd>${laneWords[lane]}</dd>
<dt>Koszt netto</dt><dd>${progress.total === 0 || progress.isPlanning ? 'policzymy, gdy powstanie lista odbiorców' : html`${formatPrice(Math.ceil(progress.segments * office.settings.segmentPriceGrosze))} (SMS-y: ${formatCount(progress.segments)})`}</dd>
<dt>Utworzono</dt><dd>${formatDateTime(campaign.createdAt)}</dd>
${campaign.sendAt === null ? '' : html`<dt>Start</dt><dd>${formatDateTime(campaign.sendAt)}</dd>`}
${campaign.endedAt === null ? '' : html`<dt>Koniec</dt><dd>${formatDateTime(campaign.endedAt)}</dd>`}
</dl>
</section>
</div>
${unknown}`,
    });
  }
}

/** How many had gone before the stop, which nobody can call back. */
function wordStopped({ counts, total }: Progress): string {
  const { submitted, delivered, undelivered, expired, unknown, claimed } = counts;
  if (total === 0) return 'Zatrzymano, zanim cokolwiek wyszło.';
  const gone = submitted + delivered + undelivered + expired + unknown + claimed;
  return `Zatrzymano. Wyszło już: ${formatCount(gone)}. Nie wyjdzie: ${formatCount(total - gone)}.`;
}
