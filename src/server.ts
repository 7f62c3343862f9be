// The web process: binds the port, mounts the doors, and in practice mode runs the simulator beside them.
import type { Hono } from 'hono';
import { isDatabaseUp } from '#db/installation.ts';
import { createAssets } from '#html/assets.ts';
import { createPhonePage } from '#simulator/phone-page.ts';
import type { Simulator } from '#simulator/simulator.ts';
import { createAdmin } from './admin/admin.ts';
import { createApi } from './api/api.ts';
import { createApiDocs } from './api/docs.ts';
import { createApp } from './app.ts';
import { listen } from './listen.ts';
import { createMetrics } from './metrics.ts';
import { startPractice } from './practice.ts';
import type { Runtime } from './runtime.ts';
import { createErrorPage } from './web/error-page.ts';
import { createWeb } from './web/web.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

export type Web = {
  /** Where the service answers on this machine, without a final slash. */
  readonly url: string;
  readonly stop: () => Promise<void>;
};

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
    errorPage: createErrorPage({ deps, config }),
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
