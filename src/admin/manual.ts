import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import { renderMarkdown } from '#html/markdown.ts';
import { renderAdminPage } from './frame.ts';
import type { AdminContext, AdminEnv } from './session.ts';

/** /admin/instrukcja: docs/podrecznik.md, the one source of the manual. */
export function mountManual(app: Hono<AdminEnv>, admin: AdminContext): void {
  const manual = renderMarkdown(readFileSync(new URL('../../docs/podrecznik.md', import.meta.url), 'utf8'));
  app.get('/instrukcja', (c) =>
    c.html(
      renderAdminPage(admin, {
        room: 'manual',
        session: c.get('session'),
        title: manual.title,
        width: 'narrow',
        body: manual.body,
      }),
    ),
  );
}
