// SMSAPI's REST calls that the official client lacks (callbacks) or wraps without a time-out (profile, sender names).
import { z } from 'zod';
import type { GatewayAccount } from './account.ts';
import { GatewayError } from './gateway.ts';
import { readErrorCode, toPoints } from './smsapi-answers.ts';
import { errorKindOfCode, errorKindOfHttp, findNotConnectedCode } from './smsapi-errors.ts';

const longestAnswer = 1_000_000;

const profileSchema = z.looseObject({ points: z.unknown().optional() });
const callbackSchema = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String),
  url: z.string(),
  type: z.string(),
  active: z.boolean().optional(),
  invalid: z.boolean().nullish(),
});
const testSchema = z.looseObject({
  test_result: z.boolean(),
  http_response_status: z.number().nullish(),
});
const senderSchema = z.looseObject({ sender: z.string(), status: z.string() });
const listOf = <Row extends z.ZodType>(row: Row) => z.looseObject({ collection: z.array(row) });

/** The account behind a token. `url` may have a path of its own, as the official client takes it. */
export function createSmsapiAccount(options: {
  readonly url: string;
  readonly token: string;
  readonly timeoutMs?: number | undefined;
}): GatewayAccount {
  const base = options.url.replace(/\/+$/, '');

  async function ask<Answer>(
    path: string,
    request: { readonly answer: z.ZodType<Answer>; readonly method?: 'POST' | 'PUT'; readonly body?: object },
  ): Promise<Answer> {
    const { method = 'GET', body } = request;
    const { status, text } = await call(`${base}${path}`, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeoutMs ?? 8_000),
      headers: {
        authorization: `Bearer ${options.token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = parseJson(text);
    const code = readErrorCode(answer);
    const numeric = typeof code === 'number' ? code : undefined;
    if (status < 200 || status > 299) {
      // A path that the gateway does not have says nothing about the token.
      const kind = status === 404 ? 'ours' : errorKindOfHttp(status, numeric);
      throw new GatewayError({ kind, code: code ?? `http_${status}` });
    }
    if (numeric !== undefined) throw new GatewayError({ kind: errorKindOfCode(numeric), code: numeric });
    const parsed = request.answer.safeParse(answer);
    if (!parsed.success) throw new GatewayError({ kind: 'unknown', code: 'unreadable_answer' });
    return parsed.data;
  }

  return {
    getProfile: async () => ({ points: toPoints((await ask('/profile', { answer: profileSchema })).points) }),
    listCallbacks: async () => {
      const { collection } = await ask('/callbacks', { answer: listOf(callbackSchema) });
      return collection.map(({ id, url, type, active, invalid }) => ({
        id,
        url,
        type,
        isActive: active !== false,
        isInvalid: invalid === true,
      }));
    },
    createCallback: async ({ type, url }) => {
      // `receiver_type` of inbound texts is not documented: without it the callback stands for the whole account.
      await ask('/callbacks', { method: 'POST', body: { type, url }, answer: callbackSchema });
    },
    activateCallback: async (id) => {
      const path = `/callbacks/${encodeURIComponent(id)}/commands/activate`;
      await ask(path, { method: 'PUT', answer: z.unknown() });
    },
    testCallback: async (id) => {
      const path = `/callbacks/${encodeURIComponent(id)}/commands/test`;
      const { test_result, http_response_status } = await ask(path, { answer: testSchema });
      return { isGood: test_result, status: http_response_status ?? undefined };
    },
    listSenderNames: async () => {
      const { collection } = await ask('/sms/sendernames', { answer: listOf(senderSchema) });
      return collection.map(({ sender, status }) => ({ name: sender, status: status.toUpperCase() }));
    },
  };
}

async function call(
  url: string,
  init: RequestInit,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, init);
    const text = await response.text();
    return { status: response.status, text: text.length > longestAnswer ? '' : text };
  } catch (error) {
    const code = findNotConnectedCode(error);
    if (code !== undefined) throw new GatewayError({ kind: 'retryable', code });
    throw new GatewayError({ kind: 'unknown', code: 'no_answer' });
  }
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
