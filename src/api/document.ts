// The OpenAPI document: what the routes say of themselves, put together once, and the two schemas that the domain holds.
import type { OpenAPIHono } from '@hono/zod-openapi';
import * as z from 'zod';
import { audienceSchema } from '#domain/audience.ts';
import { recurrenceSchema } from '#domain/recurrence.ts';
import { apiScopes } from '#domain/scopes.ts';
import type { ApiEnv } from './access.ts';

export type OpenApiDocument = ReturnType<OpenAPIHono<ApiEnv>['getOpenAPI31Document']>;

/** Names the schemas that routes refer to by `schemaRef`, and how a token is shown. */
export function registerComponents(app: OpenAPIHono<ApiEnv>): void {
  const registry = app.openAPIRegistry;
  registry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: `A token is made in the panel (Ustawienia → Dostęp dla systemów) or by \`wici token add NAME --scope …\`. Scopes: ${apiScopes.join(', ')}.`,
  });
  registry.registerComponent('schemas', 'Audience', {
    description:
      'Who a campaign is for: everyone, one criterion, or a tree of `any` (at least one of), `every` (all of) and `not` (none of).',
    example: {
      every: [{ any: [{ locality: '0582870' }, { category: 'odpady' }] }, { not: [{ area: 'Rejon 1' }] }],
    },
    ...describeSchema(audienceSchema, 'Audience'),
  });
  registry.registerComponent('schemas', 'Recurrence', {
    description: 'When a series is sent, in local time (Europe/Warsaw). Weekdays: 1 = Monday … 7 = Sunday.',
    example: { every: 'week', weekdays: [1], interval: 2, time: '18:00', from: '2026-12-01' },
    ...describeSchema(recurrenceSchema, 'Recurrence'),
  });
}

/** A field whose schema is a named one; it is read by the domain's own parser. */
export function schemaRef(name: 'Audience' | 'Recurrence') {
  return { allOf: [{ $ref: `#/components/schemas/${name}` }] };
}

/** The whole document, the same for everybody. */
export function buildDocument(app: OpenAPIHono<ApiEnv>): OpenApiDocument {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Wici',
      version: '1',
      license: { name: 'EUPL-1.2', url: 'https://eupl.eu/1.2/pl/' },
      description: [
        'Registration and sending of municipal SMS notifications.',
        'What goes wrong is told as RFC 9457 (`application/problem+json`): `type` is stable and for programs, `detail` is a sentence in Polish for people, `errors` points at fields. A refusal has done nothing.',
        'With a token each POST takes an `Idempotency-Key`: a repeat of the same request with the same key gets the first answer, with the header `Idempotent-Replayed: true`. Keys are kept for a day at least.',
        'Lists come by pages: `next` of one is the `cursor` of the next.',
        'Each answer tells in `RateLimit` what is left of the limit in `RateLimit-Policy`; 429 tells in `Retry-After` when to go on.',
      ].join('\n\n'),
    },
    servers: [{ url: '/api/v1' }],
    tags: [
      { name: 'places', description: 'Localities and streets of the TERYT register' },
      { name: 'registration', description: 'Joining and leaving, each confirmed by a one-time code' },
      { name: 'campaigns', description: 'Sending, and what became of it' },
      { name: 'subscribers', description: 'Who has joined' },
      { name: 'reports', description: 'Figures of a period' },
    ],
  });
}

/** The domain's schema as the document writes it: what is sent, with its recursion by name. */
function describeSchema(schema: z.ZodType, name: string): object {
  const { $schema, ...described } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // A format says it already; its pattern fills half a page.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  const text = JSON.stringify(described).replaceAll('"$ref":"#"', `"$ref":"#/components/schemas/${name}"`);
  const parsed: object = JSON.parse(text);
  return parsed;
}
