// The web door: what residents see. Works without JavaScript, on a cheap phone, with a screen reader; joining and
// leaving go through the same services as the API.
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { html } from 'hono/html';
import type { Html } from '#html/layout.ts';
import { paths } from '#html/paths.ts';
import { openWebContext, refuseForeignPosts, type WebOptions } from './context.ts';
import { mountDeclaration } from './declaration.ts';
import { mountGenuine } from './genuine.ts';
import { mountHome } from './home.ts';
import { mountJoin } from './join.ts';
import { mountLeave } from './leave.ts';
import { mountLook } from './look.ts';
import { mountMine } from './mine.ts';
import { openVisit, renderVisitPage } from './visit.ts';

/** The public pages, to be mounted at /. Security headers are the app's. */
export function createWeb(options: WebOptions): Hono {
  const web = openWebContext(options);
  const app = new Hono();
  // Slow phones wait for bytes. Nothing secret stands on these pages beside what the person typed, so that their length
  // tells nothing to who could measure it.
  const squeeze = compress({ threshold: 1024 });
  const renderRefusal = (c: Context): Html => {
    const visit = openVisit(web, c);
    const { title, body, link } = visit.words.foreignPost;
    return renderVisitPage(visit, { title, body: html`<p>${body} <a href="${paths.home}">${link}</a></p>` });
  };
  app.use(paths.home, squeeze);
  app.use(paths.declaration, squeeze);
  app.use(paths.genuine, squeeze, bodyLimit({ maxSize: 32 * 1024 }));
  for (const root of [paths.joinForm, paths.leaveForm, paths.mine]) {
    for (const path of [root, `${root}/*`]) {
      app.use(
        path,
        squeeze,
        bodyLimit({ maxSize: 32 * 1024 }),
        refuseForeignPosts(web, renderRefusal),
        async (c, next) => {
          await next();
          // A shared computer must not show the number that was typed before.
          c.header('cache-control', 'no-store');
        },
      );
    }
  }
  mountHome(app, web);
  mountLook(app, web);
  mountJoin(app, web);
  mountLeave(app, web);
  mountMine(app, web);
  mountGenuine(app, web);
  mountDeclaration(app, web);
  return app;
}
