import type { Hono } from 'hono';
import { html } from 'hono/html';
import { wordings } from '#domain/consent.ts';
import { parseMsisdn } from '#domain/msisdn.ts';
import { renderField } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { confirmUnsubscription } from '#services/confirm-unsubscription.ts';
import { startUnsubscription } from '#services/start-unsubscription.ts';
import { mountCodePages } from './code.ts';
import { readForm, type WebContext } from './context.ts';
import { renderProblems } from './fields.ts';
import { answerCodeProblem, visitorOf } from './proof.ts';
import { mainForm, openVisit, renderSmsWay, renderVisitPage, switchLanguage, type Visit } from './visit.ts';

/** Leaving: number → code → done. The answer is the same whether or not the number is on the list. */
export function mountLeave(app: Hono, web: WebContext): void {
  app.get(paths.leaveForm, (c) => c.html(renderLeavePage(openVisit(web, c), {})));
  app.post(paths.leaveForm, async (c) => {
    const form = await readForm(c);
    const number = form.get('numer').slice(0, 64);
    const visit = openVisit(web, c);
    const switched = switchLanguage(visit, c, form.get('jezyk'));
    if (switched !== null) return c.html(renderLeavePage(switched, { number }));
    const parsed = parseMsisdn(number);
    if (!parsed.ok) {
      const problem = visit.words.number.problems[parsed.problem];
      return c.html(renderLeavePage(visit, { number, problem }), 422);
    }
    const answer = await startUnsubscription(web.deps, {
      msisdn: parsed.msisdn,
      visitor: visitorOf(web, c, form),
      door: 'form',
      wording: wordings.formLeave,
    });
    if (answer.ok) return c.redirect(paths.leaveCode(answer.id), 303);
    const render = (notice: Html) => renderLeavePage(visit, { number, notice });
    const repeat = { action: paths.leaveForm, form, word: 'STOP', render } as const;
    return answerCodeProblem(visit, c, { problem: answer.problem, repeat });
  });
  app.get(paths.leaveDone, (c) => c.html(renderDonePage(openVisit(web, c))));
  mountCodePages(app, web, {
    act: 'leave',
    describe: (visit, id) => ({
      act: 'leave',
      title: visit.words.code.leaveTitle,
      sent: visit.words.code.leaveSent,
      button: visit.words.code.leaveButton,
      path: paths.leaveCode(id),
      newCodePath: paths.newLeaveCode(id),
      startPath: paths.leaveForm,
      word: 'STOP',
    }),
    codePath: paths.leaveCode,
    newCodePath: paths.newLeaveCode,
    donePath: paths.leaveDone,
    confirm: (request) => confirmUnsubscription(web.deps, request),
  });
}

function renderLeavePage(
  visit: Visit,
  page: { readonly number?: string; readonly problem?: string; readonly notice?: Html },
): Html {
  const { words } = visit;
  const body = html`${renderProblems(visit, { numer: page.problem })}${page.notice ?? ''}
<p class="lead">${words.leave.simplest(renderSmsWay(visit, 'STOP'))}</p>
<p>${words.leave.form}</p>
<form id="${mainForm}" method="post" action="${paths.leaveForm}" novalidate>
${renderField({
  name: 'numer',
  label: words.number.label,
  hint: words.number.hint,
  value: page.number,
  problem: page.problem,
  type: 'tel',
  autocomplete: 'tel',
  inputmode: 'tel',
  maxlength: 30,
  isRequired: true,
})}
<div class="buttons"><button>${words.leave.sendCode}</button></div>
</form>`;
  return renderVisitPage(visit, {
    title: words.leave.title,
    body,
    formAction: paths.leaveForm,
    hasProblems: page.problem !== undefined,
  });
}

function renderDonePage(visit: Visit): Html {
  const { leave } = visit.words;
  const body = html`${renderNotice({ kind: 'good', body: html`<p><strong>${leave.done}</strong> ${leave.doneMore}</p>` })}
<p>${leave.back} <a href="${paths.joinForm}">${leave.backForm}</a> ${leave.backSms(renderSmsWay(visit, 'ZAPISZ'))}</p>`;
  return renderVisitPage(visit, { title: leave.doneTitle, body });
}
