// /dostepnosc: the declaration that a person of the office has written, dated and published; until then there is none.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { findPublishedDeclaration } from '#db/declarations.ts';
import { renderDeclaration } from '#html/declaration.ts';
import { paths } from '#html/paths.ts';
import type { WebContext } from './context.ts';
import { openVisit, renderVisitPage } from './visit.ts';

export function mountDeclaration(app: Hono, web: WebContext): void {
  app.get(paths.declaration, async (c) => {
    const published = await findPublishedDeclaration(web.deps.db);
    const visit = openVisit(web, c);
    const { title, missing, home, polishOnly } = visit.words.declaration;
    if (published === null) {
      const body = html`<p>${missing} <a href="${paths.home}">${home}</a></p>`;
      return c.html(renderVisitPage(visit, { title, body }), 404);
    }
    const body = html`${polishOnly === '' ? '' : html`<p>${polishOnly}</p>`}
<div lang="pl">${renderDeclaration(published.content)}</div>`;
    return c.html(renderVisitPage(visit, { title, body }));
  });
}
