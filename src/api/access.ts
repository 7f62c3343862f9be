// Who calls: tokens with scopes, keys that make a repeat harmless, limits for those without a token.
import { createHash } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import { z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import type { IdempotencyKey } from '#db/idempotency.ts';
import type { RateLimit, RateLimitState } from '#db/rate-limits.ts';
import type { ApiToken } from '#db/tokens.ts';
import { findClientAddress, type NetworkList, networkOf } from '#domain/networks.ts';
import type { ApiScope } from '#domain/scopes.ts';
import type { Visitor } from '#services/admit-request.ts';
import { answerOnce } from '#services/answer-once.ts';
import { authenticateToken } from '#services/authenticate-token.ts';
import type { Deps } from '#services/deps.ts';
import type { PublicLimits } from '#services/public-limits.ts';
import { ApiProblem } from './problems.ts';

export type ApiContext = {
  readonly deps: Deps;
  readonly limits: PublicLimits;
  readonly tokenLimit: RateLimit;
  readonly trustedProxies: NetworkList;
};

export type ApiEnv = {
  Variables: {
    token: ApiToken | undefined;
    /** The request's Idempotency-Key, and what the same request had made before it was killed. */
    once: { readonly key: IdempotencyKey; readonly made: string | null } | undefined;
  };
};

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

/** Each token has its own limit, wherever it is used. */
export function limitTokens(api: ApiContext): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const { token } = c.var;
    if (token !== undefined) {
      const left = await api.tokenLimit.take(String(token.id));
      tellLimit(c, left);
      if (left.waitSeconds > 0) {
        throw new ApiProblem({
          code: 'too_many',
          detail: `Za dużo żądań z tym tokenem. Spróbuj ponownie za ${left.waitSeconds} s.`,
          retryAfterSeconds: left.waitSeconds,
        });
      }
    }
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
      const left = await api.limits[options.limit].take(networkOf(findAddress(api, c)));
      tellLimit(c, left);
      if (left.waitSeconds > 0) {
        throw new ApiProblem({
          code: 'too_many',
          detail: `Za dużo zapytań z tej sieci. Spróbuj ponownie za ${left.waitSeconds} s.`,
          retryAfterSeconds: left.waitSeconds,
        });
      }
    }
    await next();
  };
}

/** Who asks for codes: a token with the scope vouches for its system; everybody else may have to prove first. */
export function visitorOf(api: ApiContext, c: Context<ApiEnv>): Visitor {
  const isVouchedFor = c.var.token?.scopes.includes('registration') === true;
  return {
    address: isVouchedFor ? null : findAddress(api, c),
    proof: c.req.header(proofHeader),
    onCounted: ({ most, seconds, count }) =>
      tellLimit(c, {
        name: 'public-codes',
        points: most,
        seconds,
        remaining: Math.max(0, most - count.count),
        resetSeconds: count.resetSeconds,
      }),
  };
}

// draft-ietf-httpapi-ratelimit-headers: the policy, and what is left of it.
function tellLimit(c: Context, left: Omit<RateLimitState, 'waitSeconds'>): void {
  c.header('RateLimit-Policy', `"${left.name}";q=${left.points};w=${left.seconds}`);
  c.header('RateLimit', `"${left.name}";r=${left.remaining};t=${left.resetSeconds}`);
}

/** How a route says that it takes a key; `honourIdempotencyKey` reads it. */
export const idempotencyHeaders = z.object({
  'idempotency-key': z.string().optional().openapi({
    description: 'With a token: the request is done once, its repeats get the first answer',
    pattern: '^[!-~]{1,255}$',
    example: 'zebranie-1',
  }),
});

const proofHeader = 'proof-of-work';

/** How a route says that it takes a solved challenge besides. */
export const registrationHeaders = idempotencyHeaders.extend({
  [proofHeader]: z.string().max(1000).optional().openapi({
    description:
      'After a 429 of the type `urn:wici:problem:proof_required`: its `challenge`, a colon, and one number for each of its `rounds`, with full stops between them',
    example: '0f…-1764500000-Xk…:1207.88.4012',
  }),
});

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
    const actor = `token:${token.id}`;
    const outcome = await answerOnce(api.deps, {
      actor,
      key,
      requestHash,
      act: async (made) => {
        c.set('once', { key: { actor, key }, made });
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
          // What was told before of the limit belongs to the answer too.
          headers: {
            ...Object.fromEntries(c.res.headers),
            'content-type': 'application/json',
            'idempotent-replayed': 'true',
          },
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
            'Pierwsze żądanie z tym kluczem jeszcze trwa albo zostało przerwane. Ponów je za chwilę z tym samym kluczem: nic nie zostanie zrobione dwa razy.',
          retryAfterSeconds: 15,
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
