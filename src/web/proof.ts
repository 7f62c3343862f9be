// What is shown when no code is sent at once: how long to wait, the way by SMS, or a short task for the browser. Where
// scripts do not run, the way by SMS is all there is, and it always works.
import type { Context } from 'hono';
import { html } from 'hono/html';
import { type Html, renderNotice } from '#html/layout.ts';
import type { Visitor } from '#services/admit-request.ts';
import type { Challenge } from '#services/challenge.ts';
import type { FormCodeProblem } from '#services/form-code.ts';
import { clientAddress, type Form, type WebContext } from './context.ts';
import { renderHidden } from './fields.ts';
import { mainForm, renderSmsWay, renderVisitPage, renderWait, type Visit } from './visit.ts';
import type { SmsWord } from './words-pl.ts';

const proofField = 'dowod';

/** Who sent a form, and the proof it brought along. */
export function visitorOf(web: WebContext, c: Context, form: Form): Visitor {
  return { address: clientAddress(web, c), proof: form.get(proofField) };
}

/** Where a form that could not be answered yet goes again, with all that was in it. */
export type Repeat = {
  readonly action: string;
  readonly form: Form;
  readonly word: SmsWord;
  /** The page the form stands on, with a notice on top. */
  readonly render: (notice: Html) => Html | Promise<Html>;
};

/** The answer to a form that gets no code yet; the same whether or not the number is known. */
export async function answerCodeProblem(
  visit: Visit,
  c: Context,
  { problem, repeat }: { readonly problem: FormCodeProblem; readonly repeat: Repeat },
): Promise<Response> {
  const { words } = visit;
  switch (problem.kind) {
    case 'challenge':
      return c.html(renderProofPage(visit, { challenge: problem.challenge, repeat }), 429);
    case 'too_many': {
      const notice = renderWait(visit, { seconds: problem.retryAfterSeconds, word: repeat.word });
      return c.html(await repeat.render(notice), 429);
    }
    case 'capped': {
      const time = words.duration(problem.retryAfterSeconds);
      const body = html`<p>${words.capped(time, renderSmsWay(visit, repeat.word))}</p>`;
      return c.html(await repeat.render(renderNotice({ kind: 'danger', body })), 429);
    }
    default:
      return problem satisfies never;
  }
}

/** The form goes on by itself once the browser has solved the task; what happens is read out. */
function renderProofPage(
  visit: Visit,
  { challenge, repeat }: { readonly challenge: Challenge; readonly repeat: Repeat },
): Html {
  const { proof } = visit.words;
  const sms = renderSmsWay(visit, repeat.word);
  const kept = Object.fromEntries(
    repeat.form.names().flatMap((name) => (name === proofField ? [] : [[name, repeat.form.all(name)]])),
  );
  const body = html`<p class="lead">${proof.why}</p>
<noscript><p class="notice danger">${proof.noScript}</p></noscript>
<form id="${mainForm}" method="post" action="${repeat.action}" data-proof="${proofField}" data-challenge="${challenge.challenge}" data-rounds="${challenge.rounds}" data-bits="${challenge.bits}" data-busy="${proof.busy}" data-done="${proof.done}" data-failed="${proof.failed}">
${renderHidden(kept)}
<p role="status" class="proof"></p>
<div class="buttons"><button hidden>${proof.button}</button></div>
</form>
<p>${proof.sms(sms)}</p>`;
  return renderVisitPage(visit, {
    title: proof.title,
    body,
    formAction: repeat.action,
    scripts: ['proof.js'],
  });
}
