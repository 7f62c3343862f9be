// A client of the API as any would be written: paths, JSON, a token.
import type { ApiScope } from '#domain/scopes.ts';
import { createToken } from '#services/create-token.ts';
import { createApi } from '../../src/api/api.ts';
import type { OfficeDeps } from './office-deps.ts';

// Answers are read by their JSON.
export type Json = Record<string, unknown>;

export type ApiAnswer = { readonly status: number; readonly json: Json; readonly headers: Headers };

export type ApiClient = {
  readonly token: (name: string, scopes: readonly ApiScope[]) => Promise<string>;
  readonly call: (
    path: string,
    options?: {
      readonly method?: 'GET' | 'POST';
      readonly body?: unknown;
      readonly token?: string;
      readonly headers?: Readonly<Record<string, string>>;
    },
  ) => Promise<ApiAnswer>;
};

export function createApiClient(deps: OfficeDeps): ApiClient {
  const api = createApi({ deps });
  return {
    token: (name, scopes) => createToken(deps, { name, scopes, actor: 'test' }),
    call: async (path, options = {}) => {
      const { body, token } = options;
      const response = await api.request(path, {
        method: options.method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...options.headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        json: text === '' ? {} : (JSON.parse(text) as Json),
        headers: response.headers,
      };
    },
  };
}
