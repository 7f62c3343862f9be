// Calls the API with anything at all, and holds each answer against the document.
import assert from 'node:assert/strict';
import { apiScopes } from '#domain/scopes.ts';
import { createToken } from '#services/create-token.ts';
import { createApi } from '../../src/api/api.ts';
import { asNode, findMismatches, type Node, type Operation, readOperations } from './api-document.ts';
import type { OfficeDeps } from './office-deps.ts';

export type RawCall = {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
};

export type RawAnswer = {
  readonly status: number;
  readonly type: string;
  readonly json: unknown;
  readonly headers: Headers;
};

export type Contract = {
  readonly document: Node;
  readonly operations: readonly Operation[];
  /** By operation's name. */
  readonly operation: (id: string) => Operation;
  readonly send: (call: RawCall) => Promise<RawAnswer>;
  /** What of an answer the document does not promise; empty = nothing. */
  readonly findBreaches: (operation: Operation, answer: RawAnswer) => readonly string[];
  /** A token for one scope each, and one for all. */
  readonly tokens: Readonly<Record<(typeof apiScopes)[number] | 'all', string>>;
};

export async function openContract(deps: OfficeDeps): Promise<Contract> {
  const api = createApi({ deps });
  const document = asNode(await (await api.request('/openapi.json')).json());
  const operations = readOperations(document);
  const tokenOf = (name: string, scopes: readonly (typeof apiScopes)[number][]) =>
    createToken(deps, { name: `contract ${name}`, scopes, actor: 'test' });
  const tokens = {
    places: await tokenOf('places', ['places']),
    registration: await tokenOf('registration', ['registration']),
    subscribers: await tokenOf('subscribers', ['subscribers']),
    campaigns: await tokenOf('campaigns', ['campaigns']),
    legal_basis: await tokenOf('legal-basis', ['campaigns', 'legal_basis']),
    reports: await tokenOf('reports', ['reports']),
    all: await tokenOf('all', apiScopes),
  };
  return {
    document,
    operations,
    tokens,
    operation: (id) => {
      const found = operations.find((one) => one.id === id);
      assert.ok(found !== undefined, `there is no operation ${id}`);
      return found;
    },
    send: async ({ method, path, headers, body }) => {
      const response = await api.request(path, {
        method,
        headers: { ...headers },
        ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
      });
      const text = await response.text();
      const type = (response.headers.get('content-type') ?? '').replace(/;.*/, '');
      return {
        status: response.status,
        type,
        json: text === '' ? undefined : JSON.parse(text),
        headers: response.headers,
      };
    },
    findBreaches: (operation, { status, type, json }) => {
      const documented = operation.responses.get(status);
      if (documented === undefined) return [`${operation.id}: ${status} is not documented`];
      const schema = documented.get(type);
      if (schema === undefined) return [`${operation.id} ${status}: ${type} is not documented`];
      return findMismatches(document, schema, json).map((line) => `${operation.id} ${status} ${line}`);
    },
  };
}
