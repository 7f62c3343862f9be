// The app with the doors that a test is about; the others lead nowhere.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { createAssets } from '#html/assets.ts';
import type { Deps } from '#services/deps.ts';
import { createApp, type Doors } from '../../src/app.ts';
import { createWeb } from '../../src/web/web.ts';

/** The real app (security headers, error pages) around these doors. What one of them throws fails the test. */
export function createTestApp(doors: Partial<Doors>): Hono {
  return createApp({
    webhooks: new Hono(),
    assets: createAssets(),
    admin: new Hono(),
    api: new Hono(),
    web: new Hono(),
    phonePage: () => undefined,
    isReady: async () => true,
    onError: (error) => {
      throw error;
    },
    errorPage: (_, status) => html`<h1>${status}</h1>`,
    isHttps: false,
    ...doors,
  });
}

/** Residents' pages with the number of the tests' office. */
export function createTestWeb(deps: Deps): Hono {
  const config = { publicUrl: undefined, trustedProxies: [], smsapi: { number: '48500100200' } };
  return createWeb({ deps, config });
}

/** Serves an app on a free port until the test file has run; its address. */
export async function serveApp(app: Pick<Hono, 'fetch'>): Promise<string> {
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
  await new Promise((resolve) => server.once('listening', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
