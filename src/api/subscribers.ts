import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { describeSubscriberProblem, type SubscriberProblem } from '#domain/subscribers-csv.ts';
import { importRecords } from '#services/import-records.ts';
import { openSubscribers } from '#services/list-subscribers.ts';
import { type ApiContext, type ApiEnv, idempotencyHeaders, requireScope } from './access.ts';
import { cutPage, pageOf, pageQuery } from './cursor.ts';
import { ApiProblem, problemResponses, problemsOf } from './problems.ts';

const mostRows = 10_000;
const security = [{ token: ['subscribers'] }];
const instant = z.iso.datetime().nullable();
const line = (most: number) =>
  z
    .string()
    .max(most)
    // A control character in a field is never meant.
    .regex(/^\P{Cc}*$/u, 'W tekście są znaki sterujące (na przykład koniec wiersza).')
    // The document's generator would write the pattern with its flag.
    .openapi({ pattern: '^\\P{Cc}*$' });

const subscriberSchema = z
  .object({
    id: z.int(),
    number: z.string().nullable().openapi({ description: 'Null once erased', example: '+48600100200' }),
    state: z.enum(['active', 'suspended', 'left']),
    source: z.enum(['sms', 'form', 'api', 'import', 'staff']),
    joinedAt: z.iso.datetime(),
    suspendedAt: instant,
    leftAt: instant,
    addresses: z.array(
      z.object({ sym: z.string(), symUl: z.string().nullable(), houseNumber: z.string().nullable() }),
    ),
    categories: z.array(z.string()).openapi({ description: 'Keys' }),
  })
  .openapi('Subscriber');

const recordSchema = z
  .strictObject({
    number: line(40).min(1).openapi({ example: '600100200' }),
    sym: line(20).openapi({ description: 'SYM of the locality', example: '0582870' }),
    symUl: line(20).nullish().openapi({ description: 'SYM_UL of the street', example: '17394' }),
    houseNumber: line(30).nullish().openapi({ example: '12A' }),
    categories: z
      .array(line(30))
      .max(50)
      .default([])
      .openapi({ description: 'Keys; alerts go without saying' }),
    consentSource: line(200).openapi({
      description: 'Where the consent was given',
      example: 'formularz papierowy',
    }),
    consentedOn: line(20).openapi({ description: 'ISO date', example: '2025-03-31' }),
  })
  .openapi('SubscriberRecord');

const importedSchema = z
  .object({
    rows: z.int(),
    joined: z.int().openapi({ description: 'People who were not there before' }),
    extended: z.int().openapi({ description: 'Were there; got an address or a category more' }),
    addresses: z.int(),
    leftRows: z
      .array(z.int())
      .openapi({ description: 'Indexes of rows of people who have left: no import brings them back' }),
  })
  .openapi('Imported');

const listRoute = createRoute({
  method: 'get',
  path: '/subscribers',
  operationId: 'listSubscribers',
  tags: ['subscribers'],
  security,
  summary: 'Subscribers, latest first; each reading is audited',
  request: {
    query: z.object({
      ...pageQuery,
      state: z.enum(['active', 'suspended', 'left']).optional(),
      number: z.string().max(40).optional().openapi({ description: 'The one with this number' }),
    }),
  },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: pageOf(subscriberSchema) } } },
    ...problemResponses(problemsOf.reading),
  },
});

const importRoute = createRoute({
  method: 'post',
  path: '/subscribers',
  operationId: 'importSubscribers',
  tags: ['subscribers'],
  security,
  summary: `Import up to ${mostRows} subscribers with the source of their consent: all of them or none`,
  description:
    'The rules of the file import: every bad row is named and then nothing is stored; who has left is not brought back; the same rows a second time change nothing.',
  request: {
    headers: idempotencyHeaders,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({ rows: z.array(recordSchema).min(1).max(mostRows) })
            .openapi('SubscriberImport'),
        },
      },
    },
  },
  responses: {
    200: { description: 'Stored', content: { 'application/json': { schema: importedSchema } } },
    ...problemResponses([...problemsOf.posting, 'unsupported_type']),
  },
});

/** People's records by token with scope `subscribers`. */
export function mountSubscribers(app: OpenAPIHono<ApiEnv>, { deps }: ApiContext): void {
  app.use('/subscribers', requireScope('subscribers'));

  app.openapi(listRoute, async (c) => {
    const { limit, cursor, state, number } = c.req.valid('query');
    const found = await openSubscribers(deps, {
      actor: `token:${c.var.token?.id}`,
      limit: limit + 1,
      before: cursor === undefined ? undefined : Number.parseInt(cursor, 10),
      state,
      number,
    });
    if (found === 'bad_number') {
      const detail = 'Pole number ma być polskim numerem komórkowym.';
      throw new ApiProblem({ code: 'invalid', detail, errors: [{ pointer: '/number', detail }] });
    }
    const keyOf = new Map(deps.office().categories.map((category) => [category.id, category.key]));
    const page = cutPage(found, { limit, cursorOf: (row) => String(row.phoneId) });
    const items = page.rows.map((row) => ({
      id: row.phoneId,
      number: row.msisdn,
      state: row.state,
      source: row.source,
      joinedAt: row.joinedAt.toISOString(),
      suspendedAt: row.suspendedAt?.toISOString() ?? null,
      leftAt: row.leftAt?.toISOString() ?? null,
      addresses: row.addresses,
      categories: row.categoryIds.flatMap((id) => keyOf.get(id) ?? []),
    }));
    return c.json({ items, next: page.next }, 200);
  });

  app.openapi(importRoute, async (c) => {
    const { rows } = c.req.valid('json');
    const result = await importRecords(deps, { rows, actor: `token:${c.var.token?.id}` });
    if (result.stored === null) throw importProblem(result.problems);
    const { joined, extended, addresses } = result.stored;
    return c.json({ rows: result.rows, joined, extended, addresses, leftRows: [...result.leftRows] }, 200);
  });
}

type RowProblem = { readonly row: number; readonly problem: SubscriberProblem };

function importProblem(problems: readonly RowProblem[]): ApiProblem {
  const errors = problems.map(({ row, problem }) => ({
    pointer: `/rows/${row}${fieldOf(problem.kind)}`,
    detail: describeSubscriberProblem(problem),
  }));
  const detail = `Nic nie zapisano. Błędnych wierszy: ${new Set(problems.map(({ row }) => row)).size}; zobacz pole errors.`;
  return new ApiProblem({ code: 'invalid', detail, errors });
}

function fieldOf(kind: SubscriberProblem['kind']): string {
  if (kind.startsWith('number_')) return '/number';
  switch (kind) {
    case 'sym':
    case 'unknown_locality':
      return '/sym';
    case 'sym_ul':
    case 'unknown_street':
      return '/symUl';
    case 'house_number':
      return '/houseNumber';
    case 'category':
      return '/categories';
    case 'source':
      return '/consentSource';
    case 'date':
    case 'date_future':
      return '/consentedOn';
    default:
      return '';
  }
}
