// /dostepnosc: the declaration that a person of the office has written, dated and published; until then there is none.
import type { Hono } from 'hono';
import { html } from 'hono/html';
import { findPublishedDeclaration } from '#db/declarations.ts';
import { renderDeclaration } from '#html/declaration.ts';
import { paths } from '#html/paths.ts';
import type { WebContext } from './context.ts';
import { renderResidentPage } from './resident-page.ts';

const title = 'Deklaracja dostępności';

export function mountDeclaration(app: Hono, web: WebContext): void {
  app.get(paths.declaration, async (c) => {
    const published = await findPublishedDeclaration(web.deps.db);
    if (published === null) {
      const body = html`<p>Urząd jeszcze jej nie opublikował. <a href="${paths.home}">Wróć na stronę główną</a></p>`;
      return c.html(renderResidentPage(web, { title, body }), 404);
    }
    return c.html(renderResidentPage(web, { title, body: renderDeclaration(published.content) }));
  });
}
