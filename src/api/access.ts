// Who calls: tokens with scopes, keys that make a repeat harmless, limits for those without a token.
import { createHash } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import type { ApiToken } from '#db/tokens.ts';
import { findClientAddress, type NetworkList, networkOf } from '#domain/networks.ts';
import type { ApiScope } from '#domain/scopes.ts';
import { answerOnce } from '#services/answer-once.ts';
import { authenticateToken } from '#services/authenticate-token.ts';
import type { Deps } from '#services/deps.ts';
import type { PublicLimits } from '#services/public-limits.ts';
import { ApiProblem } from './problems.ts';

export type ApiContext = {
  readonly deps: Deps;
  readonly limits: PublicLimits;
  readonly trustedProxies: NetworkList;
};

export type ApiEnv = { Variables: { token: ApiToken | undefined } };

/** Reads the token if there is one; a wrong one is refused even where none is needed. */
export function readToken(api: ApiContext): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const header = c.req.header('authorization');
    if (header === undefined) return next();
    const [scheme = '', credentials = ''] = header.trim().split(/\s+/);
    const token = scheme.toLowerCase() === 'bearer' ? await authenticateToken(api.deps, credentials) : null;
    if (token === null) {
      throw new ApiProblem({
        code: 'unauthorized',
        detail: 'Token jest nieprawidłowy albo został unieważniony.',
      });
    }
    c.set('token', token);
    await next();
  };
}

/** Lets through tokens with this scope only. */
export function requireScope(scope: ApiScope): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const { token } = c.var;
    if (token === undefined) {
      throw new ApiProblem({
        code: 'unauthorized',
        detail: 'Potrzebny jest token: nagłówek Authorization: Bearer …',
      });
    }
    if (!token.scopes.includes(scope)) {
      throw new ApiProblem({ code: 'forbidden', detail: `Ten token nie ma zakresu „${scope}”.` });
    }
    await next();
  };
}

/** Public routes: a limit for each network, none for a token with the scope. Webs of phones share one address. */
export function limitPublic(
  api: ApiContext,
  options: { readonly limit: keyof PublicLimits; readonly scope: ApiScope },
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (c.var.token?.scopes.includes(options.scope) !== true) {
      const wait = await api.limits[options.limit].consume(networkOf(findAddress(api, c)));
      if (wait > 0) {
        throw new ApiProblem({
          code: 'too_many',
          detail: `Za dużo zapytań z tej sieci. Spróbuj ponownie za ${wait} s.`,
          retryAfterSeconds: wait,
        });
      }
    }
    await next();
  };
}

/** A POST with a token and an `Idempotency-Key` is done once; its repeats get the first answer. */
export function honourIdempotencyKey(api: ApiContext): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const key = c.req.header('idempotency-key');
    const { token } = c.var;
    if (c.req.method !== 'POST' || key === undefined || token === undefined) return next();
    if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw new ApiProblem({
        code: 'malformed',
        detail: 'Idempotency-Key ma mieć od 1 do 255 znaków bez spacji.',
      });
    }
    const requestHash = createHash('sha256')
      .update(`${c.req.path}\n`)
      .update(await c.req.text())
      .digest();
    const outcome = await answerOnce(api.deps, {
      actor: `token:${token.id}`,
      key,
      requestHash,
      act: async () => {
        await next();
        if (c.error !== undefined) throw c.error;
        const body: unknown = c.res.status >= 400 ? null : await c.res.clone().json();
        return { status: c.res.status, body };
      },
    });
    switch (outcome.kind) {
      case 'first':
        return;
      case 'repeated':
        return new Response(JSON.stringify(outcome.answer.body), {
          status: outcome.answer.status,
          headers: { 'content-type': 'application/json', 'idempotent-replayed': 'true' },
        });
      case 'reused':
        throw new ApiProblem({
          code: 'key_reused',
          detail: 'Tego klucza Idempotency-Key użyto już do innego żądania.',
        });
      case 'unfinished':
        throw new ApiProblem({
          code: 'key_unfinished',
          detail:
            'Pierwsze żądanie z tym kluczem jeszcze trwa albo zostało przerwane. Sprawdź, co zrobiło, zanim ponowisz je z nowym kluczem.',
          retryAfterSeconds: 5,
        });
      default:
        return outcome satisfies never;
    }
  };
}

function findAddress(api: ApiContext, c: Context): string {
  return findClientAddress({
    peer: c.env?.incoming === undefined ? '' : (getConnInfo(c).remote.address ?? ''),
    forwardedFor: c.req.header('x-forwarded-for'),
    trusted: api.trustedProxies,
  });
}
