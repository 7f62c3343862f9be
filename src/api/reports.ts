import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type PeriodProblem, parsePeriod } from '#domain/report-period.ts';
import { type Figures, findReport, type NamedFigures } from '#services/report.ts';
import { type ApiContext, type ApiEnv, requireScope } from './access.ts';
import { ApiProblem, problemResponses, problemsOf } from './problems.ts';

const count = z.int().nonnegative();
const seconds = z.number().nullable();

const figures = {
  people: count.openapi({ description: 'Each person once, however many messages' }),
  peopleIsEstimate: z.boolean().openapi({ description: 'Counted by a sample, within some 5 %' }),
  messages: count.openapi({
    description: 'Accepted by the gateway: submitted, delivered, undelivered, expired',
  }),
  submitted: count.openapi({ description: 'Of the messages: no final receipt yet' }),
  delivered: count,
  undelivered: count,
  expired: count,
  waiting: count,
  unknown: count,
  rejected: count,
  skipped: count,
  segments: count,
  price: z.number().openapi({ description: 'In zł net, at the price of each day' }),
  deliveredPercent: z.number().nullable(),
  secondsToHandsetP50: seconds.openapi({ description: 'Within 5 %' }),
  secondsToHandsetP95: seconds.openapi({ description: 'Within 5 %' }),
};
const figuresSchema = z.object(figures).openapi('Figures');
const namedSchema = z
  .object({
    key: z.string().openapi({ description: 'Id of the campaign, key of the category, SYM, account, module' }),
    name: z.string().nullable(),
    ...figures,
  })
  .openapi('NamedFigures');

const reportSchema = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    countedAt: z.iso.datetime().nullable().openapi({ description: 'The ledger was last counted at' }),
    total: figuresSchema,
    byCampaign: z.array(namedSchema).openapi({ description: 'At most 10000, the largest first' }),
    byCategory: z
      .array(namedSchema)
      .openapi({ description: "By the category aimed at; key '' = none, '*' = several" }),
    byLocality: z.array(namedSchema).openapi({ description: "By SYM; '' = no address" }),
    byStaff: z.array(namedSchema).openapi({ description: 'By who made the campaign' }),
    byModule: z
      .array(namedSchema)
      .openapi({ description: 'alert, personal, bulk (campaigns), reply (dialogue), module' }),
    days: z.array(
      z.object({
        day: z.iso.date(),
        messages: count,
        delivered: count,
        segments: count,
        price: z.number(),
        inbound: count,
        joins: count,
        leaves: count,
      }),
    ),
    inbound: z
      .array(z.object({ intent: z.string(), messages: count }))
      .openapi({ description: "Texts of residents; intent '' = not understood yet" }),
    members: z.array(z.object({ door: z.string(), joins: count, leaves: count })),
    funnel: z
      .array(z.object({ door: z.string(), started: count, code: count, joined: count }))
      .openapi({ description: 'Began to join, were sent a code, joined' }),
  })
  .openapi('Report');

const route = createRoute({
  method: 'get',
  path: '/reports',
  operationId: 'getReport',
  tags: ['reports'],
  security: [{ token: ['reports'] }],
  summary: 'Figures of a period; never a number',
  description:
    'Whole days in Europe/Warsaw, both ends included. A message counts on the day it was submitted. Figures are brought up to the ledger once a minute; those of months long past never change.',
  request: {
    query: z.object({
      from: z.string().openapi({ description: 'ISO date', example: '2026-01-01' }),
      to: z.string().openapi({ description: 'ISO date', example: '2026-12-31' }),
    }),
  },
  responses: {
    200: { description: 'The report', content: { 'application/json': { schema: reportSchema } } },
    ...problemResponses(problemsOf.reading),
  },
});

/** Reports by token with scope `reports`. */
export function mountReports(app: OpenAPIHono<ApiEnv>, { deps }: ApiContext): void {
  app.use('/reports', requireScope('reports'));
  app.openapi(route, async (c) => {
    const parsed = parsePeriod(c.req.valid('query'));
    if (!parsed.ok) throw periodProblem(parsed.problem);
    const { period, countedAt, total, days, inbound, members, funnel, ...by } = await findReport(
      deps,
      parsed.period,
    );
    return c.json(
      {
        ...period,
        countedAt: countedAt?.toISOString() ?? null,
        total: tell(total),
        byCampaign: by.byCampaign.map(tellNamed),
        byCategory: by.byCategory.map(tellNamed),
        byLocality: by.byLocality.map(tellNamed),
        byStaff: by.byStaff.map(tellNamed),
        byModule: by.byModule.map(tellNamed),
        days: days.map(({ sent, priceGrosze, ...day }) => ({
          ...day,
          messages: sent,
          price: toZloty(priceGrosze),
        })),
        inbound: [...inbound],
        members: [...members],
        funnel: [...funnel],
      },
      200,
    );
  });
}

function tellNamed({ key, name, ...row }: NamedFigures): z.infer<typeof namedSchema> {
  return { key, name, ...tell(row) };
}

function tell(row: Figures): z.infer<typeof figuresSchema> {
  const { people, sent, priceGrosze, secondsP50, secondsP95, deliveredPercent, ...counts } = row;
  return {
    ...counts,
    people: people.count,
    peopleIsEstimate: people.isEstimate,
    messages: sent,
    price: toZloty(priceGrosze),
    deliveredPercent: deliveredPercent === null ? null : Math.round(deliveredPercent * 100) / 100,
    secondsToHandsetP50: secondsP50 === null ? null : Math.round(secondsP50 * 10) / 10,
    secondsToHandsetP95: secondsP95 === null ? null : Math.round(secondsP95 * 10) / 10,
  };
}

const details: Readonly<Record<PeriodProblem, { readonly pointer: string; readonly detail: string }>> = {
  bad_from: { pointer: '/from', detail: 'Pole from ma być datą RRRR-MM-DD, na przykład 2026-01-01.' },
  bad_to: { pointer: '/to', detail: 'Pole to ma być datą RRRR-MM-DD, na przykład 2026-12-31.' },
  reversed: { pointer: '/to', detail: 'Koniec okresu jest przed jego początkiem.' },
  too_long: { pointer: '/to', detail: 'Okres może mieć najwyżej 11 lat.' },
};

function periodProblem(problem: PeriodProblem): ApiProblem {
  const error = details[problem];
  return new ApiProblem({ code: 'invalid', detail: error.detail, errors: [error] });
}

function toZloty(grosze: number): number {
  return Math.round(grosze) / 100;
}
