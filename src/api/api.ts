// The api door: REST v1 for outside systems, and the document that describes it. Public registration goes through the
// same services as the web form.
import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { parseNetworks } from '#domain/networks.ts';
import type { Deps } from '#services/deps.ts';
import { ServiceError } from '#services/errors.ts';
import { isHangUp } from '#services/failures.ts';
import { createPublicLimits } from '#services/public-limits.ts';
import { createTokenLimit } from '#services/token-limit.ts';
import { type ApiContext, type ApiEnv, honourIdempotencyKey, limitTokens, readToken } from './access.ts';
import { mountCampaigns } from './campaigns.ts';
import { mountClause } from './clause.ts';
import { buildDocument, type OpenApiDocument, registerComponents } from './document.ts';
import { speakPolish } from './issue-words.ts';
import { mountMessages } from './messages.ts';
import { guardMethods, type Methods, readMethods } from './methods.ts';
import { mountPlaces } from './places.ts';
import { ApiProblem, problemOfService, renderProblem } from './problems.ts';
import { mountReports } from './reports.ts';
import { mountSubscribers } from './subscribers.ts';
import { mountSubscriptions } from './subscriptions.ts';

export type ApiOptions = {
  readonly deps: Deps;
  readonly config?: { readonly trustedProxies: readonly string[] };
};

// A list of 100 000 numbers in a request.
const longestBody = 4 * 1024 * 1024;

/** The API, to be mounted at /api/v1. */
export function createApi({ deps, config }: ApiOptions): OpenAPIHono<ApiEnv> {
  speakPolish();
  const api: ApiContext = {
    deps,
    limits: createPublicLimits(deps),
    tokenLimit: createTokenLimit(deps),
    trustedProxies: parseNetworks(config?.trustedProxies ?? []),
  };
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result, c) => {
      if (result.success) return;
      const errors = result.error.issues.map((issue) => ({
        pointer: `/${issue.path.map(String).join('/')}`,
        detail: issue.message,
      }));
      return renderProblem(c, {
        code: 'invalid',
        detail: 'Dane nie mają opisanej postaci; zobacz pole errors.',
        errors,
      });
    },
  });
  app.use(limitBody({ most: longestBody, words: '4 MB' }));
  // Before anything reads the body; anybody may send these.
  for (const root of ['/subscriptions', '/unsubscriptions']) {
    for (const path of [root, `${root}/*`]) app.use(path, limitBody({ most: 32 * 1024, words: '32 KB' }));
  }
  let methods: Methods | undefined;
  app.use(readToken(api));
  app.use(limitTokens(api));
  app.use(
    guardMethods(() => {
      methods ??= readMethods(app);
      return methods;
    }),
  );
  app.use(honourIdempotencyKey(api));
  registerComponents(app);
  mountPlaces(app, api);
  mountClause(app, api);
  mountSubscriptions(app, api);
  mountCampaigns(app, api);
  mountMessages(app, api);
  mountSubscribers(app, api);
  mountReports(app, api);
  let document: OpenApiDocument | undefined;
  app.get('/openapi.json', (c) => {
    document ??= buildDocument(app);
    c.header('cache-control', 'public, max-age=300');
    return c.json(document);
  });
  app.notFound((c) => renderProblem(c, { code: 'not_found', detail: 'Nie ma takiego adresu.' }));
  app.onError((error, c) => {
    if (error instanceof ApiProblem) return renderProblem(c, error.problem);
    if (error instanceof ServiceError) return renderProblem(c, problemOfService(error.code));
    if (isHangUp(error) || (error instanceof HTTPException && error.status < 500)) {
      return renderProblem(c, {
        code: 'malformed',
        detail: 'Treść żądania nie jest poprawnym dokumentem JSON.',
      });
    }
    deps.logger.error({ err: error }, 'api request failed');
    return renderProblem(c, {
      code: 'failure',
      detail: 'To błąd po naszej stronie. Spróbuj ponownie za chwilę.',
    });
  });
  return app;
}

function limitBody({ most, words }: { readonly most: number; readonly words: string }): MiddlewareHandler {
  return bodyLimit({
    maxSize: most,
    onError: (c) =>
      renderProblem(c, { code: 'too_large', detail: `Żądanie jest za duże (najwyżej ${words}).` }),
  });
}
