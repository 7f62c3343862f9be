// Mounts the doors. Webhooks come first and bare: what protects pages would cost the hot path three quarters of its
// speed, and CSRF checks would refuse the gateway's callbacks.
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import type { Html } from '#html/layout.ts';
import { isHangUp } from '#services/failures.ts';

export type Doors = {
  readonly webhooks: Hono;
  readonly assets: Hono;
  readonly admin: Hono;
  readonly api: { readonly fetch: (request: Request, env: object) => Response | Promise<Response> };
  /** The API's reference; a test of other doors does without. */
  readonly apiDocs?: Hono;
  readonly web: Hono;
  /** Figures for Prometheus, and what measures each request; a test of other doors does without. */
  readonly metrics?: { readonly app: Hono; readonly measure: MiddlewareHandler };
  /** Practice mode only. */
  readonly phonePage: () => Hono | undefined;
  /** True when the database answers. */
  readonly isReady: () => Promise<boolean>;
  readonly onError: (error: unknown) => void;
  readonly errorPage: (c: Context, status: 404 | 413 | 500) => Html;
  readonly isHttps: boolean;
};

/** The whole HTTP surface of the service. */
export function createApp(doors: Doors): Hono {
  const app = new Hono();
  app.route('/webhooks/smsapi', doors.webhooks);
  app.get('/health/live', (c) => c.text('OK'));
  app.get('/health/ready', async (c) => ((await doors.isReady()) ? c.text('OK') : c.text('database', 503)));
  if (doors.metrics !== undefined) {
    app.route('/metrics', doors.metrics.app);
    app.use(doors.metrics.measure);
  }
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        manifestSrc: ["'self'"],
      },
      xFrameOptions: 'DENY',
      referrerPolicy: 'same-origin',
      // A service reached by plain HTTP on one machine must not promise HTTPS for a year.
      strictTransportSecurity: doors.isHttps ? 'max-age=31536000' : false,
      crossOriginOpenerPolicy: 'same-origin',
    }),
  );
  // No page of ours has it in its address, and no database takes it. The API tells which field it is in.
  app.use(async (c, next) =>
    c.req.url.includes('%00') && !c.req.path.startsWith('/api/')
      ? c.html(doors.errorPage(c, 404), 404)
      : next(),
  );
  app.route('/assets', doors.assets);
  app.route('/admin', doors.admin);
  // Mounted, not routed: an unknown address below it is answered as a problem document, not as a page.
  app.mount('/api/v1', (request, env) => doors.api.fetch(request, env));
  if (doors.apiDocs !== undefined) {
    app.get('/api', (c) => c.redirect('/api/docs'));
    app.route('/api/docs', doors.apiDocs);
  }
  // The page exists in practice mode only, and the mode may change while we run: hence a look-up at each request.
  app.use('/telefon/*', async (c, next) => {
    const page = doors.phonePage();
    if (page === undefined) return next();
    return new Hono().route('/telefon', page).fetch(c.req.raw, c.env);
  });
  app.route('/', doors.web);
  app.notFound((c) => c.html(doors.errorPage(c, 404), 404));
  app.onError((error, c) => {
    // Anyone can send too much: no failure of ours, nothing for the log.
    if (error instanceof HTTPException && error.status === 413) return c.html(doors.errorPage(c, 413), 413);
    // Nobody is left to read an answer to a request that was never finished.
    if (isHangUp(error)) return c.body(null, 400);
    doors.onError(error);
    return c.html(doors.errorPage(c, 500), 500);
  });
  return app;
}
