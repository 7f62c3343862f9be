// The page on which a code is typed for /moje: to get in, and once more before everything is erased.
import type { Context } from 'hono';
import { html } from 'hono/html';
import { renderField, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import type { ConfirmProblem } from '#services/form-code.ts';
import { resendCode } from '#services/resend-code.ts';
import { consumeLimit, type WebContext } from './context.ts';
import { renderTooSoon } from './mine-frame.ts';
import { renderResidentPage } from './resident-page.ts';

export type CodePage = {
  readonly act: 'self' | 'erase';
  readonly title: string;
  readonly button: string;
  readonly sent: string;
  readonly path: string;
  readonly newCodePath: string;
  readonly startPath: string;
  /** A token of the session, where there is one. */
  readonly token: Html;
};

/** What was typed, or why it can't be a code. */
export function readCode(code: string): { readonly problem?: string } {
  return code.replace(/\D/g, '').length === 6 ? {} : { problem: 'Wpisz 6 cyfr kodu z SMS-a' };
}

export function renderCodePage(
  web: WebContext,
  page: CodePage,
  state: { readonly notice?: Html; readonly problem?: string; readonly code?: string } = {},
): Html {
  const { problem } = state;
  return renderResidentPage(web, {
    title: page.title,
    body: html`${renderProblemSummary({ kod: problem })}${state.notice ?? ''}
<p class="lead">${page.sent} Wpisz go tutaj; kod działa 10 minut.</p>
<form method="post" action="${page.path}" novalidate>
${page.token}
${renderField({
  name: 'kod',
  label: 'Kod z SMS-a',
  hint: '6 cyfr, na przykład 482 913',
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
<h2>Kod nie przyszedł?</h2>
<p>SMS może iść nawet minutę. Potem poproś o nowy kod albo <a href="${page.startPath}">zacznij od nowa</a>.</p>
<form method="post" action="${page.newCodePath}">${page.token}<button class="second">Wyślij nowy kod</button></form>`,
  });
}

/** Sends another code and shows the page again. */
export async function sendNewCode(
  web: WebContext,
  c: Context,
  given: { readonly id: string; readonly page: CodePage },
): Promise<Response> {
  const { id, page } = given;
  const wait = await consumeLimit(web, c, 'codes');
  if (wait > 0) {
    const notice = renderTooSoon({ seconds: wait, reason: 'network' });
    return c.html(renderCodePage(web, page, { notice }), 429);
  }
  const answer = await resendCode(web.deps, { id, act: page.act });
  if (answer.ok) return c.redirect(`${page.path}?nowy`, 303);
  if (answer.problem.kind === 'not_found')
    return c.html(renderCodePage(web, page, { problem: wordCodeProblem({ kind: 'not_found' }) }), 422);
  const notice = renderTooSoon({ seconds: answer.problem.retryAfterSeconds, reason: 'number' });
  return c.html(renderCodePage(web, page, { notice }), 429);
}

export function renderNewCodeNotice(c: Context): { readonly notice?: Html } {
  if (c.req.query('nowy') === undefined) return {};
  return {
    notice: renderNotice({
      kind: 'good',
      body: html`<p>Wysłaliśmy nowy kod. Poprzedni już nie działa.</p>`,
    }),
  };
}

export function wordCodeProblem(problem: ConfirmProblem): string {
  switch (problem.kind) {
    case 'wrong':
      return `Kod się nie zgadza. Sprawdź SMS i spróbuj jeszcze raz. Pozostało prób: ${problem.triesLeft}`;
    case 'expired':
      return 'Ten kod stracił ważność. Poproś niżej o nowy';
    case 'spent':
      return 'Ten kod już nie działa. Poproś niżej o nowy';
    case 'not_found':
      return 'Tej prośby już nie ma: została potwierdzona albo wygasła. Jeśli trzeba, zacznij od nowa';
    default:
      return problem satisfies never;
  }
}
