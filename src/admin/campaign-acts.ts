// What is done to a campaign that has not left yet, or goes on in a series.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type Campaign, findCampaign } from '#db/campaigns.ts';
import { prepareText } from '#domain/campaign.ts';
import { hasProblems, type Problems, renderProblemSummary, renderTextArea } from '#html/forms.ts';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { approveCampaign, rejectCampaign } from '#services/approve-campaign.ts';
import { editSeries, resumeSeries, suspendSeries, withdrawCampaign } from '#services/change-series.ts';
import { checkCampaign } from '#services/create-campaign.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { decideOccurrence } from '#services/run-occurrences.ts';
import { wordCampaignProblems } from './campaign-words.ts';
import { refuseViewer } from './compose.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';
import { parseSeries, renderSeriesFields, toWhenForm } from './when-fields.ts';

type Act = { readonly campaignId: number; readonly actor: string };

export function mountCampaignActs(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { deps } = admin;

  /** A form without answers of its own; what came too late shows the campaign as it is now. */
  function mountAct(path: string, act: (given: Act, form: Form) => Promise<unknown>): void {
    app.post(`/wysylki/:id{[0-9]{1,15}}/${path}`, async (c) => {
      const session = c.get('session');
      refuseViewer(session);
      const campaignId = Number(c.req.param('id'));
      try {
        await act({ campaignId, actor: `staff:${session.staffId}` }, c.get('form'));
      } catch (error) {
        const isStale =
          error instanceof ServiceError && (error.code === 'too_late' || error.code === 'conflict');
        if (!isStale) throw error;
        return c.redirect(`${paths.admin.campaign(campaignId)}?zmiana=1`, 303);
      }
      return c.redirect(paths.admin.campaign(campaignId), 303);
    });
  }
  // A withdrawn campaign is a draft: its address leads on to the preview, where it can be changed or sent.
  mountAct('cofnij', (act) => withdrawCampaign(deps, act));
  mountAct('odmowa', (act) => rejectCampaign(deps, act));
  mountAct('seria/wstrzymaj', (act) => suspendSeries(deps, act));
  mountAct('seria/wznow', (act) => resumeSeries(deps, act));
  mountAct('zgoda', (act, form) => {
    const expectedRecipients = Number(form.liczba);
    if (!Number.isSafeInteger(expectedRecipients))
      throw new ServiceError('invalid', 'no count of recipients');
    return approveCampaign(deps, { ...act, expectedRecipients });
  });

  app.post('/wysylki/:id{[0-9]{1,15}}/termin/:day{[0-9]{4}-[0-9]{2}-[0-9]{2}}', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const { id, day } = c.req.param();
    const { wybor } = c.get('form');
    if (wybor !== 'send' && wybor !== 'skip') throw new ServiceError('invalid', 'no decision');
    await decideOccurrence(deps, {
      campaignId: Number(id),
      day,
      outcome: wybor,
      actor: `staff:${session.staffId}`,
    }).catch((error: unknown) => {
      // A colleague was quicker: the page says what became of it.
      if (!(error instanceof ServiceError) || error.code !== 'too_late') throw error;
    });
    return c.redirect(paths.admin.campaign(Number(id)), 303);
  });

  app.get('/wysylki/:id{[0-9]{1,15}}/seria', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const campaign = await getSeries(Number(c.req.param('id')));
    const form = { ...toWhenForm(campaign), tresc: campaign.text };
    return c.html(render({ session, campaign, form, problems: {} }));
  });

  app.post('/wysylki/:id{[0-9]{1,15}}/seria', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const form = c.get('form');
    const campaign = await getSeries(Number(c.req.param('id')));
    const text = prepareText(form.tresc ?? '');
    const parsed = parseSeries(form, deps.clock());
    const { audience, lane } = campaign;
    const words = wordCampaignProblems(checkCampaign(deps, { text, audience, lane }));
    const problems = { tresc: words.tresc, ...(parsed.ok ? {} : parsed.problems) };
    if (!parsed.ok || hasProblems(problems)) {
      return c.html(render({ session, campaign, form, problems }), 422);
    }
    const { recurrence } = parsed.when;
    await editSeries(deps, { campaignId: campaign.id, actor: `staff:${session.staffId}`, text, recurrence });
    return c.redirect(paths.admin.campaign(campaign.id), 303);
  });

  async function getSeries(id: number): Promise<Campaign> {
    const campaign = await findCampaign(deps.db, id);
    if (campaign === null || campaign.recurrence === null)
      throw new ServiceError('not_found', 'no such series');
    if (campaign.state !== 'scheduled') throw new ServiceError('too_late', 'the series has ended');
    return campaign;
  }

  function render(page: {
    readonly session: Session;
    readonly campaign: Campaign;
    readonly form: Form;
    readonly problems: Problems;
  }): Html {
    const { session, campaign, form, problems } = page;
    return renderAdminPage(admin, {
      room: 'campaigns',
      session,
      title: `Zmień cykl ${campaign.id}`,
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
<p>Zmiana działa od następnego terminu. To, co już wyszło, zostaje bez zmian.</p>
<form method="post" action="${paths.admin.editSeries(campaign.id)}" novalidate>
${renderFormToken(session)}
${renderTextArea({ name: 'tresc', label: 'Treść', value: form.tresc, problem: problems.tresc, rows: 6, maxlength: 2000 })}
${renderSeriesFields({ form, problems })}
<div class="buttons"><button>Zapisz zmiany</button><a class="button second" href="${paths.admin.campaign(campaign.id)}">Nie zmieniaj</a></div>
</form>`,
    });
  }
}
