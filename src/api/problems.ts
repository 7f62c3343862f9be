// Everything that goes wrong is told as RFC 9457: a stable code for programs, a Polish sentence for people.

import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ServiceErrorCode } from '#services/errors.ts';

const fieldProblem = z.object({
  pointer: z.string().openapi({ description: 'JSON pointer to the field', example: '/text' }),
  detail: z.string(),
});

const challengeSchema = z
  .object({
    algorithm: z.literal('sha-256'),
    challenge: z.string(),
    rounds: z.int().openapi({ description: 'How many numbers to find, for rounds 0, 1, …' }),
    bits: z.int().openapi({
      description: 'SHA-256 of the text "challenge.round.number" has to begin with so many zero bits',
    }),
    expiresAt: z.iso.datetime(),
  })
  .openapi('Challenge', {
    description:
      'A proof of work, good once, for the same request only: repeat it with the header `Proof-Of-Work`. It takes a cheap phone a second or two.',
  });

const problemSchema = z
  .object({
    type: z.string().openapi({ example: 'urn:wici:problem:invalid' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: 'What is wrong and what to do, in Polish' }),
    errors: z.array(fieldProblem).optional(),
    triesLeft: z.int().optional(),
    challenge: challengeSchema.optional(),
  })
  .openapi('Problem');

export type FieldProblem = z.infer<typeof fieldProblem>;

const titles = {
  invalid: [422, 'Invalid request'],
  malformed: [400, 'Malformed request'],
  too_large: [413, 'Request too large'],
  unauthorized: [401, 'Unauthorized'],
  forbidden: [403, 'Forbidden'],
  not_found: [404, 'Not found'],
  conflict: [409, 'Conflict'],
  too_late: [409, 'Too late'],
  too_many: [429, 'Too many requests'],
  proof_required: [429, 'Proof of work required'],
  codes_paused: [429, 'Codes paused'],
  method_not_allowed: [405, 'Method not allowed'],
  unsupported_type: [415, 'Unsupported media type'],
  wrong_code: [422, 'Wrong code'],
  code_expired: [410, 'Code expired'],
  code_spent: [410, 'Code spent'],
  key_reused: [422, 'Idempotency key reused'],
  key_unfinished: [409, 'Idempotency key unfinished'],
  failure: [500, 'Internal error'],
} as const;

export type ProblemCode = keyof typeof titles;

export type Problem = {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
  readonly triesLeft?: number;
  readonly challenge?: z.infer<typeof challengeSchema>;
  readonly retryAfterSeconds?: number;
};

/** Every type there is, for the reference. */
export function listProblemTypes(): readonly {
  readonly type: string;
  readonly status: number;
  readonly title: string;
}[] {
  return Object.entries(titles).map(([code, [status, title]]) => ({
    type: `urn:wici:problem:${code}`,
    status,
    title,
  }));
}

/** A handler's refusal; `createApi` renders it. Nothing was done. */
export class ApiProblem extends Error {
  override name = 'ApiProblem';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** The problem as a response of its own media type. */
export function renderProblem(c: Context, problem: Problem): Response {
  const [status, title] = titles[problem.code];
  const { code, detail, errors, triesLeft, challenge, retryAfterSeconds } = problem;
  const body = {
    type: `urn:wici:problem:${code}`,
    title,
    status,
    detail,
    ...(errors === undefined ? {} : { errors }),
    ...(triesLeft === undefined ? {} : { triesLeft }),
    ...(challenge === undefined ? {} : { challenge }),
  };
  return c.body(JSON.stringify(body), status, {
    'content-type': 'application/problem+json; charset=utf-8',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    ...(code === 'unauthorized' ? { 'www-authenticate': 'Bearer' } : {}),
  });
}

/** What a service's refusal is in the API. */
export function problemOfService(code: ServiceErrorCode): Problem {
  return { code, detail: serviceDetails[code] };
}

const serviceDetails: Readonly<Record<ServiceErrorCode, string>> = {
  not_found: 'Nie ma takiego zasobu.',
  forbidden: 'To nie jest dozwolone.',
  conflict: 'Nie można tego zrobić w obecnym stanie.',
  too_late: 'Na to jest już za późno.',
  too_many: 'Za dużo prób. Spróbuj ponownie później.',
  invalid: 'Dane są nieprawidłowe.',
};

/** What may be wrong with any request to a route, besides what is its own. */
export const problemsOf = {
  publicReading: ['invalid', 'unauthorized', 'too_many'],
  reading: ['invalid', 'unauthorized', 'forbidden', 'too_many'],
  publicPosting: [
    'malformed',
    'unauthorized',
    'key_unfinished',
    'too_large',
    'invalid',
    'key_reused',
    'too_many',
  ],
  posting: [
    'malformed',
    'unauthorized',
    'forbidden',
    'key_unfinished',
    'too_large',
    'invalid',
    'key_reused',
    'too_many',
  ],
} as const satisfies Readonly<Record<string, readonly ProblemCode[]>>;

const limitHeaders = {
  RateLimit: {
    description: 'What is left of the limit (r), and in how many seconds it is whole again (t)',
    schema: { type: 'string', example: '"token";r=1187;t=42' },
  },
  'RateLimit-Policy': {
    description: 'The limit: requests (q) within seconds (w)',
    schema: { type: 'string', example: '"token";q=1200;w=60' },
  },
  'Retry-After': { description: 'Seconds', schema: { type: 'string', example: '42' } },
} as const;

/** Which of the documented problems a route may answer with, for the OpenAPI document. */
export function problemResponses(codes: readonly ProblemCode[]) {
  const statuses = [...new Set(codes.map((code) => titles[code][0]))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: codes
          .filter((code) => titles[code][0] === status)
          .map((code) => titles[code][1])
          .join(', '),
        ...(status === 429 ? { headers: limitHeaders } : {}),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}
