import type { Hono } from 'hono';
import { html } from 'hono/html';
import { findPublishedDeclaration } from '#db/declarations.ts';
import { type Html, renderNotice } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { WebContext } from './context.ts';
import { openVisit, renderSmsWay, renderVisitPage, type Visit } from './visit.ts';

/** The page `npm start` opens on and residents see: what this is, how to join and how to leave. */
export function mountHome(app: Hono, web: WebContext): void {
  app.get(paths.home, async (c) => {
    const declaration = await findPublishedDeclaration(web.deps.db);
    return c.html(renderHome(openVisit(web, c), { hasDeclaration: declaration !== null }));
  });
}

function renderHome(visit: Visit, page: { readonly hasDeclaration: boolean }): Html {
  const { home, danger } = visit.words;
  const { mode, settings, categories } = visit.web.deps.office();
  const shown = categories.filter((category) => category.isActive);
  const body = html`${mode === 'practice' ? renderPracticeWays() : ''}
<p class="lead">${home.lead(settings.officeName)}</p>
<h2>${home.join}</h2>
<p>${home.joinBySms(renderSmsWay(visit, 'ZAPISZ'))}</p>
<p class="buttons"><a class="button" href="${paths.joinForm}">${home.joinByForm}</a></p>
${
  shown.length === 0
    ? ''
    : html`<h2>${home.topics}</h2><ul>${shown.map((category) => html`<li><span lang="pl">${category.name}</span>${category.isAlert ? ` ${home.alertTopic}` : ''}</li>`)}</ul>`
}
<h2>${home.leave}</h2>
<p>${home.leaveBySms(renderSmsWay(visit, 'STOP'))} <a href="${paths.leaveForm}">${home.leaveByForm}</a>.</p>
<h2>${danger.title}</h2>
<p>${danger.body}${settings.helpPhone === '' ? '' : ` ${danger.phone(settings.helpPhone)}`}</p>
<ul><li><a href="${paths.mine}">${home.mine}</a></li><li><a href="${paths.genuine}">${home.genuine}</a></li>${page.hasDeclaration ? html`<li><a href="${paths.declaration}">${home.declaration}</a></li>` : ''}</ul>
<p class="small"><a href="${paths.admin.home}">${home.staff}</a></p>`;
  return renderVisitPage(visit, { title: home.title, body });
}

function renderPracticeWays(): Html {
  return renderNotice({
    kind: 'info',
    body: html`<div lang="pl"><h2>To jest tryb ćwiczeń</h2>
<ul>
<li><a href="${paths.phone}">Telefon do ćwiczeń</a>: napisz SMS jak mieszkaniec i zobacz odpowiedzi.</li>
<li><a href="${paths.admin.home}">Panel urzędu</a>: wyślij komunikat i zobacz doręczenia.</li>
</ul></div>`,
  });
}
