// /admin/cwiczenia: guided exercises of practice mode, checked by what has really happened.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { type ExerciseName, exerciseNames, exercises, nextStep } from '#domain/exercises.ts';
import { formatDateTime, formatPlural } from '#html/format.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { ServiceError } from '#services/errors.ts';
import { checkExercise, type ExerciseStanding, listExercises, startExercise } from '#services/exercises.ts';
import type { Session } from '#services/open-session.ts';
import { exerciseWords, stepWords } from './exercise-words.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv } from './session.ts';

export function mountExercises(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/cwiczenia', async (c) => {
    const session = c.get('session');
    const standings = await listExercises(admin.deps, session);
    return c.html(
      renderAdminPage(admin, {
        room: 'manual',
        session,
        title: 'Ćwiczenia z przewodnikiem',
        width: 'narrow',
        body: html`<p>Wykonujesz prawdziwe czynności w panelu, a mieszkańców grasz na telefonie do ćwiczeń. System sam sprawdza każdy krok. Nic nie wychodzi na zewnątrz, a każde ćwiczenie można powtarzać.</p>
${standings.length === 0 ? html`<p class="empty">Dla Twojej roli nie ma tu ćwiczeń. Przeczytaj <a href="${paths.admin.manual}">Instrukcję</a>.</p>` : standings.map(renderStanding)}`,
      }),
    );
  });

  app.get('/cwiczenia/:nazwa', async (c) => {
    const session = c.get('session');
    const name = readName(c.req.param('nazwa'));
    return c.html(await renderExercise(session, name));
  });

  app.post('/cwiczenia/:nazwa', async (c) => {
    const { staffId, role } = c.get('session');
    const name = readName(c.req.param('nazwa'));
    await startExercise(admin.deps, { staffId, role, name });
    return c.redirect(paths.admin.exercise(name), 303);
  });

  async function renderExercise(session: Session, name: ExerciseName): Promise<Html> {
    const { staffId, role } = session;
    const { standing, facts } = await checkExercise(admin.deps, { staffId, role, name });
    const { latest } = standing;
    const { steps } = exercises[name];
    const next = latest === null ? null : nextStep(name, facts);
    const done = steps.filter((step) => facts[step] === true).length;
    const start = html`<form class="act" method="post" action="${paths.admin.exercise(name)}">${renderFormToken(session)}<button${latest === null ? '' : html` class="second"`}>${latest === null ? 'Zacznij ćwiczenie' : 'Zacznij od nowa'}</button></form>`;
    return renderAdminPage(admin, {
      room: 'manual',
      session,
      title: `Ćwiczenie: ${exerciseWords[name].title}`,
      width: 'narrow',
      body: html`<p>${exerciseWords[name].about}</p>
${
  latest === null
    ? start
    : html`${
        next === null
          ? renderNotice({
              kind: 'good',
              body: html`<p><strong>Ćwiczenie ukończone.</strong> Wszystkie kroki wykonane.</p>`,
            })
          : html`<p role="status"><strong>Zrobione: ${done} z ${steps.length}.</strong> Po wykonaniu kroku wróć tutaj i sprawdź.</p>
<p class="buttons"><a class="button" href="${paths.admin.exercise(name)}">Sprawdź, co zrobiono</a></p>`
      }
<ol class="steps">${steps.map((step) => {
        const isDone = facts[step] === true;
        const state = isDone ? 'zrobione' : step === next ? 'teraz' : 'później';
        const { title, how } = stepWords[step];
        return html`<li class="${isDone ? 'done' : step === next ? 'now' : 'ahead'}"${step === next ? html` aria-current="step"` : ''}><h2>${title} <span class="tag${isDone ? ' good' : ''}">${state}</span></h2>${how}</li>`;
      })}</ol>
<p class="quiet">Zaczęto ${formatDateTime(latest.startedAt)}.${latest.finishedAt === null ? '' : ` Ukończono ${formatDateTime(latest.finishedAt)}.`}</p>
${start}`
}
<p><a href="${paths.admin.exercises}">Wszystkie ćwiczenia</a></p>`,
    });
  }
}

function renderStanding({ name, latest, timesFinished }: ExerciseStanding): Html {
  const { title, about } = exerciseWords[name];
  const times = formatPlural(timesFinished, { one: 'raz', few: 'razy', many: 'razy' });
  const state =
    latest === null
      ? 'Jeszcze nie zaczęte.'
      : latest.finishedAt === null
        ? `W toku od ${formatDateTime(latest.startedAt)}.`
        : `Ukończone ${formatDateTime(latest.finishedAt)}.`;
  return html`<section><h2><a href="${paths.admin.exercise(name)}">${title}</a></h2>
<p>${about}</p>
<p><strong>${state}</strong>${timesFinished === 0 ? '' : ` Razem ukończone: ${times}.`}</p></section>`;
}

function readName(text: string): ExerciseName {
  const name = exerciseNames.find((one) => one === text);
  if (name === undefined) throw new ServiceError('not_found', 'no such exercise');
  return name;
}
