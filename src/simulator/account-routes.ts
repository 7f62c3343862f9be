import { Hono } from 'hono';
import { z } from 'zod';
import type { HttpCaller } from './http-call.ts';
import { parseJson } from './params.ts';
import type { SettingsPatch, SimulatorSettings } from './settings.ts';
import { type Bindings, rejectBadToken } from './sms-routes.ts';

type Deps = {
  readonly settings: () => SimulatorSettings;
  readonly change: (patch: SettingsPatch) => void;
  readonly http: HttpCaller;
};

type Registered = {
  readonly id: string;
  readonly url: string;
  readonly type: string;
  active: boolean;
  readonly invalid: boolean;
};

const newCallback = z.looseObject({
  url: z.url({ protocol: /^https?$/ }),
  type: z.enum(['sms_dlr', 'sms_mo', 'mms_mo', 'vms_dlr']),
});

/**
 * SMSAPI's account over REST: callbacks that are registered, switched and tried, and the sender names. A callback that
 * is active is the one that texts and reports go to, the last registered of its kind.
 */
export function createAccountRoutes({ settings, change, http }: Deps): Hono<Bindings> {
  const callbacks: Registered[] = [];
  let ids = 0;
  const routes = new Hono<Bindings>();
  for (const path of ['/callbacks', '/callbacks/*', '/sms/sendernames', '/sms/sendernames/*']) {
    routes.use(path, rejectBadToken(settings));
  }

  // What was given at the start holds until a callback of its kind is registered, and no longer.
  const registered = new Set<string>();
  function apply(type: string): void {
    registered.add(type);
    const urlOf = (kind: string): string | undefined =>
      callbacks.findLast((callback) => callback.type === kind && callback.active)?.url;
    change({
      callbackUrl: {
        ...(registered.has('sms_mo') ? { mo: urlOf('sms_mo') } : {}),
        ...(registered.has('sms_dlr') ? { dlr: urlOf('sms_dlr') } : {}),
      },
    });
  }
  const notFound = { message: 'Not found', error: 'not_found', errors: null };
  const find = (id: string): Registered | undefined => callbacks.find((callback) => callback.id === id);

  routes.get('/callbacks', (c) => c.json({ size: callbacks.length, collection: callbacks }));
  routes.post('/callbacks', async (c) => {
    const parsed = newCallback.safeParse(parseJson(await c.req.text()));
    if (!parsed.success) {
      const errors = parsed.error.issues.map(({ path, message }) => ({
        message,
        error: 'invalid_value',
        path: path.join('.'),
      }));
      return c.json({ message: 'Invalid request data', error: 'invalid_request_data', errors }, 400);
    }
    ids += 1;
    const { url, type } = parsed.data;
    const callback: Registered = { id: String(ids), url, type, active: true, invalid: false };
    callbacks.push(callback);
    apply(type);
    return c.json(callback, 201);
  });
  routes.get('/callbacks/:id', (c) => {
    const callback = find(c.req.param('id'));
    return callback === undefined ? c.json(notFound, 404) : c.json(callback);
  });
  routes.delete('/callbacks/:id', (c) => {
    const at = callbacks.findIndex((callback) => callback.id === c.req.param('id'));
    const [removed] = at === -1 ? [] : callbacks.splice(at, 1);
    if (removed === undefined) return c.json(notFound, 404);
    apply(removed.type);
    return c.body(null, 204);
  });
  routes.put('/callbacks/:id/commands/:act{activate|deactivate}', (c) => {
    const callback = find(c.req.param('id'));
    if (callback === undefined) return c.json(notFound, 404);
    callback.active = c.req.param('act') === 'activate';
    apply(callback.type);
    return c.body(null, 204);
  });
  // A call without a message: whoever answers `OK` to it is there, and has nothing to store.
  routes.get('/callbacks/:id/commands/test', async (c) => {
    const callback = find(c.req.param('id'));
    if (callback === undefined) return c.json(notFound, 404);
    const form = callback.type === 'sms_mo' ? 'sms_to=&sms_from=&sms_text=&sms_date=' : undefined;
    const answer = await http.call({ url: callback.url, form });
    return c.json({
      test_result: answer?.status === 200 && answer.body === 'OK',
      connection_failed: answer === undefined,
      invalid_encoding: false,
      http_response_status: answer?.status ?? null,
      http_response_body: answer?.body ?? '',
    });
  });

  const listNames = () => [
    ...(settings().senderNames ?? ['Test']).map((sender, at) => nameRow(sender, 'ACTIVE', at === 0)),
    ...settings().pendingNames.map((sender) => nameRow(sender, 'PENDING', false)),
  ];
  routes.get('/sms/sendernames', (c) => {
    const collection = listNames();
    return c.json({ size: collection.length, collection });
  });
  routes.get('/sms/sendernames/:name', (c) => {
    const found = listNames().find(({ sender }) => sender === c.req.param('name'));
    return found === undefined ? c.json(notFound, 404) : c.json(found);
  });
  return routes;
}

function nameRow(sender: string, status: 'ACTIVE' | 'PENDING', isDefault: boolean) {
  return { sender, is_default: isDefault, status, created_at: '2026-08-01T10:00:00+02:00' };
}
