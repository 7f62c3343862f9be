// The office's crest and colour on public pages: addresses change with what they hold, so browsers may keep them.
import type { Hono } from 'hono';
import { contrastOnPages, deriveScheme, leastContrast } from '#domain/colour.ts';
import type { WebContext } from './context.ts';

const forAYear = 'public, max-age=31536000, immutable';

/** Serves the crest as it is today, and the few lines of style that any readable colour makes. */
export function mountLook(app: Hono, web: WebContext): void {
  app.get('/herb/:file{[0-9a-f]{16}\\.png}', (c) => {
    const { crest } = web.deps.office();
    if (crest === null || c.req.param('file') !== `${crest.digest}.png`) return c.notFound();
    return c.body(crest.png, 200, { 'content-type': 'image/png', 'cache-control': forAYear });
  });
  app.get('/barwy/:file{[0-9a-f]{6}\\.css}', (c) => {
    const colour = `#${c.req.param('file').slice(0, 6)}`;
    if (contrastOnPages(colour) < leastContrast) return c.notFound();
    return c.body(renderScheme(colour), 200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': forAYear,
    });
  });
}

function renderScheme(colour: string): string {
  const { light, dark } = deriveScheme(colour);
  return `:root{--brand:${light.accent};--accent:${light.accent};--accent-ink:${light.ink};--accent-soft:${light.soft}}
@media (prefers-color-scheme:dark){:root{--accent:${dark.accent};--accent-ink:${dark.ink};--accent-soft:${dark.soft}}}
`;
}
