// Binds a port for an app, and lets go of it after those who are being answered.
import type { Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, isIPv6 } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { type Config, ConfigError } from './config.ts';

/** How long open pages (live progress) may hold up a stop. */
const drainMs = 5_000;
/** Half a minute more than an office's slow line needs for the register's largest file. */
const usualSlowestMs = 180_000;
const slowestHeadMs = 20_000;

export type Listener = { readonly url: string; readonly close: () => Promise<void> };

/** Serves an app; who takes longer than `slowestRequestMs` to send a request is cut off. */
export function listen(options: {
  readonly app: Hono;
  readonly host: string;
  readonly port: number;
  readonly tls: Config['tls'];
  readonly slowestRequestMs?: number;
}): Promise<Listener> {
  const { app, host, port, tls, slowestRequestMs = usualSlowestMs } = options;
  const patience = {
    requestTimeout: slowestRequestMs,
    headersTimeout: Math.min(slowestRequestMs, slowestHeadMs),
    connectionsCheckingInterval: Math.min(slowestRequestMs / 4, 5_000),
  };
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: app.fetch,
        hostname: host,
        port,
        ...(tls === undefined
          ? { serverOptions: patience }
          : { createServer: createTlsServer, serverOptions: { ...patience, ...tls } }),
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
