// Typing in the code: the same two pages for joining, leaving, /moje and erasing. The address holds a random id, never
// the number.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { CodeAct } from '#domain/codes.ts';
import { renderField } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import type { Visitor } from '#services/admit-request.ts';
import { type ConfirmProblem, type FormConfirmed, isRequestDone } from '#services/form-code.ts';
import { resendCode } from '#services/resend-code.ts';
import { type Form, readForm, type WebContext } from './context.ts';
import { renderProblems } from './fields.ts';
import { answerCodeProblem, visitorOf } from './proof.ts';
import { mainForm, openVisit, renderVisitPage, switchLanguage, type Visit } from './visit.ts';
import type { SmsWord } from './words-pl.ts';

/** A page on which a code is typed. */
export type CodePage = {
  readonly act: CodeAct;
  readonly title: string;
  /** What has just been sent, and to whom. */
  readonly sent: string;
  readonly button: string;
  readonly path: string;
  readonly newCodePath: string;
  /** Where to start again. */
  readonly startPath: string;
  /** What to text where the page does not go on. */
  readonly word: SmsWord;
  /** A token of the session, where there is one. */
  readonly token?: Html;
};

export type CodePages = {
  readonly act: 'join' | 'leave';
  readonly describe: (visit: Visit, id: string) => CodePage;
  readonly codePath: (id: string) => string;
  readonly newCodePath: (id: string) => string;
  readonly donePath: string;
  readonly confirm: (request: CodeRequest) => Promise<FormConfirmed>;
};

export type CodeRequest = { readonly id: string; readonly code: string; readonly visitor: Visitor };

export const requestPattern = ':id{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}}';

/** Mounts the page of the code, its check and "send another". */
export function mountCodePages(app: Hono, web: WebContext, pages: CodePages): void {
  const pattern = pages.codePath(requestPattern);
  app.get(pattern, async (c) => {
    // Who comes back by the browser's button is not told that a code is on its way.
    if (await isRequestDone(web.deps, { id: requestOf(c), act: pages.act }))
      return c.redirect(pages.donePath, 303);
    const visit = openVisit(web, c);
    return c.html(renderCodePage(visit, pages.describe(visit, requestOf(c)), findNotice(visit, c)));
  });
  app.post(pattern, async (c) => {
    const visit = openVisit(web, c);
    const form = await readForm(c);
    return takeCode(visit, c, {
      form,
      describe: (shown) => pages.describe(shown, requestOf(c)),
      confirm: pages.confirm,
      donePath: pages.donePath,
      finish: () => c.redirect(pages.donePath, 303),
    });
  });
  app.post(pages.newCodePath(requestPattern), async (c) => {
    const visit = openVisit(web, c);
    const page = pages.describe(visit, requestOf(c));
    return sendNewCode(visit, c, { page, form: await readForm(c) });
  });
}

/** Checks what was typed; `finish` answers when it was right, `donePath` when it had been right before. */
export async function takeCode<Confirmed extends { readonly ok: true }>(
  visit: Visit,
  c: Context,
  typed: {
    readonly form: Form;
    readonly describe: (visit: Visit) => CodePage;
    readonly confirm: (
      request: CodeRequest,
    ) => Promise<Confirmed | { readonly ok: false; readonly problem: ConfirmProblem }>;
    readonly donePath: string;
    readonly finish: (confirmed: Confirmed) => Response;
  },
): Promise<Response> {
  const { form, describe, confirm, donePath, finish } = typed;
  const id = requestOf(c);
  const code = form.get('kod').slice(0, 20);
  const switched = switchLanguage(visit, c, form.get('jezyk'));
  if (switched !== null) return c.html(renderCodePage(switched, describe(switched), { code }));
  const page = describe(visit);
  if (code.replace(/\D/g, '').length !== 6) {
    const problem = visit.words.code.notSixDigits;
    return c.html(renderCodePage(visit, page, { code, problem }), 422);
  }
  const answer = await confirm({ id, code, visitor: visitorOf(visit.web, c, form) });
  if (answer.ok) return finish(answer);
  if (answer.problem.kind === 'done') return c.redirect(donePath, 303);
  if (answer.problem.kind === 'challenge') {
    const render = (notice: Html) => renderCodePage(visit, page, { notice, code });
    const repeat = { action: page.path, form, word: page.word, render };
    return answerCodeProblem(visit, c, { problem: answer.problem, repeat });
  }
  return c.html(renderCodePage(visit, page, { problem: wordCodeProblem(visit, answer.problem) }), 422);
}

/** Sends another code and shows the page again. */
export async function sendNewCode(
  visit: Visit,
  c: Context,
  { page, form }: { readonly page: CodePage; readonly form: Form },
): Promise<Response> {
  const visitor = visitorOf(visit.web, c, form);
  const answer = await resendCode(visit.web.deps, { id: requestOf(c), act: page.act, visitor });
  if (answer.ok) return c.redirect(`${page.path}?nowy`, 303);
  const { problem } = answer;
  if (problem.kind === 'not_found')
    return c.html(renderCodePage(visit, page, { problem: wordCodeProblem(visit, problem) }), 422);
  const render = (notice: Html) => renderCodePage(visit, page, { notice });
  const repeat = { action: page.newCodePath, form, word: page.word, render };
  return answerCodeProblem(visit, c, { problem, repeat });
}

type State = { readonly notice?: Html; readonly problem?: string; readonly code?: string };

export function renderCodePage(visit: Visit, page: CodePage, state: State): Html {
  const words = visit.words.code;
  const { problem } = state;
  const body = html`${renderProblems(visit, { kod: problem })}${state.notice ?? ''}
<p class="lead">${page.sent} ${words.enter}</p>
<form id="${mainForm}" method="post" action="${page.path}" novalidate>
${page.token ?? ''}
${renderField({
  name: 'kod',
  label: words.label,
  hint: words.hint,
  value: state.code,
  problem,
  autocomplete: 'one-time-code',
  inputmode: 'numeric',
  maxlength: 20,
  isRequired: true,
  isShort: true,
})}
<div class="buttons"><button${page.act === 'erase' ? html` class="risky"` : ''}>${page.button}</button></div>
</form>
<h2>${words.missing}</h2>
<p>${words.missingBody} <a href="${page.startPath}">${words.startAnew}</a>.</p>
<form method="post" action="${page.newCodePath}">${page.token ?? ''}<button class="second">${words.sendNew}</button></form>`;
  return renderVisitPage(visit, {
    title: page.title,
    body,
    formAction: page.path,
    hasProblems: problem !== undefined,
  });
}

/** That another code has just been sent, when it has. */
export function findNotice(visit: Visit, c: Context): State {
  if (c.req.query('nowy') === undefined) return {};
  return { notice: renderNotice({ kind: 'good', body: html`<p>${visit.words.code.sentNew}</p>` }) };
}

function wordCodeProblem(
  visit: Visit,
  problem: Exclude<ConfirmProblem, { kind: 'challenge' | 'done' }>,
): string {
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

/** The request's id in the address. */
export function requestOf(c: Context): string {
  return c.req.param('id') ?? '';
}
