import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { fillClause, languages } from '#domain/clauses.ts';
import { findShownClause } from '#services/shown-clause.ts';
import { type ApiContext, type ApiEnv, limitPublic } from './access.ts';
import { ApiProblem, problemResponses, problemsOf } from './problems.ts';

const clauseSchema = z
  .object({
    version: z.int(),
    language: z.enum(languages).openapi({ description: 'Polish where the office has not translated it' }),
    paragraphs: z.array(z.string()),
  })
  .openapi('Clause');

const clauseRoute = createRoute({
  method: 'get',
  path: '/clause',
  operationId: 'getClause',
  security: [{}, { token: ['registration'] }],
  tags: ['registration'],
  summary: 'What a person agrees to by joining, as it is to be shown before',
  request: {
    query: z.object({
      version: z.coerce
        .number()
        .int()
        .min(1)
        .max(1_000_000)
        .optional()
        .openapi({ type: 'integer', description: 'An earlier one; without it, the one in force' }),
      language: z.enum(languages).default('pl'),
    }),
  },
  responses: {
    200: { description: 'The wording', content: { 'application/json': { schema: clauseSchema } } },
    ...problemResponses([...problemsOf.publicReading, 'not_found']),
  },
});

/** The wording of the consent, for systems that show it themselves. */
export function mountClause(app: OpenAPIHono<ApiEnv>, api: ApiContext): void {
  app.use('/clause', limitPublic(api, { limit: 'reading', scope: 'registration' }));
  app.openapi(clauseRoute, async (c) => {
    const { version, language } = c.req.valid('query');
    const clause = await findShownClause(api.deps, version);
    if (clause === null) throw new ApiProblem({ code: 'not_found', detail: 'Nie było takiej wersji zgody.' });
    const { controllerName, dialogueNumber: number } = api.deps.office().settings;
    const shown = fillClause(clause, { language, controllerName, number });
    return c.json({ version: clause.version, ...shown, paragraphs: [...shown.paragraphs] }, 200);
  });
}
