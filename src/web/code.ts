// Typing in the code: the same two pages for joining and leaving. The address holds a random id, never the number.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { renderField } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import type { ConfirmProblem, FormConfirmed } from '#services/form-code.ts';
import { resendCode } from '#services/resend-code.ts';
import { consumeLimit, readForm, type WebContext } from './context.ts';
import { renderProblems } from './fields.ts';
import { mainForm, openVisit, renderVisitPage, renderWait, switchLanguage, type Visit } from './visit.ts';
import type { SmsWord } from './words-pl.ts';

export type CodePages = {
  readonly act: 'join' | 'leave';
  readonly word: SmsWord;
  /** Where to start again. */
  readonly formPath: (id: string) => string;
  readonly codePath: (id: string) => string;
  readonly newCodePath: (id: string) => string;
  readonly donePath: string;
  readonly confirm: (request: { readonly id: string; readonly code: string }) => Promise<FormConfirmed>;
};

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** Mounts the page of the code, its check and "send another". */
export function mountCodePages(app: Hono, web: WebContext, pages: CodePages): void {
  const pattern = pages.codePath(`:id{${uuid}}`);
  app.get(pattern, (c) => {
    const visit = openVisit(web, c);
    const isNew = c.req.query('nowy') !== undefined;
    const notice = isNew
      ? renderNotice({ kind: 'good', body: html`<p>${visit.words.code.sentNew}</p>` })
      : undefined;
    return c.html(renderCodePage(visit, { pages, id: idOf(c), notice }));
  });
  app.post(pattern, async (c) => {
    const id = idOf(c);
    const form = await readForm(c);
    const code = form.get('kod').slice(0, 20);
    const visit = openVisit(web, c);
    const switched = switchLanguage(visit, c, form.get('jezyk'));
    if (switched !== null) return c.html(renderCodePage(switched, { pages, id, code }));
    const wait = await consumeLimit(web, c, 'tries');
    if (wait > 0) {
      const notice = renderWait(visit, { seconds: wait, reason: 'network', word: pages.word });
      return c.html(renderCodePage(visit, { pages, id, notice, code }), 429);
    }
    if (code.replace(/\D/g, '').length !== 6) {
      const problem = visit.words.code.notSixDigits;
      return c.html(renderCodePage(visit, { pages, id, code, problem }), 422);
    }
    const answer = await pages.confirm({ id, code });
    if (answer.ok) return c.redirect(pages.donePath, 303);
    const problem = describeProblem(visit, answer.problem);
    return c.html(renderCodePage(visit, { pages, id, problem }), 422);
  });
  app.post(pages.newCodePath(`:id{${uuid}}`), async (c) => {
    const id = idOf(c);
    const visit = openVisit(web, c);
    const wait = await consumeLimit(web, c, 'codes');
    const answer = wait > 0 ? undefined : await resendCode(web.deps, { id, act: pages.act });
    if (answer?.ok === true) return c.redirect(`${pages.codePath(id)}?nowy`, 303);
    if (answer?.problem.kind === 'not_found') {
      const problem = describeProblem(visit, { kind: 'not_found' });
      return c.html(renderCodePage(visit, { pages, id, problem }), 422);
    }
    const seconds = answer?.problem.kind === 'too_many' ? answer.problem.retryAfterSeconds : wait;
    const reason = answer === undefined ? 'network' : 'number';
    const notice = renderWait(visit, { seconds, reason, word: pages.word });
    return c.html(renderCodePage(visit, { pages, id, notice }), 429);
  });
}

function renderCodePage(
  visit: Visit,
  page: {
    readonly pages: CodePages;
    readonly id: string;
    readonly notice?: Html | undefined;
    readonly problem?: string;
    readonly code?: string;
  },
): Html {
  const { pages, id, notice, problem, code } = page;
  const words = visit.words.code;
  const isJoin = pages.act === 'join';
  const body = html`${renderProblems(visit, { kod: problem })}${notice ?? ''}
<p class="lead">${isJoin ? words.joinSent : words.leaveSent} ${words.enter}</p>
<form id="${mainForm}" method="post" action="${pages.codePath(id)}" novalidate>
${renderField({
  name: 'kod',
  label: words.label,
  hint: words.hint,
  value: code,
  problem,
  autocomplete: 'one-time-code',
  inputmode: 'numeric',
  maxlength: 20,
  isRequired: true,
  isShort: true,
})}
<div class="buttons"><button>${isJoin ? words.joinButton : words.leaveButton}</button></div>
</form>
<h2>${words.missing}</h2>
<p>${words.missingBody} <a href="${pages.formPath(id)}">${words.startAnew}</a>.</p>
<form method="post" action="${pages.newCodePath(id)}"><button class="second">${words.sendNew}</button></form>`;
  return renderVisitPage(visit, {
    title: isJoin ? words.joinTitle : words.leaveTitle,
    body,
    formAction: pages.codePath(id),
    hasProblems: problem !== undefined,
  });
}

function describeProblem(visit: Visit, problem: ConfirmProblem): string {
  const words = visit.words.code;
  switch (problem.kind) {
    case 'wrong':
      return words.wrong(problem.triesLeft);
    case 'expired':
      return words.expired;
    case 'spent':
      return words.spent;
    case 'not_found':
      return words.gone;
    default:
      return problem satisfies never;
  }
}

function idOf(c: Context): string {
  return c.req.param('id') ?? '';
}
