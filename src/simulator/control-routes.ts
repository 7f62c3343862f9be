import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { faultSchema } from './faults.ts';
import { parseJson } from './params.ts';
import { settingsPatchSchema } from './settings.ts';
import type { Simulator } from './simulator.ts';
import type { SimulatorEvent } from './store.ts';

const moSchema = z.strictObject({
  from: z.string().min(1),
  text: z.string(),
  to: z.string().optional(),
  msgId: z.string().optional(),
  /** Milliseconds since 1970. */
  at: z.number().optional(),
});

/** Remote control under /_sim, so that a proof or the phone page can use a simulator in another process. */
export function createControlRoutes(simulator: Omit<Simulator, 'url' | 'port' | 'stop'>): Hono {
  const routes = new Hono();
  // A page on another site can post plain forms here, but not JSON: the browser would ask first and be refused.
  routes.use(async (c, next) => {
    const isJson = (c.req.header('content-type') ?? '').startsWith('application/json');
    if (c.req.method === 'POST' && !isJson) return c.json({ problem: 'send application/json' }, 415);
    await next();
    return undefined;
  });
  routes.get('/log', (c) => {
    const since = c.req.query('since');
    const filter = {
      since: since === undefined ? undefined : Number(since),
      number: c.req.query('number'),
      contains: c.req.query('contains'),
    };
    if (c.req.query('summary') === '1') return c.json(simulator.summary(filter));
    return c.json({
      messages: simulator
        .log(filter)
        .map((mt) => ({ ...mt, tries: mt.idx === undefined ? 1 : simulator.countTries(mt.idx) })),
    });
  });
  routes.get('/mo', (c) => c.json({ messages: simulator.inbound() }));
  routes.get('/quiet', (c) => c.json({ quiet: simulator.isQuiet() }));
  routes.get('/settings', (c) => c.json({ ...simulator.settings(), token: undefined }));
  routes.get('/phone/:number', (c) => c.json({ messages: simulator.listPhone(c.req.param('number')) }));
  routes.post('/settings', async (c) => {
    const parsed = settingsPatchSchema.safeParse(parseJson(await c.req.text()));
    if (!parsed.success) return c.json({ problem: z.prettifyError(parsed.error) }, 422);
    simulator.change(parsed.data);
    return c.json({ ok: true });
  });
  routes.post('/faults', async (c) => {
    const parsed = z
      .union([z.strictObject({ clear: z.literal(true) }), z.array(faultSchema), faultSchema])
      .safeParse(parseJson(await c.req.text()));
    if (!parsed.success) return c.json({ problem: z.prettifyError(parsed.error) }, 422);
    if ('clear' in parsed.data) simulator.faults.clear();
    else for (const fault of [parsed.data].flat()) simulator.faults.add(fault);
    return c.json({ ok: true });
  });
  routes.post('/mo', async (c) => {
    const parsed = z.union([z.array(moSchema), moSchema]).safeParse(parseJson(await c.req.text()));
    if (!parsed.success) return c.json({ problem: z.prettifyError(parsed.error) }, 422);
    const made = [parsed.data].flat().map((mo) => simulator.sendMo(mo));
    return c.json({ ids: made.map(({ id }) => id) });
  });
  routes.post('/clear', (c) => {
    simulator.clear();
    return c.json({ ok: true });
  });
  routes.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      const waiting: SimulatorEvent[] = [];
      const numbers = new Set(c.req.query('numbers')?.split(','));
      let wake = () => {};
      const stop = simulator.onEvent((event) => {
        // A reader that does not keep up asks for the whole state anyway.
        if (waiting.length >= 1000 || (numbers.size > 0 && !numbers.has(event.number))) return;
        waiting.push(event);
        wake();
      });
      stream.onAbort(() => {
        stop();
        wake();
      });
      await stream.writeSSE({ event: 'ready', data: '{}' });
      while (!stream.aborted) {
        const events = waiting.splice(0);
        for (const event of events) await stream.writeSSE({ event: event.type, data: JSON.stringify(event) });
        if (waiting.length === 0 && !stream.aborted) {
          const timer = setTimeout(() => wake(), 15_000);
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          clearTimeout(timer);
          if (waiting.length === 0 && !stream.aborted) await stream.writeSSE({ event: 'beat', data: '{}' });
        }
      }
    }),
  );
  return routes;
}
