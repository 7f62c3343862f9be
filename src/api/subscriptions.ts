import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { languages, wordingOf } from '#domain/clauses.ts';
import { wordings } from '#domain/consent.ts';
import { type Msisdn, type MsisdnProblem, parseMsisdn } from '#domain/msisdn.ts';
import { confirmSubscription } from '#services/confirm-subscription.ts';
import { confirmUnsubscription } from '#services/confirm-unsubscription.ts';
import { type ConfirmProblem, type FormConfirmed, isCodeProblem } from '#services/form-code.ts';
import { type CodeResent, resendCode } from '#services/resend-code.ts';
import { findShownClause } from '#services/shown-clause.ts';
import { type SubscriptionProblem, startSubscription } from '#services/start-subscription.ts';
import { startUnsubscription } from '#services/start-unsubscription.ts';
import { type ApiContext, type ApiEnv, registrationHeaders, visitorOf } from './access.ts';
import { codeProblem } from './code-problems.ts';
import { ApiProblem, problemResponses, problemsOf } from './problems.ts';

const number = z
  .string()
  .max(64)
  .openapi({ description: 'Polish mobile number', example: '+48 600 100 200' });
const addressSchema = z
  .strictObject({
    sym: z.string().max(20).openapi({ description: 'SYM of the locality', example: '0582870' }),
    symUl: z.string().max(20).nullish().openapi({ description: 'SYM_UL of the street', example: '17394' }),
    houseNumber: z.string().max(30).nullish().openapi({ example: '12A' }),
  })
  .openapi('Address');

const joinBody = z
  .strictObject({
    number,
    addresses: z.array(addressSchema).min(1).max(5),
    categories: z
      .array(z.string().max(30))
      .max(50)
      .default([])
      .openapi({ description: 'Keys; alerts go without saying', example: ['odpady', 'sport'] }),
    consent: z
      .strictObject({
        version: z.int().min(1).max(1_000_000),
        language: z.enum(languages).default('pl'),
      })
      .optional()
      .openapi({
        description:
          'The wording of the consent that the person was shown (`GET /clause`): its version, which is or was in force, and its language. Without it, today’s in Polish.',
      }),
  })
  .openapi('SubscriptionRequest');
const leaveBody = z.strictObject({ number }).openapi('UnsubscriptionRequest');
const codeBody = z
  .strictObject({ code: z.string().max(30).openapi({ example: '482913' }) })
  .openapi('Confirmation');
const started = z
  .object({ id: z.uuid(), expiresAt: z.iso.datetime() })
  .openapi('CodeSent', { description: 'The same for every number, known or not' });
const confirmed = z.object({ state: z.literal('confirmed') }).openapi('Confirmed');
const idParams = z.object({
  id: z.string().max(64).openapi({ example: '0b9f8c1e-4d3a-4f6b-9a77-2f1f5f0c6e21' }),
});

const security = [{}, { token: ['registration'] }];
const headers = registrationHeaders;
const startProblems = problemResponses([
  ...problemsOf.publicPosting,
  'unsupported_type',
  'proof_required',
  'codes_paused',
]);
const confirmProblems = problemResponses([
  ...problemsOf.publicPosting,
  'unsupported_type',
  'not_found',
  'wrong_code',
  'code_expired',
  'code_spent',
  'proof_required',
]);

function json<Schema extends z.ZodType>(schema: Schema) {
  return { 'application/json': { schema } };
}

const joinRoute = createRoute({
  method: 'post',
  path: '/subscriptions',
  operationId: 'startSubscription',
  security,
  tags: ['registration'],
  summary: 'Start joining: sends a one-time code to the number',
  request: { headers, body: { required: true, content: json(joinBody) } },
  responses: { 202: { description: 'A code is on its way', content: json(started) }, ...startProblems },
});
const leaveRoute = createRoute({
  method: 'post',
  path: '/unsubscriptions',
  operationId: 'startUnsubscription',
  security,
  tags: ['registration'],
  summary: 'Start leaving: sends a one-time code to the number; nothing changes before it comes back',
  request: { headers, body: { required: true, content: json(leaveBody) } },
  responses: { 202: { description: 'A code is on its way', content: json(started) }, ...startProblems },
});

function confirmRoute<Path extends string>(operationId: string, path: Path) {
  return createRoute({
    method: 'post',
    path,
    operationId,
    security,
    tags: ['registration'],
    summary: 'Confirm with the code from the SMS',
    request: { params: idParams, headers, body: { required: true, content: json(codeBody) } },
    responses: { 200: { description: 'Done', content: json(confirmed) }, ...confirmProblems },
  });
}

function resendRoute<Path extends string>(operationId: string, path: Path) {
  return createRoute({
    method: 'post',
    path,
    operationId,
    security,
    tags: ['registration'],
    summary: 'Send another code; the one before counts no more',
    request: { params: idParams, headers },
    responses: {
      202: { description: 'A code is on its way', content: json(started) },
      ...problemResponses([...problemsOf.publicPosting, 'not_found', 'proof_required', 'codes_paused']),
    },
  });
}

/** Joining and leaving by one-time codes: public, the same services as the web form. */
export function mountSubscriptions(app: OpenAPIHono<ApiEnv>, api: ApiContext): void {
  const { deps } = api;
  app.openapi(joinRoute, async (c) => {
    const body = c.req.valid('json');
    const clause = await findShownClause(deps, body.consent?.version);
    if (clause === null) throw invalidField('/consent/version', 'Nie było takiej wersji zgody.');
    const answer = await startSubscription(deps, {
      msisdn: readNumber(body.number),
      visitor: visitorOf(api, c),
      addresses: body.addresses,
      categories: body.categories,
      door: 'api',
      wording: wordingOf(clause, body.consent?.language ?? 'pl'),
    });
    if (answer.ok) return c.json(tellStarted(answer), 202);
    const { problem } = answer;
    throw isCodeProblem(problem) ? codeProblem(problem) : subscriptionProblem(problem);
  });
  app.openapi(leaveRoute, async (c) => {
    const msisdn = readNumber(c.req.valid('json').number);
    const visitor = visitorOf(api, c);
    const wording = wordings.formLeave;
    return c.json(
      tellStarted(await startUnsubscription(deps, { msisdn, visitor, door: 'api', wording })),
      202,
    );
  });
  app.openapi(confirmRoute('confirmSubscription', '/subscriptions/{id}/confirm'), async (c) => {
    const { id } = c.req.valid('param');
    const request = { id, code: c.req.valid('json').code, visitor: visitorOf(api, c) };
    return c.json(tellConfirmed(await confirmSubscription(deps, request)), 200);
  });
  app.openapi(confirmRoute('confirmUnsubscription', '/unsubscriptions/{id}/confirm'), async (c) => {
    const { id } = c.req.valid('param');
    const request = { id, code: c.req.valid('json').code, visitor: visitorOf(api, c) };
    return c.json(tellConfirmed(await confirmUnsubscription(deps, request)), 200);
  });
  app.openapi(resendRoute('resendSubscriptionCode', '/subscriptions/{id}/resend'), async (c) => {
    const request = { id: c.req.valid('param').id, act: 'join', visitor: visitorOf(api, c) } as const;
    return c.json(tellStarted(await resendCode(deps, request)), 202);
  });
  app.openapi(resendRoute('resendUnsubscriptionCode', '/unsubscriptions/{id}/resend'), async (c) => {
    const request = { id: c.req.valid('param').id, act: 'leave', visitor: visitorOf(api, c) } as const;
    return c.json(tellStarted(await resendCode(deps, request)), 202);
  });
}

function readNumber(text: string): Msisdn {
  const parsed = parseMsisdn(text);
  if (parsed.ok) return parsed.msisdn;
  throw invalidField('/number', numberDetails[parsed.problem]);
}

const numberDetails: Readonly<Record<MsisdnProblem, string>> = {
  empty: 'Podaj numer telefonu.',
  not_a_number: 'To nie jest numer telefonu: potrzeba 9 cyfr numeru komórkowego.',
  foreign: 'To numer zagraniczny. Można zapisać tylko polski numer komórkowy.',
  not_mobile: 'To nie jest numer komórkowy.',
  alphanumeric: 'W numerze telefonu są litery.',
};

function tellStarted(answer: CodeResent): z.infer<typeof started> {
  if (answer.ok) return { id: answer.id, expiresAt: answer.expiresAt.toISOString() };
  throw answer.problem.kind === 'not_found' ? notFound() : codeProblem(answer.problem);
}

function tellConfirmed(answer: FormConfirmed): z.infer<typeof confirmed> {
  if (answer.ok) return { state: 'confirmed' };
  // Sent again because the first answer was lost: it is what it was.
  if (answer.problem.kind === 'done') return { state: 'confirmed' };
  throw confirmProblem(answer.problem);
}

function confirmProblem(problem: Exclude<ConfirmProblem, { kind: 'done' }>): ApiProblem {
  switch (problem.kind) {
    case 'wrong':
      return new ApiProblem({
        code: 'wrong_code',
        detail: 'Kod się nie zgadza.',
        triesLeft: problem.triesLeft,
      });
    case 'expired':
      return new ApiProblem({ code: 'code_expired', detail: 'Kod stracił ważność. Poproś o nowy.' });
    case 'spent':
      return new ApiProblem({ code: 'code_spent', detail: 'Ten kod już nie działa. Poproś o nowy.' });
    case 'not_found':
      return notFound();
    case 'challenge':
      return codeProblem(problem);
    default:
      return problem satisfies never;
  }
}

function notFound(): ApiProblem {
  return new ApiProblem({
    code: 'not_found',
    detail: 'Nie ma takiej prośby o kod albo została już potwierdzona.',
  });
}

function subscriptionProblem(problem: SubscriptionProblem): ApiProblem {
  switch (problem.kind) {
    case 'no_address':
      return invalidField('/addresses', 'Podaj co najmniej jeden adres.');
    case 'too_many_addresses':
      return invalidField('/addresses', `Adresów może być najwyżej ${problem.most}.`);
    case 'unknown_locality':
      return invalidField('/addresses', `Nie ma miejscowości o numerze SYM ${problem.sym}.`);
    case 'unknown_street':
      return invalidField('/addresses', `W tej miejscowości nie ma ulicy o numerze SYM_UL ${problem.symUl}.`);
    case 'vanished_place':
      return invalidField(
        '/addresses',
        `Miejsca ${[problem.sym, problem.symUl].filter(Boolean).join('/')} nie ma już w rejestrze TERYT. Podaj obecne.`,
      );
    case 'bad_house_number':
      return invalidField('/addresses', 'Numer domu ma mieć postać 12, 12A albo 12/3.');
    case 'unknown_category':
      return invalidField('/categories', `Nie ma kategorii „${problem.key}”.`);
    default:
      return problem satisfies never;
  }
}

function invalidField(pointer: string, detail: string): ApiProblem {
  return new ApiProblem({ code: 'invalid', detail, errors: [{ pointer, detail }] });
}
