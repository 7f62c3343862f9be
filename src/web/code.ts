// Typing in the code: the same two pages for joining and leaving. The address holds a random id, never the number.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { renderField, renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import type { ConfirmProblem, FormConfirmed } from '#services/form-code.ts';
import { resendCode } from '#services/resend-code.ts';
import { consumeLimit, readForm, renderPublicPage, renderWait, type WebContext } from './context.ts';

export type CodePages = {
  readonly act: 'join' | 'leave';
  readonly title: string;
  readonly button: string;
  /** What is said of the text message; the same for every number. */
  readonly sent: string;
  readonly word: 'ZAPISZ' | 'STOP';
  readonly formPath: string;
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
    const isNew = c.req.query('nowy') !== undefined;
    const notice = isNew
      ? renderNotice({ kind: 'good', body: html`<p>Wysłaliśmy nowy kod. Poprzedni już nie działa.</p>` })
      : undefined;
    return c.html(renderCodePage(web, { pages, id: idOf(c), notice }));
  });
  app.post(pattern, async (c) => {
    const id = idOf(c);
    const wait = await consumeLimit(web, c, 'tries');
    if (wait > 0) {
      const notice = renderWait(web, { seconds: wait, reason: 'network', word: pages.word });
      return c.html(renderCodePage(web, { pages, id, notice }), 429);
    }
    const code = (await readForm(c)).get('kod');
    if (code.replace(/\D/g, '').length !== 6) {
      const problem = 'Wpisz 6 cyfr kodu z SMS-a';
      return c.html(renderCodePage(web, { pages, id, code, problem }), 422);
    }
    const answer = await pages.confirm({ id, code });
    if (answer.ok) return c.redirect(pages.donePath, 303);
    const problem = describeProblem(answer.problem);
    return c.html(renderCodePage(web, { pages, id, problem }), 422);
  });
  app.post(pages.newCodePath(`:id{${uuid}}`), async (c) => {
    const id = idOf(c);
    const wait = await consumeLimit(web, c, 'codes');
    const answer = wait > 0 ? undefined : await resendCode(web.deps, { id, act: pages.act });
    if (answer?.ok === true) return c.redirect(`${pages.codePath(id)}?nowy`, 303);
    if (answer?.problem.kind === 'not_found') {
      return c.html(renderCodePage(web, { pages, id, problem: describeProblem({ kind: 'not_found' }) }), 422);
    }
    const seconds = answer?.problem.kind === 'too_many' ? answer.problem.retryAfterSeconds : wait;
    const reason = answer === undefined ? 'network' : 'number';
    const notice = renderWait(web, { seconds, reason, word: pages.word });
    return c.html(renderCodePage(web, { pages, id, notice }), 429);
  });
}

function renderCodePage(
  web: WebContext,
  page: {
    readonly pages: CodePages;
    readonly id: string;
    readonly notice?: Html | undefined;
    readonly problem?: string;
    readonly code?: string;
  },
): Html {
  const { pages, id, notice, problem, code } = page;
  const body = html`${renderProblemSummary({ kod: problem })}${notice ?? ''}
<p class="lead">${pages.sent} Wpisz go tutaj; kod działa 10 minut.</p>
<form method="post" action="${pages.codePath(id)}" novalidate>
${renderField({
  name: 'kod',
  label: 'Kod z SMS-a',
  hint: '6 cyfr, na przykład 482 913',
  value: code,
  problem,
  autocomplete: 'one-time-code',
  inputmode: 'numeric',
  maxlength: 20,
  isRequired: true,
  isShort: true,
})}
<div class="buttons"><button>${pages.button}</button></div>
</form>
<h2>Kod nie przyszedł?</h2>
<p>SMS może iść nawet minutę. Potem poproś o nowy kod albo <a href="${pages.formPath}">sprawdź numer i zacznij od nowa</a>.</p>
<form method="post" action="${pages.newCodePath(id)}"><button class="second">Wyślij nowy kod</button></form>`;
  return renderPublicPage(web, { title: pages.title, body });
}

function describeProblem(problem: ConfirmProblem): string {
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

function idOf(c: Context): string {
  return c.req.param('id') ?? '';
}
