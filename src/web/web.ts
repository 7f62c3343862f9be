// The web door: what residents see. Works without JavaScript, on a cheap phone, with a screen reader; joining and
// leaving go through the same services as the API.
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { parseNetworks } from '#domain/networks.ts';
import { paths } from '#html/paths.ts';
import type { Deps } from '#services/deps.ts';
import { createPublicLimits } from '#services/public-limits.ts';
import { refuseForeignPosts, type WebContext } from './context.ts';
import { mountHome } from './home.ts';
import { mountJoin } from './join.ts';
import { mountLeave } from './leave.ts';

export type WebOptions = {
  readonly deps: Deps;
  readonly config: {
    readonly publicUrl: string | undefined;
    readonly trustedProxies: readonly string[];
    readonly smsapi: { readonly number: string | undefined };
  };
};

/** The public pages, to be mounted at /. Security headers are the app's. */
export function createWeb({ deps, config }: WebOptions): Hono {
  const web: WebContext = {
    deps,
    limits: createPublicLimits(deps),
    trustedProxies: parseNetworks(config.trustedProxies),
    publicOrigin: config.publicUrl === undefined ? undefined : new URL(config.publicUrl).origin,
    gatewayNumber: config.smsapi.number,
  };
  const app = new Hono();
  for (const root of [paths.joinForm, paths.leaveForm]) {
    for (const path of [root, `${root}/*`]) {
      app.use(path, bodyLimit({ maxSize: 32 * 1024 }), refuseForeignPosts(web), async (c, next) => {
        await next();
        // A shared computer must not show the number that was typed before.
        c.header('cache-control', 'no-store');
      });
    }
  }
  mountHome(app, web);
  mountJoin(app, web);
  mountLeave(app, web);
  return app;
}
