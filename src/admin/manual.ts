// /admin/instrukcja: docs/podrecznik.md, the one source of the manual, and the pictures in docs/images.
import { readdirSync, readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Html } from '#html/layout.ts';
import { type ManualPart, renderMarkdown } from '#html/markdown.ts';
import { paths } from '#html/paths.ts';
import { renderAdminPage } from './frame.ts';
import type { AdminContext, AdminEnv } from './session.ts';

const docs = new URL('../../docs/', import.meta.url);

type ManualPicture = {
  readonly png: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
};

export function mountManual(app: Hono<AdminEnv>, admin: AdminContext): void {
  const pictures = readPictures();
  const manual = renderMarkdown(readFileSync(new URL('podrecznik.md', docs), 'utf8'), (name) => {
    const picture = pictures.get(name);
    return picture === undefined ? null : { ...picture, href: paths.admin.manualPicture(name) };
  });

  app.get('/instrukcja', (c) =>
    c.html(
      renderAdminPage(admin, {
        room: 'manual',
        session: c.get('session'),
        title: manual.title,
        width: 'narrow',
        body: html`<div class="manual">
${renderContents(manual.parts)}
${manual.body}
</div>`,
      }),
    ),
  );

  app.get('/instrukcja/obrazy/:plik', (c) => {
    const picture = pictures.get(c.req.param('plik'));
    if (picture === undefined) return c.notFound();
    // Nothing of anybody's is in these pictures: a browser need not fetch them at each reading.
    return c.body(picture.png, 200, {
      'content-type': 'image/png',
      'cache-control': 'private, max-age=86400',
    });
  });
}

function renderContents(parts: readonly ManualPart[]): Html {
  return html`<nav class="contents" aria-label="Spis treści">
<p class="hint">Szukasz słowa? Naciśnij Ctrl+F i wpisz je. Instrukcję można wydrukować (Ctrl+P).</p>
<ul>${parts.map(
    (part) =>
      html`<li><a href="#${part.id}">${part.title}</a><ul>${part.chapters.map(
        (chapter) => html`<li><a href="#${chapter.id}">${chapter.title}</a></li>`,
      )}</ul></li>`,
  )}</ul>
</nav>`;
}

/** Read once; only names that are there are ever served. */
function readPictures(): ReadonlyMap<string, ManualPicture> {
  const folder = new URL('images/', docs);
  return new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.png'))
      .map((name) => {
        const png = new Uint8Array(readFileSync(new URL(name, folder)));
        // Width and height stand in the first chunk of every PNG.
        const head = new DataView(png.buffer);
        return [name, { png, width: head.getUint32(16), height: head.getUint32(20) }] as const;
      }),
  );
}
