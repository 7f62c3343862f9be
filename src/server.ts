// The web process: binds the port, mounts the doors, and in practice mode runs the simulator beside them.
import type { Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, isIPv6 } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { isDatabaseUp } from '#db/installation.ts';
import { createAssets } from '#html/assets.ts';
import { createPhonePage } from '#simulator/phone-page.ts';
import type { Simulator } from '#simulator/simulator.ts';
import { createAdmin } from './admin/admin.ts';
import { createApi } from './api/api.ts';
import { createApiDocs } from './api/docs.ts';
import { createApp } from './app.ts';
import { type Config, ConfigError } from './config.ts';
import { renderErrorPage } from './error-page.ts';
import { createMetrics } from './metrics.ts';
import { startPractice } from './practice.ts';
import type { Runtime } from './runtime.ts';
import { createWeb } from './web/web.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

export type Web = {
  /** Where the service answers on this machine, without a final slash. */
  readonly url: string;
  readonly stop: () => Promise<void>;
};

/** How long open pages (live progress) may hold up a stop. */
const drainMs = 5_000;

/** Serves until `stop`, which lets requests under way finish. Throws ConfigError when the port cannot be had. */
export async function startWeb(runtime: Runtime): Promise<Web> {
  const { config, deps, logger } = runtime;
  const isHttps = config.tls !== undefined || config.publicUrl?.startsWith('https:') === true;
  let simulator: Simulator | undefined;

  const api = createApi({ deps, config });
  const app = createApp({
    webhooks: createWebhooks({
      deps,
      secrets: config.webhookSecrets,
      allowedIps: config.webhookIps,
      trustedProxies: config.trustedProxies,
    }),
    assets: createAssets(),
    admin: createAdmin({ deps, config, isHttps, live: runtime.live }),
    api,
    apiDocs: createApiDocs({ deps, publicUrl: config.publicUrl, api }),
    web: createWeb({ deps, config }),
    metrics: createMetrics({ deps, pool: runtime.database.db, token: config.metricsToken }),
    phonePage: () => findPhonePage(runtime, simulator),
    isReady: () => isDatabaseUp(deps.db),
    errorPage: (status) => renderErrorPage({ status, office: deps.office() }),
    onError: (error) => logger.error({ err: error }, 'request failed'),
    isHttps,
  });
  const main = await listen({ app, host: config.host, port: config.port, tls: config.tls });
  // The simulator can't be expected to trust a certificate made for the public name.
  const inner =
    config.tls === undefined ? undefined : await listen({ app, host: '127.0.0.1', port: 0, tls: undefined });
  if (runtime.installation().mode === 'practice') {
    simulator = await startPractice({ runtime, baseUrl: inner?.url ?? main.url });
  }
  return {
    url: main.url,
    stop: async () => {
      await Promise.all([main.close(), inner?.close()]);
      await simulator?.stop();
    },
  };
}

/** The practice phones, while the installation is in practice mode and its simulator runs in this process. */
function findPhonePage(runtime: Runtime, simulator: Simulator | undefined): Hono | undefined {
  if (simulator === undefined || runtime.installation().mode !== 'practice') return undefined;
  const { settings } = runtime.deps.office();
  return createPhonePage({
    simulatorUrl: simulator.url,
    officeNumber: settings.dialogueNumber,
    officeName: settings.officeName,
  });
}

type Listener = { readonly url: string; readonly close: () => Promise<void> };

function listen(options: {
  readonly app: Hono;
  readonly host: string;
  readonly port: number;
  readonly tls: Config['tls'];
}): Promise<Listener> {
  const { app, host, port, tls } = options;
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: app.fetch,
        hostname: host,
        port,
        ...(tls === undefined ? {} : { createServer: createTlsServer, serverOptions: tls }),
      },
      (address) => resolve({ url: urlOf(address, tls), close: () => close(server as Server) }),
    );
    server.once('error', (error) => {
      const code = 'code' in error ? String(error.code) : 'error';
      const reason = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be opened (${code})`;
      reject(new ConfigError(`HOST, PORT: ${host}:${port} ${reason}`, { cause: error }));
    });
  });
}

/** The address for this machine: a server on all interfaces is reached by loopback. */
function urlOf(address: AddressInfo, tls: Config['tls']): string {
  const isAny = address.address === '0.0.0.0' || address.address === '::';
  const host = isAny ? '127.0.0.1' : isIPv6(address.address) ? `[${address.address}]` : address.address;
  return `${tls === undefined ? 'http' : 'https'}://${host}:${address.port}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
