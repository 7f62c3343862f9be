// /admin/ustawienia/klauzule: what residents agree to at the web form. Each saved wording is a new version; the ones
// before stay, because consents name them.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { findLatestClause, listClauses, type StoredClause } from '#db/clauses.ts';
import {
  type Clause,
  type ClauseProblem,
  clauseLength,
  fillClause,
  firstClause,
  type Language,
  languages,
  wordingOf,
} from '#domain/clauses.ts';
import { formatDateTime } from '#html/format.ts';
import { type Problems, renderProblemSummary, renderTextArea } from '#html/forms.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { changeClause } from '#services/change-clause.ts';
import { ServiceError } from '#services/errors.ts';
import type { Session } from '#services/open-session.ts';
import { renderAdminPage, renderFormToken } from './frame.ts';
import type { AdminContext, AdminEnv, Form } from './session.ts';

const labels: Readonly<Record<Language, string>> = {
  pl: 'Po polsku',
  uk: 'Po ukraińsku',
  en: 'Po angielsku',
};

const hints: Readonly<Record<Language, string>> = {
  pl: 'Wpisz {administrator} tam, gdzie ma stanąć nazwa administratora danych, i {numer} tam, gdzie numer do rozmowy. Pusty wiersz zaczyna nowy akapit. Adres zaczynający się od https:// stanie się odnośnikiem, np. do pełnej klauzuli informacyjnej.',
  uk: 'Puste pole: czytający po ukraińsku zobaczą tekst polski.',
  en: 'Puste pole: czytający po angielsku zobaczą tekst polski.',
};

export function mountClauses(app: Hono<AdminEnv>, admin: AdminContext): void {
  app.get('/ustawienia/klauzule', async (c) => {
    const session = c.get('session');
    if (session.role !== 'admin')
      throw new ServiceError('forbidden', 'only administrators change the consent');
    // Not as running processes know it: they take a change up within a second, and this page comes right after one.
    const latest = await findLatestClause(admin.deps.db);
    const clause = latest === null ? firstClause : toVersion(latest).clause;
    const form = { ...clause.texts, wersja: String(clause.version) };
    const isSaved = c.req.query('zapisano') !== undefined;
    return c.html(await render({ session, form, problems: {}, isSaved }));
  });

  app.post('/ustawienia/klauzule', async (c) => {
    const session = c.get('session');
    const form = c.get('form');
    const { pl = '', uk = '', en = '' } = form;
    const after = Number(form.wersja);
    if (!Number.isInteger(after)) throw new ServiceError('invalid', 'no version of the consent');
    const answer = await changeClause(admin.deps, { staff: session, after, texts: { pl, uk, en } });
    if (answer.ok) return c.redirect(`${paths.admin.clauses}?zapisano`, 303);
    const problems = Object.fromEntries(
      languages.map((language) => [language, describe(answer.problems[language])]),
    );
    return c.html(await render({ session, form, problems, isSaved: false }), 422);
  });

  async function render(page: {
    readonly session: Session;
    readonly form: Form;
    readonly problems: Problems;
    readonly isSaved: boolean;
  }): Promise<Html> {
    const { form, problems } = page;
    const stored = await listClauses(admin.deps.db);
    return renderAdminPage(admin, {
      room: 'settings',
      session: page.session,
      title: 'Klauzule',
      width: 'narrow',
      body: html`${renderProblemSummary(problems)}
${page.isSaved ? renderNotice({ kind: 'good', body: 'Zapisano. Nowy tekst jest na formularzu w ciągu sekundy.' }) : ''}
<p>To czyta mieszkaniec na <a href="${paths.joinForm}">formularzu zapisu</a>, zanim poprosi o kod. Przy każdej zgodzie zapisujemy, którą wersję widział i w jakim języku, dlatego dawne wersje zostają na zawsze.</p>
<form method="post" action="${paths.admin.clauses}" novalidate>
${renderFormToken(page.session)}
<input type="hidden" name="wersja" value="${form.wersja ?? ''}">
${languages.map((language) =>
  renderTextArea({
    name: language,
    label: labels[language],
    hint: hints[language],
    value: form[language],
    problem: problems[language],
    rows: 8,
    maxlength: clauseLength.most,
  }),
)}
<div class="buttons"><button>Zapisz nową wersję</button></div>
</form>
<h2>Wersje</h2>
${[...stored.map(toVersion), firstVersion].map((version) => renderVersion(version))}`,
    });
  }

  function renderVersion({ clause, since }: Version): Html {
    const { controllerName, dialogueNumber } = admin.deps.office().settings;
    return html`<details><summary>${wordingOf(clause, 'pl')}: ${since}</summary>
${languages
  .filter((language) => clause.texts[language] !== '')
  .map((language) => {
    const filled = fillClause(clause, { language, controllerName, number: dialogueNumber });
    return html`<h3>${labels[language]}</h3><div lang="${filled.language}">${filled.paragraphs.map((text) => html`<p>${text}</p>`)}</div>`;
  })}</details>`;
  }
}

type Version = { readonly clause: Clause; readonly since: string };

const firstVersion: Version = { clause: firstClause, since: 'tekst, z którym przychodzi program' };

function toVersion({ version, pl, uk, en, createdAt }: StoredClause): Version {
  return { clause: { version, texts: { pl, uk, en } }, since: `od ${formatDateTime(createdAt)}` };
}

function describe(problem: ClauseProblem | undefined): string | undefined {
  if (problem === undefined) return undefined;
  switch (problem.kind) {
    case 'length':
      return `Tekst musi mieć od ${clauseLength.least} do ${clauseLength.most} znaków.`;
    case 'no_controller':
      return 'Wpisz w tekście {administrator}: mieszkaniec musi wiedzieć, kto przechowuje jego dane.';
    case 'unknown_placeholder':
      return `Nie znamy pola {${problem.name}}. Są dwa: {administrator} i {numer}.`;
    default:
      return problem satisfies never;
  }
}
