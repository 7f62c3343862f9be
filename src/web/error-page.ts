import type { Context } from 'hono';
import { html } from 'hono/html';
import { type Html, renderPage } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { openWebContext, type WebOptions } from './context.ts';
import { openVisit, renderVisitPage } from './visit.ts';
import { pl } from './words-pl.ts';

export type ErrorPage = (c: Context, status: 404 | 413 | 500) => Html;

/**
 * What a person sees instead of a page that isn't there or failed, in the person's language, and in the panel in Polish;
 * nothing of the failure itself.
 */
export function createErrorPage(options: WebOptions): ErrorPage {
  const web = openWebContext(options);
  return (c, status) => {
    if (c.req.path.startsWith(paths.admin.home)) {
      const { mode, settings } = web.deps.office();
      const { title, body } = pl.errors[status];
      const site = { siteName: settings.officeName, siteHref: paths.home, mode, width: 'narrow' } as const;
      return renderPage({ ...site, title, body: renderBody(body, pl.errors.home) });
    }
    const visit = openVisit(web, c);
    const { title, body } = visit.words.errors[status];
    return renderVisitPage(visit, { title, body: renderBody(body, visit.words.errors.home) });
  };
}

function renderBody(sentence: string, home: string): Html {
  return html`<p>${sentence}</p><p><a href="${paths.home}">${home}</a></p>`;
}
