// A public page that is in Polish only, in the office's frame.
import { html } from 'hono/html';
import { type Html, renderPage } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import type { WebContext } from './context.ts';

/** The page with its links to the rest of what residents have. */
export function renderResidentPage(
  web: WebContext,
  page: { readonly title: string; readonly body: Html; readonly width?: 'narrow' | 'wide' },
): Html {
  const { mode, settings, crest } = web.deps.office();
  const width = crest === null ? 0 : Math.max(1, Math.round((crest.width / crest.height) * 40));
  return renderPage({
    title: page.title,
    body: page.body,
    ...(crest === null
      ? {}
      : {
          crest: html`<img class="crest" src="${paths.crest(crest.digest)}" alt="" width="${width}" height="40"> `,
        }),
    ...(settings.brandColour === '' ? {} : { sheets: [paths.colours(settings.brandColour.slice(1))] }),
    siteName: settings.officeName,
    siteHref: paths.home,
    mode,
    width: page.width ?? 'narrow',
  });
}
