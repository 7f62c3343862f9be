// The room webhooks/ takes the gateway's calls: authenticates, parses, stores through a service, acknowledges. `OK`
// means stored for good; anything else is repeated by the gateway, so only what could not be stored gets one.
import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import type { Deps } from '#services/deps.ts';
import { settleWithin } from '#services/group-commit.ts';
import { createMoReceiver } from '#services/receive-mo.ts';
import { readCall } from './call.ts';
import { createDlrDoor } from './dlr.ts';
import { createMoDoor, type Door } from './mo.ts';

export type WebhookOptions = {
  readonly deps: Pick<Deps, 'sql' | 'gateway' | 'logger' | 'clock' | 'office'>;
  /** One, or two while the secret is being changed. */
  readonly secrets: readonly string[];
  /** Addresses or networks (CIDR) the gateway calls from; empty = any. Practice mode's simulator needs no entry. */
  readonly allowedIps: readonly string[];
  /** Proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[];
};

/**
 * `GET|POST /:secret/mo` and `/:secret/dlr`, to be mounted bare: no middleware. A wrong secret or address is answered
 * as any unknown page is.
 */
export function createWebhooks(options: WebhookOptions): Hono {
  const { deps } = options;
  const digests = options.secrets.map(sha256);
  const isAllowed = createIpFilter(options);
  const receiver = createMoReceiver({
    sql: deps.sql,
    ownNumbers: () => [deps.office().settings.dialogueNumber],
  });
  const doors: Readonly<Record<string, Door>> = {
    mo: createMoDoor({ deps, receiver }),
    dlr: createDlrDoor({ deps, receiver }),
  };

  const app = new Hono();
  app.on(['GET', 'POST'], '/:secret/:door', async (c) => {
    const door = doors[c.req.param('door')];
    if (door === undefined || !isSecret(c.req.param('secret'), digests)) return c.notFound();
    if (!isAllowed(c)) {
      deps.logger.warn('webhook called from an address that is not in WEBHOOK_IPS');
      return c.notFound();
    }
    try {
      await settleWithin(door(await readCall(c.req)), answerLimitMs);
    } catch (error) {
      deps.logger.error(
        { code: codeOf(error) },
        'a call of the gateway could not be stored; it will be repeated',
      );
      return c.text('not stored, please repeat', 503);
    }
    return c.text('OK');
  });
  return app;
}

// A database that hangs must not hang the gateway: it repeats the call, and a text stored after all is known by then.
const answerLimitMs = 2_000;

/** Every secret is compared, each in constant time, so that the time taken tells nothing. */
function isSecret(given: string, digests: readonly Buffer[]): boolean {
  const digest = sha256(given);
  return digests.reduce((found, known) => timingSafeEqual(digest, known) || found, false);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Errors of the database can quote the row; its code is enough to tell what happened. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? String(error.code) : error.name;
}

function createIpFilter(options: WebhookOptions): (c: Context) => boolean {
  const { allowedIps } = options;
  if (allowedIps.length === 0) return () => true;
  const allowed = toBlockList(allowedIps);
  const proxies = toBlockList(options.trustedProxies ?? []);
  return (c) => {
    if (options.deps.office().mode === 'practice') return true;
    const hops = [getConnInfo(c).remote.address ?? '', ...forwardedFor(c).toReversed()];
    // The first address that is not one of our own proxies is the caller's; what stands behind it may be invented.
    const caller = hops.find((address) => !isListed(proxies, address)) ?? '';
    return isListed(allowed, caller);
  };
}

function forwardedFor(c: Context): readonly string[] {
  return (c.req.header('x-forwarded-for') ?? '').split(',').map((address) => address.trim());
}

function toBlockList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const version = isIP(address);
    if (version === 0) continue;
    const family = version === 4 ? 'ipv4' : 'ipv6';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function isListed(list: BlockList, address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const version = isIP(plain);
  return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
}
