// /admin/pierwsze-kroki: from nothing to the first message, a plain page for each step. Where one has come to stands in
// the database: closed or killed, the next visit goes on there.
import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { type FirstStep, findNextStep, firstSteps, isFirstStep } from '#domain/first-steps.ts';
import { renderProblemSummary } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { changeSettings, readFreshSettings } from '#services/change-settings.ts';
import { ServiceError } from '#services/errors.ts';
import {
  choosePracticePlaces,
  closeFirstSteps,
  type FirstSteps,
  openFirstSteps,
  passStep,
  readFirstSteps,
} from '#services/first-steps.ts';
import { confirmOwnPhone, sendFirstText, startOwnPhone } from '#services/own-phone.ts';
import { renderStep, type StepPage, stepFields, stepTitles } from './first-step-pages.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import { wordOwnPhoneProblem } from './own-phone.ts';
import type { AdminContext, AdminEnv } from './session.ts';
import { fromForm, toForm, wordProblems } from './setting-form.ts';

/** What a form led to: the page again, or this step is behind. */
type Outcome = 'passed' | Partial<Pick<StepPage, 'form' | 'problems' | 'isSent'>>;

export function mountFirstSteps(app: Hono<AdminEnv>, admin: AdminContext): void {
  const { deps } = admin;

  app.get('/pierwsze-kroki', async (c) => {
    const session = c.get('session');
    await openFirstSteps(deps, session);
    const steps = await readFirstSteps(deps, session);
    if (steps.next !== undefined) return c.redirect(paths.admin.firstStep(steps.next), 303);
    return c.html(await renderEnd(c, steps));
  });

  // Before the steps: it would be taken for one.
  app.post('/pierwsze-kroki/zamknij', async (c) => {
    await closeFirstSteps(deps, c.get('session'));
    return c.redirect(paths.admin.home, 303);
  });

  app.get('/pierwsze-kroki/:krok', async (c) => {
    const step = readStep(c);
    const session = c.get('session');
    await openFirstSteps(deps, session);
    const settings = await readFreshSettings(deps);
    const fields = step === 'urzad' || step === 'numer' ? stepFields[step] : [];
    return c.html(await render(step, { session, form: toForm(fields, settings), problems: {} }));
  });

  app.post('/pierwsze-kroki/:krok', async (c) => {
    const step = readStep(c);
    const session = c.get('session');
    const outcome: Outcome = c.get('form').akcja === 'pozniej' ? 'passed' : await act(c, step);
    if (outcome === 'passed') {
      await passStep(deps, session, step);
      return c.redirect(nextAfter(step, await readFirstSteps(deps, session)), 303);
    }
    const page = { session, form: c.get('form'), problems: {}, ...outcome };
    return c.html(await render(step, page), outcome.problems === undefined ? 200 : 422);
  });

  async function act(c: Context<AdminEnv>, step: FirstStep): Promise<Outcome> {
    const session = c.get('session');
    const form = c.get('form');
    switch (step) {
      case 'urzad':
      case 'numer': {
        const fields = stepFields[step];
        const answer = await changeSettings(deps, {
          actor: `staff:${session.staffId}`,
          role: session.role,
          values: fromForm(fields, form),
        });
        return answer.ok ? 'passed' : { problems: wordProblems(fields, answer.problems) };
      }
      case 'miejsca':
        if (form.akcja === 'cwiczenia') await choosePracticePlaces(deps, session);
        return 'passed';
      case 'kategorie':
        return 'passed';
      case 'telefon':
        return actOnPhone(c);
      case 'proba':
        if (form.akcja === 'koniec') return 'passed';
        await sendFirstText(deps, session.staffId);
        return { isSent: true };
      default:
        return step satisfies never;
    }
  }

  async function actOnPhone(c: Context<AdminEnv>): Promise<Outcome> {
    const { staffId } = c.get('session');
    const { akcja, kod = '', numer = '' } = c.get('form');
    if (akcja === 'dalej') return 'passed';
    if (akcja === 'kod') {
      const answer = await confirmOwnPhone(deps, { staffId, code: kod });
      if (answer.ok) return 'passed';
      const canTryAgain = answer.problem === 'wrong';
      const problems = { [canTryAgain ? 'kod' : 'numer']: wordOwnPhoneProblem(answer) };
      return { problems, isSent: canTryAgain };
    }
    const answer = await startOwnPhone(deps, { staffId, number: numer });
    return answer.ok ? { isSent: true } : { problems: { numer: wordOwnPhoneProblem(answer) } };
  }

  async function render(step: FirstStep, page: StepPage): Promise<Html> {
    const steps = await readFirstSteps(deps, page.session);
    const at = firstSteps.indexOf(step);
    return renderAdminPage(admin, {
      room: 'settings',
      session: page.session,
      title: stepTitles[step],
      heading: html`<span class="quiet small">Krok ${at + 1} z ${firstSteps.length}</span><br>${stepTitles[step]}`,
      width: 'narrow',
      body: html`${renderProblemSummary(page.problems)}
${renderProgress(steps, step)}
${await renderStep(admin, step, page)}
<hr>
<div class="buttons">
<form method="post" action="${paths.admin.firstStep(step)}">${renderFormToken(page.session)}<input type="hidden" name="akcja" value="pozniej"><button class="second">Zostaw ten krok na później</button></form>
<form method="post" action="${paths.admin.closeFirstSteps}">${renderFormToken(page.session)}<button class="plain">Zamknij pierwsze kroki</button></form>
</div>`,
    });
  }

  async function renderEnd(c: Context<AdminEnv>, steps: FirstSteps): Promise<Html> {
    const isPractice = deps.office().mode === 'practice';
    const left = steps.states.filter(({ isReady }) => !isReady);
    return renderAdminPage(admin, {
      room: 'settings',
      session: c.get('session'),
      title: 'Pierwsze kroki',
      width: 'narrow',
      body: html`${renderProgress(steps, undefined)}
${left.length === 0 ? renderNotice({ kind: 'good', body: 'Wszystko gotowe: urząd może rozmawiać z mieszkańcami.' }) : ''}
<h2>Co dalej</h2>
<ul>
<li><a href="${paths.admin.inviteAccount}">Zaproś drugiego administratora</a> i osoby, które będą wysyłać.</li>
<li><a href="${paths.admin.compose}">Wyślij pierwszą wiadomość</a>${isPractice ? ' w ćwiczeniach' : ''}.</li>
<li><a href="${paths.admin.manual}">Przeczytaj instrukcję</a>.</li>
${isPractice ? html`<li>Gdy wszyscy poćwiczą: <a href="${paths.admin.goLive}">Przejście na tryb rzeczywisty</a>.</li>` : ''}
</ul>
<div class="buttons"><a class="button" href="${paths.admin.home}">Przejdź do panelu</a></div>`,
    });
  }
}

function renderProgress({ states }: FirstSteps, current: FirstStep | undefined): Html {
  return html`<nav aria-label="Kroki"><ol class="first-steps">${states.map(
    ({ step, isPassed, isReady }) =>
      html`<li><a href="${paths.admin.firstStep(step)}"${step === current ? html` aria-current="step"` : ''}>${stepTitles[step]}</a>${isPassed ? html` <span class="tag ${isReady ? 'good' : 'warning'}">${isReady ? 'zrobione' : 'na później'}</span>` : ''}</li>`,
  )}</ol></nav>`;
}

/** The step after this one that is not behind yet; from the last one back to any that was jumped over. */
function nextAfter(step: FirstStep, { states }: FirstSteps): string {
  const passed = states.filter(({ isPassed }) => isPassed).map((state) => state.step);
  const after = firstSteps.slice(firstSteps.indexOf(step) + 1).find((later) => !passed.includes(later));
  const next = after ?? findNextStep(passed);
  return next === undefined ? paths.admin.firstSteps : paths.admin.firstStep(next);
}

function readStep(c: Context<AdminEnv>): FirstStep {
  const step = c.req.param('krok') ?? '';
  if (!isFirstStep(step)) throw new ServiceError('not_found', 'no such step');
  return step;
}
