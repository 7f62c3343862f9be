import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { countByState, findCampaign } from '#db/campaigns.ts';
import {
  type CampaignRequest,
  campaignRequestSchema,
  campaignStates,
  findTimeProblem,
  legalBasisLimits,
  mostYearsAhead,
} from '#domain/campaign.ts';
import { campaignLanes } from '#domain/lanes.ts';
import { type CampaignDraft, checkCampaign, createCampaign } from '#services/create-campaign.ts';
import type { Deps } from '#services/deps.ts';
import { launchCampaign } from '#services/launch-campaign.ts';
import { previewCampaign } from '#services/preview-campaign.ts';
import { stopCampaign } from '#services/stop-campaign.ts';
import { isAnyoneReached } from '#services/strangers.ts';
import { type ApiContext, type ApiEnv, idempotencyHeaders, requireScope } from './access.ts';
import { describeProblem, fieldDetails } from './campaign-problems.ts';
import { schemaRef } from './document.ts';
import { ApiProblem, type FieldProblem, problemResponses, problemsOf } from './problems.ts';

const count = z.int().nonnegative();
const campaignSchema = z
  .object({
    id: z.int(),
    state: z.enum(campaignStates),
    counts: z.object({
      planned: count.openapi({ description: 'Still waiting' }),
      held: count,
      claimed: count,
      submitted: count,
      unknown: count,
      delivered: count,
      undelivered: count,
      expired: count,
      rejected: count,
      skipped: count,
    }),
    total: count.openapi({ description: 'Sum of the counts; 0 until the campaign is planned' }),
    unconfirmed: count.openapi({
      description: 'Of the submitted: those that no receipt has come for within 72 hours',
    }),
    segments: count.openapi({ description: 'Segments of all messages but the rejected and skipped' }),
    price: z.number().openapi({ description: 'What those segments cost, in zł net', example: 12.24 }),
  })
  .openapi('Campaign');

const campaignBody = z
  .strictObject({
    text: z.string().max(5000).openapi({
      description: 'May hold `{miejscowosc}` and `{ulica}`; at most 6 segments',
      example: 'Jutro od 8 do 12 nie bedzie wody w {miejscowosc}.',
    }),
    audience: z
      .unknown()
      .refine((audience) => audience !== undefined)
      .openapi({ ...schemaRef('Audience'), example: { all: true } }),
    sendAt: z
      .string()
      .optional()
      .openapi({
        description: `Instant with its offset, at most ${mostYearsAhead} years ahead; now when left out`,
        format: 'date-time',
        example: '2030-11-30T18:00:00+01:00',
      }),
    recurrence: z
      .unknown()
      .optional()
      .openapi({ ...schemaRef('Recurrence') }),
    lane: z.enum(campaignLanes).default('bulk'),
    legalBasis: z.string().optional().openapi({
      description:
        'The ground on which `numbers` of the audience without consent are sent to; who has left, or sent STOP, never is. Only by a token with scope `legal_basis` too',
      minLength: legalBasisLimits.least,
      maxLength: legalBasisLimits.most,
      example: 'art. 6 ust. 1 lit. e RODO',
    }),
  })
  .openapi('CampaignRequest');

const previewSchema = z
  .object({
    recipients: count,
    withoutConsent: count.openapi({ description: 'Of the recipients: reached by `legalBasis` only' }),
    segments: count.openapi({ description: 'Of one message (the longest, when texts differ)' }),
    encoding: z.enum(['gsm7', 'ucs2']),
    totalSegments: count,
    price: z.number().openapi({ description: 'In zł net' }),
    skipped: z.record(z.string(), z.number()).openapi({
      description:
        'Who will not get it, by reason: `no_consent`, `paused` (by their own wish), `dead_number`',
    }),
    problems: z.array(z.object({ pointer: z.string(), detail: z.string() })),
  })
  .openapi('Preview');

const idParams = z.object({
  id: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .openapi({ example: '42' }),
});
const security = [{ token: ['campaigns'] }];
const body = { required: true, content: { 'application/json': { schema: campaignBody } } } as const;
const campaignContent = { 'application/json': { schema: campaignSchema } };
const refused = problemResponses([...problemsOf.posting, 'unsupported_type']);

const createCampaignRoute = createRoute({
  method: 'post',
  path: '/campaigns',
  operationId: 'createCampaign',
  tags: ['campaigns'],
  security,
  summary: 'Send a campaign, now or at `sendAt`',
  request: {
    headers: idempotencyHeaders,
    body,
  },
  responses: { 201: { description: 'Launched', content: campaignContent }, ...refused },
});
const previewRoute = createRoute({
  method: 'post',
  path: '/campaigns/preview',
  operationId: 'previewCampaign',
  tags: ['campaigns'],
  security,
  summary: 'What a campaign would reach and cost; sends nothing',
  request: { headers: idempotencyHeaders, body },
  responses: {
    200: { description: 'Preview', content: { 'application/json': { schema: previewSchema } } },
    ...refused,
  },
});
const getRoute = createRoute({
  method: 'get',
  path: '/campaigns/{id}',
  operationId: 'getCampaign',
  tags: ['campaigns'],
  security,
  summary: 'A campaign with its counts by state',
  request: { params: idParams },
  responses: {
    200: { description: 'The campaign', content: campaignContent },
    ...problemResponses([...problemsOf.reading, 'not_found']),
  },
});
const stopRoute = createRoute({
  method: 'post',
  path: '/campaigns/{id}/stop',
  operationId: 'stopCampaign',
  tags: ['campaigns'],
  security,
  summary: 'Stop a campaign: what still waits is skipped',
  request: { params: idParams, headers: idempotencyHeaders },
  responses: {
    200: { description: 'Stopped', content: campaignContent },
    ...problemResponses([...problemsOf.posting, 'not_found', 'too_late']),
  },
});

/** Campaigns by token with scope `campaigns`. */
export function mountCampaigns(app: OpenAPIHono<ApiEnv>, { deps }: ApiContext): void {
  app.use('/campaigns', requireScope('campaigns'));
  app.use('/campaigns/*', requireScope('campaigns'));
  app.openapi(createCampaignRoute, async (c) => {
    refuseBasis(c.var.token, c.req.valid('json'));
    const request = readRequest(deps, c.req.valid('json'));
    const actor = `token:${c.var.token?.id}`;
    const { once } = c.var;
    if (once?.made == null) await refuseNobody(deps, request);
    // The same request was killed before it could answer: the campaign it made is sent, not another one.
    const campaignId =
      readMadeCampaign(once?.made) ?? (await createCampaign(deps, { actor, ...request, key: once?.key }));
    if (await isDraft(deps, campaignId)) await launchCampaign(deps, { campaignId, actor });
    return c.json(await describeCampaign(deps, campaignId), 201);
  });
  app.openapi(previewRoute, async (c) => {
    refuseBasis(c.var.token, c.req.valid('json'));
    const preview = await previewCampaign(deps, toDraft(parseRequest(deps, c.req.valid('json'))));
    const {
      recipients,
      withoutConsent,
      segments,
      encoding,
      totalSegments,
      priceGrosze,
      skippedByReason,
      problems,
    } = preview;
    const price = toZloty(priceGrosze);
    const told = problems.map(describeProblem);
    return c.json(
      {
        recipients,
        withoutConsent,
        segments,
        encoding,
        totalSegments,
        price,
        skipped: { ...skippedByReason },
        problems: told,
      },
      200,
    );
  });
  app.openapi(getRoute, async (c) =>
    c.json(await describeCampaign(deps, Number(c.req.valid('param').id)), 200),
  );
  app.openapi(stopRoute, async (c) => {
    const campaignId = Number(c.req.valid('param').id);
    await stopCampaign(deps, { campaignId, actor: `token:${c.var.token?.id}` });
    return c.json(await describeCampaign(deps, campaignId), 200);
  });
}

/** Whom nobody asked for consent may be sent to only by a system that was given that right by itself. */
function refuseBasis(token: ApiEnv['Variables']['token'], given: z.infer<typeof campaignBody>): void {
  if (given.legalBasis === undefined || token?.scopes.includes('legal_basis') === true) return;
  throw new ApiProblem({
    code: 'forbidden',
    detail:
      'Ten token nie ma zakresu „legal_basis”, a tylko z nim wysyłka może mieć podstawę prawną (legalBasis).',
  });
}

function readMadeCampaign(made: string | null | undefined): number | undefined {
  const id = /^campaign:(\d+)$/.exec(made ?? '')?.[1];
  return id === undefined ? undefined : Number(id);
}

async function isDraft(deps: Deps, campaignId: number): Promise<boolean> {
  return (await findCampaign(deps.db, campaignId))?.state === 'draft';
}

async function describeCampaign(deps: Deps, id: number): Promise<z.infer<typeof campaignSchema>> {
  const campaign = await findCampaign(deps.db, id);
  if (campaign === null)
    throw new ApiProblem({ code: 'not_found', detail: `Nie ma wysyłki o numerze ${id}.` });
  const { total, segments, unconfirmed, ...counts } = await countByState(deps.db, id);
  const price = toZloty(segments * deps.office().settings.segmentPriceGrosze);
  return { id, state: campaign.state, counts, total, unconfirmed, segments, price };
}

/** What leaves at once to nobody is a mistake; a later run may find people. */
async function refuseNobody(deps: Deps, draft: CampaignDraft): Promise<void> {
  const { audience, sendAt, recurrence, legalBasis = null } = draft;
  const isLater = sendAt !== undefined || recurrence !== undefined;
  if (isLater || (await isAnyoneReached(deps, { audience, listId: null, legalBasis }))) return;
  const detail =
    'Nikt nie pasuje do pola audience albo nikt z nich nie wyraził zgody. Sprawdź je przez POST /campaigns/preview.';
  throw invalid([{ pointer: '/audience', detail }]);
}

/** The campaign asked for; everything that keeps it from being sent is told at once. */
function readRequest(deps: Deps, given: z.infer<typeof campaignBody>): CampaignDraft {
  const draft = toDraft(parseRequest(deps, given));
  const problems = checkCampaign(deps, draft);
  if (problems.length > 0) throw invalid(problems.map(describeProblem));
  return draft;
}

function toDraft({ sendAt, ...request }: CampaignRequest): CampaignDraft {
  return { ...request, ...(sendAt === undefined ? {} : { sendAt: new Date(sendAt) }) };
}

function parseRequest(deps: Deps, given: z.infer<typeof campaignBody>): CampaignRequest {
  const parsed = campaignRequestSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  // One sentence tells all that may be wrong with a field.
  const told = new Map(
    parsed.error.issues.map(({ path, message, code }) => {
      const field = String(path[0] ?? '');
      const at = field === 'sendAt' && code === 'custom' ? new Date(given.sendAt ?? '') : null;
      const kind = at === null ? null : findTimeProblem(at, deps.clock());
      if (kind !== null) return [field, describeProblem({ kind })];
      return [field, { pointer: `/${field}`, detail: fieldDetails[field] ?? message }];
    }),
  );
  throw invalid([...told.values()]);
}

function invalid(errors: readonly FieldProblem[]): ApiProblem {
  return new ApiProblem({ code: 'invalid', detail: errors.map(({ detail }) => detail).join(' '), errors });
}

function toZloty(grosze: number): number {
  return Math.round(grosze) / 100;
}
