// Everything that goes wrong is told as RFC 9457: a stable code for programs, a Polish sentence for people.

import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ServiceErrorCode } from '#services/errors.ts';

const fieldProblem = z.object({
  pointer: z.string().openapi({ description: 'JSON pointer to the field', example: '/text' }),
  detail: z.string(),
});

const problemSchema = z
  .object({
    type: z.string().openapi({ example: 'urn:wici:problem:invalid' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: 'What is wrong and what to do, in Polish' }),
    errors: z.array(fieldProblem).optional(),
    triesLeft: z.int().optional(),
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
  unsupported: [422, 'Not supported'],
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
  readonly retryAfterSeconds?: number;
};

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
  const { code, detail, errors, triesLeft, retryAfterSeconds } = problem;
  const body = {
    type: `urn:wici:problem:${code}`,
    title,
    status,
    detail,
    ...(errors === undefined ? {} : { errors }),
    ...(triesLeft === undefined ? {} : { triesLeft }),
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

/** Which of the documented problems a route may answer with, for the OpenAPI document. */
export function problemResponses(codes: readonly ProblemCode[]) {
  const statuses = [...new Set(codes.map((code) => titles[code][0]))];
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: codes
          .filter((code) => titles[code][0] === status)
          .map((code) => titles[code][1])
          .join(', '),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}
