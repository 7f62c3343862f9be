import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { listCampaigns } from '#db/campaigns.ts';
import type { MessageCursor } from '#db/messages.ts';
import { campaignStates } from '#domain/campaign.ts';
import { campaignLanes } from '#domain/lanes.ts';
import { maskMsisdn, parseMsisdn } from '#domain/msisdn.ts';
import { mtStates } from '#domain/mt-status.ts';
import { openMessages } from '#services/list-messages.ts';
import type { ApiContext, ApiEnv } from './access.ts';
import { cutPage, pageOf, pageQuery } from './cursor.ts';
import { problemResponses, problemsOf } from './problems.ts';

const security = [{ token: ['campaigns'] }];
const instant = z.iso.datetime().nullable();

const listedCampaign = z
  .object({
    id: z.int(),
    state: z.enum(campaignStates),
    lane: z.enum(campaignLanes),
    text: z.string(),
    createdAt: z.iso.datetime(),
    sendAt: instant,
    launchedAt: instant,
    endedAt: instant,
  })
  .openapi('ListedCampaign');

const messageSchema = z
  .object({
    id: z.string().openapi({ example: '202611000000042-1001' }),
    number: z.string().nullable().openapi({
      description: 'Masked, unless the token has scope `subscribers` too; null once erased',
      example: '+48 *** *** 123',
    }),
    state: z.enum(mtStates),
    reason: z.string().nullable().openapi({ description: 'Why skipped, held or rejected' }),
    segments: z.int(),
    submittedAt: instant,
    reportedAt: instant.openapi({ description: 'When the phone had it, or the operator gave up' }),
  })
  .openapi('Message');

const listRoute = createRoute({
  method: 'get',
  path: '/campaigns',
  operationId: 'listCampaigns',
  tags: ['campaigns'],
  security,
  summary: 'Campaigns, latest first',
  request: { query: z.object({ ...pageQuery, state: z.enum(campaignStates).optional() }) },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: pageOf(listedCampaign) } } },
    ...problemResponses(problemsOf.reading),
  },
});

const messagesRoute = createRoute({
  method: 'get',
  path: '/campaigns/{id}/messages',
  operationId: 'listMessages',
  tags: ['campaigns'],
  security,
  summary: 'What became of each message of a campaign',
  request: {
    params: z.object({
      id: z
        .string()
        .regex(/^[1-9]\d{0,14}$/)
        .openapi({ example: '42' }),
    }),
    query: z.object({ ...pageQuery, state: z.enum(mtStates).optional() }),
  },
  responses: {
    200: { description: 'A page', content: { 'application/json': { schema: pageOf(messageSchema) } } },
    ...problemResponses([...problemsOf.reading, 'not_found']),
  },
});

/** Lists of campaigns and of their messages, by token with scope `campaigns` (checked by mountCampaigns). */
export function mountMessages(app: OpenAPIHono<ApiEnv>, { deps }: ApiContext): void {
  app.openapi(listRoute, async (c) => {
    const { limit, cursor, state } = c.req.valid('query');
    const found = await listCampaigns(deps.db, {
      limit: limit + 1,
      before: cursor === undefined ? undefined : Number.parseInt(cursor, 10),
      states: state === undefined ? undefined : [state],
    });
    const page = cutPage(found, { limit, cursorOf: (row) => String(row.id) });
    const items = page.rows.map((row) => ({
      id: row.id,
      state: row.state,
      lane: row.lane,
      text: row.text,
      createdAt: row.createdAt.toISOString(),
      sendAt: row.sendAt?.toISOString() ?? null,
      launchedAt: row.launchedAt?.toISOString() ?? null,
      endedAt: row.endedAt?.toISOString() ?? null,
    }));
    return c.json({ items, next: page.next }, 200);
  });

  app.openapi(messagesRoute, async (c) => {
    const { limit, cursor, state } = c.req.valid('query');
    const { token } = c.var;
    const isWhole = token?.scopes.includes('subscribers') === true;
    const found = await openMessages(deps, {
      actor: `token:${token?.id}`,
      campaignId: Number(c.req.valid('param').id),
      limit: limit + 1,
      state,
      after: parseCursor(cursor),
      numbers: isWhole ? 'whole' : 'masked',
    });
    const page = cutPage(found, { limit, cursorOf: (row) => `${row.runId}-${row.id}` });
    const items = page.rows.map((row) => ({
      id: `${row.runId}-${row.id}`,
      number: isWhole ? row.msisdn : mask(row.msisdn),
      state: row.state,
      reason: row.reason,
      segments: row.segments,
      submittedAt: row.submittedAt?.toISOString() ?? null,
      reportedAt: row.reportedAt?.toISOString() ?? null,
    }));
    return c.json({ items, next: page.next }, 200);
  });
}

function parseCursor(cursor: string | undefined): MessageCursor | undefined {
  if (cursor === undefined) return undefined;
  const [runId = 0, id = 0] = cursor.split('-').map(Number);
  return { runId, id };
}

function mask(msisdn: string | null): string | null {
  const parsed = msisdn === null ? undefined : parseMsisdn(msisdn);
  return parsed?.ok === true ? maskMsisdn(parsed.msisdn) : null;
}
