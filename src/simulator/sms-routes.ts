import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { errorMessage } from './errors.ts';
import type { Fault, Faults } from './faults.ts';
import { type Params, readParams } from './params.ts';
import { handleSend, type SendOutcome } from './send.ts';
import type { SimulatorSettings } from './settings.ts';
import type { SimulatedMt, Store } from './store.ts';

export type Bindings = { readonly Bindings: HttpBindings };

type Deps = {
  readonly store: Store;
  readonly settings: () => SimulatorSettings;
  readonly faults: Faults;
  readonly random: () => number;
  readonly onAccepted: (mts: readonly SimulatedMt[]) => void;
};

/** SMSAPI's own paths: sms.do and the few REST calls that a sender needs. */
export function createSmsRoutes(deps: Deps): Hono<Bindings> {
  const { settings, store } = deps;
  const routes = new Hono<Bindings>();
  routes.on(['GET', 'POST'], '/sms.do', (c) => answerSend(c, deps));
  routes.use('/profile/*', rejectBadToken(settings));
  routes.use('/profile', rejectBadToken(settings));
  routes.use('/ping', rejectBadToken(settings));
  routes.get('/ping', (c) => c.json({ authorized: true, unavailable: [] }));
  routes.get('/profile', (c) => {
    const points = Math.round(store.points * 10_000) / 10_000;
    const shown = { points: { points }, text: { points: points.toFixed(4) }, hidden: {} }[settings().profile];
    const person = {
      name: 'Symulator',
      username: 'symulator',
      email: 'symulator@example.com',
      phone_number: '',
    };
    return c.json({ ...person, payment_type: 'prepaid', user_type: 'native', ...shown });
  });
  routes.get('/profile/prices', (c) =>
    c.json({
      size: 1,
      collection: [
        {
          type: c.req.query('type') ?? 'pro',
          price: { value: settings().pointsPerSegment, currency: 'pts' },
          country: { name: 'Poland', mcc: 260 },
          network: { name: 'Wszystkie', mnc: 0 },
          changed_at: '2026-08-01',
        },
      ],
    }),
  );
  return routes;
}

async function answerSend(c: Context<Bindings>, deps: Deps): Promise<Response> {
  const { settings, faults, store, random } = deps;
  const params = readParams({
    url: c.req.url,
    type: c.req.header('content-type') ?? '',
    body: await c.req.text(),
  });
  if (settings().latencyMs > 0) await pause(settings().latencyMs);
  const fault = faults.draw();
  if (fault?.when === 'before') {
    const failed = await fail(c, fault);
    if (failed !== undefined) return failed;
  }
  if (!isTokenGood(c, params, settings())) {
    const refusal: SendOutcome = { kind: 'error', code: 101 };
    return write(c, params, refusal, settings().badTokenStatus);
  }
  const isTorn = fault?.when === 'after' && settings().idxMode === 'partial';
  const outcome = handleSend({
    params,
    settings: settings(),
    store,
    now: Date.now(),
    random,
    take: isTorn ? 'some' : 'all',
  });
  if (outcome.kind === 'ok') deps.onAccepted(outcome.accepted);
  const failed = fault?.when === 'after' ? await fail(c, fault) : undefined;
  return failed ?? write(c, params, outcome, 200);
}

// Undefined = the call goes on after all.
async function fail(c: Context<Bindings>, fault: Fault): Promise<Response | undefined> {
  switch (fault.kind) {
    case 'latency':
      await pause(fault.ms);
      return undefined;
    case 'hang':
      return new Promise(() => undefined);
    case 'reset':
      c.env.incoming.socket.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    case 'http':
      return new Response('<html><body>gateway trouble</body></html>', {
        status: fault.status,
        headers: { 'content-type': 'text/html' },
      });
    case 'error':
      return c.json({ error: fault.code, message: errorMessage(fault.code) });
    case 'badJson':
      return new Response('{"count":1,"list":[{"id":"70', {
        headers: { 'content-type': 'application/json' },
      });
    default:
      return fault.kind satisfies never;
  }
}

function write(c: Context<Bindings>, params: Params, outcome: SendOutcome, status: 200 | 401): Response {
  const isJson = params.get('format') === 'json';
  switch (outcome.kind) {
    case 'error': {
      if (!isJson) return c.text(`ERROR:${outcome.code}`, status);
      const invalid = outcome.invalid === undefined ? {} : { invalid_numbers: outcome.invalid };
      return c.json({ error: outcome.code, message: errorMessage(outcome.code), ...invalid }, status);
    }
    case 'deleted':
      if (!isJson) return c.text(outcome.ids.map((id) => `OK:${id}`).join('\n'));
      return c.json({ count: outcome.ids.length, list: outcome.ids.map((id) => ({ id })) });
    case 'ok': {
      const { rows, invalid, details } = outcome;
      if (!isJson) {
        const line = (row: (typeof rows)[number]) =>
          row.error === null
            ? `OK:${row.id}:${row.points}:${row.number}`
            : `ERROR:${row.error}:${row.number}`;
        return c.text(rows.map(line).join(';'));
      }
      const bad = invalid.length === 0 ? {} : { invalid_numbers: invalid };
      return c.json({ count: rows.length, ...details, list: rows, ...bad });
    }
    default:
      return outcome satisfies never;
  }
}

function isTokenGood(c: Context<Bindings>, params: Params, { token }: SimulatorSettings): boolean {
  const given = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? params.get('access_token');
  return given !== '' && (token === undefined || given === token);
}

/** Refuses REST calls without a good token, as SMSAPI does. */
export function rejectBadToken(settings: () => SimulatorSettings) {
  return async (c: Context<Bindings>, next: () => Promise<void>): Promise<Response | undefined> => {
    const params = readParams({ url: c.req.url, type: '', body: '' });
    if (isTokenGood(c, params, settings())) {
      await next();
      return undefined;
    }
    return c.json({ message: 'Authorization failed', error: 'authorization_failed', errors: null }, 401);
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
