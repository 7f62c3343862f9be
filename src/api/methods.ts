// What HTTP asks of every address: another method than the described ones is answered by those there are, and a body
// that is not JSON is named as such before anybody tries to read it.
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './access.ts';
import { ApiProblem } from './problems.ts';

export type Methods = {
  /** The methods of the address, '' when there is no such address. */
  readonly listAllowed: (path: string) => string;
  readonly hasBody: (method: string, path: string) => boolean;
};

type Described = { readonly method: string; readonly path: RegExp; readonly hasBody: boolean };

/** Reads the described routes once, when all are mounted. */
export function readMethods(app: OpenAPIHono<ApiEnv>): Methods {
  const described: Described[] = app.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== 'route') return [];
    const { method, path, request } = definition.route;
    const pattern = new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
    return [{ method: method.toUpperCase(), path: pattern, hasBody: request?.body !== undefined }];
  });
  described.push({ method: 'GET', path: /^\/openapi\.json$/, hasBody: false });
  return {
    listAllowed: (path) => {
      const methods = described.filter((one) => one.path.test(path)).map(({ method }) => method);
      return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))]
        .sort()
        .join(', ');
    },
    hasBody: (method, path) =>
      described.some((one) => one.hasBody && one.method === method && one.path.test(path)),
  };
}

/** Refuses methods that an address does not have, and bodies that are no JSON. */
export function guardMethods(methods: () => Methods): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const { path, method } = c.req;
    const allow = methods().listAllowed(path);
    if (allow !== '' && !allow.split(', ').includes(method)) {
      c.header('allow', allow);
      throw new ApiProblem({ code: 'method_not_allowed', detail: `Ten adres przyjmuje: ${allow}.` });
    }
    if (methods().hasBody(method, path)) requireJson(c.req.header('content-type'));
    await next();
  };
}

function requireJson(type: string | undefined): void {
  if (type === undefined) {
    throw new ApiProblem({
      code: 'malformed',
      detail: 'Brak treści żądania: ma nią być dokument JSON z nagłówkiem Content-Type: application/json.',
    });
  }
  // As the reader of bodies recognises it: what it does not, it would take for an empty one.
  if (!/^application\/([a-z-.]+\+)?json(;\s*[a-zA-Z0-9-]+=([^;]+))*$/.test(type)) {
    throw new ApiProblem({
      code: 'unsupported_type',
      detail: 'Treść żądania ma być dokumentem JSON: nagłówek Content-Type: application/json.',
    });
  }
}
