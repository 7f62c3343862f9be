// /admin/konto/telefon: the clerk's own phone, and a draft sent to it before anybody else gets it.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { findOwnPhone } from '#db/own-phones.ts';
import { maskMsisdn, parseMsisdn } from '#domain/msisdn.ts';
import { formatDuration } from '#html/format.ts';
import { type Problems, renderField, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import {
  confirmOwnPhone,
  type OwnPhoneAnswer,
  removeOwnPhone,
  sendTrial,
  startOwnPhone,
} from '#services/own-phone.ts';
import { refuseViewer } from './compose.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

type Page = {
  readonly session: Session;
  readonly form: Form;
  readonly problems: Problems;
  /** A code is on its way. */
  readonly isAsked: boolean;
};

export function mountOwnPhone(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { deps } = admin;

  app.get('/konto/telefon', async (c) =>
    c.html(await render({ session: c.get('session'), form: {}, problems: {}, isAsked: false })),
  );

  app.post('/konto/telefon', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const answer = await startOwnPhone(deps, { staffId: session.staffId, number: form.numer ?? '' });
    const problems = answer.ok ? {} : { numer: wordOwnPhoneProblem(answer) };
    return c.html(await render({ session, form, problems, isAsked: answer.ok }), answer.ok ? 200 : 422);
  });

  app.post('/konto/telefon/kod', async (c) => {
    const session = c.get('session');
    const answer = await confirmOwnPhone(deps, {
      staffId: session.staffId,
      code: c.get('form').kod ?? '',
    });
    if (answer.ok) return c.redirect(paths.admin.ownPhone, 303);
    const canTryAgain = answer.problem === 'wrong';
    const problems = { [canTryAgain ? 'kod' : 'numer']: wordOwnPhoneProblem(answer) };
    return c.html(await render({ session, form: {}, problems, isAsked: canTryAgain }), 422);
  });

  app.post('/konto/telefon/usun', async (c) => {
    await removeOwnPhone(deps, c.get('session').staffId);
    return c.redirect(paths.admin.ownPhone, 303);
  });

  app.post('/wysylki/:id{[0-9]{1,15}}/proba', async (c) => {
    const session = c.get('session');
    refuseViewer(session);
    const campaignId = Number(c.req.param('id'));
    try {
      await sendTrial(deps, { campaignId, staffId: session.staffId });
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code === 'not_found') throw error;
      if (error.code === 'conflict') return c.redirect(paths.admin.ownPhone, 303);
      return c.redirect(`${paths.admin.campaignPreview(campaignId)}?proba=nie`, 303);
    }
    return c.redirect(`${paths.admin.campaignPreview(campaignId)}?proba=tak`, 303);
  });

  async function render({ session, form, problems, isAsked }: Page): Promise<Html> {
    const own = await findOwnPhone(deps.db, session.staffId);
    const parsed = own === null ? undefined : parseMsisdn(own.msisdn);
    return renderAdminPage(admin, {
      room: 'account',
      session,
      title: 'Mój telefon',
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
<p class="lead">Na ten numer możesz wysłać każdą wiadomość na próbę, zanim dostaną ją mieszkańcy.</p>
${
  parsed?.ok === true
    ? html`<p>Potwierdzony numer: <strong>${maskMsisdn(parsed.msisdn)}</strong></p>
<form method="post" action="${paths.admin.removeOwnPhone}">${renderFormToken(session)}<button class="second">Zapomnij ten numer</button></form>
<h2>Zmień numer</h2>`
    : ''
}
${
  isAsked
    ? html`${renderNotice({ kind: 'info', body: 'Wysłaliśmy SMS z kodem. Jest ważny 10 minut.' })}
<form method="post" action="${paths.admin.confirmOwnPhone}" novalidate>
${renderFormToken(session)}
${renderField({ name: 'kod', label: 'Kod z SMS-a', problem: problems.kod, inputmode: 'numeric', autocomplete: 'one-time-code', isShort: true, isRequired: true })}
<div class="buttons"><button>Potwierdź</button><a class="button second" href="${paths.admin.ownPhone}">Inny numer</a></div>
</form>`
    : html`<form method="post" action="${paths.admin.ownPhone}" novalidate>
${renderFormToken(session)}
${renderField({ name: 'numer', label: 'Numer telefonu komórkowego', value: form.numer, problem: problems.numer, type: 'tel', autocomplete: 'tel', isShort: true, isRequired: true })}
<div class="buttons"><button>Wyślij kod</button></div>
</form>`
}`,
    });
  }
}

/** On the page before sending: the draft to one's own phone, and what became of the last try. */
export async function renderTrial(
  admin: AdminContext,
  of: { readonly session: Session; readonly campaignId: number; readonly outcome: string | undefined },
): Promise<Html> {
  const { session, campaignId, outcome } = of;
  const own = await findOwnPhone(admin.deps.db, session.staffId);
  if (own === null)
    return html`<p><a href="${paths.admin.ownPhone}">Podaj swój telefon</a>, żeby najpierw wysłać próbę do siebie.</p>`;
  return html`${
    outcome === 'tak'
      ? renderNotice({
          kind: 'good',
          body: 'Próba poszła na Twój telefon. Mieszkańcy jeszcze nic nie dostali.',
        })
      : outcome === 'nie'
        ? renderNotice({
            kind: 'warning',
            body: 'Próba nie poszła: treść ma błędy albo było już 20 prób w ciągu godziny.',
          })
        : ''
  }<form method="post" action="${paths.admin.trial(campaignId)}">${renderFormToken(session)}<button class="second">Wyślij próbę na mój telefon</button></form>`;
}

/** What is the matter with the number or the code. */
export function wordOwnPhoneProblem(answer: Extract<OwnPhoneAnswer, { ok: false }>): string {
  switch (answer.problem) {
    case 'number':
      return 'Podaj polski numer komórkowy, 9 cyfr, na przykład 501 234 567.';
    case 'wrong':
      return 'To nie jest ten kod. Sprawdź SMS i wpisz 6 cyfr jeszcze raz.';
    case 'expired':
      return 'Kod stracił ważność. Podaj numer jeszcze raz, wyślemy nowy.';
    case 'spent':
    case 'none':
      return 'Tego kodu nie można już użyć. Podaj numer jeszcze raz, wyślemy nowy.';
    case 'too_many':
      return `Za dużo kodów. Spróbuj za ${formatDuration(answer.waitSeconds)}.`;
    default:
      return answer satisfies never;
  }
}
