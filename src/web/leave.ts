import type { Hono } from 'hono';
import { html } from 'hono/html';
import { wordings } from '#domain/consent.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import { renderField, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { confirmUnsubscription } from '#services/confirm-unsubscription.ts';
import { startUnsubscription } from '#services/start-unsubscription.ts';
import { mountCodePages } from './code.ts';
import {
  consumeLimit,
  numberProblems,
  readForm,
  renderPublicPage,
  renderSmsWay,
  renderWait,
  type WebContext,
} from './context.ts';

const title = 'Wypisz się z powiadomień';

/** Leaving: number → code → done. The answer is the same whether or not the number is on the list. */
export function mountLeave(app: Hono, web: WebContext): void {
  app.get(paths.leaveForm, (c) => c.html(renderLeavePage(web, {})));
  app.post(paths.leaveForm, async (c) => {
    const number = (await readForm(c)).get('numer');
    const parsed = parseMsisdn(number);
    if (!parsed.ok) {
      return c.html(renderLeavePage(web, { number, problem: numberProblems[parsed.problem] }), 422);
    }
    const wait = await consumeLimit(web, c, 'codes');
    if (wait > 0) {
      const notice = renderWait(web, { seconds: wait, reason: 'network', word: 'STOP' });
      return c.html(renderLeavePage(web, { number, notice }), 429);
    }
    const answer = await startUnsubscription(web.deps, {
      msisdn: parsed.msisdn,
      door: 'form',
      wording: wordings.formLeave,
    });
    if (answer.ok) return c.redirect(paths.leaveCode(answer.id), 303);
    const seconds = answer.problem.retryAfterSeconds;
    const notice = renderWait(web, { seconds, reason: 'number', word: 'STOP' });
    return c.html(renderLeavePage(web, { number, notice }), 429);
  });
  app.get(paths.leaveDone, (c) => c.html(renderDonePage(web)));
  mountCodePages(app, web, {
    act: 'leave',
    title: 'Wpisz kod, żeby się wypisać',
    button: 'Wypisz mnie',
    sent: 'Jeśli ten numer jest na liście, wysyłamy na niego SMS z kodem.',
    word: 'STOP',
    formPath: paths.leaveForm,
    codePath: paths.leaveCode,
    newCodePath: paths.newLeaveCode,
    donePath: paths.leaveDone,
    confirm: (request) => confirmUnsubscription(web.deps, request),
  });
}

function renderLeavePage(
  web: WebContext,
  page: { readonly number?: string; readonly problem?: string; readonly notice?: Html },
): Html {
  const body = html`${renderProblemSummary({ numer: page.problem })}${page.notice ?? ''}
<p class="lead">Najprościej: wyślij ${renderSmsWay(web, 'STOP')}. Działa od razu, bez kodu.</p>
<p>Możesz też wypisać numer tutaj. Jeśli jest na liście, wyślemy na niego SMS z kodem.</p>
<form method="post" action="${paths.leaveForm}" novalidate>
${renderField({
  name: 'numer',
  label: 'Numer telefonu komórkowego',
  hint: '9 cyfr, na przykład 600 100 200',
  value: page.number,
  problem: page.problem,
  type: 'tel',
  autocomplete: 'tel',
  inputmode: 'tel',
  maxlength: 30,
  isRequired: true,
})}
<div class="buttons"><button>Wyślij kod</button></div>
</form>`;
  return renderPublicPage(web, { title, body });
}

function renderDonePage(web: WebContext): Html {
  const body = html`${renderNotice({ kind: 'good', body: html`<p><strong>Numer został wypisany.</strong> Nie wyślemy już żadnych powiadomień.</p>` })}
<p>Chcesz wrócić? <a href="${paths.joinForm}">Zapisz się ponownie</a> albo wyślij ${renderSmsWay(web, 'ZAPISZ')}.</p>`;
  return renderPublicPage(web, { title: 'Wypisano', body });
}
