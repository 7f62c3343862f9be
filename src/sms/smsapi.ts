import { createHash } from 'node:crypto';
import { SMSAPI } from 'smsapi';
import { hasMacro } from '#domain/segments.ts';
import { type Gateway, GatewayError, type GatewayHost, type RowAnswer, type SubmitCall } from './gateway.ts';
import { field, findInvalidIdx, matchRows, readErrorCode, toPoints } from './smsapi-answers.ts';
import { parseDlrs, parseMo } from './smsapi-callbacks.ts';
import { errorKindOfCode, errorKindOfHttp, findNotConnectedCode } from './smsapi-errors.ts';
import { checkFill, writeFill } from './smsapi-fill.ts';

export type SmsapiOptions = {
  readonly url: string;
  readonly token: string;
  /** Asked only when no connection to `url` could be made. */
  readonly backupUrl?: string | undefined;
  readonly timeoutMs?: number | undefined;
  readonly logger?: { readonly warn: (fields: object, message: string) => void } | undefined;
};

type Host = { readonly name: GatewayHost; readonly client: SMSAPI };

/**
 * SMSAPI.pl through its official client. Safe to call concurrently. A call that is not answered within `timeoutMs`
 * ends `unknown`; what arrives later is ignored, because the caller has moved on.
 */
export function createSmsapiGateway(options: SmsapiOptions): Gateway {
  const timeoutMs = options.timeoutMs ?? 15_000;
  const primary: Host = { name: 'primary', client: createClient(options.token, options.url) };
  const backup: Host | undefined =
    options.backupUrl === undefined || options.backupUrl === ''
      ? undefined
      : { name: 'backup', client: createClient(options.token, options.backupUrl) };

  async function ask<T>(act: (client: SMSAPI) => Promise<T>, only: GatewayHost | undefined): Promise<T> {
    const first = only === 'backup' && backup !== undefined ? backup : primary;
    try {
      return await withinTime(act(first.client), timeoutMs);
    } catch (error) {
      const notConnected = findNotConnectedCode(error);
      if (notConnected === undefined || backup === undefined || only !== undefined) {
        throw toGatewayError(error, first.name);
      }
      options.logger?.warn({ code: notConnected }, 'gateway not reachable, asking its backup host');
    }
    try {
      return await withinTime(act(backup.client), timeoutMs);
    } catch (error) {
      throw toGatewayError(error, backup.name);
    }
  }

  const account = createHash('sha256').update(`${options.url}\n${options.token}`).digest('hex').slice(0, 32);
  return {
    account: () => account,
    checkFill: (numbers) =>
      checkFill({ numbers, ask: (message) => ask((client) => testBy(client, message), undefined) }),
    submit: async (call) => {
      refuseUnsendable(call);
      return ask((client) => submitBy(client, call), call.onlyHost);
    },
    getBalance: () => ask(async (client) => toPoints(field(await client.profile.get(), 'points')), undefined),
    parseMo,
    parseDlrs,
  };
}

async function submitBy(client: SMSAPI, call: SubmitCall): Promise<readonly RowAnswer[]> {
  try {
    const { message, ...params } = call.fill === undefined ? { message: call.text } : writeFill(call.fill);
    const answer: unknown = await client.sms.sendSms(
      // Digits only: a leading `+` has been seen refused as 13.
      call.recipients.map(({ msisdn }) => msisdn.slice(1)),
      message,
      // A fresh object for every call: the client writes into it.
      {
        encoding: 'utf-8',
        checkIdx: true,
        ...params,
        idx: call.recipients.map(({ idx }) => idx).join('|'),
        ...(call.from === undefined || call.from === '' ? {} : { from: call.from }),
        ...(call.fast === true ? { fast: true } : {}),
        ...(call.expiresAt === undefined ? {} : { expirationDate: new Date(call.expiresAt) }),
      },
    );
    return matchRows(call, answer);
  } catch (error) {
    throw readRefusal(error, (data) => findInvalidIdx(call, data));
  }
}

/** A call that is checked and answered, but of which nothing is sent. */
async function testBy(
  client: SMSAPI,
  call: { readonly numbers: readonly string[]; readonly message: string; readonly params: object },
): Promise<unknown> {
  const { numbers, message, params } = call;
  try {
    return await client.sms.sendSms([...numbers], message, {
      encoding: 'utf-8',
      test: true,
      ...params,
    });
  } catch (error) {
    throw readRefusal(error, () => []);
  }
}

function readRefusal(error: unknown, findNamed: (data: unknown) => readonly string[]): unknown {
  if (!(error instanceof Error) || error.name !== 'MessageError') return error;
  const data = field(error, 'data');
  const code = readErrorCode(data);
  const kind = typeof code === 'number' ? errorKindOfCode(code) : 'ours';
  return new GatewayError({ kind, code, invalidIdx: findNamed(data) });
}

// What the gateway would refuse, misread or cut short anyway; asking would only hide whose fault it is.
function refuseUnsendable(call: SubmitCall): void {
  const problem =
    call.recipients.length === 0
      ? 'no_recipients'
      : textsOf(call).some((text) => text.trim() === '')
        ? 'empty_text'
        : textsOf(call).some(hasMacro)
          ? 'macro_in_text'
          : call.recipients.some(({ idx }) => !/^[A-Za-z0-9_-]{1,255}$/.test(idx))
            ? 'bad_idx'
            : undefined;
  if (problem !== undefined) throw new GatewayError({ kind: 'ours', code: problem });
}

/** What the phones would show; every piece and value of a filled text stands in one of them. */
function textsOf(call: SubmitCall): readonly string[] {
  if (call.fill === undefined) return [call.text];
  const { shape, values } = call.fill;
  return values.map((own) => shape.reduce((text, piece, at) => text + (own[at - 1] ?? '') + piece));
}

function toGatewayError(error: unknown, host: GatewayHost): GatewayError {
  if (error instanceof GatewayError) {
    return new GatewayError({ kind: error.kind, code: error.code, host, invalidIdx: error.invalidIdx });
  }
  const notConnected = findNotConnectedCode(error);
  if (notConnected !== undefined) return new GatewayError({ kind: 'retryable', code: notConnected, host });
  const status = field(error, 'status');
  if (error instanceof Error && error.name === 'HttpError' && typeof status === 'number') {
    const body = readErrorCode(parseJson(field(error, 'responseBody')));
    const numeric = typeof body === 'number' ? body : undefined;
    return new GatewayError({
      kind: errorKindOfHttp(status, numeric),
      code: numeric ?? `http_${status}`,
      host,
    });
  }
  // Reset, time-out, or an answer that can't be read: it may have been accepted.
  return new GatewayError({ kind: 'unknown', code: findCode(error), host });
}

function findCode(error: unknown): string {
  const code = field(field(error, 'cause'), 'code') ?? field(error, 'code');
  return typeof code === 'string' ? code : 'unreadable_answer';
}

function parseJson(body: unknown): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}

// The client has no time-out and takes no AbortSignal, so the hanging call is left behind; its late end is ignored.
async function withinTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new GatewayError({ kind: 'unknown', code: 'timeout' })), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

/**
 * The client takes an error body without `message`, or the text form `ERROR:13`, for a success and then trips over
 * it; read through, a definite refusal would look like an unknown outcome. The interceptor completes such answers.
 */
function createClient(token: string, url: string): SMSAPI {
  const client = new SMSAPI(token, url);
  const http: unknown = Reflect.get(client, 'httpClient');
  const add = field(http, 'addResponseInterceptor');
  if (typeof add === 'function') {
    add((response: { readonly data: unknown }) => ({ ...response, data: completeAnswer(response.data) }));
  }
  return client;
}

function completeAnswer(data: unknown): unknown {
  const body = typeof data === 'string' ? (parseJson(data) ?? parseErrorText(data) ?? data) : data;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const isError = field(body, 'error') !== undefined && field(body, 'error') !== null;
  return isError && field(body, 'message') === undefined ? { ...body, message: '' } : body;
}

function parseErrorText(text: string): object | undefined {
  const code = /^ERROR:(\d{1,4})\b/.exec(text.trim())?.[1];
  return code === undefined ? undefined : { error: Number(code), message: '' };
}
